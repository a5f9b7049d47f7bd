"""Fetching from real IMAP servers: each message once, byte for byte, and the mailbox left as it was."""

from __future__ import annotations

import base64
import imaplib
import importlib.util
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from answerable.adapters.imap import ImapMailbox, encode_folder
from answerable.adapters.postman import SmtpPostman
from answerable.adapters.token import TokenSource
from answerable.cli.mailbox import open_mailboxes
from answerable.errors import AdapterUnavailable
from answerable.model.problem import Problem
from answerable.ports import Arrived
from answerable.project.settings import parse_settings
from answerable.store.record import Record
from answerable.track.fetch import run_fetch

HEAD = b"From: foi@avonmoor.police.example\r\nDate: Mon, 29 Nov 2021 10:05:00 +0000\r\n"
LETTERS = [
    HEAD + b"Subject: Caf\xe9 licence\r\n\r\n8-bit \xff words\r\n",
    HEAD + b"Subject: open end\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nno last boundary ",
    HEAD + b"Subject: long\r\n\r\n" + b"x" * 300_000 + b"\r\n",
    HEAD + b"Subject: UID 7 BODY[] {3}\r\n\r\n* 1 FETCH (UID 9 BODY[] {2}\r\n.\r\n)\r\n",
    HEAD + b"Subject: no body\r\n\r\n",
]


def open_mailbox(server: Any, **other: Any) -> ImapMailbox:
    facts = {"security": server.security, "context": server.certificate.trusting, "timeout_seconds": 20, **other}
    return ImapMailbox("127.0.0.1", server.port, server.user, server.password, **facts)


def archived(record: Record) -> list[bytes]:
    return sorted(record.get_bytes(source.id) for source in record.sources())


def test_each_message_once_byte_for_byte_and_nothing_marked(record: Record, mail_server: Any) -> None:
    assert run_fetch(record, open_mailbox(mail_server)).did == ("0 messages fetched from desk@127.0.0.1/INBOX",)
    mail_server.deliver(LETTERS[:3])
    before = mail_server.flags()
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 3
    mail_server.deliver(LETTERS[3:])
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 2
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 0
    assert archived(record) == sorted(LETTERS)
    sources = record.sources()
    assert all(source.origin.startswith("imap:desk@127.0.0.1/INBOX;UIDVALIDITY=") for source in sources)
    assert all(source.received_at[:4].isdigit() for source in sources)
    assert mail_server.flags() == before + [b"())"] * 2
    assert before == [b"())"] * 3


def test_it_goes_on_after_any_message_and_files_nothing_twice(record: Record, mail_server: Any) -> None:
    mail_server.deliver(LETTERS)
    for n_filed in (3, 5):
        with pytest.raises(KeyboardInterrupt):
            run_fetch(record, _Stopping(open_mailbox(mail_server), 3))
        assert len(record.sources()) == n_filed
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 0
    record.forget_derived()
    report = run_fetch(record, open_mailbox(mail_server))
    assert (report.n_done, len(record.sources())) == (5, 5)
    assert archived(record) == sorted(LETTERS)


class _Stopping:
    """A mailbox whose reader is stopped after some messages."""

    def __init__(self, mailbox: ImapMailbox, n_messages: int) -> None:
        self.mailbox, self.n_messages = mailbox, n_messages
        self.name = mailbox.name

    def iter_messages(self, position: str = "") -> Iterator[Arrived]:
        for number, item in enumerate(self.mailbox.iter_messages(position)):
            if number == self.n_messages:
                raise KeyboardInterrupt
            yield item
        raise KeyboardInterrupt


def test_a_folder_made_anew_is_fetched_anew_and_nothing_is_filed_twice(record: Record, mail_server: Any) -> None:
    name = "Atebion – FOI & co"
    owner = mail_server.connect()
    for _ in range(2):
        assert owner.create(encode_folder(name))[0] == "OK"
        mail_server.deliver(LETTERS[:2], encode_folder(name))
        run_fetch(record, open_mailbox(mail_server, folder=name))
        assert archived(record) == sorted(LETTERS[:2])
        assert owner.delete(encode_folder(name))[0] == "OK"
    owner.logout()


