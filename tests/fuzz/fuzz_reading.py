"""Our own parsers of received files under any bytes: no crash, no hang, no wrong place, no lost word.

    python tests/fuzz/fuzz_reading.py KIND CORPUS... -max_total_time=600

KIND is one of `KINDS`, or `any`: then the first byte picks one. The bytes are the part of the file that we parse; the
package around it is made here, so that the search spends its time on our code and not on checksums of ZIP.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["answerable.read"]):
        import answerable.read.dispatch  # noqa: F401 - imported to be watched

import numpy as np

from answerable.read.dispatch import read_bytes
from answerable.read.layout.flow import make_layout
from answerable.read.layout.words import PlacedWords

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "read"))
from promises import check_promises

_WORDS = (
    "12",
    "officers",
    "Total",
    "2021",
    "£5",
    "-",
    "A",
    "misconduct",
    "(a)",
    "1,204",
    "<5",
    "\u00e9",
    "3.5%",
    "Year",
)
_OOXML = "http://schemas.openxmlformats.org"
_RELATION = f"{_OOXML}/officeDocument/2006/relationships"


def check_layout(data: bytes) -> None:
    """Lay out synthetic words; each must stand in the text once, where it is said to stand."""
    boxes, texts = [], []
    for at in range(0, min(len(data) - 4, 1500), 5):
        x, y, width, height, word = data[at : at + 5]
        left, top = x * 2.3, y * 3.1
        boxes.append((left, top, left + 1 + width / 4, top + 4 + height / 32))
        texts.append(_WORDS[word % len(_WORDS)])
    if not texts:
        return
    layout = make_layout(PlacedWords(texts, np.array(boxes, dtype=np.float64)))
    assert sorted(layout.order) == list(range(len(texts))), "a word was lost or doubled"
    for word, index in zip(layout.words, layout.order, strict=True):
        assert layout.text[word.start : word.end] == texts[index], "a word in a wrong place"
    for table in layout.tables:
        for cell in table.cells:
            assert layout.text[cell.start : cell.end] == cell.text, "a cell in a wrong place"
            assert 0 <= cell.row < table.grid.n_rows, "a row outside the table"
            assert 0 <= cell.column < table.grid.n_columns, "a column outside the table"


def check_file(data: bytes, name: str) -> None:
    """Read a file and hold every promise; a reader that failed is a fault, whatever the bytes."""
    reading = check_promises(read_bytes(data, name))
    failed = [problem.found for problem in reading.problems if problem.code == "reader-failed"]
    assert not failed, failed
    assert read_bytes(data, name) == reading, "read otherwise the second time"


def pack(**parts: bytes) -> bytes:
    """A package with these parts; names that are no words are given by ``**``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def pack_xlsx(sheet: bytes) -> bytes:
    """A workbook around a sheet's part."""
    names = f'xmlns="{_OOXML}/spreadsheetml/2006/main" xmlns:r="{_RELATION}"'
    main = f'<workbook {names}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    parts = {
        "xl/workbook.xml": main.encode(),
        "xl/_rels/workbook.xml.rels": _relate("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return pack(**parts)


def pack_pptx(slide: bytes) -> bytes:
    """Slides around a slide's part."""
    names = f'xmlns:p="{_OOXML}/presentationml/2006/main" xmlns:r="{_RELATION}"'
    main = f'<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    parts = {
        "ppt/presentation.xml": main.encode(),
        "ppt/_rels/presentation.xml.rels": _relate("slide", "slides/slide1.xml"),
        "ppt/slides/slide1.xml": slide,
    }
    return pack(**parts)


def pack_epub(chapter: bytes) -> bytes:
    """A book around a chapter."""
    container = b'<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
    items = b'<manifest><item id="a" href="a.xhtml" media-type="text/html"/></manifest>'
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container,
        "a.opf": b"<package>" + items + b'<spine><itemref idref="a"/></spine></package>',
        "a.xhtml": chapter,
    }
    return pack(**parts)


def _relate(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="rId1" Type="{_RELATION}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{one}</Relationships>'.encode()


def _open(media_type: str) -> Callable[[bytes], bytes]:
    return lambda content: pack(mimetype=media_type.encode(), **{"content.xml": content})


_ODF = "application/vnd.oasis.opendocument."
KINDS: dict[str, Callable[[bytes], None]] = {
    "layout": check_layout,
    "any-file": lambda data: check_file(data, "file"),
    "csv": lambda data: check_file(data, "a.csv"),
    "html": lambda data: check_file(b"<html>" + data, "a.html"),
    "rtf": lambda data: check_file(b"{\\rtf1 " + data, "a.rtf"),
    "xlsx": lambda data: check_file(pack_xlsx(data), "a.xlsx"),
    "ods": lambda data: check_file(_open(_ODF + "spreadsheet")(data), "a.ods"),
    "odp": lambda data: check_file(_open(_ODF + "presentation")(data), "a.odp"),
    "docx": lambda data: check_file(pack(**{"word/document.xml": data}), "a.docx"),
    "pptx": lambda data: check_file(pack_pptx(data), "a.pptx"),
    "epub": lambda data: check_file(pack_epub(data), "a.epub"),
    "zip": lambda data: check_file(b"PK\x03\x04" + data, "a.zip"),
    "7z": lambda data: check_file(b"7z\xbc\xaf\x27\x1c" + data, "a.7z"),
    "warc": lambda data: check_file(b"WARC/1.1\r\n" + data, "a.warc"),
}


def check(data: bytes, kind: str = "any") -> None:
    """Read the bytes as a kind; raise where a promise is broken."""
    if kind != "any":
        KINDS[kind](data)
    elif data:
        names = list(KINDS)
        KINDS[names[data[0] % len(names)]](data[1:])


if __name__ == "__main__":
    kind = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda data: check(data, kind))
    atheris.Fuzz()
