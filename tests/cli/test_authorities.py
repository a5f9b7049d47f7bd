"""`answerable authorities`: a register or a kept list becomes a file that the project reads."""

from __future__ import annotations

import json
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from answerable.cli.authorities import authorities
from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.project.authorities import parse_authorities


def run(*words: str) -> Result:
    return CliRunner().invoke(authorities, list(words), catch_exceptions=False)


def test_a_named_list_is_a_file_that_the_project_reads(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text(run("--list", "territorial-wales").stdout, encoding="utf-8")
    read = parse_authorities(path, default_law="foia-2000")
    assert [row.id for row in read] == ["dyfed-powys", "gwent", "north-wales", "south-wales"]


def test_a_kept_list_is_read_and_its_problems_are_told_apart_from_the_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("Organisation,Post,Colour\nKent Police,foi@kent.example,red\nWest Midlands,x,\n", encoding="utf-8")
    result = run(str(kept), "--map", "Organisation=name", "--map", "Post=email")
    assert result.exit_code == 0
    assert result.stdout.startswith("id,name")
    assert "kent,Kent Police" in result.stdout
    assert "! kept.csv:3: West Midlands" in result.stderr
    assert "not read: Colour" in result.stderr
    plain = json.loads(run(str(kept), "--map", "Organisation=name", "--json").stdout)
    assert [row["id"] for row in plain["authorities"]] == ["kent", "west-midlands"]
    assert plain["problems"][0]["code"] == "authority-name-unclear"


def test_a_list_saved_by_a_spreadsheet_in_windows_letters_keeps_its_names(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_bytes("Council;Email\r\nCyngor Ynys Môn;foi@mon.example\r\n".encode("cp1252"))
    assert "Cyngor Ynys Môn" in run(str(kept)).stdout


def test_lists_are_named() -> None:
    assert "territorial forces in Wales" in run("--lists").stdout
    assert json.loads(run("--lists", "--json").stdout)["register"] == "uk-police"


def test_mistakes_say_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ValueNotAllowed, match="territorial-wales"):
        run("--list", "wales")
    kept = tmp_path / "kept.csv"
    kept.write_text("Organisation\nKent Police\n", encoding="utf-8")
    result = run(str(kept), "--map", "Organisation")
    assert result.exit_code == click.UsageError.exit_code
    assert "Column=field" in result.stderr


def test_a_spreadsheet_is_read_as_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Whom we ask"], ["Council", "E-mail address (FOI)"], ["Ashby", "mailto:foi@ashby.example"]):
        sheet.append(row)
    book.save(tmp_path / "kept.xlsx")
    plain = json.loads(run(str(tmp_path / "kept.xlsx"), "--json").stdout)
    assert [(row["id"], row["emails"][0]["address"]) for row in plain["authorities"]] == [
        ("ashby", "foi@ashby.example")
    ]
    (tmp_path / "kept.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(InputUnreadable, match="no table of authorities"):
        run(str(tmp_path / "kept.pdf"))


def test_a_name_that_speaks_of_scotland_is_pointed_out_and_not_decided(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("Body\nGlen Tarrant Council (Scotland)\nAshby\n", encoding="utf-8")
    plain = json.loads(run(str(kept), "--json").stdout)
    assert {row["law"] for row in plain["authorities"]} == {"foia-2000"}
    assert [problem["code"] for problem in plain["problems"]] == ["authority-law-by-nation"]
    assert "foisa-2002" in plain["problems"][0]["remedy"]
