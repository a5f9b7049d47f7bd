"""Drafts of the letters that follow: chaser, answer to a clarification, request for review, complaint to the regulator.

What lives here: the four texts (``drafts/*.md``) filled from the law's data file, so that a Scottish authority is asked
for a review under FOISA s.20 and an English one under the code of practice. What comes in: a request, dates, grounds;
what goes out: a `Draft`, to be read and finished by a person. What must never be here: sending.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from answerable.ask.fields import render_fields
from answerable.ask.requests import Sender, render_day
from answerable.errors import ValueNotAllowed
from answerable.law import HolidayCalendar, due, get_law, review_starts_on
from answerable.law.request_clock import CLARIFICATION, FEE, RequestClock, count_request
from answerable.model.authority import Authority
from answerable.model.law import AccessLaw, ClockName, DayUnit, DueDate
from answerable.model.report import counted
from answerable.model.request import Request

_UNITS = {
    DayUnit.WORKING_DAYS: "working days",
    DayUnit.CALENDAR_DAYS: "days",
    DayUnit.WEEKS: "weeks",
    DayUnit.MONTHS: "months",
}


class DraftKind(StrEnum):
    """Which letter follows."""

    CHASER = "chaser"
    CLARIFICATION = "clarification"
    REVIEW = "review"
    REGULATOR = "regulator"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a request so far, as far as it is known."""

    reference: str = ""
    """The authority's own."""
    answered_on: dt.date | None = None
    grounds: tuple[tuple[str, str], ...] = ()
    """(law id, section) of each ground that the answer relies on."""
    review_asked_on: dt.date | None = None
    review_answered_on: dt.date | None = None
    clock: RequestClock | None = None
    """As the letters of the record moved it; without, nothing moved it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter for a person to finish: words in square brackets are theirs to write."""

    kind: DraftKind
    subject: str
    body: str
    send_by: DueDate | None
    """The last day on which it can be sent, with its proof, where the law sets one."""
    addressee: str


def make_draft(
    kind: DraftKind,
    request: Request,
    authority: Authority,
    sender: Sender,
    course: Course | None = None,
    *,
    today: dt.date | None = None,
    holidays: HolidayCalendar | None = None,
) -> Draft:
    """Return the draft of a letter that follows a request.

    Args:
        kind: which letter.
        request: the request, sent.
        authority: whom it was put to.
        sender: who asked.
        course: what happened so far.
        today: refuses a chaser before the answer is overdue; left out, nothing is refused for being early.
        holidays: another calendar than the bundled one.

    Raises:
        ValueNotAllowed: the request has not been sent, or it is too early for this letter.
    """
    so_far = course or Course()
    if request.sent_on is None:
        raise ValueNotAllowed(
            "the request has not been sent", found=request.token, remedy="send it first, or mark it as sent elsewhere"
        )
    law = get_law(request.law)
    clock = so_far.clock or count_request(request, (), (), so_far.answered_on, holidays)
    response = clock.proof or due(request.sent_on, law.id, holidays=holidays)
    if kind is DraftKind.CHASER and so_far.answered_on:
        raise ValueNotAllowed(
            "the request is answered",
            found=f"answered on {so_far.answered_on}",
            allowed="review, regulator",
            remedy="ask for a review instead",
        )
    if kind is DraftKind.CHASER and clock.proof is None:
        raise ValueNotAllowed(
            "nothing is due, so nothing is overdue",
            found=clock.why,
            allowed="clarification" if clock.waits_for == CLARIFICATION else "",
            remedy=_WAITS.get(clock.waits_for, "look at the letters: answerable status DIR --proof AUTHORITY"),
        )
    if kind is DraftKind.CHASER and today is not None and today <= response.due_on:
        raise ValueNotAllowed(
            "the answer is not overdue yet",
            found=f"today is {today}",
            allowed=f"a chaser after {response.due_on} [{response.statute}]",
            remedy="wait until that day has passed",
        )
    values = _make_values(request, authority, sender, law, response, so_far)
    text = (resources.files("answerable.ask") / "drafts" / f"{kind.value}.md").read_text(encoding="utf-8")
    return Draft(
        kind=kind,
        subject=f"{_SUBJECTS[kind]}: {request.subject}",
        body=_tidy(render_fields(text, values, f"drafts/{kind.value}.md")),
        send_by=_find_send_by(kind, law, response, so_far, holidays),
        addressee=law.regulator.name if kind is DraftKind.REGULATOR else authority.name,
    )


_NAMED = re.compile(r"[A-Z][A-Za-z ]{2,40}: ")
"""A line of its own: a name and what it stands for."""
_WAITS = {
    CLARIFICATION: "answer their question; if you did: answerable ask DIR --by NAME --clarified AUTHORITY --on DATE",
    FEE: "pay, narrow the request or object; if you paid: answerable ask DIR --by NAME --fee-paid AUTHORITY --on DATE",
}
_SUBJECTS = {
    DraftKind.CHASER: "Overdue",
    DraftKind.CLARIFICATION: "Clarification",
    DraftKind.REVIEW: "Request for review",
    DraftKind.REGULATOR: "Complaint",
}


