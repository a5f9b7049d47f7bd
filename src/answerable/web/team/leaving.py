"""Signing out here, and for whoever came by a provider of OpenID Connect the way to sign out there too.

The way there is a link: no form of these pages leads to another site, and whoever only leaves the newsroom stays signed
in to their mail. Never here: signing in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import AdapterUnavailable
from answerable.web.page import Desk, go_to
from answerable.web.team.door import find_site, members_of, need_seat, render_door
from answerable.web.team.membership import COOKIE, LONGEST

TOKEN = "__Secure-answerable-openid"
"""What the provider said of whoever came, kept by their own browser until they leave; no other address gets it."""
_PATH = "/sign-out"
_MOST = 3500
"""Browsers keep no larger cookie; who has a longer token chooses at the provider whom to sign out."""
_LONGER = "longer"
_IS_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def sign_out(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """End this session."""
    members, seat = members_of(desk), need_seat(request)
    members.accounts.end_session(seat.session.id)
    members.write_trail(seat.account.name, "sign-out", seat.account.id)
    answer = _show_way(desk, request) if request.cookies.get(TOKEN) and members.provider else go_to("/sign-in")
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    forget_token(answer)
    return answer


def _show_way(desk: Desk, request: Request) -> Response:
    provider, token = members_of(desk).provider, request.cookies[TOKEN]
    way = ""
    if provider is not None:
        try:
            way = provider.leave(token if _IS_TOKEN.fullmatch(token) else "", f"{find_site(request).origin}/sign-in")
        except AdapterUnavailable:
            way = ""
    return render_door(desk, "left.html", way=way)


def keep_token(answer: Response, token: str) -> None:
    """Hand the browser what the provider said."""
    longest = int(LONGEST.total_seconds())
    value = token if len(token) <= _MOST else _LONGER
    answer.set_cookie(TOKEN, value, max_age=longest, path=_PATH, secure=True, httponly=True, samesite="strict")


def forget_token(answer: Response) -> None:
    """Have the browser forget it: whoever signs in next came by another way."""
    answer.delete_cookie(TOKEN, path=_PATH, secure=True, httponly=True, samesite="strict")
