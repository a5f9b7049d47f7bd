"""The audit trail of a record: who did what, when; append-only, each line hashed over the one before.

Never here: what is noted, and who may read it.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.store import schema
from answerable.store.engine import hold_audit


class Trail:
    """What a record can do with its audit trail."""

    _engine: sa.Engine

    def append_audit(self, at: str, by: str, action: str, subject: str, detail: dict[str, Any]) -> None:
        """Append a line to the audit trail."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # Its driver opens a transaction at the first write only: two programs would chain to the same line.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._append_audit(connection, at, by, action, subject, detail)

    def append_audit_of(self, connection: sa.Connection, judgement: Judgement) -> None:
        """Append the line about a ruling, in the transaction that keeps it; for `store` itself."""
        detail = {"judgement": judgement.id, "ruling": judgement.ruling.value, "variable": judgement.variable}
        subject = f"{judgement.noun} {judgement.subject}"
        self._append_audit(connection, judgement.made_at, judgement.by, "judgement", subject, detail)

    @staticmethod
    def _append_audit(
        connection: sa.Connection, at: str, by: str, action: str, subject: str, detail: dict[str, Any]
    ) -> None:
        hold_audit(connection)
        last = sa.select(schema.audit.c.hash).order_by(schema.audit.c.seq.desc()).limit(1)
        previous = connection.execute(last).scalar_one_or_none() or ""
        text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
        row = {"at": at, "by": by, "action": action, "subject": subject, "detail": text, "previous": previous}
        row["hash"] = make_key(previous, at, by, action, subject, text)
        connection.execute(schema.audit.insert().values(row))

    def audit_trail(self) -> list[dict[str, Any]]:
        """The audit trail, oldest first."""
        with self._engine.connect() as connection:
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
        with self._engine.connect() as connection:
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
