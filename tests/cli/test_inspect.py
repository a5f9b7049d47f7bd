"""`answerable inspect`: what it prints for people and for machines."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from answerable.cli.inspect import inspect
from answerable.model.ids import hash_bytes


def make_mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "FOI Desk <foi@avonmoor.example>", "reporter@newsroom.example"
    message["Subject"], message["Date"] = "Your request", "Mon, 06 Dec 2021 10:00:00 +0000"
    message.set_content("We hold twelve cases.\n")
    message.add_attachment(b"Year,Officers\n2018,3\n", maintype="text", subtype="csv", filename="figures.csv")
    return message.as_bytes()


def run(*words: str, data: bytes | None = None) -> list[dict[str, Any]]:
    result = CliRunner().invoke(inspect, [*words, "--json", "--no-ocr"], input=data, catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def test_mail_is_one_object_with_its_attachments_nested(tmp_path: Path) -> None:
    path = tmp_path / "answer.eml"
    data = make_mail()
    path.write_bytes(data)
    (found,) = run(str(path))
    assert (found["name"], found["media_type"]) == ("answer.eml", "message/rfc822")
    assert (found["size"], found["sha256"]) == (len(data), hash_bytes(data))
    assert (found["from"], found["to"]) == ("foi@avonmoor.example", ["reporter@newsroom.example"])
    assert (found["subject"], found["sent_at"][:19]) == ("Your request", "2021-12-06T10:00:00")
    assert found["body"].strip() == "We hold twelve cases."
    (attachment,) = found["attachments"]
    assert attachment["name"] == "figures.csv"
    assert attachment["tables"][0]["rows"] == [["Year", "Officers"], ["2018", "3"]]
    assert attachment["problems"] == attachment["hidden"] == []


def test_standard_input_is_read() -> None:
    (found,) = run("-", data=b"<html><body><p>Twelve.<p hidden>secret secret</body></html>")
    assert found["pages"] == [{"page": 1, "text": "Twelve."}]
    assert found["hidden"] == [{"kind": "hidden_element", "place": "page 1", "count": 2}]


def test_a_folder_gives_one_line_for_each_file(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [found["name"] for found in run(str(tmp_path))] == ["a.txt", "b.txt", "c.txt"]


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    folder, target = tmp_path / "in", tmp_path / "out.jsonl"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(str(number))
    words = [str(folder), "--no-ocr", "--to", str(target)]
    CliRunner().invoke(inspect, words, catch_exceptions=False)
    lines = target.read_text().splitlines()
    target.write_text("\n".join(lines[:2]) + "\n" + lines[2][:20])
    result = CliRunner().invoke(inspect, words, catch_exceptions=False)
    assert target.read_text().splitlines() == lines
    assert "2 of them had been read before; the counts are of all" in result.output


def test_people_read_what_a_file_is_and_hides(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><table><tr><td>Year<td>Officers<tr><td>2018<td>3</table><p hidden>x</body></html>")
    result = CliRunner().invoke(inspect, [str(path), "--no-ocr"], catch_exceptions=False)
    assert "web page" in result.output
    assert "table on page 1: 2 rows by 2 columns: Year | Officers" in result.output
    assert "hidden, kept out: hidden element (1)" in result.output


def test_a_missing_file_is_an_error() -> None:
    from answerable.errors import InputNotFound

    with pytest.raises(InputNotFound):
        CliRunner().invoke(inspect, ["no-such-file"], catch_exceptions=False)


def test_the_summary_of_a_folder_names_what_needs_a_look(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes([number]) * 50)
    (folder / "a.txt").write_text("Twelve officers.")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("old.pst", b"!BDN" + bytes(600))
    (folder / "b.zip").write_bytes(buffer.getvalue())
    words = [str(folder), "--no-ocr", "--to", str(tmp_path / "out.jsonl")]
    said = " ".join(CliRunner().invoke(inspect, words, catch_exceptions=False).output.split())
    assert "7 files and 1 file inside them: 2 pages, 0 tables" in said
    assert "5 RAR archive, 1 Outlook mailbox (PST), 1 ZIP archive, 1 plain text" in said
    assert "5 files are of a kind that is not read: a RAR archive" in said
    assert "0.rar; " in said
    assert "2.rar and 2 more what to do: unpack it" in said
