"""Entries: several short records run together in one paragraph, parted at each person's own.

In: a passage. Out: the passages it is made of, each group of them beneath the heading that stands before it on its
line: "PC, 2019, ... dismissed. Sgt, 2020, ... written warning." are two of no heading, "Dismissed: 1 x PC (2019, ...);
1 x DC (2020, ...)" two beneath one. Never here: what an entry says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from answerable.extract.narrative.passages import ENTRY_RANK, Passage, PassageKind

_SEP = r"[ \t]*(?:\([^)]{1,60}\)[ \t]*)?(?:[-\u2013\u2014:,;|(]|/[ \t])"
_DATED = (
    r"(?:(?:(?:19|20)\d\d(?:/\d\d)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:\d{1,2}[ \t]+)?[A-Z][a-z]{2,8}[ \t]+20\d\d)"
    r"[ \t]*[-\u2013\u2014:,]?[ \t]*)?"
)
_ENTRY = rf"{_DATED}(?:(?:\d{{1,2}}[ \t]*x?|one|an?)[ \t]+)?{ENTRY_RANK}{_SEP}"
_SMALL_RANK = ENTRY_RANK.replace("(?=[A-Z])", "")
_SMALL_LISTED = rf"{_DATED}(?:(?:\d{{1,2}}[ \t]*x?|one|an?)[ \t]+)?{_SMALL_RANK}{_SEP}"
_SMALL = rf"(?:{_SMALL_LISTED}|(?:one|an?)[ \t]+{_SMALL_RANK}[ \t]+(?:for|who|over|after)\b)"
"""An entry beneath a heading on its own line, which may begin small: "constable, 2018, ...", "a PC for a post ..."."""
_BEGINS = re.compile(r"[ \t]*" + _ENTRY)
_NEXT = re.compile(r"(?<=[.;])\s+(?=" + _ENTRY + ")")
_NEXT_SMALL = re.compile(
    rf"(?:(?<=;)\s+(?:and\s+)?|(?<=\.)\s+|(?<=\))(?:,\s+and|,|\s+and|\s+&)\s+)(?={_ENTRY})|(?<=;)\s+(?:and\s+)?(?={_SMALL})"
)
_HEADING = r"(?P<heading>[A-Z][\w ,'’/()-]{3,88}:)"
_HEADED = re.compile(rf"[ \t]*{_HEADING}\s+(?=(?:{_ENTRY}|{_SMALL_LISTED}))")
_HEADED_AGAIN = re.compile(rf"(?<=[.;)])\s+(?={_HEADING}\s+(?:{_ENTRY}|{_SMALL_LISTED}))")
_HEADED_YEAR = re.compile(r"[ \t]*(?P<heading>(?:(?:In|During)[ \t]+)?(?:19|20)\d\d:)\s+(?=" + _ENTRY + ")")
_COUNT = r"[\w ,'’/-]{3,60}[-\u2013\u2014:=][ \t]*"
_COUNTED_FIRST = re.compile(r"[ \t]*" + _COUNT + r"\d{1,2}\b[\w \t]{0,14}\(")
_COUNTED_AGAIN = re.compile(
    r"(?<=[.;)])\s+(?=[A-Z]" + _COUNT + r"(?:\d{1,2}\b[\w \t]{0,14}\(|none\b|nil\b|0\b))", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"[ \t]*(?P<heading>[\w ,'’/-]{{3,60}}?)[ \t]*[-\u2013\u2014:=][ \t]*(?P<n>\d{{1,2}})"
    r"(?:[ \t]+(?:cases?|officers?|dismissals?|outcomes?))?[ \t]*"
    rf"\((?={_SMALL}|(?:19|20)\d\d[,;:])(?P<inside>.*)\)[ \t.]*\Z",
    re.DOTALL,
)
"""A count with its entries in brackets: "Written warning - 2 (a PC for ...; a PC for ...)", "2019: 1 (PC, ...)"."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

Entries = tuple[Passage | None, list[Passage]]


def part_entries(passage: Passage) -> list[Entries]:
    """Part a passage into the headings before entries, if any, and the entries; a passage of one is itself."""
    if passage.kind is PassageKind.HEADING:
        return [(None, [passage])]
    text = passage.text
    again = _COUNTED_AGAIN if _COUNTED_FIRST.match(text) else _HEADED_AGAIN
    cuts = [0, *(one.end() for one in again.finditer(text)), len(text)]
    if len(cuts) == 2:
        return [_part_one(passage)]
    return [_part_one(replace(passage, stretch=passage.stretch.part(low, high))) for low, high in pairwise(cuts)]


def begins_entry(line: str) -> bool:
    """Whether a line begins as an entry does: "PC - Facebook - ...", "2019: 1 x DC, ..."."""
    return _BEGINS.match(line) is not None


def _part_one(passage: Passage) -> Entries:
    """Part the entries beneath one heading, or beneath none."""
    text = passage.text
    counted = _COUNTED.match(text)
    if counted is not None:
        cuts = _cuts(re.compile(r";\s+(?:and\s+)?"), text, *counted.span("inside"))
        if len(cuts) - 1 != int(counted["n"]):
            cuts = _cuts(_NEXT_SMALL, text, *counted.span("inside"))
        return _make(passage, counted.span("heading"), cuts)
    headed = _HEADED.match(text)
    year = _HEADED_YEAR.match(text)
    if headed is None and year is not None and _NEXT.search(text, year.end()):
        headed = year
    if headed is not None:
        return _make(passage, headed.span("heading"), _cuts(_NEXT_SMALL, text, headed.end(), len(text)))
    if not _BEGINS.match(text):
        return None, [passage]
    cuts = _without_shared_years(text, _cuts(_NEXT, text, 0, len(text)))
    return (None, [passage]) if len(cuts) == 2 else _make(passage, None, cuts)


def _cuts(pattern: re.Pattern[str], text: str, low: int, high: int) -> list[int]:
    return [low, *(one.end() for one in pattern.finditer(text, low, high)), high]


def _make(passage: Passage, heading: tuple[int, int] | None, cuts: list[int]) -> Entries:
    stretch = passage.stretch
    entries = [replace(passage, stretch=stretch.part(low, high), kind=PassageKind.ITEM) for low, high in pairwise(cuts)]
    return Passage(PassageKind.PARAGRAPH, stretch.part(*heading)) if heading is not None else None, entries


def _without_shared_years(text: str, cuts: list[int]) -> list[int]:
    """Leave together what a semicolon parts where the second has no year of its own: "2020: Sgt, ...; PC, ..."."""
    kept = cuts[:1]
    for low, high in pairwise(cuts[1:]):
        if text[:low].rstrip().endswith(".") or _YEAR.search(text, low, high):
            kept.append(low)
    return [*kept, cuts[-1]]
