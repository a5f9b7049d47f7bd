"""Two people at one thing: what the other ruled meanwhile beside what was about to be kept, to rule again.

In: a form that was not kept. Out: a page with both. Never here: finding out that it was overtaken (`store.team`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import RulingOvertaken
from answerable.extract.coding import list_visible
from answerable.model.case import Case, Tally
from answerable.model.ids import make_key
from answerable.model.message import Message
from answerable.model.response import Classification
from answerable.store.codec import to_text
from answerable.store.team.saving import tell_version
from answerable.web.document import address_of
from answerable.web.page import Desk
from answerable.web.rulings import make_ruling_view
from answerable.web.wording import say

_TRIED = {
    "accept": "accept it",
    "amend": "amend it",
    "take": "take the suggestion",
    "not_stated": "say that it is not stated",
    "reject": "reject it",
    "same": "say that they are the same",
    "different": "say that they are different",
    "unsure": "say that nobody can tell",
}
Letter = Message | Classification


def tell_ruled(desk: Desk, subjects: Sequence[str]) -> dict[str, str]:
    """With a team, for each pair or letter what its form carries: how often it was ruled on when the page was made."""
    if desk.members is None:
        return dict.fromkeys(subjects, "")
    counts = desk.investigation.record.count_rulings_on(subjects)
    return {subject: f"{subject}={tell_version(None, counts[subject])}" for subject in subjects}


def tell_letters(desk: Desk, rows: Sequence[Letter]) -> dict[str, str]:
    """With a team, for each letter what its form carries: how often it was ruled on, and what its row said."""
    ruled = tell_ruled(desk, [row.id for row in rows])
    return {row.id: f"{ruled[row.id]} {row.id}#row={_digest(row)}" if ruled[row.id] else "" for row in rows}


def check_letter(desk: Desk, row: Letter) -> None:
    """Refuse to rule on a letter that was read anew since its page was made.

    Where somebody ruled on it since, saving says so (`store.team.saving`).

    Raises:
        RulingOvertaken: it was read anew, and nobody ruled on it.
    """
    shown = desk.seen.get(f"{row.id}#row", "")
    if shown and shown != _digest(row) and tell_ruled(desk, [row.id])[row.id] == f"{row.id}={desk.seen.get(row.id)}":
        raise RulingOvertaken(
            "this was read anew since you looked at it",
            where=row.id,
            remedy="look at what stands now, and rule again",
        )


def _digest(row: Letter) -> str:
    return make_key(to_text(row))[:10]


def show(desk: Desk, request: Request, form: Mapping[str, str], error: RulingOvertaken) -> Response:
    """Both rulings; sending the form again keeps it beside the other, and the last one counts."""
    record, subject = desk.investigation.record, error.where
    n_seen = desk.seen.get(subject, "").partition(".")[0]
    every = list_visible(record.judgements_on([subject]), desk.by)
    since = every[int(n_seen) :] if n_seen.isdecimal() else every
    row: Case | Tally | None = record.find(Case, subject) or record.find(Tally, subject)
    letter: Letter | None = record.find(Message, subject) or record.find(Classification, subject)
    ruling, _, rest = (form.get("do") or form.get("ruling", "")).partition(" ")
    variable = (*rest.split(" "), "", "")[2]
    again = {name: value for name, value in form.items() if name not in ("token", "seen")}
    if row is not None:
        seen = desk.tell_seen([row])
    else:
        seen = tell_letters(desk, [letter])[subject] if letter is not None else tell_ruled(desk, [subject])[subject]
    return desk.render(
        "conflict.html",
        request,
        status=409,
        action=request.url.path,
        since=[make_ruling_view(desk, one) for one in since],
        tried=_TRIED.get(ruling, say(ruling)) if ruling else _say_choice(desk, form),
        variable=say(variable) if ruling != "take" else "",
        value=say(form.get("value", "")) if ruling == "amend" else "",
        reason=form.get("reason", ""),
        again=sorted(again.items()),
        seen=seen,
        back=address_of(row) if row is not None else form.get("back", "/"),
    )


def _say_choice(desk: Desk, form: Mapping[str, str]) -> str:
    """What somebody chose for a letter, in words."""
    if "request" in form:
        asked = [desk.investigation.find_request(one) for one in form["request"].split(",") if one]
        names = [desk.investigation.name_of(one.authority_id) for one in asked if one is not None]
        return f"say that it answers the request to {' and '.join(names)}"
    chosen = [say(form.get(name, "")) for name in ("kind", "decision") if form.get(name)]
    chosen += [
        f"question {name[9:]}: {say(value)}" for name, value in form.items() if name[:9] == "question-" and value
    ]
    return f"say that it is: {', '.join(chosen)}" if chosen else "keep what you chose"
