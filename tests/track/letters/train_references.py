"""Learn which of the codes that a letter prints is its reference; write the file that the package ships.

`train.py` runs this when it is done with the letters. The letters kept for testing are never read. The same letters and
libraries give the same bytes (src/answerable/track/learned/references.npz).

A logistic regression weighs the words beside each code, its shape and its place, and whether it is what the rules found
at first sight (``first_sight_references.json``), before any was written after the letter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from answerable.model.message import MessageKind
from answerable.track.learned.references import FILE, Code, choose_code, list_codes, list_cues, make_plain
from answerable.track.particulars import Particular

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "src" / "answerable" / "track" / "learned" / FILE
LEAST = 2
NONE = ("bounce", "receipt", "out_of_office", "spam", "unclear", "request")
"""Kinds that bear no reference, whatever they print."""


@dataclass(frozen=True)
class Letter:
    """One letter: its hand, its reference as labelled, what the rules found, its codes and what speaks for each."""

    hand: str
    wanted: str
    kind: str
    by_rules: Particular | None
    codes: tuple[Code, ...]
    cues: tuple[tuple[str, ...], ...]


def load(foretold: dict[str, tuple[str, str]], training: ModuleType) -> list[Letter]:
    """The letters whose first sight is known."""
    measuring, hands = training.load_module("measure"), training.HANDS
    assert not any(set(names) & set(measuring.KEPT) for names in hands.values())
    sight: dict[str, Any] = json.loads((HERE / "first_sight_references.json").read_text(encoding="utf-8"))
    found = []
    for hand, names in hands.items():
        for row in [row for name in names for row in measuring.load_letters(name)]:
            if row["id"] not in sight or row["id"] not in foretold:
                continue
            text, kind = row["text"].strip(), foretold[row["id"]][0]
            by_rules = Particular(*sight[row["id"]]) if sight[row["id"]] else None
            codes = list_codes(text)
            cues = tuple(list_cues(text, codes, by_rules, MessageKind(kind)))
            found.append(Letter(hand, make_plain(row.get("reference", "")), kind, by_rules, codes, cues))
    return found


@dataclass(frozen=True)
class Rows:
    """What is learned from: a row a code."""

    names: tuple[str, ...]
    table: csr_matrix
    right: np.ndarray
    hands: np.ndarray


def make_rows(letters: Sequence[Letter]) -> Rows:
    """The table of cues."""
    cues = [row for letter in letters for row in letter.cues]
    known = Counter(name for row in cues for name in row)
    names = tuple(sorted(name for name, n in known.items() if n >= LEAST))
    places = {name: place for place, name in enumerate(names)}
    ends, columns = [0], []
    for row in cues:
        columns += sorted(places[name] for name in row if name in places)
        ends.append(len(columns))
    return Rows(
        names,
        csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(cues), len(names))),
        np.array([make_plain(code.value) == letter.wanted for letter in letters for code in letter.codes]),
        np.array([letter.hand for letter in letters for _ in letter.codes]),
    )


def learn(rows: Rows, chosen: np.ndarray) -> LogisticRegression:
    """Weigh the cues of some codes."""
    return LogisticRegression(C=1.0, max_iter=3000, tol=1e-6).fit(rows.table[chosen], rows.right[chosen])


def judge_left_out(letters: Sequence[Letter], hands: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """For each hand: its letters, those right by the rules at first sight, and by what was learned from the others."""
    rows = make_rows(letters)
    found = {}
    for hand in hands:
        model = learn(rows, np.flatnonzero(rows.hands != hand))
        counts = np.zeros(3, dtype=int)
        at = 0
        for letter in letters:
            mine = np.arange(at, at + len(letter.codes))
            at += len(letter.codes)
            if letter.hand != hand:
                continue
            both = letter.by_rules
            if len(mine):
                both = choose_code(letter.codes, list(model.predict_proba(rows.table[mine])[:, 1]), letter.by_rules)
            said = [
                make_plain(item.value) if item and letter.kind not in NONE else "" for item in (letter.by_rules, both)
            ]
            counts += (1, said[0] == letter.wanted, said[1] == letter.wanted)
        found[hand] = (int(counts[0]), int(counts[1]), int(counts[2]))
    return found


def make_file(letters: Sequence[Letter], training: ModuleType) -> bytes:
    """Everything learned, as the bytes that the package ships."""
    rows = make_rows(letters)
    model = learn(rows, np.arange(len(rows.right)))
    return bytes(training.pack_cues(rows.names, model.coef_[0], model.intercept_[0], len(letters)))


def render(judged: dict[str, tuple[int, int, int]]) -> str:
    """What was right, hand by hand, as Markdown."""
    lines = ["| hand left out | letters | reference: rules | with what was learned |", "|---|---:|---:|---:|"]
    together = tuple(sum(part) for part in zip(*judged.values(), strict=True))
    for hand, (n_letters, rules, both) in [*judged.items(), ("together", together)]:
        lines.append(f"| {hand} | {n_letters} | {rules / n_letters:.1%} | {both / n_letters:.1%} |")
    return "\n".join(lines)
