"""The board: filters, order, and the rows that are shown as files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import httpx
import pytest
from openpyxl import load_workbook

from answerable.model.log import LogItem

pytestmark = pytest.mark.slow


def _rows(newsroom: object, query: str) -> list[dict[str, str]]:
    text = httpx.get(f"{newsroom.address}/board.csv?{query}", timeout=60).text  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_filters_and_orders_pick_the_same_rows_for_screen_and_files(newsroom: object) -> None:
    everyone = _rows(newsroom, "")
    n_all = len(everyone)
    assert n_all > 4
    decision = next(row["decision"] for row in everyone if row["decision"])
    chosen = _rows(newsroom, f"decision={decision}")
    assert chosen == [row for row in everyone if row["decision"] == decision]
    assert 0 < len(chosen) < n_all
    assert _rows(newsroom, "decision=none") == [row for row in everyone if not row["decision"]]
    assert _rows(newsroom, "show=silent") == [row for row in everyone if not row["answered_on"]]
    names = [row["name"].casefold() for row in _rows(newsroom, "order=name")]
    assert names == sorted(names)
    late = [int(row["days_late"] or 0) for row in _rows(newsroom, "order=late")]
    assert late == sorted(late, reverse=True)
    (one,) = _rows(newsroom, f"words={everyone[5]['authority_id']}")
    assert one == everyone[5]
    page = httpx.get(f"{newsroom.address}/?decision={decision}&order=name", timeout=60).text  # type: ignore[attr-defined]
    shown = re.findall(r'<th scope="row"><a href="/authority/([^"]+)"', page)
    assert shown == [row["authority_id"] for row in sorted(chosen, key=lambda row: row["name"].casefold())]
    assert f"{len(chosen)} of {n_all} authorities" in page
    assert f"/board.ics?decision={decision}&amp;order=name" in page


def test_what_needs_a_person_comes_first(newsroom: object) -> None:
    needs = [bool(row["needs"]) for row in _rows(newsroom, "")]
    assert needs == sorted(needs, reverse=True)


def test_the_spreadsheet_and_the_calendar_hold_the_rows_shown(newsroom: object) -> None:
    data = httpx.get(f"{newsroom.address}/board.xlsx?show=needs", timeout=60)  # type: ignore[attr-defined]
    assert 'filename="board.xlsx"' in data.headers["content-disposition"]
    book = load_workbook(io.BytesIO(data.content))
    needed = _rows(newsroom, "show=needs")
    assert [row[0] for row in book["Board"].iter_rows(min_row=2, values_only=True)] == [
        row["authority_id"] for row in needed
    ]
    calendar = httpx.get(f"{newsroom.address}/board.ics", timeout=60).text  # type: ignore[attr-defined]
    assert calendar.count("BEGIN:VEVENT") == sum(not row["answered_on"] for row in _rows(newsroom, ""))
    assert httpx.get(f"{newsroom.address}/board.exe", timeout=60).status_code == 404  # type: ignore[attr-defined]


def test_what_vanished_from_a_published_log_stands_on_the_board(newsroom: object) -> None:
    gone = Counter(one.authority_id for one in newsroom.investigation.record.all(LogItem) if one.vanished)  # type: ignore[attr-defined]
    assert gone
    page = httpx.get(f"{newsroom.address}/?order=name", timeout=60).text  # type: ignore[attr-defined]
    found = re.findall(
        r'/authority/([^"]+)">[^<]*</a><br><small class="tag warn">(\d+) published items? vanished', page
    )
    assert {one: int(number) for one, number in found} == dict(gone)
