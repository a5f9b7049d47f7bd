"""The queue: cases and tallies that wait for a person, what matters most first, each with its reasons.

In: rows and problems. Out: `QueueItem` rows. Never here: rulings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from answerable.extract.rulings import Row
from answerable.model.case import Case, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.problem import Problem


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row that waits for a person, and why.

    Args:
        noun: ``case`` or ``tally``.
        row: the row.
        weight: how much it matters; higher comes first.
        reasons: in words.
    """

    noun: str
    row: Row
    weight: float
    reasons: tuple[str, ...]


def make_queue(
    cases: Iterable[Case], tallies: Iterable[Tally], problems: Iterable[Problem], codebook: Codebook
) -> list[QueueItem]:
    """Order what waits for a person: disagreement, doubt, arithmetic that does not close, weight on a finding."""
    trouble: dict[str, str] = {}
    for problem in problems:
        if problem.code in ("tally-disagrees", "total-differs-from-parts", "judgement-adrift"):
            trouble.setdefault(problem.document, problem.code.replace("-", " "))
    items = [
        _queue_case(case, codebook) for case in cases if case.standing is Standing.PROPOSED and not case.superseded
    ]
    items += [
        _queue_tally(tally, trouble)
        for tally in tallies
        if tally.standing is Standing.PROPOSED and not tally.superseded
    ]
    return sorted(
        items,
        key=lambda item: (
            -item.weight,
            item.row.authority_id,
            item.row.document,
            item.row.span.page,
            item.row.span.start,
            item.row.id,
        ),
    )


def _queue_case(case: Case, codebook: Codebook) -> QueueItem:
    weight, reasons = 0.0, []
    doubtful = [one for one in case.values if one.effective and one.effective.share_sure < 0.85 and one.ruled is None]
    for value in doubtful:
        coded = value.effective
        if coded is not None:
            weight += 2.0 * (1.0 - coded.share_sure)
            reasons.append(f"not sure of {value.variable}")
    guarded = {name for pair in codebook.never_merge for name in pair}
    if case.get("outcome") in guarded:
        weight += 0.5
    if case.get("outcome") is None:
        weight += 1.0
        reasons.append("no outcome found")
    if not case.n_subjects.is_exact or case.n_subjects.low > 1:
        weight += 0.8
        reasons.append(f"about {case.n_subjects} people")
    if any(one.effective and one.effective.span and one.effective.span.unconfirmed for one in case.values):
        weight += 1.0
        reasons.append("read from a scan by one engine only")
    return QueueItem("case", case, round(weight, 3), tuple(reasons))


def _queue_tally(tally: Tally, trouble: Mapping[str, str]) -> QueueItem:
    weight, reasons = 2.0 * (1.0 - tally.share_sure), []
    if tally.document in trouble:
        weight += 3.0
        reasons.append(trouble[tally.document])
    if tally.measure in ("disciplined", "dismissed", "would_have_been_dismissed"):
        weight += 0.7
    if tally.effective is not None and not tally.effective.is_exact:
        weight += 0.4
        reasons.append("a suppressed number")
    if tally.unit != "officers" and tally.measure != "allegations":
        weight += 0.6
        reasons.append(f"counts {tally.unit.replace('_', ' ')}")
    if tally.span.unconfirmed:
        weight += 1.5
        reasons.append("read from a scan by one engine only")
    if tally.is_total:
        weight -= 0.5
    return QueueItem("tally", tally, round(weight, 3), tuple(reasons))
