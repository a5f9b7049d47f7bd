"""After reading: split the captured pages into items and tell what became of each.

What comes in: `Capture` rows and the pages that read made of their bytes. What goes out: `LogItem`, `LogChange` and
`Problem` rows, one unit of work per log. Never here: visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from answerable.collect.changes import follow_items
from answerable.collect.looks import Looker
from answerable.collect.run import say_sources
from answerable.collect.sanity import find_insane, make_thin_problem
from answerable.model.document import Page, Table
from answerable.model.ids import make_key
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "collect.split"
VERSION = "2"
_SANITY = {
    "log-stale": "logs show nothing as new as their file expects",
    "list-lost": "log items announce a list that is not there: what it held is not known",
}


def run_split(record: Record, sources: Sequence[LogSource], progress: Progress = no_progress) -> StageReport:
    """Split every log's captures into items, and follow the items from visit to visit.

    Args:
        record: holds the captures (`run`) and their pages (read).
        sources: the logs, with the shape of each.
        progress: called per log.
    """
    units = [_make_unit(record, source) for source in sources]
    done = run_units(record, STAGE, units, progress)
    if not sources:
        return StageReport("collect", done.n_done, done.n_unchanged, done.n_failed)
    items = [item for source in sources for item in _items_of(record, source.id)]
    n_vanished = sum(item.vanished for item in items)
    did = (
        f"{len(items)} items told apart in {say_sources(sources)}; {counted(n_vanished, 'has', 'have')} vanished since"
    )
    thin = record.all(Problem, code="log-yields-too-little")
    needs = [f"{len(thin)} visits showed fewer items than their file expects"] if thin else []
    for code, words in _SANITY.items():
        if n_found := record.count(Problem, code=code):
            needs.append(f"{n_found} {words}")
    return StageReport("collect", done.n_done, done.n_unchanged, done.n_failed, (did,), tuple(needs))


def _items_of(record: Record, source_id: str) -> list[LogItem]:
    return record.all(LogItem, source_id=source_id)


def _make_unit(record: Record, source: LogSource) -> Unit:
    captures = record.all(Capture, source_id=source.id)
    documents = sorted({capture.document for capture in captures if capture.document})
    key = make_key(
        STAGE,
        VERSION,
        [source.id, source.authority_id, source.shape, source.selector, source.at_least, source.newest_within_days],
        [source.item_links, source.origin],
        record.fingerprint(Capture, source_id=source.id),
        [(one, record.fingerprint(Page, document=one), record.fingerprint(Table, document=one)) for one in documents],
    )
    return Unit(source.id, key, lambda: _make_rows(record, source, captures))


def _make_rows(record: Record, source: LogSource, captures: Sequence[Capture]) -> Iterator[object]:
    looker = Looker(record, source)
    looks = []
    has_had_items = False
    ordered = sorted(captures, key=lambda capture: (capture.visited_at, capture.captured_at, capture.address))
    for visited_at, visit in groupby(ordered, key=lambda capture: capture.visited_at):
        look, is_empty_by_words = looker.look(visited_at[:10], list(visit))
        if look is None:
            continue
        if look.is_whole and len(look.items) < source.at_least and not is_empty_by_words:
            yield make_thin_problem(source, visited_at, len(look.items))
            if has_had_items and not look.items:
                continue  # a list lost in the capture is unknown, not empty
        has_had_items = has_had_items or bool(look.items)
        looks.append(look)
    items, changes = follow_items(source.id, source.authority_id, looks)
    yield from items
    yield from changes
    if looks:
        yield from find_insane(source, looks[-1])
