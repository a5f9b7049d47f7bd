"""`answerable serve`: the newsroom app, on this machine only; or the published site, as readers get it."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import uvicorn

from answerable.cli.output import folder_argument
from answerable.errors import InputNotFound, ValueNotAllowed
from answerable.project.folder import load_project
from answerable.web.app import make_app
from answerable.web.public import make_public_app

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@folder_argument
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535), help="Port on 127.0.0.1.")
@click.option("--by", default="", help="Who rules, as your newsroom names you.  [default: your login name]")
@click.option("--public", is_flag=True, help="Serve the published site instead, as readers get it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --public: the address to listen on.")
def serve(folder: Path, port: int, by: str, public: bool, host: str) -> None:
    """Open the newsroom app on the investigation in DIR: board, queue, reader, reconcile, findings, story.

    Only this machine can reach it: it listens on 127.0.0.1. With --public it serves nothing but the files of the
    published site, with the headers that a web server should send; then --host may be another address of this machine.
    """
    if not public and host != "127.0.0.1":
        raise ValueNotAllowed(
            "the newsroom app is for this machine alone",
            where="--host",
            found=host,
            allowed="127.0.0.1, or any address with --public",
            remedy="leave --host out",
        )
    _check_port(port, host)
    if public:
        _serve_public(folder, port, host)
        return
    app = make_app(folder, by=by)
    click.echo(f"The newsroom is at http://127.0.0.1:{port}   (Ctrl-C ends it; rulings are kept as they are made)")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _serve_public(folder: Path, port: int, host: str) -> None:
    site = load_project(folder).build / "site"
    index = site / "index.html"
    if not index.is_file():
        raise InputNotFound(
            "there is no published site yet", where=str(site), remedy="make it: answerable run --only publish"
        )
    if b'class="draft"' in index.read_bytes():
        if host not in _LOOPBACK:
            raise ValueNotAllowed(
                "this site is a draft and not for the public",
                where="--host",
                found=host,
                allowed=", ".join(_LOOPBACK),
                remedy="settle what blocks it (`answerable run --only publish` lists it), or look at it here",
            )
        click.echo("This site is a draft: points are open in the preflight.")
    click.echo(f"The site is at http://{host}:{port}   (Ctrl-C ends it)")
    uvicorn.run(make_public_app(site), host=host, port=port, log_level="warning", server_header=False)


def _check_port(port: int, host: str) -> None:
    with socket.socket() as one:
        # As the server does it, so that a port just left is free.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            raise ValueNotAllowed(
                "this port cannot be used",
                where="--port",
                found=f"{port}: {error.strerror}",
                allowed="a port that no other program holds",
                remedy=f"end the other program, or take another: --port {port % 65535 + 1}",
            ) from None
