"""How many people: the authority's number, the cases it lists, its log, in that order, with their doubt."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.reconcile.invented import ASKED, CODEBOOK
from tests.reconcile.invented import make_case as case
from tests.reconcile.invented import make_tally as tally

from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.link import Count, Link, Subject
from answerable.model.log import LogItem
from answerable.model.problem import Problem
from answerable.model.span import make_span
from answerable.reconcile.run import run
from answerable.store.record import Record

LOG = {"method": "published_log", "platform": ("whatsapp",)}


def make_item(name: str, first: str = "2020-01-01", last: str = "2020-02-01", **more: str) -> LogItem:
    span = make_span("e" * 64, 1, name, 0, len(name))
    return LogItem(f"item-{name}", "tarnshire-log", "tarnshire", "e" * 64, span, first, last, **more)


def count(record: Record, *rows: object, authorities: tuple[str, ...] = ("tarnshire",)) -> dict[str, Count]:
    record.replace("extract", "test", str(len(rows)), rows)
    report = run(record, CODEBOOK, ASKED, authorities)
    assert report.n_failed == 0
    return {one.measure: one for one in record.all(Count)}


def codes(record: Record) -> list[str]:
    return sorted(problem.code for problem in record.all(Problem))


def listed(n: int, **values: object) -> list[object]:
    return [
        case(f"c{i}", rank="constable", year=2018 + i % 4, **{"outcome": "written_warning", **values}) for i in range(n)
    ]


def test_the_authoritys_own_number_comes_first(record: Record) -> None:
    counts = count(record, tally("disciplined", 6), *listed(6))
    found = counts["disciplined"]
    assert (found.value, found.basis, found.comparable, found.residue) == (Interval(6, 6), "tally", True, 0)
    assert codes(record) == []


@pytest.mark.slow
def test_fewer_listed_than_given_is_a_residue_and_a_problem(record: Record) -> None:
    found = count(record, tally("disciplined", 12), *listed(10))["disciplined"]
    assert (found.value, found.residue) == (Interval(12, 12), -2)
    (problem,) = record.all(Problem)
    assert (problem.code, problem.found) == ("arithmetic-residue", "12 given, 10 accounted for in its list of cases")


def test_a_number_that_its_parts_exceed_says_so_beside_it(record: Record) -> None:
    years = [
        tally("disciplined", n, period=Period(dt.date(y, 1, 1), dt.date(y, 12, 31)))
        for y, n in ((2019, 60), (2020, 50))
    ]
    found = count(record, tally("disciplined", 95), *years)["disciplined"]
    assert (found.value, found.note) == (
        Interval(95, 95),
        "the authority's own number: given as 95; its parts come to 110",
    )
    (problem,) = record.all(Problem)
    assert problem.where == "tarnshire, disciplined (officers): no less than the 2 shorter periods given"


def test_what_only_a_number_can_give_is_told_as_counted_too(record: Record) -> None:
    record.replace("extract", "test", "1", [tally("allegations", 7, unit="allegations")])
    told = run(record, CODEBOOK, ASKED, ("tarnshire", "larkshire")).did
    assert "allegations: 1 of 2 authorities by their answers, 0 by their published logs, 1 by neither" in told


@pytest.mark.slow
def test_listed_cases_raise_the_lower_end_of_a_hidden_number(record: Record) -> None:
    counts = count(record, tally("disciplined", 1, 5), *listed(3))
    assert counts["disciplined"].value == Interval(3, 5)


@pytest.mark.slow
def test_more_listed_than_given_is_told_and_the_number_stands(record: Record) -> None:
    found = count(record, tally("disciplined", 4), *listed(6))["disciplined"]
    assert (found.value, found.residue) == (Interval(4, 4), 2)
    assert codes(record) == ["arithmetic-residue"]


def test_nil_is_a_count_of_nobody_in_every_measure(record: Record) -> None:
    counts = count(record, tally("disciplined", 0))
    assert {name: one.value for name, one in counts.items() if name != "allegations"} == {
        name: Interval(0, 0)
        for name in (
            "disciplined",
            "dismissed",
            "would_have_been_dismissed",
            "final_written_warning",
            "written_warning",
        )
    }


def test_nil_officers_and_staff_is_nil_officers(record: Record) -> None:
    found = count(record, tally("disciplined", 0, unit="officers_and_staff"))["disciplined"]
    assert (found.value, found.comparable) == (Interval(0, 0), True)


@pytest.mark.slow
def test_staff_are_kept_out_and_a_pooled_number_is_the_upper_end(record: Record) -> None:
    staff = case("s", rank="staff", year=2019, outcome="dismissed")
    counts = count(record, tally("disciplined", 10, unit="officers_and_staff"), *listed(8), staff)
    found = counts["disciplined"]
    assert (found.value, found.basis, found.comparable) == (Interval(8, 9), "listed_cases", True)
    counts = count(record, tally("disciplined", 9, unit="officers_and_staff"), *listed(8), staff)
    assert counts["disciplined"].value == Interval(8, 8)
    assert counts["written_warning"].value == Interval(8, 8)
    assert "dismissed" not in counts or counts["dismissed"].value == Interval(0, 0)


def test_allegations_are_no_officers(record: Record) -> None:
    counts = count(record, tally("disciplined", 31, unit="allegations"), tally("allegations", 31, unit="allegations"))
    assert not counts["disciplined"].comparable
    assert "allegations, not officers" in counts["disciplined"].note
    assert counts["allegations"].comparable


def test_financial_years_are_not_calendar_years(record: Record) -> None:
    years = [tally("disciplined", 2, period=Period.of_financial_year(y)) for y in (2017, 2018, 2019, 2020)]
    found = count(record, *years)["disciplined"]
    assert (found.value, found.comparable) == (Interval(8, 8), False)
    assert "covers 2017-04-01 to 2021-03-31" in found.note


@pytest.mark.slow
def test_a_silent_authority_is_counted_by_its_log(record: Record) -> None:
    items = [make_item("a"), make_item("b"), make_item("c")]
    cases = [
        case("a", item="item-a", outcome="dismissed", year=2019, **LOG),
        case("b", item="item-b", outcome="written_warning", year=2020, **LOG),
        case("c", item="item-c", outcome="dismissed", year=2020, method="published_log"),  # no platform: other matter
    ]
    counts = count(record, *items, *cases, authorities=("tarnshire", "redfell"))
    assert (counts["disciplined"].value, counts["disciplined"].basis) == (Interval(2, 2), "published_log")
    assert counts["dismissed"].value == Interval(1, 1)
    assert {one.authority_id for one in record.all(Count)} == {"tarnshire"}


def test_a_notice_and_its_outcome_are_one_person(record: Record) -> None:
    items = [make_item("n", "2020-01-01", "2020-01-20"), make_item("o", "2020-02-01", "2020-03-01")]
    shared = {"rank": "sergeant", "decided_on": "2020-01-28", "behaviours": ("racist",), **LOG}
    cases = [case("n", item="item-n", **shared), case("o", item="item-o", outcome="dismissed", **shared)]
    assert count(record, *items, *cases)["disciplined"].value == Interval(1, 1)
    assert len(record.all(Subject)) == 1


@pytest.mark.slow
def test_a_reworded_entry_is_one_matter_and_its_newest_words_count(record: Record) -> None:
    items = [make_item("old", replaced_by="item-new"), make_item("new", "2020-03-01", "2020-04-01")]
    cases = [
        case("old", item="item-old", outcome="dismissed", year=2020, **LOG),
        case("new", item="item-new", outcome="final_written_warning", year=2020, **LOG),
    ]
    counts = count(record, *items, *cases)
    assert counts["disciplined"].value == Interval(1, 1)
    assert counts["final_written_warning"].value == Interval(1, 1)
    assert counts["dismissed"].value == Interval(0, 0)
    (link,) = record.all(Link)
    assert link.evidence[0][0] == "one entry of the log, reworded after 2020-02-01"
    assert record.all(Subject)[0].conflicts == ("outcome",)


@pytest.mark.slow
def test_a_log_that_shows_more_than_the_answer_is_told(record: Record) -> None:
    items = [make_item(name) for name in "abc"]
    cases = [
        case(name, item=f"item-{name}", outcome="dismissed", rank=rank, decided_on=day, **LOG)
        for name, rank, day in (
            ("a", "constable", "2018-03-01"), ("b", "sergeant", "2019-05-05"), ("c", "inspector", "2021-07-07"),
        )
    ]  # fmt: skip
    found = count(record, tally("disciplined", 2), *items, *cases)["disciplined"]
    assert found.value == Interval(2, 2)
    assert codes(record) == ["published-beyond-answer"]
    record.replace("extract", "test", "2", [tally("disciplined", 1, 5), *items, *cases])
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    (found,) = [one for one in record.all(Count) if one.measure == "disciplined"]
    assert (found.value, found.basis) == (Interval(3, 5), "tally_and_log")


def test_cases_outside_the_period_do_not_count(record: Record) -> None:
    counts = count(record, *listed(2), case("late", rank="constable", year=2022, outcome="dismissed"))
    assert counts["disciplined"].value == Interval(2, 2)


def test_n_people_in_one_row_are_n_people(record: Record) -> None:
    from dataclasses import replace

    rows = listed(2)
    counts = count(record, rows[0], replace(rows[1], n_subjects=Interval(3, 3)))
    assert counts["disciplined"].value == Interval(4, 4)


@pytest.mark.slow
def test_an_authority_that_lists_cases_without_outcomes_lists_the_disciplined(record: Record) -> None:
    rows = [case(f"c{i}", rank="constable", year=2019) for i in range(3)]
    counts = count(record, *rows)
    assert counts["disciplined"].value == Interval(3, 3)
    assert counts["dismissed"].value == Interval(0, 3)


@pytest.mark.slow
def test_a_second_run_does_nothing_and_a_ruling_redoes(record: Record) -> None:
    rows = [case("a", "one", rank="constable", year=2019, outcome="dismissed")]
    rows.append(case("b", "two", rank="constable", year=2019, outcome="dismissed", request="req-2"))
    assert count(record, *rows)["disciplined"].value == Interval(1, 2)
    before = record.fingerprint(Count), record.fingerprint(Link), record.fingerprint(Subject)
    assert run(record, CODEBOOK, ASKED, ["tarnshire"]).n_done == 0
    at = dt.datetime(2022, 1, 1, tzinfo=dt.UTC).isoformat()
    same = make_judgement(made_at=at, by="desk", ruling=Ruling.SAME, noun="link", subject="case-a+case-b")
    record.append_judgements([same])
    assert run(record, CODEBOOK, ASKED, ["tarnshire"]).n_done == 1
    (found,) = [one for one in record.all(Count) if one.measure == "disciplined"]
    assert found.value == Interval(1, 1)
    undo = make_judgement(
        made_at=at, by="desk", ruling=Ruling.UNSURE, noun="link", subject="case-a+case-b", undoes=same.id
    )
    record.append_judgements([undo])
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    assert (record.fingerprint(Count), record.fingerprint(Link), record.fingerprint(Subject)) == before


def test_a_replaced_answer_counts_only_where_the_later_one_is_silent(record: Record) -> None:
    from dataclasses import replace

    first = [replace(tally("disciplined", 7, document="first"), superseded=True)]
    first.append(replace(tally("dismissed", 2, document="first"), superseded=True))
    counts = count(record, *first, tally("dismissed", 1, document="review"))
    assert (counts["disciplined"].value, counts["dismissed"].value) == (Interval(7, 7), Interval(1, 1))
    assert [(one.code, one.where) for one in record.all(Problem)] == [
        ("only-in-replaced-answer", "tarnshire, disciplined")
    ]


@pytest.mark.slow
def test_a_corrected_list_takes_the_place_of_the_first(record: Record) -> None:
    from dataclasses import replace

    first = [replace(one, superseded=True) for one in listed(3)]
    later = [case(f"later{i}", "corrected", rank="constable", year=2019, outcome="dismissed") for i in range(2)]
    assert count(record, *first, *later)["disciplined"].value == Interval(2, 2)


@pytest.mark.slow
@pytest.mark.parametrize("forget", [False, True])
def test_two_runs_give_the_same_bytes(record: Record, forget: bool) -> None:
    rows = [
        case(f"{s}{i}", s, rank="constable", year=2018 + i % 4, outcome="dismissed") for s in "ab" for i in range(6)
    ]
    count(record, *rows, tally("disciplined", 6))
    before = [record.fingerprint(kind) for kind in (Link, Subject, Count, Problem)]
    if forget:
        record.forget_derived()
        record.replace("extract", "test", "x", [*rows, tally("disciplined", 6)])
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    assert [record.fingerprint(kind) for kind in (Link, Subject, Count, Problem)] == before
