"""The reviewed record as Arrow tables, and a read-only DuckDB connection over them.

What comes in: the nouns of a record. What goes out: one table for each view of `answerable.store.views`, and the key
of everything in them. Never here: a query of a finding, a write to the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.ids import make_key
from answerable.model.link import Count, Subject
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.store.codec import to_plain
from answerable.store.record import Record
from answerable.store.view_rows import Row, Rows, make_view_rows
from answerable.store.views import (
    DAY,
    NUMBER,
    TEXT,
    TEXTS,
    WHOLE,
    YES_NO,
    View,
    list_views,
)

ARROW_TYPES: dict[str, pa.DataType] = {
    TEXT: pa.string(),
    NUMBER: pa.float64(),
    WHOLE: pa.int64(),
    YES_NO: pa.bool_(),
    DAY: pa.date32(),
    TEXTS: pa.list_(pa.string()),
}
_STATED_IN = (Authority, Request, Message, Classification, Case, Subject, Tally, Count)
_LATER = ("finding-", "claim-", "publish-")
"""Problems that stages after the snapshot leave; with them its key would never come to rest."""
_VERSION = 1


def read_rows(record: Record) -> Rows:
    """Read what a snapshot needs; `answers` stay empty, because they need the laws (`answerable.law.answers`)."""

    def order(noun: Any) -> str:
        return str(noun.id)

    return Rows(
        authorities=tuple(sorted(record.all(Authority), key=order)),
        requests=tuple(sorted(record.all(Request), key=order)),
        messages=tuple(sorted(record.all(Message), key=order)),
        classifications=tuple(sorted(record.all(Classification), key=order)),
        cases=tuple(sorted(record.all(Case), key=order)),
        subjects=tuple(sorted(record.all(Subject), key=order)),
        tallies=tuple(sorted(record.all(Tally), key=order)),
        counts=tuple(sorted(record.all(Count), key=order)),
        problems=_read_problems(record),
    )


def _read_problems(record: Record) -> tuple[Problem, ...]:
    found = (problem for problem in record.iter(Problem) if not problem.code.startswith(_LATER))
    return tuple(sorted(found, key=lambda problem: problem.id))


def make_snapshot_key(record: Record, *others: object) -> str:
    """The key of everything that a snapshot of this record holds.

    Args:
        record: the record.
        others: whatever else goes into it, such as the codebook's version and the laws' data.
    """
    problems = [to_plain(problem) for problem in _read_problems(record)]
    return make_key("snapshot", _VERSION, [record.fingerprint(kind) for kind in _STATED_IN], problems, list(others))


class Snapshot:
    """The views as Arrow tables."""

    def __init__(self, tables: Mapping[str, pa.Table], key: str) -> None:
        self.tables = dict(tables)
        self.key = key

    def connect(self, *, memory: str = "", threads: int = 1) -> duckdb.DuckDBPyConnection:
        """Open a database in memory that holds the views, can reach no file or network, and cannot be set otherwise.

        Args:
            memory: at most; empty for what holds the views with room to group them, and 1 GB at least.
            threads: of a query.
        """
        memory = memory or f"{max(1, 1 + sum(table.nbytes for table in self.tables.values()) * 3 // 10**9)}GB"
        connection = duckdb.connect(":memory:", config={"threads": str(threads), "memory_limit": memory})
        for name, table in self.tables.items():
            connection.register(f"arrow_{name}", table)
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "arrow_{name}"')
            connection.unregister(f"arrow_{name}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute("SET lock_configuration = true")
        return connection


def make_snapshot(
    rows: Rows, codebook: Codebook | None, *, grounds: Mapping[tuple[str, str], str] | None = None, key: str = ""
) -> Snapshot:
    """Make the views.

    Args:
        rows: the nouns.
        codebook: its variables become columns of `cases` and `subjects`.
        grounds: titles of law and section, for the view `grounds`.
        key: of all of it.
    """
    made = make_view_rows(rows, codebook, grounds=grounds)
    return Snapshot({view.name: to_arrow(view, made[view.name]) for view in list_views(codebook)}, key)


def to_arrow(view: View, rows: Iterable[Row]) -> pa.Table:
    """Rows of a view as a table of its types."""
    listed = list(rows)
    arrays = [pa.array([row.get(c.name) for row in listed], type=ARROW_TYPES[c.kind]) for c in view.columns]
    return pa.Table.from_arrays(arrays, names=[column.name for column in view.columns])


def describe_codebook(codebook: Codebook | None) -> object:
    """What of a codebook can change a snapshot, as plain values for a key."""
    return to_plain(codebook) if codebook else None
