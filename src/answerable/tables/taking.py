"""Taking a value from cells or words: what a recipe's column rule makes of them, with the places that show it.

In: the pieces (words with their places) of one column of one row. Out: a `RecipeValue`. A value that the words do not
give is None with the reason, never a default.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.model.dates import PartialDate
from answerable.model.document import Cell, CellKind
from answerable.model.interval import Interval, add_all
from answerable.model.recipe import ColumnRule, Take
from answerable.model.span import Span
from answerable.tables.grid import ColumnKind
from answerable.tables.values import find_money, read_cell, read_date
from answerable.words.dates import find_dates
from answerable.words.figures import CellState, find_figures

SEVERAL = "several numbers in the words"
_QUANTITIES = (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one source with their place; `cell` where they are a table's cell."""

    text: str
    span: Span
    cell: Cell | None = None
    kind: ColumnKind = ColumnKind.TEXT
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class RecipeValue:
    """One value of one row.

    Args:
        variable: its name.
        text: the words as received, all lines of them.
        value: a number, words or an ISO date; None where the words give none.
        interval: of a number, also where it is suppressed.
        state: what the cell says: `exact`, `suppressed`, `blank`, `dash`, `error`, `withheld`, `not_held`, `text`.
        spans: the places that show it.
        note: what was mended or chosen.
    """

    variable: str
    text: str
    value: float | str | None
    interval: Interval | None
    state: CellState
    spans: tuple[Span, ...]
    note: str = ""


def take_value(rule: ColumnRule, pieces: Sequence[Piece], star: Interval | None = None) -> RecipeValue:
    """Make one value of the pieces of a rule's sources, one piece per source that holds something."""
    if not pieces:
        return RecipeValue(rule.variable, "", None, None, CellState.BLANK, ())
    if rule.add:
        return _add_up(rule, [take_value(replace(rule, add=False), [piece], star) for piece in pieces])
    piece = pieces[0]
    if rule.match:
        found = re.search(rule.match, piece.text)
        if found is None:
            return RecipeValue(rule.variable, piece.text, None, None, CellState.BLANK, (piece.span,), "no match")
        group = 1 if found.re.groups else 0
        piece = _cut(piece, found.start(group), found.end(group))
    if rule.take is Take.DATE:
        return _take_date(rule, piece)
    if rule.take is Take.YEAR:
        return _take_year(rule, piece)
    if rule.take in (Take.NUMBER, Take.MONEY) or (rule.take is Take.AUTO and piece.kind in _QUANTITIES):
        return _take_number(rule, piece, star)
    if rule.take is Take.AUTO and piece.kind is ColumnKind.DATE:
        date = _take_date(rule, piece)
        return date if date.value is not None else _as_words(rule, piece)
    return _as_words(rule, piece)


def _as_words(rule: ColumnRule, piece: Piece) -> RecipeValue:
    state = CellState.TEXT if piece.text.strip() else CellState.BLANK
    if piece.cell is not None and piece.cell.kind is CellKind.ERROR:
        return RecipeValue(rule.variable, piece.text, None, None, CellState.ERROR, (piece.span,))
    return RecipeValue(rule.variable, piece.text, piece.text.strip() or None, None, state, (piece.span,))


def _cut(piece: Piece, start: int, end: int) -> Piece:
    """A stretch of a piece's words; its span shrinks with it where the words stand on the page as they are."""
    span = piece.span
    if span.exact == piece.text:
        span = replace(
            span,
            start=span.start + start,
            end=span.start + end,
            exact=piece.text[start:end],
            prefix=(span.prefix + piece.text[:start])[-32:],
            suffix=(piece.text[end:] + span.suffix)[:32],
        )
    return Piece(piece.text[start:end], span, None, piece.kind, piece.month_first)


def _take_number(rule: ColumnRule, piece: Piece, star: Interval | None) -> RecipeValue:
    cell = piece.cell if piece.cell is not None else Cell(0, 0, piece.text, 0, len(piece.text))
    reading = read_cell(cell if cell.text == piece.text else replace(cell, text=piece.text, number=None), star)
    note = "; ".join(reading.repairs)
    if reading.kind is not CellState.TEXT:
        number = reading.interval.low if reading.number is not None and reading.interval else None
        return RecipeValue(rule.variable, piece.text, number, reading.interval, reading.kind, (piece.span,), note)
    if rule.take is Take.MONEY:
        amounts = find_money(piece.text)
    else:
        amounts = tuple((f.start, f.end, f.number) for f in find_figures(piece.text) if f.interval.is_exact)
    if not amounts:
        nothing = "no number in the words"
        return RecipeValue(rule.variable, piece.text, None, None, CellState.TEXT, (piece.span,), nothing)
    chosen = {"first": amounts[:1], "last": amounts[-1:], "add": amounts}[rule.several]
    number = round(sum(amount for _, _, amount in chosen), 6)
    note = "from the words"
    if len({amount for _, _, amount in amounts}) > 1:
        note = f"{SEVERAL} ({len(amounts)}): {rule.several} taken"
    spans = tuple(_cut(piece, start, end).span for start, end, _ in chosen)
    return RecipeValue(rule.variable, piece.text, number, Interval.exactly(number), CellState.EXACT, spans, note)


def _find_date(piece: Piece) -> tuple[PartialDate | None, Span]:
    whole = read_date(piece.text, piece.month_first)
    if whole is not None:
        return whole, piece.span
    for found in find_dates(piece.text):
        if found.value is not None:
            return found.value, _cut(piece, found.start, found.end).span
    return None, piece.span


def _take_date(rule: ColumnRule, piece: Piece) -> RecipeValue:
    date, span = _find_date(piece)
    if date is None:
        return RecipeValue(rule.variable, piece.text, None, None, CellState.TEXT, (span,), "no date in the words")
    return RecipeValue(rule.variable, piece.text, str(date), None, CellState.EXACT, (span,))


def _take_year(rule: ColumnRule, piece: Piece) -> RecipeValue:
    date, span = _find_date(piece)
    year = date.year if date is not None else None
    if year is None:
        found = re.search(r"\b(?:19|20)\d{2}\b", piece.text)
        if found is None:
            return RecipeValue(rule.variable, piece.text, None, None, CellState.TEXT, (span,), "no year in the words")
        year, span = int(found.group()), _cut(piece, found.start(), found.end()).span
    return RecipeValue(rule.variable, piece.text, float(year), Interval.exactly(year), CellState.EXACT, (span,))


def _add_up(rule: ColumnRule, values: Sequence[RecipeValue]) -> RecipeValue:
    """The sum of several columns; a column that states no number adds nothing, and is noted unless blank."""
    counted = [value for value in values if value.interval is not None]
    spans = tuple(span for value in values for span in value.spans)
    text = " + ".join(value.text for value in values)
    if not counted:
        return RecipeValue(rule.variable, text, None, None, values[0].state, spans)
    total = add_all(value.interval for value in counted if value.interval is not None)
    silent = (CellState.BLANK, CellState.DASH)
    missing = [value.text for value in values if value.interval is None and value.state not in silent]
    note = f"sum of {len(counted)} columns" + (f"; not counted: {', '.join(missing)}" if missing else "")
    state = CellState.EXACT if total.is_exact else CellState.SUPPRESSED
    number = round(total.low, 6) if total.is_exact else None
    return RecipeValue(rule.variable, text, number, total, state, spans, note)
