"""Broken, missing and wrong input: what a person is told, and that no traceback is ever among it."""

from __future__ import annotations

import json
import socket
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from answerable.cli import inspect as inspect_module

BROKEN = {
    "empty.pdf": b"",
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<<garbage",
    "broken.xlsx": b"PK\x03\x04garbage" * 5,
    "broken.zip": b"PK\x03\x04" + b"\0" * 40,
    "broken.eml": b"\xff\xfe broken: :::\nContent-Type: multipart/mixed; boundary=\n\n--\n",
    "broken.docx": b"PK\x03\x04zzzz",
    "noise.bin": bytes(range(256)),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "empty.md").write_bytes(b"\n")
    (tmp_path / "bad.toml").write_text("x = [", encoding="utf-8")
    (tmp_path / "table.csv").write_text("force,n\nAvonmoor Police,4\nBordale Police,7\n", encoding="utf-8")
    (tmp_path / "story.md").write_text("Avonmoor Police disciplined 4 officers.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


REFUSED = [
    # words, code, what the error must name
    ("classify nowhere.pdf", "input-not-found", "nowhere.pdf"),
    ("inspect nowhere.pdf", "input-not-found", "nowhere.pdf"),
    ("tabulate nowhere.pdf", "input-not-found", "nowhere.pdf"),
    ("audit nowhere.md --data table.csv", "input-not-found", "nowhere.md"),
    ("audit story.md --data nowhere.csv", "input-not-found", "nowhere.csv"),
    ("link nowhere.csv table.csv", "input-not-found", "nowhere.csv"),
    ("authorities nowhere.csv", "input-not-found", "nowhere.csv"),
    ("classify a-folder", "input-unreadable", "a-folder"),
    ("tabulate a-folder", "input-unreadable", "a-folder"),
    ("audit a-folder --data table.csv", "input-unreadable", "a-folder"),
    ("link a-folder table.csv", "input-unreadable", "a-folder"),
    ("audit empty.md --data table.csv", "input-unreadable", "empty.md"),
    ("audit broken.pdf --data table.csv", "input-unreadable", "broken.pdf"),
    ("audit story.md --data empty.csv", "input-unreadable", "empty.csv"),
    ("audit story.md --data broken.xlsx", "input-unreadable", "broken-file"),
    ("audit story.md --data noise.bin", "input-unreadable", "not-supported"),
    ("link empty.csv table.csv", "input-unreadable", "empty.csv"),
    ("link broken.xlsx table.csv", "input-unreadable", "broken.xlsx"),
    ("tracker broken.xlsx", "input-unreadable", "broken-file"),
    ("tracker a-folder", "input-unreadable", "a-folder"),
    ("tracker table.csv --map nothing", "command-wrong", "HEAD=FIELD"),
    ("authorities empty.csv", "value-not-allowed", "empty.csv:1"),
    ("authorities noise.bin", "input-unreadable", "noise.bin"),
    ("authorities broken.xlsx", "input-unreadable", "broken.xlsx"),
    ("authorities --list nowhere", "value-not-allowed", "nowhere"),
    ("authorities --register nowhere", "value-not-allowed", "uk-police"),
    ("authorities table.csv --law foia", "law-unknown", "foia-2000"),
    ("tabulate table.csv --recipe nowhere.toml", "project-file-invalid", "nowhere.toml"),
    ("tabulate table.csv --recipe bad.toml", "project-file-invalid", "bad.toml:1"),
    ("tabulate table.csv --to out.doc", "value-not-allowed", ".xlsx"),
    ("link table.csv table.csv --on nothing", "value-not-allowed", "force"),
    ("link table.csv table.csv --on =", "value-not-allowed", "--on"),
    ("due 2022-07-01 --law foia", "law-unknown", "foisa-2002"),
    ("due 2022-13-01", "value-not-allowed", "2022-13-01"),
    ("due 01/07/2022", "value-not-allowed", "01/07/2022"),
    ("due 2099-07-01", "calendar-exhausted", "2099"),
    ("due 0001-01-01", "calendar-exhausted", "0001-01-01"),
    ("due 9999-12-31", "calendar-exhausted", "9999-12-31"),
    ("due 2022-07-01 --clarified soon", "value-not-allowed", "--clarified"),
    ("due 2022-07-01 --fee x:y", "value-not-allowed", "--fee"),
    ("due 2022-07-01 --holidays bad.toml", "", "bad.toml"),
    ("due 2022-07-01 --holidays nowhere.json", "", "nowhere.json"),
    ("due 2022-07-01 --school-closed nowhere.txt", "input-not-found", "nowhere.txt"),
    ("classify story.md --law foia", "law-unknown", "foia-2000"),
    ("run a-folder", "project-not-found", "answerable init"),
    ("status a-folder", "project-not-found", "a-folder"),
    ("ask a-folder", "project-not-found", "a-folder"),
    ("review a-folder", "project-not-found", "a-folder"),
    ("pairs a-folder", "project-not-found", "a-folder"),
    ("check a-folder", "project-not-found", "a-folder"),
    ("collect a-folder", "project-not-found", "a-folder"),
    ("import a-folder", "project-not-found", "a-folder"),
    ("explain disciplined a-folder", "project-not-found", "a-folder"),
    ("export cases a-folder", "project-not-found", "a-folder"),
    ("draft review avonmoor a-folder", "project-not-found", "a-folder"),
    ("new letter second --in a-folder", "project-not-found", "a-folder"),
    ("init .", "project-exists", "nothing was changed"),
    ("init table.csv", "project-exists", "table.csv"),
    ("init new --template nothing", "value-not-allowed", "blank"),
    ("problems table.csv", "command-wrong", "the one with answerable.toml"),
    ("status story.md", "command-wrong", "answerable status ."),
    ("due --nothing", "command-wrong", "--nothing"),
    ("due", "command-wrong", "answerable due 2022-07-01"),
    ("due 2022-07-01 --clock nothing", "command-wrong", "review_request"),
    ("nothing", "command-wrong", "nothing"),
    ("new poem x", "command-wrong", "letter"),
    ("export poems", "command-wrong", "tallies"),
]


@pytest.mark.parametrize(("words", "code", "named"), REFUSED, ids=[words for words, *_ in REFUSED])
def test_refused(words: str, code: str, named: str, folder: Path, call: Any) -> None:
    called = call(*words.split(), "--json")
    assert called.status == 2
    assert called.out == ""
    error = json.loads(called.err)
    assert error["error"] == code or not code
    assert error["message"]
    assert named in called.err
    assert error["remedy"] or error["allowed"], "an error says what is allowed or what to do"

    shown = call(*words.split())
    assert shown.status == 2
    assert named in " ".join(shown.err.split()) or code == "command-wrong"
    assert "Traceback" not in shown.err
    assert "what to do" in shown.err.lower() or "allowed" in shown.err.lower()


@pytest.mark.parametrize("name", BROKEN)
def test_classify_tells_what_is_wrong_and_goes_on(name: str, folder: Path, call: Any) -> None:
    called = call("classify", name, "story.md", "--json")
    assert called.status == 0, called.err
    broken, story = [json.loads(line) for line in called.out.splitlines()]
    assert (broken["kind"], broken["decision"]) == ("unclear", None)
    assert all(problem["remedy"] and name in problem["where"] for problem in broken["problems"])
    assert broken["problems"]
    assert story["problems"] == []


def test_the_folder_of_a_file_is_named_where_one_is_wanted(folder: Path, call: Any) -> None:
    (folder / "mine" / "inbox").mkdir(parents=True)
    (folder / "mine" / "answerable.toml").write_text("", encoding="utf-8")
    (folder / "mine" / "inbox" / "reply.eml").write_bytes(b"x")
    assert "What to do: name the investigation's folder" in call("problems", "mine/inbox/reply.eml").err
    assert call("problems", "mine/inbox/reply.eml").err.rstrip().endswith("answerable problems mine")
    assert call("status", "story.md").err.rstrip().endswith("answerable status .")


def test_a_mail_with_a_table_in_its_attachment_is_not_said_to_have_none(folder: Path, call: Any) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "foi@avonmoor.example", "Our answer"
    mail.set_content("Please see the attached.")
    mail.add_attachment(b"year,thefts\n2022,4\n2023,7\n", maintype="text", subtype="csv", filename="answer.csv")
    (folder / "reply.eml").write_bytes(mail.as_bytes())
    called = call("tabulate", "reply.eml", "--no-ocr")
    assert called.status == 0
    assert called.out.startswith("year,thefts,")
    assert "no table found" not in called.err
    mail.clear_content()
    mail.set_content("Nothing is attached.")
    (folder / "reply.eml").write_bytes(mail.as_bytes())
    assert "reply.eml: no table found" in call("tabulate", "reply.eml", "--no-ocr").err


@pytest.mark.slow
def test_inspect_and_tabulate_go_on_after_broken_files(folder: Path, call: Any) -> None:
    called = call("inspect", *BROKEN, "table.csv", "--no-ocr", "--json")
    assert called.status == 0, called.err
    *broken, good = [json.loads(line) for line in called.out.splitlines()]
    assert [item["name"] for item in broken] == list(BROKEN)
    assert all(item["problems"] and item["problems"][0]["remedy"] for item in broken)
    assert good["problems"] == []
    assert good["tables"][0]["rows"][1] == ["Avonmoor Police", "4"]

    called = call("tabulate", *BROKEN, "table.csv", "--no-ocr", "--json")
    assert called.status == 0, called.err
    assert json.loads(called.out)["n_rows"] == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["tabulate table.csv --to", "inspect table.csv --no-ocr --to", "link table.csv table.csv --to"]
)
def test_a_file_that_cannot_be_written_is_named(words: str, folder: Path, call: Any) -> None:
    target = folder / "table.csv" / "below-a-file.csv"
    called = call(*words.split(), target, "--json")
    assert called.status == 2
    error = json.loads(called.err)
    assert error["error"] == "storage-failed"
    assert str(folder / "table.csv") in error["where"]


