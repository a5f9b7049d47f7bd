"""A page as a scanner leaves it: grey, a little crooked, with specks; then put into a PDF without text.

In: lines of marked text and a table. Out: a `File`. Never here: what the page says.
"""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .desk import File
from .marks import Marked, read
from .table import Table, join

DPI = 170
WIDTH, HEIGHT = int(8.27 * DPI), int(11.69 * DPI)


def _wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _draw_table(draw: ImageDraw.ImageDraw, table: Table, widths: tuple[int, ...], left: int, top: int) -> int:
    font = ImageFont.load_default(21)
    step = 27
    for row in table.rows:
        wrapped = [_wrap(cell, font, width - 16) for cell, width in zip(row, widths, strict=True)]
        height = step * max(len(lines) for lines in wrapped) + 14
        x = left
        for lines, width in zip(wrapped, widths, strict=True):
            draw.rectangle((x, top, x + width, top + height), outline=60, width=2)
            for n, line in enumerate(lines):
                draw.text((x + 8, top + 6 + n * step), line, font=font, fill=25)
            x += width
        top += height
    return top


def _age(page: Image.Image, seed: int, angle: float) -> Image.Image:
    """Turn the page a little and lay scanner noise over it."""
    chance = random.Random(seed)
    turned = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=246)
    noise = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), chance.randbytes((WIDTH // 2) * (HEIGHT // 2)))
    noise = noise.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).point(lambda v: v // 14)
    speckled = ImageChops.subtract(turned, noise)
    draw = ImageDraw.Draw(speckled)
    for _ in range(60):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        draw.ellipse((x, y, x + chance.choice((1, 1, 2)), y + 1), fill=90)
    return speckled


def make_scan(name: str, pages: list[list[str | tuple[Table, tuple[int, ...]]]], seed: int, angle: float = 0.6) -> File:
    """Draw pages of paragraphs and tables, age them, and put the pictures into a PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595.27, 841.89), invariant=1)
    marked: list[Marked] = []
    body = ImageFont.load_default(25)
    for number, items in enumerate(pages):
        page = Image.new("L", (WIDTH, HEIGHT), 246)
        draw = ImageDraw.Draw(page)
        top, left = 130, 130
        for item in items:
            if isinstance(item, tuple):
                table, widths = item
                marked.append(table.marked)
                top = _draw_table(draw, table, widths, left, top) + 24
                continue
            piece = read(item)
            marked.append(piece)
            for line in _wrap(piece.plain, body, WIDTH - 2 * left):
                draw.text((left, top), line, font=body, fill=25)
                top += 34
            top += 16
        jpeg = io.BytesIO()
        _age(page, seed + number, angle if number % 2 == 0 else -angle / 2).save(
            jpeg, "JPEG", quality=62, dpi=(DPI, DPI)
        )
        jpeg.seek(0)
        canvas.drawImage(ImageReader(jpeg), 0, 0, 595.27, 841.89)
        canvas.showPage()
    canvas.save()
    return File(name, out.getvalue(), join(*marked))
