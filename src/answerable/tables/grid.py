"""The shape of an understood table: typed columns, rows that know what they are, totals that were checked.

Plain values only; `understand` makes them from a `model.Table`. Every value of a row is still the `Cell` that was
read, so its place in the document is never lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.dates import Period
from answerable.model.document import Cell


class ColumnKind(StrEnum):
    """What most cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    YEAR = "year"
    BLANK = "blank"


class RowKind(StrEnum):
    """What a row is for."""

    DATA = "data"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SECTION = "section"
    NOTE = "note"
    HEADER = "header"
    """A header row that is repeated inside the table or on a later page."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a grid.

    Args:
        number: from 0, in the received table.
        name: the words of its header, levels joined by blanks; empty where it has none.
        levels: the words of each header row above it, the highest first.
        kind: what its cells hold.
        share_kind: how many of its filled data cells are of that kind.
        unit: `GBP`, `USD`, `EUR`, `percent`, or a word from its header such as ``officers``; empty where none is
        named.
        period: the year or years that its header names.
        month_first: its dates in figures are written month first, told from those that can be read in one way only.
    """

    number: int
    name: str
    levels: tuple[str, ...] = ()
    kind: ColumnKind = ColumnKind.TEXT
    share_kind: float = 0.0
    unit: str = ""
    period: Period | None = None
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid.

    Args:
        kind: what it is for.
        cells: one for each column of the grid, None for a blank.
        page: from 1, of the document.
        table: id of the received table.
        number: from 0, in the received table; of the first one where lines were joined to one row.
        section: words of the section row above it.
        more: further lines of a cell that goes on beneath, by position.
    """

    kind: RowKind
    cells: tuple[Cell | None, ...]
    page: int
    table: str
    number: int
    section: str = ""
    more: tuple[tuple[int, Cell], ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' words, with those of further lines; blanks are empty."""
        words = [cell.text if cell is not None else "" for cell in self.cells]
        for position, cell in self.more:
            words[position] = f"{words[position]} {cell.text}".strip()
        return tuple(words)


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """Whether a total that the table states is the sum of the rows above it.

    Args:
        row: number of the total's row in its table.
        column: position in the grid.
        stated: what the cell says.
        low: sum of the rows, suppressed cells at their lowest.
        high: at their highest; None where one has no upper limit.
        holds: the stated number lies between the two, to half a cent.
    """

    row: int
    column: int
    stated: float
    low: float
    high: float | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, understood.

    Args:
        document: sha256.
        page: from 1, where it begins.
        tables: ids of the received tables that it joins.
        title: words above it.
        notes: lines beneath it.
        columns: from left to right; blank columns are left out.
        rows: in order, header rows left out.
        has_header: whether its columns are named by a header row of its own.
        checks: totals against rows.
        share_sure: how sure we are of this reading, in [0, 1].
        repairs: what was mended, such as lines joined to one row.
    """

    document: str
    page: int
    tables: tuple[str, ...]
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    has_header: bool = True
    checks: tuple[TotalCheck, ...] = ()
    share_sure: float = 1.0
    repairs: tuple[str, ...] = ()

    @property
    def data(self) -> tuple[Row, ...]:
        """Rows that hold data: no totals, sections, notes or repeated headers."""
        return tuple(row for row in self.rows if row.kind is RowKind.DATA)

    @property
    def is_long(self) -> bool:
        """One row for each case, rather than one column for each year."""
        return sum(column.period is not None for column in self.columns) < 2

    def find_column(self, name: str) -> int | None:
        """The position of the column of this name, without regard to case, blanks and marks."""
        wanted = fold_name(name)
        return next((i for i, column in enumerate(self.columns) if fold_name(column.name) == wanted), None)


def fold_name(name: str) -> str:
    """A header for comparison: lower case, letters and digits only.

    >>> fold_name("Judgment\\n Amount ($)") == fold_name("judgment amount")
    True
    """
    return " ".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
