"""Words of a PDF page that a reader of the page cannot see: found, counted and kept out of its text.

A word is hidden when it is painted invisibly, in the colour of its ground, too small to read, off the page, under a
filled shape or picture, in a layer that is switched off, or under a redaction mark that was never applied. Every
suspicion but the plain ones is settled by rendering the page and looking whether anything is to be seen at the word.
What must never be here: the hidden words themselves in anything that is returned.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from answerable.read.pdf.chars import PageFrame, PageWords
from answerable.read.pdf.paint import Paint

_TINY = 1.7
_LEAST_CONTRAST = 36
_SHARE_COVERED = 0.7
_SCALE = 1.25
_SHARE_SCAN = 0.45
_COVERING = (
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_INK,
)
_SILENT = (
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_WIDGET,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_REDACT,
)


@dataclass(slots=True)
class Verdicts:
    """Which words may be shown, what is hidden, and whether the words are the text layer of a scan."""

    keep: NDArray[np.bool_]
    counts: Counter[str]
    is_scan_layer: bool


@dataclass(slots=True)
class Marks:
    """Annotations of a page: redaction marks, shapes that may cover words, and how many others there are."""

    redactions: list[tuple[float, float, float, float]]
    covers: list[tuple[float, float, float, float]]
    n_notes: int


def find_marks(page: Any) -> Marks:
    """Account for the annotations of an open page."""
    marks = Marks([], [], 0)
    rect = pdfium.FS_RECTF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 5000)):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        if not mark:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(mark)
        if pdfium.FPDFAnnot_GetRect(mark, ctypes.byref(rect)):
            low, high = sorted((rect.bottom, rect.top))
            box = (rect.left, low, rect.right, high)
            if kind == pdfium.FPDF_ANNOT_REDACT:
                marks.redactions.append(box)
            elif kind in _COVERING:
                marks.covers.append(box)
        if kind not in _SILENT:
            marks.n_notes += 1
        pdfium.FPDFPage_CloseAnnot(mark)
    return marks


def find_hidden(
    page: Any, textpage: Any, found: PageWords, frame: PageFrame, paint: Paint, marks: Marks, *, has_layers: bool
) -> Verdicts:
    """Judge every word of a page."""
    n_words = len(found.words)
    reasons: dict[int, str] = {}
    if n_words == 0:
        return Verdicts(np.ones(0, dtype=bool), Counter(), False)
    boxes = found.words.boxes
    addresses = _find_addresses(textpage, found) if paint.odd or paint.covers else []
    odd = [paint.odd.get(address, "") for address in addresses]
    is_scan_layer = odd.count("invisible_text") > 0.5 * n_words and share_of_images(paint, frame) > _SHARE_SCAN
    for index, why in enumerate(odd):
        if why == "invisible_text" and not is_scan_layer:
            reasons[index] = why
    doubts = {index: why for index, why in enumerate(odd) if why == "white_text"}
    if not is_scan_layer:
        for index in _find_covered(boxes, addresses, frame, paint, marks):
            doubts.setdefault(index, "text_under_box")
    if has_layers:
        for index in range(n_words):
            doubts.setdefault(index, "text_in_hidden_layer")
    if doubts:
        unseen = find_unseen(page, boxes, sorted(doubts), frame)
        reasons.update({index: doubts[index] for index in unseen if index not in reasons})
    for index in np.flatnonzero(_is_tiny(found)).tolist():
        reasons.setdefault(index, "tiny_text")
    for index in np.flatnonzero(_is_outside(boxes, frame)).tolist():
        reasons.setdefault(index, "off_page_text")
    for index in _find_inside(boxes, frame, marks.redactions):
        reasons[index] = "text_under_redaction_mark"
    keep = np.ones(n_words, dtype=bool)
    keep[list(reasons)] = False
    return Verdicts(keep, Counter(reasons[index] for index in sorted(reasons)), is_scan_layer)


def share_of_images(paint: Paint, frame: PageFrame) -> float:
    """The part of the page that its largest pictures cover, in [0, 1]."""
    area = max(frame.width * frame.height, 1.0)
    covered = 0.0
    for x0, y0, x1, y1 in paint.images:
        width = min(x1, frame.x1) - max(x0, frame.x0)
        height = min(y1, frame.y1) - max(y0, frame.y0)
        covered += max(0.0, width) * max(0.0, height)
    return min(1.0, covered / area)


def find_unseen(page: Any, boxes: NDArray[np.float64], indexes: list[int], frame: PageFrame) -> list[int]:
    """Words at whose place the rendered page shows one even colour."""
    pixels = render_grey(page, frame, _SCALE)
    height, width = pixels.shape
    unseen = []
    for index in indexes:
        x0, y0, x1, y1 = (boxes[index] * _SCALE).tolist()
        left, right = max(0, int(x0)), min(width, int(x1) + 1)
        top, bottom = max(0, int(y0)), min(height, int(y1) + 1)
        if right <= left or bottom <= top:
            continue
        part = pixels[top:bottom, left:right]
        # The rim may show a neighbour or the edge of the box; the middle is what counts.
        rim_y, rim_x = max(0, (bottom - top) // 6), min(2, max(0, (right - left) // 6))
        part = part[rim_y : part.shape[0] - rim_y, rim_x : part.shape[1] - rim_x]
        if part.size and int(part.max()) - int(part.min()) < _LEAST_CONTRAST:
            unseen.append(index)
    return unseen


def render_grey(page: Any, frame: PageFrame, scale: float) -> NDArray[np.uint8]:
    """The page as it is shown, with its annotations, in shades of grey: rows of pixels."""
    scale = min(scale, 6000 / max(frame.width, frame.height, 1.0))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return np.frombuffer(raw, dtype=np.uint8).reshape(height, stride)[:, :width]


def _find_addresses(textpage: Any, found: PageWords) -> list[int]:
    addresses = []
    get = pdfium.FPDFText_GetTextObject
    for char in found.first_chars:
        item = get(textpage, char)
        addresses.append(ctypes.addressof(item.contents) if item else 0)
    return addresses


def _find_covered(
    boxes: NDArray[np.float64], addresses: list[int], frame: PageFrame, paint: Paint, marks: Marks
) -> list[int]:
    """Words that something painted later lies over."""
    first_text = min(paint.turn_of.values(), default=0)
    covers = [cover for cover in paint.covers if cover[0] > first_text]
    covers += [(1 << 40, *box) for box in marks.covers]
    if not covers:
        return []
    turns = np.asarray([paint.turn_of.get(address, 1 << 41) for address in addresses] or [0] * len(boxes))
    shapes = frame.to_shown(np.asarray([cover[1:] for cover in covers], dtype=np.float64))
    areas = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 0.01)
    covered = np.zeros(len(boxes), dtype=bool)
    for (turn, *_), shape in zip(covers, shapes, strict=True):
        width = np.minimum(boxes[:, 2], shape[2]) - np.maximum(boxes[:, 0], shape[0])
        height = np.minimum(boxes[:, 3], shape[3]) - np.maximum(boxes[:, 1], shape[1])
        share = np.maximum(width, 0) * np.maximum(height, 0) / areas
        covered |= (share >= _SHARE_COVERED) & (turns < turn)
    return np.flatnonzero(covered).tolist()


def _find_inside(
    boxes: NDArray[np.float64], frame: PageFrame, shapes: list[tuple[float, float, float, float]]
) -> list[int]:
    if not shapes:
        return []
    inside = np.zeros(len(boxes), dtype=bool)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    for x0, y0, x1, y1 in frame.to_shown(np.asarray(shapes, dtype=np.float64)):
        inside |= (x >= x0 - 0.5) & (x <= x1 + 0.5) & (y >= y0 - 0.5) & (y <= y1 + 0.5)
    return np.flatnonzero(inside).tolist()


def _is_tiny(found: PageWords) -> NDArray[np.bool_]:
    boxes = found.words.boxes
    lengths = np.asarray([len(text) for text in found.words.texts])
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    is_flat = np.minimum(heights, widths) < _TINY
    return np.asarray(is_flat & (np.maximum(heights, widths) < 0.9 * np.maximum(lengths, 2)))


def _is_outside(boxes: NDArray[np.float64], frame: PageFrame) -> NDArray[np.bool_]:
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return (x < -1) | (y < -1) | (x > frame.width + 1) | (y > frame.height + 1)
