"""The campaign board: a row for each authority, what needs a person first, the denominator on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord
from answerable.law import get_law, render_proof
from answerable.model.case import Case
from answerable.model.log import LogItem
from answerable.model.message import Message
from answerable.model.request import Request as AccessRequest
from answerable.model.response import Decision
from answerable.track.board import Board, BoardRow
from answerable.track.board_files import render_calendar, render_csv, render_xlsx
from answerable.web.page import Desk

_SHOWN = (
    ("", "everyone"),
    ("needs", "what needs a person"),
    ("silent", "not answered"),
    ("overdue", "overdue"),
    ("refused", "refused in whole or part"),
    ("late", "answered late"),
)
_ORDERS: Mapping[str, tuple[str, Callable[[BoardRow], object]]] = {
    "": ("what needs action first", lambda row: 0),
    "due": ("due date", lambda row: str(row.due_on or "9999")),
    "name": ("name", lambda row: row.name.casefold()),
    "late": ("days late, most first", lambda row: -(row.days_late or 0)),
    "answered": ("day of the answer", lambda row: str(row.answered_on or "9999")),
}
_FILES = {
    "csv": ("board.csv", "text/csv; charset=utf-8"),
    "xlsx": ("board.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ics": ("due.ics", "text/calendar; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person chose to see."""

    shown: str = ""
    decision: str = ""
    law: str = ""
    letter: str = ""
    words: str = ""
    order: str = ""

    @classmethod
    def read(cls, request: Request) -> Filters:
        """From the address of the page."""
        query = request.query_params
        return cls(
            query.get("show", ""),
            query.get("decision", ""),
            query.get("law", ""),
            query.get("letter", ""),
            query.get("words", "").strip(),
            query.get("order", ""),
        )

    @property
    def query(self) -> str:
        """The same as part of an address."""
        pairs = (
            ("show", self.shown),
            ("decision", self.decision),
            ("law", self.law),
            ("letter", self.letter),
            ("words", self.words),
            ("order", self.order),
        )
        return urlencode([(name, value) for name, value in pairs if value])

    def pick(self, board: Board, batches: Mapping[str, str]) -> list[BoardRow]:
        """The rows to show, in the order wanted; rows that are alike stay in the board's own order."""
        rows = [row for row in board.rows if self._has(row, batches)]
        return sorted(rows, key=_ORDERS.get(self.order, _ORDERS[""])[1])  # type: ignore[arg-type]

    def _has(self, row: BoardRow, batches: Mapping[str, str]) -> bool:
        return (
            _is_shown(row, self.shown)
            and (not self.decision or (row.decision.value if row.decision else "none") == self.decision)
            and (not self.law or row.law == self.law)
            and (not self.letter or batches.get(row.request_id) == self.letter)
            and (not self.words or self.words.casefold() in f"{row.name} {row.authority_id}".casefold())
        )


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The board screen."""
    record = desk.investigation.record
    board = desk.investigation.make_board()
    filters = Filters.read(request)
    batches = {one.id: one.batch_id for one in record.all(AccessRequest)}
    messages = record.all(Message)
    n_cases = Counter(case.authority_id for case in record.all(Case) if not case.superseded)
    n_vanished = Counter(item.authority_id for item in record.all(LogItem) if item.vanished)
    n_pen = sum(not message.request_id and message.direction == "in" for message in messages)
    laws = sorted({row.law for row in board.rows})
    return desk.render(
        "board.html",
        request,
        board=board,
        rows=filters.pick(board, batches),
        filters=filters,
        choices=_SHOWN,
        orders=[(value, label) for value, (label, _) in _ORDERS.items()],
        decisions=[
            ("", "any answer"),
            ("none", "no decision yet"),
            *((one.value, one.value) for one, _ in board.decisions),
        ],
        laws=[("", "any law"), *((one, get_law(one).short) for one in laws)] if len(laws) > 1 else [],
        letters=[("", "any letter"), *((one, one) for one in sorted(set(batches.values())))]
        if len(set(batches.values())) > 1
        else [],
        n_cases=n_cases,
        n_vanished=n_vanished,
        n_pen=n_pen,
        proof=render_proof,
        keeps_holidays=desk.investigation.holidays is not None,
    )


def download(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The rows that the filters leave, as CSV, spreadsheet or calendar."""
    board = desk.investigation.make_board()
    batches = {one.id: one.batch_id for one in desk.investigation.record.all(AccessRequest)}
    rows = Filters.read(request).pick(board, batches)
    kind = str(request.path_params["kind"])
    if kind not in _FILES:
        raise NotInRecord("the board is not had in this form", found=kind, remedy="ask for .csv, .xlsx or .ics")
    name, media_type = _FILES[kind]
    if kind == "xlsx":
        data = render_xlsx(board, rows)
    elif kind == "csv":
        data = render_csv(rows).encode()
    else:
        data = render_calendar(rows, f"{desk.investigation.project.settings.name}: answers due").encode()
    return Response(data, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def _is_shown(row: BoardRow, shown: str) -> bool:
    if shown == "needs":
        return bool(row.needs)
    if shown == "silent":
        return row.answered_on is None
    if shown == "overdue":
        return row.answered_on is None and bool(row.days_late)
    if shown == "refused":
        return bool(row.grounds) or row.decision is Decision.REFUSED
    if shown == "late":
        return row.answered_on is not None and bool(row.days_late)
    return True
