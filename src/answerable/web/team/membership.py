"""Those who share a record, as the app knows them: sessions from cookies, tokens of forms, what is noted of them.

What comes in: a secret from a cookie, a link, a form. What goes out: who sits there. Never here: HTTP answers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from answerable.adapters.openid import Provider
from answerable.adapters.passkeys import PasskeyDesk
from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.model.account import Account, Session, Stage
from answerable.store.record import Record
from answerable.store.team.accounts import Accounts
from answerable.store.team.tries import Tries

COOKIE = "__Host-answerable"
OUTSIDER = "outsider"
"""Whoever is signed in and has no role in the investigation that they ask for."""
HOUSE = "*"
"""In the place of an investigation's name: none in particular of several, so that nobody has a role in it."""
IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)
PENDING = dt.timedelta(minutes=10)
_TOUCH = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Seat:
    """Whoever asks: their account, their session, the token of their forms."""

    account: Account
    session: Session
    token: str

    @property
    def who(self) -> str:
        """The column of the table of access: a role, how far they are signed in, or that they have no role here."""
        if self.session.stage is not Stage.FULL:
            return self.session.stage.value
        return self.account.role.value if self.account.role else OUTSIDER


class Membership:
    """Accounts, and all that signing in needs.

    Args:
        record: whose audit trail tells what is done here; the accounts stand in its database too, where no other is
            named.
        passwords: their hashes.
        second: time codes and recovery codes.
        house: the database of the accounts of several investigations; None where they are of one alone.
        investigation: whose roles are told and given; empty where the accounts are of one alone, `HOUSE` for none in
            particular of several.
        provider: of OpenID Connect; None where people sign in by password alone.
    """

    def __init__(
        self,
        record: Record,
        passwords: Passwords,
        second: SecondFactor,
        *,
        house: Record | None = None,
        investigation: str = "",
        provider: Provider | None = None,
    ) -> None:
        self.record = record
        self.house = house
        self.accounts = Accounts(house or record, investigation)
        self.tries = Tries(house or record)
        self.passwords = passwords
        self.second = second
        self.provider = provider
        self.keys = PasskeyDesk()
        self._parts: dict[str, Membership] = {}

    def add_part(self, name: str, record: Record) -> Membership:
        """The same people looked at from one of several investigations, whose own trail tells what is done in it."""
        part = Membership(
            record, self.passwords, self.second, house=self.record, investigation=name, provider=self.provider
        )
        self._parts[name] = part
        return part

    @property
    def is_shared(self) -> bool:
        """Whether the accounts are of several investigations."""
        return bool(self.accounts.investigation)

    def part(self, name: str) -> Membership:
        """As looked at from the investigation of this name; this one where there is one alone."""
        return self._parts.get(name, self)

    def now(self) -> dt.datetime:
        """This instant."""
        return dt.datetime.now(dt.UTC)

    def find_seats(self, secrets: Sequence[str]) -> list[Seat | None]:
        """For each secret of a cookie who has it, where their session still holds."""
        hashes = {secret: hash_secret(secret) for secret in secrets if secret}
        found = self.accounts.find_sessions(sorted(set(hashes.values()))) if hashes else {}
        now = self.now()
        return [
            self._seat(secret, *found[hashes[secret]], now) if hashes.get(secret) in found else None
            for secret in secrets
        ]

    def _seat(self, secret: str, session: Session, account: Account, now: dt.datetime) -> Seat | None:
        made, seen = dt.datetime.fromisoformat(session.made_at), dt.datetime.fromisoformat(session.seen_at)
        most = LONGEST if session.stage is Stage.FULL else PENDING
        if now - made > most or now - seen > IDLE:
            self.accounts.end_session(session.id)
            return None
        if now - seen > _TOUCH:
            self.accounts.touch_session(session.id, now.isoformat())
        return Seat(account, session, form_token(secret))

    def begin(self, account: Account, stage: Stage, instead_of: str = "") -> str:
        """Begin a session, in the place of an earlier one; return the secret for its cookie."""
        secret, now = make_secret(), self.now()
        self.accounts.sweep((now - LONGEST).isoformat())
        session = Session(hash_secret(secret), account.id, stage, now.isoformat(), now.isoformat())
        self.accounts.begin_session(session, instead_of)
        return secret

    def write_trail(self, by: str, action: str, subject: str, **detail: Any) -> None:
        """Write a line into the audit trail."""
        self.record.append_audit(self.now().isoformat(timespec="milliseconds"), by, action, subject, detail)


def make_secret() -> str:
    """Something that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What the database holds of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What the forms of a session carry, made of its cookie, which no other site can read."""
    return hmac.new(secret.encode(), b"answerable form", hashlib.sha256).hexdigest()
