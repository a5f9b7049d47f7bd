"""Findings that put together what the codebook says is never put together.

What comes in: a finding's query as DuckDB parses it, and the codebook's pairs. What goes out: what it merges, in
words. Never here: running of a query.

A query merges a pair when both categories are named as values of conditions and what it gives is not parted by the
column they stand in. It does not merge when the list it names is a measure of the codebook (`disciplined` counts
both, and says so), when it says what is *not* so, or when what it gives is the rest without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from answerable.analyze.query import WITH_WHOLE, iter_nodes, parse_query
from answerable.model.codebook import Codebook
from answerable.model.finding import FindingQuestion

_REST = ("rest_share", "difference")


@dataclass(frozen=True, slots=True)
class _Condition:
    """Values that a column may have."""

    column: str
    values: frozenset[str]


def find_merged(
    connection: duckdb.DuckDBPyConnection, question: FindingQuestion, codebook: Codebook | None
) -> tuple[str, ...]:
    """What a finding puts together, such as ``dismissed + would_have_been_dismissed``; none where nothing is.

    Args:
        connection: that can parse the query.
        question: the finding.
        codebook: with the pairs and the measures.
    """
    pairs = codebook.never_merge if codebook else ()
    if not pairs or codebook is None or question.arithmetic in _REST:
        return ()
    tree = parse_query(connection, question.sql)
    if tree is None:
        return ()
    conditions = tuple(_iter_conditions(tree))
    parted = _list_parted(tree)
    # A label can itself put two together: CASE WHEN outcome IN ('a', 'b') THEN 'gone' END.
    counted = [c for c in conditions if c.column not in parted]
    counted += [c for c in _iter_conditions(_find_label(tree)) if len(c.values) > 1]
    measures = [frozenset(measure.any_of) for measure in codebook.measures if measure.any_of]
    found = [
        f"{one} + {other}"
        for one, other in pairs
        if _merges(one, other, counted, measures, adds=question.arithmetic not in (*WITH_WHOLE, "formula"))
    ]
    if not found and _adds_all_measures(tree, conditions, parted):
        found = [f"{one} + {other}" for one, other in pairs]
    return tuple(found)


def _merges(one: str, other: str, conditions: list[_Condition], measures: list[frozenset[str]], *, adds: bool) -> bool:
    """Whether one condition lets both in; or, in a query that adds up what it finds, several of one column do."""
    loose = [c for c in conditions if c.values not in measures]
    by_column: dict[str, set[str]] = {}
    for condition in loose if adds else ():
        by_column.setdefault(condition.column, set()).update(condition.values)
    return any({one, other} <= values for values in (*by_column.values(), *(c.values for c in loose)))


def _column(node: Any) -> str:
    names = node.get("column_names") if isinstance(node, Mapping) and node.get("class") == "COLUMN_REF" else None
    return str(names[-1]).lower() if names else ""


def _text(node: Any) -> str | None:
    literal = node.get("literal") if isinstance(node, Mapping) and node.get("class") == "CONSTANT" else None
    return str(literal["text"]) if isinstance(literal, Mapping) and literal.get("kind") == "STRING" else None


def _iter_conditions(tree: Any) -> Iterator[_Condition]:
    """``column = 'a'``, ``column IN ('a', 'b')`` and ``list_contains(column, 'a')``, wherever they stand."""
    for node in iter_nodes(tree, negated=False):
        match node.get("type"):
            case "COMPARE_EQUAL":
                operands = [node.get("left"), node.get("right")]
            case "COMPARE_IN":
                operands = list(node.get("children") or ())
            case "FUNCTION" if node.get("function_name") in ("list_contains", "list_has", "list_has_any"):
                operands = [one.get("expression") for one in node.get("arguments") or ()]
            case _:
                continue
        columns = [name for one in operands if (name := _column(one))]
        values = frozenset(text for one in operands for inner in iter_nodes(one) if (text := _text(inner)) is not None)
        if columns and values:
            yield _Condition(columns[0], values)


def _find_label(tree: Any) -> Any:
    """What the outermost query gives as the label."""
    outer = tree[0].get("node") if isinstance(tree, list) and tree else None
    chosen = outer.get("select_list", []) if isinstance(outer, Mapping) else []
    named = [item for item in chosen if (str(item.get("alias") or "") or _column(item)).lower() == "label"]
    return named[0] if named else None


def _list_parted(tree: Any) -> frozenset[str]:
    """Columns that the label tells apart, so that each value has a row of its own."""
    return frozenset(name for node in iter_nodes(_find_label(tree)) if (name := _column(node)))


def _adds_all_measures(tree: Any, conditions: tuple[_Condition, ...], parted: frozenset[str]) -> bool:
    """Counts or tallies of every measure added up, because no condition names one."""
    tables = {str(node.get("table_name")).lower() for node in iter_nodes(tree) if node.get("type") == "BASE_TABLE"}
    names_one = any(condition.column == "measure" for condition in conditions)
    reads_low = any(_column(node) in ("low", "high") for node in iter_nodes(tree))
    return bool(tables & {"counts", "tallies"}) and reads_low and not names_one and "measure" not in parted