def test_a_fault_of_the_program_is_told_without_a_traceback(
    folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(inspect_module, "_iter_paths", fail)
    called = call("inspect", "table.csv")
    assert called.status == 2
    assert "program-fault" in called.err
    assert "nobody foresaw this" in called.err
    assert "Traceback" not in called.err
    monkeypatch.setenv("ANSWERABLE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        call("inspect", "table.csv")


STANDARD_INPUT = [
    ("classify - --json", b"Dear Requester, we do not hold this information.", '"not_held"'),
    ("classify - --jsonl", b'{"id": "x", "text": "We do not hold this."}', '"id": "x"'),
    ("audit - --data table.csv --json", b"Avonmoor Police disciplined 4 officers.", '"claims"'),
    ("audit story.md --data - --json", b"force,n\nAvonmoor Police,4\nBordale Police,7\n", '"claims"'),
    ("link - table.csv --json", b"force,n\nAvonmoor Police,4\nBordale Police,7\n", '"same"'),
    ("authorities - --json", b"name\nAvonmoor Police\n", "Avonmoor Police"),
    ("due - --json", b"2022-07-01\n2022-08-01\n", '"2022-08-02"'),
    ("due 2022-07-01 --school-closed - --clock school_response --json", b"2022-07-22\n", '"2022-07-22"'),
]


@pytest.mark.parametrize(("words", "data", "shown"), STANDARD_INPUT, ids=[words for words, *_ in STANDARD_INPUT])
def test_a_hyphen_is_standard_input(words: str, data: bytes, shown: str, folder: Path, call: Any) -> None:
    called = call(*words.split(), stdin=data)
    assert called.status in (0, 1), called.err
    assert shown in called.out


@pytest.mark.slow
@pytest.mark.parametrize("words", ["inspect - --no-ocr --json", "tabulate - --no-ocr --json"])
def test_a_hyphen_is_standard_input_for_readers(words: str, folder: Path, call: Any) -> None:
    called = call(*words.split(), stdin=b"force,n\nAvonmoor Police,4\nBordale Police,7\n")
    assert called.status == 0, called.err
    assert "Bordale Police" in called.out


@pytest.fixture
def investigation(tmp_path: Path, call: Any) -> Path:
    folder = tmp_path / "libraries"
    assert call("init", folder).status == 0
    return folder


MISSING = ["authorities.csv", "codebook.toml"]


@pytest.mark.parametrize("name", MISSING)
def test_an_investigation_without_a_file_names_it(name: str, investigation: Path, call: Any) -> None:
    (investigation / name).unlink()
    called = call("status", investigation, "--json")
    assert called.status == 2
    error = json.loads(called.err)
    assert error["error"] == "project-file-invalid"
    assert name in error["where"]
    assert error["remedy"]


WRONG_LINES = [
    ("answerable.toml", 'law = "foia-2000"', 'law = "foia"', "answerable.toml"),
    ("answerable.toml", "format = 1", "format = 99", "answerable.toml:"),
    ("answerable.toml", "languages", "langages", "answerable.toml:"),
    ("authorities.csv", "id,", "ident,", "authorities.csv:1"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "where"), WRONG_LINES, ids=[row[2] for row in WRONG_LINES])
def test_a_wrong_line_is_named(name: str, right: str, wrong: str, where: str, investigation: Path, call: Any) -> None:
    path = investigation / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    called = call("status", investigation, "--json")
    assert called.status == 2, called.out
    error = json.loads(called.err)
    assert where in error["where"]
    assert error["found"]
    assert error["allowed"] or error["remedy"]


def test_an_authority_nobody_knows_is_named(investigation: Path, call: Any) -> None:
    call("run", investigation, "--only", "ask", "--json")
    for words in (["draft", "review", "nowhere", investigation], ["status", investigation, "--proof", "nowhere"]):
        called = call(*words, "--json")
        assert called.status == 2
        assert json.loads(called.err)["found"] == "nowhere"


def test_a_port_in_use_is_named(investigation: Path, call: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        called = call("serve", investigation, "--port", port)
    assert called.status == 2
    assert str(port) in called.err
    assert "--port" in called.err


@pytest.mark.slow
def test_a_broken_file_in_the_inbox_stops_nothing(investigation: Path, call: Any) -> None:
    for name, data in BROKEN.items():
        (investigation / "inbox" / name).write_bytes(data)
    called = call("run", investigation, "--json", "--workers", "1")
    assert called.status == 0, called.err
    assert [stage["stage"] for stage in json.loads(called.out)["stages"]][-1] == "publish"
