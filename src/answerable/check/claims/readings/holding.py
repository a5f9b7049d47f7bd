"""Readings that count bodies, places or years for which something holds: above a limit, negative, risen; all, none.

What comes in: a scene. What goes out: candidates. Never here: counts of rows by their category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerable.check.claims.data.frames import FrameColumn, Role, quote_name
from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.readings.nouns import counts_rows, find_noun, may_count
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Condition, Measure, Selection, make_where, say
from answerable.check.claims.readings.years import find_years
from answerable.check.claims.text.terms import is_same_term, stem
from answerable.check.claims.values import scale_number
from answerable.model.dates import Period
from answerable.words.figures import FigureKind

_DOWN = re.compile(
    r"(?i)\b(?:fell|fall|fallen|drop\w*|cut|cuts|cutting|reduc\w+|decreas\w+|declin\w+|less|fewer|lower|down|shrank|shrunk|lost"
    r"|smaller|worse|collaps\w+|tumbl\w+|slump\w*|plung\w+|plummet\w*)\b"
)
_UP = re.compile(
    r"(?i)\b(?:rose|rise|risen|increas\w+|grew|grow\w*|more|higher|up|gain\w*|climb\w*|jump\w*|longer|soar\w*|surg\w+|bigger|larger|better|beat\w*|exceed\w*|surpass\w*)\b"
)
_NEGATIVE = re.compile(r"(?i)\bnegative\b|\bin the red\b|\bdeficits?\b|\bbelow zero\b|\boverspen\w+")
_NOTHING = re.compile(
    r"(?i)\b(?:recorded|had|reported|with|made|saw|received|dismissed"
    r"|pay|pays|paid|have|has|gave|offers?|\w+ed) (?:no|none|zero|nil|nobody|no one)\b"
)
_GIVEN = re.compile(
    r"(?i)[^.;:]{0,50}?\b(?:got|get|gets|scor\w+|given|giv\w+|gave|rated|ratings?|marks?|received|have|has|had|having|with|took"
    r"|takes?|recorded|awarded|reported|made|saw|lost|won)\s+(?:(?:an?|the|just|only|exactly|top|full|low|perfect) )*"
    r"(?:(?:marks?|ratings?|scores?|grades?) of )?(?:just |only |exactly )?"
)
_TOP = re.compile(
    r"(?i)\b(?:top|highest|best|maximum|full|perfect) (?:\w+ )?(?:marks?|ratings?|scores?|grades?)\b(?! of)"
)
_LIMIT = re.compile(r"(?i)\b(?P<way>above|over|more than|at least|below|under|less than|fewer than|or more|or fewer)\b")


def iter_held(scene: Scene) -> Iterator[Candidate]:
    """Groups for which something holds: above a limit, negative, more than the year before; all, or none of them."""
    figure = scene.statement.figure
    quantified = figure.unit in ("all", "none", "only")
    if not quantified and not scene.is_share and not may_count(scene):
        return
    if not quantified and not scene.is_share and not (counts_rows(scene) or figure.in_words):
        return
    group = _find_group(scene)
    if group is None:
        return
    if scene.is_share and not _is_of_groups(scene, group):
        return
    for conditions, own in _find_conditions(scene, group):
        for measure, match, head in scene.measures[:3]:
            for test, words, fit in _find_tests(scene, measure):
                yield _hold(scene, group, conditions, measure, test, words, (0.3 + 0.7 * match) * fit * own, head)


def _is_of_groups(scene: Scene, group: FrameColumn) -> bool:
    """Whether a share is one of bodies or places: "half of the councils", "most forces"."""
    words = re.findall(r"[A-Za-z][\w'’-]*", scene.weights.text[scene.end : scene.end + 60])[:6]
    nouns = {*group.terms, *(stem(word) for value in _find_values(scene, group) for word in value.split())}
    return scene.statement.figure.unit == "most" or any(
        is_same_term(stem(word), noun) for word in words for noun in nouns
    )


def _find_values(scene: Scene, group: FrameColumn) -> list[str]:
    """The kinds of thing that rows are: "half of the takeaways"."""
    return [value for one in scene.frame.columns if one is not group for value in one.values[:12]]


def _find_conditions(scene: Scene, group: FrameColumn) -> list[tuple[tuple[Condition, ...], float]]:
    """The rows among which is counted: those of a category that the sentence names, or all."""
    found: dict[tuple[Condition, ...], float] = {}
    for selection in scene.selections[:6]:
        kept = tuple(one for one in selection.conditions if one[0] != group.number)
        is_all = not kept and bool(selection.conditions)
        found[kept] = max(found.get(kept, 0.0), 0.95 if is_all or not scene.mentions else selection.weight)
    return list(found.items())[:3] or [((), 1.0)]


def _hold(
    scene: Scene, group: FrameColumn, conditions: tuple[Condition, ...], measure: Measure, test: str, words: str,
    share_words: float, head: float,
) -> Candidate:  # fmt: skip
    frame, figure = scene.frame, scene.statement.figure
    among = Selection(conditions)
    where = make_where(frame, among, measure.first)
    narrowed = f" WHERE {where}" if where else ""
    (columns, shown) = _make_columns(scene, measure, test)
    inner = f"SELECT t{group.number} AS g, {columns} FROM frame_{scene.index}{narrowed} GROUP BY g"
    held = f"(SELECT count(*) FROM ({inner}) WHERE {test})"
    every = f"(SELECT count(*) FROM ({inner}) WHERE a IS NOT NULL)"
    of = f" of {say(frame, among)}" if conditions else ""
    if figure.unit == "all":
        expression, said = f"{every} - {held}", f"how many ({group.name}{of}) are not: {words}"
    elif scene.is_share:
        expression, said = f"100.0 * {held} / nullif({every}, 0)", f"share ({group.name}{of}): {words}"
    else:
        expression, said = held, f"how many ({group.name}{of}): {words}"
    named = make_where(frame, among, measure.first, shown=True)
    listed = f"SELECT {quote_name(group.name)}, {shown} FROM {quote_name(frame.name)}"
    listed += (f" WHERE {named}" if named else "") + f" GROUP BY {quote_name(group.name)}"
    return Candidate(
        frame=scene.index,
        expression=expression,
        query=f"SELECT count(*) FROM ({listed}) WHERE {f'NOT ({test})' if figure.unit == 'all' else test}",
        reading=said,
        share_words=min(1.0, share_words),
        is_percent=scene.is_share,
        base=measure.base,
        head=max(head, 0.6 if figure.unit in ("all", "none", "only") else 0.0),
        is_said=not re.match(r"a = (?!0$)", test),
        conditions=conditions,
        way="held",
    )


def _make_columns(scene: Scene, measure: Measure, test: str) -> tuple[str, str]:
    """The aggregates of each group, as DuckDB is asked and as people read it: of the later year, of the one before."""
    late, early = _find_pair(scene, measure, compares=test.endswith("b"))
    parts, shown = [], []
    for name, period in (("a", late), ("b", early)):
        column = measure.column_of(period) or measure.first
        where = make_where(scene.frame, Selection(period=period), column)
        named = make_where(scene.frame, Selection(period=period), column, shown=True)
        fn = "avg" if measure.first.is_rate else "sum"
        times = f"{column.scale:.15g} * " if column.scale != 1.0 else ""
        parts.append(f"{times}{fn}(n{column.number})" + (f" FILTER (WHERE {where})" if where else "") + f" AS {name}")
        if name == "a" or test.endswith("b"):
            filtered = f" FILTER (WHERE {named})" if named else ""
            shown.append(f"{times}{fn}({quote_name(column.name)}){filtered} AS {name}")
    if test.endswith(" top"):
        parts.append(f"(SELECT max(n{measure.first.number}) FROM frame_{scene.index}) AS top")
        shown.append(f"(SELECT max({quote_name(measure.first.name)}) FROM {quote_name(scene.frame.name)}) AS top")
    return ", ".join(parts), ", ".join(shown)


def _find_pair(scene: Scene, measure: Measure, *, compares: bool) -> tuple[Period | None, Period | None]:
    years = find_years(scene.frame)
    if measure.first.period is not None:
        years = [one for one in years if measure.column_of(one) is not None]
    if not years:
        return None, None
    named = sorted(
        {one.period for one in scene.selections if one.period is not None and one.is_said}, key=lambda p: p.start
    )
    late = named[-1] if named else years[-1]
    if len(named) > 1:
        return late, named[0]
    earlier = [one for one in years if one.start < late.start]
    if compares and not earlier and len(years) > 1:
        # The year that a text goes on about may be the first of the table: nothing stands before it.
        return years[-1], years[-2]
    return late, earlier[-1] if earlier else None


def _find_tests(scene: Scene, measure: Measure) -> Iterator[tuple[str, str, float]]:
    text = scene.weights.text
    years = find_years(scene.frame)
    is_rate = measure.first.unit == "percent"
    others = [one for one in scene.statement.others if is_rate or one.kind is not FigureKind.PERCENT]
    limits = [one for one in others if one.bound in ("<", ">", "<=", ">=")]
    offset = scene.statement.sentence.start
    if len(years) > 1 and not limits:
        if _DOWN.search(text):
            yield "a < b", f"{measure.base} went down", 0.95
        if _UP.search(text):
            yield "a > b", f"{measure.base} went up", 0.95 if not _DOWN.search(text) else 0.8
    for one in others:
        near = _LIMIT.search(text[max(0, one.start - offset - 14) : one.end - offset])
        if not near and not one.bound:
            continue
        sign = one.bound or (">" if near and re.search(r"(?i)above|over|more|least", near["way"]) else "<")
        if sign not in ("<", ">", "<=", ">="):
            continue
        limit = scale_number(one)
        if one.kind is FigureKind.FRACTION and not is_rate:
            continue
        yield f"a {sign} {limit:.15g}", f"{measure.base} {sign} {limit:g}", 0.9
    yield from _find_equal(scene, measure)
    if _TOP.search(text):
        yield "a = top", f"{measure.base} is the highest of all", 0.8
    if _NEGATIVE.search(text):
        yield "a < 0", f"{measure.base} < 0", 0.9
    if _NOTHING.search(text):
        yield "a = 0", f"{measure.base} = 0", 0.9
    if re.search(r"(?i)\bat least one\b|\bone or more\b", text):
        yield "a >= 1", f"{measure.base} >= 1", 0.85


def _find_equal(scene: Scene, measure: Measure) -> Iterator[tuple[str, str, float]]:
    """Those with exactly a number: "six got a rating of 5"."""
    text, offset = scene.weights.text, scene.statement.sentence.start
    for one in scene.statement.others:
        if one.start >= scene.statement.figure.end and not one.bound and one.kind is FigureKind.NUMBER and not one.unit:
            between = text[scene.end : one.start - offset]
            if _GIVEN.fullmatch(between) and one.number == int(one.number):
                yield f"a = {one.number:.15g}", f"{measure.base} = {one.number:g}", 0.9


def _find_group(scene: Scene) -> FrameColumn | None:
    """The column whose values are counted: the one that the noun names, else the one that tells rows apart."""
    noun = find_noun(scene)
    words = set(scene.weights.own)
    columns = [one for one in scene.frame.columns if one.role in (Role.NAME, Role.CATEGORY) and one.terms]
    name = scene.frame.name_column
    for wanted in ({noun}, words):
        for column in columns:
            if column.terms[-1] in wanted and (name is None or column is name or len(column.terms) == 1):
                return column
    return name
