"""Accounts, invitations and sessions in the record's database. In and out: `model.account`. Never here: secrets in
the clear, which this module never sees, and who may do what."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from answerable.errors import ValueNotAllowed
from answerable.model.account import Account, Invitation, Role, Session, Stage
from answerable.store.record import Record
from answerable.store.team.tables import accounts, invitations, sessions


def name_key(name: str) -> str:
    """What makes two names one: all but case and spaces, as double coding has it."""
    return " ".join(name.split()).casefold()


class Accounts:
    """The people of one record."""

    def __init__(self, record: Record) -> None:
        self._engine = record.engine

    # --- accounts -----------------------------------------------------------------------------------------------

    def find(self, account_id: str) -> Account | None:
        """The account with this id."""
        return self._one(accounts.c.id == account_id)

    def find_name(self, name: str) -> Account | None:
        """The account of this name, whatever its case and spaces."""
        return self._one(accounts.c.name_key == name_key(name))

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(accounts).order_by(accounts.c.name_key))
            return [_account(row) for row in rows]

    def set_role(self, account_id: str, role: Role) -> None:
        """Change what a person may do; it holds from their next page."""
        self._set(account_id, role=role.value)

    def set_password(self, account_id: str, password: str) -> None:
        """Put a hash in the place of the earlier one."""
        self._set(account_id, password=password)

    def set_second(self, account_id: str, recovery: tuple[str, ...]) -> None:
        """Note that the second factor works, with the hashes of its recovery codes."""
        self._set(account_id, has_second=1, recovery=json.dumps(recovery))

    def close(self, account_id: str) -> None:
        """Let a person in no more, and end what they have open; their rulings stay."""
        self._set(account_id, is_open=0)
        self.end_sessions(account_id)

    def take_step(self, account_id: str, step: int) -> bool:
        """Use up a time step of the second factor: each code holds once, and none before a later one."""
        query = accounts.update().where(accounts.c.id == account_id, accounts.c.last_step < step)
        with self._engine.begin() as connection:
            return connection.execute(query.values(last_step=step)).rowcount == 1

    def take_recovery(self, account_id: str, code: str) -> bool:
        """Use up a recovery code, by its hash."""
        with self._engine.begin() as connection:
            query = sa.select(accounts.c.recovery).where(accounts.c.id == account_id).with_for_update()
            text = connection.execute(query).scalar_one_or_none() or "[]"
            left = [one for one in json.loads(text) if one != code]
            # Compared with what was read, so that two at once do not both use it where rows are not locked.
            same = (accounts.c.id == account_id, accounts.c.recovery == text)
            done = connection.execute(accounts.update().where(*same).values(recovery=json.dumps(left)))
            return len(left) < len(json.loads(text)) and done.rowcount == 1

    # --- invitations --------------------------------------------------------------------------------------------

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation; an earlier one of the same name is void."""
        key = name_key(invitation.name)
        with self._engine.begin() as connection:
            for row in connection.execute(sa.select(invitations).where(invitations.c.used_at == "")):
                if name_key(row.name) == key:
                    connection.execute(invitations.delete().where(invitations.c.id == row.id))
            values = {name: getattr(invitation, name) for name in Invitation.__slots__}
            connection.execute(invitations.insert().values(**values | {"role": invitation.role.value}, used_at=""))

    def find_invitation(self, invitation_id: str, now: str) -> Invitation | None:
        """An invitation that still holds."""
        holds = (invitations.c.used_at == "", invitations.c.ends_at > now)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(invitations).where(invitations.c.id == invitation_id, *holds)).first()
        return _invitation(row) if row else None

    def open_invitations(self, now: str) -> list[Invitation]:
        """Those that still hold, by name."""
        query = sa.select(invitations).where(invitations.c.used_at == "", invitations.c.ends_at > now)
        with self._engine.connect() as connection:
            return [_invitation(row) for row in connection.execute(query.order_by(invitations.c.name))]

    def accept(self, invitation_id: str, account: Account) -> bool:
        """Use an invitation up and keep the account that it makes or sets anew; False where it holds no more.

        Raises:
            ValueNotAllowed: the name was taken meanwhile.
        """
        holds = (invitations.c.used_at == "", invitations.c.ends_at > account.made_at)
        query = invitations.update().where(invitations.c.id == invitation_id, *holds).values(used_at=account.made_at)
        values = {
            "name": account.name,
            "name_key": name_key(account.name),
            "role": account.role.value,
            "password": account.password,
            "secret": account.secret,
            "has_second": 0,
            "last_step": 0,
            "recovery": "[]",
            "is_open": 1,
            "made_at": account.made_at,
        }
        try:
            with self._engine.begin() as connection:
                if connection.execute(query).rowcount != 1:
                    return False
                known = accounts.c.id == account.id
                if connection.execute(accounts.update().where(known).values(**values)).rowcount == 0:
                    connection.execute(accounts.insert().values(id=account.id, **values))
                connection.execute(sessions.delete().where(sessions.c.account == account.id))
        except IntegrityError:
            raise ValueNotAllowed("somebody has this name already", found=account.name) from None
        return True

    # --- sessions -----------------------------------------------------------------------------------------------

    def begin_session(self, session: Session, instead_of: str = "") -> None:
        """Keep a session, and end the one that it takes the place of."""
        values = {name: getattr(session, name) for name in Session.__slots__} | {"stage": session.stage.value}
        with self._engine.begin() as connection:
            if instead_of:
                connection.execute(sessions.delete().where(sessions.c.id == instead_of))
            connection.execute(sessions.insert().values(**values))

    def find_session(self, session_id: str) -> tuple[Session, Account] | None:
        """A session with its person, where that may still sign in."""
        query = (
            sa.select(sessions, *(column.label(f"of_{column.name}") for column in accounts.c))
            .join(accounts, accounts.c.id == sessions.c.account)
            .where(sessions.c.id == session_id, accounts.c.is_open == 1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        session = Session(row.id, row.account, Stage(row.stage), row.made_at, row.seen_at)
        return session, _account(row, lambda name: getattr(row, f"of_{name}"))

    def touch_session(self, session_id: str, now: str) -> None:
        """Note that a session was used."""
        with self._engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.id == session_id).values(seen_at=now))

    def end_session(self, session_id: str) -> None:
        """End one session."""
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.id == session_id))

    def end_sessions(self, account_id: str) -> int:
        """End every session of a person; return how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(sessions.delete().where(sessions.c.account == account_id)).rowcount

    def sweep(self, before: str) -> int:
        """Delete sessions that began before an instant: they hold no more whatever they say."""
        with self._engine.begin() as connection:
            return connection.execute(sessions.delete().where(sessions.c.made_at < before)).rowcount

    def _one(self, where: sa.ColumnElement[bool]) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(accounts).where(where)).first()
        return _account(row) if row else None

    def _set(self, account_id: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(accounts.update().where(accounts.c.id == account_id).values(**values))


def _account(row: Any, get: Callable[[str], Any] | None = None) -> Account:
    of = get or (lambda name: getattr(row, name))
    return Account(
        id=of("id"),
        name=of("name"),
        role=Role(of("role")),
        password=of("password"),
        secret=of("secret"),
        has_second=bool(of("has_second")),
        recovery=tuple(json.loads(of("recovery"))),
        is_open=bool(of("is_open")),
        made_at=of("made_at"),
    )


def _invitation(row: Any) -> Invitation:
    return Invitation(row.id, row.name, Role(row.role), row.by, row.made_at, row.ends_at, row.account)
