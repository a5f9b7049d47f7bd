"""Link the rows of one or two tables, with the same engine and the same kind of explanation as cases.

What comes in: tables of texts, the columns to compare. What goes out: `Tables` with its `RowLink`s, one-to-one where
each table names each matter once. Never here: files, cases, the record.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import duckdb
import pyarrow as pa

from answerable.reconcile.database import open_database
from answerable.reconcile.matching import Pair, match_lists
from answerable.reconcile.tables.columns import Compared
from answerable.reconcile.tables.model import LEAST_BITS, find_blocking, make_linker, put_tables, train
from answerable.reconcile.tables.rows import Texts

MOST_MEMORY = "2200MB"
"""What DuckDB may hold; the rest goes to a temporary folder on disk."""


@dataclass(frozen=True, slots=True)
class RowLink:
    """Two rows that may be one matter.

    Args:
        left: row of the left table, from 0.
        right: of the right one, or of the same where there is one table.
        share_same: probability, one-to-one where that was asked.
        evidence: per column words and bits; the prior comes first.
    """

    left: int
    right: int
    share_same: float
    evidence: tuple[tuple[str, float], ...]


class RowLinks(Sequence[RowLink]):
    """Links by left row and right row, held in columns and made into `RowLink`s when looked at."""

    def __init__(self, found: pa.Table, columns: Sequence[Compared], prior: tuple[str, float]) -> None:
        """Hold links.

        Args:
            found: `left`, `right`, `share`, per column `g0` (level, the last is 0; -1 blank) and `b0` (bits).
            columns: compared.
            prior: what was expected before looking, in words and bits.
        """
        self._found = found
        self._columns = columns
        self._prior = prior

    def __len__(self) -> int:
        """How many links there are."""
        return int(self._found.num_rows)

    @overload
    def __getitem__(self, index: int) -> RowLink: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RowLink]: ...
    def __getitem__(self, index: int | slice) -> RowLink | Sequence[RowLink]:
        """One link by its place, or several."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._make(self._found.slice(place, 1).to_pylist()[0])

    def __iter__(self) -> Iterator[RowLink]:
        """All links, a few thousand at a time."""
        for batch in self._found.to_batches(max_chunksize=5_000):
            yield from map(self._make, batch.to_pylist())

    def _make(self, row: Mapping[str, Any]) -> RowLink:
        evidence = [self._prior]
        for number, column in enumerate(self._columns):
            level = row[f"g{number}"]
            if level >= 0:
                evidence.append((column.words[len(column.words) - 1 - level], round(row[f"b{number}"], 3)))
        return RowLink(row["left"], row["right"], round(row["share"], 6), tuple(evidence))

    def find_surest(self, n: int, below: float) -> list[RowLink]:
        """The first `n` to look at: those below a probability first, the surest of them before the rest."""
        shares = self._found["share"].to_pylist()
        order = sorted(range(len(shares)), key=lambda place: (shares[place] >= below, -shares[place], place))
        return [self[place] for place in order[:n]]

    def count_from(self, share: float) -> int:
        """How many links have at least this probability."""
        return sum(one >= share for one in self._found["share"].to_pylist())


@dataclass(frozen=True, slots=True)
class Tables:
    """What linking gave.

    Args:
        links: rows that may be one matter.
        columns: compared.
        n_compared: candidate pairs that were not let go at once.
        is_trained: whether the tables themselves trained the model.
    """

    links: RowLinks
    columns: tuple[Compared, ...]
    n_compared: int
    is_trained: bool


def link_tables(
    left: Texts,
    right: Texts | None,
    columns: Sequence[Compared],
    *,
    one_to_one: bool = True,
    share_kept: float = 0.01,
) -> Tables:
    """Link rows of two tables, or find doubles in one.

    Args:
        left: rows of the one table.
        right: of the other; None to hold the rows of the left one against each other.
        columns: to compare (`choose_columns`).
        one_to_one: whether each table names each matter once; of no meaning for one table.
        share_kept: links below this probability are left out.
    """
    tables = [texts for texts in (left, right) if texts is not None]
    with tempfile.TemporaryDirectory() as spill, open_database() as connection:
        connection.execute(f"SET memory_limit = '{MOST_MEMORY}'")
        connection.execute("SET temp_directory = $folder", {"folder": spill})
        connection.execute("SET preserve_insertion_order = false")
        sides = put_tables(connection, tables, columns)
        rules = find_blocking(sides, columns)
        linker = make_linker(sides, columns, rules)
        if sides.is_enough:
            train(linker, sides, columns, rules)
        scored = linker.inference.predict(threshold_match_weight=LEAST_BITS if sides.is_enough else None)
        prior = _read_prior(linker)
        _weigh(connection, scored.physical_name, len(columns), prior)
        n_compared = connection.table("weighed").count("*").fetchall()[0][0]
        pair_up = one_to_one and not sides.is_one_table
        found = _decide(connection, one_to_one=pair_up, share_kept=share_kept)
    words = "before looking: one table of this length" if sides.is_one_table else _WORDS_OF_PRIOR
    links = RowLinks(found, tuple(columns), (words, round(prior, 3)))
    return Tables(links, tuple(columns), int(n_compared), sides.is_enough)


