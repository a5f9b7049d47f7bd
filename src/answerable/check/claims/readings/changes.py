"""Readings that compare: difference, ratio, growth, share and rank, between values, years or things counted.

What comes in: a scene. What goes out: candidates. Never here: single values, counts of rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from answerable.check.claims.data.base import at_least, at_most
from answerable.check.claims.data.frames import quote_name
from answerable.check.claims.readings.candidates import Candidate, aggregate, count_rows
from answerable.check.claims.readings.forms import find_form
from answerable.check.claims.readings.pairs import Pair, make_pairs
from answerable.check.claims.readings.ranks import iter_margins, iter_ranks
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import (
    Condition,
    Measure,
    Selection,
    say,
)
from answerable.check.claims.readings.shares import iter_shares
from answerable.check.claims.text.terms import is_same_term, stem

_OVERSPENT = re.compile(
    r"(?i)\b(?:overspen\w+|overran|overshot|over (?:its |their |the )?budget"
    r"|(?P<under>underspen\w+|under (?:its |their |the )?budget))\b|\bover\b(?=[.,;]|\s*$)"
    r"|\bmore than (?:was |were |had been |it was )?(?:budgeted|planned|set aside)"
)
_OVER = re.compile(
    r"(?i)\s*(?:percent )?(?:over|above|beyond|in excess of|(?P<under>under|below|short of))\s+"
    r"(?:(?:the|its|their|his|her|official|safe) )*(?P<words>(?:[a-z]+\s*){1,3})"
)
_PLANNED = {stem(word) for word in ("budget", "budgeted", "plan", "planned", "target", "estimate", "forecast")}
_SPENT = {stem(word) for word in ("outturn", "actual", "spent", "spending", "result", "final", "cost")}
_TOTALS = "totals of all rows"
_PAIRS = "only rows with both numbers"


def iter_changes(scene: Scene) -> Iterator[Candidate]:
    """Every comparison that the words allow."""
    figure = scene.statement.figure
    if figure.unit in ("rank_max", "rank_min"):
        yield from iter_ranks(scene)
    elif figure.unit == "times":
        yield from _iter_pairs(scene, "ratio", 1.0)
    elif figure.unit in ("above", "below"):
        yield from _iter_pairs(scene, "difference", 1.0 if figure.unit == "above" else -1.0)
    elif figure.unit not in ("all", "none", "only"):
        yield from _iter_budget(scene)
        yield from _iter_over(scene)
        yield from iter_margins(scene)
        form, sign, fit = find_form(scene)
        if form:
            yield from _iter_pairs(scene, form, sign, fit)
        if scene.is_share and form != "growth":
            yield from iter_shares(scene)


def _iter_pairs(scene: Scene, form: str, sign: float, fit: float = 0.95) -> Iterator[Candidate]:
    for measure, match, head in scene.measures[:4]:
        for pair in make_pairs(scene, measure):
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


def _iter_over(scene: Scene) -> Iterator[Candidate]:
    """One thing against another that is named after it: "31% over capacity", "12 above target"."""
    figure = scene.statement.figure
    over = _OVER.match(scene.weights.text, scene.end)
    if over is None or figure.unit not in ("", "percent"):
        return
    words = {stem(word) for word in over["words"].split()}
    bases = [one for one in scene.all_measures if any(is_same_term(term, word) for term in one.terms for word in words)]
    form, sign = "growth" if scene.is_share else "difference", -1.0 if over["under"] else 1.0
    for base, other in itertools.product(bases, scene.all_measures):
        if other is base or other.first.unit != base.first.unit or other.first.is_rate:
            continue
        for selection in scene.selections[:4]:
            sides = [_find_side(scene, one, selection) for one in (other, base)]
            if sides[0] is None or sides[1] is None:
                continue
            about = say(scene.frame, selection)
            yield _compare(
                scene, form, sign, sides[0][0], sides[1][0], f"{sides[0][1]}\0{sides[1][1]}", 0.72 * selection.weight,
                f"{form} of {other.base} and {base.base}" + (f" of {about}" if about else ""), other, 0.6, False, "",
                selection.conditions,
            )  # fmt: skip


def _iter_budget(scene: Scene) -> Iterator[Candidate]:
    """What was spent against what was planned: "overspent by £346,000, or 5% of the budget"."""
    over = _OVERSPENT.search(scene.weights.text)
    figure = scene.statement.figure
    if over is None or figure.unit not in ("", "GBP", "USD", "EUR", "percent"):
        return
    planned = [one for one in scene.all_measures if _PLANNED & set(one.terms)]
    spent = [one for one in scene.all_measures if _SPENT & set(one.terms) and not _PLANNED & set(one.terms)]
    form, sign = "growth" if scene.is_share else "difference", -1.0 if over["under"] else 1.0
    for plan, result in itertools.product(planned, spent):
        for selection in scene.selections[:6]:
            sides = [_find_side(scene, one, selection) for one in (result, plan)]
            if sides[0] is None or sides[1] is None:
                continue
            about = say(scene.frame, selection)
            yield _compare(
                scene, form, sign, sides[0][0], sides[1][0], f"{sides[0][1]}\0{sides[1][1]}", 0.85 * selection.weight,
                f"{form} of {result.base} and {plan.base}" + (f" of {about}" if about else ""), result, 0.65,
                selection.is_said, "", selection.conditions,
            )  # fmt: skip


def _find_side(scene: Scene, measure: Measure, selection: Selection) -> tuple[str, str] | None:
    column = measure.column_of(selection.period)
    if column is None and selection.period is None and len(measure.columns) > 1:
        column = measure.columns[-1]
    rows = count_rows(scene.frame, selection, column) if column is not None else 0
    if column is None or not rows or (rows > 1 and measure.first.is_rate):
        return None
    return aggregate(scene.frame, column, selection, "sum" if rows > 1 else "max")


def _pair_up(
    scene: Scene, measure: Measure, pair: Pair, one: tuple[str, str], other: tuple[str, str]
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
