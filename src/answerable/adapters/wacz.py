"""WACZ 1.1.1: a web archive in one file, which the public players replay.

What comes in: WARC files of single visits, the log of visits with its keys. What goes out: a ZIP with the WARC, an
index, a list of pages and hashes of all of it. Never here: visits, the check that nothing was altered.

Specification: specs.webrecorder.net/wacz/1.1.1 (Data Package, CDXJ index, pages.jsonl). WARC data stands uncompressed
in the ZIP, for it is compressed itself and players read ranges of it. The same visits give the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from answerable.errors import InputUnreadable
from answerable.model.ids import hash_bytes, make_key

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_WARC = "archive/visits.warc.gz"


@dataclass(frozen=True, slots=True)
class Packed:
    """What a WACZ holds: visits, pages that a reader can open, bytes."""

    n_visits: int
    n_pages: int
    size: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A record of the index."""

    address: str
    timestamp: str
    fields: dict[str, str]
    date: str
    title: str
    is_page: bool


def write_wacz(
    path: Path,
    warcs: Sequence[Path],
    *,
    title: str,
    description: str,
    software: str,
    extra: Iterable[tuple[str, bytes]] = (),
) -> Packed:
    """Pack WARC files into a new WACZ.

    Args:
        path: of the file to write.
        warcs: oldest first.
        title: of the package.
        description: of the package.
        software: that writes it, with its version.
        extra: further files of the package with their names: the log of visits, public keys.

    Raises:
        InputUnreadable: a WARC is damaged.
        FileExistsError: something stands at `path`.
    """
    data = io.BytesIO()
    entries = []
    for warc in warcs:
        whole = warc.read_bytes()
        entries += _index(warc, whole, data.tell())
        data.write(whole)
    pages = [entry for entry in entries if entry.is_page]
    index, lookup = _render_index(entries)
    files = [
        (_WARC, data.getvalue()),
        ("indexes/index.cdx.gz", index),
        ("indexes/index.idx", lookup),
        ("pages/pages.jsonl", _render_pages(pages)),
        *extra,
    ]
    package = _render_package(files, pages, title, description, software)
    digest = json.dumps({"path": "datapackage.json", "hash": f"sha256:{hash_bytes(package)}"}, indent=2).encode()
    with path.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
        for name, content in [*files, ("datapackage.json", package), ("datapackage-digest.json", digest)]:
            stored = name.startswith(("archive/", "indexes/"))
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return Packed(len(entries), len(pages), path.stat().st_size)


def _index(path: Path, whole: bytes, offset: int) -> list[_Entry]:
    """Index the responses and revisits of a WARC that will stand at an offset."""
    entries = []
    try:
        records = ArchiveIterator(io.BytesIO(whole))
        for record in records:
            address = record.rec_headers.get_header("WARC-Target-URI")
            kind, date = record.rec_type, record.rec_headers.get_header("WARC-Date")
            if kind not in ("response", "revisit") or not address or record.http_headers is None:
                continue
            if record.http_headers.get_statuscode() == "304":
                continue  # it says that nothing changed; a player shows what stood there before
            body = record.content_stream().read()
            status = record.http_headers.get_statuscode() or "-"
            media_type = (record.http_headers.get_header("Content-Type") or "text/html").partition(";")[0].strip()
            digest = record.rec_headers.get_header("WARC-Payload-Digest") or f"sha256:{hash_bytes(body)}"
            start = records.get_record_offset()
            fields = {
                "url": address,
                "mime": "warc/revisit" if kind == "revisit" else media_type,
                "status": status,
                "digest": digest,
                "length": str(records.get_record_length()),
                "offset": str(offset + start),
                "filename": _WARC.rpartition("/")[2],
            }
            is_page = kind == "response" and status == "200" and media_type in ("text/html", "application/pdf")
            stamp = re.sub(r"\D", "", date)[:14]
            entries.append(_Entry(address, stamp, fields, date, _find_title(body, address), is_page))
    except (ValueError, EOFError, OSError) as error:
        raise InputUnreadable(
            "not a readable WARC file", where=str(path), found=str(error), remedy="run `answerable verify-archive`"
        ) from error
    return entries


def make_sort_key(address: str) -> str:
    """An address as an index sorts it (SURT): the host from its end, then path and query, in small letters.

    >>> make_sort_key("https://www.Tarnshire.police.example/Outcomes?b=2&a=1")
    'example,police,tarnshire)/outcomes?a=1&b=2'
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    is_number = re.fullmatch(r"[\d.]+", host)
    turned = host if is_number else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{turned}{port}){parts.path or '/'}{'?' + query if query else ''}".lower()


def _render_index(entries: Sequence[_Entry]) -> tuple[bytes, bytes]:
    """The compressed CDXJ index, and the file that says where its one block begins."""
    lines = sorted(
        f"{make_sort_key(entry.address)} {entry.timestamp} {json.dumps(entry.fields, separators=(', ', ': '))}"
        for entry in entries
    )
    plain = "".join(f"{line}\n" for line in lines).encode()
    block = gzip.compress(plain, mtime=0)
    meta = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'
    first = " ".join(lines[0].split(" ")[:2]) if lines else ""
    where = {"offset": 0, "length": len(block), "digest": f"sha256:{hash_bytes(block)}", "filename": "index.cdx.gz"}
    lookup = meta + (f"{first} {json.dumps(where)}\n" if lines else "")
    return block, lookup.encode()


def _render_pages(pages: Sequence[_Entry]) -> bytes:
    rows: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    rows += [
        {
            "id": make_key(page.address, page.date)[:22],
            "url": page.address,
            "ts": page.date,
            "title": page.title,
        }
        for page in pages
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _render_package(
    files: Sequence[tuple[str, bytes]], pages: Sequence[_Entry], title: str, description: str, software: str
) -> bytes:
    newest = max((page.date for page in pages), default="")
    package: dict[str, Any] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "description": description,
        "software": software,
        "resources": [
            {
                "name": name.rpartition("/")[2],
                "path": name,
                "hash": f"sha256:{hash_bytes(content)}",
                "bytes": len(content),
            }
            for name, content in files
        ],
    }
    if pages:
        package |= {"created": newest, "mainPageUrl": pages[0].address, "mainPageDate": pages[0].date}
    return json.dumps(package, indent=2, ensure_ascii=False).encode()


def _find_title(body: bytes, address: str) -> str:
    found = _TITLE.search(body[:20_000])
    title = " ".join(found.group(1).decode("utf-8", "replace").split()) if found else ""
    return title or address
