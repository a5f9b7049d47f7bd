"""The queue: cases and counts that wait for a person, what matters most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.extract import review
from answerable.model.case import Case, Tally
from answerable.model.document import Document
from answerable.model.problem import Problem
from answerable.web.document import address_of
from answerable.web.page import Desk, go_to
from answerable.web.wording import say, say_case, say_tally

_MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A row of the queue."""

    address: str
    authority: str
    authority_id: str
    what: str
    value: str
    file: str
    words: str
    kind: str
    reasons: tuple[str, ...]


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The queue, filtered as asked; with ``go`` the first row's place in the reader."""
    record, project = desk.investigation.record, desk.investigation.project
    queue = review.make_queue(record.all(Case), record.all(Tally), record.all(Problem), project.codebook)
    names = {document.id: document.name for document in record.iter(Document)}
    every = [_make_row(desk, item, names) for item in queue]
    authority, kind = request.query_params.get("authority", ""), request.query_params.get("kind", "")
    rows = [row for row in every if (not authority or row.authority_id == authority) and (not kind or row.kind == kind)]
    if request.query_params.get("go") and rows:
        return go_to(rows[0].address, request.query_params.get("said", ""))
    who = sorted(Counter((row.authority, row.authority_id) for row in every).items())
    return desk.render(
        "queue.html",
        request,
        rows=rows[:_MOST_ROWS],
        n_shown=len(rows),
        n_waiting=len(every),
        authority=authority,
        kind=kind,
        authorities=[(authority_id, name, n) for (name, authority_id), n in who],
        kinds=sorted(Counter(row.kind for row in every).items()),
    )


def _make_row(desk: Desk, item: review.QueueItem, names: Mapping[str, str]) -> QueueRow:
    project, row = desk.investigation.project, item.row
    if isinstance(row, Case):
        what, value, kind = "case", say_case(row, project.codebook, project.settings.languages[0]), "cases"
    else:
        what, value, kind = say_tally(row), str(row.effective or "withheld"), f"counts: {say(row.measure)}"
    return QueueRow(
        address=address_of(row),
        authority=desk.investigation.name_of(row.authority_id),
        authority_id=row.authority_id,
        what=what,
        value=value,
        file=names.get(row.document, ""),
        words=" ".join(row.span.exact.split())[:160],
        kind=kind,
        reasons=item.reasons,
    )
