"""Visit the published logs, keep every visit, and set the captures down in the record.

What comes in: the logs as their files describe them, the ways to them. What goes out: `LogSource`, `Capture` and
`Problem` rows, made from the log of visits. Never here: the splitting of pages into items (`split_run`, after read),
network code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import astuple
from pathlib import Path

from answerable.collect.chain import VisitLog
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.visit import Closing, Line, Visit
from answerable.collect.visits import Rounds
from answerable.model.ids import make_id, make_key
from answerable.model.log import PRESS, Capture, LogSource
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.ports import Clock, Fetchers
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "collect"
VERSION = "2"


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
    log = VisitLog(folder / WARC_FOLDER, fetchers.signer)
    rounds = Rounds(record, log, fetchers, folder, clock, progress)
    with log.held() if sources else nullcontext():
        if sources:
            rounds.make_all(sources, due_only=due_only)
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in log.lines():
            lines[line.source_id].append(line)
    done = run_units(record, STAGE, [_unit(source, lines[source.id]) for source in sources])
    n_captures = sum(isinstance(line, Visit) and not line.problem for several in lines.values() for line in several)
    did = []
    if sources:
        did.append(
            f"{say_sources(sources)}: {counted(rounds.n_kept, 'new visit', 'new visits')}, "
            f"{counted(n_captures, 'capture', 'captures')} kept in all"
        )
    if rounds.n_restored:
        did.append(f"{counted(rounds.n_restored, 'page', 'pages')} taken back from {WARC_FOLDER}: the record is new")
    needs = list(rounds.needs)
    n_failing = record.count(Problem, code="visit-failed")
    if n_failing:
        needs.append(f"{counted(n_failing, 'log', 'logs')} could not be visited; `answerable collect` lists why")
    if sources and fetchers.signer is None and fetchers.unsigned_because:
        needs.append(f"visits are not signed: {fetchers.unsigned_because}")
    return StageReport(STAGE, done.n_done, done.n_unchanged, done.n_failed, tuple(did), tuple(needs))


def say_sources(sources: Sequence[LogSource]) -> str:
    """How many logs there are, and how many press articles."""
    n_press = sum(source.kind == PRESS for source in sources)
    logs = counted(len(sources) - n_press, "published log", "published logs")
    return f"{logs} and {counted(n_press, 'press article', 'press articles')}" if n_press else logs


def _unit(source: LogSource, lines: list[Line]) -> Unit:
    parts = [VERSION, list(astuple(source)), [list(astuple(line)) for line in lines]]
    return Unit(source.id, make_key(STAGE, parts), lambda: _rows(source, lines))


def _rows(source: LogSource, lines: list[Line]) -> Iterator[object]:
    yield source
    visits = [line for line in lines if isinstance(line, Visit)]
    closings = {line.visited_at: line for line in lines if isinstance(line, Closing)}
    newest = max((visit.visited_at for visit in visits), default="")
    for visit in sorted(visits, key=lambda one: (one.captured_at, one.address)):
        closing = closings.get(visit.visited_at)
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
            visited_at=visit.visited_at,
            role=visit.role,
            entry=visit.entry,
            finished=bool(source.saved) or (closing is not None and closing.n_left_out == 0),
        )
        if visit.problem and visit.visited_at == newest:
            yield Problem(
                id=make_id("prb", "visit-failed", capture_id),
                code="visit-failed",
                where=f"{source.origin or source.id}: {visit.address}",
                found=visit.problem,
                expected="a page",
                remedy="look at the address in a browser; correct the log's file, or wait for the next visit",
                authority_id=source.authority_id,
            )
    if newest in closings and closings[newest].n_left_out:
        yield _make_too_long_problem(source, closings[newest])


def _make_too_long_problem(source: LogSource, closing: Closing) -> Problem:
    return Problem(
        id=make_id("prb", "log-too-long", source.id, closing.visited_at),
        code="log-too-long",
        where=f"{source.origin or source.id}: visit of {closing.visited_at[:10]}",
        found=f"{closing.n_left_out} pages were left out",
        expected=f"at most {source.most_pages} pages",
        remedy="raise `most` under [pages] in the log's file; until then nothing on this log is said to have vanished",
        authority_id=source.authority_id,
    )
