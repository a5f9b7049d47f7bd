"""Letters put together of the sentences in ``sentences.toml``: a beginning, what it does, what every letter prints.

What comes in: how many. What goes out: letters with their kind and decision, always the same ones. They are only
learned from, never measured on.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Part = tuple[str, int, int]

_DECISIONS: dict[str, tuple[tuple[Part, ...], ...]] = {
    "disclosed": ((("gives", 1, 2), ("figure", 0, 3)), (("figure", 1, 4),)),
    "partly_disclosed": (
        (("gives", 1, 1), ("figure", 0, 2), ("part", 1, 2)),
        (("figure", 1, 3), ("refuses", 1, 1)),
        (("figure", 1, 3), ("not_held", 1, 1)),
        (("gives", 1, 1), ("part", 1, 2)),
        (("figure", 1, 2), ("part", 1, 2)),
    ),
    "refused": ((("refuses", 1, 3),),),
    "not_held": ((("not_held", 1, 2),),),
    "cost_limit_exceeded": ((("cost", 1, 3),),),
    "neither_confirmed_nor_denied": ((("ncnd", 1, 2),),),
    "already_public": ((("public", 1, 2),),),
}
_KINDS: dict[str, tuple[Part, ...]] = {
    "clarification": (("clarifies", 1, 3),),
    "extension": (("extends", 1, 2),),
    "fee_notice": (("fee", 1, 3),),
    "transfer": (("transfers", 1, 2),),
    "holding_reply": (("holds", 1, 3),),
    "acknowledgement": (("acknowledges", 1, 4),),
    "auto_acknowledgement": (("automatic", 1, 3), ("acknowledges", 0, 2)),
    "out_of_office": (("away", 1, 3),),
    "bounce": (("bounces", 1, 2),),
    "receipt": (("receipts", 1, 1),),
    "other_request": (("elsewhere", 1, 2),),
    "request": (("asks", 1, 3),),
    "spam": (("sells", 1, 3),),
    "unclear": (("informs", 1, 2),),
}
_HEADS, _FEET = (1, 7), (2, 12)
_BY_MACHINE = ("bounce", "receipt", "spam", "out_of_office")


@dataclass(frozen=True, slots=True)
class Made:
    """A letter of sentences."""

    kind: str
    decision: str
    lines: tuple[str, ...]


def make_letters(n_letters: int) -> list[Made]:
    """So many letters, in the same order each time."""
    sentences: dict[str, list[str]] = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
    recipes = _list_recipes()
    picker = random.Random(1)
    made = []
    for _ in range(n_letters):
        kind, decision, _, parts = picker.choices(recipes, [weight for _, _, weight, _ in recipes])[0]
        body = [
            line for act, least, most in parts for line in picker.sample(sentences[act], picker.randint(least, most))
        ]
        most = 0 if kind in _BY_MACHINE else 2
        before = picker.sample(sentences["neutral"], picker.randint(0, most))
        after = picker.sample(sentences["notices"], picker.randint(0, most))
        made.append(Made(kind, decision, (*before, *body, *after)))
    return made


def list_dress(n_letters: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For so many letters, what a letterhead and the foot of a page add: neither changes what a letter is."""
    sentences: dict[str, list[str]] = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
    picker = random.Random(2)
    return [
        (
            tuple(picker.sample(sentences["heads"], picker.randint(*_HEADS))),
            tuple(picker.sample(sentences["notices"], picker.randint(*_FEET))),
        )
        for _ in range(n_letters)
    ]


def _list_recipes() -> list[tuple[str, str, float, tuple[Part, ...]]]:
    recipes = []
    for decision, ways in _DECISIONS.items():
        for way in ways:
            recipes.append(("response", decision, 6 / len(ways), way))
            recipes.append(("review_outcome", decision, 2 / len(ways), (("reviews", 1, 3), *way)))
    for kind, parts in _KINDS.items():
        recipes.append((kind, "clarification_sought" if kind == "clarification" else "none", 2.0, parts))
    return recipes
