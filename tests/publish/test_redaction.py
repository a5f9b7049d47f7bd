"""Blacked-out words are burnt into pictures: read again with our own reader they are gone, and nothing else is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from answerable.adapters.ocr import find_page_readers
from answerable.model.document import Page
from answerable.model.span import make_span
from answerable.model.story import StoryFile
from answerable.publish.attached import Attached, _add_redacted, find_legible
from answerable.publish.evidence import find_bars, make_strip
from answerable.publish.privacy import Names
from answerable.read.dispatch import read_bytes
from answerable.read.picture import render_page

LINES = (
    "Outcome of a misconduct hearing held in March",
    "PC Gideon Marlpit posted a photograph of a dead person",
    "Chair: Ms Henrietta Corvane. Call 01632 960123 to attend",
    "Marlpit was dismissed without notice",
)
SECRETS = ("Gideon", "Marlpit", "Henrietta", "Corvane", "960123")


@pytest.fixture(scope="module")
def letter() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(500, 320), invariant=1)
    canvas.setFont("Helvetica", 14)
    for number, line in enumerate(LINES):
        canvas.drawString(40, 260 - number * 30, line)
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def page(letter: bytes) -> Page:
    (page,) = read_bytes(letter, "letter.pdf").pages
    return page


def test_every_hidden_word_has_a_box(page: Page) -> None:
    bars = find_bars(page)
    assert bars is not None
    words = " ".join(word for _, word in bars)
    for secret in SECRETS:
        assert secret in words
    assert "photograph" not in words


def test_a_hidden_word_without_a_place_means_no_picture(letter: bytes, page: Page) -> None:
    bare = Page(page.id, page.document, 1, "pdf", page.text, width=page.width, height=page.height)
    start = page.text.index("photograph")
    span = make_span(page.document, 1, page.text, start, start + 10)
    assert find_bars(bare) is None
    assert make_strip(span, bare, lambda sha, n, dpi: render_page(letter, n, dpi)) is None


def test_the_bars_are_black_to_their_edges(letter: bytes, page: Page) -> None:
    start = page.text.index("photograph")
    span = make_span(page.document, 1, page.text, start, start + 10)
    strip = make_strip(span, page, lambda sha, n, dpi: render_page(letter, n, dpi))
    assert strip is not None
    assert {"Gideon", "Marlpit"} <= set(strip.hidden)
    with Image.open(io.BytesIO(strip.data)) as picture:
        grey = picture.convert("L")
    bars = find_bars(page) or []
    top = min(word.box.y0 for word in page.words if "photograph" in page.text[word.start : word.end]) - 46.0
    for box, _ in bars:
        y0, y1 = (int((edge - max(0.0, top)) * 120 / 72) for edge in (box.y0, box.y1))
        if y0 < 0 or y1 > grey.height:
            continue
        inside = grey.crop((int(box.x0 * 120 / 72), y0, int(box.x1 * 120 / 72), y1))
        assert inside.getextrema()[1] < 40


@pytest.mark.slow
def test_our_own_reader_finds_none_of_it_in_the_strip(letter: bytes, page: Page) -> None:
    readers = find_page_readers()
    if not readers:
        pytest.skip("no OCR engine on this machine")
    start = page.text.index("photograph")
    span = make_span(page.document, 1, page.text, start, start + 10)
    open_strip = make_strip(span, page, lambda sha, n, dpi: render_page(letter, n, dpi), Names(allow=frozenset(
        ["Marlpit", "Gideon Marlpit", "Corvane", "Henrietta Corvane"])))  # fmt: skip
    strip = make_strip(span, page, lambda sha, n, dpi: render_page(letter, n, dpi))
    assert strip is not None
    assert open_strip is not None
    before = read_bytes(open_strip.data, "strip.webp", page_readers=readers).pages[0].text
    assert "Marlpit" in before, "the reader can read it where it stands"
    after = read_bytes(strip.data, "strip.webp", page_readers=readers).pages[0].text
    assert "photograph" in after
    for secret in SECRETS:
        assert secret not in after


@pytest.mark.slow
def test_a_redacted_file_is_pictures_alone_and_reads_without_the_names(letter: bytes) -> None:
    readers = find_page_readers()

    def read_file(data: bytes, name: str) -> Any:
        return read_bytes(data, name, page_readers=readers)

    class Material:
        names = Names()

    attached = Attached()
    _add_redacted(attached, Material(), StoryFile("letter.pdf", "A letter", True), letter, read_file, render_page)  # type: ignore[arg-type]
    assert attached.problems == []
    made = attached.files["files/letter-redacted.pdf"]
    for secret in SECRETS:
        assert secret.encode() not in made
    plain = read_bytes(made, "letter-redacted.pdf")
    assert "".join(page.text for page in plain.pages).strip() == "", "no text lies under the picture"
    assert not [hidden for hidden in plain.document.hidden if hidden.kind != "metadata"]
    if readers:
        text = read_file(made, "letter-redacted.pdf").pages[0].text
        assert "photograph of a dead person" in " ".join(text.split())
        assert find_legible(set(SECRETS), read_file(made, "x.pdf").pages) == set()