def test_a_message_that_was_deleted_leaves_no_gap_in_what_follows(record: Record, mail_server: Any) -> None:
    mail_server.deliver(LETTERS[:2])
    run_fetch(record, open_mailbox(mail_server))
    owner = mail_server.connect()
    owner.select()
    owner.store("1:2", "+FLAGS", "\\Deleted")
    owner.expunge()
    owner.logout()
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 0
    mail_server.deliver(LETTERS[2:])
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 3
    assert len(record.sources()) == 5


def test_a_line_that_breaks_is_opened_again(record: Record, mail_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_server.deliver(LETTERS)
    real, calls = imaplib.IMAP4.uid, []

    def breaking(self: imaplib.IMAP4, *command: str) -> Any:
        calls.append(command)
        if len(calls) in (3, 5):
            self.shutdown()
        return real(self, *command)

    monkeypatch.setattr(imaplib.IMAP4, "uid", breaking)
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 5
    assert len(calls) == 8


def test_what_cannot_be_had_is_a_problem_and_is_tried_again(
    record: Record, mail_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server.deliver(LETTERS)
    monkeypatch.setattr("answerable.adapters.imap.MAX_MESSAGE", 100_000)
    report = run_fetch(record, open_mailbox(mail_server))
    assert (report.n_done, report.n_failed) == (4, 1)
    assert [(item.code, "300," in item.found) for item in record.iter(Problem)] == [("mail-not-fetched", True)]
    assert run_fetch(record, open_mailbox(mail_server)).n_failed == 1
    monkeypatch.undo()
    assert run_fetch(record, open_mailbox(mail_server)).n_done == 1
    assert record.all(Problem) == []
    assert archived(record) == sorted(LETTERS)


def test_a_wrong_password_folder_or_certificate_says_what_to_do(mail_server: Any) -> None:
    wrong = ImapMailbox(
        "127.0.0.1", mail_server.port, mail_server.user, "no-such-word", security=mail_server.security,
        context=mail_server.certificate.trusting,
    )  # fmt: skip
    for mailbox in (
        wrong,
        open_mailbox(mail_server, folder="Nowhere"),
        open_mailbox(mail_server, context=ssl.create_default_context()),
    ):
        with pytest.raises(AdapterUnavailable, match="what was fetched before is kept") as caught:
            list(mailbox.iter_messages())
        assert "no-such-word" not in str(caught.value)
        assert mail_server.password not in repr(mailbox)


def test_mail_is_never_fetched_in_the_clear_from_another_machine() -> None:
    with pytest.raises(AdapterUnavailable, match="encryption"):
        list(ImapMailbox("mail.example", 143, "desk", "x", security="none").iter_messages())


def test_the_mailbox_is_named_in_the_settings_and_its_password_is_not(tmp_path: Path) -> None:
    path = tmp_path / "answerable.toml"
    text = 'format = 1\nname = "N"\nslug = "n"\nlaw = "foia-2000"\nperiod = { from = 2018-01-01, to = 2021-12-31 }\n'
    path.write_text(text)
    assert parse_settings(path).mailbox is None
    path.write_text(f'{text}[mailbox]\nhost = "mail.example"\nuser = "desk@mail.example"\n')
    found = parse_settings(path).mailbox
    assert found is not None
    assert (found.port, found.folders, found.tls, found.login) == (993, ("INBOX",), "tls", "password")
    more = 'folders = ["INBOX", "Answers", "INBOX"]\nlogin = "oauth2"\n'
    path.write_text(f'{text}[mailbox]\nhost = "mail.example"\nuser = "desk"\n{more}')
    several = parse_settings(path)
    assert several.mailbox is not None
    assert (several.mailbox.folders, several.mailbox.login) == (("INBOX", "Answers"), "oauth2")
    names = [box.name for box in open_mailboxes(several)]
    assert names == ["desk@mail.example/INBOX", "desk@mail.example/Answers"]
    path.write_text(f'{text}[mailbox]\nhost = "mail.example"\nuser = "desk"\nfolder = "A"\nfolders = ["B"]\n')
    with pytest.raises(Exception, match="not both"):
        parse_settings(path)
    path.write_text(f'{text}[mailbox]\nhost = "mail.example"\nuser = "desk"\npassword = "x"\n')
    with pytest.raises(Exception, match="password"):
        parse_settings(path)


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


class _TokenServer:
    """An IMAP server on this machine that lets in by XOAUTH2 alone, with one message in its only folder."""

    def __init__(self, certificate: Any, message: bytes) -> None:
        self.message, self.said = message, list[bytes]()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._certificate = certificate
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                with (
                    self._certificate.serving.wrap_socket(plain, server_side=True) as line,
                    line.makefile("rwb") as file,
                ):
                    self._talk(file)

    def _talk(self, file: Any) -> None:
        def say(*rows: bytes) -> None:
            file.write(b"".join(row + b"\r\n" for row in rows))
            file.flush()

        say(b"* OK ready")
        while row := file.readline():
            tag, command, *rest = row.split(None, 2)
            name = command.upper() + (b" " + rest[0].split()[0].upper() if command.upper() == b"UID" else b"")
            if name == b"CAPABILITY":
                say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR", tag + b" OK done")
            elif name == b"AUTHENTICATE":
                say(b"+ ")
                self.said.append(base64.b64decode(file.readline()))
                if b"auth=Bearer good" not in self.said[-1]:
                    say(b"+ " + base64.b64encode(b'{"status":"401"}'))
                    assert file.readline() == b"\r\n"
                    say(tag + b" NO wrong token")
                    continue
                say(tag + b" OK in")
            elif name == b"EXAMINE":
                say(b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] valid", tag + b" OK [READ-ONLY] done")
            elif name == b"UID FETCH" and b"BODY.PEEK[]" in row:
                size = str(len(self.message)).encode()
                say(b"* 1 FETCH (UID 1 BODY[] {" + size + b"}", self.message + b")", tag + b" OK done")
            elif name == b"UID FETCH":
                say(b"* 1 FETCH (UID 1 RFC822.SIZE 10)", tag + b" OK done")
            else:
                say(tag + b" OK done")
                if name == b"LOGOUT":
                    return

    def close(self) -> None:
        self._listener.close()


def test_a_token_of_a_command_opens_the_mailbox_and_a_wrong_one_says_what_to_do(
    record: Record, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = _TokenServer(certificate, LETTERS[0])

    def mailbox() -> ImapMailbox:
        trusting = certificate.trusting
        source = TokenSource("ANSWERABLE_IMAP_TOKEN")
        return ImapMailbox("127.0.0.1", server.port, "desk@a.example", "", context=trusting, token=source)

    try:
        with pytest.raises(AdapterUnavailable, match="no access token"):
            run_fetch(record, mailbox())
        monkeypatch.setenv("ANSWERABLE_IMAP_TOKEN_COMMAND", f'{sys.executable} -c "print(chr(98)*3)"')
        with pytest.raises(AdapterUnavailable, match="wrong token"):
            run_fetch(record, mailbox())
        monkeypatch.setenv("ANSWERABLE_IMAP_TOKEN", "good")
        assert run_fetch(record, mailbox()).n_done == 1
        assert archived(record) == [LETTERS[0]]
        assert server.said[-1] == b"user=desk@a.example\x01auth=Bearer good\x01\x01"
    finally:
        server.close()


def test_a_letter_goes_with_a_token_and_a_wrong_one_sends_nothing(
    tmp_path: Path, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec("aiosmtpd") is None:
        pytest.skip("no aiosmtpd: pip install aiosmtpd")
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import MISSING, AuthResult

    taken: list[bytes] = []

    class Handler:
        async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:  # noqa: N802 - aiosmtpd's name
            said = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth("")
            if said is MISSING or said != b"user=desk@a.example\x01auth=Bearer good\x01\x01":
                await server.challenge_auth('{"status":"401"}')
                return AuthResult(success=False, handled=False)
            return AuthResult(success=True)

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            taken.append(envelope.content)
            return "250 taken"

    controller = Controller(
        Handler(), "127.0.0.1", _find_port(), tls_context=certificate.serving, require_starttls=True, auth_required=True
    )
    controller.start()
    try:
        source = TokenSource("ANSWERABLE_SMTP_TOKEN")
        trusting = certificate.trusting
        postman = SmtpPostman("127.0.0.1", controller.port, user="desk@a.example", context=trusting, token=source)
        monkeypatch.setenv("ANSWERABLE_SMTP_TOKEN", "bad")
        with pytest.raises(AdapterUnavailable):
            postman.send("desk@a.example", ("foi@b.example",), b"Subject: x\r\n\r\ny\r\n")
        monkeypatch.setenv("ANSWERABLE_SMTP_TOKEN", "good")
        postman.send("desk@a.example", ("foi@b.example",), b"Subject: x\r\n\r\ny\r\n")
        postman.close()
    finally:
        controller.stop()
    assert len(taken) == 1
