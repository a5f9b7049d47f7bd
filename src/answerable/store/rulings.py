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
        n_new = 0
        with self._engine.begin() as connection:
            for judgement in judgements:
                known = connection.execute(
                    sa.select(schema.judgements.c.seq).where(schema.judgements.c.id == judgement.id)
                ).first()
                if known is not None:
                    continue
                connection.execute(
                    schema.judgements.insert().values(
                        id=judgement.id,
                        noun=judgement.noun,
                        subject=judgement.subject,
                        data=to_text(judgement),
                    )
                )
                self.append_audit_of(connection, judgement)
                n_new += 1
        return n_new

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
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def count_rulings_on(self, subjects: Sequence[str]) -> dict[str, int]:
        """How many rulings there are on each of these subjects; a few hundred at a time."""
        table = schema.judgements
        query = sa.select(table.c.subject, sa.func.count()).where(table.c.subject.in_(subjects))
        with self._engine.connect() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query.group_by(table.c.subject))}
        return {subject: found.get(subject, 0) for subject in subjects}

    def judgements_on(self, subjects: Sequence[str]) -> list[Judgement]:
        """Rulings on any of these subjects, in the order of making; a few hundred subjects at a time."""
        table = schema.judgements
        query = sa.select(table.c.data).where(table.c.subject.in_(subjects)).order_by(table.c.seq)
        return sorted(self._read_rulings(query), key=lambda judgement: judgement.made_at)

    def _read_rulings(self, query: sa.Select[tuple[str]]) -> list[Judgement]:
        with self._engine.connect() as connection:
            return [from_text(Judgement, row.data) for row in connection.execute(query)]
