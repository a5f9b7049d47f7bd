"""Rows of the table of cases as HTML, and the names of pages that other pages link to.

What comes in: rows. What goes out: markup, names. Never here: labels.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from answerable.publish.explorer import CaseRow

_ROW = Markup(
    '<tr><th scope="row"><a href="{}cases/{}.html">{}</a></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>'
)


def render_rows(rows: Iterable[CaseRow], root: str) -> Markup:
    """Rows of the table of cases; a list of thousands is made without a template's overhead."""
    return Markup("\n").join(
        _ROW.format(root, row.id, row.authority, row.year, row.rank, row.platform, row.outcome) for row in rows
    )


def name_page(sha256: str) -> str:
    """The name of a document's page: the beginning of the hash of its bytes."""
    return sha256[:16]
