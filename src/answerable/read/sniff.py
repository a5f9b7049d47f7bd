"""What received bytes are, told from the bytes and only then from the name.

What comes in: bytes and a file name. What goes out: a media type. What must never be here: parsing of the file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from answerable.read.unread import find_unread_type

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PPT = "application/vnd.ms-powerpoint"
ODP = "application/vnd.oasis.opendocument.presentation"
HTML = "text/html"
CSV = "text/csv"
TEXT = "text/plain"
MAIL = "message/rfc822"
MSG = "application/vnd.ms-outlook"
MBOX = "application/mbox"
ZIP = "application/zip"
TAR = "application/x-tar"
GZIP = "application/gzip"
SEVENZIP = "application/x-7z-compressed"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
GIF = "image/gif"
BMP = "image/bmp"
WEBP = "image/webp"
WARC = "application/warc"
WACZ = "application/wacz"
EPUB = "application/epub+zip"
TNEF = "application/ms-tnef"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"7z\xbc\xaf\x27\x1c", SEVENZIP),
    (b"\x1f\x8b", GZIP),
    (b"WARC/", WARC),
    (b"\x78\x9f\x3e\x22", TNEF),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", MSG),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)
_OOXML_PARTS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.bin", XLSB),
    ("xl/workbook", XLSX),
    ("word/document", DOCX),
    ("ppt/presentation", PPTX),
)
_HEADER = re.compile(rb"\A(?:>?From [^\n]*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to|x-[\w-]+):", re.I | re.M
)
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S+ [^\n]*\d{4}\s*?\n[A-Za-z-]+:")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<table[\s>]|<div[\s>]", re.I)
_NAMES = {".csv": CSV, ".tsv": CSV, ".tab": CSV, ".htm": HTML, ".html": HTML, ".eml": MAIL, ".md": TEXT, ".txt": TEXT}


def find_media_type(data: bytes, name: str = "") -> str:
    """Return the media type of bytes; the name decides only between kinds of plain text.

    >>> find_media_type(b"%PDF-1.7 ...", "letter.docx")
    'application/pdf'
    """
    head = data[:4096]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return WARC if kind == GZIP and _unpack_start(head).startswith(b"WARC/") else kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    unread = find_unread_type(head)
    if unread:
        return unread
    if head[:2] == b"BM" and len(data) > 26 and int.from_bytes(data[2:6], "little") <= len(data) + 64:
        return BMP
    if head.startswith(_OLE_MAGIC):
        return _find_ole_type(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _find_zip_type(data)
    if len(data) > 262 and data[257:262] == b"ustar":
        return TAR
    if b"%PDF-" in head[:1024]:
        return PDF
    return _find_text_type(data, name)


def _unpack_start(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 16)
    except zlib.error:
        return b""


def _find_ole_type(data: bytes) -> str:
    # Names of streams stand in the container's directory in UTF-16; the first that says more wins.
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return OLE


def _find_zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:2000]
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip().removesuffix("-template")
                if declared in (ODS, ODT, ODP, EPUB):
                    return declared
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        names = []
    for part, kind in _OOXML_PARTS:
        if any(name.startswith(part) for name in names):
            return kind
    if "datapackage.json" in names and any(name.startswith("archive/") and ".warc" in name for name in names):
        return WACZ
    if not names:
        # A damaged archive still names its parts in the local headers.
        for part, kind in _OOXML_PARTS:
            if part.encode() in data:
                return kind
    return ZIP


def _find_text_type(data: bytes, name: str) -> str:
    if not data.strip():
        return TEXT
    suffix = PurePosixPath(name.replace("\\", "/").lower()).suffix
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    elif b"\x00" in head[:4096]:
        return UNKNOWN
    header = _HEADER.match(head)
    if header is not None and len(_MAIL_HEADER.findall(header.group())) >= 2:
        return MBOX if suffix == ".mbox" or len(_MBOX_LINE.findall(data[:2_000_000])) > 1 else MAIL
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<" and _HTML.search(head):
        return HTML
    if suffix in _NAMES and not (suffix in (".htm", ".html") and b"<" not in head):
        return _NAMES[suffix]
    if not suffix and _is_table(head):
        return CSV
    return TEXT


def _is_table(head: bytes) -> bool:
    """Whether text without a name's help, such as standard input, is rows of the same number of short cells."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:50] if line.strip()]
    if len(head) == 65536:
        lines = lines[:-1]
    for delimiter in "\t;,":
        rows = list(csv.reader(lines, delimiter=delimiter))
        widths = {len(row) for row in rows}
        if len(rows) < 2 or len(widths) != 1 or widths == {1}:
            continue
        # A comma of prose is followed by a space; one between cells is not.
        cells = [cell for row in rows for cell in row]
        if not any(cell.startswith(" ") for cell in cells) and sum(map(len, cells)) < 60 * len(cells):
            return True
    return False
