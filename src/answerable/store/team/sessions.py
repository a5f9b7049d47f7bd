"""Sessions and what was asked of a passkey in them. In and out: `model.account`. Never here: secrets in the clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from answerable.model.account import Account, Session, Stage
from answerable.store.many import among
from answerable.store.team.house import House, read_account
from answerable.store.team.tables import accounts, sessions


class Sessions(House):
    """Browsers that are signed in, or half-way there."""

    def begin_session(self, session: Session, instead_of: str = "") -> None:
        """Keep a session, and end the one that it takes the place of."""
        values = {name: getattr(session, name) for name in Session.__slots__} | {"stage": session.stage.value}
        with self._engine.begin() as connection:
            if instead_of:
                connection.execute(sessions.delete().where(sessions.c.id == instead_of))
            connection.execute(sessions.insert().values(**values, challenge=""))

    def find_session(self, session_id: str) -> tuple[Session, Account] | None:
        """A session with its person, where that may still sign in."""
        return self.find_sessions([session_id]).get(session_id)

    def find_sessions(self, session_ids: Sequence[str]) -> dict[str, tuple[Session, Account]]:
        """Several, by id, in one step to the database."""
        query = self._select(*sessions.c).join(sessions, accounts.c.id == sessions.c.account)
        with self._reading.connect() as connection:
            these = (among(connection, sessions.c.id, session_ids), accounts.c.is_open == 1)
            rows = connection.execute(query.where(*these)).all()
        return {row.id: (_session(row), read_account(row)) for row in rows}

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

    def set_challenge(self, session_id: str, challenge: str) -> None:
        """Note what is asked of a passkey in a session; what was asked before holds no more."""
        with self._engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.id == session_id).values(challenge=challenge))

    def take_challenge(self, session_id: str) -> str:
        """What was asked, once; empty where nothing was."""
        with self._engine.begin() as connection:
            query = sa.select(sessions.c.challenge).where(sessions.c.id == session_id)
            asked = connection.execute(query).scalar_one_or_none() or ""
            same = (sessions.c.id == session_id, sessions.c.challenge == asked)
            done = connection.execute(sessions.update().where(*same).values(challenge=""))
        return asked if done.rowcount == 1 else ""


def _session(row: Any) -> Session:
    return Session(row.id, row.account, Stage(row.stage), row.made_at, row.seen_at)
