"""`answerable status` on the example's letters: the board as a spreadsheet and as a calendar, and days that move."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from answerable.cli.status import status
from answerable.investigation import Investigation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example after its letter went and before any answer came; one authority with a dangerous name."""
    target = tmp_path_factory.mktemp("status") / "inv"
    shutil.copytree(
        example_folder, target, ignore=shutil.ignore_patterns("inbox", "pages", "generator", "decisions", "record.db*")
    )
    authorities = target / "authorities.csv"
    authorities.write_text(authorities.read_text().replace("Avonmoor Police,", '"=Avonmoor Police",', 1))
    investigation = Investigation.open(target, n_workers=0)
    with investigation.record:
        list(investigation.run(("ask",)))
    return target


def run(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(status, [str(folder), *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_spreadsheet_has_days_as_days_and_no_formulas(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "board.xlsx"
    run(folder, "--xlsx", str(path))
    book = load_workbook(path)
    head, *rows = book["Board"].iter_rows()
    columns = [cell.value for cell in head]
    assert len(rows) == 48
    (row,) = (row for row in rows if row[1].value == "=Avonmoor Police")
    assert row[1].data_type == "s"
    assert row[columns.index("asked_on")].value == dt.datetime(2021, 11, 1)
    assert row[columns.index("due_on")].value == dt.datetime(2021, 11, 29)
    assert "0 of 48 authorities answered" in book["About"]["A1"].value
    table = list(csv.DictReader(io.StringIO(run(folder, "--csv"))))
    assert [line["name"] for line in table if "Avonmoor" in line["name"]] == ["'=Avonmoor Police"]


def test_a_calendar_has_each_open_due_date_with_its_proof(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "due.ics"
    run(folder, "--ics", str(path))
    text = path.read_bytes().decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT\r\n") == text.count("DTSTART;VALUE=DATE:20211129") == 48
    assert "SUMMARY:Blackmere Constabulary: answer due under FOIA" in text
    assert "s.10(1)" in text


def test_a_newer_list_of_holidays_moves_due_dates_and_says_so(folder: Path, tmp_path: Path) -> None:
    newer = tmp_path / "holidays.json"
    days = ("2021-01-01", "2021-11-15", "2021-12-28")
    newer.write_text(
        json.dumps({"england-and-wales": {"events": [{"title": "Invented Day", "date": day} for day in days]}})
    )
    path = tmp_path / "due.ics"
    moved = json.loads(run(folder, "--holidays", str(newer), "--ics", str(path), "--json"))["moved"]
    assert {(one["before"], one["after"]) for one in moved} == {("2021-11-29", "2021-12-01")}
    # 30 November is St Andrew's Day, which FOIA skips everywhere; Scotland's law skips Scotland's holidays only.
    assert {one["authority_id"] for one in moved} & {"caledon"} == set()
    assert len(moved) == path.read_text().count("DTSTART;VALUE=DATE:20211201") > 40
    words = run(folder, "--holidays", str(newer))
    assert "Moved: Blackmere Constabulary: due 2021-11-29, by the newer list 2021-12-01" in words
