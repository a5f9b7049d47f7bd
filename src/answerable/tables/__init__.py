"""Understanding tables: headers, units, sections, totals, typed columns, and recipes that a person can amend.

Pure: `model.Table`s in, `Grid`s and rows out, every value with the cell that shows it. No file is read here.
"""

from __future__ import annotations

from answerable.tables.grid import Column, ColumnKind, Grid, Row, RowKind, TotalCheck
from answerable.tables.join import drop_copies, join
from answerable.tables.understand import understand

__all__ = ["Column", "ColumnKind", "Grid", "Row", "RowKind", "TotalCheck", "drop_copies", "join", "understand"]
