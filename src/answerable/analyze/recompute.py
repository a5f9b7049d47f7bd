"""Measure published findings again from a package alone: its tables, its queries, and nothing else.

What comes in: Parquet files of the views, findings as the package writes them. What goes out: findings measured anew.
Never here: the record, the folder, comparison.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from answerable.analyze.measure import measure
from answerable.analyze.query import run_query
from answerable.errors import QueryRefused
from answerable.model.authority import Authority, Headcount
from answerable.model.finding import Finding, FindingQuestion, Limit
from answerable.store.parquet import read_snapshot


def recompute(views: Mapping[str, bytes], findings: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Finding | str]]:
    """Measure every finding, one after another.

    Args:
        views: Parquet files by the name of their view.
        findings: with name, query and how its rows become a value.

    Yields:
        The name of each, and the finding or what was wrong with its query.

    Raises:
        ValueError: a file is no table.
    """
    connection = read_snapshot(dict(views)).connect()
    try:
        rows = connection.execute(
            "SELECT authority_id, name, law, headcount, headcount_year FROM authorities"
        ).fetchall()
        authorities = {row[0]: _make_authority(*row) for row in rows}
        for plain in findings:
            question = _make_question(plain)
            try:
                made: Finding | str = measure(question, run_query(connection, question), authorities, "").finding
            except QueryRefused as refused:
                made = f"{refused.message}: {refused.found}"
            yield question.name, made
    finally:
        connection.close()


def _make_question(plain: Mapping[str, Any]) -> FindingQuestion:
    return FindingQuestion(
        name=plain["name"],
        title=plain["title"],
        unit=plain["unit"],
        sql=plain["sql"],
        arithmetic=plain["arithmetic"],
        silence=plain["silence"],
        empty=plain["empty"],
        others=plain.get("others", "out"),
        formula=plain.get("formula", ""),
        per=plain.get("per", 1.0),
        limits=tuple(Limit(one["authority"], one["low"], one["high"], one["why"]) for one in plain.get("limits", ())),
    )


def _make_authority(name_id: str, name: str, law: str, headcount: int | None, year: int | None) -> Authority:
    counts = () if headcount is None else (Headcount(dt.date(year or 1, 1, 1), headcount),)
    return Authority(name_id, name, law, headcounts=counts)
