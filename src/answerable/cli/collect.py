"""`answerable collect`: visit the published logs, and tell what changed and how good they are.

What lives here: options and printing. Never here: visits, splitting.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.adapters.fetch import make_fetchers
from answerable.cli.output import folder_argument, json_option, plain_report, print_json, print_report, show_progress
from answerable.collect import run as visit
from answerable.collect.chain import VisitLog
from answerable.collect.quality import LogQuality, measure_quality
from answerable.investigation import Investigation
from answerable.model.log import Capture, LogChange, LogItem
from answerable.model.problem import Problem
from answerable.model.report import StageReport


@click.command()
@folder_argument
@click.option("--due", is_flag=True, help="Visit only what is due by its `every_days`; for cron and timers.")
@click.option("--verify", is_flag=True, help="Visit nothing; check that no kept page, WARC file or visit was altered.")
@json_option
@click.pass_context
def collect(ctx: click.Context, folder: Path, due: bool, verify: bool, as_json: bool) -> None:
    """Visit the published logs of the investigation in DIR, keep what is there, and tell what changed.

    Two at once do not double: the second stops and says so.
    """
    investigation = Investigation.open(folder)
    with investigation.record:
        if verify:
            ctx.exit(_verify(investigation, as_json=as_json))
        reports = _visit(investigation, due_only=due, quiet=as_json)
        qualities = _measure(investigation)
        changes = [change for change in investigation.record.all(LogChange) if change.not_before]
        failed = investigation.record.all(Problem, code="visit-failed")
    if as_json:
        print_json(
            {
                "folder": str(investigation.project.folder),
                "stages": [plain_report(report) for report in reports],
                "logs": [dataclasses.asdict(one) for one in qualities],
                "changes": [_plain_change(one) for one in changes],
                "failed": [{"where": one.where, "why": one.found} for one in failed],
            }
        )
        return
    for report in reports:
        print_report(report)
    _print(qualities, changes, failed)


def _visit(investigation: Investigation, *, due_only: bool, quiet: bool) -> list[StageReport]:
    project = investigation.project
    publisher = project.settings.publisher
    fetchers = make_fetchers(project.folder, investigation.clock, publisher=publisher.name, contact=publisher.contact)
    with show_progress("Collecting", quiet=quiet) as progress, investigation.record.exclusively():
        first = visit.run(
            investigation.record,
            project.log_sources,
            fetchers,
            project.folder,
            investigation.clock,
            progress,
            due_only=due_only,
        )
    *_, split = investigation.run(("collect", "read"))
    return [first, split]


def _verify(investigation: Investigation, *, as_json: bool) -> int:
    """Check the archive; the exit status is 1 where something was altered."""
    folder = investigation.project.folder
    log = VisitLog(folder / visit.WARC_FOLDER)
    problems = log.check(folder, investigation.record.get_bytes)
    damaged = [problem for problem in problems if problem.code == "visit-log-damaged"]
    n_visits = 0 if damaged else len(log.visits())
    if as_json:
        print_json({"visits": n_visits, "problems": [dataclasses.asdict(problem) for problem in problems]})
    else:
        console = Console(highlight=False, soft_wrap=True)
        for problem in problems:
            console.print(f"! {problem.code}: {problem.where}: {problem.found}", markup=False)
        if not problems:
            console.print(f"{n_visits} visits: every line, WARC file and page is as it was written.")
    return 1 if problems else 0


def _measure(investigation: Investigation) -> list[LogQuality]:
    record = investigation.record
    return [
        measure_quality(
            source,
            record.all(Capture, source_id=source.id),
            record.all(LogItem, source_id=source.id),
            record.all(LogChange, source_id=source.id),
        )
        for source in investigation.project.log_sources
    ]


def _plain_change(change: LogChange) -> dict[str, Any]:
    return {
        "log": change.source_id,
        "item": change.item_id,
        "kind": change.kind.value,
        "after": change.not_before,
        "seen_on": change.seen_on,
        "words_before": change.before,
        "words_after": change.after,
    }


def _print(qualities: list[LogQuality], changes: list[LogChange], failed: list[Problem]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for quality in qualities:
        console.print(f"           {quality}", markup=False)
    for problem in failed:
        console.print(f"         ! {problem.where}: {problem.found}", markup=False, style="yellow")
    newest = sorted(changes, key=lambda one: (one.seen_on, one.source_id), reverse=True)[:12]
    if newest:
        console.print("\nLast changes:")
    for change in newest:
        words = " ".join((change.after or change.before).split())[:90]
        console.print(f"  {change.seen_on}  {change.kind.value:<14} {change.source_id:<20} {words}", markup=False)
