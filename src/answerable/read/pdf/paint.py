"""What is painted on a PDF page, in what order: shapes that may cover words, words that are painted to be unseen.

What comes in: an open page. What goes out: `Paint`, a plain account of its objects. What must never be here: judging.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

_MOST_OBJECTS = 60_000
_DEEPEST = 6
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Paint:
    """Objects of a page: for each text object its turn, which are odd, and what is painted over them."""

    turn_of: dict[int, int] = field(default_factory=dict)
    """Address of a text object to its place in the order of painting."""
    odd: dict[int, str] = field(default_factory=dict)
    """Address of a text object to why it may be unseen: `invisible_text` or `white_text`."""
    covers: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    """Turn and box (left, bottom, right, top) of filled shapes and images."""
    images: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Boxes of images."""
    n_paths: int = 0
    is_cut: bool = False
    """The page holds more objects than are looked at."""


class _Walk:
    """Goes through the objects of a page with one set of buffers."""

    def __init__(self) -> None:
        self.paint = Paint()
        self.turn = 0
        self.edges = [ctypes.c_float() for _ in range(4)]
        self.edge_places = [ctypes.byref(edge) for edge in self.edges]
        self.colors = [ctypes.c_uint() for _ in range(4)]
        self.color_places = [ctypes.byref(color) for color in self.colors]
        self.mode = ctypes.c_int()
        self.stroke = ctypes.c_int()

    def visit(self, item: Any, matrix: _Matrix, depth: int) -> None:
        """Note one object, and those inside it."""
        self.turn += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self._visit_text(item)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.paint.n_paths += 1
            self._visit_path(item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = self._box(item, matrix)
            self.paint.images.append(box)
            self.paint.covers.append((self.turn, *box))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(inner))
            own = _multiply((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
            for index in range(min(pdfium.FPDFFormObj_CountObjects(item), _MOST_OBJECTS - self.turn)):
                self.visit(pdfium.FPDFFormObj_GetObject(item, index), own, depth + 1)

    def _visit_text(self, item: Any) -> None:
        address = ctypes.addressof(item.contents)
        self.paint.turn_of[address] = self.turn
        if pdfium.FPDFTextObj_GetTextRenderMode(item) in (3, 7):
            self.paint.odd[address] = "invisible_text"
        elif pdfium.FPDFPageObj_GetFillColor(item, *self.color_places):
            red, green, blue, alpha = (color.value for color in self.colors)
            if alpha < 8:
                self.paint.odd[address] = "invisible_text"
            elif min(red, green, blue) > 235:
                self.paint.odd[address] = "white_text"

    def _visit_path(self, item: Any, matrix: _Matrix) -> None:
        if (
            not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(self.mode), ctypes.byref(self.stroke))
            or not self.mode.value
        ):
            return
        if pdfium.FPDFPageObj_GetFillColor(item, *self.color_places) and self.colors[3].value < 200:
            return
        box = self._box(item, matrix)
        if box[2] - box[0] > 5 and box[3] - box[1] > 4:
            self.paint.covers.append((self.turn, *box))

    def _box(self, item: Any, matrix: _Matrix) -> tuple[float, float, float, float]:
        pdfium.FPDFPageObj_GetBounds(item, *self.edge_places)
        left, bottom, right, top = (edge.value for edge in self.edges)
        if matrix == _SAME:
            return left, bottom, right, top
        a, b, c, d, e, f = matrix
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return min(xs), min(ys), max(xs), max(ys)


def _multiply(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def find_paint(page: Any) -> Paint:
    """Account for the objects of an open page."""
    walk = _Walk()
    n_objects = pdfium.FPDFPage_CountObjects(page)
    for index in range(min(n_objects, _MOST_OBJECTS)):
        walk.visit(pdfium.FPDFPage_GetObject(page, index), _SAME, 0)
        if walk.turn > _MOST_OBJECTS:
            break
    walk.paint.is_cut = n_objects > _MOST_OBJECTS or walk.turn > _MOST_OBJECTS
    return walk.paint
