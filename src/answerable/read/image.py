"""Pictures (PNG, JPEG, TIFF with several pages) read by OCR, and what their EXIF says kept out of sight.

What comes in: bytes and engines. What goes out: a page for each picture. What must never be here: an engine.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from answerable.model.document import Page
from answerable.ports import PageReader
from answerable.read.draft import Draft
from answerable.read.scan import read_image_page

_MOST_PIXELS = 120_000_000
_MOST_PAGES = 500
_LONGEST = 4200
_LEAST_SIDE = 24


def read_image(data: bytes, draft: Draft, page_readers: Sequence[PageReader] = ()) -> None:
    """Read a picture, or each picture of a TIFF, as a page."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data))
            draft.add_hidden("exif", "document", len(picture.getexif()))
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if number > _MOST_PAGES:
                    draft.add_problem("too-many-pages", expected=f"at most {_MOST_PAGES}", remedy="split the file")
                    break
                _read_frame(frame, number, draft, page_readers)
                if draft.media_type in ("image/gif", "image/webp"):
                    break
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError) as error:
        draft.add_problem(
            "broken-file", found=f"{type(error).__name__}: {error}"[:200], remedy="ask the authority for the file again"
        )


def _read_frame(frame: Image.Image, number: int, draft: Draft, page_readers: Sequence[PageReader]) -> None:
    width, height = frame.size
    if width * height > _MOST_PIXELS:
        draft.add_problem(
            "picture-too-large", f"page {number}", found=f"{width} x {height} pixels", remedy="make it smaller"
        )
        return
    dpi = _find_dpi(frame, width, height)
    points = (72 * width / dpi, 72 * height / dpi)
    if min(width, height) < _LEAST_SIDE or not page_readers:
        if min(width, height) >= _LEAST_SIDE:
            draft.add_problem(
                "needs-ocr",
                f"page {number}",
                found="a picture",
                remedy="have it read by OCR: `[reading] ocr = true`, or `inspect` without --no-ocr",
            )
        draft.pages.append(
            Page(draft.page_id(number), draft.sha256, number, "image", "", width=points[0], height=points[1])
        )
        return
    grey = ImageOps.exif_transpose(frame).convert("RGBA")
    ground = Image.new("RGBA", grey.size, "white")
    ground.alpha_composite(grey)
    plain = ground.convert("L")
    if max(plain.size) > _LONGEST:
        plain.thumbnail((_LONGEST, _LONGEST))
    if (plain.size[0] > plain.size[1]) != (width > height):
        points = (points[1], points[0])
    read_image_page(np.asarray(plain), points[0], points[1], draft, number, "image", page_readers)


def _find_dpi(frame: Image.Image, width: int, height: int) -> float:
    """The resolution as the file says, or what makes the picture a sheet of A4."""
    said = frame.info.get("dpi")
    if isinstance(said, tuple) and said and 60 <= float(said[0]) <= 1200:
        return float(said[0])
    return max(72.0, max(width, height) / 11.69)
