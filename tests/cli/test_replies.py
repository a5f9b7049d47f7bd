"""`answerable replies`: an answer is kept word for word, whatever kind of file it came in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.cli import main

ANSWER = "We don’t accept the figure."
MAIL = f"From: a@b.example\nSubject: Re\nContent-Type: text/plain; charset=utf-8\n\n{ANSWER}\n"


def say(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert not ended.value.code
    return capsys.readouterr().out


@pytest.mark.parametrize(("name", "data"), [("a.txt", ANSWER.encode("cp1252")), ("a.eml", MAIL.encode())])
def test_an_answer_from_a_file_is_kept_word_for_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes
) -> None:
    folder, file = tmp_path / "case", tmp_path / name
    file.write_bytes(data)
    say(capsys, "init", str(folder))
    story = folder / "story" / "story.md"
    story.write_text('+++\nheadline = "One"\n+++\n\nExample Council said nothing.\n', encoding="utf-8")
    say(capsys, "run", str(folder), "--workers", "0", "--only", "ask")
    assert f"answerable replies {folder} --put example-council" in say(capsys, "replies", str(folder))
    say(capsys, "replies", str(folder), "--put", "example-council")
    say(capsys, "replies", str(folder), "--answer", "example-council", "--file", str(file))
    (reply,) = json.loads(say(capsys, "replies", str(folder), "--json"))
    assert [answer["text"] for answer in reply["answers"]] == [ANSWER]
