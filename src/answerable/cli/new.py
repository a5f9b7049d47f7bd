"""`answerable new`: one file of an investigation from its template."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.output import json_option, print_json
from answerable.project.folder import find_folder
from answerable.project.scaffold import NEW_FILES, make_file


@click.command()
@click.argument("kind", type=click.Choice(list(NEW_FILES)))
@click.argument("name")
@click.option(
    "--in", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."), help="The investigation."
)
@json_option
def new(kind: str, name: str, folder: Path, as_json: bool) -> None:
    """Make a file of the investigation from a template: a letter, log, recipe, finding or story called NAME."""
    path = make_file(find_folder(folder), kind, name)
    if as_json:
        print_json({"kind": kind, "file": str(path)})
        return
    click.echo(f"Made {path}. Fill it in, then: answerable run {folder}")
