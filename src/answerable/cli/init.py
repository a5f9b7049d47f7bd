"""`answerable init`: a new investigation's folder."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.adapters.clock import SystemClock
from answerable.cli.output import json_option, print_json
from answerable.project.scaffold import list_templates, make_folder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", default="", help="What the investigation is called; the folder's name if left out.")
@click.option("--template", default="blank", show_default=True, help=f"One of: {', '.join(list_templates())}.")
@json_option
def init(folder: Path, name: str, template: str, as_json: bool) -> None:
    """Make DIR, a new investigation's folder, from a template."""
    title = name or folder.resolve().name.replace("-", " ").capitalize()
    files = make_folder(folder, name=title, template=template, today=SystemClock().now().date())
    if as_json:
        print_json({"folder": str(folder), "files": [str(file) for file in files]})
        return
    click.echo(f"Made {folder} with {len(files)} files:")
    for file in files:
        click.echo(f"  {file}")
    click.echo("Needs you: fill in authorities.csv, the letter and the codebook.")
    click.echo(f"Next: answerable run {folder}")
