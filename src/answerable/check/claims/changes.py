"""Readings that compare: difference, ratio, growth, share and rank, between values, years or things counted.

What comes in: a scene. What goes out: candidates. Never here: single values, counts of rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from answerable.check.claims.candidates import Candidate, aggregate, count_rows
from answerable.check.claims.frames import FrameColumn, Role, quote_name
from answerable.check.claims.mentions import Mention
from answerable.check.claims.scenes import Scene
from answerable.check.claims.selections import (
    Condition,
    Measure,
    Selection,
    find_known,
    find_years,
    make_where,
    say,
    say_period,
    weigh_place,
)
from answerable.model.dates import Period
from answerable.words.figures import FigureKind

_UP = (
    r"rose|risen|rise|rises|increas\w+|grew|grown|grow|growth|climb\w*|jump\w*|went up|gone up"
    r"|up|soar\w*|gain\w*|surg\w+"
)
_DOWN = (
    r"fell|fallen|fall|falls|drop\w*|decreas\w+|declin\w+|cut|cuts|reduc\w+|down|shrank|shrunk|slump\w*"
    r"|plung\w+|lost"
)
_MOVED = re.compile(rf"(?i)\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_MORE = re.compile(
    r"(?i)^\s*(?:(?:percentage )?points?\s+|more\s+)?(?:\w+\s+){0,4}?(?P<word>more|higher|greater|longer"
    r"|ahead|above|clear|less|fewer|lower|"
    r"shorter|behind|below|worse|better)\b"
)
_LESS = ("less", "fewer", "lower", "shorter", "behind", "below")
_BY = re.compile(r"(?i)\bby\s+(?:just |only |some |about |nearly |almost |more than |over )?$")
_TO = re.compile(
    r"(?i)\b(?:to|from|at|was|were|is|are|stood at|against)\s+(?:just |only |some |about |nearly |almost )?$"
)
_NOUN_MOVED = re.compile(rf"(?i)^[\s,)]*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_MOVED_OF = re.compile(r"(?i)\b(?:rise|increase|growth|jump|surge|fall|drop|cut|reduction|decrease|decline) of\s+$")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two selections of one measure that a sentence compares."""

    one: Selection
    other: Selection
    weight: float
    is_said: bool
    words: str


def iter_changes(scene: Scene) -> Iterator[Candidate]:
    """Every comparison that the words allow."""
    figure = scene.statement.figure
    if figure.unit in ("rank_max", "rank_min"):
        yield from _iter_ranks(scene)
    elif figure.unit == "times":
        yield from _iter_pairs(scene, "ratio", 1.0)
    elif figure.unit not in ("all", "none"):
        form, sign, fit = find_form(scene)
        if form:
            yield from _iter_pairs(scene, form, sign, fit)
        if scene.is_share and form != "growth":
            yield from _iter_shares(scene)


def find_form(scene: Scene) -> tuple[str, float, float]:
    """Whether a figure is a change: `growth` in per cent, `difference` or nothing; its sign; and how sure"
    " that is."""
    figure, text = scene.statement.figure, scene.weights.text
    before, after = text[max(0, scene.at - 60) : scene.at], text[scene.end : scene.end + 60]
    form = "difference"
    points = figure.unit == "percentage_point"
    if figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION):
        form = (
            "difference"
            if figure.unit == "percentage_point" or re.match(r"(?i)\s*(?:percentage )?points?\b", after)
            else "growth"
        )
    moved = list(_MOVED.finditer(before))
    more, noun = _MORE.match(after), _NOUN_MOVED.match(after)
    by, of = _BY.search(before), _MOVED_OF.search(before)
    if more and (
        re.search(r"(?i)\bthan\b|\bahead of\b|\bbehind\b|\babove\b|\bbelow\b", after) or "more" not in more["word"]
    ):
        return form, -1.0 if more["word"].lower() in _LESS else 1.0, 0.97
    if noun:
        return form, -1.0 if noun["down"] else 1.0, 0.95
    if (by or of) and moved:
        return form, -1.0 if moved[-1]["down"] else 1.0, 0.97
    if by and re.search(r"(?i)\b(?:won|beat|ahead|lead\w*|led)\b", before):
        return form, 1.0, 0.6
    if moved and not _TO.search(before) and len(before[moved[-1].end() :].split()) <= 2:
        return form, -1.0 if moved[-1]["down"] else 1.0, 0.9 if form == "growth" or points else 0.5
    return "", 0.0, 0.0


