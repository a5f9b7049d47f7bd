"""Replay of WARC files: what any crawler kept, as if it were visited again on the days on which it was kept.

What comes in: a WARC file, or a folder of them. What goes out: visits, dated by the archive. Never here: the network,
the present time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from answerable.adapters.warc import iter_visits
from answerable.errors import InputNotFound
from answerable.ports import Fetched, MoreAddresses, no_more

_SAME_VISIT = dt.timedelta(hours=6)
"""Captures closer together than this are pages of one visit, unless an address comes twice."""
_MOST_REDIRECTS = 5


class WarcPages:
    """Replays the responses of a WARC file, or of every WARC in a folder, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Yield all visits to these addresses, and to those that they lead to.

        Raises:
            InputNotFound: no WARC there.
            InputUnreadable: a file is not a WARC.
        """
        files = sorted(self.path.rglob("*.warc*")) if self.path.is_dir() else [self.path]
        if not files or not files[0].is_file():
            raise InputNotFound("no WARC file to replay", where=str(self.path))
        kept: dict[str, list[Fetched]] = defaultdict(list)
        for visit in _group(visit for file in files for visit in iter_visits(file)):
            kept[_plain(visit.address)].append(visit)
        waiting = list(dict.fromkeys(addresses))
        asked = {_plain(address) for address in waiting}
        while waiting:
            address = waiting.pop(0)
            for visit in kept.get(_plain(address), ()):
                found = _follow(visit, kept)
                fetched = (
                    found
                    if found.address == address
                    else replace(found, address=address, final_address=found.final_address or found.address)
                )
                yield fetched
                for further in more(fetched):
                    if _plain(further) not in asked:
                        asked.add(_plain(further))
                        waiting.append(further)


def _group(visits: Iterable[Fetched]) -> Iterator[Fetched]:
    """Say of every capture which visit it is a page of, where the archive does not say it itself."""
    began: dt.datetime | None = None
    seen: set[str] = set()
    for visit in sorted(visits, key=lambda one: (one.fetched_at, one.address)):
        if visit.visited_at:
            yield visit
            continue
        if began is None or visit.fetched_at - began > _SAME_VISIT or _plain(visit.address) in seen:
            began, seen = visit.fetched_at, set()
        seen.add(_plain(visit.address))
        yield replace(visit, visited_at=began.isoformat())


def _follow(visit: Fetched, kept: dict[str, list[Fetched]]) -> Fetched:
    """Where a redirect led in that visit, as the archive has it."""
    at = visit
    for _ in range(_MOST_REDIRECTS):
        target = next((value for name, value in at.headers if name.lower() == "location"), "")
        if not 300 <= at.status < 400 or at.status == 304 or not target:
            break
        there = kept.get(_plain(urljoin(at.address, target)), ())
        nearest = min(there, key=lambda one: abs(one.fetched_at - visit.fetched_at), default=None)
        if nearest is None or abs(nearest.fetched_at - visit.fetched_at) > _SAME_VISIT:
            return replace(visit, problem=visit.problem or f"redirected to {target}, which the archive does not hold")
        at = nearest
    if at is visit:
        return visit
    return replace(
        at, address=visit.address, fetched_at=visit.fetched_at, final_address=at.address, visited_at=visit.visited_at
    )


def _plain(address: str) -> str:
    """An address without what makes no difference: scheme, www, a trailing slash."""
    return re.sub(r"^https?://(www\.)?", "", address.strip()).rstrip("/").lower()
