"""Entries: several short records run together in one paragraph, parted at each person's own.

In: a passage. Out: the passages it is made of: "PC, 2019, ... dismissed. Sgt, 2020, ... written warning." are two,
and an outcome before them ("Dismissed: 1 x PC (2019, ...); 1 x DC (2020, ...)") is a heading for both. Never here:
what an entry says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from answerable.extract.narrative.passages import ENTRY_RANK, Passage, PassageKind

_SEP = r"[ \t]*(?:\([^)]{1,60}\)[ \t]*)?(?:[-\u2013\u2014:,;|(]|/[ \t])"
_DATED = r"(?:(?:19|20)\d\d(?:/\d\d)?[ \t]*[-\u2013\u2014:,]?[ \t]*)?"
_ENTRY = rf"{_DATED}(?:(?:\d{{1,2}}[ \t]*x?|one|an?)[ \t]+)?{ENTRY_RANK}{_SEP}"
_BEGINS = re.compile(r"[ \t]*" + _ENTRY)
_NEXT = re.compile(r"(?<=[.;])\s+(?=" + _ENTRY + ")")
_HEADED = re.compile(r"[ \t]*(?P<heading>[A-Z][\w ,'’/()-]{4,88}:)\s+(?=" + _ENTRY + ")")
_HEADED_YEAR = re.compile(r"[ \t]*(?P<heading>(?:(?:In|During)[ \t]+)?(?:19|20)\d\d:)\s+(?=" + _ENTRY + ")")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def part_entries(passage: Passage) -> tuple[Passage | None, list[Passage]]:
    """Part a passage into the heading before its entries, if any, and the entries; a passage of one is itself."""
    if passage.kind is PassageKind.HEADING:
        return None, [passage]
    text = passage.text
    headed = _HEADED.match(text)
    year = _HEADED_YEAR.match(text)
    if headed is None and year is not None and _NEXT.search(text, year.end()):
        headed = year
    start = headed.end() if headed is not None else 0
    if headed is None and not _BEGINS.match(text):
        return None, [passage]
    cuts = [start, *(one.end() for one in _NEXT.finditer(text, start)), len(text)]
    cuts = cuts if headed is not None else _without_shared_years(text, cuts)
    if headed is None and len(cuts) == 2:
        return None, [passage]
    entries = [
        replace(passage, stretch=passage.stretch.part(low, high), kind=PassageKind.ITEM) for low, high in pairwise(cuts)
    ]
    heading = None
    if headed is not None:
        stretch = passage.stretch.part(headed.start("heading"), headed.end("heading"))
        heading = Passage(PassageKind.PARAGRAPH, stretch)
    return heading, entries


def _without_shared_years(text: str, cuts: list[int]) -> list[int]:
    """Leave together what a semicolon parts where the second has no year of its own: "2020: Sgt, ...; PC, ..."."""
    kept = cuts[:1]
    for low, high in pairwise(cuts[1:]):
        if text[:low].rstrip().endswith(".") or _YEAR.search(text, low, high):
            kept.append(low)
    return [*kept, cuts[-1]]