def _iter_pairs(scene: Scene, form: str, sign: float, fit: float = 0.95) -> Iterator[Candidate]:
    frame = scene.frame
    for measure, match, head in scene.measures[:4]:
        for pair in _make_pairs(scene, measure):
            made = []
            for selection in (pair.one, pair.other):
                column = measure.column_of(selection.period)
                if column is None and selection.period is None and len(measure.columns) > 1:
                    column = measure.columns[-1]
                rows = count_rows(frame, selection, column) if column is not None else 0
                if column is None or not rows or (rows > 1 and measure.first.is_rate):
                    break
                made.append(aggregate(frame, column, selection, "sum" if rows > 1 else "max"))
            if len(made) < 2:
                continue
            (one, shown_one), (other, shown_other) = made
            sql = _combine(form, sign, f"({one})", f"({other})")
            shown = "SELECT " + _combine(form, sign, f"({shown_one})", f"({shown_other})")
            yield Candidate(
                frame=scene.index,
                expression=sql,
                query=shown,
                reading=f"{form} of {measure.base or measure.first.name}: {pair.words}",
                share_words=min(1.0, (0.25 + 0.75 * match) * fit * pair.weight),
                is_percent=form == "growth" or (form == "difference" and measure.first.unit == "percent"),
                base=measure.base,
                head=head,
                is_said=pair.is_said and not measure.is_nameless,
                conditions=pair.one.conditions,
            )


def _combine(form: str, sign: float, one: str, other: str) -> str:
    if form == "ratio":
        return f"{one} / nullif({other}, 0)"
    first, second = (one, other) if sign > 0 else (other, one)
    if form == "growth":
        return f"100.0 * ({first} - {second}) / nullif({other}, 0)"
    return f"{first} - {second}"


def _make_pairs(scene: Scene, measure: Measure) -> list[_Pair]:
    """What is compared: two values that the sentence names, or two years."""
    pairs = [*_pairs_of_values(scene), *_pairs_of_years(scene, measure)]
    pairs.sort(key=lambda one: (-one.weight, one.words))
    return pairs[:10]


def _pairs_of_values(scene: Scene) -> Iterator[_Pair]:
    base = scene.selections[:8]
    by_column: dict[int, list[Mention]] = {}
    for one in (*scene.earlier, *scene.mentions):
        by_column.setdefault(one.column, []).append(one)
    for column, several in by_column.items():
        here = [one for one in several if one in scene.mentions]
        for one, other in itertools.permutations({mention.value: mention for mention in several}.values(), 2):
            if other not in here:
                continue
            weight = _weigh_pair(scene, one if one in here else None, other)
            if weight < 0.2:
                continue
            seen: set[Selection] = set()
            for selection in base:
                rest = selection.without(column)
                if rest in seen or len(seen) > 2:
                    continue
                seen.add(rest)
                first, second = rest.with_value(column, one.value), rest.with_value(column, other.value)
                said = {c for c, _ in first.conditions} >= {mention.column for mention in scene.mentions}
                yield _Pair(
                    first,
                    second,
                    weight * (0.85 + 0.15 * selection.weight),
                    said and weight >= 0.8,
                    f"{say(scene.frame, first)} against {say(scene.frame, second)}",
                )


def _weigh_pair(scene: Scene, one: Mention | None, other: Mention) -> float:
    """The subject stands before, what it is compared with after "than" or "as"."""
    text = scene.weights.text
    after = other.start >= scene.end
    than = (
        bool(
            re.search(r"(?i)\b(?:than|as|of|the number|that|ahead|behind|below|above)\b", text[scene.end : other.start])
        )
        if after
        else False
    )
    if not after:
        return 0.35
    near = weigh_place(text, other.start, other.end, scene.at, scene.end)
    weight = 0.6 + 0.3 * near + (0.1 if than else -0.1)
    if one is None:
        return min(1.0, weight)
    if one.start >= scene.end:
        return weight * (0.9 if one.start < other.start else 0.7)
    return min(1.0, weight)


