"""7z, web archives and electronic books: what is inside comes out, and what would do harm does not."""

from __future__ import annotations

import gzip
import importlib.util
import io
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import py7zr
import pytest
from promises import all_text, check_promises

from answerable.adapters.wacz import write_wacz
from answerable.adapters.warc import make_warc
from answerable.model.document import Reading
from answerable.ports import Fetched
from answerable.read.dispatch import read_bytes
from answerable.read.nested import read_nested


def read(data: bytes, name: str) -> Reading:
    return check_promises(read_bytes(data, name))


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def make_7z(members: dict[str, bytes], password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def make_visit(address: str, body: bytes, status: int = 200) -> bytes:
    at = datetime(2021, 12, 6, 10, tzinfo=UTC)
    return make_warc(Fetched(address, at, status, (("Content-Type", "text/html"),), body, "", "", ""))


def test_a_7z_gives_its_members() -> None:
    reading = read(make_7z({"letter.txt": b"Twelve officers.", "tables/a.csv": b"a,b\n1,2\n", "none.txt": b""}), "a.7z")
    assert {part.name: part.data for part in reading.parts} == {
        "letter.txt": b"Twelve officers.",
        "tables/a.csv": b"a,b\n1,2\n",
        "none.txt": b"",
    }
    assert reading.pages[0].text == "letter.txt\ntables/a.csv\nnone.txt"
    assert not reading.problems


def test_members_of_a_7z_never_leave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = make_7z({"AA/evil.txt": b"x", "fine.txt": b"y"})
    buffer = io.BytesIO(data)
    with py7zr.SevenZipFile(buffer) as archive:
        assert archive.getnames() == ["AA/evil.txt", "fine.txt"]
    monkeypatch.setattr(py7zr.py7zr.ArchiveFile, "filename", property(_evil_name))
    reading = read(data, "a.7z")
    assert [part.name for part in reading.parts] == ["evil.txt", "fine.txt"]
    assert codes(reading) == ["path-outside-archive"]
    assert not list(tmp_path.rglob("*"))


def _evil_name(member: py7zr.py7zr.ArchiveFile) -> str:
    return str(member._get_property("filename")).replace("AA/", "../")


@pytest.mark.slow
def test_a_7z_bomb_is_left_closed() -> None:
    reading = read(make_7z({"bomb.txt": b"\0" * 30_000_000, "small.txt": b"x"}), "a.7z")
    assert [part.name for part in reading.parts] == ["small.txt"]
    assert codes(reading) == ["archive-limits"]


def test_a_link_in_a_7z_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "link.txt").symlink_to("secret.txt")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.write(tmp_path / "link.txt", "link.txt")
    reading = read(buffer.getvalue(), "a.7z")
    assert (codes(reading), reading.parts) == (["link-in-archive"], ())


def test_a_7z_with_a_password_says_so() -> None:
    reading = read(make_7z({"letter.txt": b"Twelve."}, password="a"), "a.7z")
    assert (codes(reading), reading.parts) == (["encrypted"], ())


def test_a_7z_that_is_cut_or_changed_is_a_problem_and_never_a_crash() -> None:
    data = make_7z({"letter.txt": b"Twelve officers. " * 40})
    for at in range(6, len(data), 5):
        assert codes(read(data[:at], "a.7z")) == ["broken-file"]
        read(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :], "a.7z")


def test_without_the_library_a_7z_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    reading = read(make_7z({"letter.txt": b"Twelve."}), "a.7z")
    assert codes(reading) == ["not-supported"]
    assert "answerable[sevenzip]" in reading.problems[0].remedy


def test_links_in_zip_and_tar_are_not_followed() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert codes(read(packed.getvalue(), "a.zip")) == ["link-in-archive"]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert codes(read(packed.getvalue(), "a.tar")) == ["link-in-archive"]


