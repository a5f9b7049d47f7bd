"""Whole numbers: the figures of a text that can be counts.

In: a sentence, what the document says of its figures. Out: figures; years, money, percentages and the numbers of cases
or questions are left out. Never here: what they count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.periods import PeriodFound
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
_SINGLE = re.compile(r"\b(?:a|just\s+a|only\s+a)\s+single\b", re.IGNORECASE)
STAR = re.compile(r"(?:(?<=[:,;(=\u2013-]\s)|(?<=\A)|(?<=\band\s))\*+(?=\s*(?:\(|[,;.)]|in\s+20\d\d|for\s+20\d\d|\Z))")
_OPENED = re.compile(r"\s*[(\[]\s*")
_CLOSED = re.compile(r"\s*[)\]]")
_FEWER_CY = re.compile(r"\bllai\s+na[cg]?\s+(?P<n>\d{1,3}|[a-z]+)\b", re.IGNORECASE)
"""Fewer than a number in Welsh: "llai na phump"."""


def _read_bound(word: str) -> int:
    return int(word) if word.isdigit() else read_welsh_number(word)


def find_whole_numbers(text: str, notes: Notes, periods: Sequence[PeriodFound] = ()) -> list[Figure]:
    """Whole counts of a text; years, money and percentages left out.

    Args:
        text: a sentence.
        notes: whether a suppressed number may be zero.
        periods: whose words are no numbers: "2018 - 12" is a year and a number, "22/23" is a year.
    """
    # "one in 2019" is one, not a share; the words keep their places.
    masked = _IN_YEAR.sub("@@", text)
    for period in periods:
        masked = masked[: period.start] + "\x00" * (period.end - period.start) + masked[period.end :]
    found = [
        _without_sign(replace(one, text=text[one.start : one.end]))
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
    found += _find_stars(text, notes)
    one_only = Interval.exactly(1)
    found += [
        Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, 1.0, one_only, in_words=True)
        for one in _SINGLE.finditer(masked)
    ]
    zero = Interval.exactly(0)
    found += [
        Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, 0.0, zero, in_words=True)
        for one in _NOBODY.finditer(text)
    ]
    return _join_told_twice(text, sorted(found, key=lambda one: one.start))


def _find_stars(text: str, notes: Notes) -> list[Figure]:
    """Stars in the place of numbers, where a note says what they hide: "5 (2021), * (2022)"."""
    if notes.star is None:
        return []
    high = notes.star.high or notes.star.low
    return [
        Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, high, notes.star) for one in STAR.finditer(text)
    ]


def _without_sign(figure: Figure) -> Figure:
    """Nothing is counted below zero: the dash of "2022 -12" parts a year from its number."""
    if figure.number >= 0 or not figure.interval.is_exact:
        return figure
    number = -figure.number
    words = figure.text[1:]
    return replace(figure, start=figure.start + 1, text=words, number=number, interval=Interval.exactly(number))


def _join_told_twice(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """ "Twenty-three (23)" is one number."""
    out: list[Figure] = []
    for one in figures:
        before = out[-1] if out else None
        between = text[before.end : one.start] if before is not None else ""
        if before is not None and before.interval == one.interval and _OPENED.fullmatch(between):
            closed = _CLOSED.match(text, one.end)
            if closed is not None:
                out[-1] = replace(before, end=closed.end(), text=text[before.start : closed.end()])
                continue
        out.append(one)
    return out
