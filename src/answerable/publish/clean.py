"""Which files held nothing that is hidden, by the hashes of their bytes, kept on the disk between two runs.

What comes in: hashes, the rules that they were looked at by. What goes out: whether a hash is known. Never here: the
looking.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

_AT_ONCE = 1_000


class Clean:
    """Hashes of clean files; what was not met again in a run is forgotten at its end.

    Args:
        file: where they are kept; None for as long as this lives.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept = _connect(file)
        self._run = 0
        self._pending: set[str] = set()

    def open(self, rules: str, secrets: set[str]) -> None:
        """Begin a run: what was found clean by other rules, or when fewer secrets were known, is forgotten.

        Args:
            rules: key of how files are looked at.
            secrets: hashes of what is sought.
        """
        before = {hashed for (hashed,) in self._kept.execute("SELECT hash FROM secrets")}
        self._kept.execute("BEGIN")
        if not secrets <= before or self._kept.execute("SELECT rules FROM runs").fetchone() != (rules,):
            self._kept.execute("DELETE FROM clean")
        self._kept.execute("DELETE FROM secrets")
        self._kept.executemany("INSERT INTO secrets VALUES (?)", ((one,) for one in sorted(secrets)))
        (last,) = self._kept.execute("SELECT coalesce(max(run), 0) FROM clean").fetchone()
        self._run = last + 1
        self._kept.execute("DELETE FROM runs")
        self._kept.execute("INSERT INTO runs VALUES (?)", (rules,))

    def __contains__(self, sha256: object) -> bool:
        if sha256 in self._pending:
            return True
        found = self._kept.execute("SELECT 1 FROM clean WHERE sha256 = ?", (bytes.fromhex(str(sha256)),)).fetchone()
        return found is not None

    def add(self, sha256: str) -> None:
        """Note a clean file of this run."""
        self._pending.add(sha256)
        if len(self._pending) >= _AT_ONCE:
            self._flush()

    def close(self) -> None:
        """End the run, and keep what it met."""
        self._flush()
        self._kept.execute("DELETE FROM clean WHERE run < ?", (self._run,))
        self._kept.execute("COMMIT")
        if self._file is not None:
            self._kept.close()

    def _flush(self) -> None:
        rows = [(bytes.fromhex(one), self._run) for one in sorted(self._pending)]
        self._kept.executemany("INSERT OR REPLACE INTO clean VALUES (?, ?)", rows)
        self._pending.clear()


def _connect(file: Path | None) -> sqlite3.Connection:
    """The file, made anew where it is missing or no such file."""
    if file is None:
        return _prepare(sqlite3.connect(":memory:", isolation_level=None))
    try:
        return _prepare(sqlite3.connect(file, isolation_level=None))
    except sqlite3.Error:
        file.unlink(missing_ok=True)
        return _prepare(sqlite3.connect(file, isolation_level=None))


def _prepare(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS clean (sha256 BLOB PRIMARY KEY, run INTEGER) WITHOUT ROWID")
        connection.execute("CREATE TABLE IF NOT EXISTS secrets (hash TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.execute("CREATE TABLE IF NOT EXISTS runs (rules TEXT)")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