def test_a_gzip_of_two_members_is_read_whole_and_a_cut_one_as_far_as_it_goes() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two")
    assert read(data, "a.txt.gz").parts[0].data == b"one two"
    letter = b"".join(b"%d officers\n" % number for number in range(5000))
    reading = read(gzip.compress(letter)[:-3000], "a.txt.gz")
    assert letter.startswith(reading.parts[0].data)
    assert len(reading.parts[0].data) > 1000
    assert codes(reading) == ["part-unreadable"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_gives_each_answer_under_its_address(packed: bool) -> None:
    data = make_visit("https://avonmoor.example/outcomes", b"<html><h1>Outcomes</h1><p>Twelve officers.</p></html>")
    data += make_visit("https://avonmoor.example/log.csv", b"year,officers\n2021,12\n")
    data += make_visit("https://avonmoor.example/outcomes", b"", 304)
    nested = read_nested(data if packed else gzip.decompress(data), "visits.warc.gz")
    check_promises(nested.reading)
    assert not nested.reading.problems
    assert [item.reading.document.name for item in nested.inside] == [
        "https://avonmoor.example/outcomes",
        "https://avonmoor.example/log.csv",
    ]
    assert all_text(nested.inside[0].reading) == "Outcomes\n\nTwelve officers."
    assert nested.inside[1].reading.tables[0].rows() == [["year", "officers"], ["2021", "12"]]
    assert dict(nested.reading.document.facts) == {"records_response": "2", "records_revisit": "1"}
    assert nested.reading.pages[0].text.splitlines()[2].endswith("304 https://avonmoor.example/outcomes same as before")


def test_a_warc_that_ends_in_the_middle_says_so() -> None:
    plain = gzip.decompress(make_visit("https://avonmoor.example/a", b"<p>" + b"Twelve officers. " * 50))
    reading = read(plain[:-300], "a.warc")
    assert codes(reading) == ["part-unreadable"]
    assert reading.parts[0].data.startswith(b"<p>Twelve")


def test_a_wacz_is_read_through_its_warcs(tmp_path: Path) -> None:
    warc = tmp_path / "a.warc.gz"
    warc.write_bytes(make_visit("https://avonmoor.example/outcomes", b"<h1>Outcomes</h1>"))
    write_wacz(tmp_path / "a.wacz", [warc], title="a", description="b", software="c")
    nested = read_nested((tmp_path / "a.wacz").read_bytes(), "a.wacz")
    assert nested.reading.document.media_type == "application/wacz"
    inner = next(item for item in nested.inside if item.reading.document.media_type == "application/warc")
    assert [item.reading.document.name for item in inner.inside] == ["https://avonmoor.example/outcomes"]


def make_epub(chapters: dict[str, str], spine: list[str], *, locked: str = "") -> bytes:
    buffer = io.BytesIO()
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in chapters)
    refs = "".join(f'<itemref idref="{name}"/>' for name in spine)
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        container = '<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/>'
        archive.writestr("META-INF/container.xml", f"<container><rootfiles>{container}</rootfiles></container>")
        title = '<title xmlns="http://purl.org/dc/elements/1.1/">Review of conduct</title>'
        package = f"<package><metadata>{title}</metadata><manifest>{items}</manifest><spine>{refs}</spine></package>"
        archive.writestr("book/content.opf", package)
        for name, body in chapters.items():
            archive.writestr(f"book/{name}.xhtml", f"<html><head><title>x</title></head><body>{body}</body></html>")
        archive.writestr("book/cover.png", b"\x89PNG\r\n\x1a\n")
        if locked:
            uri = f'<CipherReference URI="book/{locked}.xhtml"/>'
            archive.writestr(
                "META-INF/encryption.xml", f"<encryption><EncryptedData>{uri}</EncryptedData></encryption>"
            )
    return buffer.getvalue()


def test_a_book_is_its_chapters_in_the_order_of_its_spine() -> None:
    chapters = {"b": "<h1>Second</h1><p>Nine.</p>", "a": "<h1>First</h1><p>Twelve.</p>", "left_out": "<p>Notes.</p>"}
    reading = read(make_epub(chapters, ["a", "b"]), "review.epub")
    assert [(page.label, page.text) for page in reading.pages] == [
        ("a.xhtml", "First\n\nTwelve."),
        ("b.xhtml", "Second\n\nNine."),
        ("left_out.xhtml", "Notes."),
    ]
    assert dict(reading.document.facts)["title"] == "Review of conduct"
    assert [part.name for part in reading.parts] == ["cover.png"]


def test_a_chapter_with_copy_protection_is_a_problem() -> None:
    reading = read(make_epub({"a": "<p>One.</p>", "b": "<p>Two.</p>"}, ["a", "b"], locked="b"), "review.epub")
    assert (codes(reading), [page.text for page in reading.pages]) == (["encrypted"], ["One."])
