"""Evidence search: every passage of the record, found by its words, over SQLite and PostgreSQL alike.

What comes in: passages in units, queries. What goes out: `Found`. The index is derived: deleting it loses nothing.
"""

from __future__ import annotations

from pathlib import Path

from answerable.store.record import Record
from answerable.store.search.index import SearchIndex
from answerable.store.search.passages import refresh_index
from answerable.store.search.postgres import PostgresIndex
from answerable.store.search.sqlite import SqliteIndex


def open_index(record: Record, path: Path | None) -> SearchIndex:
    """The index of a record.

    Args:
        record: PostgreSQL keeps the index itself.
        path: of the index's own file beside a SQLite record; None keeps it in memory.
    """
    is_postgres = record.engine.dialect.name == "postgresql"
    return PostgresIndex(record.engine) if is_postgres else SqliteIndex.open(path)


__all__ = ["SearchIndex", "open_index", "refresh_index"]
