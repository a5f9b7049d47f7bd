"""`answerable team`: people who share a record, from the server's own command line: the first editor is made here."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from answerable.adapters.openid import open_provider
from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.cli.output import folder_argument, print_json
from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.account import Account, Role
from answerable.store.record import Record
from answerable.store.team.accounts import name_key
from answerable.store.team.moving import move_accounts
from answerable.web.team.membership import Membership
from answerable.web.team.people import make_invitation, say_role

_ROLES = [role.value for role in Role]
_address = click.option(
    "--address", default="http://127.0.0.1:8400", show_default=True, help="Where people reach the newsroom."
)
_days = click.option("--days", default=3, show_default=True, type=click.IntRange(1, 30), help="How long it holds.")
_email = click.option("--email", default="", help="By which the provider of OpenID Connect knows them.")


@click.group()
def team() -> None:
    """People who share a record: invite them, give them roles, let them in no more.

    They sign in at `answerable serve --team`.
    """


@team.command("invite")
@click.argument("name")
@folder_argument
@click.option(
    "--role", type=click.Choice(_ROLES), required=True, help="What they may do; see docs/reference/access.md."
)
@_address
@_days
@_email
def invite(name: str, folder: Path, role: str, address: str, days: int, email: str) -> None:
    """Print a link that makes an account for NAME, once. Nothing is sent: give it by a way that you trust.

    Where NAME has an account in another investigation of the same server, the link gives it this role too.
    """
    members = _open(folder)
    _check_email(members, email)
    code = make_invitation(members, name, Role(role), _me(), days=days, email=email)
    _print_link(name, code, address, days, email)


@team.command("reset")
@click.argument("name")
@folder_argument
@_address
@_days
@_email
def reset(name: str, folder: Path, address: str, days: int, email: str) -> None:
    """Print a link by which NAME sets a new password and second factor. Their role and rulings stay.

    With --email, NAME may sign in by OpenID Connect under that address instead, in the place of the password.
    """
    members = _open(folder)
    _check_email(members, email)
    code = make_invitation(members, name, Role.VIEWER, _me(), days=days, renew=True, email=email)
    _print_link(name, code, address, days, email)


@team.command("list")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_people(folder: Path, as_json: bool) -> None:
    """Who has an account, and who is invited."""
    members = _open(folder)
    accounts, invited = members.accounts.all(), members.accounts.open_invitations(members.now().isoformat())
    if as_json:
        people = [
            {"name": one.name, "role": say_role(one), "open": one.is_open, "second_factor": one.has_second}
            for one in accounts
        ]
        open_links = [{"name": one.name, "role": one.role.value, "ends_at": one.ends_at} for one in invited]
        print_json({"people": people, "invited": open_links})
        return
    for one in accounts:
        state = "closed" if not one.is_open else "" if one.has_second else "second factor not set up yet"
        click.echo(f"{one.name}: {say_role(one)}{f', {state}' if state else ''}")
    for link in invited:
        click.echo(f"{link.name}: {link.role.value}, invited until {link.ends_at[:16].replace('T', ' ')} UTC")
    if not accounts and not invited:
        click.echo("Nobody yet. Next: answerable team invite NAME --role editor")


@team.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@folder_argument
def set_role(name: str, role: str, folder: Path) -> None:
    """Change what NAME may do. It holds from their next page."""
    members = _open(folder)
    account = _get(members, name)
    members.accounts.set_role(account.id, Role(role))
    members.write_trail(_me(), "role changed", account.name, before=say_role(account), after=role)
    click.echo(f"{account.name} is {role} from now on.")


@team.command("close")
@click.argument("name")
@folder_argument
@click.option("--everywhere", is_flag=True, help="In every investigation that shares the accounts.")
def close(name: str, folder: Path, everywhere: bool) -> None:
    """Let NAME in no more, and end what they have open. Their rulings stay; `team reset` opens the account again.

    Where several investigations share the accounts, NAME's role in this one ends, and no other; see --everywhere.
    """
    members = _open(folder)
    account = _get(members, name)
    members.accounts.close(account.id)
    if everywhere:
        members.accounts.close_wholly(account.id)
    members.write_trail(_me(), "account closed", account.name, everywhere=everywhere)
    wholly = everywhere or not members.is_shared
    click.echo(f"{account.name} {'can sign in' if wholly else 'opens this investigation'} no more. Their rulings stay.")


@team.command("move")
@folder_argument
def move(folder: Path) -> None:
    """Move the accounts from the record into the database that `[team] accounts` of answerable.toml names.

    For a newsroom that grows from one investigation to several: people sign in as before and keep their roles.
    """
    members = _open(folder)
    if members.house is None:
        raise ValueNotAllowed(
            "there is no database to move them to",
            where="answerable.toml, [team] accounts",
            allowed="postgresql+psycopg://USER@HOST/DATABASE",
            remedy="name it there first (docs/how-to/team.md)",
        )
    done = move_accounts(members.record, members.house, members.accounts.investigation)
    members.write_trail(_me(), "accounts moved", "", n=len(done.moved))
    click.echo(f"{len(done.moved)} account{'' if len(done.moved) == 1 else 's'} moved; they sign in as before.")
    for name in done.known:
        click.echo(f"{name}: somebody has this name there already. Next: answerable team invite {name!r} --role ROLE")


@team.command("trail")
@folder_argument
@click.option("--lines", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many, newest last.")
def trail(folder: Path, lines: int) -> None:
    """Who signed in, and who could not, where several investigations share the accounts; else the whole audit trail.

    Sign-ins are in no investigation's own trail then: its editors would read there who works on the others.
    """
    members = _open(folder)
    record = members.house or members.record
    for line in reversed(record.newest_audit(lines)):
        click.echo(f"{line['at'][:19]}  {line['by'] or 'nobody known'}  {line['action']}  {line['subject']}")
    broken = record.find_audit_break()
    click.echo("Every line follows the one before." if broken is None else f"Line {broken} was altered or is missing.")
    if broken is not None:
        raise SystemExit(1)


def _open(folder: Path) -> Membership:
    investigation = Investigation.open(folder, n_workers=0)
    settings = investigation.project.settings
    house = Record.open(settings.team.accounts, archive=investigation.project.build) if settings.team.accounts else None
    return Membership(
        investigation.record,
        Passwords(),
        SecondFactor.open(),
        house=house,
        investigation=settings.slug if house else "",
        provider=open_provider(settings.team.openid) if settings.team.openid else None,
    )


def _check_email(members: Membership, email: str) -> None:
    if email and members.provider is None:
        raise ValueNotAllowed(
            "nobody signs in by OpenID Connect here",
            where="--email",
            found=email,
            remedy="leave it out, or name a provider in answerable.toml: [team.openid]",
        )


def _me() -> str:
    """Who works at the server's own command line, as the audit trail has it."""
    try:
        return f"command line of {getpass.getuser()}"
    except (KeyError, OSError):
        return "command line"


def _get(members: Membership, name: str) -> Account:
    account = next((one for one in members.accounts.all() if name_key(one.name) == name_key(name)), None)
    if account is None:
        raise NotInRecord("nobody has this name", found=name, remedy="look: answerable team list")
    return account


def _print_link(name: str, code: str, address: str, days: int, email: str) -> None:
    click.echo(f"For {' '.join(name.split())}, once, within {days} day{'' if days == 1 else 's'}:")
    click.echo(f"  {address.rstrip('/')}/invitation/{code}")
    if email:
        click.echo(f"Or by OpenID Connect as {email}; then the link is not needed.")
    click.echo("Nothing was sent. Next, if the newsroom is not open yet: answerable serve --team")
