"""Learn which of the sections that a letter names it relies on; write the file that the package ships.

`train.py` runs this when it is done with the letters. The letters kept for testing are never read. The same letters and
libraries give the same bytes (src/answerable/track/learned/sections.npz).

A logistic regression weighs the words about each citation and what the rules say of it. What the rules say is taken at
first sight (``first_sight_sections.json``), before any was written after the letter; so is the law in hand. What the
letter decides is what was learned from the other hands. The sentences of ``citing.toml`` are learned from as well.
"""

from __future__ import annotations

import json
import random
import tomllib
from bisect import bisect_right
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
from answerable.model.response import Decision
from answerable.track.grounds import is_switch
from answerable.track.learned.sections import FILE, Candidate, Key, choose_relied, list_candidates, list_cues
from answerable.track.mentions import Mention
from answerable.track.passages import Passage, make_passages
from answerable.track.quoted import divide_letter

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "src" / "answerable" / "track" / "learned" / FILE
ANSWERS = ("response", "review_outcome")
CUES_COUNT = 0.4
"""How much a word counts beside a sign: less, as there are many of them."""
LEAST = 2
N_EACH = 2
"""How often each sentence of ``citing.toml`` is used, each time with other sections."""
_SECTIONS = (
    *("section 40(2)", "section 43(2)", "section 31(1)(a)", "s.36(2)(c)", "s40", "section 41", "section 30(1)(a)"),
    *("section 38(1)(b)", "section 30(c)", "section 33(1)(b)", "regulation 12(5)(e)", "regulation 12(4)(b)"),
    *("section 24(1)", "section 42", "section 21", "section 36(1)", "section 35(1)(a)", "regulation 13(1)"),
)


@dataclass(frozen=True)
class Letter:
    """One letter: its hand, the sections it relies on (None where it is no answer), what was foretold of it."""

    id: str
    hand: str
    relied: frozenset[Key] | None
    said: tuple[str, str]
    is_limited: bool
    by_rules: frozenset[Key]
    candidates: tuple[Candidate, ...]


def load(foretold: dict[str, tuple[str, str]], training: ModuleType) -> list[Letter]:
    """The letters whose first sight is known.

    Args:
        foretold: kind and decision of each letter as learned from the other hands.
        training: the module that has foretold them, with the sets of each hand.
    """
    measuring, hands = training.load_module("measure"), training.HANDS
    assert not any(set(names) & set(measuring.KEPT) for names in hands.values())
    sight: dict[str, Any] = json.loads((HERE / "first_sight_sections.json").read_text(encoding="utf-8"))
    return [
        make_letter(row, hand, sight[row["id"]], foretold[row["id"]], measuring)
        for hand, names in hands.items()
        for name in names
        for row in measuring.load_letters(name)
        if row["id"] in sight and row["id"] in foretold
    ]


def make_letter(
    row: dict[str, Any], hand: str, sight: dict[str, Any], said: tuple[str, str], measuring: ModuleType
) -> Letter:
    """A labelled letter with its candidates at first sight."""
    passages = divide_letter(row["text"].strip())
    starts = [item.start for item in passages]
    mentions = [
        Mention(*rest, max(0, bisect_right(starts, start) - 1), start, end) for *rest, start, end in sight["cited"]
    ]
    decision = None if said[1] == "none" else Decision(said[1])
    candidates = list_candidates(mentions, passages, sight["law"], MessageKind(said[0]), decision) if mentions else ()
    relied = {(law, section) for law, section in row.get("exemptions", ()) if not measuring.is_limit(law, section)}
    return Letter(
        row["id"],
        hand,
        frozenset(relied) if row["kind"] in ANSWERS else None,
        said,
        any(item.kind == "limit" for item in mentions),
        frozenset((law, section) for law, section in sight["relied"]),
        candidates,
    )


def list_made() -> list[tuple[tuple[str, ...], bool]]:
    """The cues of each sentence of ``citing.toml``, and whether it relies on its section."""
    sentences: dict[str, list[str]] = tomllib.loads((HERE / "citing.toml").read_text(encoding="utf-8"))
    picker = random.Random(3)
    found = []
    for name, relied in (("relied", True), ("named", False)):
        for sentence in sentences[name]:
            for _ in range(N_EACH):
                one, other = picker.sample(_SECTIONS, 2)
                words = sentence.replace("adran {n}", "{s}").replace("{o}", other)
                section = "adran 43(2)" if "{n}" in sentence else one
                start = words.index("{s}")
                section = section[0].upper() + section[1:] if start == 0 else section
                text = words.replace("{s}", section)
                found.append((_list_cues_at(make_passages(text), start, start + len(section)), relied))
    return found


def _list_cues_at(passages: Sequence[Passage], start: int, end: int) -> tuple[str, ...]:
    place = max(0, bisect_right([item.start for item in passages], start) - 1)
    return tuple(sorted(list_cues(Mention("", "", "", "", "", "", "", place, start, end), passages)))


