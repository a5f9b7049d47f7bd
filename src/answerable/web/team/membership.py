"""Those who share a record, as the app knows them: sessions from cookies, tokens of forms, what is noted of them.

What comes in: a secret from a cookie, a link, a form. What goes out: who sits there. Never here: HTTP answers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.model.account import Account, Session, Stage
from answerable.store.record import Record
from answerable.store.team.accounts import Accounts
from answerable.store.team.tries import Tries

COOKIE = "__Host-answerable"
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
        """The column of the table of access: a role, or how far they are signed in."""
        return self.account.role.value if self.session.stage is Stage.FULL else self.session.stage.value


class Membership:
    """Accounts of a record, and all that signing in needs."""

    def __init__(self, record: Record, passwords: Passwords, second: SecondFactor) -> None:
        self.record = record
        self.accounts = Accounts(record)
        self.tries = Tries(record)
        self.passwords = passwords
        self.second = second

    def now(self) -> dt.datetime:
        """This instant."""
        return dt.datetime.now(dt.UTC)

    def find_seat(self, secret: str) -> Seat | None:
        """Who has this secret in their cookie, where their session still holds."""
        if not secret:
            return None
        found = self.accounts.find_session(hash_secret(secret))
        if found is None:
            return None
        session, account = found
        now = self.now()
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
