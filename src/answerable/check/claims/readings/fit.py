"""How a figure's own form speaks for a column: its unit, its currency, a number in the column's header.

What comes in: a measure and a statement. What goes out: weights. Never here: rows, queries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.check.claims.data.frames import FrameColumn
from answerable.check.claims.readings.selections import Measure
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import is_same_term, stem
from answerable.words.figures import FigureKind


def fit_digits(measure: Measure, text: str) -> float:
    """A header's own number ("over 52 weeks") stands in the sentence, or the header is less likely meant."""
    digits = re.findall(r"(?<![\d£(])\d{1,3}(?![\d%])", measure.base)
    if not digits:
        return 1.0
    return 1.1 if all(re.search(rf"(?<!\d){one}(?!\d)", text) for one in digits) else 0.6


def know_unit(
    measure: Measure, match: float, head: float, statement: Statement, others: Sequence[Measure]
) -> tuple[float, float]:
    """The unit of a figure speaks for a column: money for the only one in money, days for one in days."""
    column, figure = measure.first, statement.figure
    if measure.is_nameless and len(others) == 1:
        return max(match, 0.6), max(head, 0.6)
    money = ("GBP", "USD", "EUR", "money")
    if figure.kind is FigureKind.MONEY and column.unit in money:
        only = sum(one.first.unit in money for one in others) == 1
        return max(match, 0.62 if only else 0.3), max(head, 0.62 if only else head)
    noun = re.match(
        r"\s*(days|hours|weeks|months|minutes|years)\b",
        statement.sentence.text[figure.end - statement.sentence.start :],
    )
    if noun and stem(noun.group(1)) in {stem(word) for word in re.findall(r"[A-Za-z]+", column.name)}:
        return min(1.0, match + 0.25), max(head, 0.6)
    return match, head


def prefer_special(
    measures: list[tuple[Measure, float, float]], statement: Statement
) -> list[tuple[Measure, float, float]]:
    """Where all words of "Arrest rate" stand there, "Arrests" alone is less likely meant."""
    words = {stem(word) for word in re.findall(r"[A-Za-z][A-Za-z'’]+", statement.sentence.text)}
    whole = [
        set(measure.terms)
        for measure, _, _ in measures
        if all(any(is_same_term(term, word) for word in words) for term in measure.terms)
    ]
    return [
        (measure, match * (0.5 if any(set(measure.terms) < other for other in whole) else 1.0), head)
        for measure, match, head in measures
    ]


def fit_unit(column: FrameColumn, statement: Statement) -> float:
    """Money only against money; a column of days only against a figure of days."""
    figure = statement.figure
    if figure.unit in ("times", "rank_max", "rank_min", "above", "below", "all", "none", "only"):
        return 1.0
    is_money = figure.kind is FigureKind.MONEY
    column_money = column.unit in ("GBP", "USD", "EUR", "money") or any(
        term in ("pay", "spend", "amount", "award", "settlement") for term in column.terms
    )
    if is_money != column_money and (is_money or column.unit in ("GBP", "USD", "EUR", "money")):
        return 1.0 if figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION) else 0.0
    if figure.kind is FigureKind.PERCENT and column.unit == "percent":
        return 1.0
    if figure.kind is FigureKind.NUMBER and column.unit == "percent":
        return 0.3
    after = statement.sentence.text[figure.end - statement.sentence.start :][:24]
    noun = re.match(r"\s*(days|hours|weeks|months|minutes|years)\b", after)
    words = {stem(word) for word in re.findall(r"[A-Za-z]+", column.name)}
    units = [unit for unit in ("day", "hour", "week", "month", "minute", "year") if unit in words]
    if noun and stem(noun.group(1)) not in words:
        return 0.0 if units else 0.3
    if units == ["day"] and not noun and statement.others:
        own = re.match(r"\s*[a-z]+", after)
        return 0.5 if own and own.group().strip() not in ("to", "at", "in", "and", "for") else 1.0
    return 1.0