_WORDS_OF_PRIOR = "before looking: two tables of these lengths"


def _read_prior(linker: Any) -> float:
    """The bits that stand for two rows before they are compared."""
    share = float(linker.misc.save_model_to_json()["probability_two_random_records_match"])
    return float(duckdb.execute("SELECT log2($share / (1 - $share))", {"share": share}).fetchall()[0][0])


def _weigh(connection: duckdb.DuckDBPyConnection, scored: str, n_columns: int, prior: float) -> None:
    """Keep of every candidate its rows, levels and bits, rounded as they are shown; odds are their sum."""
    have = {str(row[0]) for row in connection.execute(f"DESCRIBE {scored}").fetchall()}
    bits, levels = [], []
    for number in range(n_columns):
        adjusted = f" + coalesce(mw_tf_adj_c{number}, 0)" if f"mw_tf_adj_c{number}" in have else ""
        stated = f"gamma_c{number} >= 0"
        bits.append(f"CASE WHEN {stated} THEN round(mw_c{number}{adjusted}, 3) ELSE 0 END::FLOAT AS b{number}")
        levels.append(f"gamma_c{number}::TINYINT AS g{number}")
    total = " + ".join(f"b{number}" for number in range(n_columns))
    turned = "source_dataset_l > source_dataset_r" if "source_dataset_l" in have else "unique_id_l > unique_id_r"
    connection.execute(
        f"CREATE TABLE weighed AS SELECT *, 2.0 ** least(greatest({prior} + {total}, -60), 60) AS odds FROM ("
        f" SELECT CASE WHEN {turned} THEN unique_id_r ELSE unique_id_l END AS left_row,"
        f" CASE WHEN {turned} THEN unique_id_l ELSE unique_id_r END AS right_row,"
        f" {', '.join([*levels, *bits])} FROM {scored})"
    )
    connection.execute(f"DROP TABLE {scored}")


def _decide(connection: duckdb.DuckDBPyConnection, *, one_to_one: bool, share_kept: float) -> pa.Table:
    """The probability of each candidate, and those that are kept, in order.

    A pair whose rows stand in no other candidate is decided by its own odds; only rows that several candidates want
    are paired by summing all ways.
    """
    connection.execute("CREATE TABLE shares (left_row INTEGER, right_row INTEGER, share DOUBLE)")
    if one_to_one:
        connection.execute(
            "CREATE TABLE wanted AS SELECT left_row, right_row, odds,"
            " count(*) OVER (PARTITION BY left_row) + count(*) OVER (PARTITION BY right_row) > 2 AS is_shared"
            " FROM weighed"
        )
        shared = connection.execute("SELECT left_row, right_row, odds FROM wanted WHERE is_shared").fetchall()
        found = pa.table(_match(shared), schema=_SHARES)
        connection.register("matched", found)
        connection.execute("INSERT INTO shares SELECT * FROM matched")
        connection.execute(
            "INSERT INTO shares SELECT left_row, right_row, odds / (1 + odds) FROM wanted WHERE NOT is_shared"
        )
    else:
        connection.execute("INSERT INTO shares SELECT left_row, right_row, odds / (1 + odds) FROM weighed")
    return connection.sql(
        "SELECT weighed.left_row AS left, weighed.right_row AS right, share, weighed.* EXCLUDE (left_row, right_row,"
        " odds) FROM shares JOIN weighed USING (left_row, right_row) WHERE share >= $least ORDER BY 1, 2",
        params={"least": share_kept},
    ).to_arrow_table()


_SHARES = pa.schema([("left_row", pa.int32()), ("right_row", pa.int32()), ("share", pa.float64())])


def _match(shared: Sequence[tuple[int, int, float]]) -> dict[str, list[Any]]:
    """Pair the rows that several candidates want, each once."""
    odds: dict[Pair, float] = {(f"{left:09d}", f"{right:09d}"): value for left, right, value in shared}
    pairs = [(int(p[0]), int(p[1]), share) for group in match_lists(odds) for p, share in group.pairs.items()]
    return {name: [pair[place] for pair in pairs] for place, name in enumerate(("left_row", "right_row", "share"))}
