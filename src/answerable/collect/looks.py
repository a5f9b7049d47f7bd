"""What one visit to a log shows: the items of all its pages, and how far it can be trusted.

What comes in: the captures of one visit, the pages that read made of their bytes. What goes out: a `Look`. Never here:
what became of items between visits (`changes`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.collect.changes import Look, Shown
from answerable.collect.selected import find_selected
from answerable.collect.split import Piece, says_nothing_is_there, split_page
from answerable.model.document import Page, Table
from answerable.model.ids import make_key
from answerable.model.log import Capture, LogSource
from answerable.model.span import make_span
from answerable.store.record import Record

_ELEMENT = re.compile(r"""<([a-z][a-z0-9]*)(?:[^>]*?\sclass=["']?([^"'>]*))?""", re.IGNORECASE)
_GONE = (404, 410)


class Looker:
    """Looks at the visits of one log; a page that many visits found unchanged is split once."""

    def __init__(self, record: Record, source: LogSource) -> None:
        self._record = record
        self._source = source
        self._read: dict[str, tuple[list[Shown], str, bool] | None] = {}

    def look(self, seen_on: str, visit: Sequence[Capture]) -> tuple[Look | None, bool]:
        """What a visit shows, None where nothing of it can be read; and whether it says that there is nothing.

        Args:
            seen_on: ISO date.
            visit: its captures.
        """
        items: list[Shown] = []
        styles: list[tuple[str, str]] = []
        failed: set[str] = set()
        is_whole = all(capture.finished for capture in visit)
        n_read = 0
        is_empty_by_words = False
        for capture in visit:
            if capture.role == "repeat":
                continue
            if capture.status in _GONE:  # taken down: what stood there has vanished
                n_read += 1
                is_empty_by_words = is_empty_by_words or capture.role == "listing"
                continue
            found = self._read_document(capture.document) if capture.document else None
            if found is None:  # nothing came, or it is not read (yet): nothing can be said
                failed.add(capture.address)
                is_whole = is_whole and capture.role == "item"
                continue
            n_read += 1
            shown, style, is_empty = found
            styles.append((capture.address, style))
            is_empty_by_words = is_empty_by_words or is_empty
            if capture.role == "item" or not self._source.item_links:
                place = capture.address if capture.role == "item" else capture.entry or capture.address
                items += [Shown(place, one.document, one.span, one.label, one.rest) for one in shown]
        if not n_read:
            return None, False
        look = Look(seen_on, tuple(items), tuple(styles), is_whole, frozenset(failed))
        return look, is_empty_by_words and not items

    def _read_document(self, document: str) -> tuple[list[Shown], str, bool] | None:
        """The items of a document, what stands for its looks, whether it says by itself that it is empty."""
        if document not in self._read:
            self._read[document] = self._split_document(document)
        return self._read[document]

    def _split_document(self, document: str) -> tuple[list[Shown], str, bool] | None:
        pages = self._record.all(Page, document=document)
        if not pages:
            return None
        tables = self._record.all(Table, document=document)
        shown: list[Shown] = []
        is_empty = False
        for page in pages:
            is_empty = is_empty or says_nothing_is_there(page)
            here = [table for table in tables if table.page == page.number]
            for piece in self._split(page, here):
                span = make_span(page.document, page.number, page.text, piece.start, piece.end)
                shown.append(Shown("", document, span, piece.label))
        if self._source.shape == "one_report" and len(shown) > 1:
            first = shown[0]
            shown = [Shown("", document, first.span, first.label, tuple(one.span for one in shown[1:]))]
        return shown, _find_style(self._record, document, pages), is_empty

    def _split(self, page: Page, tables: Sequence[Table]) -> list[Piece]:
        if self._source.selector and page.kind == "html":
            return find_selected(page, self._record.get_bytes(page.document), self._source.selector)
        return split_page(page, tables, self._source.shape)


def _find_style(record: Record, document: str, pages: Sequence[Page]) -> str:
    """What stands for a page's looks: its elements and their classes, without a word; for other files nothing."""
    if not pages or pages[0].kind != "html":
        return ""
    return make_key(_ELEMENT.findall(record.get_bytes(document)[:2_000_000].decode("utf-8", "replace")))
