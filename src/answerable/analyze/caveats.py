"""What must be said beside a finding: silence, comparability, suppression, fragility, review.

All of it is computed, none remembered. What comes in: a measured finding with its rows. What goes out: sentences,
the most weighty first. Never here: arithmetic that changes the finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.analyze.measure import Measured, reckon
from answerable.analyze.query import QueryRow
from answerable.analyze.sentences import render_list, render_number, render_value
from answerable.model.authority import Authority
from answerable.model.finding import FindingQuestion
from answerable.model.interval import Interval

_SHARE_DOMINANT = 1 / 3
_SMALL_BASE = 20
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
        _say_dominance(question, measured, authorities),
        _say_sources(question, measured),
        _say_base(question, measured),
        _say_flip(question, measured),
        _say_unreviewed(measured, reviewed),
    ]
    return tuple(sentence for sentence in said if sentence)


def _names(ids: list[str], authorities: Mapping[str, Authority]) -> str:
    return render_list([authorities[one].name if one in authorities else one for one in ids])


def _say_silence(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    value = measured.finding.value_with_silence
    if not measured.silent or value is None:
        return ""
    limit = _LIMITS[question.silence]
    return (
        f"{len(measured.silent)} of the {len(authorities)} authorities asked give no comparable figure. With whatever "
        f"they have, the true value is {render_value(value, question.unit)}; {limit}."
    )


def _say_others(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    value = measured.finding.value_with_others
    if not measured.others or value is None:
        return ""
    ids = list(dict.fromkeys(row.authority_id for row in measured.others))
    notes = {row.note for row in measured.others if row.note}
    why = f" ({'; '.join(sorted(notes))})" if len(notes) == 1 else ""
    return (
        f"Left out because they count something else: {_names(ids, authorities)}{why}. With them the value is "
        f"{render_value(value, question.unit)}."
    )


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


def _say_dominance(question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority]) -> str:
    parts = measured.finding.parts
    total = sum(part.value.low for part in parts)
    largest = max(parts, key=lambda part: part.value.low, default=None)
    if (
        question.arithmetic != "sum"
        or largest is None
        or len(parts) < 3
        or not total
        or largest.value.low / total < _SHARE_DOMINANT
    ):
        return ""
    share = render_number(largest.value.low / total, "share")
    return f"{_names([largest.label], authorities)} alone makes up {share} of it."


def _say_sources(question: FindingQuestion, measured: Measured) -> str:
    bases = sorted({row.basis for row in measured.rows if row.basis})
    if len(bases) < 2 or "published_log" not in bases:
        return ""
    rest: list[QueryRow] = [row for row in measured.rows if row.basis != "published_log"]
    value = reckon(question.arithmetic, rest)
    if value is None or value == measured.finding.value:
        return ""
    return f"Without what stands only in authorities' published logs the value is {render_value(value, question.unit)}."


def _say_base(question: FindingQuestion, measured: Measured) -> str:
    if not question.arithmetic.endswith("share") or measured.whole is None or measured.whole.low >= _SMALL_BASE:
        return ""
    return f"The base is small: {render_value(measured.whole, '')}."


def _say_flip(question: FindingQuestion, measured: Measured) -> str:
    wide = measured.finding.value_with_silence or measured.finding.value
    value: Interval | None = measured.finding.value
    if question.unit != "share" or wide is None or value is None or wide.high is None:
        return ""
    if value.low > 0.5 > wide.low or (value.high is not None and value.high < 0.5 < wide.high):
        return "Whether this is more or less than half could turn over with what is not known."
    return ""


def _say_unreviewed(measured: Measured, reviewed: Reviewed) -> str:
    behind = (set(measured.finding.cases) | set(measured.finding.tallies)) & reviewed.known
    open_ones = behind - reviewed.accepted
    if not open_ones:
        return ""
    return (
        f"{len(open_ones):,} of the {len(behind):,} cases and tallies behind this were read by machine and not yet "
        "by a person."
    )
