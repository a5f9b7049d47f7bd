"""Make the visits of one run: replay what was saved, visit what is due, go on with what was broken off.

What comes in: the logs, the ways to them, the lines of earlier visits. What goes out: kept answers, and how many.
Never here: rows of the record (`run`), the keeping of one answer (`keep`), network code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from answerable.collect.chain import VisitLog
from answerable.collect.due import TAKEN_UP_WITHIN, find_due, find_open, find_waits, host_of
from answerable.collect.keep import Keeper
from answerable.collect.visit import Closing, Line, Visit
from answerable.collect.walk import Walk
from answerable.model.log import LogSource
from answerable.model.report import Progress
from answerable.ports import Clock, Fetched, Fetcher, Fetchers
from answerable.store.record import Record


@dataclass(slots=True)
class Rounds:
    """What one run needs to visit with, and what it did.

    Args:
        record: where bytes go.
        log: of visits, held by the caller.
        fetchers: the ways to the logs.
        folder: of the investigation.
        clock: tells which logs are due, and when a visit began.
        progress: called per log and answer.
    """

    record: Record
    log: VisitLog
    fetchers: Fetchers
    folder: Path
    clock: Clock
    progress: Progress
    n_kept: int = 0
    n_restored: int = 0
    needs: list[str] = field(default_factory=list)

    def make_all(self, sources: Sequence[LogSource], *, due_only: bool) -> None:
        """Visit every log, or those that are due."""
        lines = self.log.lines()
        keeper = Keeper(self.record, self.log, self.fetchers.archive, lines)
        self.n_restored = keeper.restore(lines)
        self._replay([source for source in sources if source.saved], lines, keeper)
        live = [source for source in sources if not source.saved]
        walks = self._begin(live, lines, keeper, due_only=due_only)
        for_browser = [walk for walk in walks if walk.source.browser]
        self._visit([walk for walk in walks if not walk.source.browser], keeper, self._live(lines))
        if for_browser and self.fetchers.browser is not None:
            self._visit(for_browser, keeper, self.fetchers.browser())

    def _live(self, lines: Sequence[Line]) -> Fetcher:
        return self.fetchers.live(make_conditions(line for line in lines if isinstance(line, Visit)))

    def _replay(self, sources: Sequence[LogSource], lines: Sequence[Line], keeper: Keeper) -> None:
        """Keep the captures of saved folders and WARCs that are not kept yet."""
        known = {(line.source_id, line.address, line.captured_at) for line in lines if isinstance(line, Visit)}
        for number, source in enumerate(sources):
            self.progress(number, len(sources), source.id)
            replay = _Replay(source, keeper)
            for fetched in self.fetchers.saved(source.saved).fetch(source.addresses, replay.more):
                if (source.id, fetched.address, fetched.fetched_at.isoformat()) not in known:
                    keeper.keep(replay.walk_of(fetched), fetched)
                    self.n_kept += 1

    def _begin(
        self, sources: Sequence[LogSource], lines: Sequence[Line], keeper: Keeper, *, due_only: bool
    ) -> list[Walk]:
        """The walks to make: new ones, and those that were broken off, with the pages that they already took."""
        now = self.clock.now()
        waits, broken_off = find_waits(lines, now), find_open(lines, now)
        due = find_due(sources, lines, now) if due_only else list(sources)
        walks = []
        for source in due:
            if until := max((waits[host_of(one)] for one in source.addresses if host_of(one) in waits), default=None):
                self.needs.append(f"{source.id}: the site asked not to be visited before {until:%d %B %Y %H:%M} UTC")
                continue
            if source.browser and self.fetchers.browser is None:
                self.needs.append(f"{source.id}: needs a browser; pip install 'answerable[browser]'")
                continue
            walks.append(self._take_up(source, broken_off.get(source.id, []), lines, keeper, now))
        return walks

    def _take_up(
        self, source: LogSource, pages: Sequence[Visit], lines: Sequence[Line], keeper: Keeper, now: dt.datetime
    ) -> Walk:
        """The walk of a log: a new one, or the one that a killed run began, with what it already took."""
        unlisted = keeper.find_unlisted(self.folder, source, lines)
        began = [page.visited_at for page in pages] + [one.fetched.visited_at for one in unlisted]
        fresh = [at for at in began if at and now - dt.datetime.fromisoformat(at) < TAKEN_UP_WITHIN]
        walk = Walk(source, fresh[-1] if fresh else now.isoformat())
        for page in pages:
            walk.take(page.address, keeper.get_body(page))
        for one in unlisted:
            own = one.fetched.visited_at in ("", walk.visited_at)
            page = keeper.take_up(walk if own else Walk(source, one.fetched.visited_at), one)
            if own:
                walk.take(page.address, keeper.get_body(page))
            self.n_kept += 1
        return walk

    def _visit(self, walks: Sequence[Walk], keeper: Keeper, fetcher: Fetcher) -> None:
        """Go through the walks, all sites side by side, until none leads further."""
        going = _Going(keeper)
        first = [address for walk in walks for address in going.ask(walk, list(walk.waiting))]
        for walk in walks:
            going.close(walk)
        if not first:
            return
        for fetched in fetcher.fetch(first, going.more):
            self.n_kept += going.keep(fetched)
            self.progress(self.n_kept, going.n_asked, fetched.address)


class _Replay:
    """The walks of a replay: one for each visit that the archive holds."""

    def __init__(self, source: LogSource, keeper: Keeper) -> None:
        self._source = source
        self._keeper = keeper
        self._walks: dict[str, Walk] = {}

    def walk_of(self, fetched: Fetched) -> Walk:
        """The walk that a capture is a page of."""
        began = fetched.visited_at or fetched.fetched_at.isoformat()
        return self._walks.setdefault(began, Walk(self._source, began))

    def more(self, fetched: Fetched) -> list[str]:
        """The addresses that a capture leads to."""
        body = fetched.body
        if fetched.status == 304:
            body = self._keeper.get_newest(fetched.address)
        return self.walk_of(fetched).take(fetched.address, body if not fetched.problem else b"", fetched.final_address)


class _Going:
    """Walks that go on side by side: which waits for which address."""

    def __init__(self, keeper: Keeper) -> None:
        self.n_asked = 0
        self._keeper = keeper
        self._wanted: dict[str, list[Walk]] = {}
        self._bodies: dict[str, bytes] = {}

    def ask(self, walk: Walk, addresses: Iterable[str]) -> list[str]:
        """Have addresses visited for a walk; one that is on its way already is not asked for twice."""
        new = []
        for address in addresses:
            if address not in self._wanted:
                new.append(address)
            self._wanted.setdefault(address, []).append(walk)
        self.n_asked += len(new)
        return new

    def keep(self, fetched: Fetched) -> int:
        """Keep an answer for every walk that waits for it; return for how many."""
        walks = self._wanted.get(fetched.address, ())
        for walk in walks:
            kept = self._keeper.keep(walk, fetched)
            self._bodies[fetched.address] = self._keeper.get_body(kept)
        return len(walks)

    def more(self, fetched: Fetched) -> list[str]:
        """The addresses that an answer leads to; a walk that leads no further is closed."""
        body = self._bodies.pop(fetched.address, b"")
        new: list[str] = []
        for walk in self._wanted.pop(fetched.address, ()):
            new += self.ask(walk, walk.take(fetched.address, body, fetched.final_address))
            self.close(walk)
        return new

    def close(self, walk: Walk) -> None:
        """Write that a visit came to its end, if it did."""
        if not walk.waiting:
            self._keeper.log.append(Closing(walk.source.id, walk.visited_at, walk.n_taken, walk.n_left_out))


def make_conditions(visits: Iterable[Visit]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Per address, the headers that ask for the page only if it changed since the last answer."""
    conditions: dict[str, tuple[tuple[str, str], ...]] = {}
    for visit in visits:
        if visit.status != 200 or not visit.document:
            continue
        headers = {name.lower(): value for name, value in visit.headers}
        pairs = (("If-None-Match", headers.get("etag")), ("If-Modified-Since", headers.get("last-modified")))
        conditions[visit.address] = tuple((name, value) for name, value in pairs if value)
    return conditions
