"""Two people at one thing: what the other ruled meanwhile beside what was about to be kept, to rule again.

In: a form that was not kept. Out: a page with both. Never here: finding out that it was overtaken (`store.team`).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import RulingOvertaken
from answerable.extract.coding import list_visible
from answerable.model.case import Case, Tally
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
}


def show(desk: Desk, request: Request, form: Mapping[str, str], error: RulingOvertaken) -> Response:
    """Both rulings; sending the form again keeps it beside the other, and the last one counts."""
    record, subject = desk.investigation.record, error.where
    n_seen = desk.seen.get(subject, "").partition(".")[0]
    every = list_visible(record.judgements_on([subject]), desk.by)
    since = every[int(n_seen) :] if n_seen.isdecimal() else every
    row: Case | Tally | None = record.find(Case, subject) or record.find(Tally, subject)
    ruling, _, rest = form.get("do", "").partition(" ")
    variable = (*rest.split(" "), "", "")[2]
    again = {name: value for name, value in form.items() if name not in ("token", "seen")}
    seen = desk.tell_seen([row]) if row is not None else ""
    return desk.render(
        "conflict.html",
        request,
        status=409,
        action=request.url.path,
        since=[make_ruling_view(desk, one) for one in since],
        tried=_TRIED.get(ruling, say(ruling)) if ruling else "keep what you chose",
        variable=say(variable) if ruling != "take" else "",
        value=say(form.get("value", "")) if ruling == "amend" else "",
        reason=form.get("reason", ""),
        again=sorted(again.items()),
        seen=seen,
        back=address_of(row) if row is not None else form.get("back", "/"),
    )
