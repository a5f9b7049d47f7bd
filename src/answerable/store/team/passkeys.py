"""Passkeys of accounts, and ways to a provider of OpenID Connect that are not over. In and out: `model.account`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from answerable.errors import ValueNotAllowed
from answerable.model.account import Journey, Passkey
from answerable.store.team.house import House
from answerable.store.team.tables import journeys, passkeys


class Passkeys(House):
    """Keys in people's devices."""

    def list_passkeys(self, account_id: str) -> list[Passkey]:
        """Those of an account, oldest first."""
        query = sa.select(passkeys).where(passkeys.c.account == account_id)
        with self._engine.connect() as connection:
            return [_passkey(row) for row in connection.execute(query.order_by(passkeys.c.made_at, passkeys.c.id))]

    def add_passkey(self, one: Passkey) -> None:
        """Keep a passkey.

        Raises:
            ValueNotAllowed: it is somebody's already.
        """
        values = {name: getattr(one, name) for name in Passkey.__slots__}
        try:
            with self._engine.begin() as connection:
                connection.execute(passkeys.insert().values(**values))
        except IntegrityError:
            raise ValueNotAllowed("this passkey is set up already", found=one.name) from None

    def use_passkey(self, one: Passkey, uses: int, now: str) -> bool:
        """Note a use; False where its counter moved meanwhile, or it was removed."""
        same = (passkeys.c.id == one.id, passkeys.c.account == one.account, passkeys.c.uses == one.uses)
        with self._engine.begin() as connection:
            done = connection.execute(passkeys.update().where(*same).values(uses=uses, used_at=now))
        return done.rowcount == 1

    def remove_passkey(self, account_id: str, passkey_id: str) -> bool:
        """Forget one of an account's passkeys."""
        where = (passkeys.c.id == passkey_id, passkeys.c.account == account_id)
        with self._engine.begin() as connection:
            return connection.execute(passkeys.delete().where(*where)).rowcount == 1


class Journeys(House):
    """Ways to a provider and back."""

    def set_out(self, journey: Journey, before: str) -> None:
        """Keep a way that begins; those that began before an instant are over."""
        values = {name: getattr(journey, name) for name in Journey.__slots__}
        with self._engine.begin() as connection:
            connection.execute(journeys.delete().where(journeys.c.made_at < before))
            connection.execute(journeys.insert().values(**values))

    def arrive(self, journey_id: str, since: str) -> Journey | None:
        """The way that a browser comes back from, once; None where it is over, or there was none."""
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(journeys).where(journeys.c.id == journey_id)).first()
            if row is None or connection.execute(journeys.delete().where(journeys.c.id == journey_id)).rowcount != 1:
                return None
        found = Journey(**{name: getattr(row, name) for name in Journey.__slots__})
        return found if found.made_at >= since else None


def _passkey(row: Any) -> Passkey:
    return Passkey(**{name: getattr(row, name) for name in Passkey.__slots__})
