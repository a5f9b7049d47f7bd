"""How fast findings are reckoned over many cases: DuckDB on the Arrow snapshot beside plain SQLite and pandas.

    python bench/analyzing.py               10,000,000 cases
    python bench/analyzing.py 1000000       as many as you like

The cases are drawn with a fixed seed: authority, year, rank, outcome, platforms and a number of people known between
two ends, in the columns of the view `cases`. The question is the same for all: how many cases and people each
authority has of each outcome in each year. Every answer must be the same, else the bench fails. "ready" is the time
until a query can be asked (the snapshot's connection; the rows put into a SQLite table; the frame made); SQLite has no
index, because a finding may group by anything.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from answerable.store.snapshot import Snapshot

SQL = """
SELECT authority_id, year, outcome, count(*) AS n, sum(n_low) AS low, sum(n_high) AS high
FROM cases WHERE stands AND outcome IN ('dismissed', 'final_written_warning', 'written_warning')
GROUP BY authority_id, year, outcome ORDER BY authority_id, year, outcome
"""
OUTCOMES = ("dismissed", "final_written_warning", "written_warning", "no_action", "resigned")
RANKS = ("constable", "sergeant", "inspector", "superintendent")


def draw_cases(n: int) -> pa.Table:
    """The cases as the snapshot holds them: text as text, not as numbers that stand for it."""
    random = np.random.default_rng(7)

    def pick(names: list[str]) -> pa.Array:
        codes = pa.array(random.integers(0, len(names), n, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(codes, pa.array(names)).cast(pa.string())

    low = random.integers(1, 4, n).astype(float)
    return pa.table(
        {
            "case_id": pa.array(np.arange(n)).cast(pa.string()),
            "authority_id": pick([f"authority-{number:02d}" for number in range(48)]),
            "year": pa.array(random.integers(2012, 2022, n).astype(float)),
            "rank": pick(list(RANKS)),
            "outcome": pick(list(OUTCOMES)),
            "stands": pa.array(random.random(n) < 0.97),
            "n_low": pa.array(low),
            "n_high": pa.array(low + random.integers(0, 3, n)),
        }
    )


def timed(what: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives, and how many seconds it took."""
    begun = time.perf_counter()
    given = what()
    return given, time.perf_counter() - begun


def try_duckdb(table: pa.Table) -> tuple[list[tuple[Any, ...]], float, float]:
    """As findings do it: one thread."""
    connection, ready = timed(lambda: Snapshot({"cases": table}, "").connect())
    answers = [timed(lambda: connection.execute(SQL).fetchall()) for _ in range(3)]
    connection.close()
    return answers[0][0], ready, min(seconds for _, seconds in answers)


def try_sqlite(table: pa.Table) -> tuple[list[tuple[Any, ...]], float, float]:
    """A table in memory, filled in one transaction."""
    connection = sqlite3.connect(":memory:")
    marks = ", ".join("?" * table.num_columns)

    def fill() -> None:
        connection.execute(f"CREATE TABLE cases ({', '.join(table.column_names)})")
        for batch in table.to_batches(max_chunksize=100_000):
            columns = [column.to_pylist() for column in batch.columns]
            connection.executemany(f"INSERT INTO cases VALUES ({marks})", zip(*columns, strict=True))

    _, ready = timed(fill)
    rows, asked = timed(lambda: connection.execute(SQL).fetchall())
    connection.close()
    return rows, ready, asked


def try_pandas(table: pa.Table) -> tuple[list[tuple[Any, ...]], float, float]:
    """The same question as a frame's group-by."""
    frame, ready = timed(table.to_pandas)

    def ask() -> pd.DataFrame:
        kept = frame[frame["stands"] & frame["outcome"].isin(OUTCOMES[:3])]
        grouped = kept.groupby(["authority_id", "year", "outcome"], sort=True)
        return grouped.agg(n=("n_low", "size"), low=("n_low", "sum"), high=("n_high", "sum")).reset_index()

    answers = [timed(ask) for _ in range(2)]
    return list(answers[0][0].itertuples(index=False, name=None)), ready, min(seconds for _, seconds in answers)


def main() -> int:
    """Draw, ask three ways, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", type=int, default=10_000_000)
    n = parser.parse_args().n
    table = draw_cases(n)
    print(f"{n:,} cases, {table.nbytes / 1e9:.1f} GB as Arrow")
    results = {}
    for name, way in (("DuckDB snapshot", try_duckdb), ("pandas", try_pandas), ("SQLite", try_sqlite)):
        rows, ready, asked = way(table)
        results[name] = (rows, asked)
        print(f"{name:16} ready {ready:6.1f} s, asked {asked:6.2f} s, {len(rows):,} groups", flush=True)
    first, ours = results["DuckDB snapshot"]
    for name, (rows, asked) in results.items():
        if rows != first:
            print(f"{name} gives another answer")
            return 1
        if rows is not first:
            print(f"{name} takes {asked / ours:.1f} times as long to ask")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"all answers are the same; peak {peak:.1f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
