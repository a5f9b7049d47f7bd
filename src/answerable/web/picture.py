"""Pictures of pages, made light and kept for a while; files as they were received.

What comes in: a document and a page number. What goes out: bytes. Never here: what is lit on a page.
"""

from __future__ import annotations

import contextlib
import io
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from answerable.apart import draw_page
from answerable.errors import AnswerableError, NotInRecord
from answerable.model.document import Document, Page
from answerable.store.record import Record
from answerable.web.page import Desk

_IMAGE_DPI = 110
_N_COLOURS = 32
_MOST_KEPT = 120
"""Pages whose pictures are kept in memory: some megabytes."""
_BLANK = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
"""The smallest page."""


class _Pictures:
    """The pictures last drawn: whoever codes a page asks for it again after every ruling."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._turn = threading.Lock()
        self.drawing = threading.Lock()

    def find(self, key: str) -> tuple[bytes, str] | None:
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, drawn: tuple[bytes, str]) -> None:
        with self._turn:
            self._kept[key] = drawn
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


_PICTURES = _Pictures()


def picture(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """A page's image, made light: print needs few colours and is kept sharp, a scan is kept as a photograph."""
    record = desk.investigation.record
    document, number = record.get(Document, str(request.path_params["id"])), int(request.path_params["number"])
    page = record.find(Page, f"{document.id}:{number}")
    drawn = _find(record, document.id, number, page is not None and _is_photograph(page))
    headers = {"cache-control": "private, max-age=86400, immutable"}
    return Response(drawn[0], media_type=drawn[1], headers=headers)


def prepare(desk: Desk, page: Page) -> None:
    """Begin to draw a page that is about to be shown, so that its picture is ready when the browser asks for it."""
    record, is_photograph = desk.investigation.record, _is_photograph(page)
    if _PICTURES.find(_key(page.document, page.number, is_photograph)) is None:
        work = threading.Thread(target=_try, args=(record, page.document, page.number, is_photograph), daemon=True)
        work.start()


def warm() -> None:
    """Begin to start the program that draws pages, so that nobody waits for it at the first page."""
    threading.Thread(target=_draw_nothing, daemon=True).start()


def _draw_nothing() -> None:
    with contextlib.suppress(AnswerableError):
        _draw(_BLANK, 1, False)


def address_of_picture(page: Page) -> str:
    """Where a page's picture is."""
    return f"/document/{page.document}/page/{page.number}/picture"


def _key(document: str, number: int, is_photograph: bool) -> str:
    return f"{document}:{number} {is_photograph}"


def _is_photograph(page: Page) -> bool:
    return page.by_ocr or page.kind == "image"


def _find(record: Record, document: str, number: int, is_photograph: bool) -> tuple[bytes, str]:
    """The picture kept, or drawn now: by one at a time, so that none is drawn twice at once."""
    key = _key(document, number, is_photograph)
    with _PICTURES.drawing:
        drawn = _PICTURES.find(key)
        if drawn is None:
            drawn = _draw(record.get_bytes(document), number, is_photograph)
            _PICTURES.keep(key, drawn)
    return drawn


def _try(record: Record, document: str, number: int, is_photograph: bool) -> None:
    with contextlib.suppress(AnswerableError):  # whoever asks for the picture is told what is wrong with it
        _find(record, document, number, is_photograph)


def _draw(data: bytes, number: int, is_photograph: bool) -> tuple[bytes, str]:
    drawn = Image.open(io.BytesIO(draw_page(data, number, _IMAGE_DPI))).convert("RGB")
    light = io.BytesIO()
    if is_photograph:
        drawn.save(light, "WEBP", quality=70, method=2)
        return light.getvalue(), "image/webp"
    drawn.quantize(_N_COLOURS, Image.Quantize.FASTOCTREE).save(light, "PNG", optimize=True)
    return light.getvalue(), "image/png"


def original(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The bytes as received, for saving; never shown or run by the browser."""
    record = desk.investigation.record
    source = record.find_source(str(request.path_params["id"]))
    if source is None:
        raise NotInRecord(
            "no such file was received", found=str(request.path_params["id"]), remedy="go back to the board"
        )
    name = re.sub(r"[^\w.-]+", "_", source.name, flags=re.ASCII) or "file"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(record.get_bytes(source.id), media_type="application/octet-stream", headers=headers)
