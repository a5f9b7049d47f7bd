"""Word documents by python-docx, with fixed dates.

In: blocks of marked text and tables. Out: a `File`. Never here: what a letter says.
"""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document

from .archive import repack
from .desk import File
from .marks import read
from .pdf import Block
from .table import join


def make_docx(name: str, blocks: list[Block], style: str = "Table Grid") -> File:
    """Write blocks as a Word document."""
    document = Document()
    document.core_properties.created = datetime(2021, 11, 25, 9, 0, 0)
    document.core_properties.modified = datetime(2021, 11, 25, 9, 0, 0)
    document.core_properties.author = ""
    marked = []
    for block in blocks:
        if block.kind == "table":
            assert block.table is not None
            rows = block.table.rows
            grid = document.add_table(rows=len(rows), cols=len(rows[0]))
            grid.style = style
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    grid.cell(r, c).text = text
            marked.append(block.table.marked)
        elif block.kind == "page":
            document.add_page_break()
        elif block.kind != "gap":
            piece = read(block.text)
            marked.append(piece)
            if block.kind == "h":
                document.add_heading(piece.plain, level=2)
            else:
                document.add_paragraph(piece.plain)
    out = io.BytesIO()
    document.save(out)
    return File(name, repack(out.getvalue()), join(*marked))
