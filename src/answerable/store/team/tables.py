"""The tables of accounts, sessions, invitations and tries. Never here: anything of the investigation itself."""

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
    _text("role"),
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
)
invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    *(_text(name) for name in ("name", "role", "by", "made_at", "ends_at", "used_at", "account")),
)
tries = sa.Table(
    "tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    _text("last_at"),
)
