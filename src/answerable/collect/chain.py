"""The log of visits: one JSON line per visit, each hashed over the one before.

What lives here: appending to the log, reading it back, and the check that no line, WARC file or page was altered
since. What comes in and goes out: `Visit`. Never here: visits themselves, rows of the record.

The log is the truth about captures: `Capture` rows are made from it and can be made again. A process killed while
it appended leaves a last line without its end; that visit never happened, and the next append takes its place.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from answerable.errors import AnswerableError, ArchiveDamaged, RecordBusy
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.problem import Problem

FILE_NAME = "visits.jsonl"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as the log keeps it.

    Args:
        source_id: the `LogSource.id`.
        address: visited.
        captured_at: UTC instant in ISO form.
        status: HTTP status; 0 where none came.
        document: sha256 of the page's bytes; empty where nothing came.
        warc: WARC file, relative to the investigation.
        warc_sha256: of that file.
        headers: response headers that matter.
        problem: why nothing came; empty where something did.
    """

    source_id: str
    address: str
    captured_at: str
    status: int
    document: str
    warc: str
    warc_sha256: str
    headers: tuple[tuple[str, str], ...] = ()
    problem: str = ""


class VisitLog:
    """The log of visits in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the log, so that two runs at once do not double a visit.

        Raises:
            RecordBusy: another run holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RecordBusy(
                    "another run is collecting into this folder",
                    where=str(self.folder),
                    remedy="wait until it is done, then run the command again",
                ) from error
            try:
                yield
            finally:
                fcntl.flock(lock, fcntl.LOCK_UN)

    def visits(self) -> list[Visit]:
        """All visits, oldest line first.

        Raises:
            ArchiveDamaged: a whole line is not JSON.
        """
        return [_visit_of(line, self.path, number) for number, line in enumerate(self._lines(), 1)]

    def append(self, visit: Visit) -> None:
        """Append one visit; on disk when this returns."""
        lines = self._lines()
        previous = str(_parse(lines[-1], self.path, len(lines))["hash"]) if lines else ""
        content = asdict(visit)
        row = {"previous": previous, **content, "hash": _hash(previous, content)}
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(sum(len(line) + 1 for line in lines))
            file.truncate()
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

    def check(self, investigation: Path, get_bytes: Callable[[str], bytes]) -> list[Problem]:
        """Recompute every hash: of the lines, of the WARC files, of the pages.

        Args:
            investigation: the folder that `Visit.warc` is relative to.
            get_bytes: gives received bytes by sha256, checked against it.

        Returns:
            One problem per thing that no longer matches; none where all is as it was.
        """
        problems: list[Problem] = []
        previous = ""
        for number, line in enumerate(self._lines(), 1):
            where = f"{self.path.name}:{number}"
            try:
                row = _parse(line, self.path, number)
                visit = _visit_of(line, self.path, number)
            except ArchiveDamaged as error:
                problems.append(
                    _make_damage_problem(
                        "visit-log-damaged",
                        where,
                        str(error.found),
                        remedy="restore visits.jsonl from a backup, and publish nothing until it verifies",
                    )
                )
                previous = ""
                continue
            if row["previous"] != previous or row["hash"] != _hash(str(row["previous"]), asdict(visit)):
                problems.append(
                    _make_damage_problem(
                        "visit-log-damaged",
                        where,
                        visit.address,
                        remedy="restore visits.jsonl from a backup, and publish nothing until it verifies",
                    )
                )
            previous = str(row["hash"])
            problems.extend(_check_files(visit, where, investigation, get_bytes))
        return problems

    def _lines(self) -> list[bytes]:
        if not self.path.exists():
            return []
        whole, _, _unfinished = self.path.read_bytes().rpartition(b"\n")
        return whole.split(b"\n") if whole else []


def _hash(previous: str, content: dict[str, object]) -> str:
    return make_key("visit", previous, content)


def _parse(line: bytes, path: Path, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or "hash" not in row or "previous" not in row:
            raise ValueError
    except ValueError as error:
        raise ArchiveDamaged(
            "a line of the visit log cannot be read",
            where=f"{path}:{number}",
            found=line[:60].decode("utf-8", "replace"),
            remedy="restore the file from a backup; `answerable verify-archive` shows what else differs",
        ) from error
    return row


def _visit_of(line: bytes, path: Path, number: int) -> Visit:
    row = _parse(line, path, number)
    try:
        content = {key: value for key, value in row.items() if key not in ("previous", "hash")}
        headers = content.pop("headers", [])
        pairs = tuple((str(name), str(value)) for name, value in headers)  # type: ignore[attr-defined]
        return Visit(**content, headers=pairs)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ArchiveDamaged(
            "a line of the visit log does not describe a visit", where=f"{path}:{number}", found=str(error)
        ) from error


def _check_files(visit: Visit, where: str, investigation: Path, get_bytes: Callable[[str], bytes]) -> Iterator[Problem]:
    path = investigation / visit.warc
    if not path.is_file():
        yield _make_damage_problem(
            "warc-missing", where, visit.warc, remedy="restore the file from a backup of sources/warc"
        )
    elif hash_bytes(path.read_bytes()) != visit.warc_sha256:
        yield _make_damage_problem(
            "warc-damaged",
            where,
            visit.warc,
            remedy="restore the file from a backup of sources/warc, and publish nothing until it verifies",
        )
    if visit.document:
        try:
            get_bytes(visit.document)
        except AnswerableError as error:
            yield _make_damage_problem(
                "capture-damaged",
                where,
                f"{visit.document}: {error.message}",
                remedy="restore the page from a backup of sources/, and publish nothing until it verifies",
            )


def _make_damage_problem(
    code: str,
    where: str,
    found: str,
    *,
    remedy: str,
) -> Problem:
    return Problem(
        id=make_id("prb", code, where, found),
        code=code,
        where=where,
        found=found,
        expected="what was written at the visit",
        remedy=remedy,
        blocks=True,
    )
