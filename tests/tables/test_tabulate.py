"""One clean table out of any documents, and the command that writes it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from tests.tables.make import make_reading

from answerable.cli.tabulate import tabulate as command
from answerable.errors import ValueNotAllowed
from answerable.tables.tabulate import PROVENANCE, tabulate

ROWS = [
    ["Closed cases"],
    ["Ref", "Closed", "Paid"],
    ["M-1", "14/03/2018", "£1,200"],
    ["M-2", "02/11/2019", "<5"],
    ["M-3", "n/a", "#REF!"],
    ["Total", None, "£1,300"],
]


def test_numbers_are_cleaned_and_the_words_kept() -> None:
    made = tabulate([make_reading({"S": ROWS})])
    assert made.columns == ["Ref", "Closed", "Paid"]
    assert [dict(row.values) for row in made.rows] == [
        {"Ref": "M-1", "Closed": "2018-03-14", "Paid": 1200.0},
        {"Ref": "M-2", "Closed": "2019-11-02", "Paid": "<5"},
        {"Ref": "M-3", "Closed": "n/a", "Paid": "#REF!"},
    ]
    assert made.rows[0].original == {"Closed": "14/03/2018", "Paid": "£1,200"}
    assert (made.rows[0].row, made.rows[0].cells) == (3, "S!A3:C3")
    assert [(column, check.holds) for _, _, column, check in made.totals] == [("Paid", False)]
    assert any("says 1,300" in warning for warning in made.warnings)


def test_tables_with_the_same_columns_fall_into_one() -> None:
    other = [["REF", "Paid ", "Closed"], ["N-1", "£7", "1/2/2020"], ["N-2", "£8", "3/2/2020"]]
    small = [["Key", "Meaning"], ["M", "matter"]]
    made = tabulate([make_reading({"S": ROWS, "Key": small}), make_reading({"T": other}, "other.xlsx")])
    assert made.columns == ["Ref", "Closed", "Paid"]
    assert [row.values["Ref"] for row in made.rows] == ["M-1", "M-2", "M-3", "N-1", "N-2"]
    assert [row.name for row in made.rows][-1] == "other.xlsx"
    assert any("1 row left out (Key, Meaning)" in warning for warning in made.warnings)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS[:-1]:
        sheet.append(row)
    sheet.append(["M-4", "01/02/2020", "=HYPERLINK()"])
    sheet["C6"].data_type = "s"
    path = tmp_path / "answer.xlsx"
    book.save(path)
    return path


def test_the_command_writes_csv_json_and_xlsx(workbook: Path, tmp_path: Path) -> None:
    for ending in (".csv", ".json", ".xlsx"):
        target = tmp_path / f"out{ending}"
        result = CliRunner().invoke(command, [str(workbook), "--to", str(target)])
        assert result.exit_code == 0, result.output
        assert "4 rows, 3 columns from 1 file" in result.output
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert rows[0]["Paid"] == "1200"
    assert json.loads(rows[0]["_original"]) == {"Closed": "14/03/2018", "Paid": "£1,200"}
    assert [row["_row"] for row in rows] == ["3", "4", "5", "6"]
    assert set(PROVENANCE) <= set(rows[0])
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["Paid"] == 1200
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_the_command_speaks_json(workbook: Path) -> None:
    result = CliRunner().invoke(command, [str(workbook), "--json"])
    summary = json.loads(result.output)
    assert (summary["n_rows"], summary["columns"]) == (4, ["Ref", "Closed", "Paid"])
    assert summary["rows"][0]["Paid"] == 1200
    assert summary["files"][0]["sha256"] == summary["rows"][0]["_sha256"]


def test_the_command_follows_and_proposes_recipes(workbook: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(workbook), "--propose", "paid:money", "--propose", "closed:date"])
    recipe = tmp_path / "answer.toml"
    recipe.write_text(result.output, encoding="utf-8")
    followed = CliRunner().invoke(command, [str(workbook), "--recipe", str(recipe), "--json"])
    summary = json.loads(followed.output)
    assert summary["columns"] == ["paid", "closed"]
    assert summary["rows"][0]["paid"] == 1200


def test_the_command_takes_hidden_columns_in_only_when_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Ref", "Name", "Paid"], ["a", "Zebulon", 1], ["b", "Zebulon", 2]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    path = tmp_path / "answer.xlsx"
    book.save(path)
    shut = CliRunner().invoke(command, [str(path)])
    assert "Zebulon" not in shut.output
    assert "hidden column with 3 cells" in shut.output
    assert "a,Zebulon,1" in CliRunner().invoke(command, [str(path), "--show-hidden"]).output


def test_an_unknown_ending_is_refused(workbook: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(workbook), "--to", str(tmp_path / "out.doc")])
    assert isinstance(result.exception, ValueNotAllowed)
