"""Visit the published logs, keep every visit, and set the captures down in the record.

What comes in: the logs as their files describe them, the ways to them. What goes out: received bytes, WARC files,
the log of visits, `LogSource` and `Capture` rows. Never here: the splitting of pages into items (`split_run`, after
read), network code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from answerable.collect.chain import Visit, VisitLog
from answerable.model.ids import make_id, make_key
from answerable.model.log import Capture, LogSource
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, no_progress
from answerable.ports import Clock, Fetched, Fetchers
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "collect"
VERSION = "1"
WARC_FOLDER = Path("sources") / "warc"


def run(
    record: Record,
    sources: Sequence[LogSource],
    fetchers: Fetchers,
    folder: Path,
    clock: Clock,
    progress: Progress = no_progress,
    *,
    due_only: bool = True,
) -> StageReport:
    """Visit every log and keep what is there.

    Saved captures are replayed once each; live addresses are visited when their `every_days` have passed, or all of
    them with `due_only` False. Nothing that was kept before is touched.

    Args:
        record: the record.
        sources: the logs.
        fetchers: the ways to them.
        folder: of the investigation.
        clock: tells which logs are due.
        progress: called per log.
        due_only: leave alone what was visited recently.

    Raises:
        RecordBusy: another run is collecting into the folder.
        InputNotFound: a saved folder is missing.
    """
    log = VisitLog(folder / WARC_FOLDER)
    n_new = 0
    with log.held() if sources else nullcontext():
        before = log.visits()
        for source, visit in _visit_all(sources, before, fetchers, clock, progress, due_only):
            _keep(record, log, fetchers, source, visit, before)
            n_new += 1
        visits = log.visits()
    units = [_unit(source, [visit for visit in visits if visit.source_id == source.id]) for source in sources]
    done = run_units(record, STAGE, units)
    n_captures = sum(1 for visit in visits if not visit.problem)
    did = [f"{len(sources)} published logs: {n_new} new visits, {n_captures} captures kept in all"] if sources else []
    n_failing = record.count(Problem, code="visit-failed")
    needs = [f"{n_failing} logs could not be visited; `answerable collect` lists why"] if n_failing else []
    return StageReport(STAGE, done.n_done, done.n_unchanged, done.n_failed, tuple(did), tuple(needs))


def find_due(sources: Iterable[LogSource], visits: Iterable[Visit], now: dt.datetime) -> list[LogSource]:
    """The live logs whose last visit is `every_days` or more ago, or that were never visited."""
    last: dict[str, dt.datetime] = {}
    for visit in visits:
        at = dt.datetime.fromisoformat(visit.captured_at)
        last[visit.source_id] = max(at, last.get(visit.source_id, at))
    return [
        source
        for source in sources
        if not source.saved and (source.id not in last or now - last[source.id] >= dt.timedelta(days=source.every_days))
    ]


def _visit_all(
    sources: Sequence[LogSource],
    before: Sequence[Visit],
    fetchers: Fetchers,
    clock: Clock,
    progress: Progress,
    due_only: bool,
) -> Iterator[tuple[LogSource, Fetched]]:
    """Yield the visits that are not kept yet."""
    known = {(visit.source_id, visit.address, visit.captured_at) for visit in before}
    for number, source in enumerate(sources):
        if not source.saved:
            continue
        progress(number, len(sources), source.id)
        for fetched in fetchers.saved(source.saved).fetch([source.address]):
            if (source.id, fetched.address, fetched.fetched_at.isoformat()) not in known:
                yield source, fetched
    live = [source for source in sources if not source.saved]
    due = find_due(live, before, clock.now()) if due_only else live
    if not due:
        return
    progress(len(sources) - len(live), len(sources), f"visiting {len(due)} addresses")
    fetcher = fetchers.live(make_conditions(before))
    for fetched in fetcher.fetch([source.address for source in due]):
        for source in due:
            if source.address == fetched.address:
                yield source, fetched


def make_conditions(visits: Iterable[Visit]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Per address, the headers that ask for the page only if it changed since the last answer."""
    conditions: dict[str, tuple[tuple[str, str], ...]] = {}
    for visit in visits:
        if visit.status != 200 or not visit.document:
            continue
        headers = {name.lower(): value for name, value in visit.headers}
        pairs = (("If-None-Match", headers.get("etag")), ("If-Modified-Since", headers.get("last-modified")))
        conditions[visit.address] = tuple((name, value) for name, value in pairs if value)
    return conditions


def _keep(
    record: Record, log: VisitLog, fetchers: Fetchers, source: LogSource, fetched: Fetched, before: Sequence[Visit]
) -> None:
    """Archive the bytes, then the WARC, then the line that says so: a run killed between them loses nothing."""
    captured_at = fetched.fetched_at.isoformat()
    document = ""
    if fetched.status == 304:
        same = [one.document for one in before if one.address == fetched.address and one.document]
        document = same[-1] if same else ""
    elif fetched.body and not fetched.problem:
        headers = {name.lower(): value for name, value in fetched.headers}
        media_type = headers.get("content-type", "text/html").partition(";")[0].strip()
        name = fetched.address.rstrip("/").rpartition("/")[2] or "index"
        if media_type == "text/html" and not name.endswith((".html", ".htm")):
            name += ".html"
        document = record.archive(
            fetched.body, name=name, media_type=media_type, origin=fetched.address, received_at=captured_at
        ).id
    kept = fetchers.archive.keep(source.id, fetched, document if fetched.status == 304 else "")
    log.append(
        Visit(
            source_id=source.id,
            address=fetched.address,
            captured_at=captured_at,
            status=fetched.status,
            document=document,
            warc=kept.path,
            warc_sha256=kept.sha256,
            headers=fetched.headers,
            problem=fetched.problem,
        )
    )


def _unit(source: LogSource, visits: list[Visit]) -> Unit:
    parts = [VERSION, _plain(source), [_parts(visit) for visit in visits]]
    return Unit(source.id, make_key(STAGE, parts), lambda: _rows(source, visits))


def _plain(source: LogSource) -> list[object]:
    return [
        source.id, source.authority_id, source.kind, source.address, source.saved, source.shape, source.selector,
        source.every_days, source.at_least, source.origin,
    ]  # fmt: skip


def _parts(visit: Visit) -> list[object]:
    return [visit.address, visit.captured_at, visit.status, visit.document, visit.warc_sha256, visit.problem]


def _rows(source: LogSource, visits: list[Visit]) -> Iterator[object]:
    yield source
    newest = {visit.address: visit for visit in sorted(visits, key=lambda one: one.captured_at)}
    for visit in sorted(visits, key=lambda one: (one.captured_at, one.address)):
        capture_id = make_id("cap", source.id, visit.address, visit.captured_at)
        yield Capture(
            id=capture_id,
            source_id=source.id,
            address=visit.address,
            captured_at=visit.captured_at,
            document=visit.document,
            status=visit.status,
            warc=visit.warc,
            headers=visit.headers,
            problem=visit.problem,
        )
        if visit.problem and newest[visit.address] is visit:
            yield Problem(
                id=make_id("prb", "visit-failed", capture_id),
                code="visit-failed",
                where=f"{source.origin or source.id}: {visit.address}",
                found=visit.problem,
                expected="a page",
                remedy="look at the address in a browser; correct the log's file, or wait for the next visit",
                authority_id=source.authority_id,
            )
