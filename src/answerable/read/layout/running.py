"""Tables that run over pages: which table of a page goes on from the last one of the page before.

What comes in: the pages and tables of one document. What goes out: the same tables, each with the one it continues.
A table still belongs to its page; joining the rows is for who understands tables. What must never be here: PDF or OCR.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.model.document import Page, Table

_LONGEST_FURNITURE = 120
_SHARE_ALIGNED = 0.7
_PAGE_NUMBER = re.compile(r"(?:page|p\.?|seite)?\s*\d{1,4}(?:\s*(?:of|/|von)\s*\d{1,4})?", re.IGNORECASE)


def link_tables(pages: Sequence[Page], tables: Sequence[Table]) -> list[Table]:
    """Say of each table that is first on its page whether it continues the last one of the page before."""
    by_number = {page.number: page for page in pages}
    first: dict[int, Table] = {}
    last: dict[int, Table] = {}
    for table in tables:
        first.setdefault(table.page, table)
        last[table.page] = table
    linked = []
    for table in tables:
        above = last.get(table.page - 1)
        goes_on = (
            above is not None
            and first[table.page] is table
            and _is_next(by_number[above.page], above, by_number[table.page], table)
            and _is_alike(above, table)
        )
        linked.append(replace(table, continues=above.id) if goes_on and above is not None else table)
    return linked


def _is_next(page: Page, above: Table, other: Page, table: Table) -> bool:
    """Whether nothing but what stands on every page stands between two tables."""
    end, start = max(cell.end for cell in above.cells), min(cell.start for cell in table.cells)
    between = [page.text[block.start : block.end] for block in page.blocks if block.start >= end]
    ahead = [other.text[block.start : block.end] for block in other.blocks if block.end <= start]
    on_page, on_other = _fold(page.text), _fold(other.text)
    return all(_is_furniture(words, on_other) for words in between) and all(
        _is_furniture(words, on_page) for words in ahead
    )


def _is_furniture(words: str, elsewhere: str) -> bool:
    """A page number, or a short line that the other page has too."""
    plain = " ".join(words.split())
    return bool(_PAGE_NUMBER.fullmatch(plain)) or (len(plain) <= _LONGEST_FURNITURE and _fold(plain) in elsewhere)


def _fold(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split())).casefold()


def _is_alike(above: Table, table: Table) -> bool:
    """Whether two tables have the same columns: alike in number and place, and no other header on the second."""
    if above.n_columns != table.n_columns or table.n_columns < 2:
        return False
    places, others = _find_columns(above), _find_columns(table)
    both = [column for column in places if column in others]
    n_aligned = sum(places[c][0] < others[c][1] and others[c][0] < places[c][1] for c in both)
    if both and n_aligned < _SHARE_ALIGNED * len(both):
        return False
    rows, heads = table.rows(), above.rows()
    return rows[0] == heads[0] or not _is_header(rows)


def _find_columns(table: Table) -> dict[int, tuple[float, float]]:
    """Where each column stands across the page, by the boxes of its own cells."""
    found: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        if cell.box is not None and cell.column_span == 1 and cell.text:
            left, right = found.get(cell.column, (cell.box.x0, cell.box.x1))
            found[cell.column] = (min(left, cell.box.x0), max(right, cell.box.x1))
    return found


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words over columns that hold figures."""
    if len(rows) < 2 or any(re.search(r"\d", cell) for cell in rows[0]):
        return False
    figures = [
        column
        for column in range(len(rows[0]))
        if sum(bool(re.search(r"\d", row[column])) for row in rows[1:]) * 2 > len(rows) - 1
    ]
    return bool(figures) and all(rows[0][column].strip() for column in figures)
