"""A PDF, page by page, to pages, tables, hidden content and problems.

What comes in: bytes, and OCR engines where there are any. What goes out: a filled draft. No content makes it raise:
a page that cannot be read is a problem, and the next page is read. What must never be here: layout, hiding rules.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2 as pdfium_face
import pypdfium2.raw as pdfium

from answerable.model.document import Page, Part
from answerable.ports import PageReader
from answerable.read.draft import Draft
from answerable.read.layout.doubt import count_aligned_numbers
from answerable.read.layout.flow import Layout, make_layout
from answerable.read.layout.grid import Grid
from answerable.read.layout.running import link_tables
from answerable.read.layout.words import PlacedWords
from answerable.read.pages import add_page
from answerable.read.pdf.chars import PageFrame, PageWords, find_words, get_frame
from answerable.read.pdf.forms import add_typed, find_typed
from answerable.read.pdf.hidden import Verdicts, find_hidden, find_marks, render_grey, share_of_images
from answerable.read.pdf.paint import Paint, find_paint
from answerable.read.pdf.ruled import RuledTables
from answerable.read.scan import read_image_page

_MOST_PAGES = 5000
_LEAST_PATHS = 1
_OCR_DPI = 200
_SLACK = 3.0
"""Points by which words may stand out of the cell under them."""
_FACTS = ("Producer", "Creator", "CreationDate", "ModDate")
_PERSONAL = ("Author", "Title", "Subject", "Keywords")


def read_pdf(data: bytes, draft: Draft, page_readers: Sequence[PageReader] = ()) -> None:
    """Read a PDF into a draft."""
    document = _open(data, draft)
    if document is None:
        return
    ruled: RuledTables | None = None
    try:
        _read_facts(document, draft)
        n_pages = len(document)
        if n_pages > _MOST_PAGES:
            draft.add_problem(
                "too-many-pages",
                found=f"{n_pages} pages",
                expected=f"at most {_MOST_PAGES}",
                remedy="split the file and take the parts in",
            )
        with contextlib.suppress(Exception):
            ruled = RuledTables(data)
        reader = _PdfReader(draft, document, ruled, page_readers, b"/OCG" in data)
        for number in range(1, min(n_pages, _MOST_PAGES) + 1):
            reader.read_page(number)
        draft.tables = link_tables(draft.pages, draft.tables)
        if not n_pages:
            draft.add_problem("no-pages", found="a PDF without pages", remedy="ask for the file again")
    finally:
        if ruled is not None:
            ruled.close()
        document.close()


def _open(data: bytes, draft: Draft) -> Any:
    start = data.find(b"%PDF-", 0, 4096)
    try:
        return pdfium_face.PdfDocument(data[start:] if start > 0 else data)
    except pdfium_face.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            draft.add_problem(
                "encrypted",
                found="a PDF that opens with a password only",
                remedy="ask the authority for the password or for a file without one",
            )
        else:
            draft.add_problem(
                "broken-file", found="a PDF that cannot be opened", remedy="ask the authority for the file again"
            )
        return None


def _read_facts(document: Any, draft: Draft) -> None:
    facts = document.get_metadata_dict(skip_empty=True)
    draft.facts.extend((name, facts[name].strip()) for name in _FACTS if facts.get(name))
    draft.add_hidden("metadata", "document", sum(bool(facts.get(name)) for name in _PERSONAL))
    draft.add_hidden("script", "document", max(0, pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw)))
    if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        draft.add_problem(
            "form-not-shown",
            found="an XFA form, whose fields only Adobe Reader shows",
            remedy="print it to PDF from Adobe Reader and take that in",
        )
    n_attachments = pdfium.FPDFDoc_GetAttachmentCount(document.raw)
    draft.add_hidden("embedded_file", "document", max(0, n_attachments))
    for index in range(min(max(0, n_attachments), 200)):
        with contextlib.suppress(pdfium_face.PdfiumError, UnicodeDecodeError):
            attachment = document.get_attachment(index)
            draft.parts.append(Part(attachment.get_name() or f"attachment-{index + 1}", bytes(attachment.get_data())))


class _PdfReader:
    """Reads the pages of one open PDF."""

    def __init__(
        self,
        draft: Draft,
        document: Any,
        ruled: RuledTables | None,
        page_readers: Sequence[PageReader],
        has_layers: bool,
    ) -> None:
        self.draft = draft
        self.document = document
        self.ruled = ruled
        self.page_readers = page_readers
        self.has_layers = has_layers
        self.form: Any = None
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            with contextlib.suppress(Exception):
                document.init_forms()
                self.form = document.formenv.raw if document.formenv is not None else None

    def read_page(self, number: int) -> None:
        """Read one page; whatever happens, the page is there afterwards."""
        page = pdfium.FPDF_LoadPage(self.document.raw, number - 1)
        place = f"page {number}"
        if not page:
            self.draft.add_problem("page-unreadable", place, remedy="ask the authority for the file again")
            self.draft.pages.append(Page(self.draft.page_id(number), self.draft.sha256, number, "pdf", ""))
            return
        textpage = pdfium.FPDFText_LoadPage(page)
        try:
            self._read_open_page(page, textpage, number)
        finally:
            pdfium.FPDFText_ClosePage(textpage)
            pdfium.FPDF_ClosePage(page)

    def _read_open_page(self, page: Any, textpage: Any, number: int) -> None:
        draft, place = self.draft, f"page {number}"
        frame = get_frame(page)
        found = find_words(textpage, frame)
        paint, marks = find_paint(page), find_marks(page)
        verdicts = find_hidden(page, textpage, found, frame, paint, marks, has_layers=self.has_layers)
        for kind, count in sorted(verdicts.counts.items()):
            draft.add_hidden(kind, place, count)
        draft.add_hidden("annotation", place, marks.n_notes)
        typed = find_typed(page, self.form, frame)
        draft.add_hidden("hidden_form_field", place, typed.n_hidden)
        words = add_typed(found.words.take(verdicts.keep), typed)
        if self._needs_ocr(found, words, verdicts, frame, paint):
            if self.page_readers:
                pixels = render_grey(page, frame, _OCR_DPI / 72)
                read_image_page(pixels, frame.width, frame.height, draft, number, "pdf", self.page_readers)
                return
            draft.add_problem(
                "needs-ocr",
                place,
                found="a page that is a picture of text",
                remedy="have it read by OCR: `[reading] ocr = true`, or `inspect` without --no-ocr",
            )
        shown = words.boxes
        turned = _turn(words)
        grids = self._find_ruled(number, words, paint) if turned is words else []
        layout = make_layout(turned, grids)
        layout.show_at(shown)
        add_page(draft, number, "pdf", layout, frame.width, frame.height, by_ocr=verdicts.is_scan_layer)
        self._check_numbers(layout, turned, place)

    def _needs_ocr(
        self, found: PageWords, words: PlacedWords, verdicts: Verdicts, frame: PageFrame, paint: Paint
    ) -> bool:
        """A picture with hardly any words, the text layer of somebody's scanner, or letters without meaning."""
        share = share_of_images(paint, frame)
        if verdicts.is_scan_layer and self.page_readers:
            return True
        if len(words) and found.n_unmapped > 0.3 * len(found.words):
            return True
        return share > 0.3 and sum(len(text) for text in words.texts) < 60 * share and len(words) < 12

    def _find_ruled(self, number: int, words: PlacedWords, paint: Paint) -> list[Grid]:
        if self.ruled is None or paint.n_paths < _LEAST_PATHS or len(words) < 4:
            return []
        try:
            grids = self.ruled.find_grids(number, words)
        except Exception as error:
            self.draft.add_problem(
                "ruled-tables-unread",
                f"page {number}",
                found=f"{type(error).__name__}",
                remedy="look at the page; tables without rules were looked for",
            )
            return []
        return [grid for grid in grids if grid.n_columns > 1 and (grid.n_rows > 1 or self._goes_on(grid, number))]

    def _goes_on(self, grid: Grid, number: int) -> bool:
        """Whether a single ruled row may be the last of a table of the page before: its cells stand under those."""
        above = self.draft.tables[-1] if self.draft.tables else None
        if above is None or above.page != number - 1 or above.n_columns != grid.n_columns:
            return False
        under = {cell.column: cell.box for cell in grid.cells if cell.column_span == 1 and cell.box is not None}
        return len(under) == grid.n_columns and all(
            under[cell.column][0] - _SLACK <= cell.box.x0 and cell.box.x1 <= under[cell.column][2] + _SLACK
            for cell in above.cells
            if cell.box is not None and cell.column_span == 1
        )

    def _check_numbers(self, layout: Layout, words: PlacedWords, place: str) -> None:
        n_lines = count_aligned_numbers(words, layout)
        if n_lines:
            self.draft.add_problem(
                "numbers-without-table",
                place,
                found=f"{n_lines} lines of aligned numbers outside any table",
                remedy="look at the page; the numbers may have to be typed in",
            )


