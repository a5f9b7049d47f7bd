"""Rows of the table of cases as HTML, and the names of pages that other pages link to.

What comes in: rows. What goes out: markup, names. Never here: labels.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from answerable.publish.explorer import CaseRow


def render_rows(rows: Iterable[CaseRow], root: str) -> Markup:
    """Rows of the table of cases; a list of thousands is made without a template's overhead."""
    return Markup("\n".join(_render(row, root) for row in rows))


def _render(row: CaseRow, root: str) -> str:
    cells = _render_cells(row.year, row.rank, row.platform, row.outcome)
    return f'<tr><th scope="row"><a href="{root}cases/{row.id}.html">{_escape(row.authority)}</a></th>{cells}</tr>'


@functools.lru_cache(maxsize=20_000)
def _render_cells(*cells: str) -> str:
    """The cells after the first; the same few thousand stand in every list."""
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)


_escape = functools.lru_cache(maxsize=1_000)(escape)


def name_page(sha256: str) -> str:
    """The name of a document's page: the beginning of the hash of its bytes."""
    return sha256[:16]
