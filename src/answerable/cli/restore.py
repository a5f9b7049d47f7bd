"""`answerable restore`: an investigation from its back-up."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.adapters.seal import open_sealed
from answerable.cli.backup import ask_passphrase
from answerable.cli.output import json_option, print_json, show_progress
from answerable.errors import InputNotFound
from answerable.investigation import Investigation
from answerable.project.folder import change_database
from answerable.store.backup import restore_folder, restore_record
from answerable.store.verify import find_faults, hash_record


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--database", default="", help="Put the record there instead of where answerable.toml says.")
@json_option
def restore(source: Path, folder: Path, database: str, as_json: bool) -> None:
    """Restore the investigation in FILE to the new folder DIR.

    Every member is checked before anything is written, and the restored record after.
    """
    if not source.is_file():
        raise InputNotFound("no such file", where=str(source), remedy="name the file that `answerable backup` wrote")
    sealed = source.read_bytes()[:21] == b"age-encryption.org/v1"
    with (
        open_sealed(source, ask_passphrase()) if sealed else source.open("rb") as file,
        show_progress("Restoring", quiet=as_json) as progress,
    ):
        manifest = restore_folder(file, folder, str(source), progress)
        if database:
            change_database(folder, database)
        investigation = Investigation.open(folder)
        with investigation.record:
            done = restore_record(file, investigation.record, str(source), progress)
            faults = find_faults(investigation.record)
            digest = hash_record(investigation.record)
    if as_json:
        plain = {"folder": str(folder), "made_at": manifest["made_at"], "n_files": done.n_files}
        print_json({**plain, "n_sources": done.n_sources, "n_rows": done.n_rows, "hash": digest, "faults": faults})
    else:
        click.echo(
            f"{folder}: {manifest['name']} as of {manifest['made_at']}: {done.n_files} files, {done.n_sources} received"
            f" files, {done.n_rows} rows. Record {digest[:16]}."
        )
        for fault in faults:
            click.echo(f"  ! {fault}")
        click.echo(f"Next: answerable run {folder}   (derived files are made again; nothing else changes)")
    if faults:
        raise click.exceptions.Exit(1)
