"""`answerable run`: all stages of an investigation, or some of them."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import click

from answerable.cli.mailbox import fetch_option, open_mailboxes
from answerable.cli.output import folder_argument, json_option, plain_report, print_json, print_report, show_progress
from answerable.investigation import STAGES, Investigation
from answerable.model.problem import Problem
from answerable.model.report import Progress, counted


@click.command()
@folder_argument
@click.option("--only", multiple=True, type=click.Choice(STAGES), help="Run this stage; may be given several times.")
@click.option("--workers", type=click.IntRange(0, 64), help="Processes for heavy work; one a core if left out.")
@fetch_option
@json_option
def run(folder: Path, only: tuple[str, ...], workers: int | None, fetch: bool, as_json: bool) -> None:
    """Run the stages on the investigation in DIR; what has not changed is not done again.

    It can be stopped at any moment: what is done is kept, and the next run goes on from there.
    """
    started = time.monotonic()
    investigation = Investigation.open(folder, n_workers=workers)
    if fetch:
        investigation.mailboxes = open_mailboxes(investigation.project.settings)
    reports = []
    with contextlib.ExitStack() as bars, investigation.record:

        def progress_of(title: str) -> Progress:
            bars.pop_all().close()
            return bars.enter_context(show_progress(title, quiet=as_json))

        for report in investigation.run(only, progress_of):
            bars.pop_all().close()
            reports.append(report)
            if not as_json:
                print_report(report)
        n_problems = investigation.record.count(Problem)
    seconds = time.monotonic() - started
    waiting = sum(len(report.needs_person) for report in reports)
    page = investigation.site / "index.html"
    if as_json:
        plain = {"folder": str(investigation.project.folder), "seconds": round(seconds, 2)}
        print_json(
            {**plain, "site": str(page) if page.exists() else None, "stages": [plain_report(r) for r in reports]}
        )
        return
    n_done = sum(report.n_done for report in reports)
    needs = counted(waiting, "kind of thing needs", "kinds of things need")
    done = counted(n_done, "piece of work", "pieces of work")
    click.echo(f"\n{done} in {seconds:.1f} s; {needs} a person.")
    if page.exists():
        click.echo(f"Page: {page.resolve().as_uri()}")
    listed = f"   or   answerable problems {folder}" if n_problems else ""
    click.echo(f"Next: answerable status {folder}{listed}   or   answerable serve {folder}")
