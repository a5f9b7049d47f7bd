"""What a statement may mean: queries over frames, each with how well the words of the text speak for it.

What comes in: a scene. What goes out: `Candidate`s with SQL, not yet answered; those of one value, sum, mean, median,
highest or lowest are made here. Never here: values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answerable.check.claims.data.frames import Frame, FrameColumn, quote_name
from answerable.check.claims.readings.fit import fit_unit
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Measure, Selection, make_where, say
from answerable.check.claims.readings.years import is_same_year
from answerable.words.figures import FigureKind

_LONG = 3
"""Numbers of so many digits seldom stand in a row by chance."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One query that a statement may mean.

    Args:
        frame: position among the frames.
        expression: an aggregate over the frame's DuckDB table.
        query: SQL in the frame's own names, for people.
        reading: in words.
        share_words: how well the words speak for it, whatever its value, in [0, 1].
        is_percent: its value is a percentage.
        base: the column's name without its period; what the next sentence is likely to go on about.
        head: how near the column's head noun stands, in [0, 1].
        extreme: column and direction that a lookup's superlative claims; empty where none.
        is_said: whether rows, year and operation are what the sentence says, so that another value contradicts it.
        conditions: columns narrowed, for the joint reading of a text.
        way: `sum`, `count`, `growth` and the like, for the same.
        low: the aggregate at its least, where hidden small numbers make it lower otherwise than by being small.
        high: at its most.
        is_loose: hidden small numbers change it in ways that its ends do not tell.
        note: what to say where it holds.
        pairing: whether totals or only rows with both numbers are compared; empty where that is one.
        sibling: the same for the two of them.
    """

    frame: int
    expression: str
    query: str
    reading: str
    share_words: float
    is_percent: bool = False
    base: str = ""
    head: float = 0.0
    extreme: str = ""
    is_said: bool = False
    conditions: tuple[tuple[int, tuple[str, ...]], ...] = ()
    way: str = ""
    low: str = ""
    high: str = ""
    is_loose: bool = False
    note: str = ""
    pairing: str = ""
    sibling: str = ""


def iter_levels(scene: Scene) -> Iterator[Candidate]:
    """A value of one row, or sum, mean, median, highest, lowest of several, of each measure and selection."""
    figure = scene.statement.figure
    for measure, match, head in scene.measures:
        if scene.is_share and measure.first.unit != "percent" and not _is_hundredth(measure):
            continue
        for selection in scene.selections:
            columns = measure.columns if selection.period is None else (measure.column_of(selection.period),)
            if len(columns) > 1 and (measure.first.is_rate or scene.is_share):
                continue
            if any(column is None for column in columns):
                continue
            usable = tuple(column for column in columns if column is not None)
            rows = count_rows(scene.frame, selection, usable[0])
            if rows == 0:
                continue
            plans = _plan_levels(scene, measure, selection, rows)
            for fn, words, fit in plans:
                if not fit:
                    continue
                share = (0.12 + 0.88 * match) * fit if rows != 1 else 0.3 + 0.7 * match
                yield make_level(scene, measure, selection, usable, fn, words, share * selection.weight, head, rows)
    if figure.kind is not FigureKind.FRACTION and len(f"{figure.number:.10g}".replace(".", "").strip("0")) >= _LONG:
        yield from _iter_cells(scene)


def _iter_cells(scene: Scene) -> Iterator[Candidate]:
    """The cells of a named row whose column the text has no word for: "Ashgate holds 811"."""
    known = {measure.base for measure, _, _ in scene.measures}
    for selection in scene.selections[:3]:
        for measure in scene.all_measures:
            column = measure.column_of(selection.period)
            if scene.is_share and measure.first.unit != "percent":
                continue
            if measure.base in known or not selection.conditions or column is None:
                continue
            if count_rows(scene.frame, selection, column) == 1 and fit_unit(column, scene.statement) > 0:
                yield make_level(scene, measure, selection, (column,), "max", "", 0.38 * selection.weight, 0.3, 1)


def _plan_levels(scene: Scene, measure: Measure, selection: Selection, rows: int) -> list[tuple[str, str, float]]:
    if rows == 1:
        return [("max", "", 1.0)]
    is_rate = measure.first.is_rate
    said = scene.weights.has_cue("sum")
    plans = [] if scene.is_share else [("sum", "sum of", 0.3 if is_rate else 1.0 if said else 0.9)]
    near = {fn: scene.weights.find_cue(fn) for fn in ("mean", "median", "max", "min")}
    nearest = min(near.values())
    for fn, place in near.items():
        # "The average was 8 and the median 5": each figure has the word that stands next to it.
        plans.append((fn, f"{fn} of", 0.15 if place > 100 else 0.95 if place <= nearest + 1 else 0.5))
    return plans


def make_level(
    scene: Scene,
    measure: Measure,
    selection: Selection,
    columns: Sequence[FrameColumn],
    fn: str,
    words: str,
    share: float,
    head: float,
    rows: int,
) -> Candidate:
    """A candidate for one aggregate of one measure over one selection."""
    frame = scene.frame
    about = say(frame, selection)
    if len(columns) == 1:
        expression, shown = aggregate(frame, columns[0], selection, fn)
    else:
        parts = [aggregate(frame, column, selection, "sum") for column in columns]
        expression = " + ".join(f"coalesce({one}, 0)" for one, _ in parts)
        shown = "SELECT " + " + ".join(f"({one})" for _, one in parts)
        words = "sum of" if fn == "sum" else words
    extreme = ""
    if rows == 1:
        way = "max" if scene.weights.has_cue("max") else "min" if scene.weights.has_cue("min") else ""
        extreme = f"{columns[0].number} {way}" if way else ""
    over = f" over {len(columns)} years" if len(columns) > 1 else ""
    reading = f"{words} {columns[0].name if len(columns) == 1 else measure.base}{over}" + (
        f" of {about}" if about else ""
    )
    return Candidate(
        frame=scene.index,
        expression=expression,
        query=shown,
        reading=reading.strip(),
        share_words=min(1.0, share),
        is_percent=columns[0].unit == "percent",
        base=measure.base,
        head=head,
        extreme=extreme,
        is_said=(selection.is_said or _has_one_year(scene, measure, selection))
        and not measure.is_nameless
        and (rows == 1 or fn == "sum" or scene.weights.find_cue(fn) <= 4),
        conditions=selection.conditions,
        way="value" if rows == 1 else fn,
    )


def _has_one_year(scene: Scene, measure: Measure, selection: Selection) -> bool:
    """Whether the year need not be said: the table has this thing of one year alone."""
    names_none = not any(one.start >= 0 for one in scene.periods)
    return selection.says_rows and names_none and len(measure.columns) == 1 and scene.frame.year_column is None


def aggregate(frame: Frame, column: FrameColumn, selection: Selection, fn: str) -> tuple[str, str]:
    """An aggregate as DuckDB is asked, and as people read it."""
    where = make_where(frame, selection, column)
    sql = {"mean": "avg"}.get(fn, fn)
    times = f"{column.scale:.15g} * " if column.scale != 1.0 else ""
    expression = f"{times}{sql}(n{column.number})" + (f" FILTER (WHERE {where})" if where else "")
    named = make_where(frame, selection, column, shown=True)
    what = f"{times}{sql}({quote_name(column.name)})"
    shown = f"SELECT {what} FROM {quote_name(frame.name)}" + (f" WHERE {named}" if named else "")
    return expression, shown


def count_rows(frame: Frame, selection: Selection, column: FrameColumn | None) -> int:
    """How many rows a selection has."""
    by_year = (
        frame.year_column is not None and selection.period is not None and (column is None or column.period is None)
    )
    sets = [frozenset().union(*(frame.find_rows(at, value) for value in values)) for at, values in selection.conditions]
    year = frame.year_column
    if by_year and year is not None:
        texts = [
            one for period, several in frame.year_texts if is_same_year(period, selection.period) for one in several
        ]
        sets.append(frozenset().union(*(frame.find_rows(year.number, one) for one in texts)))
    if not sets:
        return len(frame.texts)
    return len(frozenset.intersection(*sorted(sets, key=len)))


def _is_hundredth(measure: Measure) -> bool:
    """Numbers from 0 to 100, some of them with a fraction, or of a rate: may be percentages though nothing"
    " says so."""
    column = measure.first
    if column.unit in ("GBP", "USD", "EUR", "money"):
        return False
    return column.is_rate and column.is_hundred
