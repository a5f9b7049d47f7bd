"""`answerable serve`: the newsroom app, on this machine or for a team; or the published site, as readers get it."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from pathlib import Path

import click
import uvicorn

from answerable.errors import InputNotFound, ValueNotAllowed
from answerable.project.folder import load_project
from answerable.project.settings import FILE_NAME
from answerable.web import picture
from answerable.web.app import HOSTS, TeamOptions, make_app
from answerable.web.house import make_house
from answerable.web.public import make_public_app

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_METRICS_TOKEN = "ANSWERABLE_METRICS_TOKEN"


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]...")
@click.option("--port", default=8400, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--by", default="", help="Who rules, as your newsroom names you.  [default: your login name]")
@click.option("--public", is_flag=True, help="Serve the published site instead, as readers get it.")
@click.option("--team", is_flag=True, help="Several people, who sign in; the record has to be PostgreSQL.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --public or --team: address to listen on.")
@click.option("--proxy", default="", help="With --team: addresses of the proxies whose X-Forwarded-* is believed.")
@click.option("--name", "names", multiple=True, help="With --team: a name that people reach it by; again for more.")
def serve(
    folders: tuple[Path, ...],
    port: int,
    by: str,
    public: bool,
    team: bool,
    host: str,
    proxy: str,
    names: tuple[str, ...],
) -> None:
    """Open the newsroom app on the investigation in DIR: board, queue, reader, reconcile, findings, story.

    Only this machine can reach it: it listens on 127.0.0.1. With --team people sign in and each rules by their own
    name; put a proxy that speaks TLS before it (docs/how-to/team.md). With --team there may be several DIR, or one
    that holds several investigations: one sign-in for all, each for those who have a role in it. With --public it
    serves nothing but the files of the published site, with the headers that a web server should send.
    """
    if len(folders) > 1 and not team:
        raise ValueNotAllowed("several investigations are served with --team alone", where="DIR", remedy="name one")
    folder = folders[0] if folders else Path(".")
    _check_options(host, public=public, team=team, proxy=proxy, names=names, by=by)
    _check_port(port, host)
    if public:
        _serve_public(folder, port, host)
    elif team:
        _serve_team(_find_folders(folders or (folder,)), port, host, proxy, names)
    else:
        app = make_app(folder, by=by)
        picture.warm()
        click.echo(f"The newsroom is at http://127.0.0.1:{port}   (Ctrl-C ends it; rulings are kept as they are made)")
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _check_options(host: str, *, public: bool, team: bool, proxy: str, names: tuple[str, ...], by: str) -> None:
    if public and team:
        raise ValueNotAllowed("one or the other", where="--public, --team", remedy="leave one of them out")
    if host != "127.0.0.1" and not public and not team:
        raise ValueNotAllowed(
            "the newsroom app is for this machine alone",
            where="--host",
            found=host,
            allowed="127.0.0.1, or any address with --public or --team",
            remedy="leave --host out",
        )
    if (proxy or names) and not team:
        raise ValueNotAllowed("this goes with --team", where="--proxy, --name", remedy="leave it out, or add --team")
    if team and by:
        raise ValueNotAllowed("with --team each rules by the name of their account", where="--by", found=by)
    if team and host not in _LOOPBACK and not proxy:
        raise ValueNotAllowed(
            "passwords would cross the network in the clear",
            where="--host",
            found=host,
            allowed="127.0.0.1; another address only behind a proxy that speaks TLS",
            remedy="put a proxy before it and name its address by --proxy (docs/how-to/team.md)",
        )


def _find_folders(named: Sequence[Path]) -> list[Path]:
    """The investigations' folders; one that is none stands for those in it."""
    found: list[Path] = []
    for folder in named:
        inside = sorted(one.parent for one in folder.glob(f"*/{FILE_NAME}"))
        found += inside if inside and not (folder / FILE_NAME).is_file() else [folder]
    return found


def _serve_team(folders: Sequence[Path], port: int, host: str, proxy: str, names: tuple[str, ...]) -> None:
    settings = [load_project(folder).settings for folder in folders]
    for one in settings:
        if not one.database_url.startswith("postgresql"):
            raise ValueNotAllowed(
                "several people need PostgreSQL as the record",
                where=f"answerable.toml of {one.slug}, [database] url",
                found=one.database_url.split(":", 1)[0],
                allowed="postgresql+psycopg://USER@HOST/DATABASE",
                remedy="docs/how-to/team.md says how to move a record there; alone, leave --team out",
            )
    options, hosts = TeamOptions(metrics_token=os.environ.get(_METRICS_TOKEN, "")), (*HOSTS, *names)
    if len(folders) > 1 or settings[0].team.accounts:
        app = make_house(folders, hosts=hosts, team=options)
    else:
        app = make_app(folders[0], hosts=hosts, team=options)
    picture.warm()
    at = names[0] if names else f"{host}:{port}"
    click.echo(f"The newsroom is open at {at} for those who are invited: answerable team invite NAME --role editor")
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="critical",  # the app writes its own lines, without names and addresses
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )


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
