"""WACZ: the structure that its specification asks for, bytes that can be checked, and every page found by its index."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from answerable.adapters.wacz import make_sort_key, write_wacz
from answerable.adapters.warc import WarcArchive
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


@pytest.mark.slow
def test_an_independent_tool_finds_it_valid(packed: Path) -> None:
    tool = shutil.which("wacz")
    if tool is None:
        pytest.skip("py-wacz is not installed; pip install wacz in an environment of its own, and put it on the PATH")
    done = subprocess.run([tool, "validate", "-f", str(packed)], capture_output=True, text=True, check=False)
    assert "valid" in done.stdout
    assert done.returncode == 0
