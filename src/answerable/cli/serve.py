"""`answerable serve`: the newsroom app, on this machine only."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import uvicorn

from answerable.cli.output import folder_argument
from answerable.errors import ValueNotAllowed
from answerable.web.app import make_app


@click.command()
@folder_argument
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535), help="Port on 127.0.0.1.")
@click.option("--by", default="", help="Who rules, as your newsroom names you.  [default: your login name]")
def serve(folder: Path, port: int, by: str) -> None:
    """Open the newsroom app on the investigation in DIR: board, queue, reader, reconcile, findings, story.

    Only this machine can reach it: it listens on 127.0.0.1.
    """
    _check_port(port)
    app = make_app(folder, by=by)
    click.echo(f"The newsroom is at http://127.0.0.1:{port}   (Ctrl-C ends it; rulings are kept as they are made)")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _check_port(port: int) -> None:
    with socket.socket() as one:
        # As the server does it, so that a port just left is free.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise ValueNotAllowed(
                "this port cannot be used",
                where="--port",
                found=f"{port}: {error.strerror}",
                allowed="a port that no other program holds",
                remedy=f"end the other program, or take another: --port {port % 65535 + 1}",
            ) from None
