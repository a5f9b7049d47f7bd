"""Deadlines as a calendar file (iCalendar, RFC 5545) that any calendar program takes in.

What lives here: rendering. What comes in: deadlines with their proofs; what goes out: text. What must never be here:
which deadlines there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from answerable.law.proofs import render_proof
from answerable.model.law import DueDate

_MOST_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day in the calendar: stable id, title, and the proof that becomes its description."""

    id: str
    title: str
    proof: DueDate


def render_deadlines(deadlines: Iterable[Deadline], name: str) -> str:
    """Return the calendar; the same deadlines give the same text, and a moved one keeps its id.

    Args:
        deadlines: in any order.
        name: of the calendar.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//answerable//deadlines//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escape(name)}",
    ]
    for item in sorted(deadlines, key=lambda item: (item.proof.due_on, item.id)):
        day = item.proof.due_on
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escape(item.id)}@answerable.example",
            # The standard wants the moment of writing; the day of receipt serves, and stays the same.
            f"DTSTAMP:{item.proof.received_on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escape(item.title)}",
            f"DESCRIPTION:{_escape(render_proof(item.proof))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break a line so that no piece is over 75 octets and no character is cut."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        if len((piece + character).encode()) > _MOST_OCTETS - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join((*pieces, piece))
