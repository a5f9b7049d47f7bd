"""The queue: cases and counts that wait for a person, what matters most first; what is wanted stands in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from answerable.extract import review
from answerable.model.case import Case
from answerable.model.document import Document
from answerable.model.span import say_around
from answerable.web.document import address_of
from answerable.web.page import Desk, go_to
from answerable.web.wanted import FILTERS, carry, pack_wanted
from answerable.web.wording import pick_label, say, say_case, say_tally

_MOST_ROWS = 200
Choice = tuple[str, str, int]
"""Value, label, how many."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A row of the queue."""

    address: str
    authority: str
    authority_id: str
    document: str
    what: str
    value: str
    file: str
    words: str
    kind: str
    reasons: tuple[str, ...]
    variables: tuple[str, ...]

    def has(self, name: str, value: str) -> bool:
        """Whether a filter takes it."""
        if name == "variable":
            return value in self.variables
        return value == {"authority": self.authority_id, "document": self.document, "kind": self.kind}[name]


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The queue, filtered as asked; with ``go`` the first row's place in the reader."""
    every: list[QueueRow] = desk.remember("queue", lambda: _load(desk))
    chosen = {name: request.query_params.get(name, "") for name in FILTERS}
    rows = [row for row in every if all(not value or row.has(name, value) for name, value in chosen.items())]
    if request.query_params.get("go") and rows:
        done = request.query_params.get("done", "")
        return go_to(carry(rows[0].address, pack_wanted(chosen), done), request.query_params.get("said", ""))
    start = _page_start(request.query_params.get("from", ""), len(rows))
    state = {name: value for name, value in chosen.items() if value}
    wanted = pack_wanted(chosen)
    return desk.render(
        "queue.html",
        request,
        rows=[replace(row, address=carry(row.address, wanted)) for row in rows[start : start + _MOST_ROWS]],
        start=start,
        n_shown=len(rows),
        n_waiting=len(every),
        n_sealed=len(desk.blind()),
        filters=_list_filters(desk, every, chosen),
        is_filtered=bool(state),
        earlier=_address(state, start - _MOST_ROWS) if start else "",
        later=_address(state, start + _MOST_ROWS) if start + _MOST_ROWS < len(rows) else "",
    )


def _page_start(text: str, n: int) -> int:
    start = int(text) if text.isdecimal() else 0
    return min(start, max(0, n - 1)) // _MOST_ROWS * _MOST_ROWS


def _address(state: Mapping[str, str], start: int) -> str:
    return "/queue?" + urlencode({**state, "from": start} if start else {**state, "from": 0})


def _load(desk: Desk) -> list[QueueRow]:
    record, project = desk.investigation.record, desk.investigation.project
    names = {document.id: document.name for document in record.iter(Document)}
    return [_make_row(desk, item, names) for item in review.load_queue(record, project.codebook)]


def _list_filters(
    desk: Desk, rows: Iterable[QueueRow], chosen: Mapping[str, str]
) -> tuple[tuple[str, str, str, str, list[Choice]], ...]:
    """Name, label, the label of no choice, what is chosen, and the choices with how many rows each has."""
    every = list(rows)
    codebook, language = desk.investigation.project.codebook, desk.investigation.project.settings.languages[0]
    labels = {variable.name: pick_label(variable.label, language) for variable in codebook.variables}
    authorities = Counter((row.authority, row.authority_id) for row in every)
    files = Counter((row.file or "unnamed", row.document) for row in every)
    variables = Counter(name for row in every for name in row.variables)
    kinds = Counter(row.kind for row in every)
    by_name = [(name, labels.get(name, say(name)), n) for name, n in variables.items()]
    return (
        (
            "authority",
            "Authority",
            "all",
            chosen["authority"],
            [(i, a, n) for (a, i), n in sorted(authorities.items())],
        ),
        ("document", "File", "all", chosen["document"], [(d, f, n) for (f, d), n in sorted(files.items())]),
        ("variable", "In doubt", "anything", chosen["variable"], sorted(by_name, key=lambda one: one[1])),
        ("kind", "What", "cases and counts", chosen["kind"], [(k, k, n) for k, n in sorted(kinds.items())]),
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
        document=row.document,
        what=what,
        value=value,
        file=names.get(row.document, ""),
        words=say_around(row.span),
        kind=kind,
        reasons=item.reasons,
        variables=item.variables,
    )
