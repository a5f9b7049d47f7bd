"""Tables that run over pages: linked where they are one, left apart where they are two."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from promises import check_promises
from reportlab.pdfgen.canvas import Canvas

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
