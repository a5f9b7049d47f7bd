"""Tables of what passes suggest beside cases, how well they do, and how far two coders agree, what moved
in a finding."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NOUNS: dict[str, tuple[str, ...]] = {
    "suggestions": ("case_id", "authority_id", "document", "variable"),
    "scores": ("variable",),
    "agreements": ("assignment",),
    "finding_changes": (),
}


def upgrade() -> None:
    for name, picked in _NOUNS.items():
        op.create_table(
            name,
            sa.Column("id", sa.Text, primary_key=True),
            sa.Column("stage", sa.Text, nullable=False),
            sa.Column("unit", sa.Text, nullable=False),
            sa.Column("ordinal", sa.Integer, nullable=False),
            *(sa.Column(column, sa.Text, nullable=False) for column in picked),
            sa.Column("data", sa.Text, nullable=False),
        )
        op.create_index(f"ix_{name}_work", name, ["stage", "unit"])
        for column in picked:
            op.create_index(f"ix_{name}_{column}", name, [column])
