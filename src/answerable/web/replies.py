"""The right of reply: each of those the story speaks of, the exact sentences, and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.model.judgement import Judgement
from answerable.model.problem import Problem
from answerable.model.reply import Reply, ReplyState
from answerable.publish.bundle import write_bundle
from answerable.publish.edition import Edition, gather
from answerable.publish.replies import (
    find_reply,
    make_replies,
    render_letter,
    rule_answer,
    rule_change,
    rule_put,
    rule_waive,
    undo_last,
)
from answerable.web.page import Desk, go_to

SAYS = {
    ReplyState.NOT_PUT: ("not put to them", "bad"),
    ReplyState.PUT: ("waiting for an answer", "warn"),
    ReplyState.CHANGED: ("the story changed since", "bad"),
    ReplyState.ANSWERED: ("answered", "good"),
    ReplyState.LAPSED: ("deadline passed, no answer", "good"),
    ReplyState.WAIVED: ("waived", "quiet"),
}


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The screen: what holds the story back first."""
    edition = desk.investigation.make_edition()
    found = () if edition is None else _load(desk, edition)
    today = desk.investigation.today
    days = edition.reply_days if edition else 7
    return desk.render(
        "replies.html",
        request,
        story=edition is not None,
        replies=[(reply, *SAYS[reply.state]) for reply in found],
        n_open=sum(reply.state.is_open for reply in found),
        deadline=(today + dt.timedelta(days=days)).isoformat(),
        day=today.isoformat(),
    )


def letter(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The letter that puts every sentence to one of them, as text to copy or to save."""
    edition = _need_edition(desk)
    reply = find_reply(_load(desk, edition), request.path_params["id"])
    last = request.query_params.get("deadline") or reply.deadline
    deadline = _day(last, "deadline") if last else desk.investigation.today + dt.timedelta(days=edition.reply_days)
    return PlainTextResponse(render_letter(reply, edition, deadline))


def step(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep one step: put, answer, change, waive, or take the last one back."""
    edition = _need_edition(desk)
    reply = find_reply(_load(desk, edition), form.get("reply", ""))
    do = form.get("do", "")
    desk.keep([_make(desk, edition, reply, do, form)])
    return go_to(f"/replies#{reply.id}", "Kept.")


def bundle(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Write everything for the lawyer into the folder's build/; it is not sent from here."""
    edition = _need_edition(desk)
    record = desk.investigation.record
    target = desk.investigation.project.build / "lawyer" / f"{edition.slug}-{desk.investigation.today.isoformat()}.zip"
    problems = [one for one in record.all(Problem) if one.code.startswith("publish-")]
    n = write_bundle(record, edition, _load(desk, edition), problems, target)
    return go_to("/replies", f"{n} files written to build/lawyer/{target.name}. They hold names: keep them apart.")


def _make(desk: Desk, edition: Edition, reply: Reply, do: str, form: Mapping[str, str]) -> Judgement:
    by, made_at, text = desk.by, desk.now(), form.get("text", "")
    on = _day(form.get("on") or desk.investigation.today.isoformat(), "day")
    steps: dict[str, Callable[[], Judgement]] = {
        "put": lambda: rule_put(reply, on, _day(form.get("deadline", ""), "deadline"), by=by, made_at=made_at),
        "answer": lambda: rule_answer(reply, on, text, by=by, made_at=made_at),
        "change": lambda: rule_change(reply, text, by=by, made_at=made_at),
        "waive": lambda: rule_waive(reply, text, by=by, made_at=made_at),
        "undo": lambda: undo_last(
            reply, desk.investigation.record.judgements("reply"), by=by, made_at=made_at, reason=text
        ),
    }
    if do not in steps:
        raise ValueNotAllowed("no such step", found=do, allowed=", ".join(steps))
    return steps[do]()


def _day(text: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueNotAllowed("not a day", where=where, found=text, allowed="2022-02-04") from None


def _load(desk: Desk, edition: Edition) -> tuple[Reply, ...]:
    return make_replies(edition, gather(desk.investigation.record, edition))


def _need_edition(desk: Desk) -> Edition:
    edition = desk.investigation.make_edition()
    if edition is None:
        raise NotInRecord("there is no story yet", remedy="answerable new story story")
    return edition
