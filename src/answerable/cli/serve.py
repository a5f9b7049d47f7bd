"""`answerable serve`: the newsroom app, on this machine only."""

from __future__ import annotations

from pathlib import Path

import click
import uvicorn

from answerable.cli.output import folder_argument
from answerable.web.app import make_app


@click.command()
@folder_argument
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535), help="Port on 127.0.0.1.")
@click.option("--by", default="", help="Who rules, as your newsroom names you.  [default: your login name]")
def serve(folder: Path, port: int, by: str) -> None:
    """Open the newsroom app on the investigation in DIR: board, queue, reader, reconcile, findings, story.

    Only this machine can reach it: it listens on 127.0.0.1.
    """
    app = make_app(folder, by=by)
    click.echo(f"The newsroom is at http://127.0.0.1:{port}   (Ctrl-C ends it; rulings are kept as they are made)")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
