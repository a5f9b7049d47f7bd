"""A due date's proof in words that a reporter can put into a letter.

What lives here: rendering of a `DueDate`. What comes in: the due date; what goes out: lines of text. What must
never be here: counting.
"""

from __future__ import annotations

import datetime as dt

from answerable.law.laws import get_law
from answerable.model.law import ClockName, DayUnit, DueDate, SkippedDay

_WEEKEND = frozenset({"Saturday", "Sunday"})
_TITLE = {
    ClockName.RESPONSE: "The response is due on",
    ClockName.EXTENDED_RESPONSE: "The extended response is due on",
    ClockName.SCHOOL_RESPONSE: "The school's response is due on",
    ClockName.REVIEW_REQUEST: "A review can be asked for until",
    ClockName.REVIEW_ANSWER: "The answer to the review is due on",
    ClockName.EXTENDED_REVIEW_ANSWER: "The answer to the review is due, at the latest, on",
    ClockName.REGULATOR_APPLICATION: "The regulator can be asked until",
}
_UNIT = {
    DayUnit.WORKING_DAYS: "working day",
    DayUnit.CALENDAR_DAYS: "calendar day",
    DayUnit.WEEKS: "week",
    DayUnit.MONTHS: "month",
}


def render_proof(proof: DueDate, *, every_day: bool = False) -> str:
    """Return the proof as a few short lines.

    Args:
        proof: what `due` returned.
        every_day: name each Saturday and Sunday too, not only how many there were.
    """
    law = get_law(proof.law)
    lines = [
        f"{_TITLE[proof.clock]} {render_day(proof.due_on)}.",
        f"  law        {law.name} [{proof.statute}]",
        f"  day zero   {render_day(proof.day_zero)}: {proof.day_zero_why}",
        f"  counted    {proof.limit} {_UNIT[proof.unit]}{'' if proof.limit == 1 else 's'}",
    ]
    lines.extend(_render_skipped(proof.skipped, every_day=every_day))
    if proof.calendar:
        lines.append(f"  holidays   {proof.calendar}")
    lines.extend(f"  note       {note}" for note in proof.notes)
    if proof.verify:
        lines.append("  verify     a rule behind this date was written from memory or guidance: read the statute first")
    return "\n".join(lines)


def render_day(day: dt.date) -> str:
    """Return a day as ``Tuesday 2 August 2022``.

    >>> render_day(dt.date(2022, 8, 2))
    'Tuesday 2 August 2022'
    """
    return f"{day:%A} {day.day} {day:%B %Y}"


def _render_skipped(skipped: tuple[SkippedDay, ...], *, every_day: bool) -> list[str]:
    if not skipped:
        return ["  skipped    no day"]
    named = [item for item in skipped if every_day or item.why not in _WEEKEND]
    n_weekend = len(skipped) - len(named)
    lines = [
        f"{render_day(item.date)}: {item.why}" if item.why not in _WEEKEND else render_day(item.date) for item in named
    ]
    if n_weekend:
        lines.append(f"{n_weekend} Saturdays and Sundays")
    return [f"  {'skipped' if index == 0 else '       '}    {line}" for index, line in enumerate(lines)]
