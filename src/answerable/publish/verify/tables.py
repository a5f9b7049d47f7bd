"""The forms of each table against each other: CSV and SQLite must say what Parquet says, cell by cell.

What comes in: a site. What goes out: differences, the first few of each table. Never here: queries.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from answerable.publish.packages.tabular import to_text
from answerable.publish.verify.findings import VIEWS, load_json
from answerable.publish.verify.report import Difference
from answerable.publish.verify.sites import Site
from answerable.store.parquet import iter_parquet

_MOST = 5
"""Differences told of one table."""


def check_tables(site: Site) -> Iterator[Difference | int]:
    """Differences, and for each table how many rows were compared."""
    package = load_json(site, "data/datapackage.json")
    slug = package.get("name") if isinstance(package, dict) else ""
    database = _open(site, f"data/{slug}.db")
    if database is None:
        yield Difference("unreadable", f"data/{slug}.db", "no SQLite file", "the tables as SQLite")
    for name in VIEWS:
        data = site.read(f"data/{name}.parquet")
        try:
            rows = list(iter_parquet(data)) if data is not None else []
        except ValueError as error:
            yield Difference("unreadable", f"data/{name}.parquet", str(error)[:90], "a table")
            continue
        yield len(rows)
        yield from islice(_compare(f"data/{name}.csv", _read_csv(site, name, rows), map(_texts, rows)), _MOST)
        if database is not None:
            found = _read_sqlite(database, name)
            yield from islice(_compare(f"data/{slug}.db: {name}", found, map(_cells, rows)), _MOST)
    if database is not None:
        database.close()


def _compare(
    where: str, found: Iterable[Sequence[Any] | None], expected: Iterable[Sequence[Any]]
) -> Iterator[Difference]:
    for number, (one, other) in enumerate(zip_longest(found, expected), 1):
        if one is None or other is None:
            yield Difference("table", f"{where} row {number}", "no row" if one is None else "a row", "as in Parquet")
            return
        if one != other:
            at = next((n for n, (a, b) in enumerate(zip_longest(one, other)) if a != b), 0)
            says, should = (str(row[at])[:60] if at < len(row) else "nothing" for row in (one, other))
            yield Difference("table", f"{where} row {number}, column {at + 1}", says, f"{should} (Parquet)")


def _texts(row: dict[str, Any]) -> list[str]:
    return [to_text(value) for value in row.values()]


def _cells(row: dict[str, Any]) -> list[Any]:
    return [_cell(value) for value in row.values()]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _read_csv(site: Site, name: str, rows: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    data = site.read(f"data/{name}.csv")
    if data is None:
        return
    reader = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    heads = next(reader, [])
    if rows and heads != list(rows[0]):
        yield heads
    yield from reader


def _open(site: Site, name: str) -> sqlite3.Connection | None:
    data = site.read(name)
    if not data:
        return None
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        return None
    return connection


def _read_sqlite(database: sqlite3.Connection, name: str) -> Iterator[list[Any]]:
    try:
        keys = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")') if row[5]]
        order = ", ".join(f'"{key}"' for key in keys) or "rowid"
        for row in database.execute(f'SELECT * FROM "{name}" ORDER BY {order}'):
            yield list(row)
    except sqlite3.Error as error:
        yield [str(error)]