def _make_values(
    request: Request, authority: Authority, sender: Sender, law: AccessLaw, response: DueDate, course: Course
) -> dict[str, str]:
    review = law.clock(ClockName.REVIEW_ANSWER)
    asked = law.clock(ClockName.REVIEW_REQUEST)
    name = "a review" if asked is not None and asked.waits_for_due else "an internal review"
    return {
        "authority.name": authority.name,
        "authority.reference": f", yours {course.reference}" if course.reference else "",
        "law.name": f"the {law.name}" if law.language == "en" else law.name,
        "law.exemption_word": law.exemption_word,
        "law.regulator": law.regulator.name,
        "law.next_step": _render_next_step(law),
        "law.review_name": name,
        "law.review_name_capital": name.split(" ", 1)[1].capitalize(),
        "law.clarification_statute": f" [{law.clarification_statute}]" if law.clarification_statute else "",
        "request.sent_on": render_day(request.sent_on) if request.sent_on else "",
        "request.token": request.token,
        "due.on": render_day(response.due_on),
        "due.statute": response.statute,
        "answer.on": _render_day(course.answered_on, "not answered"),
        "review.reason": _render_reason(response, course),
        "review.limit": f"{review.limit} {_UNITS[review.unit]}" if review else "the time that the law sets",
        "review.statute": review.statute if review else law.short,
        "review.asked_on": _render_day(course.review_asked_on, "not asked for"),
        "review.answered_on": _render_day(course.review_answered_on, "not answered"),
        "grounds.list": _render_grounds(course.grounds, "You rely on"),
        "grounds.told": _render_grounds(course.grounds, "The authority relies on"),
        "review.missing": _render_missing_review(law, course),
        "publisher.name": sender.name,
        "publisher.contact": sender.contact,
    }


def _render_next_step(law: AccessLaw) -> str:
    rule = law.clock(ClockName.REVIEW_REQUEST)
    if rule is not None and rule.waits_for_due:
        return f"require a review [{rule.statute}] and then apply to the {law.regulator.name}"
    return f"complain to the {law.regulator.name}"


def _render_reason(response: DueDate, course: Course) -> str:
    if course.answered_on is None:
        return f"You have not answered. The answer was due on {render_day(response.due_on)} [{response.statute}]."
    late = course.answered_on - response.due_on
    words = f"You answered on {render_day(course.answered_on)}"
    return f"{words}, {counted(late.days, 'day', 'days')} late [{response.statute}]." if late.days > 0 else f"{words}."


def _render_missing_review(law: AccessLaw, course: Course) -> str:
    asked = law.clock(ClockName.REVIEW_REQUEST)
    if course.review_asked_on or course.review_answered_on or asked is None:
        return ""
    if law.clock(ClockName.REGULATOR_APPLICATION) is None:
        return ""
    return (
        f"[To you, and to be taken out: nothing shows that you asked for a review. The {law.regulator.name} as a rule "
        f"takes no complaint before one [{asked.statute}]: write `answerable draft review` first, or give the day with "
        "--review-asked.]\n\n"
    )


def _render_grounds(grounds: Sequence[tuple[str, str]], who: str) -> str:
    lines = []
    for law_id, section in grounds:
        law = get_law(law_id)
        provision = law.find_provision(section)
        word = "§" if law.provision_word == "§" else law.provision_word
        title = f", {provision.title[:1].lower()}{provision.title[1:]}" if provision else ""
        lines.append(f"- {word} {section}{title}")
        if provision and provision.advice:  # it speaks to whoever writes, not to the authority
            lines.append(f"  [To you, and to be taken out: {provision.advice}]")
    return f"{who}:\n" + "\n".join(lines) + "\n\n" if lines else ""


def _find_send_by(
    kind: DraftKind, law: AccessLaw, response: DueDate, course: Course, holidays: HolidayCalendar | None
) -> DueDate | None:
    if kind is DraftKind.REVIEW and law.clock(ClockName.REVIEW_REQUEST):
        starts_on = review_starts_on(law.id, response.due_on, course.answered_on)
        return due(starts_on, law.id, ClockName.REVIEW_REQUEST, holidays=holidays)
    if kind is DraftKind.REGULATOR and law.clock(ClockName.REGULATOR_APPLICATION) and course.review_answered_on:
        return due(course.review_answered_on, law.id, ClockName.REGULATOR_APPLICATION, holidays=holidays)
    return None


def _render_day(day: dt.date | None, none: str) -> str:
    return render_day(day) if day else none


def _tidy(text: str) -> str:
    """One line for each paragraph: the texts are wrapped for whoever edits them, not for whoever reads the letter."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(part if _is_list(part) else " ".join(part.split("\n")) for part in paragraphs) + "\n"


def _is_list(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    if any(line.startswith("- ") for line in lines) or all(_NAMED.match(line) for line in lines):
        return True
    return all(len(line) < 90 for line in lines)
