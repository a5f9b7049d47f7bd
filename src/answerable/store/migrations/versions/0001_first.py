"""The first tables: one for each noun, work done, sources, judgements and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out, not imported: a migration must go on making what it made when it was written.
_NOUNS: dict[str, tuple[str, ...]] = {
    "authorities": (),
    "batches": (),
    "requests": ("batch_id", "authority_id"),
    "messages": ("request_id", "document", "direction"),
    "classifications": ("message_id", "request_id", "authority_id", "kind"),
    "documents": ("media_type",),
    "pages": ("document",),
    "tables": ("document",),
    "cases": ("authority_id", "document", "request_id", "method"),
    "tallies": ("authority_id", "document", "request_id", "measure"),
    "log_sources": ("authority_id",),
    "captures": ("source_id", "document"),
    "log_items": ("source_id", "authority_id", "document"),
    "log_changes": ("source_id", "item_id"),
    "links": ("left", "right"),
    "subjects": ("authority_id",),
    "counts": ("authority_id", "measure"),
    "findings": (),
    "claims": ("origin", "verdict"),
    "problems": ("code", "document", "authority_id"),
}


def _text(name: str, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, unique=unique)


def upgrade() -> None:
    for name, picked_by in _NOUNS.items():
        op.create_table(
            name,
            sa.Column("id", sa.Text, primary_key=True),
            _text("stage"),
            _text("unit"),
            sa.Column("ordinal", sa.Integer, nullable=False),
            *(_text(column) for column in picked_by),
            _text("data"),
        )
        op.create_index(f"ix_{name}_work", name, ["stage", "unit"])
        for column in picked_by:
            op.create_index(f"ix_{name}_{column}", name, [column])
    op.create_table(
        "work",
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        _text("key"),
        _text("nouns"),
    )
    op.create_table("sources", sa.Column("id", sa.Text, primary_key=True), _text("parent"), _text("data"))
    op.create_index("ix_sources_parent", "sources", ["parent"])
    op.create_table(
        "judgements",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        _text("id", unique=True),
        _text("noun"),
        _text("subject"),
        _text("data"),
    )
    op.create_index("ix_judgements_noun", "judgements", ["noun"])
    op.create_index("ix_judgements_subject", "judgements", ["subject"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        *(_text(name) for name in ("at", "by", "action", "subject", "detail", "previous", "hash")),
    )
    for table in ("sources", "judgements", "audit"):
        _forbid_changes(table)


def _forbid_changes(table: str) -> None:
    """Have the database itself refuse to change or delete what is append-only."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION answerable_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION answerable_append_only()"
    )
