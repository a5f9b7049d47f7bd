"""Tables of typed columns as Parquet files: written row group by row group, read back whole or in pieces.

What comes in: columns as `answerable.store.views` describes them, rows as plain values. What goes out: files whose
bytes depend on nothing else. Never here: what a table means.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from answerable.store.snapshot import ARROW_TYPES, Snapshot
from answerable.store.view_rows import Row
from answerable.store.views import Column

_AT_ONCE = 10_000


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Write rows; return how many. A few thousand are in memory at once."""
    schema = pa.schema([pa.field(column.name, ARROW_TYPES[column.kind]) for column in columns])
    feed, n = iter(rows), 0
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        while chunk := list(islice(feed, _AT_ONCE)):
            arrays = [pa.array([row.get(c.name) for row in chunk], type=ARROW_TYPES[c.kind]) for c in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            n += len(chunk)
    return n


def pack_table(table: pa.Table) -> bytes:
    """A table as one Parquet file; the same table gives the same bytes."""
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", store_schema=False)
    return out.getvalue()


def read_snapshot(files: dict[str, bytes]) -> Snapshot:
    """The views that a package holds, for queries.

    Args:
        files: Parquet files by the name of the view.

    Raises:
        ValueError: bytes that are no Parquet file.
    """
    try:
        return Snapshot({name: pq.read_table(io.BytesIO(data)) for name, data in files.items()}, "")
    except (pa.ArrowException, OSError) as error:
        raise ValueError(str(error)) from error


def iter_parquet(data: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, one by one.

    Raises:
        ValueError: bytes that are no Parquet file.
    """
    try:
        for batch in pq.ParquetFile(io.BytesIO(data)).iter_batches(_AT_ONCE):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ValueError(str(error)) from error
