"""Replay of pages that were saved to a folder: ``<folder>/YYYY-MM-DD/<page>.html``.

What comes in: the folder. What goes out: visits dated by the folder's name, so that every replay is the same. Never
here: the network, the present time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin

from answerable.errors import InputNotFound
from answerable.ports import Fetched, MoreAddresses, no_more

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SavedPages:
    """Replays dated captures from a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Yield every saved page, oldest first, the log's own page before the others of its day.

        The first address is that of the log. A page that is the only one by its name, or is called ``index``, stands
        at the log's address; others stand beside it under their own names. Where pages lead makes no difference:
        the folder is all there is.

        Raises:
            InputNotFound: the folder holds no dated captures.
        """
        address = next(iter(addresses))
        days = sorted(path for path in self._children() if path.is_dir() and _DAY.match(path.name))
        if not days:
            raise InputNotFound(
                "no saved captures here",
                where=str(self.folder),
                allowed="folders named YYYY-MM-DD with the pages of that day",
                remedy="correct `saved` in the log's file, or take it out to visit the address",
            )
        pages = [
            (day, page)
            for day in days
            for page in sorted(day.iterdir(), key=lambda path: (path.stem != "index", path.name))
            if page.suffix.lower() in _TYPES
        ]
        names = {page.stem for _, page in pages}
        for day, page in pages:
            try:
                when = dt.datetime.combine(dt.date.fromisoformat(day.name), dt.time(), dt.UTC)
            except ValueError:
                continue
            is_main = page.stem == "index" or len(names) == 1
            where = address if is_main else urljoin(address.rstrip("/") + "/", page.name)
            headers = (("Content-Type", _TYPES[page.suffix.lower()]),)
            fetched = Fetched(where, when, 200, headers, page.read_bytes(), visited_at=when.isoformat())
            yield fetched
            more(fetched)

    def _children(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []
