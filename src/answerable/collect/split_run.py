"""After reading: split the captured pages into items and tell what became of each.

What comes in: `Capture` rows and the pages that read made of their bytes. What goes out: `LogItem`, `LogChange` and
`Problem` rows, one unit of work per log. Never here: visits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from answerable.collect.changes import Look, Shown, follow_items
from answerable.collect.selected import find_selected
from answerable.collect.split import Piece, says_nothing_is_there, split_page
from answerable.model.document import Page, Table
from answerable.model.ids import make_id, make_key
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, no_progress
from answerable.model.span import make_span
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "collect.split"
_ELEMENT = re.compile(r"""<([a-z][a-z0-9]*)(?:[^>]*?\sclass=["']?([^"'>]*))?""", re.IGNORECASE)
VERSION = "1"


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
    did = f"{len(items)} items told apart in {len(sources)} published logs; {n_vanished} have vanished since"
    thin = record.all(Problem, code="log-yields-too-little")
    needs = (f"{len(thin)} visits showed fewer items than their file expects",) if thin else ()
    return StageReport("collect", done.n_done, done.n_unchanged, done.n_failed, (did,), needs)


def _items_of(record: Record, source_id: str) -> list[LogItem]:
    return record.all(LogItem, source_id=source_id)


def _make_unit(record: Record, source: LogSource) -> Unit:
    captures = record.all(Capture, source_id=source.id)
    documents = sorted({capture.document for capture in captures if capture.document})
    key = make_key(
        STAGE,
        VERSION,
        [source.id, source.authority_id, source.shape, source.selector, source.at_least],
        record.fingerprint(Capture, source_id=source.id),
        [(one, record.fingerprint(Page, document=one), record.fingerprint(Table, document=one)) for one in documents],
    )
    return Unit(source.id, key, lambda: _make_rows(record, source, captures))


def _make_rows(record: Record, source: LogSource, captures: Sequence[Capture]) -> Iterator[object]:
    looks: list[Look] = []
    has_had_items = False
    ordered = sorted(captures, key=lambda capture: (capture.captured_at, capture.address))
    for captured_at, visit in groupby(ordered, key=lambda capture: capture.captured_at):
        look, is_empty_by_words = _look(record, source, captured_at[:10], list(visit))
        if not look.addresses:
            continue
        if len(look.items) < source.at_least and not is_empty_by_words:
            yield _make_problem(source, captured_at, len(look.items))
            if has_had_items and not look.items:
                continue  # a list lost in the capture is unknown, not empty
        has_had_items = has_had_items or bool(look.items)
        looks.append(look)
    items, changes = follow_items(source.id, source.authority_id, looks)
    yield from items
    yield from changes


def _look(record: Record, source: LogSource, seen_on: str, visit: Sequence[Capture]) -> tuple[Look, bool]:
    """What one visit shows, and whether a page says by itself that there is nothing to show."""
    items: list[Shown] = []
    styles: list[tuple[str, str]] = []
    addresses: set[str] = set()
    is_empty_by_words = False
    for capture in visit:
        if capture.status in (404, 410):  # taken down: what stood there has vanished
            addresses.add(capture.address)
            is_empty_by_words = True
            continue
        if not capture.document:
            continue
        pages = record.all(Page, document=capture.document)
        if not pages:
            continue  # not read (yet): nothing can be said
        addresses.add(capture.address)
        styles.append((capture.address, _find_style(record, capture.document, pages)))
        tables = record.all(Table, document=capture.document)
        for page in pages:
            is_empty_by_words = is_empty_by_words or says_nothing_is_there(page)
            here = [table for table in tables if table.page == page.number]
            for piece in _split(record, source, page, here):
                span = make_span(page.document, page.number, page.text, piece.start, piece.end)
                items.append(Shown(capture.address, capture.document, span, piece.label))
    look = Look(seen_on, tuple(items), frozenset(addresses), tuple(styles))
    return look, is_empty_by_words and not items


def _split(record: Record, source: LogSource, page: Page, tables: Sequence[Table]) -> list[Piece]:
    if source.selector and page.kind == "html":
        return find_selected(page, record.get_bytes(page.document), source.selector)
    return split_page(page, tables, source.shape)


def _find_style(record: Record, document: str, pages: Sequence[Page]) -> str:
    """What stands for a page's looks: its elements and their classes, without a word; for other files nothing."""
    if not pages or pages[0].kind != "html":
        return ""
    return make_key(_ELEMENT.findall(record.get_bytes(document)[:2_000_000].decode("utf-8", "replace")))


def _make_problem(source: LogSource, captured_at: str, n_items: int) -> Problem:
    return Problem(
        id=make_id("prb", "log-yields-too-little", source.id, captured_at),
        code="log-yields-too-little",
        where=f"{source.origin or source.id}: visit of {captured_at[:10]}",
        found=f"{n_items} items",
        expected=f"at least {source.at_least}",
        remedy="look at the captured page; correct `shape` or `selector`, or lower `at_least`",
        authority_id=source.authority_id,
    )
