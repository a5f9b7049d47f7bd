# ruff: noqa: E501 - letters are set as they come
"""Letters taken in: archived first, matched by evidence or held, never guessed."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from answerable.model.authority import Authority, EmailAddress
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.store.record import Record
from answerable.track import intake
from answerable.track.intake import STAGE, list_pen, run_intake

AUTHORITIES = (
    Authority("oakham", "Oakham Vale Police", "foia-2000", emails=(EmailAddress("foi@oakham.police.example"),), domains=("oakham.police.example",)),
    Authority("selby", "Selbyshire Constabulary", "foia-2000", emails=(EmailAddress("disclosure@joint.example"),), domains=("selby.police.example",)),
    Authority("tern", "Tern Islands Police", "foisa-2002", emails=(EmailAddress("disclosure@joint.example"),), domains=("tern.police.example",)),
)  # fmt: skip


def _request(authority: str, token: str, recipient: str) -> Request:
    return Request(
        f"req-{authority}", "b", authority, token, "foia-2000", f"Freedom of information request: phones and messages [{token}]",
        "", f"{token}@ours.example", recipient, sent_on=dt.date(2021, 11, 1),
    )  # fmt: skip


REQUESTS = (
    _request("oakham", "ANS-AAAAA1", "foi@oakham.police.example"),
    _request("selby", "ANS-BBBBB2", "disclosure@joint.example"),
    _request("tern", "ANS-CCCCC3", "disclosure@joint.example"),
)


def _mail(
    inbox: Path,
    name: str,
    body: str,
    *,
    sender: str = "foi@oakham.police.example",
    subject: str = "Your request",
    day: int = 10,
    **headers: str,
) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@paper.example", subject
    message["Date"] = f"{day:02d} Nov 2021 10:00:00 +0000"
    message["Message-ID"] = f"<{name}@them.example>"
    for key, value in headers.items():
        message[key.replace("_", "-")] = value
    message.set_content(body)
    inbox.mkdir(exist_ok=True)
    (inbox / name).write_bytes(message.as_bytes())


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open("sqlite://", archive=tmp_path / "sources") as opened:
        yield opened


def _run(record: Record, inbox: Path) -> dict[str, Message]:
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    return {message.message_id.partition("@")[0]: message for message in record.all(Message)}


def _why(message: Message) -> tuple[str, str]:
    return message.request_id, message.matches[0].reason if message.matches else ""


def test_every_way_of_matching(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(
        inbox,
        "token",
        "Our ref: OV/771/21\nReceived.",
        subject="RE: request [ANS-AAAAA1]",
        sender="x@elsewhere.example",
        day=2,
    )
    _mail(inbox, "reference", "Further to OV/771/21.", sender="someone@portal.example", subject="OV/771/21", day=9)
    _mail(inbox, "thread", "Answer.", sender="y@elsewhere.example", In_Reply_To="<ANS-BBBBB2@ours.example>")
    _mail(inbox, "address", "We hold nothing.", sender="foi@oakham.police.example")
    _mail(inbox, "domain", "We hold nothing.", sender="pc1@hq.oakham.police.example")
    _mail(inbox, "named", "Selbyshire Constabulary holds nothing.", sender="disclosure@joint.example")
    _mail(
        inbox,
        "subject",
        "Tern Islands Police will answer.",
        sender="t@x.example",
        subject="RE: Freedom of information request: phones and messages",
    )
    found = {name: _why(message) for name, message in _run(record, inbox).items()}
    assert found == {
        "token": ("req-oakham", "token"),
        "reference": ("req-oakham", "reference"),
        "thread": ("req-selby", "in_reply_to"),
        "address": ("req-oakham", "address"),
        "domain": ("req-oakham", "domain"),
        "named": ("req-selby", "address"),
        "subject": ("req-tern", "subject"),
    }


def test_what_is_not_certain_waits_with_its_candidates(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "shared", "We hold nothing.", sender="disclosure@joint.example")
    _mail(inbox, "stranger", "Hello", sender="a@b.example", subject="lunch?")
    _mail(
        inbox,
        "words",
        "About freedom of information: Oakham Vale Police do this too.",
        sender="a@b.example",
        subject="a tip",
    )
    found = _run(record, inbox)
    assert {name: message.request_id for name, message in found.items()} == {"shared": "", "stranger": "", "words": ""}
    assert {match.request_id for match in found["shared"].matches} == {"req-selby", "req-tern"}
    assert found["stranger"].matches == ()
    assert [match.request_id for match in found["words"].matches] == ["req-oakham"]
    assert len(list_pen(list(found.values()))) == 3


def test_an_answer_to_somebody_else_from_the_right_authority_is_held(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "ours", "Our ref: OV/771/21", subject="RE: [ANS-AAAAA1]", day=2)
    _mail(
        inbox,
        "other",
        "Freedom of Information request OV/802/21\nYour request of 19 November 2021 about drones.",
        subject="OV/802/21",
        day=28,
    )
    found = _run(record, inbox)
    assert found["ours"].request_id == "req-oakham"
    assert found["other"].request_id == ""
    assert "OV/802/21" in found["other"].matches[0].evidence


def test_a_person_rules_above_every_evidence(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "shared", "We hold nothing.", sender="disclosure@joint.example")
    message = _run(record, inbox)["shared"]
    both = make_judgement(
        made_at="2021-12-01T10:00:00+00:00", by="editor", ruling=Ruling.MATCH, noun="message", subject=message.id,
        after=json.dumps(["req-selby", "req-tern"]), reason="one letter for both",
    )  # fmt: skip
    record.append_judgements([both])
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    rows = record.all(Message)
    assert sorted(row.request_id for row in rows) == ["req-selby", "req-tern"]
    assert {row.matches[0].reason for row in rows} == {"person"}
    undo = make_judgement(
        made_at="2021-12-01T11:00:00+00:00", by="editor", ruling=Ruling.MATCH, noun="message", subject=message.id, undoes=both.id
    )  # fmt: skip
    record.append_judgements([undo])
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert [row.request_id for row in record.all(Message)] == [""]


def test_bytes_and_attachments_are_archived_and_a_second_run_does_nothing(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = (
        "foi@oakham.police.example",
        "[ANS-AAAAA1]",
        "Mon, 29 Nov 2021 10:00:00 +0000",
    )
    message.set_content("Attached.")
    message.add_attachment(b"%PDF-1.4 answer", maintype="application", subtype="pdf", filename="answer.pdf")
    inbox.mkdir()
    (inbox / "a.eml").write_bytes(message.as_bytes())
    (inbox / "b.eml").write_bytes(message.as_bytes())
    first = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    rows = record.all(Message)
    assert len(rows) == 1, "the same bytes twice are one letter"
    sha256, name = rows[0].attachments[0]
    assert (name, record.get_bytes(sha256)) == ("answer.pdf", b"%PDF-1.4 answer")
    source = record.find_source(sha256)
    assert source is not None
    assert source.parent == rows[0].document
    second = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert (first.n_done, second.n_done, second.n_unchanged) == (1, 0, 1)


def test_a_letter_that_left_the_inbox_stays(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "gone", "Words.", subject="[ANS-AAAAA1]")
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    (inbox / "gone").unlink()
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert [row.request_id for row in record.all(Message)] == ["req-oakham"]


def test_mail_that_has_not_changed_is_not_parsed_again(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "one", "Words.", subject="[ANS-AAAAA1]")
    _mail(inbox, "two", "Words.", sender="nobody@elsewhere.example")
    before = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    parsed: list[str] = []
    real = intake.parse_letter
    monkeypatch.setattr(intake, "parse_letter", lambda piece: (parsed.append(piece[0].name), real(piece))[1])
    again = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert (parsed, again.n_done, again.n_unchanged) == ([], 0, 2)
    assert (again.did, again.needs_person) == (before.did, before.needs_person)
    _mail(inbox, "three", "Words.", subject="[ANS-AAAAA1]")
    assert run_intake(record, inbox, REQUESTS, AUTHORITIES).n_done == 1
    parsed.clear()
    run_intake(record, inbox, REQUESTS[:1], AUTHORITIES)
    assert len(parsed) == 3, "another request may be what a letter answers"


def test_a_folder_that_names_nobody_is_told_with_the_names_there_are(record: Record, tmp_path: Path) -> None:
    for folder in ("ternn", "tern"):
        (tmp_path / "inbox" / folder).mkdir(parents=True)
        (tmp_path / "inbox" / folder / "answer.pdf").write_bytes(b"%PDF-1.4 " + folder.encode())
    report = run_intake(record, tmp_path / "inbox", REQUESTS, AUTHORITIES)
    (problem,) = record.all(Problem)
    assert (problem.code, problem.where) == ("folder-names-no-request", "inbox/ternn/")
    assert "oakham" in problem.expected
    assert "rename it to tern/" in problem.remedy
    assert any("inbox/ternn/" in sentence for sentence in report.needs_person)
    assert report.n_failed == 0


def test_a_folder_that_is_renamed_as_told_names_the_authority(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "ternn").mkdir(parents=True)
    (inbox / "ternn" / "answer.pdf").write_bytes(b"%PDF-1.4 x")
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    (inbox / "ternn").rename(inbox / "tern")
    report = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert ([row.request_id for row in record.all(Message)], record.all(Problem)) == (["req-tern"], [])
    assert report.needs_person == ()
    (inbox / "tern" / "answer.pdf").unlink()
    run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert [row.request_id for row in record.all(Message)] == ["req-tern"], "a letter that left the inbox stays"


@pytest.mark.parametrize("name", ["~$answer.docx", ".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.answer.ods#"])
def test_what_an_office_program_leaves_is_no_letter(record: Record, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inbox" / "tern"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"\x07Hale")
    with zipfile.ZipFile(folder / "answer.zip", "w") as archive:
        archive.writestr(f"answer/{name}", b"\x07Hale")
        archive.writestr("answer/answer.csv", "a,b\n1,2\n")
    run_intake(record, tmp_path / "inbox", REQUESTS, AUTHORITIES)
    assert not [source.name for source in record.iter_sources() if source.name == name]
    assert record.all(Problem) == []


def test_our_own_letters_are_known(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "desk@paper.example",
        "foi@oakham.police.example",
        "Request [ANS-AAAAA1]",
    )
    message["Date"], message["Message-ID"] = "Mon, 01 Nov 2021 09:00:00 +0000", "<ANS-AAAAA1@ours.example>"
    message.set_content("Please tell me.")
    (inbox / "out.eml").write_bytes(message.as_bytes())
    _mail(inbox, "in", "Thank you.", subject="RE: Request [ANS-AAAAA1]")
    found = _run(record, inbox)
    assert (found["ANS-AAAAA1"].direction, found["in"].direction) == ("out", "in")


def test_a_bounce_is_matched_by_the_letter_it_returns(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    report = (
        "From: MAILER-DAEMON@mx.example\nTo: desk@paper.example\nSubject: Undeliverable\nDate: Mon, "
        "01 Nov 2021 09:05:00 +0000\nMessage-ID: <b@mx.example>\n"
        "Content-Type: multipart/report; report-type=delivery-status; "
        'boundary="B"\n\n--B\nContent-Type: text/plain\n\nNot delivered.\n--B\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; "
        "foi@oakham.police.example\nAction: failed\nStatus: 5.1.1\n\n"
        "--B\nContent-Type: text/rfc822-headers\n\nSubject: Request [ANS-AAAAA1]\n\n--B--\n"
    )
    (inbox / "bounce.eml").write_bytes(report.encode())
    assert _why(_run(record, inbox)["b"]) == ("req-oakham", "token")


def test_a_file_put_in_the_inbox_by_hand_is_a_letter_of_its_folder(record: Record, tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "tern"
    folder.mkdir(parents=True)
    (folder / "posted answer.pdf").write_bytes(b"%PDF-1.4 x")
    run_intake(record, tmp_path / "inbox", REQUESTS, AUTHORITIES)
    (row,) = record.all(Message)
    assert (row.request_id, row.subject) == ("req-tern", "posted answer.pdf")


def test_what_does_not_open_is_a_problem_and_the_rest_goes_on(record: Record, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    _mail(inbox, "fine", "Words.", subject="[ANS-AAAAA1]")
    (inbox / "broken.zip").write_bytes(b"PK\x03\x04 and nothing")
    report = run_intake(record, inbox, REQUESTS, AUTHORITIES)
    assert [item.code for item in record.all(Problem)] == ["inbox-unreadable"]
    assert report.n_failed == 1
    assert len(record.all(Message)) == 1
    assert "inbox" in record.keys(STAGE)
