"""`answerable problems`: every imperfection of what came is listed, what blocks first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.cli import main
from answerable.investigation import Investigation
from answerable.model.problem import Problem


def say(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert not ended.value.code
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    made = tmp_path / "case"
    say(capsys, "init", str(made))
    many = [Problem(f"p{n:02}", "broken-file", f"{n:02}.pdf", "no PDF", remedy="ask again") for n in range(12)]
    one = Problem("q", "publish-leak", "index.html", "a name", authority_id="tarn", blocks=True)
    with Investigation.open(made, n_workers=0).record as record:
        record.replace("read", "u", "k", [*many, one])
    return made


def test_problems_are_listed_by_code_and_what_blocks_stands_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "problems", str(folder))
    assert said.index("publish-leak (1)") < said.index("broken-file (12)")
    assert "-> ask again" in said
    assert "and 2 more: --code broken-file" in said
    assert "13 problems stand on the record." in said
    assert "11.pdf" in say(capsys, "problems", str(folder), "--code", "broken-file")


def test_one_authoritys_problems_for_machines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = json.loads(say(capsys, "problems", str(folder), "--authority", "tarn", "--json"))
    assert plain["of"] == 13
    assert [one["id"] for one in plain["problems"]] == ["q"]


def test_a_run_leads_to_them_where_there_are_any(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"answerable problems {folder}" in say(capsys, "run", str(folder), "--workers", "0", "--only", "analyze")
