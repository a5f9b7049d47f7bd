"""`answerable export-archive`: the kept visits as one WACZ file.

What lives here: options and printing. Never here: the packing (`adapters.wacz`).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from answerable import __version__
from answerable.adapters.wacz import write_wacz
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.collect.chain import KEY_FOLDER, VisitLog
from answerable.collect.keep import WARC_FOLDER
from answerable.errors import InputNotFound, ProjectExists, ValueNotAllowed
from answerable.investigation import Investigation
from answerable.project.folder import Project


@click.command("export-archive")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.wacz")
@folder_argument
@click.option("--log", "logs", multiple=True, metavar="NAME", help="Only the visits to this log; may be given again.")
@json_option
def export_archive(file: Path, folder: Path, logs: tuple[str, ...], as_json: bool) -> None:
    """Pack the visits that the investigation in DIR kept into FILE.wacz, which any web-archive player replays.

    The log of visits and the public keys travel with it.
    """
    investigation = Investigation.open(folder)
    with investigation.record:
        project = investigation.project
    known = [source.id for source in project.log_sources]
    if unknown := [name for name in logs if name not in known]:
        raise ValueNotAllowed(
            "no such log", found=unknown[0], allowed=", ".join(known), remedy="name one of these, or leave --log out"
        )
    if file.exists():
        raise ProjectExists("this file is already there", where=str(file), remedy="name another file, or move it away")
    home = project.folder / WARC_FOLDER
    visits = [visit for visit in VisitLog(home).visits() if not logs or visit.source_id in logs]
    if not visits:
        raise InputNotFound("no visit was kept yet", where=str(home), remedy="run `answerable collect` first")
    in_order = sorted(visits, key=lambda visit: (visit.captured_at, visit.warc))
    warcs = list(dict.fromkeys(project.folder / visit.warc for visit in in_order))
    packed = write_wacz(
        file,
        warcs,
        title=f"{project.settings.name}: published logs",
        description="Pages that authorities published, as they stood on the days on which they were visited.",
        software=f"answerable {__version__}",
        extra=_travelling(project),
    )
    if as_json:
        print_json({"file": str(file), **dataclasses.asdict(packed)})
        return
    click.echo(f"Packed {packed.n_visits} visits with {packed.n_pages} pages into {file} ({packed.size:,} bytes).")
    click.echo("Open it in a web-archive player. To check it against what is kept: answerable verify-archive")


def _travelling(project: Project) -> list[tuple[str, bytes]]:
    home = project.folder / WARC_FOLDER
    files = [("visits/visits.jsonl", (home / "visits.jsonl").read_bytes())]
    # py-wacz compares the last two parts of a path only, and finds a file in a deeper folder missing.
    keys = sorted((home / KEY_FOLDER).glob("*.pem"))
    return [*files, *((f"visits/{path.name}", path.read_bytes()) for path in keys)]
