"""Turns: a text that tells of one person after another, each with what followed, cut where the next one's turn begins.

In: the words of one matter. Out: `Part` rows, or none where people and outcomes do not take turns: then nobody can say
from the words alone whose outcome is whose, and nothing is cut. Never here: what a person did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.people import Person, find_groups, find_people
from answerable.extract.narrative.sentences import find_sentences, sentence_at
from answerable.extract.narrative.subjects import read_n_subjects
from answerable.extract.places import Stretch, join
from answerable.model.codebook import Codebook
from answerable.model.span import Span

Group = tuple[Person, ...]

_CUTS = (r";\s+", r",\s+(?:and\s+|while\s+|whereas\s+|but\s+)?", r",?\s+(?:and|while|whereas|but)\s+")
_NEXT = re.compile(
    r"\s*(?:the\s+(?:other|second|third|fourth|fifth|last|remaining)\b|one\s+more\b|another\s+(?:was|had|received))",
    re.IGNORECASE,
)
"""A sentence that goes on to somebody by number, not by rank: that is for `parting.part_officers`."""
_LISTED = re.compile(r":\s+(?=(?:(?:in|during)\s+(?:19|20)\d\d,?\s+)?(?:an?|one|two)\s)", re.IGNORECASE)
_ONES = re.compile(
    r"(?:(?<=:\s)|(?<=,\s)|(?<=;\s)|(?<=and\s))one\s+(?=(?:in|for|over|after|who|on|during|was|were|\(|by)\b)",
    re.IGNORECASE,
)
"""Each of several counted before: "Two inspectors retired: one in 2018, over ..., and one in 2020, over ..."."""
SHARED = re.compile(
    r"\s*(?:(?:all|both)\s+(?:of\s+)?(?:the|these)\s+|the\s+|these\s+)(?:messages?|posts?|comments?|images?|pictures?|"
    r"photographs?|videos?|group|content|material|conduct|matters?|memes?|chat|remarks?)\b"
    r"|\s*(?:all|both|each)\s+(?:of\s+(?:them|these)|cases?|matters?|officers?|two|three|four|were|was|took|had|used|sent|shared|posted|belonged)\b",
    re.IGNORECASE,
)
"""A sentence that speaks of what all of them did: "The messages were racist.", "All of this was in 2020."."""
_LED_BY_YEAR = re.compile(
    r"\s*(?:(?:finally|then|also|and),?\s+)?(?:(?:in|during|yn)\s+(?:19|20)\d\d\b,?|(?:19|20)\d\d\s*[:.\u2013-])",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ALL_OF_THEM = re.compile(
    r"\s*(?:in\s+)?(?:both|all|each|they\s+(?:all|both)|they\s+were\s+(?:all|both|each)|these\s+(?:cases|officers|matters))\b",
    re.IGNORECASE,
)
"""A sentence on all who were told of: "Both were dismissed.", "All three were in the same WhatsApp group."."""
_HOW_MANY = re.compile(
    r"[^.]*?\b(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|\d\d)\s+(?:\w+\s+){0,3}?(?:officers?|dismiss\w+|warnings?|cases|people|"
    r"resignations|outcomes|(?:were|was|would|received|resigned|have)\b)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\s*(?:there\s+(?:were|was|have\s+been)\s+(?:no|none)\b|no\s+\w+\s+(?:was|were)\b)", re.IGNORECASE
)


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


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn: its range, the people in it, and the words that led in the sentence ("In 2019 there were two: ")."""

    low: int
    high: int
    group: Group
    lead: tuple[int, int] | None = None


def make_part(stretch: Stretch, above: Stretch | None, heading: Stretch | None = None) -> Part:
    """A part with the number of people that its own words give."""
    several = read_n_subjects(stretch.text)
    span = stretch.cut(several[1], several[2]) if several is not None else None
    return Part(stretch, several[0] if several is not None and span is not None else 1, span, above, heading)


def join_some(*stretches: Stretch | None) -> Stretch | None:
    """The stretches that there are as one, or None."""
    some = [one for one in stretches if one is not None and one.text.strip()]
    return join(*some) if some else None


