"""Readings of a share: what a value has of all, or one thing counted of another.

What comes in: a scene. What goes out: candidates. Never here: values, shares of rows (see `counts`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from answerable.check.claims.data.base import at_least, at_most
from answerable.check.claims.readings.candidates import Candidate, aggregate
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Measure, say
from answerable.check.claims.text.terms import is_same_term, stem

_COMPARED = re.compile(r"(?i)\s*(?:over|above|below|under|more|less|higher|lower|fewer|up|down)\b")
_PART = re.compile(
    r"(?i)\b(?:of|share|proportion|percentage|account\w*|ma[dk]e|making|makes|compris\w+|represent\w*|responsible|behind|from"
    r"|were|was|went|among|spent|took|given|goes)\b"
)


def iter_shares(scene: Scene) -> Iterator[Candidate]:
    """A part of a sum: what a value has of all, or one thing counted of another."""
    frame = scene.frame
    text = scene.weights.text
    is_compared = _COMPARED.match(text[scene.end :]) is not None
    says_part = (
        _PART.search(f"{text[max(0, scene.at - 60) : scene.at]} | {text[scene.end : scene.end + 60]}") is not None
    )
    fit = 0.6 if is_compared else 1.0 if says_part else 0.9
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
                    (0.3 + 0.7 * match) * selection.weight * side * fit, measure, head,
                    selection.is_said and fit == 1.0, True,
                )  # fmt: skip
    for (one_measure, match, head), (other_measure, other_match, _) in itertools.permutations(additive, 2):
        if min(match, other_match) < 0.25:
            continue
        said = _says_of(scene, other_measure) and not _says_of(scene, one_measure)
        for selection in scene.selections[:4]:
            first, second = one_measure.column_of(selection.period), other_measure.column_of(selection.period)
            if first is None or second is None:
                continue
            one, shown_one = aggregate(frame, first, selection, "sum")
            other, shown_other = aggregate(frame, second, selection, "sum")
            about = say(frame, selection)
            reading = f"{one_measure.base} as a share of {other_measure.base}" + (f" of {about}" if about else "")
            fit = (0.95 if said else 0.75) * (0.3 + 0.7 * (max if said else min)(match, other_match))
            yield _share(
                scene, one, other, shown_one, shown_other, reading, fit * selection.weight, one_measure,
                max(head, 0.6) if said else min(head, 0.5), said and selection.is_said,
            )  # fmt: skip


def _says_of(scene: Scene, measure: Measure) -> bool:
    """Whether "of" and the words of a measure follow the figure: "15% of its complaints"."""
    after = scene.weights.text[scene.end : scene.end + 60]
    match = re.match(r"(?i)\s*(?:of|in)\s+((?:[\w'’-]+\s*){1,5})", after)
    if match is None:
        return False
    words = match.group(1).split()
    if words[0].lower() in ("them", "these", "those") and len(words) < 3:
        return bool(measure.base) and measure.base == scene.told_base
    terms = {stem(word) for word in words[:4]}
    return any(is_same_term(measure.terms[0], term) for term in terms) if measure.terms else False


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
    measure: Measure, head: float, is_said: bool, is_part: bool = False,
) -> Candidate:  # fmt: skip
    # A part is inside its whole: where a hidden number makes the one larger, it makes the other larger too.
    rest = f"(({other}) - ({one}))" if is_part else f"({other})"
    ends = []
    for near, far in ((at_least, at_most), (at_most, at_least)):
        whole = f"(({near(one)}) + {far(rest)})" if is_part else far(rest)
        ends.append(f"100.0 * ({near(one)}) / nullif({whole}, 0)")
    low, high = ends
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
        way="share",
        low=low,
        high=high,
    )
