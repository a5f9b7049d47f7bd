"""People: who has which role, invitations, letting somebody in no more. And the audit trail, for editors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.model.account import Account, Invitation, Role
from answerable.store.team.accounts import name_key
from answerable.web.page import Desk, go_to
from answerable.web.team.door import find_site, members_of
from answerable.web.team.membership import Membership, hash_secret, make_secret

_SHOWN = 100
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class TrailView:
    """One line of the audit trail."""

    seq: int
    at: str
    by: str
    action: str
    subject: str
    detail: str


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Everyone, and who is invited."""
    return _render(desk, request)


def invite(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Make an invitation, and show its link this once."""
    members, name, renew = members_of(desk), form.get("name", ""), form.get("renew", "") == "yes"
    if renew and members.is_shared:
        raise ValueNotAllowed(
            "this account may be of other investigations too",
            found=name,
            remedy="whoever keeps the server sets it anew: answerable team reset NAME",
        )
    email = form.get("email", "").strip() if members.provider else ""
    code = make_invitation(members, name, _role(form.get("role", "")), desk.by, renew=renew, email=email)
    link = f"{find_site(request).origin}/invitation/{code}"
    return _render(desk, request, link=link, invited=" ".join(name.split()), email=email)


def set_role(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Change somebody's role."""
    members = members_of(desk)
    account = _get(members, form.get("account", ""))
    role = _role(form.get("role", ""))
    _check_editor_left(members, account, role is Role.EDITOR)
    members.accounts.set_role(account.id, role)
    members.write_trail(desk.by, "role changed", account.name, before=say_role(account), after=role.value)
    return go_to("/people", f"{account.name} is {role.value} from now on.")


def close(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Let somebody in no more."""
    members = members_of(desk)
    account = _get(members, form.get("account", ""))
    _check_editor_left(members, account, False)
    members.accounts.close(account.id)
    members.write_trail(desk.by, "account closed", account.name)
    return go_to("/people", f"{account.name} can sign in no more. Their rulings stay.")


def show_trail(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The newest lines of the audit trail; with ``check`` whether none was altered."""
    query = request.query_params
    before = query.get("before", "")
    action, by = query.get("action", ""), query.get("who", "")
    record = desk.investigation.record
    lines = record.newest_audit(_SHOWN, before=int(before) if before.isdecimal() else 0, action=action, by=by)
    checked = query.get("check", "") == "yes"
    return desk.render(
        "audit.html",
        request,
        lines=[_view(line) for line in lines],
        last=lines[-1]["seq"] if len(lines) == _SHOWN else 0,
        action=action,
        who=by,
        people=sorted({account.name for account in members_of(desk).accounts.all()}),
        checked=checked,
        broken=record.find_audit_break() if checked else None,
    )


def make_invitation(
    members: Membership, name: str, role: Role, by: str, *, days: int = 3, renew: bool = False, email: str = ""
) -> str:
    """Keep an invitation and return the secret of its link, which is kept nowhere.

    Args:
        members: of the record.
        name: of whom it is for.
        role: what they may do.
        by: who invites.
        days: for which it holds.
        renew: whether an account of this name gets a new password and second factor.
        email: by which a provider of OpenID Connect knows them; empty for none.

    Raises:
        ValueNotAllowed: no name, or one that somebody here has, or no address.
        NotInRecord: nobody has the name whose account is to be set anew.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueNotAllowed("an account needs a name", found=name, allowed=f"1 to {_LONGEST_NAME} characters")
    if email and (email.count("@") != 1 or len(email) > 200 or not email.isprintable() or " " in email):
        raise ValueNotAllowed("this is no e-mail address", found=email)
    # Where several investigations share accounts, nobody learns here whether the name is somebody's in another.
    known = next((one for one in members.accounts.all() if name_key(one.name) == name_key(name)), None)
    if known is None and renew:
        raise NotInRecord("nobody has this name", found=name, remedy="look at the list of people")
    if known is not None and not renew and (known.is_open or not members.is_shared):
        raise ValueNotAllowed(
            "somebody has this name already", found=known.name, remedy="set their account anew, or add an initial"
        )
    code, now = make_secret(), members.now()
    role = known.role if renew and known is not None and known.role else role
    members.accounts.invite(
        Invitation(
            id=hash_secret(code),
            name=known.name if known else name,
            role=role,
            by=by,
            made_at=now.isoformat(),
            ends_at=(now + dt.timedelta(days=days)).isoformat(),
            account=known.id if renew and known is not None else "",
            email=email,
        )
    )
    members.write_trail(by, "invited anew" if renew else "invited", name, role=role.value)
    return code


def say_role(account: Account) -> str:
    """What somebody may do, in a word."""
    return account.role.value if account.role else "nothing"


def _render(desk: Desk, request: Request, *, link: str = "", invited: str = "", email: str = "") -> Response:
    members = members_of(desk)
    return desk.render(
        "people.html",
        request,
        accounts=members.accounts.all(),
        invitations=members.accounts.open_invitations(members.now().isoformat()),
        roles=[(role.value, _MEANING[role]) for role in Role],
        link=link,
        invited=invited,
        email=email,
        openid=members.provider.settings.label if members.provider else "",
        may_renew=not members.is_shared,
        you=name_key(desk.by),
    )


_MEANING = {
    Role.VIEWER: "reads",
    Role.CODER: "codes and rules on what the machine read",
    Role.LAWYER: "reads everything, keeps the right of reply",
    Role.REPORTER: "does the whole work",
    Role.EDITOR: "a reporter who also invites people and gives cases out",
}


def _view(line: Mapping[str, object]) -> TrailView:
    detail = json.loads(str(line["detail"]))
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in detail.items() if value != "")
    seq, at = int(str(line["seq"])), str(line["at"])[:19].replace("T", " ")
    return TrailView(seq, at, str(line["by"]), str(line["action"]), str(line["subject"]), said)


def _get(members: Membership, account_id: str) -> Account:
    account = members.accounts.find_member(account_id)
    if account is None:
        raise NotInRecord("no such person", found=account_id, remedy="go back to People")
    return account


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise ValueNotAllowed("no such role", found=name, allowed=", ".join(role.value for role in Role)) from None


def _check_editor_left(members: Membership, account: Account, stays: bool) -> None:
    editors = [one.id for one in members.accounts.all() if one.role is Role.EDITOR and one.is_open]
    if editors == [account.id] and not stays:
        raise ValueNotAllowed("nobody would be left who is editor", found=account.name, remedy="make another one first")
