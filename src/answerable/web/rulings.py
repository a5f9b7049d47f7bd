"""Rulings made: newest first, each in words, and each can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.extract import review
from answerable.extract.coding import NOUNS, check_take_back, is_same_person, list_visible, read_double_codings
from answerable.model.account import Role
from answerable.model.case import Case, Tally
from answerable.model.judgement import Judgement, Ruling
from answerable.model.message import Message
from answerable.model.response import Classification
from answerable.web.page import Desk, go_to
from answerable.web.wording import say, say_tally

_MOST = 100
_DONE = {
    Ruling.ACCEPT: "accepted",
    Ruling.AMEND: "amended",
    Ruling.REJECT: "rejected",
    Ruling.ADD: "added",
    Ruling.SAME: "ruled the same",
    Ruling.DIFFERENT: "ruled different",
    Ruling.UNSURE: "ruled unsure",
    Ruling.MATCH: "matched",
    Ruling.RELEASE: "released",
    Ruling.WAIVE: "waived",
    Ruling.ASSIGN: "given out, to be coded twice",
    Ruling.CODE: "coded",
    Ruling.HAND_IN: "handed in",
}


@dataclass(frozen=True, slots=True)
class RulingView:
    """One line of the list."""

    id: str
    at: str
    by: str
    done: str
    what: str
    before: str
    after: str
    words: str
    address: str
    reason: str
    stands: bool
    is_final: bool = False
    """A code that was coded blind and opened: it is never taken back."""


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The newest rulings."""
    every = desk.investigation.record.judgements()
    judgements = [one for one in list_visible(every, desk.by) if one.noun != "codebook"]
    undone = {one.undoes for one in judgements if one.undoes}
    newest = judgements[::-1][:_MOST]
    opened = {one.id for one in read_double_codings(every) if not one.is_sealed}
    rows = [_view(desk, one, undone, _is_of(one, opened)) for one in newest]
    return desk.render("rulings.html", request, rows=rows, n_all=len(judgements))


