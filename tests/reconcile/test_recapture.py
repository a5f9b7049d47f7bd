"""Those whom neither source shows: estimated where planted truth says it can be, refused with its reason elsewhere."""

from __future__ import annotations

import random

import pytest
from tests.reconcile.invented import ASKED
from tests.reconcile.invented import make_case as case

from answerable.model.case import Case
from answerable.model.link import Link, Subject
from answerable.reconcile.recapture import Recapture, estimate_all, recapture

OUTCOMES = ("written_warning", "final_written_warning", "dismissed")
REASON = "the log is kept by the court, the answer by the force"


def test_the_interval_holds_the_planted_truth_as_often_as_it_says() -> None:
    pick = random.Random(5)
    n_inside = 0
    for _ in range(1000):
        n_true = pick.randint(40, 200)
        people = [(pick.random() < 0.6, pick.random() < 0.4) for _ in range(n_true)]
        n_one, n_other = (sum(seen[side] for seen in people) for side in (0, 1))
        _, (low, high) = estimate_all(n_one, n_other, sum(all(seen) for seen in people))
        n_inside += low <= n_true <= high
    assert n_inside >= 930


def test_the_estimate_is_not_biased() -> None:
    pick = random.Random(6)
    total = 0.0
    for _ in range(1000):
        people = [(pick.random() < 0.5, pick.random() < 0.5) for _ in range(100)]
        n_one, n_other = (sum(seen[side] for seen in people) for side in (0, 1))
        total += estimate_all(n_one, n_other, sum(all(seen) for seen in people))[0]
    assert total / 1000 == pytest.approx(100, abs=1)


def look(
    n_both: int = 12, n_answer: int = 12, n_log: int = 8, because: str = REASON, year: str = "2019",
    links: tuple[Link, ...] = (), log_outcome: str = "",
) -> Recapture:  # fmt: skip
    """An authority with so many people in both, only in the answer, only in the log."""
    subjects: list[Subject] = []
    cases: dict[str, Case] = {}
    kinds = [("foi_response", "published_log")] * n_both + [("foi_response",)] * n_answer + [("published_log",)] * n_log
    for number, methods in enumerate(kinds):
        ids = tuple(f"case-{method}-{number}" for method in methods)
        outcome = (
            log_outcome if log_outcome and len(methods) == 2 else OUTCOMES[number % 2 if log_outcome else number % 3]
        )
        for one, method in zip(ids, methods, strict=True):
            cases[one] = case(one.removeprefix("case-"), method=method, platform=("whatsapp",))
        values = (("outcome", outcome), *((("year", year),) if year else ()))
        subjects.append(Subject(f"subj-{number}", "tarnshire", ids, methods, values))
    return recapture("tarnshire", subjects, cases, links, ("platform",), ASKED, because)


def refused(found: Recapture) -> list[str]:
    assert found.estimate is None
    assert found.interval is None
    return [words for words, is_met in found.assumptions if not is_met]


def test_all_assumptions_met_give_an_estimate() -> None:
    found = look()
    assert (found.n_in_answers, found.n_in_logs, found.n_in_both) == (24, 20, 12)
    assert found.estimate == pytest.approx(25 * 21 / 13 - 1)
    assert found.interval is not None
    assert found.interval[0] >= 31.5
    assert all(is_met for _, is_met in found.assumptions)


def test_without_a_persons_reason_it_refuses() -> None:
    (why,) = refused(look(because=""))
    assert "nobody has said why" in why


def test_an_open_pair_stands_in_the_way() -> None:
    link = Link("link-1", "case-foi_response-13", "case-published_log-25", 0.4, "", ())
    assert refused(look(links=(link,))) == ["who is who is settled (1 pairs are open)"]


def test_too_few_in_both_are_not_enough() -> None:
    assert refused(look(n_both=6)) == ["at least 7 people stand in both (6 do)"]


def test_undated_matters_stand_in_the_way_and_other_years_do_not_count() -> None:
    assert refused(look(year=""))[0].startswith("everybody's matter lies in the period asked (32 without a date")
    assert look(year="2012").n_in_both == 0


def test_a_log_of_dismissals_only_is_seen_as_such() -> None:
    (why,) = refused(look(log_outcome="dismissed"))
    assert "not so of dismissed: 12 of 12" in why
