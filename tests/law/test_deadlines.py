"""The calendar file: what calendar programs need, nothing lost by folding."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from answerable.law import Deadline, due, render_deadlines


def _unfold(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_deadlines_stand_on_their_day_with_their_proof() -> None:
    late = Deadline("req-2", "Answer due: Glencairn, Fife; Tay", due(dt.date(2022, 8, 25), "foisa-2002"))
    early = Deadline("req-1", "Answer due: Northmarch", due(dt.date(2022, 7, 1), "foia-2000"))
    text = render_deadlines([late, early], "Police, 2022")
    lines = _unfold(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2] == "END:VCALENDAR"
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20220802",
        "DTSTART;VALUE=DATE:20220923",
    ]
    assert "SUMMARY:Answer due: Glencairn\\, Fife\\; Tay" in lines
    (proof, _) = [line for line in lines if line.startswith("DESCRIPTION")]
    assert "Battle of the Boyne" in proof
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text == render_deadlines([early, late], "Police, 2022")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_folding_loses_no_character(title: str) -> None:
    text = render_deadlines([Deadline("x", title, due(dt.date(2022, 7, 1), "foia-2000"))], "x")
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}" in _unfold(text)
