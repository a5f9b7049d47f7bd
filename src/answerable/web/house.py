"""A house of several investigations: one sign-in, each investigation under /i/NAME/ for those who have a role in it.

In: folders whose settings name one database of accounts. Out: an app. The pages of an investigation are written for
the root of a server and know nothing of their prefix: it is taken off requests here and put before the links of
answers by `prefix` (docs/adr/0018). Never here: what is on the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.account import Stage
from answerable.store.record import Record
from answerable.web.answering import make_route
from answerable.web.app import (
    HOSTS,
    TeamOptions,
    guard,
    list_doors,
    list_watched,
    load_pages,
    make_part,
    open_members,
)
from answerable.web.gathering import Gathering
from answerable.web.page import Desk
from answerable.web.prefix import Prefixed
from answerable.web.team.door import members_of, need_seat, render_door
from answerable.web.team.gate import Gate, refuse
from answerable.web.team.membership import COOKIE, HOUSE, Membership
from answerable.web.team.watching import Figures, Watch

_ROOT = "/i/"


@dataclass(frozen=True, slots=True)
class Part:
    """One investigation of the house."""

    name: str
    investigation: Investigation
    members: Membership
    app: ASGIApp


@dataclass(frozen=True, slots=True)
class Row:
    """One investigation on somebody's list."""

    name: str
    role: str
    address: str


def make_house(
    folders: Sequence[Path], *, n_workers: int | None = None, hosts: tuple[str, ...] = HOSTS, team: TeamOptions
) -> Starlette:
    """Make the app for several investigations, or for one that others may join.

    Args:
        folders: of the investigations; their settings name the same database of accounts.
        n_workers: processes for heavy work, as `Investigation.open` has it.
        hosts: names under which it may be asked for.
        team: how it serves several people.

    Raises:
        ValueNotAllowed: two bear one name, or the accounts do not stand in one database of their own.
    """
    investigations = [Investigation.open(folder, n_workers=n_workers) for folder in folders]
    _check(investigations)
    settings = investigations[0].project.settings.team
    record = Record.open(settings.accounts, archive=investigations[0].project.build / "none")
    members = open_members(record, settings, HOUSE)
    pages = load_pages()
    parts = {}
    for one in investigations:
        name = one.project.settings.slug
        part = members.add_part(name, one.record)
        parts[name] = Part(name, one, part, make_part(one, pages, part))
    # Nobody's pages: a screen that asked this desk for an investigation would fail, and tell nothing.
    desk = Desk(cast(Investigation, None), pages, "", (), "", members=members)
    figures = Figures()
    routes: list[BaseRoute] = [
        make_route(desk, "/investigations", _Chooser(parts).show),
        *list_doors(desk),
        Mount("/static", StaticFiles(packages=[("answerable.web", "static")])),
        *list_watched(figures, team, lambda: all(one.is_reachable() for one in _records(record, parts))),
    ]
    middleware = [
        Middleware(Watch, figures=figures),
        *guard(hosts),
        Middleware(_Corridor, members=members, parts=parts),
        Middleware(Gate, membership=members, routes=routes),
    ]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={404: _not_found})


class _Chooser:
    """The list of one's own investigations."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = parts

    def show(self, desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
        """Those that somebody has a role in; the others are not there for them."""
        seat = need_seat(request)
        roles = members_of(desk).accounts.roles_of(seat.account.id)
        rows = [
            Row(part.investigation.project.settings.name, roles[name].value, f"{_ROOT}{name}/")
            for name, part in self._parts.items()
            if name in roles
        ]
        rows.sort(key=lambda row: (row.name.casefold(), row.address))
        return render_door(desk, "investigations.html", rows=rows, by=seat.account.name)


class _Corridor:
    """Leads requests under /i/NAME/ to the investigation of that name, where whoever asks has a role in it."""

    def __init__(self, app: ASGIApp, members: Membership, parts: Mapping[str, Part]) -> None:
        self.app = app
        self.parts = parts
        self.seats = {name: Gathering(part.members.find_seats) for name, part in parts.items()}
        self.nobodys = Gathering(members.find_seats)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(_ROOT):
            await self._stay(scope, receive, send)
            return
        name, slash, rest = path.removeprefix(_ROOT).partition("/")
        # One question, whether there is such an investigation or not.
        seats = self.seats.get(name, self.nobodys)
        request = Request(scope)
        seat = await seats.ask(request.cookies.get(COOKIE, ""))
        if seat is None or seat.session.stage is not Stage.FULL or seat.account.role is None or name not in self.parts:
            refused = refuse(request, seat, None)
            refused.headers["x-refused"] = seat.who if seat else "nobody"
            await refused(scope, receive, send)
            return
        if not slash:
            await RedirectResponse(f"{path}/", 303)(scope, receive, send)
            return
        inner = dict(scope) | {"path": f"/{rest}", "raw_path": f"/{rest}".encode(), "root_path": "", "seat": seat}
        try:
            await self.parts[name].app(inner, receive, Prefixed(send, f"{_ROOT}{name}".encode()))
        finally:
            route = inner.get("route_path", "")
            scope["route_path"] = f"/i/{{investigation}}{route}" if route else ""

    async def _stay(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/":
            await RedirectResponse("/investigations", 303)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _records(house: Record, parts: Mapping[str, Part]) -> list[Record]:
    return [house, *(part.investigation.record for part in parts.values())]


def _check(investigations: Sequence[Investigation]) -> None:
    settings = [one.project.settings for one in investigations]
    teams = {one.team for one in settings}
    if len(teams) > 1 or not settings[0].team.accounts:
        raise ValueNotAllowed(
            "several investigations on one server share their accounts",
            where="answerable.toml, [team]",
            found="different or no [team] accounts in: " + ", ".join(one.slug for one in settings),
            allowed="the same [team] in each, whose accounts name a database of their own",
            remedy="docs/how-to/team.md says how",
        )
    names = [one.slug for one in settings]
    if len(set(names)) < len(names):
        raise ValueNotAllowed("two investigations bear one slug", where="answerable.toml", found=", ".join(names))
    databases = [one.database_url for one in settings]
    if len({settings[0].team.accounts, *databases}) <= len(databases):
        raise ValueNotAllowed(
            "each investigation, and the accounts, need a database of their own",
            where="answerable.toml",
            found="one database named twice",
            remedy="docs/how-to/team.md says how",
        )


def _not_found(request: Request, _: Any) -> Response:
    return PlainTextResponse("There is no such page.", 404)
