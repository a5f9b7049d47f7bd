"""`answerable known-logs`: where the authorities of a register publish, as far as that is known."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from answerable.cli.output import json_option, print_json
from answerable.project.folder import find_folder
from answerable.project.known_logs import list_known_logs, write_log_files


@click.command("known-logs")
@click.argument("authorities", nargs=-1, metavar="[AUTHORITY]...")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Make files in logs/ of the investigation in DIR for those with an address; files that are there are kept.",
)
@json_option
def known_logs(authorities: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """List the published logs of UK police forces: address, or that it is not known, and how far to rely on it.

    None was opened for the list: look at each page before you trust what `answerable collect` finds there.
    """
    chosen = tuple(log for log in list_known_logs() if not authorities or log.authority_id in authorities)
    written = write_log_files(find_folder(folder) / "logs", chosen) if folder else []
    if as_json:
        logs = [{**dataclasses.asdict(log), "standing": log.standing} for log in chosen]
        print_json({"logs": logs, "written": [str(path) for path in written]})
        return
    for log in chosen:
        click.echo(f"{log.authority_id:<24} {log.kind:<17} {log.address or log.site}")
        click.echo(f"{'':<24} {log.standing}{'; ' + log.note if log.note and log.address else ''}")
    n_known = sum(bool(log.address) for log in chosen)
    click.echo(
        f"\n{n_known} of {len(chosen)} logs with an address, {sum(bool(log.checked_on) for log in chosen)} checked."
    )
    if folder:
        click.echo(
            f"Made {len(written)} files in {folder / 'logs'}. Open each page, correct its file, then: "
            f"answerable collect {folder}"
        )
    else:
        click.echo("To make their files: answerable known-logs --write DIR")
