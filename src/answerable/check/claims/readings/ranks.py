"""Readings of a place: which one a named value takes among its like.

What comes in: a scene. What goes out: candidates. Never here: values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from answerable.check.claims.data.frames import FrameColumn, Role, quote_name
from answerable.check.claims.readings.candidates import Candidate, aggregate
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Measure, Selection, make_where, say
from answerable.check.claims.readings.years import find_years, is_same_year
from answerable.words.figures import FigureKind

_MARGIN = re.compile(
    r"(?i)\bmajority\b|\bmargin of\b|\blead of\b|\bwon\b[^.;]*\bby\b|\bby (?:just |only )?\d[\d,]* votes\b"
)
_OF_YEARS = re.compile(
    r"(?i)\bon record\b|\b(?:in|for|since|of|over) (?:the |at least |more than |all |any )*(?:\w+ )?years?\b"
    r"|\bdecades?\b|\bever\b|\bsince (?:19|20)\d\d\b|\bpeaked\b|\brecord (?:high|low)\b"
)


def iter_ranks(scene: Scene) -> Iterator[Candidate]:
    """The place that a named value takes among its like."""
    frame, high = scene.frame, scene.statement.figure.unit == "rank_max"
    fn_words = "highest" if high else "lowest"
    for measure, match, head in scene.measures[:4]:
        for selection in scene.selections[:8]:
            column = measure.column_of(selection.period)
            if column is None:
                continue
            yield from _rank_years(scene, measure, selection, high, match, head)
            for position, values in selection.conditions:
                if len(values) > 1 or frame.columns[position].role is Role.TEXT:
                    continue
                yield _rank(scene, measure, column, selection, position, high, match, head, fn_words)


def iter_margins(scene: Scene) -> Iterator[Candidate]:
    """How far the first is before the second: "with a majority of 488", "won by 29 votes"."""
    figure = scene.statement.figure
    if figure.kind is not FigureKind.NUMBER or figure.unit or not _MARGIN.search(scene.weights.text):
        return
    for measure, match, head in scene.measures[:2]:
        for selection in _list_fields(scene):
            column = measure.column_of(selection.period)
            if column is None or measure.first.is_rate:
                continue
            where = make_where(scene.frame, selection, column)
            sorted_list = (
                f"list_sort(list(n{column.number}) FILTER (WHERE {where} AND n{column.number} IS NOT NULL), 'DESC')"
            )
            named = make_where(scene.frame, selection, column, shown=True)
            name = quote_name(column.name)
            yield Candidate(
                frame=scene.index,
                expression=f"({sorted_list})[1] - ({sorted_list})[2]",
                query=f"SELECT {name} FROM {quote_name(scene.frame.name)} WHERE {named} ORDER BY {name} DESC LIMIT 2",
                reading=f"how far the first is before the second by {measure.base} in {say(scene.frame, selection)}",
                share_words=min(0.9, (0.45 + 0.5 * match) * selection.weight),
                base=measure.base,
                head=head,
                conditions=selection.conditions,
                way="margin",
                is_loose=True,
            )


def _list_fields(scene: Scene) -> list[Selection]:
    """Where a race was run: the rows of one value that the sentence names, whoever won."""
    found: dict[Selection, None] = {}
    for selection in scene.selections[:8]:
        for condition in selection.conditions:
            if len(condition[1]) == 1:
                found[replace(selection, conditions=(condition,))] = None
    return list(found)[:8]


def _rank_years(
    scene: Scene, measure: Measure, selection: Selection, high: bool, match: float, head: float
) -> Iterator[Candidate]:
    """The place that a year takes among the years: "its highest total on record"."""
    known = [one for one in find_years(scene.frame) if measure.column_of(one) is not None]
    if selection.period is None or len(known) < 3 or not any(is_same_year(one, selection.period) for one in known):
        return
    fn = "avg" if measure.first.is_rate else "sum"
    own, others, shown = "", [], []
    for year in known:
        column = measure.column_of(year)
        assert column is not None
        asked, named = aggregate(scene.frame, column, replace(selection, period=year), fn if fn == "sum" else "mean")
        if is_same_year(year, selection.period):
            own = asked
        else:
            others.append(asked)
        shown.append(f"({named})")
    sign = ">" if high else "<"
    beaten = " + ".join(f"coalesce(CAST(({one}) {sign} ({own}) AS INTEGER), 0)" for one in others)
    said = 1.0 if _OF_YEARS.search(scene.weights.text) else 0.6
    yield Candidate(
        frame=scene.index,
        expression=f"CASE WHEN ({own}) IS NULL THEN NULL ELSE 1 + {beaten} END",
        query="SELECT " + ", ".join(shown),
        reading=f"place of {say(scene.frame, selection)} among the years by {'highest' if high else 'lowest'}"
        f" {measure.base or measure.first.name}",
        share_words=min(1.0, (0.3 + 0.7 * match) * selection.weight * said),
        base=measure.base,
        head=head,
        is_said=selection.is_said and said == 1.0,
        conditions=selection.conditions,
        way="rank",
        is_loose=True,
    )


def _rank(
    scene: Scene, measure: Measure, column: FrameColumn, selection: Selection, position: int, high: bool,
    match: float, head: float, words: str,
) -> Candidate:  # fmt: skip
    frame = scene.frame
    rest = selection.without(position)
    fn = "avg" if column.is_rate else "sum"
    outer, inner = make_where(frame, rest, column), make_where(frame, selection, column)
    narrowed = f" WHERE {outer}" if outer else ""
    own = f"(SELECT {fn}(n{column.number}) FROM frame_{scene.index} WHERE {inner})"
    groups = f"SELECT t{position}, {fn}(n{column.number}) AS v FROM frame_{scene.index}{narrowed} GROUP BY t{position}"
    sign = ">" if high else "<"
    expression = (
        f"CASE WHEN {own} IS NULL THEN NULL ELSE (SELECT 1 + count(*) FROM ({groups}) WHERE v {sign} {own}) END"
    )
    name = quote_name(frame.columns[position].name)
    shown = f"SELECT {name}, {fn}({quote_name(column.name)}) FROM {quote_name(frame.name)}"
    where = make_where(frame, rest, column, shown=True)
    shown += (f" WHERE {where}" if where else "") + f" GROUP BY {name} ORDER BY 2 {'DESC' if high else 'ASC'}"
    return Candidate(
        frame=scene.index,
        expression=expression,
        query=shown,
        reading=f"place of {say(frame, selection)} by {words} {measure.base or column.name}",
        share_words=min(1.0, (0.3 + 0.7 * match) * selection.weight),
        base=measure.base,
        head=head,
        is_said=scene.statement.figure.text.lower() != "best"
        and selection.is_said
        and len({one.value for one in scene.mentions if one.column == position}) == 1,
        conditions=selection.conditions,
        way="rank",
        is_loose=True,
    )
