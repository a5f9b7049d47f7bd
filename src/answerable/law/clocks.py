"""The clocks of an access law: when an answer, a review or an application is due, with the proof.

What lives here: pure counting of days by the rules in a law's data file. What comes in: dates, a law's id, a
holiday calendar; what goes out: `DueDate`, which names day zero, every day not counted and why, and the
statute. What must never be here: today's date, the record, the text of letters.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from answerable.errors import ValueNotAllowed
from answerable.law.holidays import HolidayCalendar, get_calendar
from answerable.law.laws import get_law
from answerable.model.law import AccessLaw, ClockName, ClockRule, DayUnit, DueDate, Holiday, SkippedDay

_ONE_DAY = dt.timedelta(days=1)
# SI 2009/1369: a school never gets more than 60 working days.
_SCHOOL_LIMIT_WORKING_DAYS = 60
_WEEKDAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class FeeNotice:
    """A demand for money that stops the clock from the day it was given to the day it was paid, both included."""

    given_on: dt.date
    paid_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MovedDueDate:
    """A due date that a newer holiday calendar moves."""

    before: DueDate
    after: DueDate


def due(
    received_on: dt.date,
    law_id: str,
    clock: ClockName = ClockName.RESPONSE,
    *,
    clarified_on: dt.date | None = None,
    awaited: Sequence[tuple[dt.date, dt.date]] = (),
    fee_notices: Sequence[FeeNotice] = (),
    school_closed: Collection[dt.date] | None = None,
    holidays: HolidayCalendar | None = None,
) -> DueDate:
    """Return the last day of a clock and its proof.

    The day of receipt is day zero even when nobody works on it; the next working day is day 1.

    Args:
        received_on: the day on which the clock's event happened (for the response clock, receipt of the request).
        law_id: such as ``foia-2000``.
        clock: which clock; see the law's data file for those it has.
        clarified_on: the day on which the authority received the clarification it had asked for.
        awaited: under a law whose clock a question only stops (the federal law of the United States), the days on which
            it asked and on which it received the clarification.
        fee_notices: demands for money; an unpaid one leaves no due date (`ValueNotAllowed`).
        school_closed: for `SCHOOL_RESPONSE`, the working days without a session, complete for the period.
        holidays: another calendar than the bundled one.

    >>> due(dt.date(2022, 7, 1), "foia-2000").due_on
    datetime.date(2022, 8, 2)

    Raises:
        LawUnknown: no such law.
        ValueNotAllowed: the law has no such clock, or the dates contradict each other.
        CalendarExhausted: the clock runs into years whose holidays are not known.
    """
    law = get_law(law_id)
    rule = _get_rule(law, clock)
    table = holidays or get_calendar()
    stops = bool(awaited) and law.clarification == "pauses"
    day_zero, why, notes, verify = _find_day_zero(received_on, law, rule, None if stops else clarified_on)
    fees = _find_paused_days(law, rule, day_zero, fee_notices)
    waits = _find_awaited_days(law, rule, day_zero, awaited)
    paused = {**fees, **waits}
    if fees:
        verify = verify or law.fee_notice_verify
    if rule.unit is DayUnit.WORKING_DAYS:
        if clock is ClockName.SCHOOL_RESPONSE:
            due_on, skipped, school_note = _count_school_days(day_zero, law, table, paused, school_closed)
            notes = (*notes, school_note)
        else:
            due_on, skipped = _count_working_days(day_zero, rule.limit, law, table, paused)
    else:
        due_on, skipped = _count_calendar(day_zero, rule, law, table, len(paused))
    statutes = [rule.statute]
    counts_days = rule.unit is DayUnit.WORKING_DAYS
    if counts_days:
        statutes.append(law.working_day_statute)
    if day_zero != received_on or waits:
        statutes.append(law.clarification_statute)
    if fees:
        statutes.append(law.fee_notice_statute)
    if rule.ends_on_working_day and skipped:
        statutes.append(rule.ends_statute)
    return DueDate(
        received_on=received_on,
        law=law.id,
        due_on=due_on,
        day_zero=day_zero,
        day_zero_why=why,
        skipped=tuple(skipped),
        statute="; ".join(dict.fromkeys(statutes)),
        clock=clock,
        limit=rule.limit,
        unit=rule.unit,
        calendar=_describe_calendar(law, table),
        notes=tuple(note for note in (*notes, rule.note) if note),
        verify=verify or rule.verify or (law.working_day_verify and bool(counts_days or skipped)),
        paused=tuple((notice.given_on, notice.paid_on) for notice in fee_notices if notice.paid_on and fees),
        awaited=tuple(awaited) if waits else (),
    )


def recompute(proof: DueDate, holidays: HolidayCalendar) -> DueDate:
    """Return the same clock counted with another calendar: a proclaimed day moves every open deadline.

    A school's closed days are not part of a proof, so a school's clock is counted as its 60 working days.
    """
    return due(
        proof.received_on,
        proof.law,
        proof.clock,
        clarified_on=proof.day_zero if proof.day_zero != proof.received_on else None,
        awaited=proof.awaited,
        fee_notices=[FeeNotice(given_on, paid_on) for given_on, paid_on in proof.paused],
        holidays=holidays,
    )


def review_starts_on(law_id: str, response_due_on: dt.date, answered_on: dt.date | None) -> dt.date:
    """Return the day from which the time to ask for a review runs.

    Under FOISA s.20(5) and EISR reg. 16(2) that is the end of the time for answering, or the receipt of a later answer;
    elsewhere the day of the answer. Without an answer it is the day on which one was due.
    """
    if answered_on is None:
        return response_due_on
    rule = _get_rule(get_law(law_id), ClockName.REVIEW_REQUEST)
    return max(response_due_on, answered_on) if rule.waits_for_due else answered_on


def is_working_day(day: dt.date, law_id: str, holidays: HolidayCalendar | None = None) -> bool:
    """Return whether a law counts this day.

    >>> is_working_day(dt.date(2022, 7, 12), "foia-2000"), is_working_day(dt.date(2022, 7, 12), "foisa-2002")
    (False, True)
    """
    law, table = get_law(law_id), holidays or get_calendar()
    table.check_covers(day, law.divisions)
    return _why_not_counted(day, table.find_holidays(law.divisions), table) is None


def find_moved(proofs: Sequence[DueDate], holidays: HolidayCalendar) -> tuple[MovedDueDate, ...]:
    """Return the due dates that a newer calendar moves, in order, each with both proofs."""
    pairs = ((proof, recompute(proof, holidays)) for proof in proofs)
    return tuple(MovedDueDate(before, after) for before, after in pairs if before.due_on != after.due_on)


def _get_rule(law: AccessLaw, clock: ClockName) -> ClockRule:
    rule = law.clock(clock)
    if rule is None:
        raise ValueNotAllowed(
            f"{law.short} has no such clock",
            found=clock.value,
            allowed=", ".join(item.name.value for item in law.clocks),
            remedy="ask for one of the clocks of this law",
        )
    return rule


def _find_day_zero(
    received_on: dt.date, law: AccessLaw, rule: ClockRule, clarified_on: dt.date | None
) -> tuple[dt.date, str, tuple[str, ...], bool]:
    """The day that is not counted, why it is that day, notes, and whether a rule behind it waits to be verified."""
    not_worked = f" (a {_WEEKDAY[received_on.weekday()]}: it is still day zero)" if received_on.weekday() >= 5 else ""
    why = f"{rule.starts}{not_worked}; counting starts on the next day that counts"
    if clarified_on is None:
        return received_on, why, (), False
    if clarified_on < received_on:
        raise ValueNotAllowed(
            "the clarification came before the request",
            found=f"received {received_on}, clarified {clarified_on}",
            remedy="check the two dates",
        )
    if law.clarification != "restarts" or rule.name not in (
        ClockName.RESPONSE,
        ClockName.EXTENDED_RESPONSE,
        ClockName.SCHOOL_RESPONSE,
    ):
        note = f"{law.short} does not restart this clock on a clarification; the date given changes nothing"
        if law.clarification == "pauses":
            note += (
                " unless the day they asked stands before it (2026-03-09:2026-03-20): the days between stop the clock"
            )
        return received_on, why, (note,), law.clarification_verify
    why = (
        f"the authority receives the clarification it asked for [{law.clarification_statute}]; "
        f"the clock that began on {received_on} starts again"
    )
    return clarified_on, why, (), law.clarification_verify


def _find_paused_days(
    law: AccessLaw, rule: ClockRule, day_zero: dt.date, fee_notices: Sequence[FeeNotice]
) -> Mapping[dt.date, str]:
    paused: dict[dt.date, str] = {}
    if law.fee_notice != "pauses" or rule.name in (ClockName.REVIEW_REQUEST, ClockName.REGULATOR_APPLICATION):
        return paused
    for notice in fee_notices:
        if notice.paid_on is None:
            raise ValueNotAllowed(
                "the fee is not paid, so the clock stands still and nothing is due",
                found=f"fee notice of {notice.given_on}",
                allowed="the day on which the authority received the fee",
                remedy="pay the fee, contest it, or withdraw that part of the request",
            )
        if notice.paid_on < notice.given_on:
            raise ValueNotAllowed(
                "the fee was paid before it was asked for",
                found=f"asked {notice.given_on}, paid {notice.paid_on}",
                remedy="check the two dates",
            )
        day = max(notice.given_on, day_zero + _ONE_DAY)
        while day <= notice.paid_on:
            paused[day] = f"fee notice of {notice.given_on}, paid {notice.paid_on} [{law.fee_notice_statute}]"
            day += _ONE_DAY
    return paused


def _find_awaited_days(
    law: AccessLaw, rule: ClockRule, day_zero: dt.date, awaited: Sequence[tuple[dt.date, dt.date]]
) -> Mapping[dt.date, str]:
    """Days on which a law that only stops its clock waited for a clarification."""
    stopped: dict[dt.date, str] = {}
    if law.clarification != "pauses" or rule.name not in (ClockName.RESPONSE, ClockName.EXTENDED_RESPONSE):
        return stopped
    for asked_on, received_on in awaited:
        if received_on < asked_on:
            raise ValueNotAllowed(
                "the clarification came before it was asked for",
                found=f"asked {asked_on}, received {received_on}",
                remedy="check the two dates",
            )
        day = max(asked_on, day_zero + _ONE_DAY)
        while day <= received_on:
            stopped[day] = f"clarification asked {asked_on}, received {received_on} [{law.clarification_statute}]"
            day += _ONE_DAY
    return stopped


def _count_working_days(
    day_zero: dt.date,
    limit: int,
    law: AccessLaw,
    table: HolidayCalendar,
    paused: Mapping[dt.date, str],
    closed: Mapping[dt.date, str] | None = None,
) -> tuple[dt.date, list[SkippedDay]]:
    known = table.find_holidays(law.divisions)
    also = {**(closed or {}), **paused}
    table.check_covers(day_zero, law.divisions)
    day, counted, skipped = day_zero, 0, list[SkippedDay]()
    while counted < limit:
        day += _ONE_DAY
        table.check_covers(day, law.divisions)
        why = _why_not_counted(day, known, table) or also.get(day)
        if why is None:
            counted += 1
        else:
            skipped.append(SkippedDay(day, why))
    return day, skipped


def _count_school_days(
    day_zero: dt.date,
    law: AccessLaw,
    table: HolidayCalendar,
    paused: Mapping[dt.date, str],
    school_closed: Collection[dt.date] | None,
) -> tuple[dt.date, list[SkippedDay], str]:
    latest, skipped = _count_working_days(day_zero, _SCHOOL_LIMIT_WORKING_DAYS, law, table, paused)
    if school_closed is None:
        return (
            latest,
            skipped,
            "the school's closed days were not given, so this is the 60 working days it can have at most",
        )
    closed = dict.fromkeys(school_closed, "no session at the school [SI 2009/1369 reg. 3]")
    rule = _get_rule(law, ClockName.SCHOOL_RESPONSE)
    # Stop at the 60 working days: a school closed for ever would otherwise be counted to the end of the calendar.
    for day in closed:
        table.check_covers(min(day, latest), law.divisions)
    open_days, day = 0, day_zero
    known = table.find_holidays(law.divisions)
    passed = list[SkippedDay]()
    while open_days < rule.limit and day < latest:
        day += _ONE_DAY
        why = _why_not_counted(day, known, table) or paused.get(day) or closed.get(day)
        if why is None:
            open_days += 1
        else:
            passed.append(SkippedDay(day, why))
    if open_days == rule.limit:
        return day, passed, f"{rule.limit} working days that are school days come before 60 working days"
    return latest, skipped, f"60 working days come before {rule.limit} school days"


def _count_calendar(
    day_zero: dt.date, rule: ClockRule, law: AccessLaw, table: HolidayCalendar, n_paused: int
) -> tuple[dt.date, list[SkippedDay]]:
    if rule.unit is DayUnit.MONTHS:
        end = _add_months(day_zero, rule.limit)
    elif rule.unit is DayUnit.WEEKS:
        end = day_zero + dt.timedelta(weeks=rule.limit)
    else:
        end = day_zero + dt.timedelta(days=rule.limit)
    end += dt.timedelta(days=n_paused)
    skipped = list[SkippedDay]()
    if rule.ends_on_working_day:
        known = table.find_holidays(law.divisions)
        while True:
            table.check_covers(end, law.divisions)
            why = _why_not_counted(end, known, table)
            if why is None:
                break
            skipped.append(SkippedDay(end, f"{why}; a period does not end on it [{rule.ends_statute}]"))
            end += _ONE_DAY
    return end, skipped


def _why_not_counted(day: dt.date, known: Mapping[dt.date, tuple[Holiday, ...]], table: HolidayCalendar) -> str | None:
    if day.weekday() >= 5:
        return _WEEKDAY[day.weekday()]
    kept = known.get(day)
    if not kept:
        return None
    by_title: dict[str, list[str]] = {}
    for item in kept:
        by_title.setdefault(item.title, []).append(table.get_table(item.division).title)
    return "; ".join(f"{title} ({', '.join(places)})" for title, places in by_title.items())


def _add_months(day: dt.date, n_months: int) -> dt.date:
    """The same day n months on; the last day of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + n_months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _describe_calendar(law: AccessLaw, table: HolidayCalendar) -> str:
    parts = []
    for division in law.divisions:
        item = table.get_table(division)
        as_of = f", as of {item.updated_on}" if item.updated_on else ""
        parts.append(f"{item.title} ({item.first_year}-{item.last_year}{as_of})")
    return "; ".join(parts)
