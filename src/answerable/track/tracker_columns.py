"""Which column of a tracker holds what, by its head.

What comes in: the first rows of a sheet, the pairs that a person gives. What goes out: the row of the heads and the
column of each field, or an error that names what to write. What must never be here: what a cell means.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from answerable.errors import ValueNotAllowed
from answerable.registers import NAME_HEADS, make_plain_head

HEADS = {
    "authority": ("agency name", "upper tier la", *(head for head in NAME_HEADS if head != "name"), "name"),
    "id": ("id", "request id", "number"),
    "address": ("email", "foi email", "email address"),
    "sent_on": ("sent", "sent on", "date sent", "sent date", "date of request", "datetime submitted", "submitted",
                "date requested", "asked"),
    "acknowledged": ("acknowledged", "ack", "acknowledged on", "date acknowledged"),
    "reference": ("their ref", "reference", "their reference", "ref", "foi reference", "foi ref", "ref no",
                  "reference number"),
    "status": ("status", "type of response given", "response", "outcome", "result", "response type", "decision"),
    "reason": ("reason for refusal", "reason", "exemption", "refusal reason"),
    "answered_on": ("datetime done", "answered", "answered on", "date answered", "date received", "completed",
                    "reply date", "date of reply", "response date", "date of response", "replied"),
    "fee": ("price", "fee", "fees", "cost"),
    "link": ("absolute url", "url", "link"),
}  # fmt: skip
_MOST_HEAD_ROWS = 20


def find_head(rows: Sequence[Sequence[object]], mapping: Mapping[str, str], origin: str) -> tuple[int, dict[str, int]]:
    """The row of the heads, and the column of each field.

    Raises:
        ValueNotAllowed: no column holds the authorities.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_MOST_HEAD_ROWS]):
        columns = _map_columns([show_cell(cell) for cell in row], mapping)
        if "authority" in columns and len(columns) > len(best[1]):
            best = (number, columns)
    if not best[1]:
        raise ValueNotAllowed(
            "no column holds the authorities",
            where=origin,
            found=" | ".join(filter(None, map(show_cell, _fullest_row(rows))))[:200] or "nothing",
            allowed=", ".join(HEADS["authority"]),
            remedy=f"say which column it is: --map {_quote(_first_head(rows))}",
        )
    return best


def _first_head(rows: Sequence[Sequence[object]]) -> str:
    return next((show_cell(cell) for cell in _fullest_row(rows) if show_cell(cell)), "Organisation")


def _fullest_row(rows: Sequence[Sequence[object]]) -> Sequence[object]:
    """Of the first rows the one with most cells filled: a title above the heads is none of them."""
    return max(rows[:_MOST_HEAD_ROWS], key=lambda row: sum(bool(show_cell(cell)) for cell in row), default=())


def _quote(head: str, field: str = "authority") -> str:
    return shlex.quote(f"{head}={field}")


def check_mapping(rows: Sequence[Sequence[object]], mapping: Mapping[str, str], origin: str) -> None:
    """A pair that names no column or no field of ours would do nothing, and nobody would know."""
    heads = [show_cell(cell) for row in rows[:_MOST_HEAD_ROWS] for cell in row if show_cell(cell)]
    for head, field in mapping.items():
        if head in heads and field in HEADS:
            continue
        turned = head in HEADS and field in heads
        raise ValueNotAllowed(
            "no such field" if head in heads else "no column has this head",
            where=f"{origin}, --map",
            found=f"{head}={field}",
            allowed=", ".join(HEADS) if head in heads else " | ".join(dict.fromkeys(heads))[:200],
            remedy="write the column first, then what it is: --map "
            + (_quote(field, head) if turned else _quote(head if head in heads else _first_head(rows))),
        )


def _map_columns(heads: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    columns = {field: heads.index(head) for head, field in mapping.items() if head in heads and field in HEADS}
    plain = [_plain_head(head) for head in heads]
    for field, spellings in HEADS.items():
        for spelling in spellings:
            if field in columns:
                break
            if spelling in plain and plain.index(spelling) not in columns.values():
                columns[field] = plain.index(spelling)
    return columns


def _plain_head(head: str) -> str:
    """The last part of a nested key, camelCase taken apart: "agency.agencyName" is an agency name."""
    last = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", head.rpartition(".")[2])
    return make_plain_head(last)


def show_cell(value: object) -> str:
    """A cell as it is read: blank for none, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
