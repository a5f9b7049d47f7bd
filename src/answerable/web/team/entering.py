"""Signing in and out: password, second factor, invitation. The pages say nothing of the investigation, not its name.

Answers do not tell whether an account exists: a wrong name and a wrong password look alike and take as long.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from answerable.adapters.second_factor import hash_recovery, make_recovery
from answerable.errors import ValueNotAllowed
from answerable.model.account import Account, Stage
from answerable.store.team.accounts import name_key
from answerable.store.team.tries import Limit
from answerable.web.page import Desk, go_to
from answerable.web.team.membership import COOKIE, LONGEST, Membership, Seat, hash_secret

_WRONG = "That name and password do not go together."
_WRONG_CODE = "That code does not hold, or was used already."


def show_sign_in(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The first page of anyone."""
    return render_door(desk, "sign_in.html", to=_safe(request.query_params.get("next", "/")))


def sign_in(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at a name and password."""
    members = _members(desk)
    name, to = form.get("name", ""), _safe(form.get("next", "/"))
    limits = [Limit("account", name_key(name), 5, 60), Limit("address", _address(request), 30, 900)]
    wait = members.tries.begin(limits, members.now())
    if wait:
        said = f"Too many tries. Wait {wait} seconds."
        answer = render_door(desk, "sign_in.html", status=429, said=said, to=to)
        answer.headers["retry-after"] = str(wait)
        return answer
    account = members.accounts.find_name(name)
    known = account.password if account is not None and account.is_open else ""
    if not members.passwords.is_right(form.get("password", ""), known) or account is None:
        members.write_trail(account.name if account else "", "sign-in failed", "password")
        return render_door(desk, "sign_in.html", status=401, said=_WRONG, to=to)
    members.tries.forgive(limits[0])
    stage = Stage.PASSWORD if account.has_second else Stage.ENROLL
    members.write_trail(account.name, "password right", account.id)
    door = "/second-factor" if account.has_second else "/second-factor/new"
    return _seated(members, account, stage, _seat(request), f"{door}?next={to}" if to != "/" else door)


def show_second(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Ask for the second factor."""
    return render_door(desk, "second_factor.html", to=_safe(request.query_params.get("next", "/")))


def give_second(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at a time code or a recovery code."""
    members, seat = _members(desk), _need(request)
    account, code, to = seat.account, form.get("code", ""), _safe(form.get("next", "/"))
    limit = Limit("second", account.id, 4, 300)
    wait = members.tries.begin([limit], members.now())
    if wait:
        return render_door(desk, "second_factor.html", status=429, said=f"Too many tries. Wait {wait} seconds.", to=to)
    if not _is_right(members, account, code):
        members.write_trail(account.name, "sign-in failed", "second factor")
        return render_door(desk, "second_factor.html", status=401, said=_WRONG_CODE, to=to)
    members.tries.forgive(limit)
    members.write_trail(account.name, "sign-in", account.id)
    return _seated(members, account, Stage.FULL, seat, to)


def show_new(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Show the secret of a second factor that is being set up."""
    secret = _members(desk).second.open_secret(_need(request).account.secret)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_door(desk, "second_factor_new.html", secret=grouped)


def show_picture(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The same secret, for a telephone to read."""
    account = _need(request).account
    drawn = _members(desk).second.draw(account.secret, account.name, "Newsroom")
    return Response(drawn, media_type="image/svg+xml")


def set_new(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Try the new second factor; where its code is right it holds, and recovery codes are shown once."""
    members, seat = _members(desk), _need(request)
    account = seat.account
    limit = Limit("second", account.id, 4, 300)
    wait = members.tries.begin([limit], members.now())
    step = None if wait else members.second.find_step(account.secret, form.get("code", ""), members.now())
    if step is None or not members.accounts.take_step(account.id, step):
        secret = members.second.open_secret(account.secret)
        said = f"Too many tries. Wait {wait} seconds." if wait else _WRONG_CODE
        return render_door(desk, "second_factor_new.html", status=429 if wait else 401, said=said, secret=secret)
    codes, hashes = make_recovery()
    members.accounts.set_second(account.id, hashes)
    members.tries.forgive(limit)
    members.write_trail(account.name, "second factor set up", account.id)
    members.write_trail(account.name, "sign-in", account.id)
    answer = render_door(desk, "recovery.html", codes=codes)
    _set_cookie(answer, members.begin(account, Stage.FULL, seat.session.id))
    return answer


def show_invitation(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Where the link of an invitation leads: choose a password."""
    members, code = _members(desk), str(request.path_params["code"])
    found = members.accounts.find_invitation(hash_secret(code), members.now().isoformat())
    if found is None:
        return render_door(desk, "void.html", status=404)
    return render_door(desk, "invitation.html", code=code, who=found.name)


def accept_invitation(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Make the account, and go on to its second factor."""
    members, code, password = _members(desk), form.get("code", ""), form.get("password", "")
    wait = members.tries.begin([Limit("address", _address(request), 30, 900)], members.now())
    now = members.now().isoformat()
    found = None if wait else members.accounts.find_invitation(hash_secret(code), now)
    if found is None:
        return render_door(desk, "void.html", status=429 if wait else 404)
    try:
        if password != form.get("again", ""):
            raise ValueNotAllowed("the two passwords differ")
        hashed = members.passwords.make(password)
    except ValueNotAllowed as error:
        said = ". ".join(part for part in (error.message.capitalize(), error.allowed, error.remedy) if part)
        return render_door(desk, "invitation.html", status=422, code=code, who=found.name, said=said)
    account = Account(
        id=found.account or f"acc-{secrets.token_hex(8)}",
        name=" ".join(found.name.split()),
        role=found.role,
        password=hashed,
        secret=members.second.make_secret(),
        made_at=now,
    )
    if not members.accounts.accept(found.id, account):
        return render_door(desk, "void.html", status=404)
    members.write_trail(account.name, "account made", account.id, role=account.role.value, invited_by=found.by)
    return _seated(members, account, Stage.ENROLL, None, "/second-factor/new")


def sign_out(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """End this session."""
    members, seat = _members(desk), _need(request)
    members.accounts.end_session(seat.session.id)
    members.write_trail(seat.account.name, "sign-out", seat.account.id)
    answer = go_to("/sign-in")
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    return answer


def render_door(desk: Desk, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """A page for those who are not signed in wholly."""
    shared = {"token": desk.token, "said": "", "to": "/"}
    return HTMLResponse(desk.pages.get_template(template).render(**shared | view), status_code=status)


def set_password(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Change one's own password; every other session ends."""
    members, seat = _members(desk), _need(request)
    limit = Limit("account", name_key(seat.account.name), 5, 60)
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
    return _seated(members, replace(seat.account, password=hashed), Stage.FULL, None, said)


def sign_out_everywhere(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """End every session of one's own."""
    members, seat = _members(desk), _need(request)
    n = members.accounts.end_sessions(seat.account.id)
    members.write_trail(seat.account.name, "signed out everywhere", seat.account.id, sessions=n)
    return go_to("/sign-in")


def show_account(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """One's own account."""
    account = _need(request).account
    return desk.render("account.html", request, account=account, n_recovery=len(account.recovery))


def _is_right(members: Membership, account: Account, code: str) -> bool:
    step = members.second.find_step(account.secret, code, members.now())
    if step is not None:
        return members.accounts.take_step(account.id, step)
    if len(code) < 12 or not members.accounts.take_recovery(account.id, hash_recovery(code)):
        return False
    members.write_trail(account.name, "recovery code used", account.id, left=len(account.recovery) - 1)
    return True


def _seated(members: Membership, account: Account, stage: Stage, seat: Seat | None, to: str) -> Response:
    """Go on with a new session, never with the one that was known before."""
    answer = RedirectResponse(to, 303)
    _set_cookie(answer, members.begin(account, stage, seat.session.id if seat else ""))
    return answer


def _set_cookie(answer: Response, secret: str) -> None:
    longest = int(LONGEST.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=longest, path="/", secure=True, httponly=True, samesite="strict")


def _members(desk: Desk) -> Membership:
    if desk.members is None:
        raise ValueNotAllowed("nobody signs in here: this newsroom is one person's")
    return desk.members


def _seat(request: Request) -> Seat | None:
    seat: Seat | None = request.scope.get("seat")
    return seat


def _need(request: Request) -> Seat:
    seat = _seat(request)
    if seat is None:
        raise ValueNotAllowed("sign in first")
    return seat


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _safe(to: str) -> str:
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and "?" not in to else "/"
