"""`answerable due`: the date, the proof, the documented JSON, errors that teach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["due", *words])
    out, err = capsys.readouterr()
    return int(caught.value.code or 0), out, err


def test_json_has_the_documented_shape(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "2022-07-01", "--law", "foia-2000", "--json")
    proof = json.loads(out)
    assert status == 0
    assert proof["received_on"] == "2022-07-01"
    assert proof["law"] == "foia-2000"
    assert proof["due_on"] == "2022-08-02"
    assert {"date": "2022-07-12", "why": "Battle of the Boyne (Northern Ireland)"} in proof["skipped"]
    assert "s.10" in proof["statute"]


def test_the_proof_reads_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "2022-07-01", "--law", "foisa-2002")
    assert "Friday 29 July 2022" in out
    assert "FOISA s.73" in out
    assert "8 Saturdays and Sundays" in out
    _, out, _ = run(capsys, "2022-07-01", "--law", "foisa-2002", "--every-day")
    assert "Saturday 2 July 2022" in out


def test_several_dates_and_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", ["2022-07-01\n", "\n", "2022-08-25\n"])
    _, out, _ = run(capsys, "2020-04-01", "-", "--law", "foisa-2002", "--json")
    assert [json.loads(line)["due_on"] for line in out.splitlines()] == ["2020-04-30", "2022-07-29", "2022-09-23"]


def test_clarification_fee_and_other_clocks(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "2022-05-03", "--clarified", "2022-07-01", "--json")
    assert json.loads(out)["due_on"] == "2022-08-02"
    _, out, _ = run(capsys, "2022-10-03", "--fee", "2022-10-10:2022-10-14", "--json")
    assert json.loads(out)["due_on"] == "2022-11-07"
    _, out, _ = run(capsys, "2022-10-31", "--law", "foisa-2002", "--clock", "regulator_application", "--json")
    assert json.loads(out)["due_on"] == "2023-04-30"


def test_a_school_and_its_closed_days(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    closed = tmp_path / "closed.txt"
    closed.write_text("2022-10-24\n2022-10-25\n", encoding="utf-8")
    _, out, _ = run(capsys, "2022-10-03", "--clock", "school_response", "--school-closed", str(closed), "--json")
    proof = json.loads(out)
    assert proof["due_on"] == "2022-11-02"
    assert {"date": "2022-10-24", "why": "no session at the school [SI 2009/1369 reg. 3]"} in proof["skipped"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2022-07-01", "--law", "foia"], "foia-2000"),
        (["1/7/2022"], "2022-07-01"),
        (["20220701"], "year-month-day"),
        (["2022-02-30"], "year-month-day"),
        (["2029-07-01"], "--holidays"),
        (["2022-07-01", "--law", "foisa-2002", "--clock", "extended_response"], "no such clock"),
        (["2022-07-01", "--fee", "2022-07-05"], "not paid"),
        (["2022-07-01", "--holidays", "none.json"], "no such holiday file"),
        ([], "answerable due 2022-07-01"),
    ],
)
def test_errors_say_what_to_do(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    status, out, err = run(capsys, *words)
    assert status == 2
    assert out == ""
    assert said in err


def test_a_newer_list_of_holidays_reaches_further(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    events = [{"title": "New Year's Day", "date": "2029-01-01"}, {"title": "Christmas Day", "date": "2029-12-25"}]
    names = ("england-and-wales", "scotland", "northern-ireland")
    path = tmp_path / "bank-holidays.json"
    path.write_text(json.dumps({name: {"events": events} for name in names}), encoding="utf-8")
    status, out, _ = run(capsys, "2028-12-20", "--holidays", str(path), "--json")
    assert status == 0
    assert json.loads(out)["due_on"] == "2029-01-22"


def test_the_laws_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--laws", "--json")
    assert {json.loads(line)["law"] for line in out.splitlines()} >= {
        "foia-2000",
        "foisa-2002",
        "eir-2004",
        "eisr-2004",
    }
