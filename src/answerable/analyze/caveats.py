"""What must be said beside a finding: silence, comparability, suppression, fragility, review.

All of it is computed, none remembered. What comes in: a measured finding with its rows. What goes out: sentences,
the most weighty first. Never here: arithmetic that changes the finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from answerable.analyze.fragility import list_fragile
from answerable.analyze.measure import SHORT, Measured
from answerable.analyze.sentences import render_list, render_number, render_value
from answerable.model.authority import Authority
from answerable.model.finding import FindingQuestion
from answerable.model.interval import Interval

_LIMITS = {
    "headcount": "that assumes no more than that an authority cannot have disciplined more officers than it has",
    "per_authority_max": "that assumes that none has more than the highest that answered, which nobody has shown",
    "no_limit": "no upper limit is known for them",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How much of what lies behind a finding a person has looked at: ids of cases and tallies."""

    accepted: frozenset[str]
    known: frozenset[str]


def make_caveats(
    question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority], reviewed: Reviewed
) -> tuple[str, ...]:
    """The sentences that must travel with a finding: its own, then the computed ones."""
    said = [
        *question.caveats,
        _say_silence(question, measured, authorities),
        _say_others(question, measured, authorities),
        _say_contradictions(measured, authorities),
        _say_suppressed(question, measured, authorities),
        *list_fragile(question, measured, lambda ids: _names(ids, authorities)),
        _say_headcounts(question, measured, authorities),
        _say_merged(question),
        _say_model(question, measured),
        _say_unreviewed(measured, reviewed),
    ]
    return tuple(sentence for sentence in said if sentence)


def _names(ids: list[str], authorities: Mapping[str, Authority]) -> str:
    return render_list([authorities[one].name if one in authorities else one for one in ids])


def _say_silence(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    value = measured.finding.value_with_silence
    if value is None or not (measured.silent or measured.partial):
        return ""
    if measured.silent:
        who = f"{len(measured.silent)} of the {len(authorities)} authorities asked give no comparable figure."
        if measured.partial:
            who += f" {len(measured.partial)} more answered only in part."
    else:
        who = f"{_names(list(measured.partial), authorities)} answered only in part."
    said = f"{who} With whatever they have, the true value is {render_value(value, question.unit)}; "
    said += f"{_LIMITS[question.silence]}."
    if question.limits:
        stated = (
            f"{_names([one.authority_id], authorities)} {render_value(Interval(one.low, one.high), '')} ({one.why})"
            for one in question.limits
        )
        said += f" Limits that we state ourselves: {'; '.join(stated)}."
    free = measured.finding.value_without_limits
    if free is not None:
        said += f" With no limit assumed at all it is {render_value(free, question.unit)}."
    return said


def _say_others(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    is_in = question.others == "in"
    value = measured.finding.value_without_others if is_in else measured.finding.value_with_others
    if not measured.others:
        return ""
    by_note: dict[str, list[str]] = {}
    for row in measured.others:
        ids = by_note.setdefault(row.note, [])
        if row.authority_id not in ids:
            ids.append(row.authority_id)
    who = "; ".join(_names(ids, authorities) + (f" ({note})" if note else "") for note, ids in sorted(by_note.items()))
    lead = "Kept in though they count something else" if is_in else "Left out because they count something else"
    if not is_in and set(by_note) == {SHORT}:
        lead = "Left out"
    shown = (
        ""
        if value is None
        else f" {'Without' if is_in else 'With'} them the value is {render_value(value, question.unit)}."
    )
    return f"{lead}: {who}.{shown}"


def _say_headcounts(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    """The years of the headcounts that a rate is set against."""
    if question.arithmetic != "rate":
        return ""
    years: Counter[int] = Counter()
    for row in {row.authority_id: row for row in measured.rows}.values():
        authority = authorities.get(row.authority_id)
        newest = max(authority.headcounts, key=lambda item: item.on, default=None) if authority else None
        year = row.headcount_year or (newest.on.year if newest else 0)
        if year:
            years[year] += 1
    if not years:
        return "The year of the headcounts is not known."
    if len(years) == 1:
        return f"Headcounts are those of {next(iter(years))}."
    said = ", ".join(f"{year} ({n})" for year, n in sorted(years.items()))
    return f"Headcounts are of different years: {said}."


def _say_merged(question: FindingQuestion) -> str:
    return f"Puts together what is otherwise kept apart: {question.merges}." if question.merges else ""


def _say_model(question: FindingQuestion, measured: Measured) -> str:
    if not question.model:
        return ""
    model = measured.finding.estimate
    if model is None:
        return f"A model was asked for (`{question.model}`), and there is none: {measured.no_model}."
    value = f"{render_number(model.middle, question.unit)} ({render_number(model.low, question.unit)} to "
    value += f"{render_number(model.high, question.unit)})"
    return f"A model, not a measurement, gives {value} for all {model.n_known + model.n_guessed}: {model.how}."


def _say_contradictions(measured: Measured, authorities: Mapping[str, Authority]) -> str:
    ids = list(measured.contradictions)
    if not ids:
        return ""
    return f"The numbers of {_names(ids, authorities)} contradict each other: a part is larger than its whole."


def _say_suppressed(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    doubtful = [row for row in measured.rows if row.low != row.high]
    ids = list(dict.fromkeys(row.authority_id for row in doubtful if row.authority_id))
    if not ids or measured.finding.value is None or measured.finding.value.is_exact:
        return ""
    return f"The range comes from {_names(ids, authorities)}, whose exact numbers are not known."


def _say_unreviewed(measured: Measured, reviewed: Reviewed) -> str:
    behind = (set(measured.finding.cases) | set(measured.finding.tallies)) & reviewed.known
    open_ones = behind - reviewed.accepted
    if not open_ones:
        return ""
    return (
        f"{len(open_ones):,} of the {len(behind):,} cases and tallies behind this were read by machine and not yet "
        "by a person."
    )
