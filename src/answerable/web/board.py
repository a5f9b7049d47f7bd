"""The campaign board: a row for each authority, what needs a person first, the denominator on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.law import render_proof
from answerable.model.case import Case
from answerable.model.message import Message
from answerable.model.request import Request as AccessRequest
from answerable.model.response import Classification
from answerable.track.board import BoardRow, make_board
from answerable.web.page import Desk

_SHOWN = (
    ("", "everyone"),
    ("needs", "what needs a person"),
    ("silent", "not answered"),
    ("refused", "refused in whole or part"),
    ("late", "late"),
)


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The board screen."""
    investigation, record = desk.investigation, desk.investigation.record
    messages = record.all(Message)
    board = make_board(
        record.all(AccessRequest),
        investigation.authorities,
        messages,
        record.all(Classification),
        investigation.today,
        investigation.holidays,
    )
    shown = request.query_params.get("show", "")
    n_cases = Counter(case.authority_id for case in record.all(Case) if not case.superseded)
    n_pen = sum(not message.request_id and message.direction == "in" for message in messages)
    return desk.render(
        "board.html",
        request,
        board=board,
        rows=[row for row in board.rows if _is_shown(row, shown)],
        shown=shown,
        choices=_SHOWN,
        n_cases=n_cases,
        n_pen=n_pen,
        proof=render_proof,
    )


def _is_shown(row: BoardRow, shown: str) -> bool:
    if shown == "needs":
        return bool(row.needs)
    if shown == "silent":
        return row.answered_on is None
    if shown == "refused":
        return bool(row.grounds)
    if shown == "late":
        return bool(row.days_late)
    return True