def _pairs_of_years(scene: Scene, measure: Measure) -> Iterator[_Pair]:
    frame = scene.frame
    known = find_years(frame)
    if measure.first.period is not None:
        known = [one for one in known if measure.column_of(one) is not None]
    if len(known) < 2:
        return
    own = [found for one in scene.periods if one.start >= 0 and (found := find_known(known, one.period))]
    named = sorted(
        set(own) or {found for one in scene.periods if (found := find_known(known, one.period))}, key=lambda p: p.start
    )
    if any(one.start >= 0 for one in scene.periods) and not named:
        return
    years: list[tuple[Period, Period, float, bool]] = []
    for early, late in itertools.combinations(named, 2):
        years.append((late, early, 1.0 if len(named) == 2 else 0.8, bool(own)))
    if len(named) <= 1:
        late = named[-1] if named else known[-1]
        position = known.index(late)
        if position:
            years.append((late, known[position - 1], 0.9, True if named else len(known) == 2))
            if position > 1:
                years.append((late, known[0], 0.7, False))
        if position < len(known) - 1:
            years.append(
                (known[-1], late, 0.85 if re.search(r"(?i)\bsince\b|\bfrom\b", scene.weights.text) else 0.5, False)
            )
    seen: set[tuple[Condition, ...]] = set()
    for selection in scene.selections:
        if selection.conditions in seen:
            continue
        seen.add(selection.conditions)
        for late, early, weight, said in years:
            first, second = replace(selection, period=late), replace(selection, period=early)
            words = f"{say(frame, first)} against {say_period(early)}"
            is_said = said and {c for c, _ in selection.conditions} == {one.column for one in scene.mentions}
            yield _Pair(first, second, weight * min(1.0, selection.weight + 0.05), is_said, words)


def _iter_shares(scene: Scene) -> Iterator[Candidate]:
    """A part of a sum: what a value has of all, or one thing counted of another."""
    frame = scene.frame
    additive = [(m, match, head) for m, match, head in scene.measures[:4] if not m.first.is_rate]
    for measure, match, head in additive:
        for selection in scene.selections[:8]:
            column = measure.column_of(selection.period)
            if column is None:
                continue
            for position, _ in selection.conditions:
                whole = selection.without(position)
                one, shown_one = aggregate(frame, column, selection, "sum")
                other, shown_other = aggregate(frame, column, whole, "sum")
                side = _weigh_side(scene, position)
                yield _share(
                    scene, one, other, shown_one, shown_other,
                    f"share of {measure.base} of {say(frame, selection)} in {say(frame, whole) or 'all'}",
                    (0.3 + 0.7 * match) * selection.weight * side, measure, head, selection.is_said,
                )  # fmt: skip
    for (one_measure, match, head), (other_measure, other_match, _) in itertools.permutations(additive, 2):
        if min(match, other_match) < 0.25:
            continue
        for selection in scene.selections[:3]:
            first, second = one_measure.column_of(selection.period), other_measure.column_of(selection.period)
            if first is None or second is None:
                continue
            one, shown_one = aggregate(frame, first, selection, "sum")
            other, shown_other = aggregate(frame, second, selection, "sum")
            yield _share(
                scene, one, other, shown_one, shown_other, f"{one_measure.base} as a share of {other_measure.base}",
                0.8 * (0.3 + 0.7 * min(match, other_match)) * selection.weight, one_measure, min(head, 0.5), False,
            )  # fmt: skip


def _weigh_side(scene: Scene, position: int) -> float:
    """A part is the subject: it stands before the figure, or after "by", "in"; what follows "of" is the"
    " whole."""
    text = scene.weights.text
    for one in scene.mentions:
        if one.column == position:
            if one.end <= scene.at:
                return 1.0
            return (
                0.85
                if re.search(r"(?i)\b(?:were|was|went|by|from|to|about|against|among)\b", text[scene.end : one.start])
                else 0.7
            )
    return 0.85


def _share(
    scene: Scene, one: str, other: str, shown_one: str, shown_other: str, reading: str, share: float,
    measure: Measure, head: float, is_said: bool,
) -> Candidate:  # fmt: skip
    return Candidate(
        frame=scene.index,
        expression=f"100.0 * ({one}) / nullif({other}, 0)",
        query=f"SELECT 100.0 * ({shown_one}) / ({shown_other})",
        reading=reading,
        share_words=min(1.0, share),
        is_percent=True,
        base=measure.base,
        head=head,
        is_said=is_said,
    )


def _iter_ranks(scene: Scene) -> Iterator[Candidate]:
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
        is_said=selection.is_said,
        conditions=selection.conditions,
    )
