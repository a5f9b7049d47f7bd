"""Trackers that newsrooms keep: imported whole, their words kept, two snapshots compared."""

from __future__ import annotations

import datetime as dt
import json
import shlex
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from answerable.cli.tracker import tracker as tracker_command
from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.model.request import RequestState
from answerable.model.response import Decision
from answerable.registers import get_register
from answerable.track.trackers import Tracker, find_changes, flatten_json, import_tracker

HEADS = ["Council", "Email", "Sent", "Acknowledged?", "Their ref", "Type of response given", "Reason for refusal"]


def test_their_words_become_ours_and_stay_beside_them() -> None:
    rows = [
        [None, None, "Round one"],
        HEADS,
        ["Stour", "foi@stour.example", dt.datetime(2023, 7, 3), "Yes", "FOI 1", "Full", None],
        ["Wey", "foi@wey.example", "13/03/2023", None, None, "Refused", "Info not held"],
        ["Tone", "foi@tone.example", "03/04/2023", None, None, "Refused", "S31"],
        ["Frome", "", "", None, None, "Did not respond", None],
        ["Yeo", "", "", None, None, "Lost in post", None],
        [None, None],
    ]
    tracker = import_tracker(rows, origin="tracker.xlsx")
    assert [(row.authority, row.state, row.decision) for row in tracker.requests] == [
        ("Stour", RequestState.ANSWERED, Decision.DISCLOSED),
        ("Wey", RequestState.ANSWERED, Decision.NOT_HELD),
        ("Tone", RequestState.ANSWERED, Decision.REFUSED),
        ("Frome", RequestState.SENT, None),
        ("Yeo", None, None),
    ]
    assert [row.sent_on for row in tracker.requests[:3]] == [dt.date(2023, 7, 3), dt.date(2023, 3, 13), None]
    assert [(problem.code, problem.where, problem.found) for problem in tracker.problems] == [
        ("date-not-right", "tracker.xlsx:5", "03/04/2023"),
        ("status-unknown", "tracker.xlsx", "Lost in post (1 rows)"),
    ]


def test_known_authorities_are_recognised_by_their_exact_name() -> None:
    rows = [["Force", "Status"], ["Kent Police", "Full"], ["West Midlands", "Full"]]
    tracker = import_tracker(rows, origin="x", known=get_register("uk-police").authorities)
    assert [row.authority_id for row in tracker.requests] == ["kent", ""]


def test_a_table_without_authorities_says_so() -> None:
    with pytest.raises(ValueNotAllowed, match="authorities"):
        import_tracker([["Colour", "Shape"], ["red", "round"]], origin="x")
    mapped = import_tracker([["Colour", "Status"], ["Red", "Full"]], origin="x", mapping={"Colour": "authority"})
    assert mapped.requests[0].authority == "Red"


def test_json_without_requests_is_refused() -> None:
    for text in ("{", "[]", '{"a": 1}'):
        with pytest.raises(InputUnreadable):
            flatten_json(text, origin="x.json")


def _load(shared_data: Path, name: str) -> Tracker:
    text = (shared_data / "tracker_50a" / name).read_text(encoding="utf-8")
    return import_tracker(flatten_json(text, origin=name), origin=name)


