"""WARC files: every visit kept as the web archive community keeps it, and replayed from there.

What lives here: `WarcArchive` (a `VisitArchive`: one small file per visit) and `WarcPages` (a `Fetcher` that replays
any WARC). What comes in: visits, files. Never here: the network, the record.

Files are written once: aside, synced, then linked to their final name. Identifiers come from the content, so that
the same visit gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from answerable.errors import InputNotFound, InputUnreadable
from answerable.model.ids import hash_bytes, make_key
from answerable.ports import ArchivedVisit, Fetched

FOLDER = Path("sources") / "warc"
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


class WarcPages:
    """Replays the responses of a WARC file, or of every WARC in a folder, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, addresses: Iterable[str]) -> Iterator[Fetched]:
        """Yield the visits to these addresses.

        Raises:
            InputNotFound: no WARC there.
            InputUnreadable: a file is not a WARC.
        """
        wanted = {_plain(address) for address in addresses}
        files = sorted(self.path.rglob("*.warc*")) if self.path.is_dir() else [self.path]
        if not files or not files[0].is_file():
            raise InputNotFound("no WARC file to replay", where=str(self.path))
        visits = [visit for file in files for visit in iter_visits(file) if _plain(visit.address) in wanted]
        yield from sorted(visits, key=lambda visit: (visit.fetched_at, visit.address))


def make_warc(visit: Fetched, same_as: str = "") -> bytes:
    """The bytes of a WARC with one visit: a response, a revisit (not modified) or a note of what went wrong."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    date = visit.fetched_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    identity = make_key(visit.address, date, visit.status, visit.headers, hash_bytes(visit.body), visit.problem)
    headers = {"WARC-Date": date, "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identity)}>"}
    kept = [(name, value) for name, value in visit.headers if name.lower() not in _TRANSPORT]
    http = StatusAndHeaders(f"{visit.status} ", kept, protocol="HTTP/1.1")
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
            headers["X-Answerable-Problem"] = visit.problem
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
    """Yield the visits that a WARC file holds, in its order.

    Raises:
        InputUnreadable: it is not a WARC, or is cut off.
    """
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                address = record.rec_headers.get_header("WARC-Target-URI")
                if record.rec_type not in ("response", "revisit", "metadata") or not address:
                    continue
                when = _parse_instant(record.rec_headers.get_header("WARC-Date"))
                body = record.content_stream().read()
                if record.rec_type == "metadata":
                    yield Fetched(address, when, 0, (), b"", body.decode("utf-8", "replace"))
                    continue
                status = int(record.http_headers.get_statuscode() or 0)
                headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
                problem = record.rec_headers.get_header("X-Answerable-Problem") or ""
                yield Fetched(address, when, status, headers, body, problem)
    except (ArchiveLoadFailed, EOFError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise InputUnreadable("not a readable WARC file", where=str(path), found=str(error)) from error


def _plain(address: str) -> str:
    """An address without what makes no difference: scheme, www, a trailing slash."""
    return re.sub(r"^https?://(www\.)?", "", address.strip()).rstrip("/").lower()


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
