"""Run a finding's query on the snapshot and read its rows.

What comes in: a connection that can reach nothing outside and a query. What goes out: `QueryRow` values, or
`QueryRefused` with what was wrong. Never here: arithmetic over the rows.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from answerable.errors import QueryRefused
from answerable.model.finding import FindingQuestion

WITH_WHOLE = ("share", "rest_share", "difference", "ratio", "rate", "growth")
"""Arithmetic of two numbers in one row."""
MOST_ROWS = 1_000_000
MOST_SECONDS = 60.0
_KNOWN = (
    "low", "high", "value", "whole_low", "whole_high", "label", "authority_id", "case_id", "cases",
    "tally_id", "tallies", "comparable", "term", "basis", "note", "partial", "symbol", "within", "headcount_year",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One row of a finding's query.

    Args:
        term: rows with the same term are one and the same number.
        low: at least.
        high: at most; None where no limit is known.
        whole_low: of the whole, for shares and differences.
        whole_high: of the whole.
        label: the group it belongs to; empty for none.
        authority_id: whose number.
        cases: behind it.
        tallies: behind it.
        comparable: it counts what was asked.
        basis: what it rests on.
        note: for people.
        partial: the authority answered only in part, so that silence can hide more.
        symbol: the name of the formula that it adds to.
        within: the term that it is a part of.
        headcount_year: of the headcount that it is set against; 0 for none.
    """

    term: str
    low: float
    high: float | None
    whole_low: float = 0.0
    whole_high: float | None = None
    label: str = ""
    authority_id: str = ""
    cases: tuple[str, ...] = ()
    tallies: tuple[str, ...] = ()
    comparable: bool = True
    basis: str = ""
    note: str = ""
    partial: bool = False
    symbol: str = ""
    within: str = ""
    headcount_year: int = 0


def run_query(connection: duckdb.DuckDBPyConnection, question: FindingQuestion) -> list[QueryRow]:
    """Run one query.

    Rows whose number is null are left out: nothing is stated there. Where the query gives no order the rows are put in
    the order of their labels, so that a finding does not depend on how the database happened to walk.

    Raises:
        QueryRefused: not one SELECT, an error of the database, missing or unknown columns, too many rows, too slow.
    """
    where = question.origin or question.name
    try:
        statements = connection.extract_statements(question.sql)
    except duckdb.Error as error:
        raise _refuse(where, error) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryRefused("a finding is one SELECT", where=where, found=question.sql[:60], allowed="SELECT or WITH")
    watch = threading.Timer(MOST_SECONDS, connection.interrupt)
    watch.start()
    try:
        cursor = connection.execute(question.sql)
        names = [column[0].lower() for column in cursor.description or ()]
        fetched = cursor.fetchmany(MOST_ROWS + 1)
    except duckdb.Error as error:
        raise _refuse(where, error) from error
    finally:
        watch.cancel()
    _check_columns(where, question, names)
    if len(fetched) > MOST_ROWS:
        raise QueryRefused("too many rows", where=where, allowed=f"at most {MOST_ROWS:,}")
    rows = [
        row
        for number, values in enumerate(fetched)
        if (row := _read_row(number, dict(zip(names, values, strict=True)), question)) is not None
    ]
    if "order by" not in " ".join(question.sql.lower().split()):
        rows.sort(key=lambda row: (row.label, row.authority_id, row.low, row.cases, row.tallies))
    return rows


def _refuse(where: str, error: duckdb.Error) -> QueryRefused:
    return QueryRefused(
        "the query cannot be run",
        where=where,
        found=str(error).strip(),
        remedy="views and columns are listed in docs/reference/views.md; files and the network cannot be reached",
    )


def _check_columns(where: str, question: FindingQuestion, names: list[str]) -> None:
    has_number = "value" in names or {"low", "high"} <= set(names)
    needs_whole = question.arithmetic in WITH_WHOLE
    if not has_number or (needs_whole and not {"whole_low", "whole_high"} <= set(names)):
        raise QueryRefused(
            "the query gives no figure",
            where=where,
            found=", ".join(names),
            allowed="columns low and high, or value"
            + ("; and whole_low and whole_high for a " + question.arithmetic if needs_whole else ""),
        )
    needed = {"formula": {"symbol"}, "trend": {"label", "authority_id"}}.get(question.arithmetic, set())
    if not needed <= set(names):
        raise QueryRefused(
            f"a {question.arithmetic} needs more columns",
            where=where,
            found=", ".join(names),
            allowed="also " + " and ".join(sorted(needed)),
        )
    unknown = sorted(set(names) - set(_KNOWN))
    if unknown:
        raise QueryRefused(
            "the query gives columns that a finding cannot carry",
            where=where,
            found=", ".join(unknown),
            allowed=", ".join(_KNOWN),
        )


def _read_row(number: int, plain: Mapping[str, Any], question: FindingQuestion) -> QueryRow | None:
    low = plain.get("value", plain.get("low"))
    high = plain.get("value", plain.get("high"))
    if low is None:
        return None
    if high is not None and high < low:
        raise QueryRefused(
            "a row ends below where it begins",
            where=question.origin or question.name,
            found=f"low {low}, high {high}",
            allowed="low at most high",
        )
    return QueryRow(
        term=str(plain.get("term") or f"row {number}"),
        low=float(low),
        high=None if high is None else float(high),
        whole_low=float(plain.get("whole_low") or 0.0),
        whole_high=None if plain.get("whole_high") is None else float(plain["whole_high"]),
        label="" if plain.get("label") is None else str(plain["label"]),
        authority_id=str(plain.get("authority_id") or ""),
        cases=_read_ids(plain, "case_id", "cases"),
        tallies=_read_ids(plain, "tally_id", "tallies"),
        comparable=plain.get("comparable") is not False,
        basis=str(plain.get("basis") or ""),
        note=str(plain.get("note") or ""),
        # Who published some outcomes and did not answer may have more of them.
        partial=bool(plain["partial"]) if plain.get("partial") is not None else plain.get("basis") == "published_log",
        symbol=str(plain.get("symbol") or ""),
        within=str(plain.get("within") or ""),
        headcount_year=int(plain.get("headcount_year") or 0),
    )


def _read_ids(plain: Mapping[str, Any], one: str, several: str) -> tuple[str, ...]:
    ids = [str(item) for item in plain.get(several) or () if item]
    if plain.get(one):
        ids.append(str(plain[one]))
    return tuple(sorted(set(ids)))


def list_views(connection: duckdb.DuckDBPyConnection, sql: str) -> frozenset[str]:
    """The views that a query reads."""
    nodes = iter_nodes(parse_query(connection, sql))
    return frozenset(str(one["table_name"]).lower() for one in nodes if one.get("type") == "BASE_TABLE")


def parse_query(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """A query as the engine itself reads it: statements as plain values, None where it reads none."""
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    plain = json.loads(row[0]) if row else {"error": True}
    return None if plain.get("error") else plain["statements"]


def iter_nodes(tree: Any, *, negated: bool = True) -> Iterator[Mapping[str, Any]]:
    """Every node; without what stands under a NOT, if wanted."""
    if isinstance(tree, Mapping):
        if not negated and tree.get("type") == "OPERATOR_NOT":
            return
        yield tree
        for value in tree.values():
            yield from iter_nodes(value, negated=negated)
    elif isinstance(tree, list):
        for value in tree:
            yield from iter_nodes(value, negated=negated)
