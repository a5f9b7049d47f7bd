"""Moving the accounts of one record into a database that several investigations share.

Never here: sessions, which end.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from answerable.store.record import Record
from answerable.store.team.tables import accounts, identities, invitations, journeys, passkeys, roles, sessions

_KEYS = (passkeys, identities)


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it, by name.

    Args:
        moved: who signs in as before, with the same role.
        known: whose name somebody has there already; they are invited anew, and nothing of theirs was moved.
    """

    moved: tuple[str, ...]
    known: tuple[str, ...]


def move_accounts(record: Record, house: Record, investigation: str) -> Moved:
    """Move every account, with its password, second factor and role, to where several investigations share them.

    All of it is there before any of it is taken from the record; whoever was moved by a run that was killed is not
    moved again.

    Args:
        record: whose database holds the accounts of one investigation alone.
        house: whose database several share.
        investigation: the name under which their roles are kept from now on.
    """
    moved, known = [], []
    with record.engine.connect() as reading:
        people = [dict(row._mapping) for row in reading.execute(sa.select(accounts).order_by(accounts.c.name_key))]
        own = [dict(row._mapping) for row in reading.execute(sa.select(roles).where(roles.c.investigation == ""))]
        keys = {table: [dict(row._mapping) for row in reading.execute(sa.select(table))] for table in _KEYS}
    here = {row["account"]: row for row in own}
    with house.engine.begin() as writing:
        there = {row.name_key: row.id for row in writing.execute(sa.select(accounts.c.name_key, accounts.c.id))}
        for person in people:
            at = there.get(person["name_key"])
            if at is not None and at != person["id"]:
                known.append(person["name"])
                continue
            moved.append(person["name"])
            if at is None:
                writing.execute(accounts.insert().values(**person))
                for table, rows in keys.items():
                    of_person = [row for row in rows if row["account"] == person["id"]]
                    if of_person:
                        writing.execute(table.insert(), of_person)
            role = here.get(person["id"])
            if role is not None:
                at_role = (roles.c.account == person["id"], roles.c.investigation == investigation)
                writing.execute(roles.delete().where(*at_role))
                writing.execute(roles.insert().values(**role | {"investigation": investigation}))
    with record.engine.begin() as writing:
        for table in (accounts, roles, invitations, sessions, journeys, *_KEYS):
            writing.execute(table.delete())
    return Moved(tuple(moved), tuple(known))
