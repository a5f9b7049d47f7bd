"""`answerable review` and `answerable export` on a small investigation."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from test_run import ANSWER, fill

from answerable.cli.export import _flat, export
from answerable.cli.review import review
from answerable.cli.status import status
from answerable.extract.run import run
from answerable.investigation import Investigation
from answerable.model.case import Case, Standing

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, example_folder: Path) -> Path:
    """An investigation whose record holds one answer and one item of a log."""
    home = tmp_path / "investigation"
    home.mkdir()
    for name in ("answerable.toml", "authorities.csv", "codebook.toml"):
        shutil.copy(example_folder / name, home / name)
    shutil.copytree(example_folder / "letters", home / "letters")
    one = Investigation.open(home, n_workers=0)
    with one.record:
        fill(one.record, batch_id=one.project.batches[0].id)
        run(one.record, one.project.codebook, batches=one.project.batches)
    return home


def call(command: object, *arguments: str, keys: str = "") -> Result:
    """Run a command as a person would."""
    result = CliRunner().invoke(command, list(arguments), input=keys, catch_exceptions=False)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result


def cases_in(folder: Path) -> dict[str, Case]:
    """The record's cases."""
    with Investigation.open(folder, n_workers=0).record as record:
        return {case.id: case for case in record.all(Case)}


def test_the_queue_as_json(folder: Path) -> None:
    told = json.loads(call(review, str(folder), "--json", "--noun", "case").output)
    assert told["waiting"] == 3
    first = told["queue"][0]
    assert {"noun", "id", "authority", "weight", "reasons", "file", "page", "words", "values"} <= first.keys()
    assert first["values"]["outcome"]["words"] in first["words"]


def test_rulings_by_id(folder: Path) -> None:
    case = next(one for one in cases_in(folder).values() if one.get("outcome") == "written_warning")
    call(review, str(folder), "--accept", case.id, "--by", "Ada")
    assert cases_in(folder)[case.id].standing is Standing.ACCEPTED
    call(review, str(folder), "--amend", case.id, "--set", "rank=special_constable", "--words", "PC", "--by", "Ada")
    assert cases_in(folder)[case.id].get("rank") == "special_constable"
    call(review, str(folder), "--reject", case.id, "--reason", "not ours", "--by", "Ada")
    assert cases_in(folder)[case.id].standing is Standing.REJECTED
    lines = (folder / "decisions" / "ada.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["ruling"] for line in lines] == ["accept", "amend", "reject"]


def test_words_that_do_not_stand_are_refused(folder: Path) -> None:
    case = next(iter(cases_in(folder).values()))
    arguments = [str(folder), "--amend", case.id, "--set", "rank=sergeant", "--words", "chief of the fire brigade"]
    result = CliRunner().invoke(review, arguments)
    assert result.exception is not None
    assert "do not stand on the page" in str(result.exception)


def test_one_key_rules_and_goes_on(folder: Path) -> None:
    told = call(review, str(folder), "--noun", "case", "--by", "Ada", keys="a\nr\nnot ours\nq\n")
    assert "2 ruled, 1 wait" in told.output
    standings = sorted(case.standing.value for case in cases_in(folder).values())
    assert standings == ["accepted", "proposed", "rejected"]


def test_the_last_ruling_can_be_taken_back(folder: Path) -> None:
    call(review, str(folder), "--noun", "case", "--by", "Ada", keys="a\nu\nq\n")
    assert {case.standing for case in cases_in(folder).values()} == {Standing.PROPOSED}


def test_cases_as_csv_with_their_words(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call(export, "cases", str(folder)).output.lstrip("\ufeff"))))
    assert len(rows) == 3
    letter = [row for row in rows if row["method"] == "foi_response"]
    assert {row["outcome"] for row in letter} == {"dismissed", "written_warning"}
    for row in letter:
        assert row["outcome_words"] in ANSWER
        assert row["outcome_page"] == "1"
        assert row["outcome_file"]


def test_tallies_as_xlsx_and_json(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "tallies.xlsx"
    call(export, "tallies", str(folder), "--format", "xlsx", "--to", str(target))
    sheet = load_workbook(target).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    told = json.loads(call(export, "tallies", str(folder), "--format", "json", "--all").output)
    assert len(rows) == 5
    assert len(told) == 5
    assert {row["measure"] for row in told if row["superseded"]} == {"disciplined"}


def test_a_cell_never_starts_a_formula() -> None:
    assert _flat("=1+1") == "'=1+1"
    assert _flat("-3 officers") == "'-3 officers"
    assert _flat(3) == 3


def test_the_board_says_what_waits_for_review(folder: Path) -> None:
    told = json.loads(call(status, str(folder), "--json", "--needs").output)
    (row,) = (row for row in told["rows"] if row["authority_id"] == "avonmoor")
    assert "values read" in row["needs"]
    spoken = call(status, str(folder)).output
    assert "wait for review: answerable review" in spoken
