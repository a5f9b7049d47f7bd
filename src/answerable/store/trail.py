"""The audit trail of a record: who did what, when; append-only, each line hashed over the one before.

Never here: what is noted, and who may read it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.store import schema
from answerable.store.engine import hold_audit
from answerable.store.many import insert_rows


class Trail:
    """What a record can do with its audit trail."""

    _engine: sa.Engine
    _reading: sa.Engine

    def append_audit(self, at: str, by: str, action: str, subject: str, detail: dict[str, Any]) -> None:
        """Append a line to the audit trail."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # Its driver opens a transaction at the first write only: two programs would chain to the same line.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            _append(connection, [(at, by, action, subject, detail)])

    def append_audit_of(self, connection: sa.Connection, judgements: Sequence[Judgement]) -> None:
        """Append the lines about rulings, in the transaction that keeps them; for `store` itself."""
        lines = []
        for one in judgements:
            detail = {"judgement": one.id, "ruling": one.ruling.value, "variable": one.variable}
            lines.append((one.made_at, one.by, "judgement", f"{one.noun} {one.subject}", detail))
        _append(connection, lines)

    def audit_trail(self) -> list[dict[str, Any]]:
        """The audit trail, oldest first."""
        with self._reading.connect() as connection:
            rows = connection.execute(sa.select(schema.audit).order_by(schema.audit.c.seq))
            return [dict(row._mapping) for row in rows]

    def newest_audit(self, n: int, *, before: int = 0, action: str = "", by: str = "") -> list[dict[str, Any]]:
        """The newest lines of the audit trail, newest first.

        Args:
            n: how many at most.
            before: only lines of lower number; 0 for all.
            action: only those of this action.
            by: only those of this person.
        """
        audit = schema.audit
        query = sa.select(audit).order_by(audit.c.seq.desc()).limit(n)
        query = query.where(audit.c.seq < before) if before else query
        query = query.where(audit.c.action == action) if action else query
        query = query.where(audit.c.by == by) if by else query
        with self._reading.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def find_audit_break(self) -> int | None:
        """The number of the first audit line that was altered or follows a missing one, or None."""
        previous = ""
        for line in self.audit_trail():
            parts = (line["at"], line["by"], line["action"], line["subject"], line["detail"])
            if line["previous"] != previous or line["hash"] != make_key(previous, *parts):
                return int(line["seq"])
            previous = line["hash"]
        return None


_Line = tuple[str, str, str, str, dict[str, Any]]
"""At, by, action, subject, detail."""


def _append(connection: sa.Connection, lines: Sequence[_Line]) -> None:
    """Chain lines to the end of the trail, which nobody else can do before this transaction ends."""
    hold_audit(connection)
    last = sa.select(schema.audit.c.hash).order_by(schema.audit.c.seq.desc()).limit(1)
    previous = connection.execute(last).scalar_one_or_none() or ""
    rows = []
    for at, by, action, subject, detail in lines:
        text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
        row = {"at": at, "by": by, "action": action, "subject": subject, "detail": text, "previous": previous}
        previous = row["hash"] = make_key(previous, at, by, action, subject, text)
        rows.append(row)
    insert_rows(connection, schema.audit, rows)
