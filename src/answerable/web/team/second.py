"""The second factor: time codes, passkeys, recovery codes; asked at each sign-in, set up at the first.

Time codes need no script. Never here: how codes and passkeys are made and checked (`adapters`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from answerable.adapters.passkeys import Site
from answerable.adapters.second_factor import hash_recovery, make_recovery
from answerable.errors import SignInRefused, ValueNotAllowed
from answerable.model.account import Account, Passkey, Stage
from answerable.web.page import Desk
from answerable.web.team.door import (
    find_site,
    limit_second,
    members_of,
    need_seat,
    render_door,
    safe_next,
    seat_anew,
    set_session,
)
from answerable.web.team.membership import Membership, Seat

_WRONG_CODE = "That code does not hold, or was used already."
_WRONG_KEY = "That passkey did not answer as it should. Try again, or use a code."
_ASKED = dt.timedelta(minutes=10)


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Ask for the second factor."""
    return _ask(desk, request, to=safe_next(request.query_params.get("next", "/")))


def give_code(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at a time code or a recovery code."""
    members, account, code = members_of(desk), need_seat(request).account, form.get("code", "")
    return _give(desk, request, form, lambda: _is_right(members, account, code), "second factor", _WRONG_CODE)


def give_passkey(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at what a passkey signed."""

    def is_right() -> bool:
        members, seat = members_of(desk), need_seat(request)
        challenge = take_challenge(members, seat, "use")
        known = members.accounts.list_passkeys(seat.account.id)
        try:
            one, uses = members.keys.read(find_site(request), form.get("answer", ""), known, challenge)
        except SignInRefused:
            return False
        return members.accounts.use_passkey(one, uses, members.now().isoformat())

    return _give(desk, request, form, is_right, "passkey", _WRONG_KEY)


def show_new(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Show the secret of time codes that are being set up; a passkey may stand in their place."""
    return _ask_new(desk, request)


def show_picture(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The same secret, for a telephone to read."""
    account = need_seat(request).account
    drawn = members_of(desk).second.draw(account.secret, account.name, "Newsroom")
    return Response(drawn, media_type="image/svg+xml")


def set_code(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Try the new time codes; where the code is right they hold, and recovery codes are shown once."""
    members, account = members_of(desk), need_seat(request).account
    wait = members.tries.begin([limit_second(account)], members.now())
    step = None if wait else members.second.find_step(account.secret, form.get("code", ""), members.now())
    if step is None or not members.accounts.take_step(account.id, step):
        said = f"Too many tries. Wait {wait} seconds." if wait else _WRONG_CODE
        return _ask_new(desk, request, status=429 if wait else 401, said=said)
    return _enroll(desk, request, has_codes=True)


def set_passkey(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Set up a passkey as the second factor; recovery codes are shown once."""
    try:
        add_passkey(members_of(desk), need_seat(request), find_site(request), form)
    except SignInRefused:
        return _ask_new(desk, request, status=401, said=_WRONG_KEY)
    return _enroll(desk, request, has_codes=False)


def add_passkey(members: Membership, seat: Seat, site: Site, form: Mapping[str, str]) -> str:
    """Keep the passkey that a browser made; return its name.

    Raises:
        SignInRefused: it does not hold here.
    """
    challenge = take_challenge(members, seat, "make")
    key, public, uses = members.keys.read_new(site, form.get("answer", ""), challenge)
    name = " ".join(form.get("name", "").split())[:60] or "passkey"
    now = members.now().isoformat()
    members.accounts.add_passkey(Passkey(key, seat.account.id, name, public, uses, now))
    members.write_trail(seat.account.name, "passkey set up", seat.account.id, name=name)
    return name


def ask_passkey(members: Membership, seat: Seat, site: Site, *, new: bool) -> str:
    """What the browser is to ask an authenticator, as JSON; empty where none can be asked here."""
    known = members.accounts.list_passkeys(seat.account.id)
    if not site.bears_passkeys or not (known or new):
        return ""
    challenge = members.keys.make_challenge()
    asked = f"{'make' if new else 'use'} {challenge} {members.now().isoformat()}"
    members.accounts.set_challenge(seat.session.id, asked)
    if new:
        return members.keys.ask_new(site, seat.account, known, challenge)
    return members.keys.ask(site, known, challenge)


def take_challenge(members: Membership, seat: Seat, purpose: str) -> str:
    """What was asked in this session within the last minutes, once.

    Raises:
        SignInRefused: nothing was asked, or long ago.
    """
    asked_for, _, rest = members.accounts.take_challenge(seat.session.id).partition(" ")
    challenge, _, at = rest.partition(" ")
    if asked_for != purpose or members.now() - dt.datetime.fromisoformat(at) > _ASKED:
        raise SignInRefused("nothing was asked of a passkey here", found=asked_for, remedy="load the page anew")
    return challenge


def _give(
    desk: Desk, request: Request, form: Mapping[str, str], is_right: Callable[[], bool], what: str, wrong: str
) -> Response:
    members, seat = members_of(desk), need_seat(request)
    account, to = seat.account, safe_next(form.get("next", "/"))
    wait = members.tries.begin([limit_second(account)], members.now())
    if wait:
        return _ask(desk, request, status=429, said=f"Too many tries. Wait {wait} seconds.", to=to)
    try:
        right = is_right()
    except SignInRefused:
        right = False
    if not right:
        members.write_trail(account.name, "sign-in failed", what)
        return _ask(desk, request, status=401, said=wrong, to=to)
    members.tries.forgive(limit_second(account))
    members.write_trail(account.name, "sign-in", account.id, factor=what)
    return seat_anew(members, account, Stage.FULL, seat, to)


def _ask(desk: Desk, request: Request, *, status: int = 200, **view: Any) -> Response:
    asked = ask_passkey(members_of(desk), need_seat(request), find_site(request), new=False)
    has_codes = bool(need_seat(request).account.secret)
    return render_door(desk, "second_factor.html", status=status, asked=asked, has_codes=has_codes, **view)


def _ask_new(desk: Desk, request: Request, *, status: int = 200, **view: Any) -> Response:
    members, seat = members_of(desk), need_seat(request)
    secret = members.second.open_secret(seat.account.secret)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    asked = ask_passkey(members, seat, find_site(request), new=True)
    return render_door(desk, "second_factor_new.html", status=status, secret=grouped, asked=asked, **view)


def _enroll(desk: Desk, request: Request, *, has_codes: bool) -> Response:
    members, seat = members_of(desk), need_seat(request)
    account, (codes, hashes) = seat.account, make_recovery()
    members.accounts.set_second(account.id, hashes, has_codes=has_codes)
    members.tries.forgive(limit_second(account))
    members.write_trail(account.name, "second factor set up", account.id)
    members.write_trail(account.name, "sign-in", account.id)
    answer = render_door(desk, "recovery.html", codes=codes)
    set_session(answer, members.begin(account, Stage.FULL, seat.session.id))
    return answer


def _is_right(members: Membership, account: Account, code: str) -> bool:
    step = members.second.find_step(account.secret, code, members.now())
    if step is not None:
        return members.accounts.take_step(account.id, step)
    if len(code) < 12 or not members.accounts.take_recovery(account.id, hash_recovery(code)):
        return False
    members.write_trail(account.name, "recovery code used", account.id, left=len(account.recovery) - 1)
    return True


def remove_passkey(members: Membership, account: Account, passkey_id: str) -> str:
    """Forget a passkey of somebody; return its name.

    Raises:
        ValueNotAllowed: it is not theirs, or nothing would be left to sign in by.
    """
    known = members.accounts.list_passkeys(account.id)
    found = next((one for one in known if one.id == passkey_id), None)
    if found is None:
        raise ValueNotAllowed("no such passkey of yours", remedy="load the page anew")
    if len(known) == 1 and not account.secret:
        raise ValueNotAllowed(
            "this passkey is your only second factor", found=found.name, remedy="set up another one first"
        )
    members.accounts.remove_passkey(account.id, found.id)
    members.write_trail(account.name, "passkey removed", account.id, name=found.name)
    return found.name
