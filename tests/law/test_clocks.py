"""Clocks: the reference vectors, each rule of the statutes, and properties that hold for every date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable import law
from answerable.errors import CalendarExhausted, LawUnknown, ValueNotAllowed
from answerable.law import FeeNotice, HolidayCalendar, due, get_calendar, list_laws, render_proof
from answerable.model.law import ClockName, Holiday

D = dt.date.fromisoformat

# Received on; due under FOIA; what a calendar of England and Wales alone wrongly gives; due under FOISA.
VECTORS = [
    ("2018-12-05", "2019-01-08", "2019-01-07", "2019-01-08"),
    ("2020-04-01", "2020-05-01", "2020-05-01", "2020-04-30"),
    ("2021-12-10", "2022-01-13", "2022-01-12", "2022-01-13"),
    ("2022-03-21", "2022-04-20", "2022-04-20", "2022-04-19"),
    ("2022-07-01", "2022-08-02", "2022-07-29", "2022-07-29"),
    ("2022-08-25", "2022-09-26", "2022-09-26", "2022-09-23"),
    ("2024-03-11", "2024-04-11", "2024-04-10", "2024-04-09"),
    ("2024-07-10", "2024-08-09", "2024-08-07", "2024-08-08"),
    ("2026-06-29", "2026-07-28", "2026-07-27", "2026-07-27"),
]
# Far enough from the end of the bundled years that no clock runs out of them.
DAYS = st.dates(D("2015-01-01"), D("2028-06-30"))
UK_LAWS = st.sampled_from(["foia-2000", "foisa-2002", "eir-2004", "eisr-2004"])


@pytest.mark.parametrize(("received", "foia", "wrong", "foisa"), VECTORS)
def test_reference_vectors(received: str, foia: str, wrong: str, foisa: str) -> None:
    assert due(D(received), "foia-2000").due_on == D(foia)
    assert due(D(received), "foisa-2002").due_on == D(foisa)
    assert due(D(received), "eir-2004").due_on == D(foia)
    assert due(D(received), "eisr-2004").due_on == D(foisa)


@pytest.mark.parametrize(("received", "foia", "wrong", "foisa"), VECTORS)
def test_the_calendar_of_one_nation_is_what_goes_wrong(received: str, foia: str, wrong: str, foisa: str) -> None:
    tables = [replace(table, days=()) for table in get_calendar().tables if table.division != "england-and-wales"]
    only_england = HolidayCalendar((*tables, get_calendar().get_table("england-and-wales")))
    assert due(D(received), "foia-2000", holidays=only_england).due_on == D(wrong)


def test_the_proof_names_each_day_and_why() -> None:
    proof = due(D("2022-07-01"), "foia-2000")
    why = {item.date: item.why for item in proof.skipped}
    assert why[D("2022-07-12")] == "Battle of the Boyne (Northern Ireland)"
    assert why[D("2022-08-01")] == "Summer bank holiday (Scotland)"
    assert why[D("2022-07-02")] == "Saturday"
    assert len(why) == 12
    assert "s.10(1)" in proof.statute
    assert "s.10(6)" in proof.statute
    assert proof.day_zero == D("2022-07-01")


@pytest.mark.parametrize("day", ["2022-09-19", "2023-05-08"])
def test_proclaimed_days_count_under_neither_act(day: str) -> None:
    assert not law.is_working_day(D(day), "foia-2000")
    assert not law.is_working_day(D(day), "foisa-2002")


def test_the_proclaimed_day_in_scotland_stops_both_acts_and_a_day_of_other_nations_only_foia() -> None:
    assert not law.is_working_day(D("2026-06-15"), "foisa-2002")
    assert not law.is_working_day(D("2026-06-15"), "foia-2000")
    for other in ("2022-04-18", "2022-03-17", "2022-07-12"):  # Easter Monday, St Patrick, the Boyne
        assert law.is_working_day(D(other), "foisa-2002")
        assert not law.is_working_day(D(other), "foia-2000")


def test_receipt_on_a_saturday_is_day_zero_and_monday_is_day_one() -> None:
    saturday = due(D("2022-05-07"), "foia-2000")
    friday = due(D("2022-05-06"), "foia-2000")
    assert saturday.day_zero == D("2022-05-07")
    assert saturday.due_on == friday.due_on
    assert "Saturday" in saturday.day_zero_why


def test_a_clarification_starts_the_clock_again() -> None:
    proof = due(D("2022-05-03"), "foia-2000", clarified_on=D("2022-05-20"))
    assert proof.due_on == due(D("2022-05-20"), "foia-2000").due_on
    assert proof.received_on == D("2022-05-03")
    assert proof.day_zero == D("2022-05-20")
    assert "s.1(3)" in proof.statute


def test_a_clarification_before_the_request_is_refused() -> None:
    with pytest.raises(ValueNotAllowed, match="before the request"):
        due(D("2022-05-03"), "foia-2000", clarified_on=D("2022-05-02"))


def test_a_fee_notice_stops_the_clock_from_notice_to_payment_both_included() -> None:
    plain = due(D("2022-10-03"), "foia-2000")
    # Monday to Friday of one week without holidays: five working days are disregarded.
    paid = due(D("2022-10-03"), "foia-2000", fee_notices=[FeeNotice(D("2022-10-10"), D("2022-10-14"))])
    assert (paid.due_on - plain.due_on).days == 7
    assert "s.10(2)" in paid.statute
    assert any("fee notice of 2022-10-10" in item.why for item in paid.skipped)


def test_an_unpaid_fee_leaves_nothing_due() -> None:
    with pytest.raises(ValueNotAllowed, match="not paid"):
        due(D("2022-10-03"), "foia-2000", fee_notices=[FeeNotice(D("2022-10-10"))])


def test_public_interest_extension_exists_under_foia_and_not_under_foisa() -> None:
    assert due(D("2022-10-03"), "foia-2000", ClockName.EXTENDED_RESPONSE).limit == 40
    with pytest.raises(ValueNotAllowed, match="no such clock"):
        due(D("2022-10-03"), "foisa-2002", ClockName.EXTENDED_RESPONSE)


def test_a_school_has_twenty_school_days_or_sixty_working_days() -> None:
    received = D("2022-07-18")
    sixty = due(received, "foia-2000", ClockName.SCHOOL_RESPONSE)
    summer = [D("2022-07-25") + dt.timedelta(days=n) for n in range(43)]  # to 5 September
    school = due(received, "foia-2000", ClockName.SCHOOL_RESPONSE, school_closed=summer)
    plain = due(received, "foia-2000")
    assert plain.due_on < school.due_on < sixty.due_on
    for_ever = [received + dt.timedelta(days=n) for n in range(400)]
    assert due(received, "foia-2000", ClockName.SCHOOL_RESPONSE, school_closed=for_ever).due_on == sixty.due_on


def test_reviews_and_regulators() -> None:
    assert due(D("2022-10-03"), "foisa-2002", ClockName.REVIEW_ANSWER).limit == 20
    assert due(D("2022-10-31"), "foisa-2002", ClockName.REGULATOR_APPLICATION).due_on == D("2023-04-30")
    assert due(D("2022-10-03"), "foia-2000", ClockName.REGULATOR_APPLICATION).due_on == D("2022-11-14")
    assert due(D("2022-10-03"), "eir-2004", ClockName.REVIEW_ANSWER).limit == 40


def test_under_foisa_the_time_to_ask_for_review_never_starts_before_the_answer_was_due() -> None:
    due_on, early, late = D("2022-10-31"), D("2022-10-10"), D("2022-11-10")
    assert law.review_starts_on("foisa-2002", due_on, early) == due_on
    assert law.review_starts_on("foisa-2002", due_on, late) == late
    assert law.review_starts_on("foia-2000", due_on, early) == early
    assert law.review_starts_on("foia-2000", due_on, None) == due_on


def test_other_countries_count_by_their_own_data_file() -> None:
    # A month from 31 January ends on the last of February, a Saturday in 2026, so on Monday 2 March.
    assert due(D("2026-01-31"), "de-ifg").due_on == D("2026-03-02")
    assert due(D("2022-06-17"), "us-foia").due_on == D("2022-07-19")  # Juneteenth (observed) and 4 July
    assert due(D("2022-03-14"), "ie-foi-2014").due_on == D("2022-04-13")  # 17 and 18 March


def test_a_date_beyond_the_bundled_years_is_an_error_that_says_so() -> None:
    with pytest.raises(CalendarExhausted) as caught:
        due(D("2028-12-20"), "foia-2000")
    assert "2015 to 2028" in str(caught.value)
    with pytest.raises(CalendarExhausted):
        due(D("2014-12-20"), "foia-2000")


def test_an_unknown_law_names_those_there_are() -> None:
    with pytest.raises(LawUnknown, match="foia-2000"):
        due(D("2022-07-01"), "foia")


def test_a_new_holiday_moves_open_deadlines_and_says_which() -> None:
    proofs = [
        due(D("2026-06-01"), "foisa-2002"),
        due(D("2026-09-01"), "foisa-2002"),
        due(D("2026-05-01"), "foisa-2002", clarified_on=D("2026-06-02")),
        due(D("2026-05-11"), "foisa-2002", fee_notices=[FeeNotice(D("2026-05-20"), D("2026-06-10"))]),
    ]
    newer = get_calendar().with_holidays((Holiday(D("2026-06-22"), "Proclaimed", "scotland"),))
    moved = law.find_moved(proofs, newer)
    assert [item.before for item in moved] == [proofs[0], proofs[2], proofs[3]]
    assert all(item.after.due_on > item.before.due_on for item in moved)
    assert all(any(day.date == D("2026-06-22") for day in item.after.skipped) for item in moved)
    assert law.find_moved(proofs, get_calendar()) == ()


@given(DAYS, UK_LAWS)
def test_a_deadline_falls_on_a_working_day_and_counts_twenty(received: dt.date, law_id: str) -> None:
    proof = due(received, law_id)
    assert law.is_working_day(proof.due_on, law_id)
    n_days = (proof.due_on - proof.day_zero).days
    assert n_days - len(proof.skipped) == 20
    assert all(proof.day_zero < item.date < proof.due_on and item.why for item in proof.skipped)
    assert len({item.date for item in proof.skipped}) == len(proof.skipped)


@given(DAYS)
def test_foia_is_never_due_before_foisa(received: dt.date) -> None:
    # FOIA leaves out a bank holiday of any part of the kingdom, Scotland's among them.
    assert due(received, "foia-2000").due_on >= due(received, "foisa-2002").due_on


@given(DAYS, UK_LAWS, st.integers(1, 60), st.sampled_from(["england-and-wales", "scotland", "northern-ireland"]))
def test_adding_a_holiday_never_moves_a_deadline_earlier(
    received: dt.date, law_id: str, offset: int, division: str
) -> None:
    added = Holiday(received + dt.timedelta(days=offset), "Proclaimed", division)
    newer = get_calendar().with_holidays((added,))
    assert due(received, law_id, holidays=newer).due_on >= due(received, law_id).due_on


@given(DAYS, st.integers(0, 30), UK_LAWS)
def test_a_later_receipt_is_never_due_earlier(received: dt.date, later: int, law_id: str) -> None:
    assert due(received + dt.timedelta(days=later), law_id).due_on >= due(received, law_id).due_on


@given(DAYS, st.integers(0, 40), st.integers(0, 30), UK_LAWS)
def test_a_fee_notice_never_moves_a_deadline_earlier(received: dt.date, given_: int, paid: int, law_id: str) -> None:
    notice = FeeNotice(received + dt.timedelta(days=given_), received + dt.timedelta(days=given_ + paid))
    assert due(received, law_id, fee_notices=[notice]).due_on >= due(received, law_id).due_on


@given(DAYS, st.sets(st.integers(1, 90)))
def test_a_school_is_due_between_twenty_and_sixty_working_days(received: dt.date, closed: set[int]) -> None:
    days = [received + dt.timedelta(days=n) for n in closed]
    school = due(received, "foia-2000", ClockName.SCHOOL_RESPONSE, school_closed=days).due_on
    assert due(received, "foia-2000").due_on <= school
    assert school <= due(received, "foia-2000", ClockName.SCHOOL_RESPONSE).due_on


def test_what_waits_for_a_reader_of_the_statute_is_listed_and_said() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "law.md").read_text(encoding="utf-8")
    listed = dict(
        re.findall(r"(?m)^\| `([\w-]+)` \| ((?:working days|fee notice|clarification|\w+_\w+)[^|]*) \|$", text)
    )
    for one in list_laws():
        waiting = ["working days"] * one.working_day_verify + ["fee notice"] * one.fee_notice_verify
        waiting += ["clarification"] * one.clarification_verify
        waiting += [rule.name.value for rule in one.clocks if rule.verify]
        assert listed.pop(one.id, "") == ", ".join(waiting)
        for rule in one.clocks:
            proof = due(dt.date(2022, 3, 1), one.id, rule.name)
            assert rule.verify <= proof.verify
            assert proof.verify == ("read the statute first" in render_proof(proof))
    assert listed == {}
