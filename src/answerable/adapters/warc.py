"""WARC files: every visit kept as the web archive community keeps it, and replayed from there.

What lives here: `WarcArchive` (a `VisitArchive`: one small file per visit), the writing of a WARC and the reading of
any. What comes in: visits, files. Never here: the network, the record, replay (`fetch_warc`).

Files are written once: aside, synced, then linked to their final name. Identifiers come from the content, so that
the same visit gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import uuid
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from answerable.errors import InputUnreadable
from answerable.model.ids import hash_bytes, make_key
from answerable.ports import ArchivedVisit, Fetched

FOLDER = Path("sources") / "warc"
PROBLEM, VISITED_AT, FINAL_ADDRESS = "X-Answerable-Problem", "X-Answerable-Visited-At", "X-Answerable-Final-Address"
"""What we add to a record's own header; the header of the answer stands as it came, but for how it was transported."""
_TRANSPORT = {"content-encoding", "transfer-encoding", "content-length"}


class WarcArchive:
    """Files each visit as ``sources/warc/<log>/<instant>-<hash>.warc.gz`` in an investigation."""

    def __init__(self, investigation: Path) -> None:
        self.investigation = investigation

    def keep(self, source_id: str, visit: Fetched, same_as: str = "") -> ArchivedVisit:
        """File one visit. The same visit again gives the same file."""
        data = make_warc(visit, same_as)
        sha256 = hash_bytes(data)
        instant = visit.fetched_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        relative = FOLDER / source_id / f"{instant}-{sha256[:12]}.warc.gz"
        _write_once(self.investigation / relative, data)
        return ArchivedVisit(relative.as_posix(), len(data), sha256)

    def read(self, path: str) -> Fetched:
        """A visit as it was filed.

        Raises:
            InputUnreadable: the file is damaged.
        """
        for visit in iter_visits(self.investigation / path):
            return visit
        raise InputUnreadable("a WARC file without a visit", where=path, remedy="restore it from a backup")


def make_warc(visit: Fetched, same_as: str = "") -> bytes:
    """The bytes of a WARC with one visit: a response, a revisit (not modified) or a note of what went wrong."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    date = visit.fetched_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    identity = make_key(visit.address, date, visit.status, visit.headers, hash_bytes(visit.body), visit.problem)
    headers = {"WARC-Date": date, "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identity)}>"}
    if visit.visited_at:
        headers[VISITED_AT] = visit.visited_at
    if visit.final_address:
        headers[FINAL_ADDRESS] = visit.final_address
    kept = [(name, value) for name, value in visit.headers if name.lower() not in _TRANSPORT]
    http = StatusAndHeaders(f"{visit.status} {_name_status(visit.status)}", kept, protocol="HTTP/1.1")
    if visit.status == 304:
        headers["WARC-Profile"] = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        if same_as:
            headers["WARC-Payload-Digest"] = f"sha256:{same_as}"
        record = writer.create_warc_record(
            visit.address, "revisit", http_headers=http, payload=io.BytesIO(b""), warc_headers_dict=headers
        )
    elif visit.status:
        headers["WARC-Payload-Digest"] = f"sha256:{hash_bytes(visit.body)}"
        if visit.problem:
            headers[PROBLEM] = visit.problem
        record = writer.create_warc_record(
            visit.address, "response", http_headers=http, payload=io.BytesIO(visit.body), warc_headers_dict=headers
        )
    else:
        headers["Content-Type"] = "text/plain; charset=utf-8"
        record = writer.create_warc_record(
            visit.address,
            "metadata",
            payload=io.BytesIO(visit.problem.encode()),
            warc_content_type="text/plain; charset=utf-8",
            warc_headers_dict=headers,
        )
    writer.write_record(record)
    return buffer.getvalue()


def iter_visits(path: Path) -> Iterator[Fetched]:
    """Yield the visits that a WARC file holds, in its order; a revisit of bytes that stand before it has those bytes.

    Raises:
        InputUnreadable: it is not a WARC, or is cut off.
    """
    bodies: dict[str, bytes] = {}
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type in ("response", "revisit", "metadata"):
                    visit = _parse_record(record, bodies)
                    if visit is not None:
                        yield visit
    except (ArchiveLoadFailed, EOFError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise InputUnreadable("not a readable WARC file", where=str(path), found=str(error)) from error


def _parse_record(record: Any, bodies: dict[str, bytes]) -> Fetched | None:
    own = record.rec_headers
    address = own.get_header("WARC-Target-URI")
    if not address or not address.startswith(("http:", "https:")):
        return None
    when = _parse_instant(own.get_header("WARC-Date"))
    visited_at, final = own.get_header(VISITED_AT) or "", own.get_header(FINAL_ADDRESS) or ""
    body = record.content_stream().read()
    if record.rec_type == "metadata":
        if not visited_at and not own.get_header("Content-Type", "").startswith("text/plain"):
            return None  # another program's notes about a visit
        return Fetched(address, when, 0, (), b"", body.decode("utf-8", "replace"), final, visited_at)
    if record.http_headers is None:
        return None
    status = int(record.http_headers.get_statuscode() or 0)
    digest = own.get_header("WARC-Payload-Digest") or ""
    if record.rec_type == "revisit" and status != HTTPStatus.NOT_MODIFIED:
        body = bodies.get(digest, b"")
    elif digest:
        bodies[digest] = body
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    return Fetched(address, when, status, headers, body, own.get_header(PROBLEM) or "", final, visited_at)


def _name_status(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _parse_instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(dt.UTC)


def _write_once(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.chmod(0o444)
    try:
        os.link(aside, path)  # never replaces a file that is there
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)
