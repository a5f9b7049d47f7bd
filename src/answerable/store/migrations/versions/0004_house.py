"""Roles for each investigation, identities of OpenID Connect, passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    op.create_table("roles", _key("account"), _key("investigation"), _text("role"), _number("is_open"))
    op.execute("INSERT INTO roles (account, investigation, role, is_open) SELECT id, '', role, is_open FROM accounts")
    op.drop_column("accounts", "role")
    op.add_column("sessions", _text("challenge"))
    op.add_column("invitations", _text("email"))
    op.add_column("invitations", _text("investigation"))
    op.create_table("identities", _key("issuer"), _key("subject"), _text("account"))
    op.create_index("ix_identities_account", "identities", ["account"])
    of_passkey = (_text("account"), _text("name"), _text("public_key"), _number("uses"))
    op.create_table("passkeys", _key("id"), *of_passkey, _text("made_at"), _text("used_at"))
    op.create_index("ix_passkeys_account", "passkeys", ["account"])
    names = ("state", "nonce", "verifier", "back", "to", "made_at")
    op.create_table("journeys", _key("id"), *(_text(name) for name in names))
