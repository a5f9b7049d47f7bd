"""`answerable track`: take the answers in, match them to the requests, say what each is."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.mailbox import fetch_option, open_mailboxes
from answerable.cli.output import folder_argument, json_option, plain_report, print_json, print_report, show_progress
from answerable.investigation import Investigation
from answerable.model.report import Progress


@click.command()
@folder_argument
@fetch_option
@click.option("--workers", type=click.IntRange(0, 64), help="Processes for reading; one a core if left out.")
@json_option
def track(folder: Path, fetch: bool, workers: int | None, as_json: bool) -> None:
    """Take in what lies in inbox/ of DIR, read it, match every letter to its request and say what it decides.

    With --fetch new mail is fetched first. The mailbox is only looked at: nothing in it is marked, moved or deleted.
    It can be stopped at any moment; the next run goes on from there.
    """
    investigation = Investigation.open(folder, n_workers=workers)
    if fetch:
        investigation.mailboxes = open_mailboxes(investigation.project.settings)
    reports = []

    def quiet(title: str) -> Progress:
        del title
        return progress

    with investigation.record, show_progress("Tracking", quiet=as_json) as progress:
        for report in investigation.run(("track", "read"), quiet):
            reports.append(report)
    if as_json:
        print_json({"folder": str(investigation.project.folder), "stages": [plain_report(one) for one in reports]})
        return
    for report in reports:
        print_report(report)
    click.echo(f"Next: answerable status {folder}")
