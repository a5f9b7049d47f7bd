"""Pictures of pages for the screens, and where on them a stretch of words stands.

What comes in: received bytes and a page number, or a page and a range of its text. What goes out: PNG bytes, boxes.
What must never be here: caching (the web does it) or anything that is written to disk.
"""

from __future__ import annotations

import ctypes
import io

import numpy as np
import pypdfium2 as pdfium_face
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from answerable.errors import InputUnreadable
from answerable.model.document import Page
from answerable.model.span import Box
from answerable.read import sniff

_MOST_PIXELS = 40_000_000
_SAME_LINE = 0.5


def render_page(data: bytes, page: int, dpi: int = 110) -> bytes:
    """Draw one page of a PDF or picture as PNG.

    Args:
        data: the bytes as received.
        page: from 1.
        dpi: dots per inch; fewer are taken where the picture would be enormous.

    Raises:
        InputUnreadable: the bytes hold no such page, or nothing that can be drawn.
    """
    kind = sniff.find_media_type(data)
    try:
        picture = _draw_pdf(data, page, dpi) if kind == sniff.PDF else _open_picture(data, page)
    except (pdfium_face.PdfiumError, UnidentifiedImageError, OSError, ValueError, EOFError) as error:
        raise InputUnreadable(
            "this page cannot be drawn",
            where=f"page {page}",
            found=f"{kind}: {error}"[:200],
            remedy="read its text instead",
        ) from error
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=False, compress_level=6)
    return buffer.getvalue()


def _draw_pdf(data: bytes, number: int, dpi: int) -> Image.Image:
    document = pdfium_face.PdfDocument(data)
    try:
        if not 1 <= number <= len(document):
            raise ValueError(f"the file has {len(document)} pages")
        page = pdfium.FPDF_LoadPage(document.raw, number - 1)
        if not page:
            raise ValueError("this page cannot be opened")
        try:
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            scale = min(dpi / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
            across, down = max(1, round(width * scale)), max(1, round(height * scale))
            bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_BGR, None, 0)
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
            pdfium.FPDFBitmap_Destroy(bitmap)
        finally:
            pdfium.FPDF_ClosePage(page)
    finally:
        document.close()
    rows = np.frombuffer(raw, dtype=np.uint8).reshape(down, stride)[:, : 3 * across].reshape(down, across, 3)
    return Image.fromarray(np.ascontiguousarray(rows[:, :, ::-1]))


def _open_picture(data: bytes, number: int) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    if picture.size[0] * picture.size[1] > 4 * _MOST_PIXELS:
        raise ValueError(f"{picture.size[0]} x {picture.size[1]} pixels")
    picture.seek(number - 1)
    shown = ImageOps.exif_transpose(picture).convert("RGB")
    shown.thumbnail((2400, 2400))
    return shown


def find_boxes(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Where a range of a page's text stands on the page: one box for each line, in points from the top left.

    Args:
        page: as it was read; without words it has no boxes.
        start: in the page's text.
        end: half open.
    """
    lines: list[Box] = []
    for word in page.words:
        if word.end <= start or word.start >= end:
            continue
        box = _cut(word.box, word.end - word.start, start - word.start, end - word.start)
        last = lines[-1] if lines else None
        if last is not None and _is_beside(last, box):
            lines[-1] = Box(min(last.x0, box.x0), min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1))
        else:
            lines.append(box)
    return tuple(lines)


def _cut(box: Box, n_letters: int, start: int, end: int) -> Box:
    """The part of a word's box that some of its letters take, as if all were equally wide."""
    start, end = max(0, start), min(n_letters, end)
    if start == 0 and end == n_letters:
        return box
    width = (box.x1 - box.x0) / max(n_letters, 1)
    return Box(round(box.x0 + width * start, 2), box.y0, round(box.x0 + width * end, 2), box.y1)


def _is_beside(last: Box, box: Box) -> bool:
    """True where a box goes on the line of the last one."""
    height = min(last.y1 - last.y0, box.y1 - box.y0)
    overlap = min(last.y1, box.y1) - max(last.y0, box.y0)
    return overlap > _SAME_LINE * height and -1.0 < box.x0 - last.x1 < 2.5 * max(height, 1.0)
