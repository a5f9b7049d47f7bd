"""`answerable import`: human decisions from files into the record, and back."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.store.decisions import append_decisions, import_decisions, iter_decisions


@click.command("import")
@folder_argument
@click.option(
    "--from",
    "other",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of .jsonl decisions, such as another reporter's decisions/.",
)
@json_option
def take(folder: Path, other: Path | None, as_json: bool) -> None:
    """Take human decisions into the record of the investigation in DIR: its own decisions/, or those of another folder.

    A decision that is already there is passed over, so doing it twice changes nothing.
    """
    investigation = Investigation.open(folder)
    with investigation.record as record:
        own = investigation.project.decisions
        known = {judgement.id for judgement in iter_decisions(own)} if own.is_dir() else set()
        n_new = import_decisions(record, own)
        if other is not None:
            append_decisions(own, [judgement for judgement in iter_decisions(other) if judgement.id not in known])
            n_new += import_decisions(record, own)
    if as_json:
        print_json({"folder": str(investigation.project.folder), "imported": n_new})
        return
    click.echo(f"{n_new} decisions were new to the record.")
    click.echo(f"Next: answerable run {folder}")
