"""What a letter decides as a whole: its words about no one question, and the sections it relies on.

What comes in: evidence, grounds, passages. What goes out: a ruling without a question, or none. What must never be
here: patterns of decisions (``rules/decisions.toml``), the roll-up with the numbered answers (`decisions`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.response import Decision
from answerable.track.decisions import Ruling, decide_whole
from answerable.track.evidence import IN_PASSING, Evidence
from answerable.track.grounds import Ground, list_engaged
from answerable.track.passages import Passage, Speaker


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is known of a letter while the ruling on the whole is sought."""

    passages: Sequence[Passage]
    evidence: Sequence[Evidence]
    general: Sequence[Evidence]
    engaged: frozenset[str]
    first: Ground | None
    data_attached: bool

    def find(self, means: Decision, weight: int = 0, *, anywhere: bool = False) -> Evidence | None:
        """The first evidence of a decision, about no one question or, if so asked, anywhere."""
        items = self.evidence if anywhere else self.general
        return next((item for item in items if item.means == means.value and item.weight >= weight), None)


def decide_letter(
    passages: Sequence[Passage], evidence: Sequence[Evidence], grounds: Sequence[Ground], data_attached: bool
) -> Ruling | None:
    """The ruling on the letter as a whole, from words about no one question and from the grounds it relies on."""
    general = [item for item in evidence if not item.questions]
    first = next((item for item in grounds if item.mode == "engaged"), None)
    letter = _Letter(passages, evidence, general, list_engaged(grounds), first, data_attached)
    whole = decide_whole(general)
    if whole is None:
        return _without_words(letter)
    steps = {
        Decision.REFUSED: _mend_refusal,
        Decision.DISCLOSED: _mend_disclosure,
        Decision.NEITHER_CONFIRMED_NOR_DENIED: _mend_denial,
    }
    step = steps.get(whole.decision)
    return (step(letter, whole) if step else None) or whole


def _mend_refusal(letter: _Letter, whole: Ruling) -> Ruling | None:
    """A refusal by a section that says why: accessible elsewhere, not held, will not say, too costly."""
    for name, decision, note in _BY_SECTION:
        if letter.engaged == {name}:
            return Ruling(None, decision, whole.start, whole.end, f"{whole.rule}, {note}")
    lacks = letter.find(Decision.NOT_HELD, 3)
    if lacks is not None and not letter.engaged:
        return Ruling(None, Decision.NOT_HELD, lacks.start, lacks.end, f"{lacks.rule}, no exemption", 2)
    slow = letter.find(Decision.COST_LIMIT_EXCEEDED, anywhere=True)
    if slow is not None and not letter.engaged - {"limit", "cost"} and letter.engaged != {"limit"}:
        return Ruling(None, Decision.COST_LIMIT_EXCEEDED, slow.start, slow.end, f"{whole.rule}, {slow.rule}", 2)
    return None


def _mend_disclosure(letter: _Letter, whole: Ruling) -> Ruling | None:
    """Something is given, and a section is relied on all the same."""
    elsewhere = letter.find(Decision.ALREADY_PUBLIC, 3)
    figures = [item for item in letter.general if item.means == "figure"]
    told_apart = elsewhere is not None and any(
        item.weight >= 2 and item.passage != elsewhere.passage for item in figures
    )
    aside = letter.find(Decision.NEITHER_CONFIRMED_NOR_DENIED, anywhere=True) is not None
    relies = {"exemption", "ncnd"} & letter.engaged or ("public" in letter.engaged and told_apart)
    if relies and letter.first is not None and not aside:
        # A heading such as "Section 40(2)" beside what is given.
        start, end = letter.first.start, letter.first.end
        return Ruling(None, Decision.PARTLY_DISCLOSED, start, end, f"{whole.rule}, section relied on", 2)
    slow = letter.find(Decision.COST_LIMIT_EXCEEDED, anywhere=True)
    if slow is not None and "cost" in letter.engaged and whole.rule in IN_PASSING and not letter.data_attached:
        return Ruling(None, Decision.COST_LIMIT_EXCEEDED, slow.start, slow.end, f"{slow.rule}, section relied on", 2)
    gives = figures or letter.data_attached or any(item.rule == "attached" for item in letter.general)
    if letter.engaged == {"public"} and not gives:
        return Ruling(None, Decision.ALREADY_PUBLIC, whole.start, whole.end, f"{whole.rule}, accessible elsewhere", 2)
    return None


