"""Verify: a published site holds by itself, and whatever digit is changed anywhere is found and named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from answerable.analyze.recompute import recompute
from answerable.cli.verify import say_figure
from answerable.cli.verify import verify as command
from answerable.publish.verify.report import Verified
from answerable.publish.verify.run import verify
from answerable.publish.verify.sites import SUMS, FolderSite

pytestmark = pytest.mark.slow


@pytest.fixture
def site(published: Any, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published.out, tmp_path / "copy"))


def tried(site: Path) -> Verified:
    return verify(FolderSite(site), recompute, say_figure)


def places(site: Path) -> list[str]:
    return [one.where for one in tried(site).differences]


def list_anew(site: Path) -> None:
    """Make every list of hashes fit the files again, as someone who forges a site would."""
    package = json.loads((site / "data/datapackage.json").read_text(encoding="utf-8"))
    for one in package["resources"]:
        data = (site / "data" / one["path"]).read_bytes()
        one |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    (site / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    crate = json.loads((site / "data/ro-crate-metadata.json").read_text(encoding="utf-8"))
    for one in crate["@graph"]:
        if "sha256" in one:
            data = (site / "data" / one["@id"]).read_bytes()
            one |= {"contentSize": str(len(data)), "sha256": hashlib.sha256(data).hexdigest()}
    (site / "data/ro-crate-metadata.json").write_text(json.dumps(crate), encoding="utf-8")
    with zipfile.ZipFile(site / "data/invented.zip") as archive:
        names = archive.namelist()
    with zipfile.ZipFile(site / "data/invented.zip", "w") as archive:
        for name in names:
            archive.write(site / "data" / name, name)
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and path.name != SUMS]
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(site).as_posix()}\n" for path in files
    )
    (site / SUMS).write_text("".join(lines), encoding="utf-8")


def test_a_published_site_holds(site: Path) -> None:
    found = tried(site)
    assert found.differences == []
    assert found.n_findings == 3
    assert found.n_figures > 30
    assert found.n_rows > 30
    list_anew(site)
    assert tried(site).differences == []


@pytest.mark.slow
def test_a_changed_digit_in_any_file_is_found_and_named(site: Path) -> None:
    """One digit of every text file in turn."""
    n_tried = 0
    for path in sorted(site.rglob("*")):
        if not path.is_file() or path.suffix in (".webp", ".db", ".zip", ".parquet"):
            continue
        name = path.relative_to(site).as_posix()
        if name.startswith(("cy/", "cases/by/", "packs/")) and n_tried % 7:
            n_tried += 1
            continue
        before = path.read_bytes()
        at = re.search(rb"\d", before)
        if at is None:
            continue
        digit = b"7" if at.group() != b"7" else b"3"
        path.write_bytes(before[: at.start()] + digit + before[at.end() :])
        differing = places_fast(site)
        assert any(name in where for where in differing) or name == SUMS, name
        assert differing, name
        path.write_bytes(before)
        n_tried += 1
    assert n_tried > 30


def places_fast(site: Path) -> list[str]:
    """Without measuring anew: the hashes alone name the file."""
    return [one.where for one in verify(FolderSite(site), lambda views, findings: {}, say_figure).differences]


@pytest.mark.parametrize(
    ("name", "was", "now", "told"),
    [
        ("index.html", ">28</a>", ">29</a>", "index.html: linked figure"),
        ("index.html", "At least 28 officers", "At least 38 officers", "index.html: headline"),
        ("cy/index.html", ">28</a>", ">29</a>", "cy/index.html: linked figure"),
        (
            "findings/disciplined.html",
            '/value">28<',
            '/value">27<',
            "findings/disciplined.html: finding/disciplined/value",
        ),
        ("cy/findings.html", 'disciplined/listed">28<', 'disciplined/listed">82<', "cy/findings.html"),
        ("findings/by_year.html", 'row/2020">2<', 'row/2020">3<', "finding/by_year/row/2020"),
        ("data/findings.json", "28.0", "29.0", "data/findings.json#disciplined/value"),
        ("data/story.json", '"prints": "28"', '"prints": "29"', "data/story.json: figure"),
    ],
)
def test_a_forged_figure_is_found_though_every_hash_fits(site: Path, name: str, was: str, now: str, told: str) -> None:
    text = (site / name).read_text(encoding="utf-8")
    assert was in text
    (site / name).write_text(text.replace(was, now), encoding="utf-8")
    list_anew(site)
    found = places(site)
    assert any(told in where for where in found), found


def test_a_figure_taken_off_a_page_is_missed(site: Path) -> None:
    page = site / "findings/disciplined.html"
    page.write_text(page.read_text(encoding="utf-8").replace("data-figure=", "data-other="), encoding="utf-8")
    list_anew(site)
    assert any("finding/disciplined/value" in where for where in places(site))


def test_forged_rows_are_found_in_each_form(site: Path) -> None:
    table = pq.read_table(site / "data/counts.parquet")
    highs = [None if value is None else value + 1 for value in table.column("high").to_pylist()]
    at = table.schema.get_field_index("high")
    pq.write_table(table.set_column(at, "high", pa.array(highs, pa.float64())), site / "data/counts.parquet")
    list_anew(site)
    found = places(site)
    assert "data/findings.json#disciplined/value" in found
    assert any(where.startswith("data/counts.csv row") for where in found)
    assert any(where.startswith("data/invented.db: counts row") for where in found)


def test_a_changed_cell_of_sqlite_or_csv_alone_is_found(site: Path) -> None:
    with sqlite3.connect(site / "data/invented.db") as database:
        database.execute("UPDATE tallies SET low = low + 1 WHERE rowid = 1")
    text = (site / "data/subjects.csv").read_text(encoding="utf-8")
    (site / "data/subjects.csv").write_text(text.replace("2021", "2011", 1), encoding="utf-8")
    list_anew(site)
    found = places(site)
    assert any(where.startswith("data/invented.db: tallies row 1") for where in found), found
    assert any(where.startswith("data/subjects.csv row") for where in found), found


def test_missing_foreign_and_broken_files_are_named(site: Path) -> None:
    (site / "findings/by_year.html").unlink()
    (site / "extra.html").write_text("x", encoding="utf-8")
    (site / "data/cases.parquet").write_bytes(b"PAR1 nothing PAR1")
    found = {(one.code, one.where) for one in tried(site).differences}
    assert ("missing", "findings/by_year.html") in found
    assert ("unlisted", "extra.html") in found
    assert ("unreadable", "data/cases.parquet") in found


def test_the_command_says_so_and_ends_with_one(site: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        for path in sorted(site.rglob("*")):
            if path.is_file():
                archive.write(path, f"a-site/{path.relative_to(site).as_posix()}")
    good = CliRunner().invoke(command, [str(tmp_path / "site.zip"), "--json"])
    assert good.exit_code == 0, good.output
    assert json.loads(good.output)["holds"] is True
    page = site / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("28", "29"), encoding="utf-8")
    bad = CliRunner().invoke(command, [str(site)])
    assert bad.exit_code == 1
    assert "index.html" in bad.output
    assert "expected 28" in bad.output


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_site_behind_an_address_is_tried_the_same(site: Path, server: str) -> None:
    assert CliRunner().invoke(command, [server]).exit_code == 0
    page = site / "findings/disciplined.html"
    page.write_text(page.read_text(encoding="utf-8").replace('/value">28<', '/value">29<'), encoding="utf-8")
    found = CliRunner().invoke(command, [server])
    assert found.exit_code == 1
    assert "finding/disciplined/value" in found.output
