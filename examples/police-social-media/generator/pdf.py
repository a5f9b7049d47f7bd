"""PDF letters and tables, set by reportlab with fixed dates and ids.

In: blocks of marked text and tables. Out: a `File`. Never here: what a letter says.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from .desk import File
from .marks import read
from .table import Table, join


@dataclass(frozen=True, slots=True)
class Look:
    """How one office's letters look."""

    font: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    size: float = 10
    wide: bool = False
    margin_mm: float = 22
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a PDF: `p`, `h`, `right`, `small`, `table`, `gap` or `page`."""

    kind: str
    text: str = ""
    table: Table | None = None
    ruled: bool = True
    widths: tuple[float, ...] = ()
    shaded_head: bool = True


def _paragraph(block: Block, plain: str, look: Look) -> Paragraph:
    style = {
        "p": ParagraphStyle("p", fontName=look.font, fontSize=look.size, leading=look.size * 1.35, spaceAfter=6),
        "h": ParagraphStyle(
            "h", fontName=look.bold, fontSize=look.size + 1, leading=look.size * 1.5, spaceBefore=8, spaceAfter=4
        ),
        "right": ParagraphStyle(
            "right", fontName=look.font, fontSize=look.size, leading=look.size * 1.35, alignment=TA_RIGHT
        ),
        "small": ParagraphStyle(
            "small",
            fontName=look.font,
            fontSize=look.size - 2,
            leading=look.size * 1.1,
            textColor=colors.HexColor("#555555"),
        ),
    }[block.kind]
    return Paragraph(escape(plain).replace("\n", "<br/>"), style)


def _grid(block: Block, look: Look) -> Grid:
    assert block.table is not None
    cell = ParagraphStyle("cell", fontName=look.font, fontSize=look.size - 1.5, leading=(look.size - 1.5) * 1.25)
    head = ParagraphStyle("head", parent=cell, fontName=look.bold)
    rows = [
        [Paragraph(escape(text), head if n == 0 else cell) for text in row] for n, row in enumerate(block.table.rows)
    ]
    style: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    if block.ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        if block.shaded_head:
            style.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dddddd")))
    widths = [width * mm for width in block.widths] or None
    return Grid(rows, colWidths=widths, repeatRows=1, style=TableStyle(style), hAlign="LEFT")


def make_pdf(name: str, blocks: list[Block], look: Look | None = None, title: str = "") -> File:
    """Set blocks as a PDF; two runs give the same bytes."""
    look = look or Look()
    marked = []
    flow: list[Flowable] = []
    for block in blocks:
        if block.kind == "gap":
            flow.append(Spacer(1, 8 * mm))
        elif block.kind == "page":
            flow.append(PageBreak())
        elif block.kind == "table":
            assert block.table is not None
            marked.append(block.table.marked)
            flow += [_grid(block, look), Spacer(1, 4 * mm)]
        else:
            piece = read(block.text)
            marked.append(piece)
            flow.append(_paragraph(block, piece.plain, look))
    out = io.BytesIO()

    def foot(canvas: object, document: object) -> None:
        if look.footer:
            canvas.setFont(look.font, 7.5)  # type: ignore[attr-defined]
            canvas.drawString(look.margin_mm * mm, 10 * mm, look.footer)  # type: ignore[attr-defined]
            canvas.drawRightString(  # type: ignore[attr-defined]
                (297 if look.wide else 210) * mm - look.margin_mm * mm,
                10 * mm,
                f"Page {document.page}",  # type: ignore[attr-defined]
            )

    margin = look.margin_mm * mm
    SimpleDocTemplate(
        out,
        pagesize=landscape(A4) if look.wide else A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=title or name,
        author="",
        invariant=1,
    ).build(flow, onFirstPage=foot, onLaterPages=foot)
    return File(name, out.getvalue(), join(*marked))