def take_back(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Take one ruling back; both lines stay in decisions/."""
    every = desk.investigation.record.judgements()
    judgements = {one.id: one for one in list_visible(every, desk.by)}
    judgement = judgements.get(form.get("judgement", ""))
    if judgement is None:
        raise NotInRecord("no such ruling", found=form.get("judgement", ""), remedy="go back to the list of rulings")
    if judgement.undoes or any(one.undoes == judgement.id for one in judgements.values()):
        raise ValueNotAllowed("this ruling no longer stands", found=judgement.id, remedy="rule anew on its page")
    check_take_back(judgement, every, desk.by)
    if desk.role == Role.CODER.value and not is_same_person(judgement.by, desk.by):
        raise ValueNotAllowed("a coder takes back their own rulings only", found=judgement.by, allowed=desk.by)
    desk.keep([review.undo(judgement, by=desk.by, made_at=desk.now(), reason=form.get("reason", ""))])
    return go_to(form.get("back", "/rulings"), "Taken back. Both lines stay in decisions/.")


def make_ruling_view(desk: Desk, one: Judgement) -> RulingView:
    """One ruling in words, where it cannot be taken back."""
    return _view(desk, one, {one.id}, False)


def find_lately(desk: Desk, told: str) -> RulingView | None:
    """One's own ruling that an address tells (its subject, a point, its id), while it stands and can be taken back."""
    subject, _, wanted = told.rpartition(".")
    every = desk.investigation.record.judgements_on([subject]) if subject else []
    undone = {one.undoes for one in every if one.undoes}
    found = next((one for one in every if one.id == wanted and is_same_person(one.by, desk.by)), None)
    if found is None or found.undoes or found.id in undone or found.noun not in ("case", "tally"):
        return None
    variable = f"-{found.variable}" if found.noun == "case" and found.variable else ""
    page, _, _ = _address(found).partition("&at=")
    place = f"{found.subject}{variable}"
    tally = desk.investigation.record.find(Tally, found.subject) if found.noun == "tally" else None
    what = say_tally(tally) if tally else say(found.variable) or "the whole case"
    return replace(_view(desk, found, undone, False), what=what, address=f"{page}&at={place}#{place}")


def _is_of(one: Judgement, opened: set[str]) -> bool:
    return one.noun in NOUNS and one.subject.partition("+")[0] in opened


def _view(desk: Desk, one: Judgement, undone: set[str], is_final: bool) -> RulingView:
    span = one.span
    done = _DONE[one.ruling]
    return RulingView(
        id=one.id,
        at=one.made_at[:16].replace("T", " "),
        by=one.by,
        done=f"took back: {done}" if one.undoes else done,
        what=_say_subject(desk, one),
        before="" if one.undoes else _say_value(desk, one.before),
        after="" if one.undoes else _say_value(desk, one.after),
        words=" ".join(span.exact.split())[:120] if span else "",
        address=_address(one),
        reason=one.reason,
        stands=not one.undoes and one.id not in undone and not is_final,
        is_final=is_final and not one.undoes,
    )


def _address(one: Judgement) -> str:
    """Where the words of a ruling are shown: of a blind code its sheet, else the reader."""
    if one.noun == "coding":
        return f"/coding?case={one.subject.rpartition('+')[2]}"
    span = one.span
    return f"/document/{span.document}?page={span.page}&at={one.subject}#{one.subject}" if span else ""


def _say_subject(desk: Desk, one: Judgement) -> str:
    """What was ruled on, and whose it is."""
    record, investigation = desk.investigation.record, desk.investigation
    name = say(one.variable)
    if one.noun == "tally":
        tally = record.find(Tally, one.subject)
        whose = f"{investigation.name_of(tally.authority_id)}: {say_tally(tally)}" if tally else "a reported count"
        return f"{whose}{f', {name}' if name else ''}"
    if one.noun == "assignment":
        return "double coding"
    if one.noun in ("coding", "import"):
        case = record.find(Case, one.subject.rpartition("+")[2])
        whose = investigation.name_of(case.authority_id) if case else "a case"
        return f"{whose}: {name}, {'blind' if one.noun == 'coding' else 'coded elsewhere'}"
    if one.noun in ("case", "link", "press"):
        case = record.find(Case, one.subject.split("+")[0])
        noun = {"link": "two cases", "press": "a press report counts"}.get(one.noun, name or "whole case")
        return f"{investigation.name_of(case.authority_id)}: {noun}" if case else noun
    if one.noun == "message":
        message = record.find(Message, one.subject)
        return f"the letter “{message.subject}”" if message else "a letter"
    if one.noun == "classification":
        found = record.find(Classification, one.subject)
        whose = investigation.name_of(found.authority_id) if found and found.authority_id else "a letter"
        return f"{whose}: {name or 'the letter as a whole'}"
    if one.noun == "reply":
        return f"right of reply of {investigation.name_of(one.subject)}: {one.variable}"
    return f"{say(one.noun)} {one.subject}"


def _say_value(desk: Desk, plain: str) -> str:
    """A judgement's before or after, in words as far as they go."""
    if not plain:
        return ""
    try:
        value = json.loads(plain)
    except ValueError:
        value = plain
    if isinstance(value, str):
        request = desk.investigation.find_request(value)
        return desk.investigation.name_of(request.authority_id) if request else say(value)
    if isinstance(value, list):
        parts = [
            f"question {row.get('question')}: {say(row.get('decision'))}" for row in value if isinstance(row, dict)
        ]
        return "; ".join(parts) or ", ".join(say(part) for part in value)
    if isinstance(value, dict) and "low" in value:
        low, high = value["low"], value.get("high")
        return f"{low:g}" if low == high else f"{low:g} to {high:g}" if high is not None else f"at least {low:g}"
    if isinstance(value, dict) and ("basis" in value or "value" in value):
        inner = value.get("value")
        return ", ".join(say(part) for part in inner) if isinstance(inner, list) else say(inner) or "not stated"
    if isinstance(value, dict) and "coders" in value:
        return f"{len(value.get('cases', ()))} cases to {' and '.join(value['coders'])}: {value.get('rule', '')}"
    if isinstance(value, dict):
        return f"{len(value)} values" if len(value) > 1 else ""
    return say(value)
