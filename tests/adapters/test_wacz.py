"""WACZ: the structure that its specification asks for, bytes that can be checked, and every page found by its index."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.adapters.wacz_reader import Player, is_sorted, make_surt
from warcio.archiveiterator import ArchiveIterator

from answerable.adapters import wacz
from answerable.adapters.wacz import make_sort_key, write_wacz
from answerable.adapters.warc import WarcArchive
from answerable.cli.collect import collect
from answerable.cli.export_archive import export_archive
from answerable.errors import InputUnreadable
from answerable.model.ids import hash_bytes
from answerable.ports import Fetched

ADDRESS = "https://www.tarnshire.police.example/misconduct?b=2&a=1"
PAGES = ("<title>Hearings</title><p>PC A.</p>", "<title>Hearings</title><p>PC A was dismissed.</p>")


def make_visits(folder: Path) -> list[Path]:
    archive = WarcArchive(folder)
    visits = [
        Fetched(
            ADDRESS, dt.datetime(2021, month, 1, tzinfo=dt.UTC), 200, (("Content-Type", "text/html"),), page.encode()
        )
        for month, page in enumerate(PAGES, 1)
    ]
    visits.append(Fetched(ADDRESS, dt.datetime(2021, 3, 1, tzinfo=dt.UTC), 304, (), b""))
    visits.append(Fetched(ADDRESS, dt.datetime(2021, 4, 1, tzinfo=dt.UTC), 0, (), b"", "timed out"))
    return [folder / archive.keep("tarnshire", visit).path for visit in visits]


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "visits.wacz"
    words = {"title": "Logs", "description": "Pages", "software": "answerable"}
    write_wacz(path, make_visits(tmp_path), **words, extra=[("visits/visits.jsonl", b'{"kind":"end","hash":"ab"}\n')])
    again = tmp_path / "again.wacz"
    write_wacz(again, make_visits(tmp_path), **words, extra=[("visits/visits.jsonl", b'{"kind":"end","hash":"ab"}\n')])
    assert path.read_bytes() == again.read_bytes()
    return path


def test_every_file_is_listed_with_its_hash(packed: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        package = json.loads(archive.read("datapackage.json"))
        digest = json.loads(archive.read("datapackage-digest.json"))
        assert digest == {
            "path": "datapackage.json", "hash": f"sha256:{hash_bytes(archive.read('datapackage.json'))}",
        }  # fmt: skip
        assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
        listed = {one["path"]: one for one in package["resources"]}
        assert set(listed) == set(archive.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        for name, one in listed.items():
            assert one["hash"] == f"sha256:{hash_bytes(archive.read(name))}"
            assert one["bytes"] == len(archive.read(name))
        assert archive.getinfo("archive/visits.warc.gz").compress_type == zipfile.ZIP_STORED


def test_the_index_leads_to_each_page_and_the_list_of_pages_names_them(packed: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        warc = archive.read("archive/visits.warc.gz")
        block = archive.read("indexes/index.cdx.gz")
        lookup = archive.read("indexes/index.idx").decode().splitlines()
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
    where = json.loads(lookup[1].split(" ", 2)[2])
    assert (where["offset"], where["length"]) == (0, len(block))
    lines = gzip.decompress(block).decode().splitlines()
    found = []
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        entry = json.loads(fields)
        assert key == "example,police,tarnshire)/misconduct?a=1&b=2"
        start, length = int(entry["offset"]), int(entry["length"])
        for record in ArchiveIterator(io.BytesIO(warc[start : start + length])):
            found.append((stamp, record.content_stream().read().decode()))
    assert found == [("20210101000000", PAGES[0]), ("20210201000000", PAGES[1])]
    assert pages[0]["format"] == "json-pages-1.0"
    assert [(page["url"], page["title"]) for page in pages[1:]] == [(ADDRESS, "Hearings")] * 2


def test_a_sort_key_turns_the_host_round() -> None:
    assert make_sort_key("http://127.0.0.1:8080/A") == "127.0.0.1:8080)/a"


def test_the_package_keeps_to_each_rule_that_players_rely_on(packed: Path) -> None:
    """WACZ 1.1.1, section by section, and CDXJ and ZipNum as it refers to them."""
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        package = json.loads(archive.read("datapackage.json"))
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
        lookup = archive.read("indexes/index.idx").decode().splitlines()
        stored = {one.filename for one in archive.infolist() if one.compress_type == zipfile.ZIP_STORED}
        index, warc = archive.read("indexes/index.cdx.gz"), archive.read("archive/visits.warc.gz")
    # 5.1 the folders, and what must be there
    assert {"datapackage.json", "archive/visits.warc.gz", "indexes/index.cdx.gz", "pages/pages.jsonl"} <= set(names)
    assert len(set(names)) == len(names)
    # 5.2 each WARC is a chain of gzip members, one a record, and stands in the ZIP as it is
    assert {"archive/visits.warc.gz", "indexes/index.cdx.gz"} <= stored
    # 5.3 the index: sorted, with all keys, each place within the WARC
    assert is_sorted(index)
    lines = gzip.decompress(index).decode().splitlines()
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        entry = json.loads(fields)
        assert set(entry) == {"url", "mime", "status", "digest", "length", "offset", "filename"}
        assert key == make_surt(entry["url"]) == make_sort_key(entry["url"])
        assert re.fullmatch(r"\d{14}", stamp)
        assert f"archive/{entry['filename']}" in names
        assert 0 <= int(entry["offset"]) < int(entry["offset"]) + int(entry["length"]) <= len(warc)
    # ZipNum: a first line about the form, then one line a block, each the first of its block
    assert json.loads(lookup[0].removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert [" ".join(line.split(" ")[:2]) for line in lookup[1:]] == [" ".join(lines[0].split(" ")[:2])]
    # 5.4 pages: a first line about the list, then address and instant of each, which the index knows
    assert pages[0] == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    for page in pages[1:]:
        assert {"id", "url", "ts", "title"} == set(page)
        assert dt.datetime.fromisoformat(page["ts"].replace("Z", "+00:00")).tzinfo is not None
        stamp = re.sub(r"\D", "", page["ts"])
        assert any(line.startswith(f"{make_surt(page['url'])} {stamp} ") for line in lines)
    assert len({page["id"] for page in pages[1:]}) == len(pages) - 1
    # 5.5 the data package
    for one in package["resources"]:
        assert set(one) == {"name", "path", "hash", "bytes"}
        assert re.fullmatch(r"[-a-z0-9._/]+", one["name"]), "Data Package: small letters, digits, . _ - and /"
        assert one["path"].count("/") == 1, "py-wacz finds nothing deeper"
    assert package["mainPageUrl"] == pages[1]["url"]


def test_a_reader_of_the_published_formats_gets_every_answer_as_it_came(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path)
    kept: dict[tuple[str, str], bytes] = {}
    warcs = []
    for number in range(9):
        address = f"https://site-{number % 3}.police.example/case/{number % 4}?page={number}"
        body = bytes([number]) * (number * 700) + "é".encode("cp1252") + b"\r\n\r\n\0end"
        when = dt.datetime(2021, 1, number + 1, 12, tzinfo=dt.UTC)
        kind = "application/pdf" if number % 2 else "text/html; charset=windows-1252"
        warcs.append(archive.keep("log", Fetched(address, when, 200, (("Content-Type", kind),), body)).path)
        kept[address, when.strftime("%Y%m%d%H%M%S")] = body
    path = tmp_path / "all.wacz"
    write_wacz(path, [tmp_path / one for one in warcs], title="Logs", description="Pages", software="answerable")
    player = Player(path)
    assert {(page["url"], re.sub(r"\D", "", page["ts"])) for page in player.pages} == set(kept)
    for (address, instant), body in kept.items():
        found = player.open(address, instant)
        assert (found.timestamp, found.status, found.body) == (instant, 200, body)
        assert found.headers["Content-Type"].startswith(("text/html", "application/pdf"))


def test_a_large_index_is_cut_into_blocks_and_only_one_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz, "LINES_PER_BLOCK", 4)
    archive = WarcArchive(tmp_path)
    days = [dt.datetime(2021, 1, day, tzinfo=dt.UTC) for day in range(1, 11)]
    visits = [Fetched(f"https://a.example/{day.day % 5}", day, 200, (), str(day).encode()) for day in days]
    warcs = [tmp_path / archive.keep("log", visit).path for visit in visits]
    path = tmp_path / "all.wacz"
    write_wacz(path, warcs, title="Logs", description="Pages", software="answerable")
    player = Player(path)
    assert len(player.blocks) == 3
    for visit in visits:
        assert player.open(visit.address, visit.fetched_at.strftime("%Y%m%d%H%M%S")).body == visit.body


def test_nothing_is_left_of_a_package_that_could_not_be_made(tmp_path: Path) -> None:
    (warc, *_) = make_visits(tmp_path)
    warc.chmod(0o644)
    warc.write_bytes(warc.read_bytes()[:-9] + b"x")
    path = tmp_path / "visits.wacz"
    words = {"title": "Logs", "description": "Pages", "software": "answerable"}
    with pytest.raises(InputUnreadable):
        write_wacz(path, [warc], **words)
    assert not path.exists()
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_wacz(path, [], **words)
    assert path.read_bytes() == b"mine"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, example_folder: Path) -> tuple[Path, Path]:
    """What `answerable export-archive` packs of two logs of the example: the investigation and the package."""
    folder = tmp_path_factory.mktemp("wacz") / "investigation"
    for name in ("answerable.toml", "authorities.csv", "codebook.toml", "logs/lindmarsh.toml", "logs/redfell.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(example_folder / name, folder / name)
    for name in ("lindmarsh", "redfell"):
        shutil.copytree(example_folder / "pages" / name, folder / "pages" / name)
    assert CliRunner().invoke(collect, [str(folder), "--json"], catch_exceptions=False).exit_code == 0
    package = folder / "visits.wacz"
    assert CliRunner().invoke(export_archive, [str(package), str(folder)], catch_exceptions=False).exit_code == 0
    return folder, package


@pytest.mark.slow
def test_every_page_of_an_exported_archive_is_found_and_is_the_one_that_was_kept(exported: tuple[Path, Path]) -> None:
    folder, package = exported
    player = Player(package)
    lines = [json.loads(line) for line in (folder / "sources" / "warc" / "visits.jsonl").read_text().splitlines()]
    visits = [line for line in lines if line["kind"] == "page"]
    assert len(player.pages) == len(visits) == 7
    for visit in visits:
        instant = re.sub(r"\D", "", visit["captured_at"])[:14]
        found = player.open(visit["address"], instant)
        assert (found.timestamp, hash_bytes(found.body)) == (instant, visit["document"])
    with zipfile.ZipFile(package) as archive:
        assert [one for one in archive.namelist() if re.fullmatch(r"visits/\w+\.pem", one)]
        assert archive.read("visits/visits.jsonl") == (folder / "sources" / "warc" / "visits.jsonl").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("words", [["wacz", "validate", "-f"], ["warcio", "check"]], ids=["wacz", "warcio"])
def test_an_independent_tool_finds_it_valid(exported: tuple[Path, Path], words: list[str], tmp_path: Path) -> None:
    tool = shutil.which(words[0]) or shutil.which(words[0], path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip(f"{words[0]} is not installed; pip install it in an environment of its own, and put it on the PATH")
    folder, package = exported
    files = [package] if words[0] == "wacz" else sorted((folder / "sources" / "warc").rglob("*.warc.gz"))
    for file in files:
        done = subprocess.run([tool, *words[1:], str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert "invalid" not in done.stdout
        assert "fail" not in done.stdout.lower()
