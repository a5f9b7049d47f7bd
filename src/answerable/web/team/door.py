"""What the pages before the newsroom share: who asks, how a session begins, how such a page looks.

Never here: what is asked of people before they are let in.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from answerable.adapters.passkeys import Site
from answerable.errors import ValueNotAllowed
from answerable.model.account import Account, Stage
from answerable.store.team.tries import Limit
from answerable.web.page import Desk
from answerable.web.team.membership import COOKIE, LONGEST, Membership, Seat


def render_door(desk: Desk, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """A page for those who are not signed in wholly."""
    provider = members_of(desk).provider
    shared = {"token": desk.token, "said": "", "to": "/", "openid": provider.settings.label if provider else ""}
    return HTMLResponse(desk.pages.get_template(template).render(**shared | view), status_code=status)


def seat_anew(members: Membership, account: Account, stage: Stage, seat: Seat | None, to: str) -> Response:
    """Go on with a new session, never with the one that was known before."""
    answer = RedirectResponse(to, 303)
    set_session(answer, members.begin(account, stage, seat.session.id if seat else ""))
    return answer


def set_session(answer: Response, secret: str) -> None:
    """Hand a session's secret to the browser."""
    longest = int(LONGEST.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=longest, path="/", secure=True, httponly=True, samesite="strict")


def members_of(desk: Desk) -> Membership:
    """Those who sign in here.

    Raises:
        ValueNotAllowed: nobody does.
    """
    if desk.members is None:
        raise ValueNotAllowed("nobody signs in here: this newsroom is one person's")
    return desk.members


def seat_of(request: Request) -> Seat | None:
    """Who asks, where they have a session."""
    seat: Seat | None = request.scope.get("seat")
    return seat


def need_seat(request: Request) -> Seat:
    """Who asks.

    Raises:
        ValueNotAllowed: nobody who has a session.
    """
    seat = seat_of(request)
    if seat is None:
        raise ValueNotAllowed("sign in first")
    return seat


def limit_address(request: Request) -> Limit:
    """How tries from one address are slowed."""
    return Limit("address", request.client.host if request.client else "", 30, 900)


def limit_second(account: Account) -> Limit:
    """How tries at one account's second factor are slowed."""
    return Limit("second", account.id, 4, 300)


def find_site(request: Request) -> Site:
    """The newsroom as the browser knows it; its name was looked at before (`hosts`), its scheme is the proxy's."""
    return Site(f"{request.url.scheme}://{request.headers.get('host', '')}")


def safe_next(to: str) -> str:
    """A page of this server to go on to; never another site."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and "?" not in to else "/"
