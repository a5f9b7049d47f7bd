"""Hand to a model what is known of each authority, and take its estimate for all of them.

What comes in: a measured sum, the authorities asked, the port that estimates. What goes out: an estimate, or why there
is none. Never here: the model.
"""

from __future__ import annotations

from collections.abc import Mapping

from answerable.analyze.measure import Measured
from answerable.model.authority import Authority
from answerable.model.finding import Estimate, FindingQuestion
from answerable.model.interval import Interval
from answerable.ports import Estimator


def estimate(
    question: FindingQuestion, measured: Measured, authorities: Mapping[str, Authority], estimator: Estimator | None
) -> Estimate | str:
    """What a model says of the sum over all authorities asked; a string says why it says nothing.

    Args:
        question: its `model` names the kind.
        measured: with what each authority contributes.
        authorities: those asked, by id.
        estimator: None where its library is not installed.
    """
    if estimator is None:
        return "its library is not installed (pip install 'answerable[statistics]')"
    sizes = {name: float(newest) for name, one in authorities.items() if (newest := _find_headcount(one))}
    given = {part.label: part.value for part in measured.finding.parts}
    limits = {limit.authority_id: Interval(limit.low, limit.high) for limit in question.limits}
    partial = {row.authority_id for row in measured.rows if row.partial}
    guessed = [name for name in sorted(authorities) if name not in given or name in partial or given[name].high is None]
    unsized = [name for name in guessed if name not in sizes]
    if unsized:
        names = ", ".join(authorities[name].name for name in unsized[:3])
        return f"no headcount is known for {len(unsized)} of those it would speak for, such as {names}"
    left = set(given) - set(guessed) - set(sizes)
    if left:
        return f"no headcount is known for {len(left)} of those who answered"
    known = [(sizes[name], given[name]) for name in sorted(set(given) - set(guessed))]
    silent = []
    for name in guessed:
        floor = given[name].low if name in given else 0.0
        limit = limits.get(name, Interval(0.0, sizes[name]))
        silent.append(
            (
                sizes[name],
                Interval(max(floor, limit.low), None if limit.high is None else max(floor, limit.low, limit.high)),
            )
        )
    return estimator.estimate(question.model, known, silent)


def _find_headcount(authority: Authority) -> int:
    newest = max(authority.headcounts, key=lambda item: item.on, default=None)
    return newest.n_officers if newest else 0
