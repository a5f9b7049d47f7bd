"""A real exchange: 48 letters out over SMTP, 100 messages back over IMAP, the program killed in the middle of both.

The authorities are scripted and invented; the servers are real and on loopback; the program is its own command line.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from answerable.adapters.clock import SystemClock
from answerable.ask.outbox import LetterState, list_outbox, resolve
from answerable.model.message import Message as Letter
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.project.folder import load_project
from answerable.store.decisions import export_decisions
from answerable.store.record import Record
from track.scripted_authority import FORMS, Authority, make

pytestmark = pytest.mark.slow
_RUN = "from answerable.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path, example_folder: Path, mail_server: Any) -> Path:
    """The investigation of the example before its letters went, with the mailbox named."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("answerable.toml", "authorities.csv", "codebook.toml", "letters"):
        source = example_folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    settings = re.sub(r"(?m)^as_of = .*$", "", (folder / "answerable.toml").read_text())
    settings += (
        f'\n[mailbox]\nhost = "127.0.0.1"\nport = {mail_server.port}\nuser = "{mail_server.user}"\n'
        f'tls = "{mail_server.security}"\n'
    )
    (folder / "answerable.toml").write_text(settings)
    for letter in (folder / "letters").iterdir():
        letter.write_text(re.sub(r"(?m)^sent_on = .*\n", "", letter.read_text()))
    return folder


