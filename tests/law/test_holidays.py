"""Holidays: the bundled tables against the published lists, and reading newer lists in every form they come in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from answerable.errors import CalendarExhausted, InputNotFound, InputUnreadable
from answerable.law import due, get_calendar, load_holidays
from answerable.law.holidays import parse_holiday_json, parse_holiday_toml

D = dt.date.fromisoformat


def test_every_year_from_2015_to_2028_is_there_for_every_part_of_the_kingdom() -> None:
    for division, fewest in (("england-and-wales", 8), ("scotland", 9), ("northern-ireland", 10)):
        table = get_calendar().get_table(division)
        for year in range(2015, 2029):
            assert sum(day.year == year for day, _ in table.days) >= fewest, (division, year)


def test_the_bundled_tables_are_those_of_the_published_lists(shared_data: Path) -> None:
    known = {table.division: dict(table.days) for table in get_calendar().tables}
    for name in ("bank-holidays-2015-2021.json", "bank-holidays-2019-2028.json"):
        tables = load_holidays(shared_data / "registers" / name)
        assert [table.division for table in tables] == ["england-and-wales", "scotland", "northern-ireland"]
        for table in tables:
            ours = {day for day in known[table.division] if table.first_year <= day.year <= table.last_year}
            assert ours == {day for day, _ in table.days}


def _public_form(last_day: str = "2029-12-26") -> str:
    events = [
        {"title": "New Year’s Day", "date": "2029-01-01", "notes": "", "bunting": True},
        {"title": "Christmas Day", "date": "2029-12-25", "notes": "", "bunting": True},
        {"title": "Boxing Day", "date": last_day, "notes": "Substitute day", "bunting": True},
    ]
    names = ("england-and-wales", "scotland", "northern-ireland")
    return json.dumps({name: {"division": name, "events": events} for name in names})


def test_the_public_form_extends_the_years_that_can_be_answered(tmp_path: Path) -> None:
    path = tmp_path / "bank-holidays.json"
    path.write_text(_public_form(), encoding="utf-8")
    newer = get_calendar().with_tables(load_holidays(path))
    with pytest.raises(CalendarExhausted):
        due(D("2028-12-20"), "foia-2000")
    assert due(D("2028-12-20"), "foia-2000", holidays=newer).due_on == D("2029-01-22")
    assert dict(newer.get_table("scotland").days)[D("2029-12-26")] == "Boxing Day (substitute day)"


def test_a_newer_list_replaces_the_years_it_covers() -> None:
    text = json.dumps(
        {"divisions": {"common.nations.scotland_slug": {"2028": [
            {"title": "bank_holidays.new_year", "date": "04/01/2028", "notes": "common.substitute_day"},
            {"title": "bank_holidays.christmas", "date": "25/12/2028", "notes": ""},
        ], "title": "x", "slug": "y"}}}
    )  # fmt: skip
    (table,) = parse_holiday_json(text, "newer.json")
    assert table.division == "scotland"
    newer = get_calendar().with_tables((table,))
    days = dict(newer.get_table("scotland").days)
    assert {day for day in days if day.year == 2028} == {D("2028-01-04"), D("2028-12-25")}
    assert D("2027-01-01") in days


def test_a_list_that_ends_in_the_middle_of_a_year_does_not_claim_that_year() -> None:
    events = [{"title": "Christmas Day", "date": "2028-12-25"}, {"title": "Good Friday", "date": "2029-03-30"}]
    (table,) = parse_holiday_json(json.dumps({"scotland": {"events": events}}), "x.json")
    assert table.last_year == 2028


def test_years_that_do_not_touch_are_refused() -> None:
    events = [{"title": "Christmas Day", "date": "2031-12-25"}]
    tables = parse_holiday_json(json.dumps({"scotland": {"events": events}}), "x.json")
    with pytest.raises(InputUnreadable, match="do not touch"):
        get_calendar().with_tables(tables)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"scotland": 1}', '{"scotland": {"events": [{"date": "31/02/2030"}]}}']
)
def test_what_is_no_list_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(InputUnreadable, match=r"bad\.json"):
        parse_holiday_json(text, "bad.json")


def test_our_own_form_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match=r"x\.toml"):
        parse_holiday_toml('division = "scotland"', "x.toml")
    with pytest.raises(InputNotFound):
        load_holidays(tmp_path / "none.json")
