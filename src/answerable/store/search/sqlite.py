"""The index on SQLite's FTS5, in a file of its own beside the record.

What comes in: passages, queries. What goes out: numbers of passages. Never here: what the two databases share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from answerable.model.passage import Passage
from answerable.store.codec import from_text, to_text
from answerable.store.search.index import WELSH, SearchIndex, list_tags, tag
from answerable.words.queries import Query, Term, fold

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS units (unit TEXT PRIMARY KEY, key TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS passages (number INTEGER PRIMARY KEY, unit TEXT NOT NULL, data TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_passages_unit ON passages (unit)",
    # Narrow, so that facets of thousands of hits are counted from few blocks.
    "CREATE TABLE IF NOT EXISTS fields (number INTEGER PRIMARY KEY, place TEXT NOT NULL, authority TEXT NOT NULL,"
    " by TEXT NOT NULL)",
    # The folded text is not kept a second time: `data` holds the passage as it stands.
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, tags, content='',"
    ' tokenize="unicode61 remove_diacritics 0")',
)


_N_WEIGHED = 200_000
"""In an index of up to so many passages, hits are put in order by BM25; it takes long in a larger one."""
_N_CLOSE = 200
_FIRST = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
_WEIGHED = (
    "SELECT rowid FROM (SELECT rowid, bm25(words) AS worth FROM words WHERE words MATCH ? LIMIT ?) ORDER BY worth"
)


class SqliteIndex(SearchIndex):
    """Passages in a SQLite file."""

    @classmethod
    def open(cls, path: Path | None) -> SqliteIndex:
        """Open the file, or make it; None is in memory."""
        if path is None:
            engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            engine = sa.create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": 30})
            # Derived, and rebuilt where lost: it need not survive a power cut.
            sa.event.listen(engine, "connect", _set_pragmas)
        with engine.begin() as connection:
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement)
        return cls(engine)

    def keys(self) -> dict[str, str]:
        """The key of every unit in the index."""
        with self._engine.connect() as connection:
            return {row.unit: row.key for row in connection.exec_driver_sql("SELECT unit, key FROM units")}

    def replace(self, unit: str, key: str, passages: Iterable[Passage]) -> int:
        """Put a unit's passages in the place of its earlier ones."""
        rows = list(passages)
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._forget(connection, unit)
            last = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM passages").scalar_one()
            numbered = list(enumerate(rows, int(last) + 1))
            if numbered:
                connection.exec_driver_sql(
                    "INSERT INTO passages VALUES (?, ?, ?)", [(n, unit, to_text(one)) for n, one in numbered]
                )
                connection.exec_driver_sql(
                    "INSERT INTO fields VALUES (?, ?, ?, ?)",
                    [(n, one.place, one.authority_id, one.by) for n, one in numbered],
                )
                connection.exec_driver_sql(
                    "INSERT INTO words (rowid, text, tags) VALUES (?, ?, ?)",
                    [(n, _indexed(one), " ".join(list_tags(one))) for n, one in numbered],
                )
            connection.exec_driver_sql("INSERT OR REPLACE INTO units VALUES (?, ?)", (unit, key))
        return len(rows)

    def forget(self, units: Sequence[str]) -> None:
        """Forget units."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for unit in units:
                self._forget(connection, unit)
                connection.exec_driver_sql("DELETE FROM units WHERE unit = ?", (unit,))

    def count(self) -> int:
        """How many passages there are."""
        with self._engine.connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM passages").scalar_one())

    @staticmethod
    def _forget(connection: sa.Connection, unit: str) -> None:
        rows = connection.exec_driver_sql("SELECT number, data FROM passages WHERE unit = ?", (unit,)).all()
        if not rows:
            return
        gone = [(row.number, from_text(Passage, row.data)) for row in rows]
        connection.exec_driver_sql(
            "INSERT INTO words (words, rowid, text, tags) VALUES ('delete', ?, ?, ?)",
            [(number, _indexed(one), " ".join(list_tags(one))) for number, one in gone],
        )
        connection.exec_driver_sql("DELETE FROM fields WHERE number = ?", [(number,) for number, _ in gone])
        connection.exec_driver_sql("DELETE FROM passages WHERE unit = ?", (unit,))

    def _rank(self, query: Query, n_most: int) -> list[int]:
        with self._engine.connect() as connection:
            last = connection.exec_driver_sql("SELECT max(number) FROM passages").scalar_one() or 0
            if last <= _N_WEIGHED:
                return list(connection.exec_driver_sql(_WEIGHED, (render_match(query), n_most)).scalars())
            # BM25 would walk every passage that holds any of the words. Where the words stand close to each other
            # comes first instead, which the index tells without reading further than is shown.
            near = render_match(query, is_near=True)
            close = list(connection.exec_driver_sql(_FIRST, (near, _N_CLOSE)).scalars()) if near else []
            known = set(close)
            others = connection.exec_driver_sql(_FIRST, (render_match(query), n_most)).scalars()
            return [*close, *(number for number in others if number not in known)][:n_most]

    def _count_fields(self, numbers: Sequence[int]) -> list[tuple[str, str, str, int]]:
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT place, authority, by, count(*) FROM fields WHERE number IN (SELECT value FROM json_each(?))"
                " GROUP BY place, authority, by",
                (json.dumps(list(numbers)),),
            )
            return [(row[0], row[1], row[2], int(row[3])) for row in rows]

    def _read(self, numbers: Sequence[int]) -> dict[int, Passage]:
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT number, data FROM passages WHERE number IN (SELECT value FROM json_each(?))",
                (json.dumps(list(numbers)),),
            )
            return {int(row.number): from_text(Passage, row.data) for row in rows}


def render_match(query: Query, *, is_near: bool = False) -> str:
    """The query as FTS5 has it; words are quoted, so nothing that a person types is syntax.

    Args:
        query: what is looked for.
        is_near: its words within a few of each other; empty where the query has not several of them.
    """
    wanted = ["(" + " OR ".join(map(_render, clause.terms)) + ")" for clause in query.clauses if not clause.is_negated]
    unwanted = [_render(term) for clause in query.clauses if clause.is_negated for term in clause.terms]
    if is_near:
        single = [clause.terms[0] for clause in query.clauses if not clause.is_negated and len(clause.terms) == 1]
        if len(single) < 2 or len(single) < len(wanted):
            return ""
        wanted = ["text : NEAR(" + " ".join(map(_quote, single)) + ", 12)"]
    for name, values in query.only.items():
        wanted.append("tags : (" + " OR ".join(f'"{tag(name, value)}"' for value in values) + ")")
    text = " AND ".join(wanted)
    return f"({text}) NOT ({' OR '.join(unwanted)})" if unwanted else text


def _quote(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.is_prefix else "")


def _render(term: Term) -> str:
    if not term.shapes:
        return f"(text : {_quote(term)})"
    shapes = " OR ".join(f'"{shape}"' for shape in term.shapes)
    return f'((text : {_quote(term)}) OR (tags : "{WELSH}" AND text : ({shapes})))'


def _indexed(passage: Passage) -> str:
    """The passage's text and title, folded as queries are; FTS5 cuts it into the same words."""
    return fold(f"{passage.text}\n{passage.title}").replace("_", " ")


def _set_pragmas(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "temp_store=MEMORY", "mmap_size=1073741824"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
