"""`answerable backup`: a whole investigation as one file."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

import click

from answerable.adapters.seal import seal
from answerable.cli.output import json_option, print_json, show_progress
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.store.backup import write_backup


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."), metavar="[DIR]")
@click.option("--seal", "is_sealed", is_flag=True, help="Seal it with a passphrase (age format); FILE ends in .age.")
@json_option
def backup(target: Path, folder: Path, is_sealed: bool, as_json: bool) -> None:
    """Write everything of the investigation in DIR to FILE: folder, received bytes, record, audit trail.

    It is of one moment, whatever database and archive the investigation uses, and can be restored on any other.
    The passphrase is asked for, or read from ANSWERABLE_PASSPHRASE.
    """
    if target.exists():
        raise ValueNotAllowed(
            "this file exists", where=str(target), remedy="name a new one; a back-up is never written over"
        )
    passphrase = ask_passphrase(confirm=True) if is_sealed else ""
    investigation = Investigation.open(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    try:
        with (
            os.fdopen(handle, "w+b") as file,
            investigation.record,
            show_progress("Backing up", quiet=as_json) as progress,
        ):
            done = write_backup(
                investigation.record,
                investigation.project.folder,
                file,
                name=investigation.project.settings.name,
                made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                progress=progress,
            )
            file.flush()
            os.fsync(file.fileno())
        if is_sealed:
            seal(Path(aside), passphrase)
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    size = target.stat().st_size
    if as_json:
        plain = {"file": str(target), "size": size, "sealed": is_sealed, "n_files": done.n_files}
        print_json({**plain, "n_sources": done.n_sources, "n_rows": done.n_rows})
        return
    click.echo(
        f"{target}: {done.n_files} files of the folder, {done.n_sources} received files, {done.n_rows} rows;"
        f" {size / 1e6:.1f} MB{', sealed' if is_sealed else ''}."
    )
    click.echo(f"Keep it elsewhere. Try it: answerable restore {target} SOME_NEW_FOLDER")


def ask_passphrase(*, confirm: bool = False) -> str:
    """The passphrase, from the environment or asked for."""
    known = os.environ.get("ANSWERABLE_PASSPHRASE", "")
    return known or str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
