"""The exact place that shows a value. No figure is published without one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEPT = 32
"""Characters of its surroundings that a span keeps on each side."""
_FEW = 24
"""Fewer characters say nothing without those around them: "187"."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page of one received document.

    ``page.text[start:end] == exact`` holds for the page it was made on; `prefix` and `suffix` (up to 32 characters)
    let it be found again after the document is read by a newer version.

    Args:
        document: sha256 of the received bytes.
        page: page or sheet, from 1; a mail's body is page 1 of the mail.
        start: from 0, in code points of the page's text.
        end: half open.
        exact: the words.
        cells: addresses such as ``Sheet1!B4`` where the page is a sheet.
        boxes: where the words stand on the page, when they can be drawn.
        unconfirmed: read by OCR and not confirmed by a second reader.
    """

    document: str
    page: int
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    cells: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    unconfirmed: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or self.page < 1:
            raise ValueError(f"not a place: page {self.page} [{self.start}:{self.end}]")
        if len(self.exact) != self.end - self.start:
            raise ValueError(f"{len(self.exact)} characters of words for a span of {self.end - self.start}")


def make_span(
    document: str,
    page: int,
    text: str,
    start: int,
    end: int,
    *,
    cells: tuple[str, ...] = (),
    boxes: tuple[Box, ...] = (),
    unconfirmed: bool = False,
) -> Span:
    """Cut a span out of a page's text, with its surroundings.

    >>> make_span("ab" * 32, 1, "In total 12 officers", 9, 11).exact
    '12'
    """
    return Span(
        document=document,
        page=page,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - _KEPT) : start],
        suffix=text[end : end + _KEPT],
        cells=cells,
        boxes=boxes,
        unconfirmed=unconfirmed,
    )


def say_around(span: Span, most: int = 160) -> str:
    """The words of a place on one line; of few words also those around them, since a bare number says nothing.

    >>> say_around(make_span("d", 1, "There were 187 complaints about posts in all of the four years.", 11, 14))
    'There were [187] complaints about posts in all …'
    """
    words = " ".join(span.exact.split())
    if len(words) >= _FEW:
        return words[:most]
    # Where as much is kept as there may be, its end may stand in the middle of a word.
    before = re.sub(r"^\S*", "", span.prefix) if len(span.prefix) == _KEPT else span.prefix
    after = re.sub(r"\S*$", "", span.suffix) if len(span.suffix) == _KEPT else span.suffix
    parts = (
        "…" if len(span.prefix) == _KEPT else "",
        " ".join(before.split()),
        f"[{words}]",
        " ".join(after.split()),
        "…" if len(span.suffix) == _KEPT else "",
    )
    return " ".join(part for part in parts if part)
