"""The log of visits: JSON lines, each hashed over the one before and signed.

What lives here: appending to the log and reading it back. What comes in and goes out: `Visit` and `Closing`. Never
here: visits themselves, rows of the record, the check that nothing was altered (`verify`).

The log is the truth about captures: `Capture` rows are made from it and can be made again. A process killed while
it appended leaves a last line without its end; that line was never written, and the next append takes its place.
"""

from __future__ import annotations

import fcntl
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from answerable.collect.visit import Line, Visit, parse_content, to_content
from answerable.errors import ArchiveDamaged, RecordBusy
from answerable.model.ids import hash_bytes, make_key
from answerable.ports import Signer

FILE_NAME = "visits.jsonl"
KEY_FOLDER = "keys"
_CHAIN_FIELDS = ("previous", "hash", "key", "signature")


class VisitLog:
    """The log of visits in a folder."""

    def __init__(self, folder: Path, signer: Signer | None = None) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self._signer = signer
        self._end: tuple[int, str] | None = None
        """Where the whole lines end, and the hash of the last one; kept while the log is held."""

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
                self._end = None
                fcntl.flock(lock, fcntl.LOCK_UN)

    def lines(self) -> list[Line]:
        """All lines, oldest first.

        Raises:
            ArchiveDamaged: a whole line is none of ours.
        """
        return [parse_line(raw, self.path, number)[1] for number, raw in enumerate(self.raw_lines()[0], 1)]

    def visits(self) -> list[Visit]:
        """All captured pages, oldest line first.

        Raises:
            ArchiveDamaged: a whole line is none of ours.
        """
        return [line for line in self.lines() if isinstance(line, Visit)]

    def raw_lines(self) -> tuple[list[bytes], bytes]:
        """The whole lines as they stand in the file, and what a killed process left behind the last of them."""
        if not self.path.exists():
            return [], b""
        whole, newline, unfinished = self.path.read_bytes().rpartition(b"\n")
        return (whole.split(b"\n") if newline else []), unfinished

    def append(self, line: Line) -> None:
        """Append one line; on disk when this returns."""
        size, previous = self._end or self._find_end()
        row = render_row(previous, line, self._signer)
        data = render_line(row)
        if self._signer is not None:
            self._publish_key(self._signer)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(size)
            file.truncate()
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._end = (size + len(data), str(row["hash"]))

    def _find_end(self) -> tuple[int, str]:
        raw, _ = self.raw_lines()
        if not raw:
            return 0, ""
        row, _ = parse_line(raw[-1], self.path, len(raw))
        return sum(len(line) + 1 for line in raw), str(row["hash"])

    def _publish_key(self, signer: Signer) -> None:
        """Lay the public key beside the log, so that it travels with the archive."""
        path = self.folder / KEY_FOLDER / f"{name_key(signer.public_key)}.pem"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(signer.public_key)


def name_key(public_key: bytes) -> str:
    """What a public key goes by: the first 32 hex digits of its sha256."""
    return hash_bytes(public_key)[:32]


def hash_line(previous: str, content: dict[str, object]) -> str:
    """The hash of a line: over the one before and its content."""
    return make_key("visit", previous, content)


def render_row(previous: str, line: Line, signer: Signer | None) -> dict[str, Any]:
    """A line with what chains and signs it."""
    content = to_content(line)
    digest = hash_line(previous, content)
    signed = {"key": "", "signature": ""}
    if signer is not None:
        signature = b64encode(signer.sign(digest.encode())).decode()
        signed = {"key": name_key(signer.public_key), "signature": signature}
    return {"previous": previous, **content, "hash": digest, **signed}


def render_line(row: dict[str, Any]) -> bytes:
    """A row as the one way of writing it."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def parse_line(raw: bytes, path: Path, number: int) -> tuple[dict[str, Any], Line]:
    """The row of a line, and what it says.

    Raises:
        ArchiveDamaged: it is none of ours.
    """
    try:
        row = json.loads(raw)
        if not isinstance(row, dict) or any(name not in row for name in _CHAIN_FIELDS):
            raise ValueError("not a line of this log")
        return row, parse_content(content_of(row))
    except ValueError as error:
        raise ArchiveDamaged(
            "a line of the visit log cannot be read",
            where=f"{path}:{number}",
            found=raw[:60].decode("utf-8", "replace"),
            remedy="restore the file from a backup; `answerable verify-archive` shows what else differs",
        ) from error


def content_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what chains and signs it."""
    return {name: value for name, value in row.items() if name not in _CHAIN_FIELDS}
