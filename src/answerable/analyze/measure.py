"""From the rows of a query to a finding: the value with its bounds, silence, comparability, lineage.

What comes in: a question, its rows, the authorities asked. What goes out: a `Finding` without its caveats. Never here:
SQL, prose about weaknesses (that is `caveats`), how far the silent may reach (that is `silence`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.analyze.query import WITH_WHOLE, QueryRow
from answerable.analyze.reckon import reckon, reckon_whole, reckon_with_contradictions
from answerable.analyze.silence import fill_silence, find_silent
from answerable.model.authority import Authority
from answerable.model.finding import Finding, FindingQuestion, FindingRow
from answerable.model.interval import Interval

SHORT = "does not cover every year"


@dataclass(frozen=True, slots=True)
class Measured:
    """A finding and what its caveats are computed from.

    Args:
        finding: with values, rows and lineage.
        rows: those that are in.
        others: those that count something else: left out, or in by the question's rule.
        silent: authorities asked that have no row.
        partial: authorities that answered only in part.
        whole: for shares and differences: the whole.
        contradictions: authorities whose part is larger than their whole.
        no_model: why there is no model though one was asked for.
    """

    finding: Finding
    rows: tuple[QueryRow, ...]
    others: tuple[QueryRow, ...]
    silent: tuple[str, ...]
    partial: tuple[str, ...]
    whole: Interval | None
    contradictions: tuple[str, ...]
    no_model: str = ""


def measure(
    question: FindingQuestion, rows: Sequence[QueryRow], authorities: Mapping[str, Authority], snapshot: str
) -> Measured:
    """Measure one finding.

    Args:
        question: what is asked.
        rows: what the query gave.
        authorities: those asked, by id.
        snapshot: key of the data.

    Raises:
        QueryRefused: a formula that cannot be bounded exactly, or names that the rows do not have.
    """
    comparable, others = _part_others(question, rows)
    kept = (*comparable, *others) if question.others == "in" else comparable
    value, contradictions = reckon_with_contradictions(question, kept)
    if not kept and question.empty == "zero":
        value = Interval.exactly(0)
    both = reckon(question, (*comparable, *others)) if others else None
    silent = find_silent(question, kept, authorities)
    with_silence, without_limits = None, None
    if question.silence:
        with_silence = reckon(question, fill_silence(question, kept, silent, authorities))
        free = replace(question, silence="no_limit", limits=())
        without_limits = reckon(free, fill_silence(free, kept, silent, authorities))
    whole = reckon_whole(kept) if question.arithmetic in WITH_WHOLE and kept else None
    finding = Finding(
        id=question.name,
        title=question.title,
        unit=question.unit,
        value=value,
        value_with_silence=with_silence,
        rows=_group(question, kept, lambda row: row.label),
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
        value_with_others=both if question.others == "out" else None,
        parts=_group(question, kept, lambda row: row.authority_id),
        value_without_others=reckon(question, comparable) if others and question.others == "in" else None,
        value_without_limits=without_limits if without_limits != with_silence else None,
    )
    partial = _join((row.authority_id,) for row in kept if row.partial and row.authority_id)
    return Measured(finding, kept, others, silent, partial if question.silence else (), whole, contradictions)


def _part_others(
    question: FindingQuestion, rows: Sequence[QueryRow]
) -> tuple[tuple[QueryRow, ...], tuple[QueryRow, ...]]:
    """Rows that count what was asked, and the rest; of a trend also those of authorities that miss a year."""
    comparable = tuple(row for row in rows if row.comparable)
    others = tuple(row for row in rows if not row.comparable)
    if question.arithmetic != "trend":
        return comparable, others
    years = {row.label for row in comparable}
    covered: dict[str, set[str]] = {}
    for row in comparable:
        covered.setdefault(row.authority_id, set()).add(row.label)
    paired = tuple(row for row in comparable if covered[row.authority_id] == years)
    short = tuple(replace(row, note=row.note or SHORT) for row in comparable if covered[row.authority_id] != years)
    return paired, (*others, *short)


def _group(
    question: FindingQuestion, rows: Sequence[QueryRow], name: Callable[[QueryRow], str]
) -> tuple[FindingRow, ...]:
    """Rows of one name together; nothing where the query names none."""
    groups: dict[str, list[QueryRow]] = {}
    for row in rows:
        if name(row):
            groups.setdefault(name(row), []).append(row)
    adding = replace(question, arithmetic="sum") if question.arithmetic in ("rows", "trend") else question
    made = []
    for label, members in groups.items():
        value = reckon(adding, members, is_group=True)
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
