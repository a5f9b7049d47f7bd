"""Trackers taken in: words mapped or reported, never guessed; two snapshots compared."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from answerable.errors import ValueNotAllowed
from answerable.model.request import RequestState
from answerable.model.response import Decision
from answerable.track.trackers import Tracker, compare_trackers, import_muckrock, import_tracker, list_changed

MAPPING = {
    "authority": "Upper tier LA",
    "address": "Email",
    "sent_on": "Sent",
    "acknowledged": "Acknowledged?",
    "reference": "Their ref",
    "status": "Type of response given",
    "reason": "Reason for refusal",
    "note": "Notes",
}


def test_words_become_states_and_decisions() -> None:
    rows = [
        {"a": "One", "s": "Full", "r": None},
        {"a": "Two", "s": "Refused", "r": "Cost exceeded"},
        {"a": "Three", "s": "Refused", "r": " info not held "},
        {"a": "Four", "s": "Did not respond", "r": None},
        {"a": "", "s": "Full", "r": None},
    ]
    found = import_tracker(rows, {"authority": "a", "status": "s", "reason": "r"})
    assert [row.decision for row in found.rows] == [
        Decision.DISCLOSED,
        Decision.COST_LIMIT_EXCEEDED,
        Decision.NOT_HELD,
        None,
    ]
    assert [row.state for row in found.rows][-1] is RequestState.SENT
    assert found.problems == ()


def test_a_word_we_do_not_know_is_a_problem_and_no_decision() -> None:
    found = import_tracker([{"a": "One", "s": "Fobbed off"}], {"authority": "a", "status": "s"})
    assert found.rows[0].state is None
    assert found.rows[0].decision is None
    assert [(item.code, item.found) for item in found.problems] == [("tracker-word-unknown", "Fobbed off")]


def test_an_abandoned_request_is_no_answer() -> None:
    found = import_tracker([{"a": "One", "s": "abandoned"}], {"authority": "a", "status": "s"})
    assert (found.rows[0].state, found.rows[0].decision) == (None, None)
    assert found.rows[0].outside
    assert found.problems == ()


def test_dates_that_a_spreadsheet_may_have_swapped_are_reported_and_kept() -> None:
    rows = [{"a": "One", "d": dt.datetime(2023, 6, 3)}, {"a": "Two", "d": "13/03/2023"}]
    found = import_tracker(rows, {"authority": "a", "sent_on": "d"})
    assert [row.sent_on for row in found.rows] == [dt.date(2023, 6, 3), dt.date(2023, 3, 13)]
    assert [item.code for item in found.problems] == ["dates-maybe-swapped"]


def test_a_mapping_without_an_authority_is_refused() -> None:
    with pytest.raises(ValueNotAllowed):
        import_tracker([], {"status": "s"})


def test_comparison_sees_new_and_gone_rows() -> None:
    old = import_tracker(
        [{"i": 1, "a": "One", "s": "ack"}, {"i": 2, "a": "Two", "s": "ack"}],
        {"id": "i", "authority": "a", "status": "s"},
    )
    new = import_tracker(
        [{"i": 1, "a": "One", "s": "done"}, {"i": 3, "a": "Three", "s": "ack"}],
        {"id": "i", "authority": "a", "status": "s"},
    )
    assert [(item.id, item.field, item.before, item.after) for item in compare_trackers(old, new)] == [
        ("1", "status", "ack", "done"),
        ("2", "row", "listed", "gone"),
        ("3", "row", "", "new"),
    ]


def _rows(path: Path, sheet: str, header: int) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    lines = list(book[sheet].iter_rows(values_only=True))
    heads = [str(cell or "") for cell in lines[header]]
    return [dict(zip(heads, line, strict=False)) for line in lines[header + 1 :]]


def test_the_social_care_tracker(shared_data: Path) -> None:
    rows = _rows(shared_data / "bbc_social_care" / "data.xlsx", "Contracts handed back", 1)
    found = import_tracker(rows, MAPPING, origin="Contracts handed back")
    assert len(found.rows) == 210
    assert Counter(row.status for row in found.rows) == {
        "Full": 112,
        "Refused": 50,
        "Did not respond": 38,
        "Partial": 10,
    }
    given = [row for row in found.rows if row.decision in (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)]
    assert len(given) == 122
    exact = Counter(row.decision for row in found.rows if row.status == "Refused")
    assert exact[Decision.COST_LIMIT_EXCEEDED] == 13
    assert exact[Decision.NOT_HELD] == 28
    assert exact[Decision.REFUSED] == 50 - 13 - 28
    assert sum(row.acknowledged is True for row in found.rows) == 118
    assert "dates-maybe-swapped" in {item.code for item in found.problems}
    assert "tracker-word-unknown" not in {item.code for item in found.problems}


def _snapshot(shared_data: Path, name: str) -> Tracker:
    return import_muckrock(json.loads((shared_data / "tracker_50a" / name).read_text(encoding="utf-8")))


def test_the_50a_snapshots_and_their_difference(shared_data: Path) -> None:
    old, new = (_snapshot(shared_data, name) for name in ("1614051407854.json", "1616541037709.json"))
    wanted_old = {
        "processed": 115,
        "no_docs": 82,
        "ack": 75,
        "done": 60,
        "fix": 33,
        "rejected": 21,
        "payment": 13,
        "lawsuit": 10,
        "abandoned": 10,
        "partial": 1,
        "appealing": 1,
    }
    wanted_new = {
        "processed": 103,
        "no_docs": 85,
        "ack": 74,
        "done": 66,
        "fix": 34,
        "rejected": 21,
        "payment": 15,
        "lawsuit": 10,
        "abandoned": 10,
        "partial": 2,
        "appealing": 1,
    }
    assert Counter(row.status for row in old.rows) == wanted_old
    assert Counter(row.status for row in new.rows) == wanted_new
    assert str(sum(row.fee for row in old.rows if row.fee is not None)) == "108723.41"
    assert str(sum(row.fee for row in new.rows if row.fee is not None)) == "108789.16"
    assert old.problems == new.problems == ()
    changes = compare_trackers(old, new)
    assert len(list_changed(changes, "status")) == 17
    assert not list_changed(changes, "row")
