"""`answerable new`: one file of an investigation from its template."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.project.folder import find_folder
from answerable.project.scaffold import NEW_FILES, list_log_shapes, make_file


@click.command()
@click.argument("kind", type=click.Choice(list(NEW_FILES)))
@click.argument("name")
@folder_argument
@click.option("--in", "other", type=click.Path(path_type=Path, file_okay=False), help="The investigation, if not DIR.")
@click.option("--like", type=click.Choice(list_log_shapes()), help="For a log: what it looks like.")
@json_option
def new(kind: str, name: str, folder: Path, other: Path | None, like: str | None, as_json: bool) -> None:
    """Make a file of the investigation in DIR from a template: a letter, log, recipe, finding or story called NAME."""
    if like and kind != "log":
        raise click.UsageError("--like is for logs only: answerable new log NAME --like SHAPE")
    folder = other or folder
    path = make_file(find_folder(folder), kind, name, like or "")
    if as_json:
        print_json({"kind": kind, "file": str(path)})
        return
    click.echo(f"Made {path}. Fill it in, then: answerable run {folder}")
