"""To a provider of OpenID Connect and back. Whoever it vouches for comes in only where they are invited.

Never here: what of its answer holds (`adapters.openid`), who is invited (`joining`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from answerable.adapters.openid import Identity, Provider
from answerable.errors import AdapterUnavailable, SignInRefused, ValueNotAllowed
from answerable.model.account import Account, Journey, Stage
from answerable.store.team.tries import Limit
from answerable.web.page import Desk
from answerable.web.team.door import find_site, limit_address, members_of, render_door, safe_next, set_session
from answerable.web.team.entering import door_of, stage_of
from answerable.web.team.joining import find_invited
from answerable.web.team.leaving import keep_token
from answerable.web.team.membership import Membership, hash_secret, make_secret

COOKIE = "__Host-answerable-openid"
"""Goes along when the provider sends the browser back, which the cookie of a session does not."""
_HOLDS = dt.timedelta(minutes=10)
_NOBODY = (
    "You are signed in there, but not invited here. Ask your editor to invite you by the address that you have there."
)
_DOWN = "The provider does not answer. Try again in a while."


def depart(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Send the browser to the provider."""
    members, provider = members_of(desk), _provider(desk)
    to = safe_next(request.query_params.get("next", "/"))
    if wait := members.tries.begin([_limit(request)], members.now()):
        return _refuse(desk, 429, f"Too many tries. Wait {wait} seconds.", to)
    back = f"{find_site(request).origin}/openid/back"
    try:
        going = provider.begin(back)
    except AdapterUnavailable as error:
        members.write_trail("", "sign-in failed", "openid", why=error.found)
        return _refuse(desk, 503, _DOWN, to)
    secret, now = make_secret(), members.now()
    journey = Journey(hash_secret(secret), going.state, going.nonce, going.verifier, back, to, now.isoformat())
    members.accounts.set_out(journey, (now - _HOLDS).isoformat())
    answer = RedirectResponse(going.address, 303)
    holds = int(_HOLDS.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=holds, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def arrive(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Look at what the provider sends the browser back with."""
    members, provider, query = members_of(desk), _provider(desk), dict(request.query_params)
    since = (members.now() - _HOLDS).isoformat()
    journey = members.accounts.arrive(hash_secret(request.cookies.get(COOKIE, "")), since)
    try:
        if journey is None:
            raise SignInRefused("nobody set out from here", found="state", remedy="sign in again from the beginning")
        identity = provider.finish(
            query, back=journey.back, state=journey.state, nonce=journey.nonce, verifier=journey.verifier
        )
    except SignInRefused as error:
        members.write_trail("", "sign-in failed", "openid", why=error.found)
        return _refuse(desk, 401, f"What the provider said does not hold ({error.found}). Sign in again.", "/")
    except AdapterUnavailable as error:
        members.write_trail("", "sign-in failed", "openid", why=error.found)
        return _refuse(desk, 503, _DOWN, "/")
    account = find_invited(members, identity)
    if account is None:
        members.write_trail("", "sign-in failed", "openid", why="not invited")
        return _refuse(desk, 403, _NOBODY, "/")
    members.tries.take_back(_limit(request))
    return _let_in(desk, members, account, journey.to, identity)


def _let_in(desk: Desk, members: Membership, account: Account, to: str, identity: Identity) -> Response:
    """A page that leads on: the browser came from another site, and would not bring its new cookie along otherwise."""
    if _provider(desk).settings.second_factor == "provider":
        stage, door = Stage.FULL, to
        members.write_trail(account.name, "sign-in", account.id, factor="openid")
    else:
        stage, door = stage_of(account), door_of(account, to)
        members.write_trail(account.name, "provider vouched", account.id)
    answer = render_door(desk, "arrived.html", to=door)
    set_session(answer, members.begin(account, stage))
    keep_token(answer, identity.token)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _limit(request: Request) -> Limit:
    """How ways to the provider from one address are slowed; those that end well do not count."""
    return Limit("openid", limit_address(request).value, 30, 60)


def _refuse(desk: Desk, status: int, said: str, to: str) -> Response:
    return render_door(desk, "sign_in.html", status=status, said=said, to=to)


def _provider(desk: Desk) -> Provider:
    provider = members_of(desk).provider
    if provider is None:
        raise ValueNotAllowed("nobody signs in by OpenID Connect here", remedy="sign in by name and password")
    return provider