def test_two_snapshots_of_a_request_to_421_police_bodies(shared_data: Path) -> None:
    before, after = (_load(shared_data, name) for name in ("1614051407854.json", "1616541037709.json"))
    assert len(before.requests) == len(after.requests) == 421
    assert before.count_statuses() == {
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
    assert sorted(after.count_statuses().values(), reverse=True) == [103, 85, 74, 66, 34, 21, 15, 10, 10, 2, 1]
    assert (before.sum_fees(), after.sum_fees()) == (Decimal("108723.41"), Decimal("108789.16"))
    changes = find_changes(before, after)
    assert len({change.id for change in changes if change.field == "status"}) == 17
    # Three more changed their fee or day alone: 20 requests differ in all.
    assert Counter(change.field for change in changes) == {"status": 17, "answered_on": 11, "fee": 3}
    assert len({change.id for change in changes}) == 20
    assert {problem.code for problem in before.problems} == {"status-unknown"}
    assert not {change.field for change in changes} & {"appeared", "vanished"}


def test_the_tracker_of_a_round_robin_to_councils(shared_data: Path) -> None:
    book = openpyxl.load_workbook(shared_data / "bbc_social_care" / "data.xlsx", read_only=True)
    rows = [list(row) for row in book["Contracts handed back"].iter_rows(values_only=True)]
    tracker = import_tracker(rows, origin="data.xlsx")
    assert tracker.count_statuses() == {"Full": 112, "Refused": 50, "Did not respond": 38, "Partial": 10}
    decisions = Counter(row.decision for row in tracker.requests)
    assert decisions[Decision.DISCLOSED] == 112
    assert decisions[Decision.NOT_HELD] >= 26
    assert decisions[Decision.COST_LIMIT_EXCEEDED] >= 13
    assert sum(row.acknowledged == "Yes" for row in tracker.requests) == 118


@given(st.lists(st.lists(st.none() | st.text(max_size=8) | st.integers(), max_size=4), max_size=5))
def test_no_table_breaks_it(rows: list[list[object]]) -> None:
    tracker = import_tracker([["authority", "sent", "status", "fee"], *rows], origin="x")
    assert len(tracker.requests) <= len(rows)


def test_the_command_reads_a_sheet_and_says_what_changed(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("Council,Status,Fee\nAshby,awaiting,\nBramford,refused,20\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("Council,Status,Fee\nAshby,refused,\nBramford,refused,25\n", encoding="utf-8")
    arguments = [str(tmp_path / "new.csv"), "--before", str(tmp_path / "old.csv"), "--json"]
    result = CliRunner().invoke(tracker_command, arguments)
    plain = json.loads(result.stdout)
    assert [request["authority"] for request in plain["requests"]] == ["Ashby", "Bramford"]
    assert {(one["authority"], one["field"], one["after"]) for one in plain["changes"]} >= {("Bramford", "fee", "25")}
    spoken = CliRunner().invoke(tracker_command, arguments[:-1]).output
    assert "2 requests changed since" in spoken
    assert "Ashby: status: awaiting -> refused" in spoken


def test_what_to_do_names_the_option_as_it_is_taken(tmp_path: Path) -> None:
    sheet = tmp_path / "mine.csv"
    sheet.write_text("Who we wrote to,What came\nAshby,refused\n", encoding="utf-8")
    with pytest.raises(ValueNotAllowed) as refused:
        CliRunner().invoke(tracker_command, [str(sheet)], catch_exceptions=False)
    assert refused.value.remedy == "say which column it is: --map 'Who we wrote to=authority'"
    followed = shlex.split(refused.value.remedy.partition(": ")[2])
    result = CliRunner().invoke(tracker_command, [str(sheet), *followed, "--json"], catch_exceptions=False)
    assert [one["authority"] for one in json.loads(result.stdout)["requests"]] == ["Ashby"]


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("authority=Council", "--map Council=authority"),
        ("Council=force of nature", "no such field"),
        ("Organisation=authority", "no column has this head"),
    ],
)
def test_a_pair_that_names_nothing_is_refused(tmp_path: Path, pair: str, words: str) -> None:
    (tmp_path / "mine.csv").write_text("Council,Status\nAshby,refused\n", encoding="utf-8")
    with pytest.raises(ValueNotAllowed) as refused:
        CliRunner().invoke(tracker_command, [str(tmp_path / "mine.csv"), "--map", pair], catch_exceptions=False)
    assert words in str(refused.value)


MESSY = """Tracker of round one;;;;;
Public Body (full name);E-mail address;Sent;Status;Reply date;Remarks
Ashby;foi@ashby.example;2/3/26;Refused s12;27.3.26;
Bramford;;02/03/2026;no reply;;
Caxton;;2 March 2026;Received in full;30/02/2026;
Total;3;;;;
"""


def test_a_tracker_as_it_lies_on_a_desk_is_read(tmp_path: Path) -> None:
    sheet = tmp_path / "mess.csv"
    sheet.write_text(MESSY, encoding="utf-8")
    said = CliRunner().invoke(tracker_command, [str(sheet)], catch_exceptions=False).output
    assert said.startswith("3 requests")
    assert "Public Body (full name) as authority" in said
    assert "not read: Remarks" in said
    assert said.count("--dates day, or --dates month") == 2
    for first, sent in (("day", "2026-03-02"), ("month", "2026-02-03")):
        result = CliRunner().invoke(tracker_command, [str(sheet), "--dates", first, "--json"], catch_exceptions=False)
        plain = json.loads(result.stdout)
        rows = plain["requests"]
        assert [row["sent_on"] for row in rows] == [sent, sent, "2026-03-02"]
        assert [row["answered_on"] for row in rows] == ["2026-03-27", None, None]
        assert [row["decision"] for row in rows] == ["cost_limit_exceeded", None, "disclosed"]
        assert [problem["found"] for problem in plain["problems"]] == ["30/02/2026"]


def test_a_title_above_the_heads_is_not_taken_for_them(tmp_path: Path) -> None:
    sheet = tmp_path / "mess.csv"
    sheet.write_text(MESSY.replace("Public Body (full name)", "Whom"), encoding="utf-8")
    with pytest.raises(ValueNotAllowed) as refused:
        CliRunner().invoke(tracker_command, [str(sheet)], catch_exceptions=False)
    assert refused.value.remedy == "say which column it is: --map Whom=authority"
