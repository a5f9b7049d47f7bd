"""When a log is to be visited again.

What comes in: the logs, the lines of the log of visits, the present instant. What goes out: which logs are due,
which sites asked to wait, which visits were broken off. Never here: the present time itself, visits.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from answerable.collect.visit import Closing, Line, Visit
from answerable.model.log import LogSource

EARLY = dt.timedelta(hours=6)
"""A visit may come this much before its time, so that a timer that fires every morning does not slip by a day."""
AFTER_FAILURE = dt.timedelta(days=1)
"""A log that gave nothing is tried again after this time, or after its own where that is shorter."""
TAKEN_UP_WITHIN = dt.timedelta(hours=6)
"""A visit that was broken off is taken up again within this time; later a new one begins."""
LONGEST_WAIT = dt.timedelta(days=30)


def find_due(sources: Iterable[LogSource], lines: Sequence[Line], now: dt.datetime) -> list[LogSource]:
    """The live logs whose last visit is `every_days` or more ago, failed, was broken off or never was."""
    last: dict[str, Closing] = {line.source_id: line for line in lines if isinstance(line, Closing)}
    came: set[tuple[str, str]] = {
        (line.source_id, line.visited_at) for line in lines if isinstance(line, Visit) and not line.problem
    }
    due = []
    for source in sources:
        if source.saved:
            continue
        closing = last.get(source.id)
        pause = dt.timedelta(days=source.every_days)
        if closing and (source.id, closing.visited_at) not in came:
            pause = min(pause, AFTER_FAILURE)
        if closing is None or now - dt.datetime.fromisoformat(closing.visited_at) >= pause - EARLY:
            due.append(source)
    return due


def find_waits(lines: Iterable[Line], now: dt.datetime) -> dict[str, dt.datetime]:
    """Per site, the instant before which it asked not to be visited."""
    waits: dict[str, dt.datetime] = {}
    for line in lines:
        if not isinstance(line, Visit) or line.status not in (429, 503):
            continue
        asked_at = dt.datetime.fromisoformat(line.captured_at)
        words = next((value for name, value in line.headers if name.lower() == "retry-after"), "")
        wait = parse_wait(words, asked_at)
        if wait and asked_at + wait > now:
            host = host_of(line.address)
            waits[host] = max(asked_at + wait, waits.get(host, asked_at))
    return waits


def find_open(lines: Iterable[Line], now: dt.datetime) -> dict[str, list[Visit]]:
    """Per log, the pages of a visit that was broken off a short time ago."""
    pages: dict[str, list[Visit]] = defaultdict(list)
    for line in lines:
        if isinstance(line, Closing):
            pages.pop(line.source_id, None)
            continue
        kept = pages[line.source_id]
        if kept and kept[0].visited_at != line.visited_at:
            kept.clear()
        kept.append(line)
    return {
        source_id: kept
        for source_id, kept in pages.items()
        if kept and now - dt.datetime.fromisoformat(kept[0].visited_at) < TAKEN_UP_WITHIN
    }


def parse_wait(words: str, asked_at: dt.datetime) -> dt.timedelta | None:
    """How long a Retry-After asks to wait (RFC 9110, section 10.2.3); None where it asks nothing.

    >>> parse_wait("120", dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    datetime.timedelta(seconds=120)
    """
    words = words.strip()
    if words.isdigit():
        return min(dt.timedelta(seconds=min(int(words), 10**9)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return min(max(until - asked_at, dt.timedelta()), LONGEST_WAIT)


def host_of(address: str) -> str:
    """The site that an address is on."""
    return urlsplit(address).netloc.lower()
