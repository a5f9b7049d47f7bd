"""`answerable collect`: visit the published logs, and tell what changed and how good they are.

What lives here: options and printing. Never here: visits, splitting.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.adapters.clock import SystemClock
from answerable.adapters.fetch import make_fetchers
from answerable.cli.output import folder_argument, json_option, plain_report, print_json, print_report, show_progress
from answerable.collect import run as visit
from answerable.collect.difference import find_difference, render_difference
from answerable.collect.quality import AuthorityQuality, LogQuality, measure_authorities, measure_quality
from answerable.investigation import Investigation
from answerable.model.log import PRESS, Capture, ChangeKind, LogChange, LogItem
from answerable.model.problem import Problem
from answerable.model.report import StageReport

_MOST_SHOWN = 12


@click.command()
@folder_argument
@click.option("--due", is_flag=True, help="Visit only what is due by its `every_days`; for cron and timers.")
@json_option
def collect(folder: Path, due: bool, as_json: bool) -> None:
    """Visit the published logs of the investigation in DIR, keep what is there, and tell what changed.

    Two at once do not double: the second stops and says so. `answerable verify-archive` checks what is kept.
    """
    investigation = Investigation.open(folder)
    with investigation.record:
        reports = _visit(investigation, due_only=due, quiet=as_json)
        logs, authorities = _measure(investigation)
        changes = [change for change in investigation.record.all(LogChange) if change.not_before]
        failed = investigation.record.all(Problem, code="visit-failed")
    if as_json:
        print_json(
            {
                "folder": str(investigation.project.folder),
                "stages": [plain_report(report) for report in reports],
                "logs": [dataclasses.asdict(one) for one in logs],
                "authorities": [dataclasses.asdict(one) for one in authorities],
                "changes": [_plain_change(one) for one in changes],
                "failed": [{"where": one.where, "why": one.found} for one in failed],
            }
        )
        return
    for report in reports:
        print_report(report)
    _print(logs, authorities, changes, failed)


def _visit(investigation: Investigation, *, due_only: bool, quiet: bool) -> list[StageReport]:
    """Visit; the clock is the machine's even where the investigation is told as of a day: a visit is when it is."""
    project = investigation.project
    publisher = project.settings.publisher
    clock = SystemClock()
    fetchers = make_fetchers(project.folder, clock, publisher=publisher.name, contact=publisher.contact)
    with show_progress("Collecting", quiet=quiet) as progress, investigation.record.exclusively():
        first = visit.run(
            investigation.record, project.log_sources, fetchers, project.folder, clock, progress, due_only=due_only
        )
    *_, split = investigation.run(("collect", "read"))
    return [first, split]


def _measure(investigation: Investigation) -> tuple[list[LogQuality], list[AuthorityQuality]]:
    record = investigation.record
    sources = [source for source in investigation.project.log_sources if source.kind != PRESS]
    logs = [
        measure_quality(
            source,
            record.all(Capture, source_id=source.id),
            record.all(LogItem, source_id=source.id),
            record.all(LogChange, source_id=source.id),
        )
        for source in sources
    ]
    return logs, measure_authorities(sources, record.all(Capture), record.all(LogItem))


def _plain_change(change: LogChange) -> dict[str, Any]:
    edits = find_difference(change.before, change.after) if change.kind is ChangeKind.CHANGED else ()
    return {
        "log": change.source_id,
        "item": change.item_id,
        "kind": change.kind.value,
        "after": change.not_before,
        "seen_on": change.seen_on,
        "words_before": change.before,
        "words_after": change.after,
        "difference": [dataclasses.asdict(edit) for edit in edits],
    }


def _print(
    logs: list[LogQuality], authorities: list[AuthorityQuality], changes: list[LogChange], failed: list[Problem]
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in logs:
        console.print(f"           {one}", markup=False)
    for problem in failed:
        console.print(f"         ! {problem.where}: {problem.found}", markup=False, style="yellow")
    if authorities:
        console.print("\nWhat the authorities published, as far as it was seen:")
    for each in authorities:
        console.print(f"  {each}", markup=False)
    _print_changes(console, changes)


def _print_changes(console: Console, changes: list[LogChange]) -> None:
    """The newest changes; those that took something away first, for they are news."""
    newest = sorted(
        changes, key=lambda one: (one.seen_on, one.kind is ChangeKind.VANISHED, one.source_id), reverse=True
    )
    if newest:
        console.print("\nLast changes:")
    for change in newest[:_MOST_SHOWN]:
        words = " ".join((change.after or change.before).split())[:90]
        if change.kind is ChangeKind.CHANGED:
            words = render_difference(find_difference(change.before, change.after), around=20)[:160]
        elif change.kind is ChangeKind.MOVED:
            words = f"{change.before} -> {change.after}"
        console.print(f"  {change.seen_on}  {change.kind.value:<14} {change.source_id:<20} {words}", markup=False)
    if len(newest) > _MOST_SHOWN:
        console.print(f"  and {len(newest) - _MOST_SHOWN} earlier ones; --json lists them all")
