"""Tables of people who share a record: accounts, sessions, invitations, tries to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, unique=unique)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        _key("id"),
        _text("name"),
        _text("name_key", unique=True),
        _text("role"),
        _text("password"),
        _text("secret"),
        _number("has_second"),
        _number("last_step"),
        _text("recovery"),
        _number("is_open"),
        _text("made_at"),
    )
    op.create_table("sessions", _key("id"), _text("account"), _text("stage"), _text("made_at"), _text("seen_at"))
    op.create_index("ix_sessions_account", "sessions", ["account"])
    names = ("name", "role", "by", "made_at", "ends_at", "used_at", "account")
    op.create_table("invitations", _key("id"), *(_text(name) for name in names))
    op.create_table("tries", _key("key"), _number("n"), _text("last_at"))
