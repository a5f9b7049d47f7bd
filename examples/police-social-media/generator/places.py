"""Where the truth's words stand in the documents of a record.

In: a record and rows of the truth. Out: documents, pages and spans. Never here: what is right or wrong.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from answerable.model.document import Document, Page, Table
from answerable.model.message import Message
from answerable.model.span import Span, make_span
from answerable.store.record import Record

FAR = 1500
"""Characters; words farther than this from the rest of a case are not shown with it."""


class Places:
    """Finds words of the truth in a record."""

    def __init__(self, record: Record, folder: Path) -> None:
        self._record = record
        self._folder = folder
        self._by_origin = {source.origin.removeprefix("inbox/"): source.id for source in record.sources()}
        self._letters = {message.message_id: message.document for message in record.all(Message) if message.message_id}
        self._pages: dict[str, list[Page]] = {}

    def find_document(self, file: str, part: str, message_id: str = "") -> str:
        """Return the sha256 of a message, one of its attachments, or a saved page; empty where it is not there."""
        path = self._folder / file
        if path.is_file():
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            sha256 = self._by_origin.get(file.removeprefix("inbox/")) or self._letters.get(message_id, "")
        if not part or not sha256:
            return sha256
        document = self._record.find(Document, sha256)
        return next((one for one, name in document.parts if name == part), "") if document else ""

    def pages(self, sha256: str) -> list[Page]:
        """The pages of a document."""
        if sha256 not in self._pages:
            self._pages[sha256] = self._record.all(Page, document=sha256)
        return self._pages[sha256]

    def find_words(self, sha256: str, words: str, near: Span | None = None) -> tuple[Page, Span] | None:
        """Find words on a document's pages; of several places the one nearest to `near`, else the first."""
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)")
        hits = [(page, found) for page in self.pages(sha256) for found in pattern.finditer(page.text)]
        if near is not None:
            inside = [
                (p, f) for p, f in hits if p.number == near.page and near.start <= f.start() and f.end() <= near.end
            ]
            hits = inside or [(p, f) for p, f in hits if p.number == near.page and abs(f.start() - near.start) < FAR]
            hits.sort(key=lambda hit: abs(hit[1].start() - near.start))
        if not hits:
            return None
        page, found = hits[0]
        return page, make_span(sha256, page.number, page.text, found.start(), found.end())

    def find_all(self, sha256: str, words: list[str], near: Span | None) -> tuple[Page, Span] | None:
        """Find the stretch of one page that holds all of several words; those that stand nowhere near are left out."""
        found = [hit for one in words if (hit := self.find_words(sha256, one, near)) is not None]
        if not found:
            return None
        page = found[0][0]
        spans = [span for other, span in found if other.number == page.number]
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        return page, make_span(sha256, page.number, page.text, start, end)

    def find_case(self, sha256: str, case: dict[str, Any]) -> tuple[Page, Span] | None:
        """Find the stretch that tells a case: around the longest of its words, which stands once."""
        words = sorted({w["exact"] for ws in case["words"].values() for w in ws}, key=lambda w: (-len(w), w))
        for anchor in words:
            hit = self.find_words(sha256, anchor)
            if hit is None:
                continue
            page, span = hit
            spans = [h[1] for one in words if (h := self.find_words(sha256, one, span)) is not None]
            near = [s for s in spans if abs(s.start - span.start) < 400] or [span]
            start, end = min(s.start for s in near), max(s.end for s in near)
            return page, make_span(sha256, page.number, page.text, start, end)
        return None

    def find_number(self, sha256: str, tally: dict[str, Any]) -> tuple[Page, Span] | None:
        """Find a stated number: by the row and column of its table, or by the words before it."""
        if tally["row"]:
            hit = self._find_cell(sha256, tally)
            if hit is not None:
                return hit
        before = tally["before"].rsplit(">", 1)[-1].split()
        for n_words in range(min(len(before), 7), 0, -1):
            tail = r"\s+".join(map(re.escape, before[-n_words:]))
            pattern = re.compile(tail + r"\s*" + re.escape(tally["exact"]) + r"(?!\w)")
            for page in self.pages(sha256):
                found = pattern.search(page.text)
                if found:
                    end = found.end()
                    return page, make_span(sha256, page.number, page.text, end - len(tally["exact"]), end)
        return self.find_words(sha256, tally["exact"])

    def _find_cell(self, sha256: str, tally: dict[str, Any]) -> tuple[Page, Span] | None:
        pages = {page.number: page for page in self.pages(sha256)}
        for table in self._record.all(Table, document=sha256):
            rows = {cell.row for cell in table.cells if cell.text == tally["row"]}
            columns = {cell.column for cell in table.cells if cell.text == tally["column"]}
            for cell in table.cells:
                if cell.row in rows and cell.column in columns and cell.text == tally["exact"]:
                    page = pages[table.page]
                    return page, make_span(sha256, page.number, page.text, cell.start, cell.end)
        return None
