"""Invitations as whoever is invited meets them: a link to a password, a role for an account that there is, an address
that a provider of OpenID Connect vouches for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.adapters.openid import Identity
from answerable.errors import ValueNotAllowed
from answerable.model.account import Account, Invitation, Stage
from answerable.web.page import Desk, go_to
from answerable.web.team.door import limit_address, members_of, render_door, seat_anew, seat_of
from answerable.web.team.membership import Membership, hash_secret


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Where the link of an invitation leads: choose a password; or take a further role on."""
    members, code = members_of(desk), str(request.path_params["code"])
    found = members.accounts.find_invitation(hash_secret(code), members.now().isoformat())
    if found is None:
        return render_door(desk, "void.html", status=404)
    if _has_account(members, found):
        return render_door(desk, "join.html", code=code, who=found.name, is_you=_is_you(members, found, request))
    return render_door(desk, "invitation.html", code=code, who=found.name)


def accept(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Make the account and go on to its second factor; or give the account that there is its further role."""
    members, code, password = members_of(desk), form.get("code", ""), form.get("password", "")
    wait = members.tries.begin([limit_address(request)], members.now())
    now = members.now().isoformat()
    found = None if wait else members.accounts.find_invitation(hash_secret(code), now)
    if found is None:
        return render_door(desk, "void.html", status=429 if wait else 404)
    if _has_account(members, found):
        return _join(desk, request, found, code, now)
    try:
        if password != form.get("again", ""):
            raise ValueNotAllowed("the two passwords differ")
        hashed = members.passwords.make(password)
    except ValueNotAllowed as error:
        said = ". ".join(part for part in (error.message.capitalize(), error.allowed, error.remedy) if part)
        return render_door(desk, "invitation.html", status=422, code=code, who=found.name, said=said)
    account = _make_account(members, found, hashed, now)
    if not members.accounts.accept(found.id, account):
        return render_door(desk, "void.html", status=404)
    members.tries.take_back(limit_address(request))
    _note(members, found, account.name, "account made")
    return seat_anew(members, account, Stage.ENROLL, None, "/second-factor/new")


def find_invited(members: Membership, identity: Identity) -> Account | None:
    """The account of whoever a provider vouches for, made or given further roles where they are invited.

    An account that has a password is never theirs by its name or address alone: it is where they came to it before,
    or where an invitation sets that very account anew.
    """
    now, key = members.now().isoformat(), (identity.issuer, identity.subject)
    known = members.accounts.find(members.accounts.find_identity(*key))
    for invited in members.accounts.find_invitations_of(identity.email, now):
        if known is not None:
            if members.accounts.join(invited.id, known.id, now):
                _note(members, invited, known.name, "role taken")
        elif invited.account:
            members.accounts.join(invited.id, invited.account, now, key)
            known = members.accounts.find(invited.account)
        elif members.accounts.find_name(invited.name) is None:
            known = _make_account(members, invited, "", now)
            if not members.accounts.accept(invited.id, known, key):
                return None
            _note(members, invited, known.name, "account made")
    known = members.accounts.find(known.id) if known is not None else None
    return known if known is not None and known.is_open else None


def _join(desk: Desk, request: Request, found: Invitation, code: str, now: str) -> Response:
    members, seat = members_of(desk), seat_of(request)
    if seat is None or not _is_you(members, found, request):
        return render_door(desk, "join.html", status=403, code=code, who=found.name, is_you=False)
    if not members.accounts.join(found.id, seat.account.id, now):
        return render_door(desk, "void.html", status=404)
    _note(members, found, seat.account.name, "role taken")
    return go_to("/")


def _has_account(members: Membership, found: Invitation) -> bool:
    """Whether an invitation that makes an account names one that there is: it gives a role, never a password."""
    return not found.account and members.accounts.find_name(found.name) is not None


def _is_you(members: Membership, found: Invitation, request: Request) -> bool:
    seat, named = seat_of(request), members.accounts.find_name(found.name)
    return seat is not None and seat.session.stage is Stage.FULL and named is not None and named.id == seat.account.id


def _make_account(members: Membership, found: Invitation, password: str, now: str) -> Account:
    return Account(
        id=found.account or f"acc-{secrets.token_hex(8)}",
        name=" ".join(found.name.split()),
        role=found.role,
        password=password,
        secret=members.second.make_secret(),
        made_at=now,
    )


def _note(members: Membership, found: Invitation, name: str, action: str) -> None:
    """Say in the trail of the investigation who came in, by whose invitation."""
    part = members.part(members.accounts.find_where(found.id))
    part.write_trail(name, action, name, role=found.role.value, invited_by=found.by)
