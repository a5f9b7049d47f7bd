"""Turns: a text that tells of one person after another, each with what followed, cut where the next one's turn begins.

In: the words of one matter. Out: `Part` rows, or none where people and outcomes do not take turns: then nobody can say
from the words alone whose outcome is whose, and nothing is cut. Never here: one outcome shared by several alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.sentences import find_sentences
from answerable.extract.narrative.subjects import find_ranks_told, read_n_subjects
from answerable.extract.places import Stretch
from answerable.model.codebook import Codebook
from answerable.model.span import Span

_NEW_BEFORE = re.compile(
    r"(?:\b(?:an?|one|another|two|three|four|five|six|\d{1,2}(?:\s?x)?)\s+(?:\w+\s+){0,2}|(?:^|[.;:|(\n])\s*(?:\d+\s*x?\s*)?"
    r"(?:(?:19|20)\d\d\W{1,3})?|\b(?:and|by|which|meeting|hearing)\s+|,\s+)\Z",
    re.IGNORECASE,
)
"""What stands before a rank that is named for the first time: "a constable", "; PC Green"."""
_COLLEAGUE = re.compile(
    r"\b(?:fellow|colleague,?|victim,?|supervis\w+|about|with|from|towards?|harass\w+|messag\w+|sent|contacted|mocked|sister|wife|"
    r"husband|partner|his|her|their)\s+(?:(?:to|an?|another|one|of)\s+)*(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
_CUTS = (r";\s+", r",\s+(?:and\s+|while\s+|whereas\s+|but\s+)?", r"\s+(?:and|while|whereas|but)\s+")
_NEXT = re.compile(
    r"\s*(?:the\s+(?:other|second|third|fourth|fifth|last|remaining)\b|one\s+more\b|another\s+(?:was|had|received))",
    re.IGNORECASE,
)
"""A sentence that goes on to somebody by number, not by rank: that is for `parting.part_officers`."""
_LISTED = re.compile(r":\s+(?=(?:an?|one|two)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The words about one of several people.

    Args:
        stretch: the words.
        n: how many people alike they are about.
        n_span: the words that say so.
        above: words that hold for all of them.
        heading: words before them that give all of them one outcome.
    """

    stretch: Stretch
    n: int = 1
    n_span: Span | None = None
    above: Stretch | None = None
    heading: Stretch | None = None


def make_part(stretch: Stretch, above: Stretch | None, heading: Stretch | None = None) -> Part:
    """A part with the number of people that its own words give."""
    several = read_n_subjects(stretch.text)
    span = stretch.cut(several[1], several[2]) if several is not None else None
    return Part(stretch, several[0] if several is not None and span is not None else 1, span, above, heading)


def part_turns(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part a text where each sentence, or each clause, tells of one new person and of that person's outcome."""
    text = stretch.text
    people, outcomes = _find_people(text, codebook), _find_outcomes(text, codebook)
    if len(people) < 2 or len(outcomes) < 2:
        return []
    units = [(low, high) for low, high in find_sentences(text)]
    if any(_NEXT.match(text, low, high) for low, high in units):
        return []
    found = _group(units, people, outcomes)
    if found is None or len(found) < 2:
        holding = [unit for unit in units if _n_in(people, unit)]
        if len(holding) != 1 or any(_n_in(outcomes, unit) for unit in units if unit != holding[0]):
            return []
        found = _cut_clauses(text, holding[0], people, outcomes)
        if found is None:
            return []
    above = stretch.part(0, found[0][0]) if text[: found[0][0]].strip() else None
    return [make_part(stretch.part(low, high), above) for low, high in found]


def part_listed(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part a list behind a colon whose head gives all one outcome: "Two officers were dismissed: a ... and a ..."."""
    colon = _LISTED.search(stretch.text)
    if colon is None:
        return []
    text, start = stretch.text, colon.end()
    head = read_n_subjects(text[: colon.start()])
    people = [one for one in _find_people(text, codebook) if one >= start]
    outcomes = _find_outcomes(text, codebook)
    if head is None or head[0] != len(people) or not outcomes or any(one >= start for one in outcomes):
        return []
    cuts = _cuts_between(text, people)
    if cuts is None:
        return []
    heading = stretch.part(0, colon.start())
    ends = [*cuts[1:], len(text)]
    return [
        make_part(stretch.part(max(low, start), high), heading, heading) for low, high in zip(cuts, ends, strict=True)
    ]


def _find_people(text: str, codebook: Codebook) -> list[int]:
    """Where a rank is named that brings somebody new in; officials, colleagues and victims left out."""
    rank = codebook.find_variable("rank")
    if rank is None:
        return []
    out = []
    for one in find_ranks_told(text, rank):
        before = text[max(0, one.start - 40) : one.start]
        if _NEW_BEFORE.search(before) and not _COLLEAGUE.search(before):
            out.append(one.start)
    return out


def _find_outcomes(text: str, codebook: Codebook) -> list[int]:
    outcome = codebook.find_variable("outcome")
    return [one.start for one in find_asserted(text, outcome)] if outcome is not None else []


def _n_in(places: Sequence[int], unit: tuple[int, int]) -> int:
    return sum(unit[0] <= at < unit[1] for at in places)


def _group(
    units: Sequence[tuple[int, int]], people: Sequence[int], outcomes: Sequence[int]
) -> list[tuple[int, int]] | None:
    """Units of one person and an outcome each; what tells of neither, or goes on, belongs to the unit before it."""
    out: list[tuple[int, int]] = []
    for unit in units:
        n_people, n_outcomes = _n_in(people, unit), _n_in(outcomes, unit)
        if n_people > 1 or (n_people == 1 and not n_outcomes):
            return None
        if n_people == 1:
            out.append(unit)
        elif out:
            out[-1] = out[-1][0], unit[1]
        elif n_outcomes:
            return None
    return out


def _cut_clauses(
    text: str, unit: tuple[int, int], people: Sequence[int], outcomes: Sequence[int]
) -> list[tuple[int, int]] | None:
    """Cut a sentence at the marks between turns, the strongest kind of mark that parts them all."""
    low, high = unit
    inside = [one for one in people if low <= one < high]
    for mark in _CUTS:
        ends = [low, *(one.end() for one in re.finditer(mark, text[:high]) if one.start() >= low), high]
        pieces = list(pairwise(ends))
        merged: list[tuple[int, int]] = []
        for piece in pieces:
            if merged and not (_n_in(inside, piece) and _n_in(outcomes, merged[-1]) and _n_in(inside, merged[-1])):
                merged[-1] = merged[-1][0], piece[1]
            else:
                merged.append(piece)
        if len(merged) == len(inside) and all(_n_in(inside, one) == 1 and _n_in(outcomes, one) for one in merged):
            return merged
    return None


def _cuts_between(text: str, people: Sequence[int]) -> list[int] | None:
    """A place before each person but the first where a mark ends what was said of the one before."""
    out = [0]
    for before, at in pairwise(people):
        found = [one.end() for one in re.finditer(r"(?:;|,)?\s+and\s+|[;,]\s+", text[before:at])]
        if not found:
            return None
        out.append(before + found[-1])
    return out
