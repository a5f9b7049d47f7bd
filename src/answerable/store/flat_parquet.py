"""Flat rows of plain values as a Parquet file, for people who open it elsewhere.

In: column names and rows. Out: bytes. Never here: typed views and snapshots (`parquet`), what the rows are about.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def write_flat_parquet(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as Parquet; a column of several kinds is kept as text, a column without values too.

    Args:
        columns: in order.
        rows: text, numbers, yes/no or None by column.
    """
    arrays = [_make_array([row.get(name) for row in rows]) for name in columns]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(columns)), out, compression="zstd")
    return out.getvalue()


def _make_array(values: Sequence[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {int}:
        return pa.array(values, pa.int64())
    if kinds and kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
