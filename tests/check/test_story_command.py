"""`answerable check` and `answerable explain` on a fresh investigation: what they print and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.cli import main


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0), capsys.readouterr().out


def test_a_story_is_tried_and_exits_by_what_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "case"
    assert say(capsys, "init", str(folder))[0] == 0
    only = [word for stage in ("ask", "analyze", "check") for word in ("--only", stage)]
    assert say(capsys, "run", str(folder), "--workers", "0", *only)[0] == 0
    status, said = say(capsys, "check", str(folder), "--json")
    claims = [(one["text"], one["value"], one["verdict"]) for one in json.loads(said)["claims"]]
    assert (status, claims) == (0, [("{{ asked }}", "0", "supported"), ("{{ answered }}", "0", "supported")])
    assert say(capsys, "check", str(folder), "--accept", "--by", "editor")[0] == 0
    assert list((folder / "decisions").glob("*.jsonl"))

    story = folder / "story" / "story.md"
    story.write_text(story.read_text(encoding="utf-8") + "\nSome 40 were late.\n", encoding="utf-8")
    status, said = say(capsys, "check", str(folder))
    assert status == 1
    assert "Some 40" in said
    assert "1 does not hold" in said


def test_changes_say_what_a_moved_figure_says_now_though_the_story_was_not_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "case"
    say(capsys, "init", str(folder))
    only = [word for stage in ("ask", "analyze", "check") for word in ("--only", stage)]
    say(capsys, "run", str(folder), "--workers", "0", *only)
    query = folder / "findings" / "answered.sql"
    query.write_text(query.read_text(encoding="utf-8").replace(" WHERE answered", ""), encoding="utf-8")
    say(capsys, "run", str(folder), "--workers", "0", "--only", "analyze")
    status, said = say(capsys, "changes", str(folder))
    assert "answered: was 0, is 1" in said
    assert "now: 1" in said
    assert "1 finding moved; 1 sentence rests on that, 0 hold no longer." in said
    assert status == 0


def test_explain_prints_the_chain_and_refuses_an_unknown_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "case"
    say(capsys, "init", str(folder))
    say(capsys, "run", str(folder), "--workers", "0", "--only", "ask", "--only", "analyze")
    status, said = say(capsys, "explain", "answered", str(folder))
    assert status == 0
    assert said.startswith("answered: 0 authorities")
    assert say(capsys, "explain", "nothing", str(folder))[0] == 2
