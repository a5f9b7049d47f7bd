"""Replay of pages that were saved to a folder, ``<folder>/YYYY-MM-DD/<page>.html``, or of one of them.

What comes in: the folder or file. What goes out: visits dated by the folder's name, so that every replay is the same.
Never here: the network, the present time.
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

_TYPES_OF_ONE = _TYPES | {
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
"""What a single page may be; in a folder, pictures are part of pages."""


class SavedPage:
    """Replays one page, which lies in the folder of the day on which it was saved."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Yield the page, at the first address.

        Raises:
            InputNotFound: there is no such file, its folder is not named for a day, or its kind cannot be read.
        """
        when, media_type = _parse_day(self.path.parent.name), _TYPES_OF_ONE.get(self.path.suffix.lower())
        if when is None or media_type is None or not self.path.is_file():
            raise InputNotFound(
                "no saved page here",
                where=str(self.path),
                allowed=f"a file ({', '.join(sorted(_TYPES_OF_ONE))}) in a folder YYYY-MM-DD, the day it was saved on",
                remedy="correct `file`, or take it out to visit the address",
            )
        yield _make_visit(next(iter(addresses)), when, media_type, self.path)


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
            when = _parse_day(day.name)
            if when is None:
                continue
            is_main = page.stem == "index" or len(names) == 1
            where = address if is_main else urljoin(address.rstrip("/") + "/", page.name)
            fetched = _make_visit(where, when, _TYPES[page.suffix.lower()], page)
            yield fetched
            more(fetched)

    def _children(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []


def _parse_day(name: str) -> dt.datetime | None:
    """The first instant of the day that a folder is named for; None where it is named for none."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(name), dt.time(), dt.UTC) if _DAY.match(name) else None
    except ValueError:
        return None


def _make_visit(address: str, when: dt.datetime, media_type: str, page: Path) -> Fetched:
    headers = (("Content-Type", media_type),)
    return Fetched(address, when, 200, headers, page.read_bytes(), visited_at=when.isoformat())