class Program:
    """The command line, as a person or a time table calls it."""

    def __init__(self, folder: Path, mail_server: Any) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "SSL_CERT_FILE": str(mail_server.certificate.path),
            "ANSWERABLE_SMTP_PASSWORD": "secret",
            "ANSWERABLE_IMAP_PASSWORD": mail_server.password,
        }

    def start(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-c", _RUN, command, str(self.folder), "--json", *options]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, command: str, *options: str) -> Any:
        out, err = (process := self.start(command, *options)).communicate(timeout=300)
        assert process.returncode == 0, err.decode()
        return json.loads(out)

    def kill_when(self, process: subprocess.Popen[bytes], is_time: Any) -> None:
        """Kill -9 as soon as something is so; it must be so before the command is done."""
        while not is_time():
            assert process.poll() is None, (process.communicate(), "done before it could be killed")
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def record(self) -> Record:
        settings = load_project(self.folder).settings
        return Record.open(settings.database_url, archive=self.folder / "sources")


def send_options(n_letters: int, port: int, more: list[str] | None = None) -> list[str]:
    return [
        *(
            "--send",
            str(n_letters),
            "--by",
            "Reporter",
            "--smtp",
            f"127.0.0.1:{port}",
            "--user",
            "desk",
            "--pause",
            "0",
        ),
        *(more or []),
    ]


def test_forty_eight_letters_and_a_hundred_messages(folder: Path, mail_server: Any, letter_box: Any) -> None:
    program = Program(folder, mail_server)
    _send_with_kills(program, letter_box)
    letters = letter_box.letters()
    assert len(letters) == 48
    assert len({str(one["Message-ID"]) for one in letters}) == 48
    assert len({str(one["X-Recipient"]) for one in letters}) == 48

    messages, writers = _write_messages(letters)
    assert len(messages) == len(set(messages)) == 100
    mail_server.deliver(messages)
    before = mail_server.flags()
    _fetch_with_kills(program, folder)

    with program.record() as record:
        fetched = [source for source in record.sources() if source.origin.startswith("imap:") and not source.parent]
        assert Counter(record.get_bytes(source.id) for source in fetched) == Counter(messages)
        rows = [row for row in record.all(Letter) if row.direction == "in"]
        assert Counter(row.document for row in rows) == Counter(source.id for source in fetched)
        requests = {request.id: request for request in record.all(Request)}
        classified = {row.message_id for row in record.all(Classification)}
        assert {row.id for row in rows} == classified
        wrong, held = [], []
        for row in rows:
            writer = writers[record.get_bytes(row.document)]
            if not row.request_id:
                held.append(writer)
            elif requests[row.request_id].authority_id != writer:
                wrong.append((writer, requests[row.request_id].authority_id, row.subject))
        links = [item for item in record.all(Problem) if item.code == "download-link"]
    assert wrong == []
    assert len(links) == 2, "each file at a portal is named with the day on which it is gone"
    assert all("gone after 2026-12-08" in item.found for item in links)
    assert Counter(held)[""] == 4, "what answers nobody waits in the pen"
    assert len(held) == 4, f"and what is an answer finds its request: {held}"
    assert mail_server.flags() == before
    report = program.run("track", "--fetch", "--workers", "0")["stages"][0]
    assert "0 messages fetched" in report["did"][0]
    assert program.run("ask")["ready"] == 0


def _send_with_kills(program: Program, letter_box: Any) -> None:
    letter_box.slow_seconds = 0.02
    plan = program.run("ask", "--by", "Reporter", *_confirm_all(program.folder))
    assert plan["ready"] == 48
    for n_letters in (6, 19, 33):
        process = program.start("ask", *send_options(program.run("ask")["ready"], letter_box.port))
        program.kill_when(process, lambda n_letters=n_letters: letter_box.n_taken >= n_letters)
        time.sleep(0.2)  # the server may still file the letter that was on the line
        with program.record() as record:
            (batch,) = load_project(program.folder).batches
            items = list_outbox(record, batch.id)
            assert sum(item.state is LetterState.SENDING for item in items) <= 1
            resolve(record, items, letter_box, SystemClock(), by="Reporter")
            export_decisions(record, program.folder / "decisions")
    n_left = program.run("ask")["ready"]
    assert n_left == 48 - letter_box.n_taken
    program.run("ask", *send_options(n_left, letter_box.port))


def _confirm_all(folder: Path) -> list[str]:
    return [word for one in load_project(folder).authorities for word in ("--confirm", one.id)]


def _fetch_with_kills(program: Program, folder: Path) -> None:
    sources = folder / "sources"
    n_before = sum(1 for _ in sources.glob("??/*"))
    for n_fetched in (9, 41, 77):
        process = program.start("track", "--fetch", "--workers", "0")
        program.kill_when(process, lambda n=n_fetched: sum(1 for _ in sources.glob("??/*")) - n_before >= n)
    report = program.run("track", "--fetch", "--workers", "0")["stages"][0]
    n_last = int(re.match(r"\d+", report["did"][0])[0])  # type: ignore[index]
    assert 0 < n_last < 100 - 70


def _write_messages(letters: list[Message]) -> tuple[list[bytes], dict[bytes, str]]:
    """A hundred messages: an acknowledgement each, an answer from most in many forms, and what else comes by mail."""
    messages: list[bytes] = []
    writers: dict[bytes, str] = {}

    def add(data: bytes, writer: str) -> None:
        messages.append(data)
        writers[data] = writer

    for number, letter in enumerate(letters):
        one = Authority(number, letter, _IDS[str(letter["X-Recipient"])])
        add(one.acknowledge(), one.id)
        if number < len(FORMS) * 2:
            add(FORMS[number % len(FORMS)](one), one.id)
    for number in range(4):
        letter = letters[number + 40]
        one = Authority(number + 40, letter, _IDS[str(letter["X-Recipient"])])
        add(one.bounce(), one.id)
    for number, (subject, text) in enumerate(_NOT_OURS):
        add(make(f"x{number}@elsewhere.example", subject, text, f"other-{number}@elsewhere.example"), "")
    return messages, writers


_NOT_OURS = (
    ("A prize is waiting for you", "Dear winner, click here within 24 hours to claim your prize.\n"),
    ("Lunch on Thursday?", "Shall we say one o'clock, by the canal?\n"),
    ("Your invoice 20417", "Please find the invoice for the printer attached.\n"),
    ("Newsletter of the allotment society", "The autumn meeting is on the 30th. Bring marrows.\n"),
)


_IDS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _know_authorities(example_folder: Path) -> None:
    for one in load_project(example_folder).authorities:
        if one.email is not None:
            _IDS[one.email.address] = one.id
