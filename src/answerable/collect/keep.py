"""Keep an answer: its bytes, then its WARC, then the line that says so.

What comes in: answers with their place in a visit. What goes out: received bytes, WARC files, lines of the log of
visits. Never here: which addresses are visited.

A run killed between the steps loses nothing: a WARC file without its line is taken up by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from answerable.collect.chain import VisitLog
from answerable.collect.visit import Line, Visit
from answerable.collect.walk import REPEAT, Walk
from answerable.collect.walls import find_wall
from answerable.errors import InputUnreadable
from answerable.model.ids import hash_bytes
from answerable.model.log import LogSource
from answerable.ports import Fetched, VisitArchive
from answerable.store.record import Record

WARC_FOLDER = Path("sources") / "warc"
HEADERS_THAT_MATTER = ("content-type", "date", "etag", "last-modified", "retry-after", "content-language", "server")
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A WARC file without a line: its path relative to the investigation, its sha256, what it holds."""

    path: str
    sha256: str
    fetched: Fetched


class Keeper:
    """Keeps the answers of one run."""

    def __init__(self, record: Record, log: VisitLog, archive: VisitArchive, lines: Iterable[Line]) -> None:
        self.record = record
        self.log = log
        self.archive = archive
        self.documents: dict[str, str] = {}
        """The newest bytes at each address, by sha256."""
        for line in lines:
            self._note(line)

    def keep(self, walk: Walk, fetched: Fetched) -> Visit:
        """Keep one answer of a visit; on disk when this returns."""
        captured_at = fetched.fetched_at.isoformat()
        problem = fetched.problem or find_wall(fetched)
        is_end = walk.is_past_the_end(fetched.address, fetched.status)
        document = self._archive(fetched, captured_at) if not problem else ""
        visit = replace(fetched, visited_at=walk.visited_at)
        kept = self.archive.keep(walk.source.id, visit, document if fetched.status == 304 else "")
        line = self._line(walk, fetched, "" if is_end else problem, REPEAT if is_end else "", document)
        return self._append(line, kept.path, kept.sha256)

    def take_up(self, walk: Walk, unlisted: Unlisted) -> Visit:
        """Write the line of a WARC file that a killed run left without one."""
        fetched = unlisted.fetched
        problem = fetched.problem or find_wall(fetched)
        document = self._archive(fetched, fetched.fetched_at.isoformat()) if not problem else ""
        return self._append(self._line(walk, fetched, problem, "", document), unlisted.path, unlisted.sha256)

    def find_unlisted(self, investigation: Path, source: LogSource, lines: Iterable[Line]) -> list[Unlisted]:
        """The WARC files of a log that no line names, oldest first: what a killed run left behind."""
        named = {line.warc for line in lines if isinstance(line, Visit)}
        found = []
        for path in sorted((investigation / WARC_FOLDER / source.id).glob("*.warc.gz")):
            relative = path.relative_to(investigation).as_posix()
            if relative not in named:
                found.append(Unlisted(relative, hash_bytes(path.read_bytes()), self.archive.read(relative)))
        return found

    def restore(self, lines: Iterable[Line]) -> int:
        """Note anew what was kept, where the record was made anew: the log of visits and its files outlive it.

        Returns:
            How many pages came back. One whose WARC file is missing or damaged does not: `verify-archive` names it.
        """
        known = {source.id for source in self.record.iter_sources()}
        n_restored = 0
        for line in lines:
            if not isinstance(line, Visit) or line.document in known or not line.document or line.status == 304:
                continue
            try:
                fetched = self.archive.read(line.warc)
            except (InputUnreadable, OSError):
                continue
            if hash_bytes(fetched.body) == line.document:
                known.add(self._archive(fetched, line.captured_at))
                n_restored += 1
        return n_restored

    def get_body(self, visit: Visit) -> bytes:
        """What a kept page was; empty where nothing came."""
        return self.record.get_bytes(visit.document) if visit.document else b""

    def get_newest(self, address: str) -> bytes:
        """The newest bytes that were kept of an address; empty where there are none."""
        document = self.documents.get(address)
        return self.record.get_bytes(document) if document else b""

    def _line(self, walk: Walk, fetched: Fetched, problem: str, role: str, document: str) -> Visit:
        body = self.record.get_bytes(document) if document else b""
        headers = [(name, value) for name, value in fetched.headers if name.lower() in HEADERS_THAT_MATTER]
        return Visit(
            source_id=walk.source.id,
            address=fetched.address,
            captured_at=fetched.fetched_at.isoformat(),
            status=fetched.status,
            document=document,
            warc="",
            warc_sha256="",
            headers=tuple(sorted(headers)),
            problem=problem,
            visited_at=walk.visited_at,
            role=role or walk.find_role(fetched.address, body),
            entry=walk.entry_of(fetched.address),
        )

    def _append(self, line: Visit, path: str, sha256: str) -> Visit:
        whole = replace(line, warc=path, warc_sha256=sha256)
        self.log.append(whole)
        self._note(whole)
        return whole

    def _archive(self, fetched: Fetched, captured_at: str) -> str:
        """File the bytes of an answer and return their sha256; a not-modified answer has those of the last one."""
        if fetched.status == 304:
            return self.documents.get(fetched.address, "")
        if not fetched.body:
            return ""
        headers = {name.lower(): value for name, value in fetched.headers}
        media_type = headers.get("content-type", "text/html").partition(";")[0].strip().lower()
        name = name_document(fetched.final_address or fetched.address, media_type)
        return self.record.archive(
            fetched.body, name=name, media_type=media_type, origin=fetched.address, received_at=captured_at
        ).id

    def _note(self, line: Line) -> None:
        if isinstance(line, Visit) and line.document:
            self.documents[line.address] = line.document


def name_document(address: str, media_type: str) -> str:
    """A file name for what stands at an address.

    >>> name_document("https://x.example/outcomes/?page=2", "text/html")
    'outcomes.html'
    """
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2] or "index"
    ending = _ENDINGS.get(media_type, "")
    if ending == ".html" and name.lower().endswith((".html", ".htm")):
        return name
    return name if not ending or name.lower().endswith(ending) else name + ending
