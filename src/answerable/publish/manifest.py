"""What the site's files are and were made from, kept in one small SQLite file beside the site.

A site of very many files is written page after page; what is known of each goes to the disk at once, so that memory
does not grow with their number. What comes in: paths, sizes, hashes, keys. What goes out: notes, of this run and of the
last. The file may be deleted at any time: the next run then makes everything anew, with the same bytes. Never here: the
files.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_AT_ONCE = 1_000
"""Notes that are written together."""
_TABLES = (
    "CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, sha256 BLOB, key TEXT, banner INTEGER,"
    " pack INTEGER) WITHOUT ROWID",
    "CREATE TABLE said (number INTEGER PRIMARY KEY, text TEXT UNIQUE)",
)
_NOTE = (
    "SELECT path, size, changed, sha256, key, b.text, g.text FROM files JOIN said b ON b.number = files.banner"
    " JOIN said g ON g.number = files.pack"
)


@dataclass(frozen=True, slots=True)
class Note:
    """How a file stood when it was written last.

    Args:
        size: in bytes.
        changed: when the file was written, in nanoseconds.
        sha256: of its bytes.
        key: of everything that it is made from; empty where that is not known.
        banner: what is said on top of it while the site is a draft.
        group: key of the group of files that it is made with.
    """

    size: int
    changed: int
    sha256: bytes
    key: str = ""
    banner: str = ""
    group: str = ""


class Manifest:
    """The notes that the last run left of a site; none where the file is missing or broken.

    Args:
        out: the site's folder; the notes lie beside it.
    """

    def __init__(self, out: Path) -> None:
        self._out, self._file = out, find_manifest(out)
        self._old = self._file.with_suffix(".old")
        self._connection = _open(self._file)

    def take(self) -> Manifest:
        """Take the file out of its place: while a site is written, nothing is known of it if the run is broken off."""
        self._connection.close()
        self._old.unlink(missing_ok=True)
        if self._file.is_file():
            self._file.replace(self._old)
        self._connection = _open(self._old)
        return self

    def drop(self) -> None:
        """Delete what was taken; it is not asked again."""
        self._connection.close()
        self._old.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def find(self, path: str) -> Note | None:
        """The note of a file."""
        row = self._connection.execute(f"{_NOTE} WHERE path = ?", (path,)).fetchone()
        return None if row is None else Note(*row[1:])

    def iter_group(self, group: str) -> Iterator[tuple[str, Note]]:
        """The files that were made together under a key."""
        for path, *note in self._connection.execute(f"{_NOTE} WHERE g.text = ? ORDER BY path", (group,)):
            yield path, Note(*note)

    def iter_files(self) -> Iterator[tuple[str, int, str]]:
        """Every file with its size and sha256, in the order of paths."""
        yield from self._connection.execute("SELECT path, size, lower(hex(sha256)) FROM files ORDER BY path")

    def is_true(self) -> bool:
        """Whether the folder holds the very files that are noted."""
        ask, n = "SELECT size, changed FROM files WHERE path = ?", 0
        for n, (path, stat) in enumerate(iter_stats(self._out), 1):  # noqa: B007
            if self._connection.execute(ask, (path,)).fetchone() != stat:
                return False
        return n > 0 and n == self._connection.execute("SELECT count(*) FROM files").fetchone()[0]


class ManifestDraft:
    """The notes of the run that goes on.

    Args:
        out: the site's folder.
    """

    def __init__(self, out: Path) -> None:
        self._file = find_manifest(out)
        self._new = self._file.with_suffix(".new")
        self._new.parent.mkdir(parents=True, exist_ok=True)
        self._new.unlink(missing_ok=True)
        self._connection = sqlite3.connect(self._new, isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN", *_TABLES):
            self._connection.execute(statement)
        self._pending: dict[str, Note] = {}
        self._said: dict[str, int] = {}
        self._n = 0

    def __len__(self) -> int:
        return self._n + len(self._pending)

    def __contains__(self, path: object) -> bool:
        if path in self._pending:
            return True
        return self._connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None

    def put(self, path: str, note: Note) -> None:
        """Note a file.

        Raises:
            ValueError: it is noted already.
        """
        if path in self._pending:
            raise ValueError(f"two files of the site have one name: {path}")
        self._pending[path] = note
        if len(self._pending) >= _AT_ONCE:
            self._flush()

    def iter_hashes(self) -> Iterator[tuple[str, str]]:
        """Every file with its sha256, in the order of paths."""
        self._flush()
        yield from self._connection.execute("SELECT path, lower(hex(sha256)) FROM files ORDER BY path")

    def settle(self, path: str, stat: tuple[int, int]) -> bool:
        """Note how a file stands once all are written; False where it is none of the site's."""
        self._flush()
        done = self._connection.execute("UPDATE files SET size = ?, changed = ? WHERE path = ?", (*stat, path))
        return done.rowcount == 1

    def save(self) -> None:
        """Put these notes in the place of the last run's."""
        self._flush()
        self._connection.execute("CREATE INDEX files_pack ON files (pack)")
        self._connection.execute("COMMIT")
        self._connection.close()
        self._new.replace(self._file)

    def _flush(self) -> None:
        if not self._pending:
            return
        rows = [
            (path, one.size, one.changed, one.sha256, one.key, self._number(one.banner), self._number(one.group))
            for path, one in self._pending.items()
        ]
        try:
            self._connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.IntegrityError as error:
            raise ValueError(f"two files of the site have one name, among {rows[0][0]} to {rows[-1][0]}") from error
        self._n += len(rows)
        self._pending.clear()

    def _number(self, text: str) -> int:
        if text not in self._said:
            self._said[text] = len(self._said)
            self._connection.execute("INSERT INTO said VALUES (?, ?)", (self._said[text], text))
        return self._said[text]


def find_manifest(out: Path) -> Path:
    """Where the notes of a site lie."""
    return out.parent / f"{out.name}.manifest.db"


def _open(file: Path) -> sqlite3.Connection:
    """The notes for reading; empty ones where there are none that can be read."""
    if file.is_file():
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute(f"{_NOTE} LIMIT 1").fetchone()
            return connection
        except sqlite3.Error:
            connection.close()
    connection = sqlite3.connect(":memory:")
    for table in _TABLES:
        connection.execute(table)
    return connection


def iter_stats(out: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Size and moment of writing of every file of a folder, with its path."""
    if out.is_dir():
        yield from _iter_stats(str(out), "")


def _iter_stats(folder: str, prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _iter_stats(entry.path, f"{prefix}{entry.name}/")
            else:
                stat = entry.stat()
                yield prefix + entry.name, (stat.st_size, stat.st_mtime_ns)
