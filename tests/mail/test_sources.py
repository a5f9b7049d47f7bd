# ruff: noqa: E501 - letters are set as they come
"""Every kind of box that mail lies in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from answerable.mail.parse import parse_mail
from answerable.mail.sources import Received, iter_received
from answerable.model.problem import Problem

ONE = b"From: foi@a.example\r\nSubject: One\r\nDate: Mon, 29 Nov 2021 10:05:00 +0000\r\nMessage-ID: <1@a>\r\n\r\nFirst\r\n"
TWO = ONE.replace(b"One", b"Two").replace(b"<1@a>", b"<2@a>").replace(b"First", b">From the start\r\nSecond")

THREAD = """This is a plain-text version of the Freedom of Information request "Officers and
phones".  The latest, full version is available online at https://www.whatdotheyknow.com/request/officers.


-------------------------------
  From: Pat Example
  To: Avonmoor Police
  Date: 1 November 2021
  Dear Avonmoor Police,

  1. How many?

-------------------------------
  From: FOI Avonmoor, Avonmoor Police
  To: Pat Example
  Date: 2 November 2021

  Your request has been received.

-------------------------------
  From: FOI Avonmoor, Avonmoor Police
  To: Pat Example
  Date: 29 November 2021

  Please see attached.

    Attachment: answer.pdf (12K)
"""


def _received(path: Path) -> list[Received]:
    return [item for item in iter_received(path) if isinstance(item, Received)]


def test_folder_in_the_order_of_names_with_files_beside_mails(tmp_path: Path) -> None:
    (tmp_path / "b.eml").write_bytes(TWO)
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "figures.csv").write_bytes(b"a,b\n")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    found = _received(tmp_path)
    assert [(item.origin, item.is_mail) for item in found] == [
        ("a.eml", True),
        ("b.eml", True),
        ("sub/figures.csv", False),
    ]


def test_mbox(tmp_path: Path) -> None:
    box = (
        b"From foi@a.example Mon Nov 29 10:05:00 2021\n"
        + ONE.replace(b"\r\n", b"\n")
        + b"\nFrom foi@a.example Mon Nov 29 10:06:00 2021\n"
        + TWO.replace(b"\r\n", b"\n")
    )
    (tmp_path / "box.mbox").write_bytes(box)
    found = _received(tmp_path / "box.mbox")
    assert [parse_mail(item.data).subject for item in found] == ["One", "Two"]
    assert "From the start\nSecond" in parse_mail(found[1].data).body


def test_maildir_keeps_names_when_flags_change(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "M" / folder).mkdir(parents=True)
    (tmp_path / "M" / "cur" / "123.host:2,S").write_bytes(ONE)
    (tmp_path / "M" / "new" / "124.host").write_bytes(TWO)
    assert [item.origin for item in _received(tmp_path)] == ["M/123.host", "M/124.host"]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def test_zip_in_zip_and_a_broken_one(tmp_path: Path) -> None:
    inner = _zip({"two.eml": TWO})
    (tmp_path / "all.zip").write_bytes(_zip({"one.eml": ONE, "inner.zip": inner}))
    (tmp_path / "broken.zip").write_bytes(inner[:40])
    items = list(iter_received(tmp_path))
    assert [item.origin for item in items if isinstance(item, Received) and item.is_mail] == [
        "all.zip!inner.zip!two.eml",
        "all.zip!one.eml",
    ]
    assert [item.code for item in items if isinstance(item, Problem)] == ["inbox-unreadable"]
    assert any(isinstance(item, Received) and item.origin == "broken.zip" for item in items), (
        "bytes that do not open are kept"
    )


def test_whatdotheyknow_export(tmp_path: Path) -> None:
    (tmp_path / "officers.zip").write_bytes(
        _zip(
            {
                "correspondence.txt": THREAD.encode(),
                "2_2_answer.pdf": b"%PDF-1.4",
                "1_3_logo.png": b"\x89PNG",
                "loose.txt": b"x",
            }
        )
    )
    found = _received(tmp_path)
    mails = [parse_mail(item.data) for item in found if item.is_mail]
    assert [mail.sent_at[:10] for mail in mails] == ["2021-11-01", "2021-11-02", "2021-11-29"]
    assert [[item.name for item in mail.attachments] for mail in mails] == [[], ["logo.png"], ["answer.pdf"]]
    assert mails[0].subject == "Officers and phones"
    assert "How many?" in mails[0].body
    assert mails[2].header("X-WhatDoTheyKnow-Request") == "https://www.whatdotheyknow.com/request/officers"
    assert [item.name for item in found if not item.is_mail] == ["officers.zip", "loose.txt"]
    assert [item.data for item in found] == [item.data for item in _received(tmp_path)], "the same bytes each time"
