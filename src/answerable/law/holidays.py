"""Public holidays by division: the bundled tables, and reading newer ones from a file.

What lives here: `HolidayTable` (one division, its days, the years it covers), `HolidayCalendar` (several), the
parser of our own TOML and of the two JSON forms in which GOV.UK has published UK bank holidays. What comes in:
text; what goes out: frozen tables. What must never be here: counting of days (``clocks``), the network.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from answerable.errors import CalendarExhausted, InputNotFound, InputUnreadable
from answerable.model.law import Holiday

_SLUG = re.compile(r"\A(?:common\.nations\.)?(?P<name>.+?)(?:_slug)?\Z")
_BRITISH_DATE = re.compile(r"\A(\d{1,2})/(\d{1,2})/(\d{4})\Z")


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """The public holidays of one division, complete for every year from ``first_year`` to ``last_year``."""

    division: str
    title: str
    source: str
    updated_on: dt.date | None
    first_year: int
    last_year: int
    days: tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The holiday tables that a clock may use, one for each division."""

    tables: tuple[HolidayTable, ...]

    def get_table(self, division: str) -> HolidayTable:
        """Return the table of a division.

        Raises:
            CalendarExhausted: no table is bundled for it.
        """
        for table in self.tables:
            if table.division == division:
                return table
        raise CalendarExhausted(
            "no public holidays are bundled for this division",
            found=division,
            allowed=", ".join(table.division for table in self.tables),
            remedy="add src/answerable/law/data/holidays/<division>.toml, or correct the law's data file",
        )

    def find_holidays(self, divisions: tuple[str, ...]) -> Mapping[dt.date, tuple[Holiday, ...]]:
        """Return each holiday of the divisions by day; a day kept in several of them has several entries."""
        found: dict[dt.date, tuple[Holiday, ...]] = {}
        for division in divisions:
            for day, title in self.get_table(division).days:
                found[day] = (*found.get(day, ()), Holiday(day, title, division))
        return found

    def check_covers(self, day: dt.date, divisions: tuple[str, ...]) -> None:
        """Refuse a day of a year for which a division's holidays are not known.

        Raises:
            CalendarExhausted: the day lies outside; a silent answer could be wrong by weeks.
        """
        for division in divisions:
            table = self.get_table(division)
            if not table.first_year <= day.year <= table.last_year:
                raise CalendarExhausted(
                    f"the public holidays of {table.title} are known only for {table.first_year} to {table.last_year}",
                    found=day.isoformat(),
                    allowed=f"{table.first_year}-01-01 to {table.last_year}-12-31",
                    remedy="give a newer list with --holidays FILE (for the UK: bank-holidays.json from GOV.UK)",
                )

    def with_tables(self, newer: tuple[HolidayTable, ...]) -> HolidayCalendar:
        """Return a calendar in which newer tables replace the years they cover and add their other years.

        A year that the newer table covers is taken from it whole, so that a holiday which was moved away goes.
        Years are only ever joined when they touch: a gap would be years that look complete and are not.
        """
        by_division = {table.division: table for table in self.tables}
        for table in newer:
            old = by_division.get(table.division)
            by_division[table.division] = table if old is None else _merge(old, table)
        return HolidayCalendar(tuple(by_division[name] for name in sorted(by_division)))

    def with_holidays(self, added: tuple[Holiday, ...]) -> HolidayCalendar:
        """Return a calendar with single days added (a proclaimed day that no list holds yet)."""
        tables = []
        for table in self.tables:
            extra = {item.on: item.title for item in added if item.division == table.division}
            days = dict(table.days) | {day: title for day, title in extra.items() if day not in dict(table.days)}
            tables.append(replace(table, days=tuple(sorted(days.items()))))
        return HolidayCalendar(tuple(tables))


@cache
def get_calendar() -> HolidayCalendar:
    """Return the bundled holidays of every division that a bundled law counts by."""
    folder = resources.files("answerable.law") / "data" / "holidays"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return HolidayCalendar(
        tuple(parse_holiday_toml((folder / name).read_text(encoding="utf-8"), name) for name in names)
    )


def load_calendar(folder: Path) -> HolidayCalendar | None:
    """Return the bundled calendar with every list of a folder laid over it in the order of names; None without lists.

    Raises:
        InputUnreadable: a file of the folder is no list of holidays.
    """
    paths = sorted(path for path in folder.glob("*") if path.suffix in (".json", ".toml")) if folder.is_dir() else []
    calendar = get_calendar()
    for path in paths:
        calendar = calendar.with_tables(load_holidays(path))
    return calendar if paths else None


def load_holidays(path: Path) -> tuple[HolidayTable, ...]:
    """Read a holiday file: our TOML, or a ``bank-holidays.json`` as GOV.UK publishes it.

    Raises:
        InputNotFound: no such file.
        InputUnreadable: it is neither of the two.
    """
    if not path.is_file():
        raise InputNotFound("no such holiday file", where=str(path), found="nothing", remedy="check the path")
    return parse_holidays(path.read_bytes(), path.name)


