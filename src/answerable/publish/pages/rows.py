"""Rows of the table of cases as HTML, and the names of pages that other pages link to.

What comes in: rows. What goes out: markup, names. Never here: labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from answerable.publish.explorer import CaseRow


def render_rows(rows: Iterable[CaseRow], root: str) -> Markup:
    """Rows of the table of cases; a list of thousands is made without a template's overhead."""
    return Markup("\n".join(_render(row, root) for row in rows))


def _render(row: CaseRow, root: str) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (row.year, row.rank, row.platform, row.outcome))
    link = f'<a href="{root}cases/{escape(row.id)}.html">{escape(row.authority)}</a>'
    return f'<tr><th scope="row">{link}</th>{cells}</tr>'


def name_page(sha256: str) -> str:
    """The name of a document's page: the beginning of the hash of its bytes."""
    return sha256[:16]
