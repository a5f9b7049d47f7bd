"""A real exchange: 48 letters out over SMTP, 100 messages back over IMAP, the program killed in the middle of both.

The authorities are scripted and invented; the servers are real and on loopback; the program is its own command line.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pytest

from answerable.adapters.clock import SystemClock
from answerable.ask.outbox import LetterState, list_outbox, resolve
from answerable.model.message import Message as Letter
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.project.folder import load_project
from answerable.store.decisions import export_decisions
from answerable.store.record import Record

pytestmark = pytest.mark.slow
OUR_ADDRESS = "foi-desk@lanternpost.example"
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
    assert wrong == []
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
        one = _Authority(number, letter)
        add(one.acknowledge(), one.id)
        if number < len(_FORMS) * 4:
            add(_FORMS[number % len(_FORMS)](one), one.id)
    for number in range(4):
        add(_Authority(number + 40, letters[number + 40]).bounce(), _Authority(number, letters[number + 40]).id)
    for number, (subject, text) in enumerate(_NOT_OURS):
        add(_make(f"x{number}@elsewhere.example", subject, text, f"other-{number}@elsewhere.example"), "")
    return messages, writers


def _make(sender: str, subject: str, text: str, message_id: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, OUR_ADDRESS, subject
    message["Date"] = "Mon, 23 Nov 2026 10:05:00 +0000"
    message["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


_NOT_OURS = (
    ("A prize is waiting for you", "Dear winner, click here within 24 hours to claim your prize.\n"),
    ("Lunch on Thursday?", "Shall we say one o'clock, by the canal?\n"),
    ("Your invoice 20417", "Please find the invoice for the printer attached.\n"),
    ("Newsletter of the allotment society", "The autumn meeting is on the 30th. Bring marrows.\n"),
)


class _Authority:
    """Answers the letter it got, each form of answer in its own way."""

    def __init__(self, number: int, letter: Message) -> None:
        self.number = number
        self.address = str(letter["X-Recipient"])
        self.asked = str(letter["Message-ID"]).strip()
        self.subject = str(letter["Subject"])
        self.token = str(letter["X-Answerable-Request"])
        self.id = _IDS[self.address]
        self.domain = self.address.rpartition("@")[2]
        self.text = (
            f"Dear Sir or Madam\n\nFreedom of Information Act 2000\n\nI can confirm that we hold the information.\n"
            f"Question 1: {number + 2} officers were disciplined.\nQuestion 2: none was dismissed.\n\n"
            f"Yours faithfully\nDisclosure Unit {number}\n"
        )

    def _send(self, what: str, subject: str, text: str, **headers: str) -> bytes:
        return _make(self.address, subject, text, f"{what}-{self.number}@{self.domain}", **headers)

    def _wrap(self, what: str, head: str, body: bytes, *, replies: bool = True) -> bytes:
        lines = [
            f"From: {self.address}", f"To: {OUR_ADDRESS}", f"Subject: RE: {self.subject}",
            "Date: Tue, 1 Dec 2026 09:00:00 +0000", f"Message-ID: <{what}-{self.number}@{self.domain}>",
        ]  # fmt: skip
        lines += [f"In-Reply-To: {self.asked}"] if replies else []
        return "\r\n".join([*lines, "MIME-Version: 1.0", head, "", ""]).encode() + body.replace(b"\n", b"\r\n")

    def acknowledge(self) -> bytes:
        text = (
            f"Thank you for your request, logged as FOI-{7000 + self.number}.\nWe will reply within 20 working days.\n"
        )
        if self.number % 3 == 0:
            return self._send(
                "ack", f"Automatic reply: {self.subject}", text, Auto_Submitted="auto-replied", In_Reply_To=self.asked
            )
        if self.number % 3 == 1:
            return self._send(
                "ack", f"Acknowledgement FOI-{7000 + self.number}", f"{text}Your reference: {self.token}\n"
            )
        return self._send("ack", "Your request", text, References=self.asked)

    def plain(self) -> bytes:
        return self._send("answer", f"FOI-{7000 + self.number} response", self.text, In_Reply_To=self.asked)

    def lying_charset(self) -> bytes:
        body = self.text.replace("Sir or Madam", "reporter \x96 \x93desk\x94").encode("latin-1")
        return self._wrap("answer", "Content-Type: text/plain; charset=us-ascii", body)

    def html_only(self) -> bytes:
        rows = "".join(f"<tr><td>{year}</td><td>{self.number + year % 4}</td></tr>" for year in range(2018, 2022))
        html = (
            f"<html><body><p>{self.text}</p><div style='display:none'>Refused</div><table>{rows}</table></body></html>"
        )
        return self._wrap("answer", "Content-Type: text/html; charset=utf-8", html.encode())

    def attached_letter(self) -> bytes:
        body = (
            f"--B\nContent-Type: text/plain\n\nPlease see attached.\n--B\nContent-Type: application/octet-stream\n"
            f"Content-Disposition: attachment; filename*=utf-8''R%C3%A9ponse%20{self.number}.eml\n\n"
        ).encode()
        inner = self._send("inner", "Our answer", self.text).replace(b"\r\n", b"\n")
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body + inner + b"\n--B--\n")

    def no_last_boundary(self) -> bytes:
        data = base64.b64encode(f"year,officers\n2018,{self.number}\n".encode()).decode()
        body = (
            f"--B\nContent-Type: text/plain\n\n{self.text}\n--B\nContent-Type: text/csv; name=figures.csv\n"
            f"Content-Transfer-Encoding: base64\n\n{data}"
        )
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body.encode())

    def uuencoded(self) -> bytes:
        import binascii

        data = binascii.b2a_uu(f"2018,{self.number}\n".encode()).decode()
        return self._wrap(
            "answer", "Content-Type: text/plain", f"{self.text}\nbegin 644 f.csv\n{data}`\nend\n".encode()
        )

    def quoting(self) -> bytes:
        quoted = f"{self.text}\nOn Mon, 23 Nov 2026, The Lantern Post wrote:\n> How many officers?\n> {self.token}\n"
        return self._wrap("answer", "Content-Type: text/plain", quoted.encode(), replies=False)

    def only_from_the_domain(self) -> bytes:
        text = f"{self.text}\nOur reference: FOI-{7000 + self.number}\n"
        return _make(
            f"disclosure.officer@{self.domain}", f"FOI-{7000 + self.number}: officers disciplined over social media",
            text, f"late-{self.number}@{self.domain}",
        )  # fmt: skip

    def refusal(self) -> bytes:
        text = "The information is exempt under section 40(2) of the Freedom of Information Act 2000.\n"
        return self._send("answer", f"Decision [{self.token}]", text)

    def utf7(self) -> bytes:
        return self._wrap("answer", "Content-Type: text/plain; charset=utf-7", self.text.encode("utf-7"))

    def out_of_office(self) -> bytes:
        text = "I am out of the office until 7 December 2026 and will answer when I am back.\n"
        return self._send(
            "away", f"Out of office: {self.subject}", text, In_Reply_To=self.asked, Auto_Submitted="auto-replied"
        )

    def bounce(self) -> bytes:
        body = (
            "--B\nContent-Type: text/plain\n\nYour message could not be delivered.\n--B\n"
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {self.address}\nAction: failed\nStatus: 5.2.2\n\n"
            f"--B\nContent-Type: text/rfc822-headers\n\nSubject: {self.subject}\nMessage-ID: {self.asked}\n\n--B--\n"
        )
        head = 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"'
        return self._wrap("bounce", head, body.encode(), replies=False).replace(
            f"From: {self.address}".encode(), b"From: MAILER-DAEMON@mx.example"
        )


_FORMS = (
    _Authority.plain, _Authority.lying_charset, _Authority.html_only, _Authority.attached_letter,
    _Authority.no_last_boundary, _Authority.uuencoded, _Authority.quoting, _Authority.only_from_the_domain,
    _Authority.refusal, _Authority.utf7, _Authority.out_of_office,
)  # fmt: skip
_IDS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _know_authorities(example_folder: Path) -> None:
    for one in load_project(example_folder).authorities:
        if one.email is not None:
            _IDS[one.email.address] = one.id
