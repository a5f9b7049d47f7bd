"""Frames from files that are tables by nature: Parquet and SQLite. Spreadsheets and CSV come as read grids.

What comes in: bytes. What goes out: `Frame`s. Nothing is executed, attached or followed.
"""

from __future__ import annotations

import io
import sqlite3
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from answerable.check.claims.data.frames import Frame, frame_of_rows, quote_name
from answerable.errors import InputUnreadable

_MOST_ROWS = 1_000_000


def is_parquet(data: bytes) -> bool:
    """Whether bytes are a Parquet file."""
    return data[:4] == b"PAR1" and data[-4:] == b"PAR1"


def is_sqlite(data: bytes) -> bool:
    """Whether bytes are a SQLite database."""
    return data[:16] == b"SQLite format 3\0"


def frames_of_parquet(data: bytes, name: str) -> list[Frame]:
    """The one table of a Parquet file.

    Raises:
        InputUnreadable: it is broken.
    """
    try:
        table = pq.read_table(io.BytesIO(data))
    except (OSError, ValueError) as error:
        raise InputUnreadable("this Parquet file cannot be read", where=name, found=str(error)) from error
    columns = [table.column(position).to_pylist()[:_MOST_ROWS] for position in range(table.num_columns)]
    return [frame_of_rows(Path(name).stem, table.column_names, list(zip(*columns, strict=True)))]


def frames_of_sqlite(data: bytes, name: str) -> list[Frame]:
    """Every table of a SQLite database, opened read-only from a copy.

    Raises:
        InputUnreadable: it is broken.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.db"
        path.write_bytes(data)
        try:
            connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
            try:
                query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                frames = []
                for (table,) in connection.execute(query).fetchall():
                    rows = connection.execute(f"SELECT * FROM {quote_name(table)} LIMIT {_MOST_ROWS}")
                    names = [column[0] for column in rows.description]
                    frames.append(frame_of_rows(table, names, rows.fetchall()))
                return frames
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise InputUnreadable("this SQLite file cannot be read", where=name, found=str(error)) from error
