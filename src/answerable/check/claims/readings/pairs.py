"""What a sentence compares: two values that it names, or two years.

What comes in: a scene and a measure. What goes out: pairs of selections, the likeliest first. Never here: how they are
compared, SQL.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answerable.check.claims.readings.mentions import Mention
from answerable.check.claims.readings.places import weigh_place
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Condition, Measure, Selection, say
from answerable.check.claims.readings.years import find_known, find_years, say_period
from answerable.check.claims.text.statements import find_periods
from answerable.model.dates import Period

_THAN_IN = re.compile(
    r"(?i)\b(?:than|as|compared (?:with|to)|against|on|since|from)\s+"
    r"(?:(?:where\s+)?(?:(?:it|they) (?:did|was|were|stood)|in|the|that of)\s+)*$"
    r"|(?i:\b(?:below|above|behind)\s+(?:where\s+)?(?:(?:it|they) (?:was|were|stood)\s+)?(?:in\s+)?$)"
)
_BESIDE = 60
"""So many letters may stand between a figure and the year that it is compared with."""
_CHANGE = re.compile(
    r"(?i)\b(?:rise|increase|growth|jump|fall|drop|cut|reduction|decrease|decline|difference|gap) of\s+"
    r"(?:just |about |almost |nearly |some )?$"
)
_BEAT = re.compile(
    r"(?i)\b(?:beat|beats|beating|defeated|defeats|outpolled|ahead of|behind|overtook|edged out|saw off)\b"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two selections of one measure that a sentence compares."""

    one: Selection
    other: Selection
    weight: float
    is_said: bool
    words: str


def make_pairs(scene: Scene, measure: Measure) -> list[Pair]:
    """What is compared: two values that the sentence names, or two years."""
    pairs = [*_pairs_of_values(scene), *_pairs_of_years(scene, measure)]
    pairs.sort(key=lambda one: (-one.weight, one.words))
    return pairs[:10]


def _pairs_of_values(scene: Scene) -> Iterator[Pair]:
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
                yield Pair(
                    first,
                    second,
                    weight * (0.85 + 0.15 * selection.weight),
                    said and weight >= 0.8,
                    f"{say(scene.frame, first)} against {say(scene.frame, second)}",
                )


def _find_base_year(scene: Scene, known: Sequence[Period]) -> tuple[Period, Period, bool] | None:
    """The years compared where a sentence names only the one that it compares with: "twice as many as in 2020"."""
    text = scene.weights.text
    own = sorted((one for one in scene.periods if one.start >= 0), key=lambda one: one.start)
    after = [one for one in own if one.start >= scene.end and _THAN_IN.search(text[scene.end : one.start])]
    if not after or after[0].start - scene.end > _BESIDE:
        return None
    is_since = re.search(r"(?i)\bsince\s+(?:the\s+)?$", text[scene.end : after[0].start])
    early = find_known(known, after[0].period)
    if early is None:
        return None
    subject = [found for one in own if one.end <= scene.at and (found := find_known(known, one.period)) is not None]
    if subject and not is_since:
        # "Passengers in 2021 were a third lower than in 2022": whichever of the two is the later.
        return (subject[-1], early, True) if subject[-1] != early else None
    if is_since:
        return (known[-1], early, len(own) == 1) if known[-1].start > early.start else None
    lead = scene.statement.sentence.lead[-1:]
    before = [found for words in lead for one in find_periods(words) if (found := find_known(known, one))]
    late = [one for one in before if one.start > early.start]
    if late:
        return late[-1], early, len(set(late)) == 1
    return (known[-1], early, False) if known[-1].start > early.start else None


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
        beaten = one is not None and 0 <= one.end <= other.start and _BEAT.search(text[one.end : other.start])
        if beaten:
            return 0.95
        # "20,410 in January but only 18,240 in June, a fall of 10.6%".
        return 0.8 if one is not None and one.start > other.start and _CHANGE.search(text[: scene.at]) else 0.35
    near = weigh_place(text, other.start, other.end, scene.at, scene.end)
    weight = 0.6 + 0.3 * near + (0.1 if than else -0.1)
    if one is None:
        return min(1.0, weight)
    if one.start >= scene.end:
        return weight * (0.9 if one.start < other.start else 0.7)
    return min(1.0, weight)


def _pairs_of_years(scene: Scene, measure: Measure) -> Iterator[Pair]:
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
    base = _find_base_year(scene, known)
    if base is not None:
        late, early, is_sure = base
        years = [(one, other, 0.6 * weight, False) for one, other, weight, _ in years]
        years.append((late, early, 1.0, is_sure))
    elif len(named) <= 1:
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
            yield Pair(first, second, weight * min(1.0, selection.weight + 0.05), is_said, words)