def part_turns(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part a text where each sentence, or each clause, tells of new people and of what followed for them."""
    text = stretch.text
    groups, outcomes = find_groups(text, find_people(text, codebook)), find_outcomes(text, codebook)
    if not groups or not outcomes or (len(groups) < 2 and len(groups[0]) < 2):
        return []
    units = find_sentences(text)
    if any(_NEXT.match(text, low, high) for low, high in units):
        return []
    found = _find_turns(text, units, groups, outcomes)
    if found is None:
        return []
    turns, shared = _carry_year(text, found[0]), found[1]
    if len(turns) < 2 and len(turns[0].group) < 2:
        return []
    around = join_some(stretch.part(0, turns[0].low), *(stretch.part(low, high) for low, high in shared))
    out: list[Part] = []
    for turn in turns:
        lead = stretch.part(*turn.lead) if turn.lead is not None else None
        out += _make_parts(stretch, turn, join_some(lead, around))
    return out if len(out) > 1 or len(turns) > 1 else []


def _make_parts(stretch: Stretch, turn: _Turn, above: Stretch | None) -> list[Part]:
    """The parts of one turn: one, or one for each rank of a group ("a constable and a sergeant were dismissed")."""
    if len(turn.group) == 1:
        return [make_part(stretch.part(turn.low, turn.high), above)]
    if len({one.rank for one in turn.group}) == 1 and not _has_own_words(stretch.text, turn.group):
        whole = stretch.part(turn.low, turn.high)
        span = stretch.cut(turn.group[0].start, turn.group[-1].end)
        return [Part(whole, sum(one.n for one in turn.group), span, above)]
    return part_alike(stretch, turn.low, turn.high, turn.group, above)


def _has_own_words(text: str, group: Group) -> bool:
    """Whether each of a group has words in brackets of their own: "a PC (2019, WhatsApp) and a PC (2020, Facebook)"."""
    return all(re.match(r"\s*\(", text[one.end : one.end + 3]) for one in group)


def part_alike(stretch: Stretch, low: int, high: int, group: Group, above: Stretch | None) -> list[Part]:
    """One part for each of a group, its own words first and then all that holds for the whole group."""
    text = stretch.text
    ends = [one.start for one in group[1:]]
    own = re.compile(r"(?:\s+(?:[A-Z]\w*|\d+)\b)?(?:\s*\([^()]{1,200}\))?").match(text, group[-1].end, high)
    ends.append(own.end() if own is not None else group[-1].end)
    around = [part for part in (stretch.part(ends[-1], high), stretch.part(low, group[0].start)) if part.text.strip()]
    out: list[Part] = []
    for one, end in zip(group, ends, strict=True):
        told = _told_apart(text, one, end)
        if told:
            name = stretch.part(one.at, one.end)
            out += [Part(join(name, stretch.part(*span), *around, joint=" "), 1, None, above) for span in told]
            continue
        words = join(stretch.part(one.start, end), *around, joint=" ")
        span = stretch.cut(one.start, one.end) if one.n > 1 else None
        out.append(Part(words, one.n if span is not None else 1, span, above))
    return out


def _told_apart(text: str, one: Person, end: int) -> list[tuple[int, int]]:
    """What is told in brackets of each of several alike: "two constables (2018, Twitter, ...; 2019, WhatsApp, ...)"."""
    inside = re.match(r"\s*\(([^()]*)\)", text[one.end : end])
    if one.n < 2 or inside is None:
        return []
    low = one.end + inside.start(1)
    ends = [low, *(low + cut.end() for cut in re.finditer(r";\s+", inside[1])), low + len(inside[1])]
    return list(pairwise(ends)) if len(ends) - 1 == one.n else []


def part_listed(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part a list behind a colon whose head gives all one outcome: "Two officers were dismissed: a ... and a ..."."""
    colon = _LISTED.search(stretch.text)
    if colon is None:
        return []
    text, start = stretch.text, colon.end()
    head = read_n_subjects(text[: colon.start()])
    ones = [one.start() for one in _ONES.finditer(text, start)]
    if head is not None and head[0] == len(ones) > 1 and not any(one >= start for one in find_outcomes(text, codebook)):
        heading = stretch.part(0, colon.start())
        return [make_part(stretch.part(low, high), heading, heading) for low, high in pairwise([*ones, len(text)])]
    people = [one.at for one in find_people(text, codebook) if one.at >= start]
    outcomes = find_outcomes(text, codebook)
    if not outcomes or any(one >= start for one in outcomes):
        return []
    heading = stretch.part(0, colon.start())
    pieces = [
        start,
        *(one.end() for one in re.finditer(r";\s+(?:and\s+)?", text[:-1]) if one.start() > start),
        len(text),
    ]
    if len(pieces) > 2 and all(_n_in(people, *piece) == 1 for piece in pairwise(pieces)):
        heading = stretch.part(sentence_at(text, colon.start() - 1)[0], colon.start())
        return [make_part(stretch.part(*piece), heading, heading) for piece in pairwise(pieces)]
    if head is None or head[0] != len(people):
        return []
    cuts = _cuts_between(text, people)
    if cuts is None:
        return []
    ends = [*cuts[1:], len(text)]
    return [
        make_part(stretch.part(max(low, start), high), heading, heading) for low, high in zip(cuts, ends, strict=True)
    ]


def part_counted(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part sentences on several whom the first gives one outcome: "There were two dismissals. One was of a PC"."""
    text = stretch.text
    units = find_sentences(text)
    people = [one.at for one in find_people(text, codebook)]
    outcomes = find_outcomes(text, codebook)
    if len(units) < 3 or len(people) < 2 or not outcomes or any(one >= units[0][1] for one in outcomes):
        return []
    begins = [low for low, high in units[1:] if _n_in(people, low, high) == 1]
    told = _HOW_MANY.match(text, 0, units[0][1])
    if told is None or _n_in(people, 0, units[1][0]) or begins[:1] != [units[1][0]] or len(begins) != len(people):
        return []
    heading = stretch.part(0, units[0][1])
    return [make_part(stretch.part(low, high), heading, heading) for low, high in pairwise([*begins, len(text)])]


def find_outcomes(text: str, codebook: Codebook) -> list[int]:
    """Where an outcome is asserted."""
    outcome = codebook.find_variable("outcome")
    return [one.start for one in find_asserted(text, outcome)] if outcome is not None else []


def _n_in(places: Sequence[int], low: int, high: int) -> int:
    return sum(low <= at < high for at in places)


def _find_turns(
    text: str, units: Sequence[tuple[int, int]], groups: Sequence[Group], outcomes: Sequence[int]
) -> tuple[list[_Turn], list[tuple[int, int]]] | None:
    """Turns of one group and an outcome each, and sentences that hold for all of them.

    What brings in nobody belongs to the turn before it. A turn without an outcome, or an outcome before anybody is
    brought in, and nobody can say whose is whose.
    """
    turns: list[_Turn] = []
    shared: list[tuple[int, int]] = []
    for low, high in units:
        here = [group for group in groups if low <= group[0].at < high]
        if here and turns and not _n_in(outcomes, turns[-1].low, turns[-1].high):
            return None
        if not here and not turns:
            if _n_in(outcomes, low, high):
                return None
        elif not here and high <= turns[-1].high:
            continue
        elif not here:
            if SHARED.match(text, low, high) and not _n_in(outcomes, low, high):
                shared.append((low, high))
            elif not _NOBODY.match(text, low, high) and not shared:
                last = turns[-1]
                turns[-1] = _Turn(last.low, high, last.group, last.lead)
        elif len(here) == 1 and len(here[0]) > 1 and not _n_in(outcomes, low, high):
            end = _told_alike(text, units, high, outcomes)
            if end is None:
                return None
            turns.append(_Turn(low, end, here[0]))
        elif len(here) == 1:
            turns.append(_Turn(low, high, here[0]))
        else:
            cut = _cut_clauses(text, (low, high), here, outcomes)
            if cut is None:
                return None
            turns += cut
    told = bool(turns) and all(_n_in(outcomes, one.low, one.high) for one in turns)
    return (turns, shared) if told else None


def _carry_year(text: str, turns: Sequence[_Turn]) -> list[_Turn]:
    """Give a turn without a year the one that leads in a sentence before it: "2018: A constable ... A sergeant ..."."""
    out: list[_Turn] = []
    year: tuple[int, int] | None = None
    for turn in turns:
        led = _LED_BY_YEAR.match(text, turn.low, turn.high)
        year = led.span() if led is not None else year
        told = _HAS_YEAR.search(text, *(turn.lead or (turn.low, turn.low))) or _HAS_YEAR.search(
            text, turn.low, turn.high
        )
        out.append(turn if told or year is None else replace(turn, lead=year))
    return out


def _told_alike(text: str, units: Sequence[tuple[int, int]], end: int, outcomes: Sequence[int]) -> int | None:
    """Where the next sentence ends, if it gives all of a group the one outcome: "Both were dismissed"."""
    for low, high in units:
        if low >= end:
            return high if _n_in(outcomes, low, high) == 1 and ALL_OF_THEM.match(text, low, high) else None
    return None


def _cut_clauses(
    text: str, unit: tuple[int, int], here: Sequence[Group], outcomes: Sequence[int]
) -> list[_Turn] | None:
    """Cut a sentence at the marks between turns, the strongest kind of mark that parts them all."""
    low, high = unit
    inside = [one[0].at for one in here]
    for mark in _CUTS:
        ends = [low, *(one.end() for one in re.finditer(mark, text[:high]) if one.start() >= low), high]
        merged: list[tuple[int, int]] = []
        for piece in pairwise(ends):
            if merged and not (_n_in(inside, *piece) and _n_in(outcomes, *merged[-1]) and _n_in(inside, *merged[-1])):
                merged[-1] = merged[-1][0], piece[1]
            else:
                merged.append(piece)
        if len(merged) == len(inside) and all(_n_in(inside, *one) == 1 and _n_in(outcomes, *one) for one in merged):
            lead = (low, here[0][0].start)
            return [
                _Turn(*piece, group, lead if number else None)
                for number, (piece, group) in enumerate(zip(merged, here, strict=True))
            ]
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
