"""Outlook's .msg and .oft: bytes of a writer of our own after the published formats, nested to depth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import olefile
import pytest

from answerable.mail.outlook import parse_any_mail, parse_msg
from answerable.mail.sources import Received, iter_received
from mail.compound import Storage, make_message, write_compound

SENT = dt.datetime(2021, 11, 29, 10, 5, tzinfo=dt.UTC)
HEADERS = (
    "Received: from mx.oakham.example by desk.example; Mon, 29 Nov 2021 10:05:00 +0000\r\n"
    "From: FOI Team <foi@oakham.example>\r\nTo: Desk <desk@paper.example>\r\nSubject: FOI 104\r\n"
    "Date: Mon, 29 Nov 2021 10:05:00 +0000\r\nMessage-ID: <104@oakham.example>\r\n"
    "In-Reply-To: <ANS-AAAAA1@paper.example>\r\nReferences: <ANS-AAAAA1@paper.example>\r\n\r\n"
)
TEXTS = {0x001A: "IPM.Note", 0x0037: "FOI 104 – response", 0x0C1A: "FOI Team", 0x5D01: "FOI@oakham.example"}


def _innermost(number: int = 1) -> Storage:
    texts = {**TEXTS, 0x0037: f"Inner {number}", 0x1000: f"Words of floor {number}: 12 officers.\r\n"}
    return make_message(texts, files=(("figures.csv", b"2018,12\n"),), sent_at=SENT, top=False)


@pytest.mark.parametrize("wide", [True, False], ids=["unicode", "one byte a letter"])
def test_what_a_message_holds(wide: bool) -> None:
    texts = {**TEXTS, 0x007D: HEADERS, 0x1000: "We hold 12 – see the sheet.\r\nYours"}
    data = write_compound(
        make_message(
            texts,
            recipients=(("Desk", "Desk@paper.example"), ("Copy", "copy@paper.example")),
            files=(("Figures 2018–2021.xlsx", b"PK\x03\x04" + b"x" * 9000), ("small.txt", b"y")),
            sent_at=SENT,
            wide=wide,
        )
    )
    assert olefile.isOleFile(data)
    mail = parse_msg(data)
    assert mail is not None
    assert (mail.subject, mail.body) == ("FOI 104 – response", "We hold 12 – see the sheet.\nYours")
    assert (mail.sender.name, mail.sender.address) == ("FOI Team", "foi@oakham.example")
    assert [one.address for one in mail.recipients] == ["desk@paper.example", "copy@paper.example"]
    assert mail.sent_at == "2021-11-29T10:05:00+00:00"
    assert (mail.message_id, mail.in_reply_to) == ("104@oakham.example", "ANS-AAAAA1@paper.example")
    assert mail.header("Received").startswith("from mx.oakham.example")
    assert [(item.name, len(item.data)) for item in mail.attachments] == [
        ("Figures 2018–2021.xlsx", 9004),
        ("small.txt", 1),
    ]


def test_a_message_without_transport_headers_has_what_outlook_kept() -> None:
    html = b"<html><body><p>Dear A</p><table><tr><td>2018</td><td>12</td></tr></table></body></html>"
    data = write_compound(make_message({**TEXTS, 0x1035: "<5@oakham.example>"}, binaries={0x1013: html}, sent_at=SENT))
    mail = parse_msg(data)
    assert mail is not None
    assert (mail.sender.address, mail.message_id) == ("foi@oakham.example", "5@oakham.example")
    assert (mail.body_from, mail.sent_at) == ("html", "2021-11-29T10:05:00+00:00")
    assert "2018\t12" in mail.body
    assert "<table>" in mail.html


def test_messages_in_messages_to_any_depth() -> None:
    store = _innermost()
    for number in range(2, 6):
        texts = {**TEXTS, 0x0037: f"Inner {number}", 0x1000: f"Words of floor {number}."}
        store = make_message(texts, mails=((f"Inner {number - 1}", store),), sent_at=SENT, top=number == 5)
    mail = parse_any_mail(write_compound(store))
    for number in range(5, 0, -1):
        assert mail is not None
        assert f"Words of floor {number}" in mail.body
        assert mail.sent_at == "2021-11-29T10:05:00+00:00"
        if number > 1:
            (inner,) = mail.attachments
            assert (inner.how, inner.media_type) == ("nested", "message/rfc822")
            mail = parse_any_mail(inner.data)
    assert mail is not None
    assert [(item.name, item.data) for item in mail.attachments] == [("figures.csv", b"2018,12\n")]


def test_a_template_lies_in_the_inbox_as_a_letter(tmp_path: Path) -> None:
    texts = {**TEXTS, 0x0037: "Acknowledgement", 0x1000: "Your request was received."}
    (tmp_path / "acknowledgement.oft").write_bytes(write_compound(make_message(texts)))
    (tmp_path / "a.msg").write_bytes(write_compound(make_message({**TEXTS, 0x1000: "One"}, sent_at=SENT)))
    found = [item for item in iter_received(tmp_path) if isinstance(item, Received)]
    assert [(item.name, item.is_mail) for item in found] == [("a.msg", True), ("acknowledgement.oft", True)]
    template = parse_any_mail(found[1].data)
    assert template is not None
    assert (template.subject, template.body, template.sent_at) == ("Acknowledgement", "Your request was received.", "")


@pytest.mark.parametrize(
    ("kind", "auto"),
    [
        ("REPORT.IPM.Note.NDR", "delivery_report"),
        ("REPORT.IPM.Note.IPNRN", "read_receipt"),
        ("IPM.Note.Rules.OofTemplate.Microsoft", "auto_reply"),
        ("IPM.Note", ""),
    ],
)
def test_the_class_of_a_message_says_what_is_automatic(kind: str, auto: str) -> None:
    mail = parse_msg(write_compound(make_message({**TEXTS, 0x001A: kind, 0x1000: "x"})))
    assert mail is not None
    assert mail.auto == auto


def test_another_compound_file_is_no_mail_and_a_cut_one_breaks_nothing() -> None:
    assert parse_msg(write_compound(Storage({"WordDocument": b"x" * 5000}))) is None
    whole = write_compound(make_message({**TEXTS, 0x1000: "Words"}, files=(("a.bin", b"z" * 6000),), sent_at=SENT))
    for n_bytes in range(0, len(whole), 97):
        parse_msg(whole[:n_bytes])
