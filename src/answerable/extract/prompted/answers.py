"""Answers: what a language model said, kept for ever under the key of everything that it depends on.

In and out: `Answer` rows as files of the folder ``model-answers/``, one for each key, written whole or not at all. They
were paid for and cannot be had again the same, so they lie beside decisions and not in what is derived. Never here:
what is believed of them.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from answerable.model.ids import hash_bytes

FOLDER = "model-answers"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said of one piece of text.

    Args:
        key: of everything that it depends on.
        model: its name.
        text: its words as they came.
        refusal: its words that it will not answer.
        n_in: tokens read.
        n_out: tokens written.
        seconds: it took.
        asked_at: UTC instant in ISO form.
    """

    key: str
    model: str
    text: str
    refusal: str = ""
    n_in: int = 0
    n_out: int = 0
    seconds: float = 0.0
    asked_at: str = ""


class AnswerShelf:
    """The kept answers of an investigation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Answer | None:
        """The answer with this key; None where there is none, or where its file is damaged."""
        try:
            plain = json.loads(self._path(key).read_text(encoding="utf-8"))
            answer = Answer(**plain)
        except (OSError, ValueError, TypeError):
            return None
        return answer if answer.key == key and isinstance(answer.text, str) else None

    def keep(self, answer: Answer) -> None:
        """Write an answer; one that lies there is replaced as a whole."""
        path = self._path(answer.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}.part")
        made.write_text(
            json.dumps(asdict(answer), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        os.replace(made, path)

    def fingerprint(self, key: str) -> str:
        """Hash of a kept answer's bytes; empty where there is none."""
        try:
            return hash_bytes(self._path(key).read_bytes())
        except OSError:
            return ""

    def rates(self, model: str) -> tuple[float, float]:
        """Mean seconds and tokens written for an answer of a model; zeros where none is kept."""
        seconds, tokens = [], []
        for path in sorted(self._folder.glob("??/*.json")):
            answer = self.find(path.stem)
            if answer is not None and answer.model == model and answer.n_out:
                seconds.append(answer.seconds)
                tokens.append(answer.n_out)
        return (sum(seconds) / len(seconds), sum(tokens) / len(tokens)) if seconds else (0.0, 0.0)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def parse_answer(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer; common slips are repaired, anything else is None.

    Repaired: a fence of code around it, words before and after it, a comma before a closing bracket.

    >>> parse_answer('Here it is:\\n```json\\n{"cases": [],}\\n```')
    {'cases': []}
    >>> parse_answer('{"cases": [') is None
    True
    """
    low, high = text.find("{"), text.rfind("}")
    if low < 0 or high < low:
        return None
    body = text[low : high + 1]
    for attempt in (body, re.sub(r",(\s*[}\]])", r"\1", body)):
        try:
            plain = json.loads(attempt, parse_constant=_refuse)
        except (ValueError, RecursionError):
            continue
        if isinstance(plain, dict) and isinstance(plain.get("cases"), list):
            return plain
    return None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
