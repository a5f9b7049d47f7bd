"""The package as one SQLite file: tables with keys that point to each other, views, and full-text search.

What comes in: tables and rows. What goes out: a file that Datasette, sqlite-utils or any client opens, the same bytes
for the same rows. It is written first and the other forms are read from it, so that no table is ever in memory whole.
Never here: masking.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from answerable.publish.packages.tables import Table
from answerable.store.view_rows import Row
from answerable.store.views import DAY, NUMBER, TEXTS, WHOLE, YES_NO

_AFFINITY = {NUMBER: "REAL", WHOLE: "INTEGER", YES_NO: "INTEGER"}


class Database:
    """A SQLite file in the making.

    Args:
        path: where nothing stands yet.
        tables: each after those that it points to.
    """

    def __init__(self, path: Path, tables: Sequence[Table]) -> None:
        self.path, self.tables = path, {table.name: table for table in tables}
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        for table in tables:
            self._connection.execute(_render_table(table))

    def insert(self, name: str, rows: Iterable[Row]) -> int:
        """Put rows; return how many."""
        table = self.tables[name]
        linked = {column for column, _ in table.links}
        columns = [(column.name, _WRITE.get(column.kind), column.name in linked) for column in table.columns]
        marks = ", ".join("?" * len(columns))
        # A column that points to another table is null where it points to nothing, so that its key holds.
        feed = (
            [
                (row.get(name) or None) if link else row.get(name) if write is None else write(row.get(name))
                for name, write, link in columns
            ]
            for row in rows
        )
        return self._connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', feed).rowcount

    def insert_other(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put a table of texts that findings do not ask."""
        columns = ", ".join(f'"{head}" TEXT' for head in heads)
        self._connection.execute(f'CREATE TABLE "{name}" ({columns})')
        self._connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(heads))})', rows)

    def iter(self, name: str) -> Iterator[Row]:
        """The rows of a table in the order of its key, as they went in."""
        table = self.tables[name]
        order = ", ".join(f'"{column}"' for column in table.key) or "rowid"
        columns = [(column.name, _READ.get(column.kind)) for column in table.columns]
        cursor = self._connection.execute(f'SELECT * FROM "{name}" ORDER BY {order}')
        cursor.row_factory = None
        for row in cursor:
            yield {name: cell if read is None else read(cell) for (name, read), cell in zip(columns, row, strict=True)}

    def find_cases(self, ids: Sequence[str]) -> list[Row]:
        """The rows of some cases."""
        columns = self.tables["cases"].columns
        marks = ", ".join("?" * len(ids))
        found = self._connection.execute(f"SELECT * FROM cases WHERE case_id IN ({marks})", list(ids))
        return [{column.name: from_cell(row[column.name], column.kind) for column in columns} for row in found]

    def finish(self) -> None:
        """Add search, views and indexes, and close the file."""
        execute = self._connection.execute
        for table in self.tables.values():
            for column, _ in table.links:
                execute(f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")')
            if any(column.name == "words" for column in table.columns) and table.key:
                search = f"{table.name}_fts"
                execute(f'CREATE VIRTUAL TABLE "{search}" USING fts5(words, content="{table.name}")')
                execute(f'INSERT INTO "{search}" ("{search}") VALUES (\'rebuild\')')
        for view in _VIEWS:
            execute(view)
        execute("COMMIT")
        execute("VACUUM")
        self._connection.close()


_VIEWS = (
    "CREATE VIEW who_answered AS SELECT a.authority_id, a.name, a.nation, n.decision, n.answered_on, n.days_late"
    " FROM answers n JOIN authorities a USING (authority_id)",
    "CREATE VIEW case_list AS SELECT c.case_id, a.name AS authority, c.method, c.standing, c.document, c.page, c.words"
    " FROM cases c JOIN authorities a USING (authority_id)",
    "CREATE VIEW count_list AS SELECT a.name AS authority, c.measure, c.low, c.high, c.basis, c.comparable"
    " FROM counts c JOIN authorities a USING (authority_id)",
)


def _render_table(table: Table) -> str:
    parts = [f'"{column.name}" {_AFFINITY.get(column.kind, "TEXT")}' for column in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    parts += [f'FOREIGN KEY ("{column}") REFERENCES "{other}"' for column, other in table.links]
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def to_cell(value: Any, kind: str) -> Any:
    """A value as SQLite keeps it: lists as JSON, days in ISO form."""
    write = _WRITE.get(kind)
    return value if write is None else write(value)


def _write_day(day: Any) -> str | None:
    return None if day is None else day.isoformat() if hasattr(day, "isoformat") else str(day)


def _write_list(texts: Sequence[str] | None) -> str | None:
    return None if texts is None else json.dumps(texts, ensure_ascii=False) if texts else "[]"


_WRITE: dict[str, Callable[[Any], Any]] = {
    DAY: _write_day,
    TEXTS: _write_list,
    YES_NO: lambda value: None if value is None else int(value),
}


def from_cell(cell: Any, kind: str) -> Any:
    """A value as it went in."""
    read = _READ.get(kind)
    return cell if read is None else read(cell)


def _read_list(cell: Any) -> list[str]:
    return json.loads(cell) if cell and cell != "[]" else []


_READ: dict[str, Callable[[Any], Any]] = {
    DAY: lambda cell: None if cell is None else dt.date.fromisoformat(cell),
    TEXTS: functools.lru_cache(maxsize=10_000)(_read_list),
    YES_NO: lambda cell: None if cell is None else bool(cell),
}
