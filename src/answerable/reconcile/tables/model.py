"""The model that tells rows on one matter from rows on two: Splink on DuckDB, its priors and its training.

What comes in: cleaned tables in DuckDB (`sides`), compared columns. What goes out: a `Linker`, and which columns must
be equal for two rows to be compared. Never here: texts as they stand in files, one-to-one rules.

From `ENOUGH_TO_TRAIN` rows on, u is estimated from random pairs and m by expectation maximisation, as Fellegi and
Sunter's model is; below, the stated priors stand (`M_PRIORS`, `U_PRIORS`), and the frequency of a value is drawn
towards the prior by `N_PRIOR` imagined rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.comparison_library import CustomComparison

from answerable.reconcile.tables.columns import ColumnKind, Compared, clean_sql
from answerable.reconcile.tables.rows import Texts

ENOUGH_TO_TRAIN = 300
"""Rows of the shorter table from which on the tables themselves train the model."""
N_PRIOR = 10
"""How many imagined rows the prior frequency of a value weighs in tables too short to count it."""
MAX_RANDOM_PAIRS = 400_000
"""Pairs drawn at random to see how often rows on two matters agree by chance."""
MAX_TRAINING_PAIRS = 1_000_000
"""Candidates that one round of expectation maximisation looks at."""
MAX_PAIRS_PER_ROW = 30
"""A column is used to find candidates when, on average, it gives no more than this many per row ..."""
MAX_PAIRS_PER_ROW_OF_MANY = 5
"""... and no more than this many where that would be more than a million pairs."""
MANY_ROWS = 100_000
"""Rows from which on the candidates of two columns together are first counted in a part of their keys."""
SHARE_BEFORE = 0.5
"""How much of the shorter table is expected in the other before looking; of one table, how many rows have a double."""
LEAST_BITS = -10.0
"""Candidates less likely than one in a thousand are let go where the tables were trained on."""
Rule = tuple[int, ...]
"""Columns, by number, in which two rows must be equal to be compared."""

M_PRIORS: dict[ColumnKind, tuple[float, ...]] = {
    ColumnKind.DATE: (0.9, 0.05, 0.05),
    ColumnKind.NUMBER: (0.9, 0.05, 0.05),
    ColumnKind.CODE: (0.9, 0.06, 0.04),
    ColumnKind.WORDS: (0.8, 0.1, 0.05, 0.05),
}
"""Per kind of column, how often two rows on one matter stand at each level, the closest first."""
U_PRIORS: dict[ColumnKind, tuple[float, ...]] = {
    ColumnKind.DATE: (0.003, 0.01, 0.987),
    ColumnKind.NUMBER: (0.02, 0.03, 0.95),
    ColumnKind.CODE: (0.01, 0.01, 0.98),
    ColumnKind.WORDS: (0.02, 0.01, 0.03, 0.94),
}
"""The same of two rows on two matters."""


@dataclass(frozen=True, slots=True)
class Sides:
    """One or two cleaned tables in DuckDB: rows numbered in `unique_id`, columns `c0`, `c1` ...

    Args:
        connection: where they are.
        names: of the tables; one name where the rows of one table are held against each other.
        n_rows: of each.
    """

    connection: duckdb.DuckDBPyConnection
    names: tuple[str, ...]
    n_rows: tuple[int, ...]

    @property
    def is_one_table(self) -> bool:
        """Whether doubles are sought in one table."""
        return len(self.names) == 1

    @property
    def n_pairs(self) -> int:
        """All pairs of rows there are."""
        return self.n_rows[0] * (self.n_rows[0] - 1) // 2 if self.is_one_table else self.n_rows[0] * self.n_rows[1]

    @property
    def is_enough(self) -> bool:
        """Whether the tables themselves can train the model."""
        return min(self.n_rows) >= ENOUGH_TO_TRAIN


def put_tables(connection: duckdb.DuckDBPyConnection, tables: Sequence[Texts], columns: Sequence[Compared]) -> Sides:
    """Put one or two tables into DuckDB, cleaned and numbered."""
    names = ("left_table", "right_table")[: len(tables)]
    for side, (name, texts) in enumerate(zip(names, tables, strict=True)):
        wanted = [(column.left, column.right)[side] for column in columns]
        raw = pa.table({f"c{n}": texts.table[one] for n, one in enumerate(wanted)})
        connection.register("raw", raw.append_column("unique_id", pa.array(range(len(texts)), pa.int32())))
        cleaned = ", ".join(f"{clean_sql(f'c{n}', column.kind)} AS c{n}" for n, column in enumerate(columns))
        connection.execute(f"CREATE TABLE {name} AS SELECT unique_id, {cleaned} FROM raw")
        connection.unregister("raw")
    return Sides(connection, names, tuple(map(len, tables)))


def find_blocking(sides: Sides, columns: Sequence[Compared]) -> list[Rule]:
    """Which columns must be equal for two rows to be compared: several rules, any of which is enough.

    Small tables are compared row by row. Otherwise every column, and every two columns together, that give few enough
    candidates per row; a row is then missed only when it differs from its counterpart in all of them. Three columns
    together are tried where no two are enough.
    """
    if sides.n_pairs <= 250_000:
        return [()]
    longest = max(sides.n_rows)
    most = min(MAX_PAIRS_PER_ROW * longest, max(MAX_PAIRS_PER_ROW_OF_MANY * longest, 1_000_000))
    chosen: list[Rule] = []
    for size in (1, 2, 3):
        if size == 3 and chosen:
            break
        for rule in combinations(range(len(columns)), size):
            if not any(set(known) <= set(rule) for known in chosen) and _is_narrow(sides, rule, most):
                chosen.append(rule)
    return chosen or [tuple(range(len(columns)))]


def _is_narrow(sides: Sides, rule: Rule, most: int) -> bool:
    """Whether a rule gives candidates and not too many; of long tables a part of the keys is counted first."""
    if len(rule) > 1 and max(sides.n_rows) >= MANY_ROWS and _count_pairs(sides, rule, one_key_in=8) > 1.5 * most:
        return False
    return 0 < _count_pairs(sides, rule) <= most


def _count_pairs(sides: Sides, rule: Rule, one_key_in: int = 1) -> int:
    """How many pairs of rows are equal in these columns, from all keys or from one in so many."""
    keys = ", ".join(f"c{number}" for number in rule)
    stated = " AND ".join(f"c{number} IS NOT NULL" for number in rule)
    if one_key_in > 1:
        stated += f" AND hash({keys}) % {one_key_in} = 0"
    counts = [f"(SELECT {keys}, count(*) AS n FROM {name} WHERE {stated} GROUP BY ALL)" for name in sides.names]
    query = (
        f"SELECT sum(n * (n - 1) // 2) FROM {counts[0]}"
        if sides.is_one_table
        else f"SELECT sum(l.n * r.n) FROM {counts[0]} l JOIN {counts[1]} r USING ({keys})"
    )
    return int(sides.connection.execute(query).fetchall()[0][0] or 0) * one_key_in


def make_linker(sides: Sides, columns: Sequence[Compared], rules: Sequence[Rule]) -> Linker:
    """The model with its priors, not yet trained."""
    database = DuckDBAPI(connection=sides.connection)
    tables = [database.register(name, dataset_display_name=name) for name in sides.names]
    settings = SettingsCreator(
        link_type="dedupe_only" if sides.is_one_table else "link_only",
        comparisons=[_make_comparison(number, column) for number, column in enumerate(columns)],
        blocking_rules_to_generate_predictions=[{"blocking_rule": _say_rule(rule) or "1 = 1"} for rule in rules],
        probability_two_random_records_match=min(SHARE_BEFORE * min(sides.n_rows) / max(sides.n_pairs, 1), 0.5),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(tables, settings, log_level=None, validate_settings=False)
    if not sides.is_enough:
        for number, column in enumerate(columns):
            shares = database.register(_smooth(sides, number, column), table_name=f"frequency_of_c{number}")
            linker.table_management.register_term_frequency_lookup(shares, f"c{number}")
    return linker


def train(linker: Linker, sides: Sides, columns: Sequence[Compared], rules: Sequence[Rule]) -> None:
    """Estimate u from random pairs, then m by expectation maximisation on two different sets of candidates."""
    linker.training.estimate_u_using_random_sampling(max_pairs=MAX_RANDOM_PAIRS, seed=1)
    used = [rule for rule in rules if rule]
    if not used:
        singles: list[Rule] = [(number,) for number in range(len(columns))]
        used = sorted(singles, key=lambda rule: _count_pairs(sides, rule))[:2]
    trained: set[int] = set()
    for rule in used:
        if trained >= set(range(len(columns))):
            break
        share = max(round(_count_pairs(sides, rule) / MAX_TRAINING_PAIRS), 1)
        text = _say_rule(rule) + (f" AND hash(l.c{rule[0]}) % {share} = 0" if share > 1 else "")
        linker.training.estimate_parameters_using_expectation_maximisation(text)
        trained |= set(range(len(columns))) - set(rule)


def _say_rule(rule: Rule) -> str:
    return " AND ".join(f"l.c{number} = r.c{number}" for number in rule)


def _smooth(sides: Sides, number: int, column: Compared) -> pa.Table:
    """How often another row has a value by chance, in short tables: counted, drawn towards the prior."""
    prior = N_PRIOR * U_PRIORS[column.kind][0]
    counted = " UNION ALL ".join(
        f"SELECT c{number}, (count(*) - 1 + {prior}) / (sum(count(*)) OVER () - 1 + {N_PRIOR}) AS share"
        f" FROM {name} WHERE c{number} IS NOT NULL GROUP BY 1"
        for name in sides.names
    )
    query = f"SELECT c{number}, max(share) AS tf_c{number} FROM ({counted}) GROUP BY 1 ORDER BY 1"
    return sides.connection.sql(query).to_arrow_table()


def _make_comparison(number: int, column: Compared) -> CustomComparison:
    name = f"c{number}"
    same = f"{name}_l = {name}_r"
    levels: list[Any] = [
        {"sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL", "label_for_charts": "blank", "is_null_level": True}
    ]
    for sql, words, m, u in zip(
        [same, *_nearly(name, column.kind), "ELSE"],
        column.words,
        M_PRIORS[column.kind],
        U_PRIORS[column.kind],
        strict=True,
    ):
        levels.append({"sql_condition": sql, "label_for_charts": words, "m_probability": m, "u_probability": u})
    levels[1]["tf_adjustment_column"] = name
    return CustomComparison(comparison_levels=levels, output_column_name=name)


def _nearly(name: str, kind: ColumnKind) -> list[str]:
    """Conditions of the levels between the same and different."""
    left, right = f"{name}_l", f"{name}_r"
    if kind is ColumnKind.DATE:
        days = f"abs(date_diff('day', TRY_CAST({left} AS DATE), TRY_CAST({right} AS DATE)))"
        return [f"damerau_levenshtein({left}, {right}) <= 1 OR {days} <= 31"]
    if kind is ColumnKind.NUMBER:
        numbers = f"{left}::DOUBLE", f"{right}::DOUBLE"
        return [
            f"abs({numbers[0]} - {numbers[1]}) <= 0.02 * greatest(abs({numbers[0]}), abs({numbers[1]}))",
        ]
    if kind is ColumnKind.CODE:
        return [f"damerau_levenshtein({left}, {right}) <= 2"]
    same_words = f"list_sort(string_split({left}, ' ')) = list_sort(string_split({right}, ' '))"
    similar = f"jaro_winkler_similarity({left}, {right})"
    return [f"{similar} >= 0.92 OR {same_words}", f"{similar} >= 0.8"]
