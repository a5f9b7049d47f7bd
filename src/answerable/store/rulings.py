"""The rulings that a record holds: appended, read back, counted. Never here: what a ruling changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from answerable.model.judgement import Judgement
from answerable.store import schema
from answerable.store.codec import from_text, to_text
from answerable.store.trail import Trail


class Rulings(Trail):
    """What a record can do with rulings."""

    def append_judgements(self, judgements: Iterable[Judgement]) -> int:
        """Append rulings; those already there are passed over. Return how many were new."""
        table = schema.judgements
        new: dict[str, Judgement] = {}
        with self._engine.begin() as connection:
            for judgement in judgements:
                known = sa.select(table.c.seq).where(table.c.id == judgement.id)
                if judgement.id not in new and connection.execute(known).first() is None:
                    new[judgement.id] = judgement
            if new:
                connection.execute(table.insert(), [make_line(one) for one in new.values()])
                self.append_audit_of(connection, list(new.values()))
        return len(new)

    def judgements(self, noun: str = "", subject: str = "") -> list[Judgement]:
        """Rulings in the order of making, all or about one noun or one subject."""
        table = schema.judgements
        query = sa.select(table.c.data)
        if noun:
            query = query.where(table.c.noun == noun)
        if subject:
            query = query.where(table.c.subject == subject)
        found = self._read_rulings(query.order_by(table.c.seq))
        return sorted(found, key=lambda judgement: judgement.made_at)

    def count_judgements(self, noun: str = "") -> int:
        """How many rulings there are, all or on one noun; it only grows, and so tells whether one was made."""
        query = sa.select(sa.func.count()).select_from(schema.judgements)
        query = query.where(schema.judgements.c.noun == noun) if noun else query
        with self._reading.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def count_rulings_on(self, subjects: Sequence[str]) -> dict[str, int]:
        """How many rulings there are on each of these subjects; a few hundred at a time."""
        table = schema.judgements
        query = sa.select(table.c.subject, sa.func.count()).where(table.c.subject.in_(subjects))
        with self._reading.connect() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query.group_by(table.c.subject))}
        return {subject: found.get(subject, 0) for subject in subjects}

    def judgements_on(self, subjects: Sequence[str]) -> list[Judgement]:
        """Rulings on any of these subjects, in the order of making; a few hundred subjects at a time."""
        table = schema.judgements
        query = sa.select(table.c.data).where(table.c.subject.in_(subjects)).order_by(table.c.seq)
        return sorted(self._read_rulings(query), key=lambda judgement: judgement.made_at)

    def _read_rulings(self, query: sa.Select[tuple[str]]) -> list[Judgement]:
        with self._reading.connect() as connection:
            return [from_text(Judgement, row.data) for row in connection.execute(query)]


def make_line(one: Judgement) -> dict[str, str]:
    """The row that holds a ruling."""
    return {"id": one.id, "noun": one.noun, "subject": one.subject, "data": to_text(one)}
