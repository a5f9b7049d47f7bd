"""A table as words in a grid, before the page's text gives each cell its range."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class GridCell:
    """One cell: its place in the grid, how far it reaches, its words line by line, and its box if it was ruled."""

    row: int
    column: int
    words: list[int]
    row_span: int = 1
    column_span: int = 1
    box: tuple[float, float, float, float] | None = None


@dataclass(slots=True)
class Grid:
    """A table found on a page."""

    n_rows: int
    n_columns: int
    cells: list[GridCell]
    box: tuple[float, float, float, float]
    share_sure: float
    engine: str
    separators: list[float] = field(default_factory=list)
    """Where columns part, for tables without rules; used to carry a table on over a page break."""

    @property
    def words(self) -> list[int]:
        """Every word of the table."""
        return [word for cell in self.cells for word in cell.words]
