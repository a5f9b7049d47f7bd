"""Dates in text: values, places, and the ones that must not be repaired in silence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.words.dates import (
    DAMAGED,
    MONTH_FIRST,
    NO_SUCH_DAY,
    NO_YEAR,
    WEEKDAY_WRONG,
    find_date,
    find_dates,
    resolve_year,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 April 2021", "2021-04-05"),
        ("5th April 2021", "2021-04-05"),
        ("the 5th of April 2021", "2021-04-05"),
        ("Monday, 5 April 2021", "2021-04-05"),
        ("05-Apr-2021", "2021-04-05"),
        ("5 Apr 21", "2021-04-05"),
        ("April 5, 2021", "2021-04-05"),
        ("05/04/2021", "2021-04-05"),
        ("5.4.2021", "2021-04-05"),
        ("05/04/21", "2021-04-05"),
        ("2021-04-05", "2021-04-05"),
        ("2021-04-05T10:12:00Z", "2021-04-05"),
        ("April 2021", "2021-04"),
        ("3 Medi 2021", "2021-09-03"),
        ("22nd\nNovember\n2021", "2021-11-22"),
    ],
)
def test_values(text: str, value: str) -> None:
    found = find_dates(text)
    assert [str(date.value) for date in found] == [value]
    assert found[0].problem == ""


@pytest.mark.parametrize(
    ("text", "problem", "value"),
    [
        ("31/02/2023", NO_SUCH_DAY, None),
        ("30 February 2021", NO_SUCH_DAY, None),
        ("14/042025", DAMAGED, None),
        ("Wednesday 5 April", NO_YEAR, None),
        ("by 8th May", NO_YEAR, None),
        ("4/25/2021", MONTH_FIRST, "2021-04-25"),
        ("Friday 5 April 2021", WEEKDAY_WRONG, "2021-04-05"),
    ],
)
def test_problems_are_reported_not_repaired(text: str, problem: str, value: str | None) -> None:
    found = find_date(text)
    assert found is not None
    assert found.problem == problem
    assert (str(found.value) if found.value else None) == value


@pytest.mark.parametrize(
    "text",
    ["section 2 may apply", "s.40(2) may be engaged", "1.12.3 of the manual", "between 3 and 5 marks", "FOI 2021/22"],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


def test_damaged_date_keeps_its_candidate_for_a_person() -> None:
    found = find_date("Date: 14/042025")
    assert found is not None
    assert [str(item) for item in found.candidates] == ["2025-04-14"]


def test_a_missing_year_is_resolved_only_on_demand_and_by_weekday() -> None:
    found = find_date("hearing on Wednesday 5 April at 10am")
    assert found is not None
    assert [str(date) for date in resolve_year(found, dt.date(2023, 4, 20))] == ["2023-04-05"]
    assert resolve_year(found, dt.date(2020, 4, 20)) == ()


def test_places_are_exact() -> None:
    text = "Received 3 May 2021; answered on Monday 7 June 2021."
    assert [text[date.start : date.end] for date in find_dates(text)] == ["3 May 2021", "Monday 7 June 2021"]


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%y"]),
)
def test_every_written_day_reads_back(day: dt.date, form: str) -> None:
    found = find_date(f"on {day.strftime(form)} we")
    assert found is not None
    assert found.value is not None
    assert found.value.earliest == day


@given(st.text(max_size=80))
def test_any_text_is_survived_and_places_hold(text: str) -> None:
    last = 0
    for date in find_dates(text):
        assert last <= date.start < date.end <= len(text)
        last = date.end
