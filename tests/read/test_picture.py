"""Pictures of pages, and boxes of stretches of words on them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from answerable.errors import InputUnreadable
from answerable.read.dispatch import read_bytes
from answerable.read.picture import find_boxes, render_page


def make_pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(100, 700, "In total 128 officers")
    canvas.drawString(100, 680, "were disciplined.")
    canvas.save()
    return buffer.getvalue()


def test_the_boxes_of_words_lie_on_their_ink() -> None:
    data = make_pdf()
    picture = Image.open(io.BytesIO(render_page(data, 1, 144))).convert("L")
    assert picture.size == (1190, 1684)
    page = read_bytes(data, "a.pdf").pages[0]
    start = page.text.index("128")
    (box,) = find_boxes(page, start, start + 3)
    inside = picture.crop((int(2 * box.x0), int(2 * box.y0), int(2 * box.x1), int(2 * box.y1)))
    assert inside.getextrema()[0] < 80
    beside = picture.crop((int(2 * box.x0), int(2 * box.y0) - 40, int(2 * box.x1), int(2 * box.y0) - 12))
    assert beside.getextrema()[0] == 255


def test_a_range_over_two_lines_has_two_boxes() -> None:
    page = read_bytes(make_pdf(), "a.pdf").pages[0]
    boxes = find_boxes(page, page.text.index("128"), len(page.text))
    assert len(boxes) == 2
    assert boxes[0].y1 <= boxes[1].y0 + 4
    assert find_boxes(page, 0, 0) == ()


@pytest.mark.parametrize(("data", "page"), [(b"nothing", 1), (make_pdf(), 2), (make_pdf(), 0)])
def test_what_cannot_be_drawn_is_an_error(data: bytes, page: int) -> None:
    with pytest.raises(InputUnreadable):
        render_page(data, page)
