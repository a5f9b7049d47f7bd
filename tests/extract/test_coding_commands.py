"""`answerable coding`, `codebook`, `import --codings` and what `export` adds, on a small investigation."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from test_commands import call, cases_in, folder  # noqa: F401
from tests.cli.test_json import assert_documented

from answerable.cli.codebook import codebook
from answerable.cli.coding import coding
from answerable.cli.export import export
from answerable.cli.review import review
from answerable.cli.take import take
from answerable.extract.coding import list_variables, read_double_codings
from answerable.investigation import Investigation
from answerable.model.case import Case

pytestmark = pytest.mark.slow


def refuse(command: Any, *arguments: str) -> str:
    """Run a command that must be refused; what it says."""
    result: Result = CliRunner().invoke(command, list(arguments))
    assert result.exception is not None, result.output
    return str(result.exception)


def code_all(folder: Path, by: str, rank: str = "") -> None:  # noqa: F811
    """Every case as the machine reads it, but for the rank where one is given."""
    for case in cases_in(folder).values():
        if case.superseded:
            continue
        settings, words = [], []
        for value in case.values:
            coded = value.proposed
            if coded is None or coded.value is None or coded.span is None:
                continue
            said = ", ".join(coded.value) if isinstance(coded.value, tuple) else str(coded.value)
            settings.append(f"{value.variable}={rank if rank and value.variable == 'rank' else said}")
            words.append(coded.span.exact)
        options = [option for pair in settings for option in ("--set", pair)]
        options += [option for word in words for option in ("--words", word)]
        call(coding, "code", str(folder), "--case", case.id, *options, "--rest-not-stated", "--by", by)


def test_the_whole_of_a_double_coding(folder: Path) -> None:  # noqa: F811
    told = json.loads(
        call(coding, "assign", str(folder), "--coder", "Ada", "--coder", "Ben", "--by", "Eve", "--json").output
    )
    assert len(told["cases"]) == len([one for one in cases_in(folder).values() if not one.superseded])
    assert "sealed" in refuse(coding, "agreement", str(folder))
    blind = refuse(review, str(folder), "--accept", told["cases"][0], "--by", "Ada")
    assert "coding this case blind" in blind
    code_all(folder, "Ada")
    code_all(folder, "Ben", rank="inspector")
    held = CliRunner().invoke(export, ["decisions", str(folder), "--json"])
    assert "held back" in held.stderr
    assert {line["noun"] for line in json.loads(held.stdout)} == {"assignment", "codebook"}
    listed = json.loads(call(coding, "list", str(folder), "--json").output)["codings"][0]
    assert_documented(told, "answerable coding assign")
    assert_documented({"codings": [listed]}, "answerable coding list")
    assert [one["n_coded"] for one in listed["coders"]] == [len(told["cases"])] * 2
    assert listed["sealed"] is True
    for by in ("Ada", "Ben"):
        call(coding, "hand-in", str(folder), "--by", by)
    measured = json.loads(call(coding, "agreement", str(folder), "--json").output)
    assert_documented(measured, "answerable coding agreement")
    assert_documented(
        json.loads(call(coding, "adjudicate", str(folder), "--json").output), "answerable coding adjudicate"
    )
    by_name = {row["variable"]: row for row in measured["agreement"]}
    assert by_name["outcome"]["share_same"] == 1.0
    assert by_name["rank"]["share_same"] == 0.0
    assert measured["open_differences"] == len(told["cases"])
    assert "alpha" in call(coding, "agreement", str(folder)).output
    keys = "1\nthe words say so\n" * len(told["cases"])
    said = call(coding, "adjudicate", str(folder), "--by", "Eve", keys=keys).output
    assert "0 differences are open" in said
    call(coding, "adjudicate", str(folder), "--take-agreed", "--by", "Eve")
    assert {case.standing.value for case in cases_in(folder).values() if not case.superseded} == {"accepted"}
    assert json.loads(call(review, str(folder), "--json", "--noun", "case").output)["waiting"] == 0
    codings = [line for path in (folder / "decisions").glob("*.jsonl") for line in path.read_text().splitlines()]
    assert len([line for line in codings if json.loads(line)["noun"] == "codebook"]) == 1
    exported = json.loads(call(export, "cases", str(folder), "--json").output)
    assert {row["ruled_by"] for row in exported} == {"Eve"}
    assert all(row["outcome_ruled_at"].startswith("20") for row in exported)


def test_coding_by_hand_one_question_after_the_other(folder: Path) -> None:  # noqa: F811
    call(coding, "assign", str(folder), "--coder", "Ada", "--coder", "Ben", "--by", "Eve")
    with Investigation.open(folder, n_workers=0).record as record:
        first = record.get(Case, read_double_codings(record.judgements())[0].cases[0])
    assert first.get("rank") == "constable"
    n = len(list_variables(Investigation.open(folder, n_workers=0).project.codebook))
    rank = next(one.proposed for one in first.values if one.variable == "rank")
    assert rank is not None
    assert rank.span is not None
    keys = f"archbishop\nPC\nconstable\n{rank.span.exact}\n" + "\n" * (n - 1) + "q\n"
    said = call(coding, "code", str(folder), "--by", "Ada", keys=keys).output
    assert "2 cases are left" in said
    assert "constable" not in said.split("rank (")[0], "nothing that the machine reads is shown"


def test_a_changed_codebook_tells_what_to_recode(folder: Path) -> None:  # noqa: F811
    case = next(one for one in cases_in(folder).values() if one.get("outcome") == "written_warning")
    assert "Nobody has ruled" in call(codebook, str(folder)).output
    call(review, str(folder), "--accept", case.id, "--by", "Ada")
    assert "Unchanged" in call(codebook, str(folder)).output
    path = folder / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    head, found, rest = text.partition('name = "written_warning"')
    assert found
    path.write_text(head + found + '\nrule = "Only one given by a panel."' + rest, encoding="utf-8")
    result = CliRunner().invoke(codebook, [str(folder), "--json"])
    assert result.exit_code == 1, "it changed and is called what it was"
    told = json.loads(result.output)
    assert told["version_not_raised"] is True
    assert_documented(told, "answerable codebook")
    assert [(one["id"], one["variable"]) for one in told["recode"]] == [(case.id, "outcome")]
    path.write_text(path.read_text(encoding="utf-8").replace('version = "1.0"', 'version = "1.1"', 1), encoding="utf-8")
    assert "1 rulings on outcome" in call(codebook, str(folder)).output
    (item,) = json.loads(call(review, str(folder), "--json", "--noun", "case", "--variable", "outcome").output)["queue"]
    assert item["id"] == case.id
    assert any("the codebook changed" in reason for reason in item["reasons"])
    call(review, str(folder), "--accept", case.id, "--by", "Ada")
    assert "Nothing must be coded again" in call(codebook, str(folder)).output


def test_undo_from_the_terminal_and_filters(folder: Path) -> None:  # noqa: F811
    case = next(one for one in cases_in(folder).values() if not one.superseded)
    ruled = json.loads(call(review, str(folder), "--accept", case.id, "--by", "Ada", "--json").output)
    call(review, str(folder), "--undo", ruled[0]["judgement"], "--by", "Ada")
    assert cases_in(folder)[case.id].standing.value == "proposed"
    assert "no longer stands" in refuse(review, str(folder), "--undo", ruled[0]["judgement"], "--by", "Ada")
    told = json.loads(call(review, str(folder), "--json", "--document", case.document[:10]).output)
    assert told["waiting"] >= 1
    assert {one["file"] for one in told["queue"]} == {"x"}
    assert json.loads(call(review, str(folder), "--json", "--document", "nothing.pdf").output)["waiting"] == 0


def sheet(path: Path, rows: list[dict[str, str]]) -> str:
    """A coder's sheet."""
    if path.suffix == ".xlsx":
        book = Workbook()
        assert book.active is not None
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(path)
        return str(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_codes_from_a_sheet_need_their_words(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    cases = [one for one in cases_in(folder).values() if one.method == "foi_response" and not one.superseded]
    first = next(one for one in cases if one.get("outcome") == "dismissed")
    second = next(one for one in cases if one.get("outcome") == "written_warning")
    heads = ("Ref", "Grade", "Grade words", "Outcome", "platform")
    cells = [
        (first.id, "Special constable", "PC", "dismissed", "Facebook"),
        (second.id, "emperor", "", "n/a", ""),
        ("case-none", "Constable", "PC", "", ""),
    ]
    rows = [dict(zip(heads, row, strict=True)) for row in cells]
    path = sheet(tmp_path / "codes.xlsx", rows)
    options = ["--codings", path, "--coder", "Ada", "--column", "case_id=Ref", "--column", "rank=Grade"]
    options += ["--column", "rank_words=Grade words"]
    told = json.loads(call(take, str(folder), *options, "--json").output)
    assert told["rows"] == 3
    assert_documented(told, "answerable import --codings")
    codes = {(one["where"], one["code"]) for one in told["problems"]}
    assert ("codes.xlsx:3", "coding-not-in-codebook") in codes
    assert ("codes.xlsx:4", "coding-without-case") in codes
    assert [(one["case"], one["variable"]) for one in told["unsupported"]] == [(first.id, "platform")]
    after = cases_in(folder)
    assert after[first.id].get("rank") == "special_constable"
    assert after[first.id].get("platform") == first.get("platform"), "a code without words changes nothing"
    assert after[second.id].get("outcome") is None
    (item,) = json.loads(call(review, str(folder), "--json", "--variable", "platform").output)["queue"]
    assert item["id"] == first.id
    assert any("words were not found" in reason for reason in item["reasons"])
    again = json.loads(call(take, str(folder), *options, "--json").output)
    assert again["kept"] == 0
    assert cases_in(folder) == after
    rows[0]["Grade"] = "Sergeant"
    sheet(tmp_path / "codes.xlsx", rows)
    told = json.loads(call(take, str(folder), *options, "--json").output)
    assert "coding-contradicts-ruling" in {one["code"] for one in told["problems"]}
    assert cases_in(folder) == after, "nothing is overwritten"


def test_two_sheets_are_a_double_coding(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    live = [one for one in cases_in(folder).values() if not one.superseded]
    rows = [{"case_id": one.id, "rank": str(one.get("rank")), "outcome": str(one.get("outcome"))} for one in live]
    first = sheet(tmp_path / "ada.csv", rows)
    rows[0]["outcome"] = "resigned"
    second = sheet(tmp_path / "ben.csv", rows)
    options = ["--codings", first, "--coder", "Ada", "--codings", second, "--coder", "Ben"]
    told = json.loads(call(take, str(folder), *options, "--json").output)
    assert told["assignment"]
    assert len(told["unsupported"]) == 1
    measured = json.loads(call(coding, "agreement", str(folder), "--json").output)
    by_name = {row["variable"]: row for row in measured["agreement"]}
    assert by_name["rank"]["share_same"] == 1.0
    assert by_name["outcome"]["share_same"] == pytest.approx(1 - 1 / len(live), abs=1e-5)
    assert measured["open_differences"] == 1
    again = json.loads(call(take, str(folder), *options, "--json").output)
    assert (again["kept"], again["assignment"]) == (0, told["assignment"])


def test_what_is_exported_can_be_taken_in(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    target = tmp_path / "cases.csv"
    call(export, "cases", str(folder), "--to", str(target))
    told = json.loads(call(take, str(folder), "--codings", str(target), "--coder", "Ada", "--json").output)
    assert told["problems"] == []
    assert told["kept"] > 5
    assert told["unsupported"] == []


def test_parquet_and_what_a_spreadsheet_must_not_run(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    target = tmp_path / "tallies.parquet"
    call(export, "tallies", str(folder), "--format", "parquet", "--to", str(target))
    table = pq.read_table(target)
    rows = json.loads(call(export, "tallies", str(folder), "--json").output)
    assert table.num_rows == len(rows)
    assert table.column("words").to_pylist() == [row["words"] for row in rows]
    assert table.column("low").to_pylist() == [row["low"] for row in rows]
    case = next(one for one in cases_in(folder).values() if not one.superseded)
    reason = '=HYPERLINK("http://x.example")\x0b'
    call(review, str(folder), "--reject", case.id, "--reason", reason, "--by", "Ada")
    book = tmp_path / "cases.xlsx"
    call(export, "cases", str(folder), "--all", "--format", "xlsx", "--to", str(book))
    active = load_workbook(book).active
    assert active is not None
    cells = [cell for row in active.iter_rows() for cell in row if cell.value and "HYPERLINK" in str(cell.value)]
    assert cells
    assert all(str(cell.value).startswith("'=") and cell.data_type == "s" for cell in cells)
    text = call(export, "cases", str(folder), "--all").output.lstrip("\ufeff")
    assert all(
        not (cell or "").startswith(("=", "+", "-", "@", "\t", "\r"))
        for row in csv.reader(io.StringIO(text))
        for cell in row
    )