def _turn(words: PlacedWords) -> PlacedWords:
    """Words of a page whose lines run up or down, turned so that they run from left to right."""
    long = [index for index, text in enumerate(words.texts) if len(text) > 2]
    if len(long) < 4:
        return words
    boxes = words.boxes[long]
    upright = (boxes[:, 2] - boxes[:, 0]) >= (boxes[:, 3] - boxes[:, 1])
    if upright.mean() > 0.4:
        return _turn_over(words)
    # Words follow each other up the page where it was turned to the left, and down where it was turned to the right.
    same_line = np.abs(np.diff(words.boxes[:, 0])) < 1.0
    steps = np.diff(words.boxes[:, 1])[same_line]
    x0, y0, x1, y1 = words.boxes.T
    if len(steps) and np.median(steps) < 0:
        top = float(y1.max())
        return PlacedWords(words.texts, np.stack((top - y1, x0, top - y0, x1), axis=1))
    right = float(x1.max())
    return PlacedWords(words.texts, np.stack((y0, right - x1, y1, right - x0), axis=1))


def _turn_over(words: PlacedWords) -> PlacedWords:
    """Words of a page that stands on its head, turned by half; it shows in words that follow each other leftwards."""
    boxes = words.boxes
    same_line = np.abs(np.diff(boxes[:, 1])) < 1.0
    steps = np.diff(boxes[:, 0])[same_line]
    if len(steps) < 3 or (steps < 0).mean() < 0.8 or any(not text.isascii() for text in words.texts[:200]):
        return words
    right, bottom = float(boxes[:, 2].max()), float(boxes[:, 3].max())
    x0, y0, x1, y1 = boxes.T
    return PlacedWords(words.texts, np.stack((right - x1, bottom - y1, right - x0, bottom - y0), axis=1))
