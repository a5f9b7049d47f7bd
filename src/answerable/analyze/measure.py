"""From the rows of a query to a finding: the value with its bounds, silence, comparability, lineage.

What comes in: a question, its rows, the authorities asked. What goes out: a `Finding` without its caveats. Never here:
SQL, prose about weaknesses (that is `caveats`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.analyze.bounds import Doubt, Unknown
from answerable.analyze.query import QueryRow
from answerable.model.authority import Authority
from answerable.model.finding import Finding, FindingQuestion, FindingRow
from answerable.model.interval import Interval


@dataclass(frozen=True, slots=True)
class Measured:
    """A finding and what its caveats are computed from.

    Args:
        finding: with values, rows and lineage.
        rows: those that are in.
        others: those left out because they count something else.
        silent: authorities asked that have no row.
        whole: for shares and differences: the whole.
        contradictions: authorities whose part is larger than their whole.
    """

    finding: Finding
    rows: tuple[QueryRow, ...]
    others: tuple[QueryRow, ...]
    silent: tuple[str, ...]
    whole: Interval | None
    contradictions: tuple[str, ...]


def measure(
    question: FindingQuestion,
    rows: Sequence[QueryRow],
    authorities: Mapping[str, Authority],
    snapshot: str,
) -> Measured:
    """Measure one finding.

    Args:
        question: what is asked.
        rows: what the query gave.
        authorities: those asked, by id.
        snapshot: key of the data.
    """
    kept = tuple(row for row in rows if row.comparable)
    others = tuple(row for row in rows if not row.comparable)
    value, contradictions = _reckon(question.arithmetic, kept)
    if not kept and question.empty == "zero":
        value = Interval.exactly(0)
    with_others = _reckon(question.arithmetic, (*kept, *others))[0] if others else None
    silent = _find_silent(question, kept, authorities)
    with_silence = None
    if question.silence:
        guests = tuple(_make_silent_row(name, question, kept, authorities) for name in silent)
        with_silence = _reckon(question.arithmetic, (*kept, *guests))[0]
    whole = _whole(kept) if question.arithmetic not in ("sum", "rows") and kept else None
    finding = Finding(
        id=question.name,
        title=question.title,
        unit=question.unit,
        value=value,
        value_with_silence=with_silence,
        rows=_group(question.arithmetic, kept, lambda row: row.label),
        denominator=question.denominator,
        n_denominator=whole.low if whole is not None and whole.is_exact else None,
        inclusion=question.inclusion,
        methods=question.methods,
        cases=_join(row.cases for row in kept),
        tallies=_join(row.tallies for row in kept),
        authorities=_join((row.authority_id,) for row in kept if row.authority_id),
        sql=question.sql,
        snapshot=snapshot,
        chart=question.chart,
        value_with_others=with_others,
        parts=_group(question.arithmetic, kept, lambda row: row.authority_id),
    )
    return Measured(finding, kept, others, silent, whole, contradictions)


def reckon(arithmetic: str, rows: Sequence[QueryRow]) -> Interval | None:
    """The value over rows; None where there are none."""
    return _reckon(arithmetic, rows)[0]


def _reckon(arithmetic: str, rows: Sequence[QueryRow]) -> tuple[Interval | None, tuple[str, ...]]:
    """The value over rows, and the authorities whose numbers contradict each other."""
    if not rows or arithmetic == "rows":
        return None, ()
    parts, wholes, form_parts, form_wholes = _make_unknowns(arithmetic, rows)
    doubt = Doubt([*wholes, *parts])
    contradictions = tuple(
        sorted({row.authority_id or row.label for row in rows if f"part {row.term}" in doubt.contradictions})
    )
    if arithmetic in ("share", "rest_share"):
        share = doubt.bound_share(form_parts, form_wholes)
        if share is not None and arithmetic == "rest_share":
            share = Interval(round(1 - (share.high or 0.0), 12), round(1 - share.low, 12))
        return share, contradictions
    if arithmetic == "difference":
        return doubt.bound({**form_wholes, **{name: -n for name, n in form_parts.items()}}), contradictions
    return doubt.bound(form_parts), contradictions


def _make_unknowns(
    arithmetic: str, rows: Sequence[QueryRow]
) -> tuple[list[Unknown], list[Unknown], dict[str, int], dict[str, int]]:
    """One unknown for each term, and how often it stands in the sum; a term given twice must fit both times."""
    parts: dict[str, Unknown] = {}
    wholes: dict[str, Unknown] = {}
    form_parts: dict[str, int] = {}
    form_wholes: dict[str, int] = {}
    for row in rows:
        part, whole = f"part {row.term}", f"whole {row.term}"
        inside = whole if arithmetic not in ("sum", "rows") else ""
        parts[part] = _narrow(parts.get(part), Unknown(part, row.low, row.high, inside))
        form_parts[part] = form_parts.get(part, 0) + 1
        if inside:
            wholes[whole] = _narrow(wholes.get(whole), Unknown(whole, row.whole_low, row.whole_high))
            form_wholes[whole] = form_wholes.get(whole, 0) + 1
    return list(parts.values()), list(wholes.values()), form_parts, form_wholes


def _narrow(known: Unknown | None, new: Unknown) -> Unknown:
    if known is None:
        return new
    meet = Interval(known.low, known.high).meet(Interval(new.low, new.high))
    return known if meet is None else Unknown(new.name, meet.low, meet.high, new.within)


def _whole(rows: Sequence[QueryRow]) -> Interval:
    _, wholes, _, form = _make_unknowns("share", rows)
    return Doubt(wholes).bound(form)


def _find_silent(
    question: FindingQuestion, rows: Sequence[QueryRow], authorities: Mapping[str, Authority]
) -> tuple[str, ...]:
    heard = {row.authority_id for row in rows if row.authority_id}
    return tuple(sorted(set(authorities) - heard)) if question.silence and (heard or not rows) else ()


def _make_silent_row(
    authority_id: str, question: FindingQuestion, rows: Sequence[QueryRow], authorities: Mapping[str, Authority]
) -> QueryRow:
    """A row that stands for what an authority did not say: from nothing to the limit that the question states."""
    limit: float | None = None
    if question.silence == "headcount":
        newest = max(authorities[authority_id].headcounts, key=lambda item: item.on, default=None)
        limit = float(newest.n_officers) if newest else None
    elif question.silence == "per_authority_max":
        highs = [row.whole_high if question.arithmetic != "sum" else row.high for row in rows]
        limit = None if not highs or any(high is None for high in highs) else max(h for h in highs if h is not None)
    return QueryRow(f"silent {authority_id}", 0.0, limit, 0.0, limit, authority_id=authority_id)


def _group(arithmetic: str, rows: Sequence[QueryRow], name: Callable[[QueryRow], str]) -> tuple[FindingRow, ...]:
    """Rows of one name together; nothing where the query names none."""
    groups: dict[str, list[QueryRow]] = {}
    for row in rows:
        if name(row):
            groups.setdefault(name(row), []).append(row)
    made = []
    for label, members in groups.items():
        value, _ = _reckon("sum" if arithmetic == "rows" else arithmetic, members)
        if value is not None:
            made.append(
                FindingRow(
                    label,
                    value,
                    _join(row.cases for row in members),
                    _join(row.tallies for row in members),
                    _join((row.authority_id,) for row in members if row.authority_id),
                )
            )
    return tuple(made)


def _join(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({one for ids in several for one in ids}))
