"""The trackers that reporters keep: one row per request, whatever the columns are called.

What lives here: rows or JSON of a tracker to `TrackedRequest`, the difference of two snapshots. What comes in: cells;
what goes out: plain values, problems, changes. What must never be here: a status guessed: a word that the vocabulary
does not know is a problem, and stays the word it is.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from answerable.errors import InputUnreadable
from answerable.model.authority import Authority
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.request import RequestState
from answerable.model.response import Decision
from answerable.registers import SUMS, find_by_name, normalise_name
from answerable.track.tracker_columns import check_mapping, find_head, show_cell
from answerable.track.tracker_words import REASONS, STATUSES
from answerable.words.dates import find_date

_DERIVED = ("where", "state", "decision", "authority_id")


@dataclass(frozen=True, slots=True)
class TrackedRequest:
    """One row of a tracker, in our words beside theirs.

    Args:
        id: theirs, or one made from the authority's name and its turn.
        authority: as the tracker names it.
        authority_id: of a known authority of exactly that name; empty otherwise.
        status: their word, as written.
        state: where the request stands; None where their word does not say.
        decision: what the authority decided; None where their word does not say.
        fee: in the tracker's currency; None where none is stated.
        where: file and row.
    """

    id: str
    authority: str
    authority_id: str = ""
    address: str = ""
    sent_on: dt.date | None = None
    acknowledged: str = ""
    reference: str = ""
    status: str = ""
    state: RequestState | None = None
    decision: Decision | None = None
    reason: str = ""
    answered_on: dt.date | None = None
    fee: Decimal | None = None
    link: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Tracker:
    """What a tracker held."""

    requests: tuple[TrackedRequest, ...]
    problems: tuple[Problem, ...]
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]

    def count_statuses(self) -> dict[str, int]:
        """How many rows have each of their words, most first."""
        return dict(Counter(row.status for row in self.requests).most_common())

    def sum_fees(self) -> Decimal:
        """The sum of the fees stated."""
        return sum((row.fee for row in self.requests if row.fee is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class TrackerChange:
    """One field of one request that differs between two snapshots; `appeared` or `vanished` for a whole row."""

    id: str
    authority: str
    field: str
    before: str
    after: str


def import_tracker(
    rows: Sequence[Sequence[object]],
    *,
    origin: str,
    mapping: Mapping[str, str] | None = None,
    known: Sequence[Authority] = (),
    first: str = "",
) -> Tracker:
    """Read a tracker's table; the head row is found among the first rows.

    Args:
        rows: cells as text, numbers or dates.
        origin: its name, for problems.
        mapping: head of a column to one of our fields, for heads that are not recognised.
        known: authorities whose ids rows take when the name is exactly theirs.
        first: what comes first in 03/04/2023: ``day`` or ``month``; left out, such a date is a problem.

    Raises:
        ValueNotAllowed: no row names a column of authorities, or the mapping names a column or field that there is not.
    """
    check_mapping(rows, mapping or {}, origin)
    number, columns = find_head(rows, mapping or {}, origin)
    heads = [show_cell(cell) for cell in rows[number]]
    problems: list[Problem] = []
    unknown: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    requests = []
    for line, row in enumerate(rows[number + 1 :], start=number + 2):
        cells = {field: row[index] if index < len(row) else None for field, index in columns.items()}
        name = show_cell(cells.get("authority"))
        if not name or normalise_name(name) in SUMS:
            continue
        turns[name] += 1
        requests.append(_make_request(cells, name, turns[name], f"{origin}:{line}", known, problems, unknown, first))
    for word, count in unknown.items():
        problems.append(
            _problem(
                "status-unknown",
                origin,
                f"{word} ({count} rows)",
                "a word of the vocabulary",
                remedy="the rows keep the word: write a usual one in the tracker, or code them by hand",
            )
        )
    used = set(columns.values())
    return Tracker(
        tuple(requests),
        tuple(problems),
        tuple((heads[index], field) for field, index in columns.items()),
        tuple(head for index, head in enumerate(heads) if head and index not in used),
    )


def flatten_json(text: str, *, origin: str) -> list[list[object]]:
    """Return the longest list of objects in a JSON document as a table, nested keys joined by a dot.

    Raises:
        InputUnreadable: no JSON, or no list of objects in it.
    """
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputUnreadable(
            "not JSON", where=f"{origin}:{error.lineno}", found=error.msg, remedy="export the tracker again"
        ) from error
    lists = [value for value in _iter_lists(raw) if value and all(isinstance(item, dict) for item in value)]
    if not lists:
        raise InputUnreadable("no list of requests in this JSON", where=origin, remedy="export the tracker again")
    flat = [_flatten(item) for item in max(lists, key=len)]
    heads = list(dict.fromkeys(key for item in flat for key in item))
    return [list(heads), *([item.get(head) for head in heads] for item in flat)]


def find_changes(before: Tracker, after: Tracker) -> tuple[TrackerChange, ...]:
    """Return what differs between two snapshots of one tracker, by request and field."""
    old, new = ({row.id: row for row in tracker.requests} for tracker in (before, after))
    changes: list[TrackerChange] = []
    for key, row in old.items():
        if key not in new:
            changes.append(TrackerChange(key, row.authority, "vanished", row.status, ""))
            continue
        # State and decision follow from the status word and are no changes of their own.
        for field in (field.name for field in fields(TrackedRequest) if field.name not in _DERIVED):
            was, now = getattr(row, field), getattr(new[key], field)
            if was != now:
                changes.append(TrackerChange(key, row.authority, field, show_cell(was), show_cell(now)))
    changes.extend(
        TrackerChange(key, row.authority, "appeared", "", row.status) for key, row in new.items() if key not in old
    )
    return tuple(changes)


def _make_request(
    cells: Mapping[str, object],
    name: str,
    turn: int,
    where: str,
    known: Sequence[Authority],
    problems: list[Problem],
    unknown: Counter[str],
    first: str,
) -> TrackedRequest:
    status, reason = show_cell(cells.get("status")), show_cell(cells.get("reason"))
    state, decision = _read_status(status, reason, unknown)
    match = find_by_name(known, name) if known else None
    return TrackedRequest(
        id=show_cell(cells.get("id")) or make_id("trk", name, turn),
        authority=name,
        authority_id=match.id if match else "",
        address=show_cell(cells.get("address")),
        sent_on=_read_day(cells.get("sent_on"), where, problems, first),
        acknowledged=show_cell(cells.get("acknowledged")),
        reference=show_cell(cells.get("reference")),
        status=status,
        state=state,
        decision=decision,
        reason=reason,
        answered_on=_read_day(cells.get("answered_on"), where, problems, first),
        fee=_read_fee(cells.get("fee"), where, problems),
        link=show_cell(cells.get("link")),
        where=where,
    )


def _read_status(status: str, reason: str, unknown: Counter[str]) -> tuple[RequestState | None, Decision | None]:
    if not status:
        return None, None
    found = STATUSES.get(_plain(status))
    if found is None:
        # "Refused s12": the word, and its reason in the same cell.
        word, _, rest = _plain(status).partition(" ")
        if rest not in REASONS or STATUSES.get(word, (None, None))[1] is not Decision.REFUSED:
            unknown[status] += 1
            return None, None
        return STATUSES[word][0], REASONS[rest]
    state, decision = found
    if decision is Decision.REFUSED and reason:
        # "Refused: info not held" is no refusal: the reason's own word decides, where it is known.
        decision = REASONS.get(_plain(reason), decision)
    return state, decision


def _read_day(value: object, where: str, problems: list[Problem], first: str) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = show_cell(value)
    if not text:
        return None
    day, is_unclear = _parse_day(text, first)
    if day is None:
        remedy = (
            "say which comes first: --dates day, or --dates month" if is_unclear else "correct it, or leave it blank"
        )
        problems.append(_problem("date-not-right", where, text, "a day such as 2023-07-03", remedy=remedy))
    return day


def _parse_day(text: str, first: str) -> tuple[dt.date | None, bool]:
    """A day, and whether it could be two."""
    try:
        return dt.date.fromisoformat(text[:10]), False
    except ValueError:
        parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text)
    if parts:
        one, two, year = (int(part) for part in parts.groups())
        # Where one of the two cannot be a month, or both are the same, it is clear which is which.
        if one > 12 or one == two or (first == "day" and two <= 12):
            day, month = one, two
        elif two > 12 or first == "month":
            day, month = two, one
        else:
            return None, True
        try:
            return dt.date(year if year > 99 else 2000 + year, month, day), False
        except ValueError:
            return None, False
    found = find_date(text) if re.search(r"[A-Za-z]", text) else None
    if found is None or found.problem or found.value is None or found.value.day is None:
        return None, False
    return dt.date.fromisoformat(str(found.value)), False


def _read_fee(value: object, where: str, problems: list[Problem]) -> Decimal | None:
    text = re.sub(r"[£$€,\s]", "", show_cell(value))
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        problems.append(_problem("fee-not-right", where, show_cell(value), "a number", remedy="correct it"))
        return None


def _iter_lists(value: Any) -> Iterable[list[Any]]:
    if isinstance(value, list):
        yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from _iter_lists(item)


def _flatten(item: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _plain(word: str) -> str:
    return normalise_name(word.replace("_", " "))


def _problem(code: str, where: str, found: str, expected: str, *, remedy: str) -> Problem:
    return Problem(make_id("prb", code, where, found), code, where, found, expected, remedy)
