"""`answerable ask` on the example: the plan, drafts with sheets, marks, sending only what was confirmed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from answerable.ask.answer_sheet_read import is_answer_sheet
from answerable.cli.ask import ask
from answerable.errors import ValueNotAllowed
from answerable.mail.parse import parse_mail


@pytest.fixture
def folder(example_folder: Path, tmp_path: Path) -> Path:
    """The example without its inbox, its letter not sent yet."""
    target = tmp_path / "inv"
    shutil.copytree(example_folder, target, ignore=shutil.ignore_patterns("inbox", "pages", "generator", "decisions"))
    letter = next((target / "letters").glob("*.md"))
    letter.write_text(letter.read_text(encoding="utf-8").replace("sent_on", "# sent_on"), encoding="utf-8")
    return target


def run(folder: Path, *words: str) -> dict[str, Any]:
    result = CliRunner().invoke(ask, [str(folder), *words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    plain: dict[str, Any] = json.loads(result.stdout)
    return plain


@pytest.mark.slow
def test_plan_mark_write_and_confirm(folder: Path) -> None:
    plan = run(folder)
    assert len(plan["letters"]) == len(plan["held"]) == 48
    assert plan["ready"] == 0
    first, second = (item["authority"] for item in plan["letters"][:2])

    confirmed = run(folder, "--by", "Ann", "--confirm", first)
    assert confirmed["ready"] == 1

    marked = run(folder, "--by", "Ann", "--sent-elsewhere", second, "--on", "2021-11-02", "--channel", "portal")
    state = {item["authority"]: item for item in marked["letters"]}[second]
    assert (state["state"], state["sent_on"], state["due_on"]) == ("elsewhere", "2021-11-02", "2021-12-01")
    assert (folder / "decisions" / "ann.jsonl").read_text(encoding="utf-8").count("\n") == 2

    paid = run(folder, "--by", "Ann", "--fee-paid", second, "--on", "2021-11-20")
    assert [sentence for sentence in paid["did"] if "fee paid on 2021-11-20" in sentence]
    with pytest.raises(ValueNotAllowed, match="before the request went"):
        run(folder, "--by", "Ann", "--clarified", second, "--on", "2021-11-01")

    run(folder, "--write-to", str(folder / "build" / "letters"), "--sheet")
    letters = sorted((folder / "build" / "letters").glob("*.eml"))
    assert len(letters) == 48
    mail = parse_mail(letters[0].read_bytes())
    assert is_answer_sheet(mail.attachments[0].data)

    with pytest.raises(ValueNotAllowed, match="confirmed"):
        run(folder, "--send", "48", "--by", "Ann", "--smtp", "127.0.0.1:9", "--security", "none")


def test_marking_needs_a_name_and_a_known_authority(folder: Path) -> None:
    result = CliRunner().invoke(ask, [str(folder), "--confirm", "avonmoor"])
    assert result.exit_code == 2
    assert "--by" in result.output
    with pytest.raises(ValueNotAllowed, match="no such authority"):
        run(folder, "--by", "Ann", "--confirm", "atlantis")


def test_a_newer_list_of_holidays_tells_which_due_dates_move(example_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "sent"
    shutil.copytree(example_folder, target, ignore=shutil.ignore_patterns("inbox", "pages", "generator", "decisions"))
    # The letters went on 1 November 2021; a day proclaimed in Scotland on the 15th moves every clock by one.
    days = [("2021-01-01", "New Year"), ("2021-11-15", "Proclaimed"), ("2021-12-25", "Christmas Day")]
    events = [{"date": day, "title": title} for day, title in days]
    newer = tmp_path / "bank-holidays.json"
    newer.write_text(json.dumps({"scotland": {"events": events}}), encoding="utf-8")
    moved = run(target, "--holidays", str(newer))["moved"]
    assert len(moved) == 48
    assert {item["before"] for item in moved} == {"2021-11-29"}
    assert {item["after"] for item in moved} == {"2021-11-30"}
