"""Tries to sign in, counted in the database so that a restart of the server forgives nothing.

Keys are hashes: neither names nor addresses stand here. Never here: what is tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from answerable.model.ids import make_key
from answerable.store.record import Record
from answerable.store.team.tables import tries

_FIRST_S = 4
_FORGET = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """How tries of one kind are slowed.

    Args:
        kind: `account`, `address` or `second`.
        value: whose; kept as a hash.
        n_free: tries that are not slowed.
        most: the longest wait in seconds; each further try doubles the wait up to it.
    """

    kind: str
    value: str
    n_free: int
    most: int

    @property
    def key(self) -> str:
        """What the database holds of it."""
        return f"{self.kind}:{make_key('try', self.kind, self.value)[:32]}"

    def wait(self, n: int) -> dt.timedelta:
        """How long after the last of `n` tries the next is let through."""
        over = n - self.n_free
        return dt.timedelta(seconds=0 if over < 0 else min(self.most, _FIRST_S * 2 ** min(over, 20)))


class Tries:
    """Counts tries and says who has to wait."""

    def __init__(self, record: Record) -> None:
        self._engine = record.engine

    def begin(self, limits: Sequence[Limit], now: dt.datetime) -> int:
        """Count a try before it is looked at, so that many at once are all counted.

        Args:
            limits: all that it falls under.
            now: UTC.

        Returns:
            Seconds to wait, or 0 where the try may be looked at; a try that has to wait is not counted.
        """
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            counted: dict[str, int] = {}
            wait = 0
            for limit in sorted(limits, key=lambda one: one.key):
                if connection.dialect.name == "postgresql":
                    lock = sa.func.pg_advisory_xact_lock(int(make_key(limit.key)[:15], 16))
                    connection.execute(sa.select(lock))
                row = connection.execute(sa.select(tries).where(tries.c.key == limit.key)).first()
                last = dt.datetime.fromisoformat(row.last_at) if row else now
                n = 0 if row is None or now - last > _FORGET else int(row.n)
                left = (last + limit.wait(n) - now).total_seconds()
                wait = max(wait, 0 if left <= 0 else int(left) + 1)
                counted[limit.key] = n + 1
            if wait:
                return wait
            for key, n in counted.items():
                connection.execute(tries.delete().where(tries.c.key == key))
                connection.execute(tries.insert().values(key=key, n=n, last_at=now.isoformat()))
        return 0

    def take_back(self, limit: Limit) -> None:
        """Count one try less: it was no wrong one. Many people may come from one address."""
        less = tries.update().where(tries.c.key == limit.key, tries.c.n > 0).values(n=tries.c.n - 1)
        with self._engine.begin() as connection:
            connection.execute(less)

    def forgive(self, limit: Limit) -> None:
        """Forget the tries of one kind: they ended with the right words."""
        with self._engine.begin() as connection:
            connection.execute(tries.delete().where(tries.c.key == limit.key))
