# ruff: noqa: E501 - letters are set as they come
"""Outlook's own envelopes: winmail.dat with its body, compressed RTF, .msg."""

from __future__ import annotations

import struct

from answerable.mail.parse import parse_mail
from answerable.mail.rtf import decompress_rtf, render_rtf
from answerable.mail.tnef import SIGNATURE, parse_tnef


def _attribute(level: int, tag: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, tag, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _pad(value: bytes) -> bytes:
    return value + b"\0" * (-len(value) % 4)


def _property(number: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, number, 1, len(value)) + _pad(value)


def make_tnef(body: str, name: str, data: bytes) -> bytes:
    props = struct.pack("<I", 3) + struct.pack("<HHI", 0x0003, 0x0E07, 1)
    props += _property(0x1000, 0x001F, (body + "\0").encode("utf-16-le")) + _property(0x0037, 0x001E, b"Answer\0")
    file = struct.pack("<I", 1) + _property(0x3707, 0x001F, (name + "\0").encode("utf-16-le"))
    return (
        SIGNATURE + b"\x01\x00"
        + _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
        + _attribute(1, 0x00069003, props)
        + _attribute(2, 0x00069002, b"\x01\0" + b"\xff" * 12)
        + _attribute(2, 0x00018010, b"FIGURE~1.XLS\0")
        + _attribute(2, 0x0006800F, data)
        + _attribute(2, 0x00069005, file)
    )  # fmt: skip


def test_winmail_gives_its_body_and_its_files_by_their_long_names() -> None:
    tnef = make_tnef("We hold 12 – see the sheet.", "Figures 2018–2021.xls", b"\xd0\xcf\x11\xe0sheet")
    head = b"From: a@b.example\r\nSubject: A\r\nDate: Mon, 29 Nov 2021 10:05:00 +0000\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
    mail = parse_mail(head + tnef)
    assert mail.body == "We hold 12 – see the sheet."
    assert [item.name for item in mail.attachments] == ["Figures 2018–2021.xls", "winmail.dat"]
    assert mail.attachments[0].data == b"\xd0\xcf\x11\xe0sheet"


def test_a_cut_envelope_keeps_what_came_before() -> None:
    tnef = make_tnef("Words.", "a.xls", b"x" * 500)
    found = parse_tnef(tnef[:-300])
    assert found.body == "Words."
    assert found.broken


def test_mails_in_mails_in_an_envelope() -> None:
    head = b"From: a@b.example\r\nSubject: A\r\nDate: Mon, 29 Nov 2021 10:05:00 +0000\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
    tnef = make_tnef("Words of floor 0.", "figures.csv", b"2018,12\n")
    for floor in (1, 2, 3):
        # An embedded message: sixteen bytes of its class, then an envelope of its own.
        value = bytes(range(16)) + tnef
        file = (
            struct.pack("<I", 2)
            + _property(0x3001, 0x001E, b"Floor %d\0" % (floor - 1))
            + _property(0x3701, 0x000D, value)
        )
        props = struct.pack("<I", 1) + _property(0x1000, 0x001E, b"Words of floor %d.\0" % floor)
        tnef = (
            SIGNATURE + b"\x01\x00" + _attribute(1, 0x00069003, props) + _attribute(2, 0x00069002, b"\x01\0" + b"\xff" * 12)
            + _attribute(2, 0x00069005, file)
        )  # fmt: skip
    mail = parse_mail(head + tnef)
    assert mail.body == "Words of floor 3."
    found = {item.name: item.data for item in mail.attachments}
    assert list(found) == ["Floor 2.txt", "Floor 1.txt", "Floor 0.txt", "figures.csv", "winmail.dat"]
    assert b"Words of floor 0." in found["Floor 0.txt"]
    assert found["figures.csv"] == b"2018,12\n"


def test_html_inside_rtf() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf\par\htmlrtf0 Dear A \'963{\*\htmltag72 </p>}}"
    text, is_html = render_rtf(rtf)
    assert is_html
    assert "<p>" in text
    assert "Dear A –3" in text
    assert "</p>" in text


def test_plain_rtf() -> None:
    text, is_html = render_rtf(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Refused\par Section 40\u8211?2}")
    assert (text.strip(), is_html) == ("Refused\nSection 40–2", False)


def test_compressed_rtf_of_the_specification() -> None:
    # The first example of [MS-OXRTFCP] 3.1.1.
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert decompress_rtf(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_nonsense_is_survived() -> None:
    assert decompress_rtf(b"\x01") == b""
    assert parse_tnef(b"nothing").broken
    assert parse_tnef(SIGNATURE + b"\0\0" + b"\x01" * 50).broken
