"""Readings of a place: which one a named value takes among its like.

What comes in: a scene. What goes out: candidates. Never here: values.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.check.claims.data.frames import FrameColumn, Role, quote_name
from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Measure, Selection, make_where, say


def iter_ranks(scene: Scene) -> Iterator[Candidate]:
    """The place that a named value takes among its like."""
    frame, high = scene.frame, scene.statement.figure.unit == "rank_max"
    fn_words = "highest" if high else "lowest"
    for measure, match, head in scene.measures[:4]:
        for selection in scene.selections[:8]:
            column = measure.column_of(selection.period)
            if column is None:
                continue
            for position, values in selection.conditions:
                if len(values) > 1 or frame.columns[position].role is Role.TEXT:
                    continue
                yield _rank(scene, measure, column, selection, position, high, match, head, fn_words)


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
        is_said=selection.is_said and len({one.value for one in scene.mentions if one.column == position}) == 1,
        conditions=selection.conditions,
        way="rank",
        is_loose=True,
    )
