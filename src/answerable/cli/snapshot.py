"""`answerable snapshot`: the views that findings are asked of, as Parquet files in a folder or a bucket.

What lives here: options, printing. Never here: what the views hold (`answerable.store.views`).
"""

from __future__ import annotations

from pathlib import Path

import click

from answerable.adapters.shelf import open_shelf
from answerable.analyze.run import open_snapshot, tell_key
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.store.kept import KeptSnapshots


@click.command()
@folder_argument
@click.option("--to", "target", default="", help="A folder or an address such as s3://bucket/psm, for this once.")
@json_option
def snapshot(folder: Path, target: str, as_json: bool) -> None:
    """Write the views of the record in DIR as Parquet, to where `[snapshot] address` of answerable.toml says.

    DuckDB, pandas and R read the files as they are. Once the address is set, every run of analyze keeps its snapshot
    there, and takes it from there while the record is as it was.
    """
    investigation = Investigation.open(folder)
    project = investigation.project
    target = target or project.settings.snapshot_address
    if not target:
        raise ValueNotAllowed(
            "there is no place for the snapshot",
            where="answerable.toml, [snapshot] address",
            allowed="an address that fsspec knows, such as s3://bucket/psm/snapshot, or --to FOLDER",
            remedy="name one in answerable.toml, or by --to",
        )
    address = target if "://" in target else ""
    kept = KeptSnapshots(open_shelf(Path(target), address, project.settings.archive.key))
    with investigation.record as record:
        key = tell_key(record, project.codebook, investigation.holidays)
        made, was_kept = open_snapshot(record, project.codebook, key, investigation.holidays), kept.holds(key)
        place = kept.keep(made)
    rows = {name: table.num_rows for name, table in sorted(made.tables.items())}
    if as_json:
        print_json({"key": key, "place": place, "unchanged": was_kept, "rows": rows})
        return
    for name, n in rows.items():
        click.echo(f"{name}: {n} row{'' if n == 1 else 's'}")
    click.echo(f"{'It lay there already' if was_kept else 'Written'}: {place}")
    if project.settings.archive.key is not None:
        click.echo("The files are sealed with the key of the archive, as [archive] key says.")
    click.echo("Next: open it, for instance in DuckDB: SELECT * FROM read_parquet('…/cases.parquet')")
