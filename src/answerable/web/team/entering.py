"""Signing in by name and password. The pages say nothing of the investigation, not its name.

Answers do not tell whether an account exists: a wrong name and a wrong password look alike and take as long.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.model.account import Account, Stage
from answerable.store.team.accounts import name_key
from answerable.store.team.tries import Limit
from answerable.web.page import Desk
from answerable.web.team.door import limit_address, members_of, render_door, safe_next, seat_anew, seat_of
from answerable.web.team.leaving import forget_token

_WRONG = "That name and password do not go together."


def show_sign_in(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The first page of anyone."""
    return render_door(desk, "sign_in.html", to=safe_next(request.query_params.get("next", "/")))


def sign_in(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at a name and password."""
    members = members_of(desk)
    name, to = form.get("name", ""), safe_next(form.get("next", "/"))
    limits = [limit_name(name), limit_address(request)]
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
    members.tries.take_back(limits[1])
    members.write_trail(account.name, "password right", account.id)
    seated = seat_anew(members, account, stage_of(account), seat_of(request), door_of(account, to))
    forget_token(seated)
    return seated


def limit_name(name: str) -> Limit:
    """How tries at one password are slowed."""
    return Limit("account", name_key(name), 5, 60)


def stage_of(account: Account) -> Stage:
    """How far somebody is whose first factor was right."""
    return Stage.PASSWORD if account.has_second else Stage.ENROLL


def door_of(account: Account, to: str) -> str:
    """The page of the second factor."""
    door = "/second-factor" if account.has_second else "/second-factor/new"
    return f"{door}?next={to}" if to != "/" else door
