"""Numbers held against each other: what is hidden follows from what is not; what contradicts is told."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings
from tests.reconcile.invented import ASKED, CODEBOOK, year
from tests.reconcile.invented import make_tally as tally

from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.reconcile.cells import make_measure_key, solve_tallies


def known(tallies, measure):
    cells = solve_tallies(tallies, CODEBOOK, ASKED)
    return cells.cells[make_measure_key(measure, CODEBOOK, ASKED)].known


def test_a_hidden_year_follows_from_the_total_and_the_other_years() -> None:
    tallies = [
        tally("disciplined", 12),
        tally("disciplined", 4, period=year(2018)),
        tally("disciplined", 5, period=year(2019)),
        tally("disciplined", 1, period=year(2020)),
        tally("disciplined", 1, 4, period=year(2021)),
    ]
    solved = solve_tallies(tallies, CODEBOOK, ASKED)
    hidden = next(cell for key, cell in solved.cells.items() if key.start == year(2021).start)
    assert hidden.known == Interval(2, 2)
    assert solved.residues == ()


def test_hidden_dismissals_follow_from_a_printed_total() -> None:
    tallies = [
        tally("dismissed", 1, 4),
        tally("would_have_been_dismissed", 0),
        tally("final_written_warning", 5),
        tally("written_warning", 0),
        tally("disciplined", 4, categories=(("outcome", "management_advice"), ("outcome", "reflective_practice"))),
        tally("disciplined", 11, total=True),
    ]
    assert known(tallies, "dismissed") == Interval(2, 2)


def test_a_total_over_years_in_a_sentence_is_no_total_over_outcomes() -> None:
    from dataclasses import replace

    tallies = [
        tally("dismissed", 1),
        tally("would_have_been_dismissed", 0),
        tally("final_written_warning", 2),
    ]
    tallies.append(tally("disciplined", 6, total=True))
    solved = solve_tallies([replace(one, rule="sentence") for one in tallies], CODEBOOK, ASKED)
    assert solved.residues == ()


def test_without_a_printed_total_other_outcomes_may_be_missing() -> None:
    tallies = [tally("dismissed", 1, 4), tally("final_written_warning", 5), tally("disciplined", 11)]
    assert known(tallies, "dismissed") == Interval(1, 4)


def test_years_sum_where_no_total_is_given_and_suppression_stays() -> None:
    tallies = [tally("disciplined", 3, period=year(2018)), tally("disciplined", 0, period=year(2019))]
    tallies += [tally("disciplined", 1, 4, period=year(2020)), tally("disciplined", 2, period=year(2021))]
    assert known(tallies, "disciplined") == Interval(6, 9)


def test_a_missing_year_leaves_the_sum_open_upwards() -> None:
    tallies = [tally("disciplined", 3, period=year(2018)), tally("disciplined", 2, period=year(2021))]
    assert known(tallies, "disciplined") == Interval(5, None)


def test_financial_years_with_their_broken_ends_tile_the_period() -> None:
    parts = [("2018-01-01", "2018-03-31", 1), ("2018-04-01", "2021-03-31", 5), ("2021-04-01", "2021-12-31", 2)]
    tallies = [
        tally("disciplined", n, period=Period(year(2018).start.fromisoformat(a), year(2018).start.fromisoformat(b)))
        for a, b, n in parts
    ]
    assert known(tallies, "disciplined") == Interval(8, 8)


def test_a_total_that_does_not_come_out_is_told_and_not_used() -> None:
    tallies = [
        tally("disciplined", 244),
        tally("disciplined", 242, period=ASKED, categories=(("rank", "constable"),)),
    ]
    tallies += [tally("disciplined", n, period=year(y)) for y, n in ((2018, 60), (2019, 60), (2020, 61), (2021, 61))]
    solved = solve_tallies(tallies, CODEBOOK, ASKED)
    assert [(str(one.given), str(one.found)) for one in solved.residues] == [("244", "242")]
    assert known(tallies, "disciplined") == Interval(244, 244)


def test_nil_means_nobody_was_dismissed_either() -> None:
    assert known([tally("disciplined", 0)], "dismissed") == Interval(0, 0)


def test_one_count_given_twice_differently_is_told_and_the_surer_stands() -> None:
    tallies = [
        tally("disciplined", 12, share_sure=0.5),
        tally("disciplined", 13, share_sure=0.9, document="other"),
    ]
    solved = solve_tallies(tallies, CODEBOOK, ASKED)
    assert len(solved.residues) == 1
    assert known(tallies, "disciplined") == Interval(13, 13)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.booleans(),
)
def test_the_truth_always_lies_inside(numbers: list[int], hidden: list[bool], with_total: bool) -> None:
    """Whatever is suppressed, no bound ever excludes what was suppressed."""
    tallies = []
    for offset, (number, hide) in enumerate(zip(numbers, hidden, strict=True)):
        low, high = (1, 4) if hide and 1 <= number <= 4 else (number, number)
        tallies.append(tally("disciplined", low, high, period=year(2018 + offset)))
    if with_total:
        tallies.append(tally("disciplined", sum(numbers)))
    solved = solve_tallies(tallies, CODEBOOK, ASKED)
    for key, cell in solved.cells.items():
        if not cell.tallies or not key.condition:
            continue
        years = range(key.start.year, key.end.year + 1)
        assert cell.known.contains(sum(numbers[y - 2018] for y in years))
    assert known(tallies, "disciplined").contains(sum(numbers))
    assert solved.residues == ()
