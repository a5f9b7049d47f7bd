"""The tables of accounts, roles, sessions, invitations, passkeys and tries.

Never here: anything of the investigation itself.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
"""Apart from `store.schema.metadata`, which is what back-ups and `verify-record` hold."""


def _text(name: str, *, unique: bool | None = None, index: bool | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, unique=unique, index=index)


accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _text("name"),
    _text("name_key", unique=True),
    _text("password"),
    _text("secret"),
    sa.Column("has_second", sa.BigInteger, nullable=False),
    sa.Column("last_step", sa.BigInteger, nullable=False),
    _text("recovery"),
    sa.Column("is_open", sa.BigInteger, nullable=False),
    _text("made_at"),
)
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _text("account", index=True),
    _text("stage"),
    _text("made_at"),
    _text("seen_at"),
    _text("challenge"),
)
invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(_text(name) for name in ("name", "role", "by", "made_at", "ends_at", "used_at", "account")),
    *(_text(name) for name in ("email", "investigation")),
)
roles = sa.Table(
    "roles",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("investigation", sa.Text, primary_key=True),
    _text("role"),
    sa.Column("is_open", sa.BigInteger, nullable=False),
)
"""Who does what in which investigation; its name is empty where the accounts are of one investigation alone."""
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    _text("account", index=True),
)
passkeys = sa.Table(
    "passkeys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _text("account", index=True),
    _text("name"),
    _text("public_key"),
    sa.Column("uses", sa.BigInteger, nullable=False),
    _text("made_at"),
    _text("used_at"),
)
journeys = sa.Table(
    "journeys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(_text(name) for name in ("state", "nonce", "verifier", "back", "to", "made_at")),
)
tries = sa.Table(
    "tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    _text("last_at"),
)
