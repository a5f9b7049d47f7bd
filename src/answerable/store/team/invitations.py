"""Invitations: they make one account or give one a further role, once. Never here: the secret of a link."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from answerable.errors import ValueNotAllowed
from answerable.model.account import Account, Invitation, Role
from answerable.store.team.house import House, name_key
from answerable.store.team.tables import accounts, identities, invitations, passkeys, sessions

_KEPT = tuple(Invitation.__slots__)


class Invitations(House):
    """Who is invited."""

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation into this investigation; an earlier one of the same name into it is void."""
        key = name_key(invitation.name)
        waiting = (invitations.c.used_at == "", invitations.c.investigation == self.investigation)
        with self._engine.begin() as connection:
            for row in connection.execute(sa.select(invitations).where(*waiting)):
                if name_key(row.name) == key:
                    connection.execute(invitations.delete().where(invitations.c.id == row.id))
            values: dict[str, object] = {name: getattr(invitation, name) for name in _KEPT}
            values |= {"role": invitation.role.value, "email": invitation.email.strip().casefold()}
            values |= {"used_at": "", "investigation": self.investigation}
            connection.execute(invitations.insert().values(**values))

    def find_invitation(self, invitation_id: str, now: str) -> Invitation | None:
        """An invitation that still holds, into whichever investigation."""
        holds = (invitations.c.used_at == "", invitations.c.ends_at > now)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(invitations).where(invitations.c.id == invitation_id, *holds)).first()
        return _invitation(row) if row else None

    def find_invitations_of(self, email: str, now: str) -> list[Invitation]:
        """Those that still hold for an address, into whichever investigation, oldest first."""
        where = (invitations.c.used_at == "", invitations.c.ends_at > now)
        query = sa.select(invitations).where(*where, invitations.c.email == email.strip().casefold())
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(invitations.c.made_at, invitations.c.id))
            return [_invitation(row) for row in rows] if email.strip() else []

    def open_invitations(self, now: str) -> list[Invitation]:
        """Those into this investigation that still hold, by name."""
        query = sa.select(invitations).where(invitations.c.used_at == "", invitations.c.ends_at > now)
        query = query.where(invitations.c.investigation == self.investigation)
        with self._engine.connect() as connection:
            return [_invitation(row) for row in connection.execute(query.order_by(invitations.c.name))]

    def find_where(self, invitation_id: str) -> str:
        """The investigation that an invitation is into."""
        query = sa.select(invitations.c.investigation).where(invitations.c.id == invitation_id)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar_one_or_none() or "")

    def accept(self, invitation_id: str, account: Account, identity: tuple[str, str] | None = None) -> bool:
        """Use an invitation up and keep the account that it makes or sets anew; False where it holds no more.

        Args:
            invitation_id: of the invitation.
            account: as it is from now on; its passkeys and sessions of before end.
            identity: issuer and subject at a provider of OpenID Connect.

        Raises:
            ValueNotAllowed: the name was taken meanwhile.
        """
        values = {
            "name": account.name,
            "name_key": name_key(account.name),
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
                where = self._use_up(connection, invitation_id, account.made_at)
                if where is None:
                    return False
                known = accounts.c.id == account.id
                if connection.execute(accounts.update().where(known).values(**values)).rowcount == 0:
                    connection.execute(accounts.insert().values(id=account.id, **values))
                self._give(connection, account.id, where)
                for table in (sessions, passkeys):
                    connection.execute(table.delete().where(table.c.account == account.id))
                if identity is not None:
                    _bind(connection, identity, account.id)
        except IntegrityError:
            raise ValueNotAllowed("somebody has this name already", found=account.name) from None
        return True

    def join(self, invitation_id: str, account_id: str, now: str, identity: tuple[str, str] | None = None) -> bool:
        """Use an invitation up for an account that there is: it gets the role, and its second factor stays.

        Args:
            invitation_id: of the invitation.
            account_id: of the account; where the invitation sets it anew, it is open again.
            now: UTC instant.
            identity: issuer and subject at a provider of OpenID Connect, who signs in in the place of the password.
        """
        with self._engine.begin() as connection:
            where = self._use_up(connection, invitation_id, now)
            if where is None:
                return False
            self._give(connection, account_id, where)
            this = accounts.c.id == account_id
            if where.account == account_id:
                connection.execute(accounts.update().where(this).values(is_open=1))
            if identity is not None:
                connection.execute(accounts.update().where(this).values(password=""))
                connection.execute(sessions.delete().where(sessions.c.account == account_id))
                _bind(connection, identity, account_id)
        return True

    def find_identity(self, issuer: str, subject: str) -> str:
        """The account of whoever a provider calls so; empty where there is none."""
        where = (identities.c.issuer == issuer, identities.c.subject == subject)
        with self._engine.connect() as connection:
            return str(connection.execute(sa.select(identities.c.account).where(*where)).scalar_one_or_none() or "")

    def _use_up(self, connection: sa.Connection, invitation_id: str, now: str) -> sa.Row[Any] | None:
        holds = (invitations.c.used_at == "", invitations.c.ends_at > now)
        query = invitations.update().where(invitations.c.id == invitation_id, *holds).values(used_at=now)
        if connection.execute(query).rowcount != 1:
            return None
        return connection.execute(sa.select(invitations).where(invitations.c.id == invitation_id)).one()

    def _give(self, connection: sa.Connection, account_id: str, invitation: sa.Row[Any]) -> None:
        self._write_role(connection, account_id, invitation.investigation, Role(invitation.role))


def _bind(connection: sa.Connection, identity: tuple[str, str], account_id: str) -> None:
    issuer, subject = identity
    connection.execute(identities.delete().where(identities.c.account == account_id))
    connection.execute(identities.insert().values(issuer=issuer, subject=subject, account=account_id))


def _invitation(row: Any) -> Invitation:
    return Invitation(row.id, row.name, Role(row.role), row.by, row.made_at, row.ends_at, row.account, email=row.email)
