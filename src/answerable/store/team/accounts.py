"""Accounts and what each may do. In and out: `model.account`. Never here: secrets in the clear, which this module never
sees, and who may open what."""

from __future__ import annotations

import json

import sqlalchemy as sa

from answerable.model.account import Account, Role
from answerable.store.team.house import House, name_key, read_account
from answerable.store.team.invitations import Invitations
from answerable.store.team.passkeys import Journeys, Passkeys
from answerable.store.team.sessions import Sessions
from answerable.store.team.tables import accounts, roles

__all__ = ["Accounts", "name_key"]


class Accounts(Invitations, Sessions, Passkeys, Journeys, House):
    """The people of one investigation."""

    def find(self, account_id: str) -> Account | None:
        """The account with this id."""
        return self._one(accounts.c.id == account_id)

    def find_name(self, name: str) -> Account | None:
        """The account of this name, whatever its case and spaces."""
        return self._one(accounts.c.name_key == name_key(name))

    def find_member(self, account_id: str) -> Account | None:
        """The account with this id, where it has or had a role here."""
        return next((one for one in self.all() if one.id == account_id), None)

    def all(self) -> list[Account]:
        """Everyone with a role here, or who had one and is closed, by name."""
        query = self._select().where(roles.c.account.is_not(None)).order_by(accounts.c.name_key)
        with self._engine.connect() as connection:
            return [read_account(row, closed_too=True) for row in connection.execute(query)]

    def roles_of(self, account_id: str) -> dict[str, Role]:
        """What a person may do, by investigation."""
        query = sa.select(roles.c.investigation, roles.c.role).where(roles.c.account == account_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(roles.c.is_open == 1).order_by(roles.c.investigation))
            return {row.investigation: Role(row.role) for row in rows}

    def set_role(self, account_id: str, role: Role) -> None:
        """Change what a person may do here; it holds from their next page."""
        with self._engine.begin() as connection:
            self._write_role(connection, account_id, self.investigation, role)

    def set_password(self, account_id: str, password: str) -> None:
        """Put a hash in the place of the earlier one."""
        self._set(account_id, password=password)

    def set_second(self, account_id: str, recovery: tuple[str, ...], *, has_codes: bool = True) -> None:
        """Note that the second factor works, with the hashes of its recovery codes.

        Args:
            account_id: of the account.
            recovery: the hashes.
            has_codes: whether it is time codes; else their secret, which nobody tried, is forgotten.
        """
        values: dict[str, object] = {"has_second": 1, "recovery": json.dumps(recovery)}
        self._set(account_id, **values if has_codes else values | {"secret": ""})

    def close(self, account_id: str) -> None:
        """End a person's role here; where the accounts are of this investigation alone, let them in no more."""
        where = (roles.c.account == account_id, roles.c.investigation == self.investigation)
        with self._engine.begin() as connection:
            connection.execute(roles.update().where(*where).values(is_open=0))
        if not self.investigation:
            self.close_wholly(account_id)

    def close_wholly(self, account_id: str) -> None:
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

    def _one(self, where: sa.ColumnElement[bool]) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(self._select().where(where)).first()
        return read_account(row) if row else None

    def _set(self, account_id: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(accounts.update().where(accounts.c.id == account_id).values(**values))
