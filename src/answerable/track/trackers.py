"""Trackers that reporters keep (spreadsheets, exports of request sites) as rows of ours, and what changed between two.

What comes in: rows as mappings from column to cell, and which column means what. What goes out: `TrackerRow` and
problems: a word that the vocabulary (``rules/tracker_words.toml``) lacks is reported, never guessed. Pure. What must
never be here: reading of files.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any

from answerable.errors import ValueNotAllowed
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.request import RequestState
from answerable.model.response import Decision
from answerable.words.dates import find_date

FIELDS = (
    "id",
    "authority",
    "address",
    "sent_on",
    "acknowledged",
    "reference",
    "status",
    "reason",
    "answered_on",
    "fee",
    "link",
    "note",
    "law",
    "nation",
    "kind",
)
"""What a column can be mapped to."""

_NOTHING = {"", "-", "–", "n/a", "na", "none", "null"}


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One request as a tracker has it.

    Args:
        id: the tracker's own, else made of authority and row.
        authority: name as written.
        address: as written: an address, or a web form.
        sent_on: the day it went; None where the tracker gives none or one that cannot be used.
        acknowledged: True, False, or None where the tracker does not say.
        reference: the authority's.
        status: the tracker's word.
        state: where the request stands; None where the word is not known or lies outside.
        decision: None where none came or the word does not say.
        reason: the tracker's word for a refusal's ground.
        answered_on: the day or instant of the answer, ISO.
        fee: asked, in the tracker's currency; None where none.
        link: to the request.
        note: whatever else was written.
        where: row of the tracker, for a person.
        outside: why it ended without an answer, where it did ("the requester gave it up").
    """

    id: str
    authority: str
    address: str = ""
    sent_on: dt.date | None = None
    acknowledged: bool | None = None
    reference: str = ""
    status: str = ""
    state: RequestState | None = None
    decision: Decision | None = None
    reason: str = ""
    answered_on: str = ""
    fee: Decimal | None = None
    link: str = ""
    note: str = ""
    where: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracker taken in."""

    rows: tuple[TrackerRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class TrackerChange:
    """One field of one request that differs between two states of a tracker."""

    id: str
    authority: str
    field: str
    before: str
    after: str


def import_tracker(
    rows: Iterable[Mapping[str, Any]], mapping: Mapping[str, str], *, origin: str = "tracker"
) -> Tracker:
    """Take in the rows of a tracker.

    Args:
        rows: column name to cell, in order; rows without an authority are passed over.
        mapping: our field (see `FIELDS`) to the tracker's column.
        origin: its name, for problems.

    Raises:
        ValueNotAllowed: the mapping names a field that is none, or leaves the authority out.
    """
    unknown = sorted(set(mapping) - set(FIELDS))
    if unknown or "authority" not in mapping:
        raise ValueNotAllowed(
            "this mapping cannot be used",
            where=origin,
            found=", ".join(unknown) or "no column for the authority",
            allowed=", ".join(FIELDS),
            remedy="map `authority` and whatever else the tracker has",
        )
    found: list[TrackerRow] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        cells = {field: row.get(column) for field, column in mapping.items()}
        if not _text(cells["authority"]):
            continue
        found.append(_make_row(cells, f"{origin}, row {number}", problems))
    problems += _find_swapped_dates(found, list(rows) if isinstance(rows, Sequence) else [], mapping, origin)
    return Tracker(tuple(found), tuple(problems))


def import_muckrock(snapshot: Mapping[str, Any], *, origin: str = "snapshot") -> Tracker:
    """Take in a snapshot of MuckRock requests as the 50-a tracker keeps them (``foiaList``)."""
    rows = []
    for item in snapshot.get("foiaList", ()):
        request, agency = item.get("foiaReq", {}), item.get("agency", {})
        rows.append(
            {
                "id": request.get("id"),
                "authority": agency.get("agencyName"),
                "status": request.get("status"),
                "sent_on": (request.get("datetime_submitted") or "")[:10],
                "answered_on": request.get("datetime_done"),
                "fee": request.get("price"),
                "link": request.get("absolute_url"),
            }
        )
    return import_tracker(rows, {name: name for name in rows[0]} if rows else {"authority": "authority"}, origin=origin)


def compare_trackers(old: Tracker, new: Tracker) -> tuple[TrackerChange, ...]:
    """What changed between two states of a tracker, request by request, in the order of the old one.

    Instants of the answer are compared to the second. A request that came or went is a change of the field `row`.
    """
    before = {row.id: row for row in old.rows}
    after = {row.id: row for row in new.rows}
    changes: list[TrackerChange] = []
    for row_id, row in before.items():
        now = after.get(row_id)
        if now is None:
            changes.append(TrackerChange(row_id, row.authority, "row", "listed", "gone"))
            continue
        for field in ("status", "reason", "answered_on", "fee", "reference", "acknowledged", "sent_on"):
            one, other = _shown(row, field), _shown(now, field)
            if one != other:
                changes.append(TrackerChange(row_id, row.authority, field, one, other))
    changes += [
        TrackerChange(row_id, row.authority, "row", "", "new") for row_id, row in after.items() if row_id not in before
    ]
    return tuple(changes)


def list_changed(changes: Iterable[TrackerChange], field: str = "status") -> tuple[str, ...]:
    """The ids of the requests in which a field changed, each once, in order."""
    return tuple(dict.fromkeys(change.id for change in changes if change.field == field))


def _make_row(cells: Mapping[str, Any], where: str, problems: list[Problem]) -> TrackerRow:
    authority = _text(cells["authority"])
    status, reason = _text(cells.get("status")), _text(cells.get("reason"))
    state, decision, outside = _read_status(status, reason, where, problems)
    return TrackerRow(
        id=_text(cells.get("id")) or make_id("row", authority, where),
        authority=authority,
        address=_text(cells.get("address")),
        sent_on=_read_date(cells.get("sent_on"), where, problems),
        acknowledged=_read_yes(cells.get("acknowledged"), where, problems),
        reference=_text(cells.get("reference")),
        status=status,
        state=state,
        decision=decision,
        reason=reason,
        answered_on=_text(cells.get("answered_on")),
        fee=_read_fee(cells.get("fee"), where, problems),
        link=_text(cells.get("link")),
        note=_text(cells.get("note")),
        where=where,
        outside=outside,
    )


def _read_status(
    status: str, reason: str, where: str, problems: list[Problem]
) -> tuple[RequestState | None, Decision | None, str]:
    """The tracker's words as ours; the reason makes a refusal exact."""
    words = _vocabulary()
    key, why = " ".join(status.casefold().split()), " ".join(reason.casefold().split())
    outside = words["outside"].get(key, "")
    state = RequestState(words["state"][key]) if key in words["state"] else None
    decision = Decision(words["decision"][key]) if words["decision"].get(key) else None
    if key and state is None and not outside:
        problems.append(_problem("tracker-word-unknown", where, status, "a status that the vocabulary knows"))
    if why and why not in _NOTHING:
        exact = words["reason"].get(why)
        if exact is None:
            problems.append(_problem("tracker-word-unknown", where, reason, "a reason that the vocabulary knows"))
        elif decision in (None, Decision.REFUSED):
            decision = Decision(exact)
    return state, decision, outside


