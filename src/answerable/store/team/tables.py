"""The tables of accounts, roles, sessions, invitations, passkeys and tries.

Never here: anything of the investigation itself.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
"""Apart from `store.schema.metadata`, which is what back-ups and `verify-record` hold."""


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _of_account() -> sa.Column[str]:
    return sa.Column("account", sa.Text, nullable=False, index=True)


accounts = sa.Table(
    "accounts",
    metadata,
    _key("id"),
    *_texts("name"),
    sa.Column("name_key", sa.Text, nullable=False, unique=True),
    *_texts("password", "secret"),
    _number("has_second"),
    _number("last_step"),
    *_texts("recovery"),
    _number("is_open"),
    *_texts("made_at"),
)
sessions = sa.Table(
    "sessions", metadata, _key("id"), _of_account(), *_texts("stage", "made_at", "seen_at", "challenge")
)
invitations = sa.Table(
    "invitations",
    metadata,
    _key("id"),
    *_texts("name", "role", "by", "made_at", "ends_at", "used_at", "account", "email", "investigation"),
)
roles = sa.Table("roles", metadata, _key("account"), _key("investigation"), *_texts("role"), _number("is_open"))
"""Who does what in which investigation; its name is empty where the accounts are of one investigation alone."""
identities = sa.Table("identities", metadata, _key("issuer"), _key("subject"), _of_account())
passkeys = sa.Table(
    "passkeys",
    metadata,
    _key("id"),
    _of_account(),
    *_texts("name", "public_key"),
    _number("uses"),
    *_texts("made_at", "used_at"),
)
journeys = sa.Table("journeys", metadata, _key("id"), *_texts("state", "nonce", "verifier", "back", "to", "made_at"))
tries = sa.Table("tries", metadata, _key("key"), _number("n"), *_texts("last_at"))
