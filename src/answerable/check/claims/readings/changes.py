"""Readings that compare: difference, ratio, growth, share and rank, between values, years or things counted.

What comes in: a scene. What goes out: candidates. Never here: single values, counts of rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from answerable.check.claims.data.base import at_least, at_most
from answerable.check.claims.data.frames import quote_name
from answerable.check.claims.readings.candidates import Candidate, aggregate, count_rows
from answerable.check.claims.readings.mentions import Mention
from answerable.check.claims.readings.places import weigh_place
from answerable.check.claims.readings.ranks import iter_ranks
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import (
    Condition,
    Measure,
    Selection,
    say,
)
from answerable.check.claims.readings.shares import iter_shares
from answerable.check.claims.readings.years import find_known, find_years, say_period
from answerable.check.claims.text.terms import is_same_term, stem
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
    r"|ahead|above|clear|wider|bigger|larger|dearer|older|slower|heavier|less|fewer|lower|"
    r"narrower|smaller|cheaper|younger|faster|lighter|shorter|behind|below|worse|better)\b"
)
_LESS = (
    "less", "fewer", "lower", "shorter", "behind", "below", "narrower", "smaller", "cheaper", "younger", "faster",
    "lighter",
)  # fmt: skip
_BY = re.compile(r"(?i)\bby\s+(?:just |only |some |about |nearly |almost |more than |over )?$")
_TO = re.compile(
    r"(?i)\b(?:to|from|at|was|were|is|are|stood at|against)\s+(?:just |only |some |about |nearly |almost )?$"
)
_TOTALS = "totals of all rows"
_PAIRS = "only rows with both numbers"
_MADE_UP = re.compile(r"(?i)\b(?:ma[dk]e|makes|making|set|give|gave|end|ended) up$")
_NOUN_MOVED = re.compile(rf"(?i)^[\s,)]*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_MOVED_OF = re.compile(
    r"(?i)\b(?:rise|increase|growth|jump|surge|fall|drop|cut|reduction|decrease|decline) of\s+"
    r"(?:(?:just |about |almost |nearly )?[£$€]?\d[\d,.]*%?(?:\s\w+)?(?:,| or| \(|, or)\s*)?$"
)


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
        yield from iter_ranks(scene)
    elif figure.unit == "times":
        yield from _iter_pairs(scene, "ratio", 1.0)
    elif figure.unit not in ("all", "none", "only"):
        form, sign, fit = find_form(scene)
        if form:
            yield from _iter_pairs(scene, form, sign, fit)
        if scene.is_share and form != "growth":
            yield from iter_shares(scene)


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
    moved = [one for one in _MOVED.finditer(before) if not _MADE_UP.search(before[: one.end()])]
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
    for measure, match, head in scene.measures[:4]:
        for pair in _make_pairs(scene, measure):
            sides = [_find_side(scene, measure, selection) for selection in (pair.one, pair.other)]
            if sides[0] is None or sides[1] is None or sides[0][0] == sides[1][0]:
                continue
            for pairing, (one, shown_one), (other, shown_other) in _pair_up(scene, measure, pair, sides[0], sides[1]):
                share = min(1.0, (0.25 + 0.75 * match) * fit * pair.weight) - (0.03 if pairing == _PAIRS else 0.0)
                yield _compare(
                    scene, form, sign, one, other, f"{shown_one}\0{shown_other}", share,
                    f"{form} of {measure.base or measure.first.name}: {pair.words}", measure, head,
                    pair.is_said and not measure.is_nameless and pairing != _PAIRS, pairing, pair.one.conditions,
                )  # fmt: skip
    if form in ("ratio", "difference"):
        yield from _iter_measures(scene, form, sign, fit)


def _find_side(scene: Scene, measure: Measure, selection: Selection) -> tuple[str, str] | None:
    column = measure.column_of(selection.period)
    if column is None and selection.period is None and len(measure.columns) > 1:
        column = measure.columns[-1]
    rows = count_rows(scene.frame, selection, column) if column is not None else 0
    if column is None or not rows or (rows > 1 and measure.first.is_rate):
        return None
    return aggregate(scene.frame, column, selection, "sum" if rows > 1 else "max")


def _pair_up(
    scene: Scene, measure: Measure, pair: _Pair, one: tuple[str, str], other: tuple[str, str]
) -> Iterator[tuple[str, tuple[str, str], tuple[str, str]]]:
    """The two sides as totals; and over rows alone that have both numbers, where some rows lack one."""
    first, second = measure.column_of(pair.one.period), measure.column_of(pair.other.period)
    frame = scene.frame
    both = [
        row
        for row in frame.numbers
        if first is not None and second is not None and (row[first.number] is None) != (row[second.number] is None)
    ]
    if not both or first is None or second is None or pair.one.conditions != pair.other.conditions:
        yield "", one, other
        return
    yield _TOTALS, one, other
    filled = f"n{first.number} IS NOT NULL AND n{second.number} IS NOT NULL"
    named = f"{quote_name(first.name)} IS NOT NULL AND {quote_name(second.name)} IS NOT NULL"
    narrowed = [_narrow(side, filled, named) for side in (one, other)]
    yield _PAIRS, narrowed[0], narrowed[1]


def _narrow(side: tuple[str, str], filled: str, named: str) -> tuple[str, str]:
    expression, shown = side
    if expression.endswith(")") and " FILTER (WHERE " in expression:
        expression = f"{expression[:-1]} AND {filled})"
    else:
        expression = f"{expression} FILTER (WHERE {filled})"
    return expression, shown + (" AND " if " WHERE " in shown else " WHERE ") + named


def _iter_measures(scene: Scene, form: str, sign: float, fit: float) -> Iterator[Candidate]:
    """Two things counted of the same rows: "twice as many false alarms as fires"."""
    text = scene.weights.text
    than = re.search(r"(?i)\b(?:as|than|that of)\s+((?:[\w'’-]+\s*){1,4})", text[scene.end :])
    if than is None:
        return
    after = {stem(word) for word in than.group(1).split()}
    for (one, match, head), (other, _, _) in itertools.permutations(scene.measures, 2):
        if not other.terms or not any(is_same_term(other.terms[0], term) for term in after):
            continue
        if one.terms and any(is_same_term(one.terms[0], term) for term in after):
            continue
        for selection in scene.selections[:3]:
            sides = [_find_side(scene, measure, selection) for measure in (one, other)]
            if sides[0] is None or sides[1] is None or one.first.unit != other.first.unit:
                continue
            about = say(scene.frame, selection)
            yield _compare(
                scene, form, sign, sides[0][0], sides[1][0], f"{sides[0][1]}\0{sides[1][1]}",
                min(1.0, (0.4 + 0.6 * match) * fit * selection.weight),
                f"{form} of {one.base} and {other.base}" + (f" of {about}" if about else ""), one, max(head, 0.6),
                selection.is_said, "", selection.conditions,
            )  # fmt: skip


def _compare(
    scene: Scene, form: str, sign: float, one: str, other: str, shown: str, share: float, reading: str,
    measure: Measure, head: float, is_said: bool, pairing: str, conditions: tuple[Condition, ...],
) -> Candidate:  # fmt: skip
    shown_one, shown_other = shown.split("\0")
    ends = [
        _combine(form, sign, f"({at_most(one)})", f"({at_least(other)})"),
        _combine(form, sign, f"({at_least(one)})", f"({at_most(other)})"),
    ]
    return Candidate(
        frame=scene.index,
        expression=_combine(form, sign, f"({one})", f"({other})"),
        query="SELECT " + _combine(form, sign, f"({shown_one})", f"({shown_other})"),
        reading=reading + (f" ({pairing})" if pairing else ""),
        share_words=share,
        is_percent=form == "growth" or (form == "difference" and measure.first.unit == "percent"),
        base=measure.base,
        head=head,
        is_said=is_said,
        conditions=conditions,
        way=form,
        low=ends[1],
        high=ends[0],
        pairing=pairing,
        sibling=reading,
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
