"""`answerable verify-record`: whether the record is what it was."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.output import folder_argument, json_option, print_json, show_progress
from answerable.investigation import Investigation
from answerable.model.document import Source
from answerable.store.verify import find_faults, hash_record


@click.command(name="verify-record")
@folder_argument
@json_option
def verify_record(folder: Path, as_json: bool) -> None:
    """Check every received file, every judgement and the audit trail of the investigation in DIR; exit 1 on a fault.

    The hash at the end is of the whole record: note it elsewhere, or compare it with that of a restored back-up.
    """
    investigation = Investigation.open(folder)
    record = investigation.record
    with record, show_progress("Checking", quiet=as_json) as progress:
        faults = find_faults(record, progress)
        digest = hash_record(record)
        sources: list[Source] = record.sources()
        n_judgements, n_lines = len(record.judgements()), len(record.audit_trail())
    if as_json:
        plain = {"n_sources": len(sources), "n_judgements": n_judgements, "n_audit_lines": n_lines}
        print_json({**plain, "hash": digest, "faults": faults})
    else:
        for fault in faults:
            click.echo(f"! {fault}")
        click.echo(
            f"{len(sources)} received files, {n_judgements} judgements, {n_lines} lines of the audit trail:"
            f" {len(faults) or 'nothing'} altered. Record {digest}"
        )
        click.echo(f"Next: answerable {'restore BACKUP DIR' if faults else f'backup FILE {folder}'}")
    if faults:
        raise click.exceptions.Exit(1)
