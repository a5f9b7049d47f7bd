"""Tables written as marked text: one row a line, cells parted by a broken bar.

In: marked lines. Out: plain rows and the marks of their cells. Never here: a file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape

from .marks import Marked, read, strip_marks

BAR = "¦"


@dataclass(slots=True)
class Table:
    """Plain rows (the first is the header) and what their cells show."""

    rows: list[list[str]] = field(default_factory=list)
    marked: Marked = field(default_factory=Marked)


def make_table(header: str, lines: str) -> Table:
    """Read a table; a line that starts with ``3:`` is about case 3, others carry tallies only.

    Args:
        header: the header cells, parted by the bar; empty for none.
        lines: one row a line.
    """
    table = Table()
    if header:
        table.rows.append([cell.strip() for cell in header.split(BAR)])
    for line in lines.strip("\n").splitlines():
        if not line.strip():
            continue
        case, colon, rest = line.partition(":")
        case = case.strip() if colon and case.strip().replace("-", "").isalnum() and len(case.strip()) <= 8 else ""
        if case and not any(ch.isdigit() for ch in case):
            case = ""
        text = rest if case else line
        cells = []
        for cell in text.split(BAR):
            marked = read(cell.strip(), case)
            cells.append(marked.plain.strip())
            table.marked.marks += marked.marks
            column = table.rows[0][len(cells) - 1] if header else ""
            table.marked.tallies += [
                replace(t, before="", row=strip_marks(text.split(BAR)[0]).strip(), column=column)
                for t in marked.tallies
            ]
        table.rows.append(cells)
    return table


def join(*parts: Marked) -> Marked:
    """Return the marks of several pieces of one file together."""
    out = Marked()
    for part in parts:
        out.plain += part.plain
        out.marks += part.marks
        out.tallies += part.tallies
    return out


def render_html(table: Table, caption: str = "", style: str = "border-collapse:collapse") -> str:
    """Return the table as mail programs write tables in HTML."""

    def cells(row: list[str], tag: str) -> str:
        return "".join(
            f"<{tag} style='border:1px solid #999;padding:3px'><p>{escape(c) or '&nbsp;'}</p></{tag}>" for c in row
        )

    head, *body = table.rows
    rows = [f"<tr>{cells(head, 'th')}</tr>", *(f"<tr>{cells(row, 'td')}</tr>" for row in body)]
    top = f"<caption>{caption}</caption>" if caption else ""
    return f'<table style="{style}">{top}' + "\n".join(rows) + "</table>"
