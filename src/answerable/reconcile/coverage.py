"""Who is covered by what: answers, published logs, both, neither; and how far the two tell of the same people.

What comes in: counts, subjects and cases of the record. What goes out: one `Coverage` per authority. Never here: an
estimate of those whom neither shows (that is `recapture`, which refuses where what it assumes does not hold).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.model.case import Case
from answerable.model.link import Count, Subject
from answerable.reconcile.listed import ANSWERED, PUBLISHED


@dataclass(frozen=True, slots=True)
class Coverage:
    """What covers one authority.

    Args:
        authority_id: whose.
        basis: of its count of the broadest measure; empty where it has none.
        n_in_answers: people whom its answers describe.
        n_in_logs: people of the kind asked about whom its published logs show.
        n_in_both: people in both.
    """

    authority_id: str
    basis: str
    n_in_answers: int
    n_in_logs: int
    n_in_both: int


def measure_coverage(
    authority_ids: Iterable[str],
    counts: Sequence[Count],
    subjects: Sequence[Subject],
    cases: Mapping[str, Case],
    needed: Sequence[str],
) -> list[Coverage]:
    """Measure every authority asked.

    Args:
        authority_ids: everyone asked.
        counts: of the broadest measure.
        subjects: people's matters.
        cases: by id.
        needed: variables that a published case must state to be of the kind asked about.
    """
    basis = {count.authority_id: count.basis for count in counts}
    covered = []
    for authority_id in authority_ids:
        n_in_answers = n_in_logs = n_in_both = 0
        for subject in subjects:
            if subject.authority_id != authority_id:
                continue
            in_answer, in_log = find_sources(subject, cases, needed)
            n_in_answers += in_answer
            n_in_logs += in_log
            n_in_both += in_answer and in_log
        covered.append(Coverage(authority_id, basis.get(authority_id, ""), n_in_answers, n_in_logs, n_in_both))
    return covered


def find_sources(subject: Subject, cases: Mapping[str, Case], needed: Sequence[str]) -> tuple[bool, bool]:
    """Whether an answer describes a person, and whether a log shows a matter of the kind asked about."""
    members = [cases[one] for one in subject.cases if one in cases]
    in_answer = any(case.method == ANSWERED for case in members)
    in_log = any(case.method == PUBLISHED and all(case.get(name) for name in needed) for case in members)
    return in_answer, in_log
