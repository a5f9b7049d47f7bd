"""A page laid out becomes a `Page` and its `Table` rows: the same for print and for scans."""

from __future__ import annotations

from answerable.model.document import Page, Table
from answerable.read.draft import Draft
from answerable.read.layout.flow import Layout


def add_page(
    draft: Draft,
    number: int,
    kind: str,
    layout: Layout,
    width: float,
    height: float,
    *,
    by_ocr: bool = False,
    unconfirmed: tuple[tuple[int, int], ...] = (),
) -> None:
    """Write a laid-out page and its tables into the draft.

    Args:
        draft: the file.
        number: of the page, from 1.
        kind: `pdf` or `image`.
        layout: its text and places.
        width: in points.
        height: in points.
        by_ocr: the words were read from an image.
        unconfirmed: ranges of numbers that only one engine read.
    """
    draft.pages.append(
        Page(
            draft.page_id(number),
            draft.sha256,
            number,
            kind,
            layout.text,
            width=round(width, 2),
            height=round(height, 2),
            words=layout.words,
            blocks=layout.blocks,
            by_ocr=by_ocr,
            unconfirmed=unconfirmed,
        )
    )
    for place, table in enumerate(layout.tables, start=1):
        draft.tables.append(
            Table(
                draft.table_id(number, place),
                draft.sha256,
                number,
                place,
                table.grid.n_rows,
                table.grid.n_columns,
                table.cells,
                title=table.title,
                notes=table.notes,
                share_sure=table.grid.share_sure,
                engine=table.grid.engine,
            )
        )