@dataclass(frozen=True)
class Rows:
    """What is learned from: a row a section, then a row a made sentence."""

    names: tuple[str, ...]
    table: csr_matrix
    relied: np.ndarray
    hands: np.ndarray
    answers: np.ndarray


def make_rows(letters: Sequence[Letter]) -> Rows:
    """The table of cues and signs."""
    asked = [(letter, item) for letter in letters for item in letter.candidates]
    made = list_made()
    features = [{**dict.fromkeys(item.cues, CUES_COUNT), **dict.fromkeys(item.signs, 1.0)} for _, item in asked]
    features += [{**dict.fromkeys(cues, CUES_COUNT), "made": 1.0} for cues, _ in made]
    known = Counter(name for row in features for name in row)
    names = tuple(sorted(name for name, n in known.items() if n >= LEAST))
    places = {name: place for place, name in enumerate(names)}
    ends, columns, values = [0], [], []
    for row in features:
        mine = sorted((places[name], value) for name, value in row.items() if name in places)
        columns += [place for place, _ in mine]
        values += [value for _, value in mine]
        ends.append(len(columns))
    return Rows(
        names,
        csr_matrix((values, columns, ends), shape=(len(features), len(names))),
        np.array(
            [letter.relied is not None and item.key in letter.relied for letter, item in asked] + [r for _, r in made]
        ),
        np.array([letter.hand for letter, _ in asked] + [""] * len(made)),
        np.array([letter.relied is not None for letter, _ in asked] + [True] * len(made)),
    )


def learn(rows: Rows, chosen: np.ndarray) -> LogisticRegression:
    """Weigh the cues and signs of some rows."""
    return LogisticRegression(C=1.0, max_iter=3000, tol=1e-6).fit(rows.table[chosen], rows.relied[chosen])


def choose(letter: Letter, likely: Sequence[float]) -> set[Key]:
    """The sections that a letter is taken to rely on: none beside a finer one of itself."""
    if letter.said[0] not in ANSWERS or not letter.candidates:
        return set()
    shares = {item.key: float(share) for item, share in zip(letter.candidates, likely, strict=True)}
    found = {
        key
        for key in choose_relied(shares, Decision(letter.said[1]), is_limited=letter.is_limited)
        if not is_switch(*key)
    }
    return {key for key in found if not any(law == key[0] and of.startswith(f"{key[1]}(") for law, of in found)}


@dataclass
class Counts:
    """Sections of one hand's answers: found and right, found, labelled."""

    both: int = 0
    ours: int = 0
    theirs: int = 0

    def add(self, ours: set[Key] | frozenset[Key], theirs: frozenset[Key]) -> None:
        """Count one letter."""
        self.both += len(ours & theirs)
        self.ours += len(ours)
        self.theirs += len(theirs)

    @property
    def f1(self) -> float:
        """F1."""
        return 2 * self.both / (self.ours + self.theirs) if self.ours + self.theirs else 1.0


def judge_left_out(letters: Sequence[Letter], hands: Sequence[str]) -> dict[str, tuple[Counts, Counts]]:
    """For each hand: by the rules at first sight, and by what was learned from the others."""
    rows = make_rows(letters)
    found = {}
    for hand in hands:
        model = learn(rows, np.flatnonzero((rows.hands != hand) & rows.answers))
        rules, combined = Counts(), Counts()
        at = 0
        for letter in letters:
            mine = np.arange(at, at + len(letter.candidates))
            at += len(letter.candidates)
            if letter.hand != hand or letter.relied is None:
                continue
            rules.add(letter.by_rules, letter.relied)
            likely = model.predict_proba(rows.table[mine])[:, 1] if len(mine) else []
            combined.add(choose(letter, likely), letter.relied)
        found[hand] = (rules, combined)
    return found


def make_file(letters: Sequence[Letter], training: ModuleType) -> bytes:
    """Everything learned, as the bytes that the package ships."""
    rows = make_rows(letters)
    model = learn(rows, np.flatnonzero(rows.answers))
    weights = np.array(
        [value * (CUES_COUNT if _is_cue(name) else 1.0) for name, value in zip(rows.names, model.coef_[0], strict=True)]
    )
    return bytes(
        training.pack_cues(rows.names, weights, model.intercept_[0], int(((rows.hands != "") & rows.answers).sum()))
    )


def _is_cue(name: str) -> bool:
    return name == "heading" or name.partition(" ")[0] in ("b", "a", "s", "b!", "a!")


def render(judged: dict[str, tuple[Counts, Counts]]) -> str:
    """F1 hand by hand, as Markdown."""
    lines = ["| hand left out | sections relied on | by rules | learned from the others |", "|---|---:|---:|---:|"]
    total = (Counts(), Counts())
    for hand, pair in [*judged.items(), ("together", total)]:
        if pair is not total:
            for whole, part in zip(total, pair, strict=True):
                whole.both += part.both
                whole.ours += part.ours
                whole.theirs += part.theirs
        lines.append(f"| {hand} | {pair[0].theirs} | {pair[0].f1:.3f} | {pair[1].f1:.3f} |")
    return "\n".join(lines)