def _mend_denial(letter: _Letter, whole: Ruling) -> Ruling | None:
    """ "Neither confirm nor deny whether any other information is held", beside figures, is aside."""
    means = Decision.NEITHER_CONFIRMED_NOR_DENIED.value
    told = find_told(letter.passages)
    if told is None or not all(item.secondary for item in letter.evidence if item.means == means):
        return None
    return Ruling(None, Decision.DISCLOSED, told.start, told.end, "figures, and no word on any other", 2)


def _without_words(letter: _Letter) -> Ruling | None:
    """No words decide: the section relied on, or the data, or a figure does."""
    figures = [item for item in letter.general if item.means == "figure"]
    if letter.first is not None and letter.engaged:
        start, end = letter.first.start, letter.first.end
        aside = letter.find(Decision.NEITHER_CONFIRMED_NOR_DENIED, anywhere=True) is not None
        if any(item.weight >= 2 for item in figures) and not aside:
            return Ruling(None, Decision.PARTLY_DISCLOSED, start, end, "figures, section relied on", 2)
        decision = next((mean for name, mean in _BY_GROUND if letter.engaged == {name}), Decision.REFUSED)
        return Ruling(None, decision, start, end, "section relied on", 2)
    if letter.data_attached or figures:
        shown = next(iter(letter.general), None)
        start, end = (shown.start, shown.end) if shown else (0, 0)
        return Ruling(None, Decision.DISCLOSED, start, end, "data and no refusal", 2)
    told = find_told(letter.passages)
    if told is not None:
        return Ruling(None, Decision.DISCLOSED, told.start, told.end, "figures and no refusal", 1)
    below = _find_below_heading(letter.passages, letter.evidence)
    if below is not None:
        return Ruling(None, Decision.DISCLOSED, below.start, below.end, "figures under a heading", 1)
    return None


_BY_SECTION = (
    ("public", Decision.ALREADY_PUBLIC, "accessible elsewhere"),
    ("not_held", Decision.NOT_HELD, "not held"),
    ("ncnd", Decision.NEITHER_CONFIRMED_NOR_DENIED, "will not say"),
)
_BY_GROUND = (
    ("public", Decision.ALREADY_PUBLIC),
    ("ncnd", Decision.NEITHER_CONFIRMED_NOR_DENIED),
    ("cost", Decision.COST_LIMIT_EXCEEDED),
)


def find_told(passages: Sequence[Passage]) -> Passage | None:
    """A sentence of the authority that gives a figure (not a day, a reference, a section or a limit of the law)."""
    for passage in passages:
        if passage.speaker is not Speaker.AUTHORITY or _NO_ANSWER.search(passage.text) or _FILE.search(passage.text):
            continue
        if _GIVES_FIGURE.search(passage.text):
            return passage
    return None


def _find_below_heading(passages: Sequence[Passage], evidence: Sequence[Evidence]) -> Passage | None:
    """What stands with a figure right under the heading "Answer"."""
    for item in evidence:
        if item.rule != "answer-heading":
            continue
        below = passages[item.passage + 1 : item.passage + 3]
        for passage in below:
            if (
                passage.speaker is Speaker.AUTHORITY
                and re.search(r"\d", passage.text)
                and not _NO_ANSWER.search(passage.text)
            ):
                return passage
    return None


_GIVES_FIGURE = re.compile(
    r"(?:[£€]\s?\d|\b\d{1,3}(?:,\d{3})+\b|(?<![\w./-])(?!(?:19|20)\d\d\b)\d{1,4}\s+(?!January|February|March|April|May|"
    r"June|July|August|"
    r"September|October|November|December|working|months?\b|weeks?\b|years?\b|places?\b)[a-z]{3,}|\b\d+(?:\.\d+)"
    r"?\s?%|\byes\b)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|csv|zip|msg)\b", re.IGNORECASE)
_NO_ANSWER = re.compile(
    r"\b(?:ref(?:erence)?|section|regulation|working days|days|hours|minutes|tel(?:ephone)?|postcode|street|"
    r"road|Act|limit)\b|@|www\.|https?:",
    re.IGNORECASE,
)
