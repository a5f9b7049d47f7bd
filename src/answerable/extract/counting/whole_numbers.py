"""Whole numbers: the figures of a text that can be counts.

In: a sentence, what the document says of its figures. Out: figures; years, money, percentages and the numbers of cases
or questions are left out. Never here: what they count.
"""

from __future__ import annotations

import re
from dataclasses import replace

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.welsh import read_welsh_number
from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind, find_figures

_NOBODY = re.compile(r"\b(?:nobody|no[\s-]one)\b", re.IGNORECASE)
_IN_YEAR = re.compile(r"\bin(?=\s+(?:the\s+year\s+)?(?:19|20)\d{2}\b)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:case|cases|officer|row|item|incident|matter|matters|report|number|appendix|table|sheet|page|at|"
    r"question)\s+\Z",
    re.IGNORECASE,
)
_FEWER_CY = re.compile(r"\bllai\s+na[cg]?\s+(?P<n>\d{1,3}|[a-z]+)\b", re.IGNORECASE)
"""Fewer than a number in Welsh: "llai na phump"."""


def _read_bound(word: str) -> int:
    return int(word) if word.isdigit() else read_welsh_number(word)


def find_whole_numbers(text: str, notes: Notes) -> list[Figure]:
    """Whole counts of a text; years, money and percentages left out."""
    # "one in 2019" is one, not a share; the words keep their places.
    masked = _IN_YEAR.sub("@@", text)
    found = [
        replace(one, text=text[one.start : one.end])
        for one in find_figures(masked, zero_included=notes.zero_included)
        if one.kind is FigureKind.NUMBER
        and one.number == int(one.number)
        and one.number < 100_000
        and not (_NAMED.search(text[max(0, one.start - 12) : one.start]) and not one.in_words)
    ]
    fewer = [one for one in _FEWER_CY.finditer(text) if _read_bound(one["n"]) > 1]
    found = [one for one in found if not any(cy.start() <= one.start < cy.end() for cy in fewer)]
    for one in fewer:
        high = _read_bound(one["n"]) - 1
        interval = Interval(0 if notes.zero_included else 1, high)
        found.append(Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, float(high), interval))
    zero = Interval.exactly(0)
    found += [
        Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, 0.0, zero, in_words=True)
        for one in _NOBODY.finditer(text)
    ]
    return sorted(found, key=lambda one: one.start)
