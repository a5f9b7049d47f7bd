"""Readings over several columns of one kind: their sum, one of them as a share of that sum, one for each of another.

What comes in: a scene. What goes out: candidates. Never here: sums over rows of one column.

A table that has a column for each kind (private sale, social rent, shared ownership) says the same as one with a column
"Kind"; "273 homes of all kinds" is a sum along the row.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from answerable.check.claims.data.base import at_least, at_most
from answerable.check.claims.data.frames import FrameColumn
from answerable.check.claims.readings.candidates import Candidate, aggregate
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.readings.selections import Measure, Selection, say
from answerable.check.claims.text.terms import is_same_term, stem
from answerable.words.figures import FigureKind

_ALL_KINDS = re.compile(
    r"(?i)\b(?:of (?:all|any|every) (?:kinds?|types?|sorts?|sizes?)|all (?:kinds|types|sorts) of|altogether|in all"
    r"|in total|all told|together|combined|taken together|overall|whatever)\b"
)
_OF_KINDS = re.compile(r"(?i)\b(?:of (?:which|whom|these|those|them)|were|was)\b")
_EACH = re.compile(
    r"(?i)\b(?:for (?:each|every)|per|an? average of|on average,? (?:each|every|an?)|(?:each|every))"
    r"\s+((?:[\w'’-]+\s*){1,4})"
)


def iter_across(scene: Scene) -> Iterator[Candidate]:
    """Sums along the row, and shares of them."""
    figure = scene.statement.figure
    if figure.unit not in ("", "percent"):
        return
    kinds = _find_kinds(scene)
    if len(kinds) < 2:
        return
    said = bool(_ALL_KINDS.search(scene.weights.text))
    for selection in scene.selections[:4]:
        columns = [column for one in kinds if (column := one.column_of(selection.period)) is not None]
        if len(columns) < 2:
            continue
        if not scene.is_share:
            share = (0.78 if said else 0.4) * selection.weight
            yield _sum(scene, columns, selection, share, 0.6 if said else 0.45)
            continue
        for measure, match, head in scene.measures[:3]:
            own = measure.column_of(selection.period)
            if own is not None and own in columns:
                fit = 0.85 if _OF_KINDS.search(scene.weights.text) else 0.6
                yield _part(scene, own, columns, selection, (0.3 + 0.7 * match) * fit * selection.weight, head)


def iter_each(scene: Scene) -> Iterator[Candidate]:
    """One thing for each of another: "2.6 loans for each visit", "each spill lasted 6.9 hours"."""
    figure = scene.statement.figure
    if figure.kind not in (FigureKind.NUMBER, FigureKind.MONEY) or figure.unit not in ("", "GBP", "USD", "EUR"):
        return
    text = scene.weights.text
    found = [match for match in _EACH.finditer(text) if match.end() <= scene.at or match.start() >= scene.end]
    after = {stem(word) for match in found for word in match.group(1).split()}
    if not after:
        return
    additive = [one for one in scene.measures if not one[0].first.is_rate]
    for (one, match, head), (other, _, _) in itertools.permutations(additive, 2):
        if not _says(other, after) or _says(one, after - set(other.terms)):
            continue
        for selection in scene.selections[:3]:
            first, second = one.column_of(selection.period), other.column_of(selection.period)
            if first is None or second is None or first == second:
                continue
            top, shown_top = aggregate(scene.frame, first, selection, "sum")
            low, shown_low = aggregate(scene.frame, second, selection, "sum")
            about = say(scene.frame, selection)
            yield Candidate(
                frame=scene.index,
                expression=f"({top}) / nullif({low}, 0)",
                query=f"SELECT ({shown_top}) / ({shown_low})",
                reading=f"{one.base} for each of {other.base}" + (f" of {about}" if about else ""),
                share_words=min(0.95, (0.45 + 0.5 * match) * selection.weight),
                base=one.base,
                head=max(head, 0.6),
                is_said=selection.is_said,
                conditions=selection.conditions,
                way="each",
                low=f"({at_least(top)}) / nullif({at_most(low)}, 0)",
                high=f"({at_most(top)}) / nullif({at_least(low)}, 0)",
            )


def _says(measure: Measure, words: set[str]) -> bool:
    return any(is_same_term(term, word) for term in measure.terms for word in words)


def _find_kinds(scene: Scene) -> list[Measure]:
    """The columns of one kind: counts of the same unit, none of them a rate; every one of the table."""
    found: dict[str, Measure] = {}
    for measure in scene.all_measures:
        if not measure.first.is_rate and not measure.is_nameless:
            found.setdefault(measure.base, measure)
    several = list(found.values())
    units = {one.first.unit for one in several}
    return several if len(units) == 1 and 2 <= len(several) <= 8 else []


def _sum(scene: Scene, columns: Sequence[FrameColumn], selection: Selection, share: float, head: float) -> Candidate:
    parts = [aggregate(scene.frame, column, selection, "sum") for column in columns]
    expression = " + ".join(f"coalesce({one}, 0)" for one, _ in parts)
    about = say(scene.frame, selection)
    return Candidate(
        frame=scene.index,
        expression=expression,
        query="SELECT " + " + ".join(f"({one})" for _, one in parts),
        reading="sum of " + " and ".join(column.name for column in columns) + (f" of {about}" if about else ""),
        share_words=min(0.95, share),
        head=head,
        conditions=selection.conditions,
        way="across",
    )


def _part(
    scene: Scene, own: FrameColumn, columns: Sequence[FrameColumn], selection: Selection, share: float, head: float
) -> Candidate:
    parts = [aggregate(scene.frame, column, selection, "sum") for column in columns]
    one, shown = aggregate(scene.frame, own, selection, "sum")
    rest = " + ".join(f"coalesce({part}, 0)" for (part, _), column in zip(parts, columns, strict=True) if column != own)
    whole = " + ".join(f"({part})" for _, part in parts)
    about = say(scene.frame, selection)
    return Candidate(
        frame=scene.index,
        expression=f"100.0 * ({one}) / nullif(({one}) + {rest}, 0)",
        query=f"SELECT 100.0 * ({shown}) / ({whole})",
        reading=f"{own.name} as a share of all kinds" + (f" of {about}" if about else ""),
        share_words=min(0.95, share),
        is_percent=True,
        base=own.base,
        head=head,
        conditions=selection.conditions,
        way="share",
        low=f"100.0 * ({at_least(one)}) / nullif(({at_least(one)}) + {at_most(rest)}, 0)",
        high=f"100.0 * ({at_most(one)}) / nullif(({at_most(one)}) + {at_least(rest)}, 0)",
    )
