"""The value of rows by the arithmetic that a question names: one interval, attained at both ends.

What comes in: a question and rows. What goes out: an interval, or None where there is no value. Never here: which rows
are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from answerable.analyze.bounds import Doubt, Unknown
from answerable.analyze.formula import bound_formula, parse_formula
from answerable.analyze.query import WITH_WHOLE, QueryRow
from answerable.errors import QueryRefused
from answerable.model.finding import FindingQuestion
from answerable.model.interval import Interval

_INSIDE = ("share", "rest_share", "difference")
"""Arithmetic in which the first number is a part of the second."""


def reckon(question: FindingQuestion, rows: Sequence[QueryRow], *, is_group: bool = False) -> Interval | None:
    """The value over rows; None where there are none.

    Args:
        question: what is asked.
        rows: that are in.
        is_group: they are one group of the rows, which need not have all that the whole has.

    Raises:
        QueryRefused: a formula that cannot be bounded exactly, or names that the rows do not have.
    """
    return reckon_with_contradictions(question, rows, is_group=is_group)[0]


def reckon_with_contradictions(
    question: FindingQuestion, rows: Sequence[QueryRow], *, is_group: bool = False
) -> tuple[Interval | None, tuple[str, ...]]:
    """The value over rows, and the authorities whose numbers contradict each other."""
    if not rows or question.arithmetic == "rows":
        return None, ()
    if question.arithmetic == "formula":
        return _reckon_formula(question, rows, is_group=is_group), ()
    if question.arithmetic == "trend":
        return _reckon_trend(rows), ()
    parts, wholes, above, below = _make_unknowns(question.arithmetic, rows)
    doubt = Doubt([*wholes, *parts])
    wrong = {row.authority_id or row.label for row in rows if f"part {row.term}" in doubt.contradictions}
    return _end(_apply(question, doubt, above, below)), tuple(sorted(wrong))


def reckon_whole(rows: Sequence[QueryRow]) -> Interval:
    """What is below the fraction bar, added up."""
    _, wholes, _, form = _make_unknowns("share", rows)
    return Doubt(wholes).bound(form)


def _apply(question: FindingQuestion, doubt: Doubt, above: dict[str, int], below: dict[str, int]) -> Interval | None:
    left = {**below, **{name: -n for name, n in above.items()}}
    match question.arithmetic:
        case "share" | "ratio":
            return doubt.bound_share(above, below)
        case "rest_share":
            return doubt.bound_share(left, below)
        case "rate":
            per = Fraction(str(question.per))
            return doubt.bound_share({name: n * per for name, n in above.items()}, below)
        case "growth":
            return doubt.bound_share({**{name: -n for name, n in below.items()}, **above}, below)
        case "difference":
            return doubt.bound(left)
        case _:
            return doubt.bound(above)


def _make_unknowns(
    arithmetic: str, rows: Sequence[QueryRow]
) -> tuple[list[Unknown], list[Unknown], dict[str, int], dict[str, int]]:
    """One unknown for each term, and how often it stands in the sum; a term given twice must fit both times."""
    parts: dict[str, Unknown] = {}
    wholes: dict[str, Unknown] = {}
    above: dict[str, int] = {}
    below: dict[str, int] = {}
    for row in rows:
        part, whole = f"part {row.term}", f"whole {row.term}"
        inside = whole if arithmetic in _INSIDE else ""
        parts[part] = _narrow(parts.get(part), Unknown(part, row.low, row.high, inside))
        above[part] = above.get(part, 0) + 1
        if arithmetic in WITH_WHOLE:
            wholes[whole] = _narrow(wholes.get(whole), Unknown(whole, row.whole_low, row.whole_high))
            below[whole] = below.get(whole, 0) + 1
    return list(parts.values()), list(wholes.values()), above, below


def _narrow(known: Unknown | None, new: Unknown) -> Unknown:
    if known is None:
        return new
    meet = Interval(known.low, known.high).meet(Interval(new.low, new.high))
    return known if meet is None else Unknown(new.name, meet.low, meet.high, new.within or known.within)


def _reckon_formula(question: FindingQuestion, rows: Sequence[QueryRow], *, is_group: bool) -> Interval | None:
    where = question.origin or question.name
    formula = parse_formula(question.formula, where)
    unknowns: dict[str, Unknown] = {}
    sums: dict[str, dict[str, int]] = {name: {} for name in formula.names}
    for row in rows:
        if row.symbol in sums:
            known = unknowns.get(row.term)
            unknowns[row.term] = _narrow(known, Unknown(row.term, row.low, row.high, row.within))
            sums[row.symbol][row.term] = sums[row.symbol].get(row.term, 0) + 1
    missing = [name for name, terms in sums.items() if not terms]
    if missing:
        if is_group:
            return None
        raise QueryRefused(
            "the formula names what no row has",
            where=where,
            found=", ".join(missing),
            allowed=", ".join(sorted({row.symbol for row in rows if row.symbol})) or "rows with the column symbol",
        )
    try:
        return _end(bound_formula(formula, list(unknowns.values()), sums, where))
    except ValueError as error:
        raise QueryRefused("the terms do not lie in each other", where=where, found=str(error)) from error


def _reckon_trend(rows: Sequence[QueryRow]) -> Interval | None:
    """How much more the last year has than the first; a term in both years is one number and changes nothing."""
    first, last = min(row.label for row in rows), max(row.label for row in rows)
    if first == last:
        return None
    unknowns: dict[str, Unknown] = {}
    form: dict[str, int] = {}
    for row in rows:
        if row.label in (first, last):
            unknowns[row.term] = _narrow(unknowns.get(row.term), Unknown(row.term, row.low, row.high))
            form[row.term] = form.get(row.term, 0) + (1 if row.label == last else -1)
    return _end(Doubt(unknowns.values()).bound(form))


def _end(value: Interval | None) -> Interval | None:
    """A value without a lower end is none that could be printed."""
    return None if value is None or value.low == float("-inf") else value
