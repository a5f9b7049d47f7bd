"""One's own account: password, passkeys, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import ValueNotAllowed
from answerable.model.account import Stage
from answerable.web.page import Desk, go_to
from answerable.web.team import second
from answerable.web.team.door import find_site, members_of, need_seat, render_door, seat_anew
from answerable.web.team.entering import limit_name


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """One's own account."""
    members, seat = members_of(desk), need_seat(request)
    return render_door(
        desk,
        "account.html",
        said=request.query_params.get("said", ""),
        account=seat.account,
        n_recovery=len(seat.account.recovery),
        passkeys=members.accounts.list_passkeys(seat.account.id),
        asked=second.ask_passkey(members, seat, find_site(request), new=True),
        site=find_site(request),
    )


def set_password(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Change one's own password; every other session ends."""
    members, seat = members_of(desk), need_seat(request)
    limit = limit_name(seat.account.name)
    wait = members.tries.begin([limit], members.now())
    if wait or not members.passwords.is_right(form.get("now", ""), seat.account.password):
        members.write_trail(seat.account.name, "sign-in failed", "change of password")
        raise ValueNotAllowed(f"too many tries: wait {wait} seconds" if wait else "the password of now is another")
    if form.get("password", "") != form.get("again", ""):
        raise ValueNotAllowed("the two passwords differ")
    hashed = members.passwords.make(form.get("password", ""))
    members.tries.forgive(limit)
    members.accounts.set_password(seat.account.id, hashed)
    members.accounts.end_sessions(seat.account.id)
    members.write_trail(seat.account.name, "password changed", seat.account.id)
    said = "/account?said=The+password+is+changed.+Every+other+session+has+ended."
    return seat_anew(members, replace(seat.account, password=hashed), Stage.FULL, None, said)


def add_passkey(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Set up one more passkey."""
    name = second.add_passkey(members_of(desk), need_seat(request), find_site(request), form)
    return go_to("/account", f"The passkey “{name}” is set up.")


def remove_passkey(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Forget a passkey."""
    name = second.remove_passkey(members_of(desk), need_seat(request).account, form.get("passkey", ""))
    return go_to("/account", f"The passkey “{name}” signs in no more.")


def sign_out_everywhere(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """End every session of one's own."""
    members, seat = members_of(desk), need_seat(request)
    n = members.accounts.end_sessions(seat.account.id)
    members.write_trail(seat.account.name, "signed out everywhere", seat.account.id, sessions=n)
    return go_to("/sign-in")