def _read_date(cell: Any, where: str, problems: list[Problem]) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _text(cell)
    if text.casefold() in _NOTHING:
        return None
    found = find_date(text)
    if found is None or found.value is None or found.value.day is None:
        problems.append(_problem("date-unusable", where, text, "a day of the calendar"))
        return None
    return found.value.earliest


def _read_yes(cell: Any, where: str, problems: list[Problem]) -> bool | None:
    text = _text(cell).casefold()
    if text in ("yes", "y", "true", "1", "x"):
        return True
    if text in ("no", "n", "false", "0"):
        return False
    if text and text not in _NOTHING:
        # A date or a note there says that it was acknowledged; what else it says is kept for a person.
        problems.append(_problem("tracker-word-unknown", where, _text(cell), "yes or no"))
    return None


def _read_fee(cell: Any, where: str, problems: list[Problem]) -> Decimal | None:
    text = re.sub(r"[£$€,\s]", "", _text(cell))
    if text.casefold() in _NOTHING:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        problems.append(_problem("number-unusable", where, _text(cell), "an amount of money"))
        return None


def _find_swapped_dates(
    found: Sequence[TrackerRow], rows: Sequence[Mapping[str, Any]], mapping: Mapping[str, str], origin: str
) -> list[Problem]:
    """A column in which some days are dates and others stayed text because their "month" is above 12.

    That is what a spreadsheet set to American dates makes of British ones: 06/03 became 3 June, 13/03 stayed text.
    The dates are kept as they are and a person is told.
    """
    column = mapping.get("sent_on")
    if column is None:
        return []
    cells = [row.get(column) for row in rows]
    typed = [cell for cell in cells if isinstance(cell, (dt.date, dt.datetime))]
    texts = [_text(cell) for cell in cells if isinstance(cell, str)]
    stuck = [
        text
        for text in texts
        if (parts := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$", text)) and int(parts[1]) > 12
    ]
    if not stuck or not typed or not all(cell.day <= 12 for cell in typed):
        return []
    return [
        _problem(
            "dates-maybe-swapped",
            f"{origin}, column {column}",
            f"{len(typed)} dates, none after the 12th, beside text such as {stuck[0]}",
            "dates written one way",
            remedy="day and month may be swapped in the dates; ask whoever kept the tracker",
        )
    ]


def _shown(row: TrackerRow, field: str) -> str:
    value = getattr(row, field)
    if value is None:
        return ""
    if field == "answered_on":
        return re.sub(r"\.\d+$", "", str(value))
    return str(value)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _problem(code: str, where: str, found: str, expected: str, remedy: str = "") -> Problem:
    return Problem(
        make_id("prb", code, where, found),
        code,
        where,
        found,
        expected,
        remedy or "mend the tracker, or add the word to the vocabulary",
        blocks=False,
    )


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    text = resources.files("answerable.track").joinpath("rules", "tracker_words.toml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = tomllib.loads(text)
    return words
