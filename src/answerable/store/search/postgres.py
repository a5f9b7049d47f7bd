"""The index in PostgreSQL itself: words as a tsvector that we cut, under a GIN index.

What comes in: passages, queries. What goes out: numbers of passages. The words are cut here and not by a text search
configuration, so that both databases find the same. Never here: what the two databases share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from answerable.model.passage import Passage
from answerable.store.codec import from_text, to_text
from answerable.store.search.index import WELSH, SearchIndex, list_tags, tag
from answerable.words.queries import Query, Term, cut_words

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS search_units (unit text PRIMARY KEY, key text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS search_passages (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " unit text NOT NULL, place text NOT NULL, authority text NOT NULL, by text NOT NULL, data text NOT NULL,"
    " words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_search_passages_unit ON search_passages (unit)",
    "CREATE INDEX IF NOT EXISTS ix_search_passages_words ON search_passages USING gin (words)",
)
_LAST_POSITION = 16383
"""PostgreSQL counts no further."""


class PostgresIndex(SearchIndex):
    """Passages in the record's own database."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1634628983)")
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement)

    def close(self) -> None:
        """The connections are the record's."""

    def keys(self) -> dict[str, str]:
        """The key of every unit in the index."""
        with self._engine.connect() as connection:
            return {row.unit: row.key for row in connection.exec_driver_sql("SELECT unit, key FROM search_units")}

    def replace(self, unit: str, key: str, passages: Iterable[Passage]) -> int:
        """Put a unit's passages in the place of its earlier ones."""
        rows = [
            {
                "unit": unit,
                "place": one.place,
                "authority": one.authority_id,
                "by": one.by,
                "data": to_text(one),
                "words": _vector(one),
            }
            for one in passages
        ]
        insert = sa.text(
            "INSERT INTO search_passages (unit, place, authority, by, data, words)"
            " VALUES (:unit, :place, :authority, :by, :data, CAST(:words AS tsvector))"
        )
        with self._engine.begin() as connection:
            self._forget(connection, [unit])
            if rows:
                connection.execute(insert, rows)
            connection.execute(sa.text("INSERT INTO search_units VALUES (:unit, :key)"), {"unit": unit, "key": key})
        return len(rows)

    def forget(self, units: Sequence[str]) -> None:
        """Forget units."""
        with self._engine.begin() as connection:
            self._forget(connection, units)

    @staticmethod
    def _forget(connection: sa.Connection, units: Sequence[str]) -> None:
        for table in ("search_passages", "search_units"):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE unit = ANY(:units)"), {"units": list(units)})

    def count(self) -> int:
        """How many passages there are."""
        with self._engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM search_passages").scalar_one())

    def _rank(self, query: Query, n_most: int) -> list[int]:
        statement = sa.text(
            "SELECT number FROM (SELECT number, ts_rank_cd(words, CAST(:wanted AS tsquery), 1) AS worth"
            " FROM search_passages WHERE words @@ CAST(:wanted AS tsquery) LIMIT :n_most) AS fitting"
            " ORDER BY worth DESC, number"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement, {"wanted": render_query(query), "n_most": n_most})
            return [int(row.number) for row in rows]

    def _count_fields(self, numbers: Sequence[int]) -> list[tuple[str, str, str, int]]:
        statement = sa.text(
            "SELECT place, authority, by, count(*) AS n FROM search_passages WHERE number = ANY(:numbers)"
            " GROUP BY place, authority, by"
        )
        with self._engine.connect() as connection:
            rows = connection.execute(statement, {"numbers": list(numbers)})
            return [(row.place, row.authority, row.by, int(row.n)) for row in rows]

    def _read(self, numbers: Sequence[int]) -> dict[int, Passage]:
        statement = sa.text("SELECT number, data FROM search_passages WHERE number = ANY(:numbers)")
        with self._engine.connect() as connection:
            rows = connection.execute(statement, {"numbers": list(numbers)})
            return {int(row.number): from_text(Passage, row.data) for row in rows}


def render_query(query: Query) -> str:
    """The query as a tsquery; words are folded letters and digits only, so nothing that a person types is syntax."""
    parts = []
    for clause in query.clauses:
        joined = " | ".join(_render(term) for term in clause.terms)
        parts.append(f"!({joined})" if clause.is_negated else f"({joined})")
    for name, values in query.only.items():
        parts.append("(" + " | ".join(f"'{tag(name, value)}'" for value in values) + ")")
    return " & ".join(parts)


def _render(term: Term) -> str:
    plain = " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.is_prefix else "")
    if not term.shapes:
        return f"({plain})"
    shapes = " | ".join(f"'{shape}'" for shape in term.shapes)
    return f"(({plain}) | ('{WELSH}' & ({shapes})))"


def _vector(passage: Passage) -> str:
    """The words with their positions, and the tags without, as a tsvector is written."""
    words = cut_words(f"{passage.text}\n{passage.title}")
    placed = [f"'{word[:500]}':{min(at, _LAST_POSITION)}" for at, word in enumerate(words, 1)]
    return " ".join([*placed, *(f"'{one}'" for one in list_tags(passage))])