def parse_holidays(data: bytes, name: str) -> tuple[HolidayTable, ...]:
    """Read the bytes of a holiday file, by its name: our TOML, or the JSON of GOV.UK.

    Raises:
        InputUnreadable: it is neither of the two.
    """
    text = data.decode("utf-8-sig", "replace")
    if name.endswith(".toml"):
        return (parse_holiday_toml(text, name),)
    return parse_holiday_json(text, name)


def parse_holiday_toml(text: str, name: str) -> HolidayTable:
    """Read one division's table from our own TOML."""
    try:
        raw = tomllib.loads(text)
        days = tuple(sorted((dt.date.fromisoformat(day), str(title)) for day, title in raw["days"].items()))
        return HolidayTable(
            division=raw["division"],
            title=raw["title"],
            source=raw["source"],
            updated_on=raw.get("updated_on"),
            first_year=raw["first_year"],
            last_year=raw["last_year"],
            days=days,
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputUnreadable(
            "not a holiday table",
            where=name,
            found=f"{type(error).__name__}: {error}",
            allowed='division, title, source, first_year, last_year and [days] with lines such as 2026-12-25 = "..."',
            remedy="compare it with a bundled table in law/data/holidays/",
        ) from error


def parse_holiday_json(text: str, name: str) -> tuple[HolidayTable, ...]:
    """Read the tables in a GOV.UK bank-holidays file, in the public form or in that of its source code.

    The public form has ``{"scotland": {"events": [{"date": "2026-06-15", ...}]}}``; the source form has
    ``{"divisions": {"common.nations.scotland_slug": {"2026": [{"date": "15/06/2026", ...}]}}}``, with slugs for keys
    and titles and dates as dd/mm/yyyy. Both are taken. The last year is believed complete only when it holds
    a Christmas Day, because a list may end in the middle of a year.
    """
    try:
        raw = json.loads(text)
        divisions = raw.get("divisions", raw)
        updated_on = _parse_day(raw["last_updated"]) if raw.get("last_updated") else None
        tables = []
        for key, content in divisions.items():
            events = content.get("events")
            if events is None:
                events = [event for rows in content.values() if isinstance(rows, list) for event in rows]
            days = {_parse_day(event["date"]): _make_title(event["title"], event.get("notes", "")) for event in events}
            if days:
                tables.append(_make_table(key, days, updated_on, name))
    except (json.JSONDecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputUnreadable(
            "not a list of bank holidays",
            where=name,
            found=f"{type(error).__name__}: {error}",
            allowed="bank-holidays.json as published on GOV.UK, or our TOML",
            remedy="download the file again",
        ) from error
    if not tables:
        raise InputUnreadable("the file names no bank holiday", where=name, remedy="download the file again")
    return tuple(tables)


def _make_table(key: str, days: dict[dt.date, str], updated_on: dt.date | None, name: str) -> HolidayTable:
    match = _SLUG.match(key)
    division = match["name"] if match else key
    # A year counts as covered when the list reaches its Christmas; before that, later days may still be missing.
    years = sorted({day.year for day in days})
    covered = [year for year in years if any(day >= dt.date(year, 12, 25) for day in days if day.year == year)]
    if not covered:
        raise ValueError(f"no complete year for {division}")
    return HolidayTable(
        division=division,
        title=division.replace("-", " ").title().replace(" And ", " and "),
        source=name,
        updated_on=updated_on,
        first_year=covered[0],
        last_year=covered[-1],
        days=tuple(sorted((day, title) for day, title in days.items() if covered[0] <= day.year <= covered[-1])),
    )


def _merge(old: HolidayTable, new: HolidayTable) -> HolidayTable:
    if new.first_year > old.last_year + 1 or new.last_year < old.first_year - 1:
        raise InputUnreadable(
            f"the years of the newer list of {new.title} do not touch those known",
            where=new.source,
            found=f"{new.first_year} to {new.last_year}",
            allowed=f"years that join {old.first_year} to {old.last_year}",
            remedy="give a list that covers the years between as well",
        )
    kept = tuple(item for item in old.days if not new.first_year <= item[0].year <= new.last_year)
    return replace(
        old,
        source=f"{old.source}; {new.source}",
        updated_on=new.updated_on or old.updated_on,
        first_year=min(old.first_year, new.first_year),
        last_year=max(old.last_year, new.last_year),
        days=tuple(sorted((*kept, *new.days))),
    )


def _parse_day(text: str) -> dt.date:
    british = _BRITISH_DATE.match(text)
    if british:
        day, month, year = (int(part) for part in british.groups())
        return dt.date(year, month, day)
    return dt.date.fromisoformat(text)


def _make_title(title: str, notes: str) -> str:
    words = title.rpartition("bank_holidays.")[2].replace("_", " ")
    plain = title if words == title else words[:1].upper() + words[1:]
    return f"{plain} (substitute day)" if "substitute" in notes.lower() else plain
