"""Words of a PDF page with their boxes, by as few calls into pdfium as can be.

The text of a page comes in one call; only the first and the last character of each word are asked for their boxes.
What comes in: an open page. What goes out: words in points from the top left of the page as it is shown, and for each
word its first character, so that others can ask what it looks like. What must never be here: order, tables, hiding.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from answerable.read.compose import clean_text
from answerable.read.layout.words import PlacedWords

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WORD = re.compile(r"[^\s\u00a0\ufffe]+")


@dataclass(slots=True)
class PageFrame:
    """The visible part of a page and how it is turned."""

    x0: float
    y0: float
    x1: float
    y1: float
    quarter_turns: int

    @property
    def width(self) -> float:
        """As shown, in points."""
        return self.y1 - self.y0 if self.quarter_turns % 2 else self.x1 - self.x0

    @property
    def height(self) -> float:
        """As shown, in points."""
        return self.x1 - self.x0 if self.quarter_turns % 2 else self.y1 - self.y0

    def to_shown(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes (left, bottom, right, top) of the file as boxes from the top left of the page as it is shown."""
        left, bottom, right, top = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
        if self.quarter_turns == 0:
            parts = (left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom)
        elif self.quarter_turns == 1:
            parts = (bottom - self.y0, left - self.x0, top - self.y0, right - self.x0)
        elif self.quarter_turns == 2:
            parts = (self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0)
        else:
            parts = (self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left)
        return np.stack(parts, axis=1)


@dataclass(slots=True)
class PageWords:
    """Words of a page, the index of each one's first character, and how many characters carry no meaning."""

    words: PlacedWords
    first_chars: list[int]
    n_unmapped: int


def get_frame(page: Any) -> PageFrame:
    """The visible part of an open page."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)) or rect.right <= rect.left:
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        return PageFrame(0.0, 0.0, width, height, 0)
    low, high = sorted((rect.bottom, rect.top))
    return PageFrame(rect.left, low, rect.right, high, max(0, pdfium.FPDFPage_GetRotation(page)))


def find_words(textpage: Any, frame: PageFrame) -> PageWords:
    """Read the words of an open text page."""
    n_chars = pdfium.FPDFText_CountChars(textpage)
    if n_chars <= 0:
        return PageWords(PlacedWords([], np.zeros((0, 4))), [], 0)
    text, positions = _get_text(textpage, n_chars)
    starts: list[int] = []
    texts: list[str] = []
    corners: list[tuple[float, float, float, float]] = []
    rect = pdfium.FS_RECTF()
    place = ctypes.byref(rect)
    get_box = pdfium.FPDFText_GetLooseCharBox
    n_unmapped = 0
    for match in _WORD.finditer(text):
        word = match.group()
        begin, after = match.span()
        end = after - 1
        if not word.isascii() or not word.isprintable():
            word = clean_text(word).strip()
            if not word:
                continue
            n_unmapped += "\ufffd" in word or _PRIVATE.search(word) is not None
        if positions is not None:
            begin, end = positions[begin], positions[end]
        if not get_box(textpage, begin, place):
            continue
        x0, y0, x1, y1 = rect.left, rect.bottom, rect.right, rect.top
        if end > begin and get_box(textpage, end, place):
            # Comparing costs a third of calling min and max, and this runs for every word that is ever read.
            if rect.left < x0:
                x0 = rect.left
            if rect.right > x1:
                x1 = rect.right
            if rect.bottom < y0:
                y0 = rect.bottom
            if rect.top > y1:
                y1 = rect.top
        corners.append((x0, y0, x1, y1))
        texts.append(word)
        starts.append(begin)
    boxes = np.asarray(corners, dtype=np.float64).reshape(-1, 4)
    return PageWords(PlacedWords(texts, frame.to_shown(boxes)), starts, n_unmapped)


def _get_text(textpage: Any, n_chars: int) -> tuple[str, list[int] | None]:
    """The text of a page; and where it has not one letter for each character, the character of each letter."""
    buffer = (ctypes.c_ushort * (2 * n_chars + 2))()
    n_units = pdfium.FPDFText_GetText(textpage, 0, n_chars, buffer)
    text = bytes(memoryview(buffer).cast("B")[: 2 * max(0, n_units - 1)]).decode("utf-16-le", "replace")
    if len(text) == n_chars:
        return text, None
    letters = []
    positions = []
    for index in range(n_chars):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        letters.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" if code else " ")
        positions.append(index)
    return "".join(letters), positions
