"""Totals against the rows they stand under: arithmetic that the authority did itself and that we can check.

In: the rows of a grid. Out: one `TotalCheck` for each number of each total. Suppressed cells make the sum an
interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from answerable.model.interval import Interval, add_all
from answerable.tables.grid import Column, ColumnKind, Row, RowKind, TotalCheck
from answerable.tables.values import read_cell
from answerable.words.figures import CellState

_SUMMABLE = (ColumnKind.NUMBER, ColumnKind.MONEY)
_HALF_A_CENT = 0.005


def check_totals(
    rows: Sequence[Row], columns: Sequence[Column], star: Interval | None = None
) -> tuple[TotalCheck, ...]:
    """Check every total and subtotal.

    A subtotal is held against the rows since the one before it; a total against all rows, or the rows since the last
    total, or the subtotals, whichever it equals.
    """
    checks: list[TotalCheck] = []
    if not any(row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) for row in rows):
        return ()
    for position, column in enumerate(columns):
        if column.kind is ColumnKind.TEXT:
            checks += _check_counts(rows, position)
        if column.kind not in _SUMMABLE or _is_numbering(rows, position):
            continue
        every: list[Interval] = []
        since: list[Interval] = []
        subtotals: list[Interval] = []
        for row in rows:
            reading = read_cell(row.cells[position], star)
            if row.kind is RowKind.DATA:
                if reading.interval is not None and reading.kind in (CellState.EXACT, CellState.SUPPRESSED):
                    every.append(reading.interval)
                    since.append(reading.interval)
            elif row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) and reading.number is not None and every:
                checks.append(_check(row, position, reading.number, (since, every, subtotals)))
                subtotals.append(Interval.exactly(reading.number))
                since = []
    return tuple(checks)


def _check_counts(rows: Sequence[Row], position: int) -> list[TotalCheck]:
    """A number that a total gives in a column of words says how many rows there are."""
    checks = []
    n_rows = 0
    for row in rows:
        if row.kind is RowKind.DATA:
            n_rows += row.cells[position] is not None
        elif row.kind is RowKind.TOTAL and (stated := read_cell(row.cells[position]).number) is not None:
            checks.append(TotalCheck(row.number, position, stated, n_rows, n_rows, stated == n_rows))
    return checks


def _is_numbering(rows: Sequence[Row], position: int) -> bool:
    """Whether a column counts its rows, totals included, rather than anything in them."""
    numbers = [number for row in rows if (number := read_cell(row.cells[position]).number) is not None]
    steps = [after - before for before, after in pairwise(numbers)]
    small = sum(0 < step <= 3 and step == int(step) for step in steps)
    return len(steps) > 3 and small >= 0.9 * len(steps)


def _check(row: Row, position: int, stated: float, choices: Sequence[Sequence[Interval]]) -> TotalCheck:
    sums = [add_all(choice) for choice in choices if choice]
    fitting = next((total for total in sums if _holds(total, stated)), None)
    best = fitting or min(sums, key=lambda total: abs(total.low - stated))
    return TotalCheck(row.number, position, stated, round(best.low, 6), best.high, fitting is not None)


def _holds(total: Interval, stated: float) -> bool:
    return total.low - _HALF_A_CENT <= stated and (total.high is None or stated <= total.high + _HALF_A_CENT)
