"""The fuzz target of the readers: what it found before, and a bounded search for more.

The search needs atheris (`pip install atheris`, Linux only) and runs in a process of its own, because it watches every
line. The short one goes over all kinds; `pytest -m long tests/fuzz/test_fuzz_reading.py` takes three
minutes each.
"""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
TARGET = HERE / "fuzz_reading.py"
CORPUS = HERE / "corpus" / "reading"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def _make_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "Twelve officers")
        archive.writestr(zipfile.ZipInfo("../b.csv"), "a,b")
    return buffer.getvalue()


SEEDS: dict[str, bytes] = {
    "layout": bytes(range(20, 220)),
    "any-file": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>",
    "csv": b'name;sum\n"A ""b""\nc";1,5\n;2\n',
    "html": b"<h1>A<table><tr><td rowspan=2>1<td style='display:none'>2<tr><td>3</table><ol start=3><li>x<p hidden>y",
    "rtf": rb"Two {\deleted three} {\v four}{\*\annotation x}\trowd\cellx100 a\cell b\cell\row\par}",
    "xlsx": b'<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>a</v>'
    b'</c><c r="B1"><f>A1</f><v>2</v></c></row><row r="3" hidden="1"><c r="A3" t="e"><v>#REF!</v></c></row></sheetData>'
    b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
    "ods": f'<d xmlns:table="{ODF}table:1.0" xmlns:text="{ODF}text:1.0" xmlns:office="{ODF}office:1.0"><table:table '
    'table:name="S"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" '
    'office:value="3" table:number-columns-repeated="2"><text:p>3</text:p></table:table-cell></table:table-row>'
    "</table:table></d>".encode(),
    "odp": f'<d xmlns:draw="{ODF}drawing:1.0" xmlns:text="{ODF}text:1.0"><draw:page><draw:frame><text:p>a<text:s/>b'
    "</text:p></draw:frame></draw:page></d>".encode(),
    "docx": f'<w:document xmlns:w="{W}"><w:body><w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r>'
    "<w:t>y</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
    "<w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>".encode(),
    "pptx": f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p>'
    '</p:txBody></p:sp><p:graphicFrame><a:tbl><a:tr><a:tc gridSpan="2"><a:p><a:r><a:t>1</a:t></a:r></a:p></a:tc>'
    '<a:tc hMerge="1"/></a:tr></a:tbl></p:graphicFrame></p:spTree></p:cSld></p:sld>'.encode(),
    "epub": b"<html><body><h1>First</h1><p>Twelve</p></body></html>",
    "zip": _make_zip()[4:],
    "7z": b"\0\x04" + b"\0" * 26,
    "warc": b"WARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n"
    b"Content-Length: 45\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhi\r\n\r\n",
}


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_reading", TARGET)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOUND = sorted(path for path in CORPUS.glob("*.bin"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_before_stays_mended(path: Path) -> None:
    """The name of a file begins with its kind: ``csv.what-was-wrong.bin``."""
    _load().check(path.read_bytes(), path.name.partition(".")[0])


def test_every_kind_has_a_seed_and_reads_it() -> None:
    target = _load()
    assert set(target.KINDS) == set(SEEDS)
    for kind, data in SEEDS.items():
        target.check(data, kind)


def test_the_target_notices_a_reader_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    target = _load()

    def fail(data: bytes, draft: object) -> None:
        raise IndexError("past the end")

    monkeypatch.setitem(sys.modules["answerable.read.dispatch"]._READERS, "text/html", fail)
    with pytest.raises(AssertionError, match="past the end"):
        target.check(SEEDS["html"], "html")


def _search(kind: str, folder: Path, seconds: int) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("no atheris: pip install atheris")
    (folder / "new").mkdir()
    (folder / "seeds").mkdir()
    for number, (name, data) in enumerate(SEEDS.items()):
        if kind in (name, "any"):
            (folder / "seeds" / name).write_bytes(bytes([number]) * (kind == "any") + data)
    limits = [
        # A short search is the same each time: by a number of runs, not by the clock.
        *([f"-max_total_time={seconds}"] if seconds >= 60 else ["-seed=1", f"-runs={100 * seconds}"]),
        "-timeout=10",
        "-max_len=3000",
        f"-artifact_prefix={folder}/",
    ]
    done = subprocess.run(
        [sys.executable, str(TARGET), kind, str(folder / "new"), str(folder / "seeds"), *limits],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + 120,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    found = [f"{path.name}: {path.read_bytes()!r}" for path in folder.iterdir() if path.is_file()]
    assert done.returncode == 0, "\n".join([*found, done.stderr[-3000:]])
    assert "DONE" in done.stderr or "BINGO" in done.stderr, done.stderr[-500:]


@pytest.mark.slow
def test_a_short_search(tmp_path: Path) -> None:
    _search("any", tmp_path, 8)


@pytest.mark.long
@pytest.mark.parametrize("kind", SEEDS)
def test_a_long_search(kind: str, tmp_path: Path) -> None:
    _search(kind, tmp_path, 180)
