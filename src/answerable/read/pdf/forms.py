"""Words that stand on a PDF page without being part of its content: values of form fields, and text typed onto it.

What comes in: an open page, and the form of its document. What goes out: words with boxes, to be read with the others.
What must never be here: fields that are hidden; they are counted.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from answerable.read.compose import clean_cell
from answerable.read.layout.words import PlacedWords
from answerable.read.pdf.chars import PageFrame

_HIDDEN = 0x02 | 0x20
_LINE = 14.0
_BUTTONS = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_SILENT = (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_UNKNOWN)


@dataclass(slots=True)
class TypedWords:
    """What was typed onto a page: words in points from the top left, and how many words hidden fields hold."""

    texts: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    n_hidden: int = 0


def find_typed(page: Any, form: Any, frame: PageFrame) -> TypedWords:
    """Read the form fields and free texts of an open page.

    Args:
        page: open.
        form: handle of the document's form; None where it has none.
        frame: the visible part of the page.
    """
    typed = TypedWords()
    rect = pdfium.FS_RECTF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 5000)):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        if not mark:
            continue
        text = _find_text(mark, form)
        if text and pdfium.FPDFAnnot_GetRect(mark, ctypes.byref(rect)):
            if pdfium.FPDFAnnot_GetFlags(mark) & _HIDDEN:
                typed.n_hidden += len(text.split())
            else:
                low, high = sorted((rect.bottom, rect.top))
                corners = np.asarray([[rect.left, low, rect.right, high]], dtype=np.float64)
                _place(text, frame.to_shown(corners)[0].tolist(), typed)
        pdfium.FPDFPage_CloseAnnot(mark)
    return typed


def add_typed(words: PlacedWords, typed: TypedWords) -> PlacedWords:
    """The words of a page with those typed onto it."""
    if not typed.texts:
        return words
    boxes = np.asarray(typed.boxes, dtype=np.float64).reshape(-1, 4)
    return PlacedWords([*words.texts, *typed.texts], np.concatenate((words.boxes, boxes)))


def _find_text(mark: Any, form: Any) -> str:
    kind = pdfium.FPDFAnnot_GetSubtype(mark)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return clean_cell(
            _read_string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(mark, b"Contents", buffer, size))
        )
    if kind != pdfium.FPDF_ANNOT_WIDGET or form is None:
        return ""
    what = pdfium.FPDFAnnot_GetFormFieldType(form, mark)
    if what in _SILENT:
        return ""
    if what in _BUTTONS:
        state = _read_string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(mark, b"AS", buffer, size))
        return "☒" if state not in ("", "Off") else ""
    return clean_cell(_read_string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, mark, buffer, size)))


def _read_string(get: Any) -> str:
    """A string of pdfium: first its length in bytes, then the string itself in UTF-16."""
    n_bytes = get(None, 0)
    if n_bytes <= 2 or n_bytes > 2_000_000:
        return ""
    buffer = (ctypes.c_ushort * (n_bytes // 2))()
    get(buffer, n_bytes)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00")


def _place(text: str, box: list[float], typed: TypedWords) -> None:
    """Spread words over the box as if it were set in lines of usual height."""
    x0, y0, x1, y1 = box
    words = text.split()
    n_lines = max(1, min(len(words), round((y1 - y0) / _LINE)))
    total = sum(len(word) + 1 for word in words)
    per_line = max(total / n_lines, max(len(word) + 1 for word in words))
    height = (y1 - y0) / n_lines
    line, used = 0, 0.0
    width = (x1 - x0) / max(per_line, (x1 - x0) / 6.0)
    for word in words:
        if used + len(word) > per_line + 0.5 and line + 1 < n_lines:
            line, used = line + 1, 0.0
        left = x0 + used * width
        typed.texts.append(word)
        typed.boxes.append((left, y0 + line * height, left + len(word) * width, y0 + (line + 1) * height))
        used += len(word) + 0.5
