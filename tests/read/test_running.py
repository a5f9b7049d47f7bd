"""Tables that run over pages: linked where they are one, left apart where they are two."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from promises import check_promises
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from answerable.model.document import Reading
from answerable.read.dispatch import read_bytes

HEAD = ("Force", "Officers", "Dismissed")
LEFTS = (72, 250, 400)


def make_pages(
    pages: Sequence[tuple[str, Sequence[Sequence[str]], str]], *, lefts: Sequence[int] = (72, 250, 400)
) -> bytes:
    """Each page: words above, rows, words beneath."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number, (above, rows, beneath) in enumerate(pages, start=1):
        canvas.drawString(72, 800, "Avonmoor Police: answer to request 12")
        canvas.drawString(72, 770, above)
        top = 740
        for row in rows:
            for left, cell in zip(LEFTS, row, strict=True):
                canvas.rect(left - 4, top - 5, 140, 18)
                canvas.drawString(left, top, cell)
            top -= 18
        canvas.drawString(72, top - 30, beneath)
        canvas.drawString(280, 30, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def rows_from(first: int, n_rows: int = 20) -> list[tuple[str, str, str]]:
    return [(f"Force {number}", str(number * 3), str(number)) for number in range(first, first + n_rows)]


def read(pages: Sequence[tuple[str, Sequence[Sequence[str]], str]]) -> Reading:
    reading = check_promises(read_bytes(make_pages(pages), "a.pdf"))
    assert [table.page for table in reading.tables] == list(range(1, len(pages) + 1))
    return reading


@pytest.mark.parametrize("head", [[HEAD], []], ids=["repeated header", "no header"])
def test_a_table_that_runs_over_pages_is_linked(head: list[tuple[str, str, str]]) -> None:
    first, second, third = read([
        ("Officers disciplined, by force", [HEAD, *rows_from(1)], ""),
        ("", [*head, *rows_from(21)], ""),
        ("", [*head, *rows_from(41, 5)], "Source: our records"),
    ]).tables  # fmt: skip
    assert (first.continues, second.continues, third.continues) == ("", first.id, second.id)


GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
WORDS = [("dismissed", "resigned", "final written warning")[number % 3] for number in range(200)]


def set_table(
    n_rows: int, *styles: tuple[object, ...], size: tuple[float, float] = A4, figures: bool = True
) -> Reading:
    """A table that runs on by itself, set by a program that breaks it over pages; its header stands once."""
    rows = [
        (f"Force {n}", str(n * 3) if figures else WORDS[n], str(n) if figures else WORDS[n + 1]) for n in range(n_rows)
    ]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=size, topMargin=60, bottomMargin=60).build(
        [Paragraph("Officers disciplined, by force."), Table([HEAD, *rows], style=TableStyle(styles))],
        onFirstPage=lambda canvas, _: canvas.drawString(280, 30, "Page 1"),
        onLaterPages=lambda canvas, page: canvas.drawString(280, 30, f"Page {page.page}"),
    )
    return check_promises(read_bytes(buffer.getvalue(), "a.pdf"))


@pytest.mark.parametrize(
    ("styles", "size", "figures"),
    [
        ([GRID], A4, True),
        ([GRID], A4, False),
        ([], A4, True),
        ([], A4, False),
        ([("ALIGN", (1, 0), (2, -1), "RIGHT")], A4, True),
        ([("LINEBELOW", (0, 0), (-1, 0), 1, colors.black)], A4, True),
        ([("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.white, colors.lightgrey])], A4, True),
        ([GRID], landscape(A4), True),
    ],
    ids=["rules", "rules, words", "none", "none, words", "right", "line under header", "stripes", "landscape"],
)
def test_a_table_over_three_pages_with_its_header_once_is_one(
    styles: list[tuple[object, ...]], size: tuple[float, float], figures: bool
) -> None:
    reading = set_table(60 if size != A4 else 95, *styles, size=size, figures=figures)
    tables = reading.tables
    assert [table.page for table in tables] == [1, 2, 3]
    assert [table.continues for table in tables] == ["", tables[0].id, tables[1].id]
    assert sum(table.n_rows for table in tables) == (61 if size != A4 else 96)


def test_one_row_that_is_left_on_the_last_page_is_of_the_table() -> None:
    tables = set_table(77, GRID).tables
    assert [table.n_rows for table in tables] == [38, 39, 1]
    assert tables[2].continues == tables[1].id
    assert tables[2].rows() == [["Force 76", "228", "76"]]


@pytest.mark.parametrize(
    ("above", "rows", "beneath"),
    [
        ("Complaints, by force", [HEAD, *rows_from(21)], ""),
        ("", [("Force", "Complaints", "Upheld"), *rows_from(21)], ""),
        ("", [HEAD, *rows_from(21)], "The next table counts complaints and nothing of the above."),
    ],
    ids=["a title between", "another header", "words between"],
)
def test_two_tables_stay_two(above: str, rows: list[tuple[str, str, str]], beneath: str) -> None:
    reading = read([("Officers", [HEAD, *rows_from(1)], beneath), (above, rows, "")])
    assert [table.continues for table in reading.tables] == ["", ""]
