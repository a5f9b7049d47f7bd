"""The gate before every page, picture, file and style: who asks, and may they.

What comes in: requests. What goes out: the same with a seat in their scope, or a refusal. Never here: screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from answerable.model.account import Stage
from answerable.web.gathering import Gathering
from answerable.web.team.access import HALF_WAY, NOBODY, Access, find_access
from answerable.web.team.membership import COOKIE, OUTSIDER, Membership, Seat

_DOORS = {Stage.ENROLL: "/second-factor/new", Stage.PASSWORD: "/second-factor", Stage.FULL: "/"}


class Gate:
    """Lets a request through where the table of access says so."""

    def __init__(self, app: ASGIApp, membership: Membership, routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self.membership = membership
        self.routes = routes
        self.seats = Gathering(membership.find_seats)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks anything else
        request = Request(scope)
        path = find_path(self.routes, scope)
        scope["route_path"] = path
        access = find_access(scope["method"], scope["path"]) or find_access(scope["method"], path)
        if access is not None and access.path in ("/health", "/metrics"):
            await self.app(scope, receive, send)  # these look for themselves who asks
            return
        if "seat" in scope:  # a house of several investigations has looked already
            seat = scope["seat"]
        else:
            seat = await self.seats.ask(request.cookies.get(COOKIE, ""))
        who = seat.who if seat else NOBODY
        if access is not None and who in access.who:
            scope["seat"] = seat
            if access.noted and seat is not None:
                await run_in_threadpool(self._note, access, seat, scope["path"])
            await self.app(scope, receive, send)
            return
        refused = refuse(request, seat, access)
        refused.headers["x-refused"] = who
        await refused(scope, receive, send)

    def _note(self, access: Access, seat: Seat, path: str) -> None:
        self.membership.write_trail(seat.account.name, access.noted, path.strip("/")[:200])


def find_path(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """The route that answers a request, as it is written; empty where none does."""
    for route in routes:
        if route.matches(scope)[0] is Match.FULL and isinstance(route, Route | Mount):
            return route.path
    return ""


def refuse(request: Request, seat: Seat | None, access: Access | None) -> Response:
    """What somebody is told who may not open an address."""
    if seat is None:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Sign in first; your session may have ended.", 401)
        # Known or not: whoever is not signed in is told the same of every address.
        wanted = request.url.path
        after = f"?next={quote(wanted)}" if wanted != "/" else ""
        return RedirectResponse(f"/sign-in{after}", 303)
    if seat.session.stage is not Stage.FULL:
        return RedirectResponse(_DOORS[seat.session.stage], 303)
    if access is None or seat.who == OUTSIDER:
        return PlainTextResponse("There is no such page.", 404)
    if HALF_WAY in access.who and access.method == "GET":
        return RedirectResponse("/", 303)
    return PlainTextResponse("Your role does not open this. An editor can change it under People.", 403)
