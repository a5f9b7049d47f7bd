"""Whose accounts: the database they stand in and the investigation whose roles are looked at. The ground of the nouns.

Never here: any of the nouns.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from answerable.model.account import Account, Role
from answerable.store.record import Record
from answerable.store.team.tables import accounts, roles


def name_key(name: str) -> str:
    """What makes two names one: all but case and spaces, as double coding has it."""
    return " ".join(name.split()).casefold()


class House:
    """A database of accounts, looked at from one investigation.

    Args:
        record: whose database the accounts stand in.
        investigation: whose roles are told and given; empty where the accounts are of one investigation alone, or
            of none in particular.
    """

    def __init__(self, record: Record, investigation: str = "") -> None:
        self._engine = record.engine
        self._reading = record.reading
        self.investigation = investigation

    def _select(self, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """Accounts with their role here; both are None where they have none, or it was ended."""
        here = sa.and_(roles.c.account == accounts.c.id, roles.c.investigation == self.investigation)
        of = [column.label(f"of_{column.name}") for column in accounts.c]
        role = (roles.c.role.label("here"), roles.c.is_open.label("here_open"))
        return sa.select(*of, *role, *more).join_from(accounts, roles, here, isouter=True)

    def _write_role(self, connection: sa.Connection, account: str, investigation: str, role: Role) -> None:
        where = (roles.c.account == account, roles.c.investigation == investigation)
        values = {"role": role.value, "is_open": 1}
        if connection.execute(roles.update().where(*where).values(**values)).rowcount == 0:
            connection.execute(roles.insert().values(account=account, investigation=investigation, **values))


def read_account(row: Any, *, closed_too: bool = False) -> Account:
    """The account in a row of `House._select`.

    Args:
        row: of the database.
        closed_too: whether a role that was ended is told, as on the list of people; the account is told as closed.
    """
    has_role = row.here is not None and (closed_too or bool(row.here_open))
    return Account(
        id=row.of_id,
        name=row.of_name,
        role=Role(row.here) if has_role else None,
        password=row.of_password,
        secret=row.of_secret,
        has_second=bool(row.of_has_second),
        recovery=tuple(json.loads(row.of_recovery)),
        is_open=bool(row.of_is_open) and (not closed_too or bool(row.here_open)),
        made_at=row.of_made_at,
    )
