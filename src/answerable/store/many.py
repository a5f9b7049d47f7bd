"""Statements about many rows that are one step to the database; on PostgreSQL with one parameter for all, so that
they are prepared once however many rows there are. For `store` itself.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa


def among(connection: sa.Connection, column: sa.ColumnElement[str], values: Collection[str]) -> sa.ColumnElement[bool]:
    """That a column is one of these texts."""
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    return column == sa.any_(sa.literal(list(values), sa.ARRAY(sa.Text)))


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, str]]) -> None:
    """Insert rows of text, in their order.

    Args:
        connection: with its transaction begun.
        table: whose other columns have defaults.
        rows: all with the same columns.
    """
    if connection.dialect.name != "postgresql":
        connection.execute(table.insert(), rows)
        return
    connection.execute(_make_insert(table.name, tuple(rows[0])), {"rows": json.dumps(rows, ensure_ascii=False)})


def update_texts(connection: sa.Connection, table: sa.Table, column: str, texts: Mapping[str, str]) -> None:
    """Put texts in the place of those that rows have.

    Args:
        connection: with its transaction begun.
        table: with a column `id`.
        column: that is changed.
        texts: by id.
    """
    if not texts:
        return
    if connection.dialect.name == "postgresql":
        rows = [{"id": at, "text": text} for at, text in texts.items()]
        connection.execute(_make_update(table.name, column), {"rows": json.dumps(rows, ensure_ascii=False)})
        return
    query = table.update().where(table.c.id == sa.bindparam("at")).values({column: sa.bindparam("text")})
    connection.execute(query, [{"at": at, "text": text} for at, text in texts.items()])


@functools.cache
def _make_insert(table: str, columns: tuple[str, ...]) -> sa.TextClause:
    names = ", ".join(f'"{name}"' for name in columns)
    typed = ", ".join(f'"{name}" text' for name in columns)
    # Not arrays: their elements are quoted by Python, which takes longer than all the rest of a save.
    given = f"ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS ({typed})) WITH ORDINALITY AS given({names}, place)"
    return sa.text(f"INSERT INTO {table} ({names}) SELECT {names} FROM {given} ORDER BY place")


@functools.cache
def _make_update(table: str, column: str) -> sa.TextClause:
    given = "json_to_recordset(CAST(:rows AS json)) AS given(id text, text text)"
    return sa.text(f'UPDATE {table} SET "{column}" = given.text FROM {given} WHERE {table}.id = given.id')
