"""WACZ 1.1.1: a web archive in one file, which the public players replay.

What comes in: WARC files of single visits, the log of visits with its keys. What goes out: a ZIP with the WARC, an
index, a list of pages and hashes of all of it. Never here: visits, the check that nothing was altered.

Specification: specs.webrecorder.net/wacz/1.1.1 (Data Package, CDXJ index, pages.jsonl). WARC data stands uncompressed
in the ZIP, for it is compressed itself and players read ranges of it. The same visits give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from answerable.errors import InputUnreadable
from answerable.model.ids import hash_bytes, make_key

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_WARC = "archive/visits.warc.gz"
LINES_PER_BLOCK = 3000
"""Lines of the index that are compressed together, as other writers have it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a WACZ holds: visits, pages that a reader can open, bytes."""

    n_visits: int
    n_pages: int
    size: int


@dataclass(frozen=True, slots=True)
class _Resource:
    """A file of the package, with its sha256."""

    name: str
    sha256: str
    n_bytes: int


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
    try:
        with path.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
            entries, kept = _copy_warcs(archive, warcs)
            pages = [entry for entry in entries if entry.is_page]
            index, lookup = _render_index(entries)
            files = [
                ("indexes/index.cdx.gz", index),
                ("indexes/index.idx", lookup),
                ("pages/pages.jsonl", _render_pages(pages)),
                *extra,
            ]
            resources = [kept, *(_Resource(name, hash_bytes(content), len(content)) for name, content in files)]
            package = _render_package(resources, pages, title, description, software)
            said = {"path": "datapackage.json", "hash": f"sha256:{hash_bytes(package)}"}
            digest = json.dumps(said, indent=2).encode()
            for name, content in [*files, ("datapackage.json", package), ("datapackage-digest.json", digest)]:
                archive.writestr(_make_info(name), content)
    except BaseException as error:
        if not isinstance(error, FileExistsError):
            path.unlink(missing_ok=True)
        raise
    return Packed(len(entries), len(pages), path.stat().st_size)


def _copy_warcs(archive: zipfile.ZipFile, warcs: Sequence[Path]) -> tuple[list[_Entry], _Resource]:
    """Copy the WARC files into one, one file in memory at a time; what the index says of it, and its hash."""
    entries: list[_Entry] = []
    digest, n_bytes = hashlib.sha256(), 0
    info = _make_info(_WARC)
    info.file_size = sum(warc.stat().st_size for warc in warcs)  # from 4 GB on, the form for large files is taken
    with archive.open(info, "w") as target:
        for warc in warcs:
            whole = warc.read_bytes()
            entries += _index(warc, whole, n_bytes)
            target.write(whole)
            digest.update(whole)
            n_bytes += len(whole)
    return entries, _Resource(_WARC, digest.hexdigest(), n_bytes)


def _make_info(name: str) -> zipfile.ZipInfo:
    """How a file stands in the package: a player reads parts of archives and indexes, so these are not packed again."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = 0o644 << 16
    is_stored = name.startswith(("archive/", "indexes/"))
    info.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    return info


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
    except (ArchiveLoadFailed, ValueError, EOFError, OSError, zlib.error) as error:
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
    """The CDXJ index in compressed blocks, and the file that says where each begins."""
    lines = sorted(
        f"{make_sort_key(entry.address)} {entry.timestamp} {json.dumps(entry.fields, separators=(', ', ': '))}"
        for entry in entries
    )
    lookup = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
    index = b""
    for number in range(0, len(lines), LINES_PER_BLOCK):
        some = lines[number : number + LINES_PER_BLOCK]
        block = gzip.compress("".join(f"{line}\n" for line in some).encode(), mtime=0)
        where = {
            "offset": len(index),
            "length": len(block),
            "digest": f"sha256:{hash_bytes(block)}",
            "filename": "index.cdx.gz",
        }
        lookup.append(f"{' '.join(some[0].split(' ')[:2])} {json.dumps(where)}")
        index += block
    return index, "".join(f"{line}\n" for line in lookup).encode()


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
    resources: Sequence[_Resource], pages: Sequence[_Entry], title: str, description: str, software: str
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
                "name": one.name.rpartition("/")[2],
                "path": one.name,
                "hash": f"sha256:{one.sha256}",
                "bytes": one.n_bytes,
            }
            for one in resources
        ],
    }
    if pages:
        package |= {"created": newest, "mainPageUrl": pages[0].address, "mainPageDate": pages[0].date}
    return json.dumps(package, indent=2, ensure_ascii=False).encode()


def _find_title(body: bytes, address: str) -> str:
    found = _TITLE.search(body[:20_000])
    title = " ".join(found.group(1).decode("utf-8", "replace").split()) if found else ""
    return title or address
