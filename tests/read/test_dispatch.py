"""Bytes find their reader by content; archives, mail, letters and pictures; nothing ever raises."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentText
from odf.text import P
from PIL import Image
from promises import all_text, check_promises, hidden_counts

from answerable.model.document import BlockKind, Reading
from answerable.read.dispatch import read_bytes
from answerable.read.nested import read_nested
from answerable.read.sniff import find_media_type


def read(data: bytes, name: str = "file") -> Reading:
    return check_promises(read_bytes(data, name))


def make_mail(**parts: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "FOI Desk <foi@avonmoor.example>", "reporter@newsroom.example"
    message["Subject"], message["Date"] = "Your request ANS-ABC123", "Mon, 06 Dec 2021 10:00:00 +0000"
    message.set_content("Dear Ms Example,\n\nYear\tOfficers\n2018\t3\n2019\t12\n\nYours faithfully\n")
    message.add_alternative(
        "<p>Dear Ms Example,</p><table><tr><th>Year</th><th>Officers</th></tr><tr><td>2018</td><td>3</td></tr>"
        "<tr><td>2019</td><td>12</td></tr></table><p>Yours faithfully</p>",
        subtype="html",
    )
    for name, data in parts.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message.as_bytes()


def make_zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4 x", "a.docx", "application/pdf"),
        (b"junk\n%PDF-1.4 x", "a", "application/pdf"),
        (b"{\\rtf1 hello}", "a.doc", "application/rtf"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"a,b\n1,2\n", "a.txt", "text/plain"),
        (b"From: a@b.example\nTo: c@d.example\n\nhello", "a.txt", "message/rfc822"),
        (b"<!DOCTYPE html><p>x", "a.txt", "text/html"),
        (b"\x89PNG\r\n\x1a\nx", "a.jpg", "image/png"),
        (b"", "a.pdf", "text/plain"),
        (b"\x00\x01\x02", "a.txt", "application/octet-stream"),
        (make_zip(a_txt=b"x"), "a.docx", "application/zip"),
    ],
)
def test_kinds_are_told_from_the_bytes(data: bytes, name: str, kind: str) -> None:
    assert find_media_type(data, name) == kind


def test_a_mail_is_its_body_its_tables_and_its_attachments() -> None:
    reading = read(make_mail(figures_csv=b"a,b\n1,2\n"), "answer.eml")
    assert reading.pages[0].kind == "mail"
    assert reading.tables[0].rows() == [["Year", "Officers"], ["2018", "3"], ["2019", "12"]]
    assert [part.name for part in reading.parts] == ["figures.csv"]
    assert dict(reading.document.facts)["subject"] == "Your request ANS-ABC123"


def test_a_table_that_only_the_html_holds_gets_a_page_of_its_own() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "x"
    message.set_content("See the table in the other part of this mail, please. It holds the answer to your question.")
    message.add_alternative(
        "<table><tr><td>2018</td><td>3</td></tr><tr><td>2019</td><td>4</td></tr></table>", subtype="html"
    )
    reading = read(message.as_bytes(), "a.eml")
    assert [page.label for page in reading.pages] == ["", "HTML body"]
    assert reading.tables[0].page == 2


def test_quoted_words_of_a_mail_are_marked() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Re: x"
    message.set_content("We hold no information.\n\nOn Mon, 1 Nov 2021, Reporter wrote:\n> How many officers?\n")
    page = read(message.as_bytes(), "a.eml").pages[0]
    quoted = [page.text[block.start : block.end] for block in page.blocks if block.kind is BlockKind.QUOTED]
    assert len(quoted) == 1
    assert "How many officers?" in quoted[0]


def test_letters_of_a_mailbox_are_read_one_by_one() -> None:
    letter = b"From: a@b.example\nTo: c@d.example\nSubject: %d\n\nTwelve.\n>From the desk of A.\n\n"
    mailbox = b"".join(b"From a@b Mon Dec  6 10:00:00 2021\n" + letter % number for number in (1, 2))
    nested = read_nested(mailbox, "inbox.mbox")
    assert [dict(item.reading.document.facts)["subject"] for item in nested.inside] == ["1", "2"]
    assert "\nFrom the desk" in all_text(nested.inside[0].reading)
    assert find_media_type(mailbox, "x") == "application/mbox"


def test_what_the_html_of_a_mail_hides_is_counted() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "x"
    message.set_content("Twelve.")
    message.add_alternative("<p>Twelve.<p style='display:none'>secret secret</p>", subtype="html")
    assert hidden_counts(read(message.as_bytes(), "a.eml")) == {"hidden_element": 2}


def test_files_inside_files_are_read() -> None:
    inner = make_zip(letter_txt=b"Twelve officers.", figures_csv=b"a,b\n1,2\n")
    nested = read_nested(make_mail(answer_zip=inner), "answer.eml")
    archive = nested.inside[0]
    assert archive.reading.document.media_type == "application/zip"
    assert next(all_text(item.reading) for item in archive.inside) == "Twelve officers."


def test_members_cannot_leave_the_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../etc/evil.txt", "x")
        archive.writestr("/abs.txt", "y")
    reading = read(buffer.getvalue())
    assert [part.name for part in reading.parts] == ["etc/evil.txt", "abs.txt"]
    assert {problem.code for problem in reading.problems} == {"path-outside-archive"}


def test_bombs_stay_packed() -> None:
    reading = read(make_zip(bomb_txt=b"0" * 50_000_000, fine_txt=b"fine"))
    assert [part.name for part in reading.parts] == ["fine.txt"]
    assert [problem.code for problem in reading.problems] == ["archive-limits"]


def test_an_archive_that_holds_itself_ends() -> None:
    data = b"x"
    for _ in range(12):
        data = make_zip(inner_zip=data)
    nested = read_nested(data, "deep.zip")
    depth = 0
    while nested.inside:
        nested, depth = nested.inside[0], depth + 1
    assert depth == 8


def test_tar_and_gzip_are_unpacked() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("folder/letter.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    reading = read(buffer.getvalue(), "answer.tar.gz")
    assert [(part.name, part.data) for part in reading.parts] == [("folder/letter.txt", b"hello")]
    assert read(gzip.compress(b"a,b\n"), "x.csv.gz").parts[0].name == "x.csv"


def test_rtf_and_odt_are_read() -> None:
    assert all_text(read(rb"{\rtf1\ansi We hold 12 cases.\par Yours}", "a.rtf")) == "We hold 12 cases.\n\nYours"
    document = OpenDocumentText()
    document.text.addElement(P(text="We hold 12 cases."))
    buffer = io.BytesIO()
    document.save(buffer)
    assert all_text(read(buffer.getvalue(), "a.odt")) == "We hold 12 cases."


def test_a_picture_without_an_engine_is_a_problem() -> None:
    buffer = io.BytesIO()
    Image.new("L", (300, 200), 255).save(buffer, "PNG")
    reading = read(buffer.getvalue(), "scan.png")
    assert [problem.code for problem in reading.problems] == ["needs-ocr"]
    assert len(reading.pages) == 1


def test_what_is_not_supported_is_said() -> None:
    reading = read(b"\x00\x01\x02....", "a.dat")
    assert [problem.code for problem in reading.problems] == ["not-supported"]
    assert reading.problems[0].remedy


@pytest.mark.parametrize(
    ("data", "found", "remedy"),
    [
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "RAR archive", "ask for a ZIP"),
        (b"!BDN" + bytes(600), "Outlook mailbox (PST)", "save its messages as .eml"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(60), "Access database", "export its tables as CSV"),
        (b"SQLite format 3\x00" + bytes(60), "SQLite database", "CSV"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(60), "HEIC", "PNG or JPEG"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "sound recording", "written down"),
    ],
)
def test_a_kind_that_is_not_read_is_named_with_what_to_do(data: bytes, found: str, remedy: str) -> None:
    (problem,) = read(data, "answer.bin").problems
    assert problem.code == "not-supported"
    assert found in problem.found
    assert remedy in problem.remedy


def test_words_that_begin_like_a_recording_are_words() -> None:
    assert read(b"ID3 checks were made in 12 cases.", "answer.txt").problems == ()
    assert read(b"OggS, BZh and PAR1 are not numbers.", "answer.txt").pages[0].text.startswith("OggS")


def test_text_in_windows_characters_is_read() -> None:
    assert all_text(read("Cost: £5 – “fine”".encode("cp1252"), "a.txt")) == "Cost: £5 – “fine”"
    assert all_text(read("Cost: £5".encode("utf-16"), "a.txt")) == "Cost: £5"


_HEADS = [
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff", b"II*\x00", b"<html>", b"From: a@b\nTo: c@d\n", b"\x1f\x8b\x08", b"a,b\n", b"\xff\xfe", b"GIF89a",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_HEADS), st.binary(max_size=400), st.sampled_from(["a", "a.csv", "a.html", "a.eml", "a.xlsx"]))
def test_no_bytes_make_a_reader_raise(head: bytes, tail: bytes, name: str) -> None:
    read(head + tail, name)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=4), min_size=2, max_size=6))
def test_cells_of_any_words_keep_their_places(rows: list[list[str]]) -> None:
    html = "".join(
        "<tr>" + "".join(f"<td>{cell.replace('&', '&amp;').replace('<', '&lt;')}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    read(f"<html><body><p>x</p><table>{html}</table></body></html>".encode("utf-8", "replace"), "a.html")


def test_exif_is_counted_and_kept_out() -> None:
    buffer = io.BytesIO()
    picture = Image.new("L", (300, 200), 255)
    exif = picture.getexif()
    exif[0x010F] = "Secret Camera"
    picture.save(buffer, "JPEG", exif=exif)
    reading = read(buffer.getvalue(), "scan.jpg")
    assert hidden_counts(reading)["exif"] == 1
    assert "Secret" not in repr(reading)
