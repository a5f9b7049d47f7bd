"""Link the rows of any two tables, with the same engine and the same kind of explanation as cases.

What comes in: two tables as rows of texts, the columns to compare. What goes out: `RowLink`s. Never here: files,
cases, the record.

Columns of the same name are compared, each by what it holds: dates, numbers, codes or words. Frequencies come from
the tables. From `ENOUGH_TO_TRAIN` rows on, u is estimated from random pairs and m by expectation maximisation, as
Fellegi and Sunter's model is; below, the stated priors stand (`M_PRIORS`).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.comparison_library import CustomComparison

from answerable.errors import ValueNotAllowed
from answerable.reconcile.matching import Pair, match_lists

Row = Mapping[str, str]
ENOUGH_TO_TRAIN = 300
"""Rows of the shorter table from which on the tables themselves train the model."""
N_PRIOR = 10
"""How many imagined rows the prior frequency of a value weighs in tables too short to count it."""
MAX_RANDOM_PAIRS = 400_000
"""Pairs drawn at random to see how often rows on two matters agree by chance; most of the training time goes here."""
MAX_PAIRS_PER_ROW = 30
"""A column is used to find candidates when, on average, it gives no more than this many per row."""
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\Z|(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
_NUMBER = re.compile(r"[-+£$€]?\s*\d[\d,]*(?:\.\d+)?\Z")


class ColumnKind(StrEnum):
    """How a column is compared."""

    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    WORDS = "words"


M_PRIORS: dict[ColumnKind, tuple[float, ...]] = {
    ColumnKind.DATE: (0.9, 0.05, 0.05),
    ColumnKind.NUMBER: (0.9, 0.05, 0.05),
    ColumnKind.CODE: (0.9, 0.06, 0.04),
    ColumnKind.WORDS: (0.8, 0.1, 0.05, 0.05),
}
"""Per kind of column, how often two rows on one matter stand at each level, the closest first."""
_U_PRIORS: dict[ColumnKind, tuple[float, ...]] = {
    ColumnKind.DATE: (0.003, 0.01, 0.987),
    ColumnKind.NUMBER: (0.02, 0.03, 0.95),
    ColumnKind.CODE: (0.01, 0.01, 0.98),
    ColumnKind.WORDS: (0.02, 0.01, 0.03, 0.94),
}
_WORDS: dict[ColumnKind, tuple[str, ...]] = {
    ColumnKind.DATE: ("same day", "one digit or a month apart", "other dates"),
    ColumnKind.NUMBER: ("same number", "nearly the same number", "other numbers"),
    ColumnKind.CODE: ("same", "one or two characters apart", "different"),
    ColumnKind.WORDS: ("same", "nearly the same words", "similar words", "different"),
}


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row of the left table and one of the right that may be one matter.

    Args:
        left: row of the left table, from 0.
        right: of the right one.
        share_same: probability, one-to-one where that was asked.
        evidence: per column words and bits; the prior comes first.
    """

    left: int
    right: int
    share_same: float
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A column that both tables have, and how it is compared."""

    left: str
    right: str
    kind: ColumnKind

    @property
    def words(self) -> tuple[str, ...]:
        """What each level says, the closest first."""
        return tuple(f"{self.left}: {words}" for words in _WORDS[self.kind])


@dataclass(frozen=True, slots=True)
class Tables:
    """What linking two tables gave."""

    links: tuple[RowLink, ...]
    columns: tuple[Compared, ...]
    n_compared: int
    is_trained: bool


def choose_columns(
    left: Sequence[Row], right: Sequence[Row], wanted: Sequence[tuple[str, str]] = ()
) -> tuple[Compared, ...]:
    """The columns to compare: those named, else those that both tables have by the same name.

    Raises:
        ValueNotAllowed: a table is empty, lacks a named column, or no column is shared.
    """
    names = [list(rows[0]) if rows else [] for rows in (left, right)]
    for side, have in zip(("left", "right"), names, strict=True):
        if not have:
            raise ValueNotAllowed(f"the {side} table has no rows", allowed="a table with a header and rows")
    by_name = {_fold(name): name for name in names[1]}
    pairs = list(wanted) or [(name, by_name[_fold(name)]) for name in names[0] if _fold(name) in by_name]
    for number, (one, other) in enumerate(pairs):
        for side, name, have in (("left", one, names[0]), ("right", other, names[1])):
            if name not in have:
                raise ValueNotAllowed(
                    f"the {side} table has no such column", where=f"column pair {number + 1}", found=name,
                    allowed=", ".join(have),
                )  # fmt: skip
    chosen = []
    for one, other in pairs:
        values = [row[one].strip() for row in left if row[one].strip()] + [row[other].strip() for row in right]
        values = [value for value in values if value]
        if len(set(values)) > 1:
            chosen.append(Compared(one, other, find_kind(values)))
    if not chosen:
        raise ValueNotAllowed(
            "the tables share no column that could tell rows apart",
            found=f"{', '.join(names[0])} / {', '.join(names[1])}",
            remedy="name the columns: --on LEFT_COLUMN=RIGHT_COLUMN",
        )
    return tuple(chosen)


def find_kind(values: Sequence[str]) -> ColumnKind:
    """What a column holds, by most of its values.

    >>> find_kind(["2020-01-02", "1/2/2021"]), find_kind(["12.50", "£1,300.00"]), find_kind(["AB12 3CD", "X9"])
    (<ColumnKind.DATE: 'date'>, <ColumnKind.NUMBER: 'number'>, <ColumnKind.CODE: 'code'>)
    """
    if _share(values, lambda value: _parse_date(value) is not None) >= 0.75:
        return ColumnKind.DATE
    decimal = _share(values, lambda value: bool(_NUMBER.match(value)) and ("." in value or not value.isdigit()))
    if decimal >= 0.5 and _share(values, lambda value: bool(_NUMBER.match(value))) >= 0.9:
        return ColumnKind.NUMBER
    if _share(values, lambda value: any(map(str.isdigit, value)) and len(value) <= 24) >= 0.7:
        return ColumnKind.CODE
    return ColumnKind.WORDS


def link_tables(
    left: Sequence[Row],
    right: Sequence[Row],
    columns: Sequence[Compared],
    *,
    one_to_one: bool = True,
    share_kept: float = 0.01,
) -> Tables:
    """Link rows of two tables.

    Args:
        left: rows of the one table.
        right: of the other.
        columns: to compare (`choose_columns`).
        one_to_one: whether each table names each matter once.
        share_kept: links below this probability are left out.
    """
    is_trained = min(len(left), len(right)) >= ENOUGH_TO_TRAIN
    rules = find_blocking(left, right, columns)
    connection = duckdb.connect()
    try:
        linker = _make_linker(connection, left, right, columns, rules)
        if is_trained:
            _train(linker, left, columns, rules)
        floor = None if one_to_one else math.log2(share_kept / (1 - share_kept)) - 1
        threshold = -14.0 if is_trained else None
        rows = linker.inference.predict(threshold_match_weight=threshold or floor).as_record_list()
        prior = float(linker.misc.save_model_to_json()["probability_two_random_records_match"])
    finally:
        connection.close()
    links = _make_links(rows, columns, prior, one_to_one=one_to_one)
    kept = tuple(link for link in links if link.share_same >= share_kept)
    return Tables(kept, tuple(columns), len(rows), is_trained)


def _make_linker(
    connection: duckdb.DuckDBPyConnection,
    left: Sequence[Row],
    right: Sequence[Row],
    columns: Sequence[Compared],
    rules: Sequence[tuple[int, ...]],
) -> Linker:
    database = DuckDBAPI(connection=connection)
    tables = [
        database.register(
            _to_arrow(rows, side, columns), dataset_display_name=f"{'left' if side == 0 else 'right'}_table"
        )
        for side, rows in enumerate((left, right))
    ]
    expected = 0.5 * min(len(left), len(right)) / (len(left) * len(right))
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_make_comparison(number, column) for number, column in enumerate(columns)],
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": " AND ".join(f"l.c{number} = r.c{number}" for number in rule) or "1 = 1"}
            for rule in rules
        ],
        probability_two_random_records_match=min(expected, 0.5),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(tables, settings, log_level=None, validate_settings=False)
    if min(len(left), len(right)) < ENOUGH_TO_TRAIN:
        for number, column in enumerate(columns):
            shares = database.register(_smooth(number, column, left, right), table_name=f"frequency_of_c{number}")
            linker.table_management.register_term_frequency_lookup(shares, f"c{number}")
    return linker


def _smooth(number: int, column: Compared, left: Sequence[Row], right: Sequence[Row]) -> pa.Table:
    """How often another row has a value by chance, in short tables: counted, drawn towards the prior."""
    sides = [
        [_clean(row[name], column.kind) for row in rows] for rows, name in ((left, column.left), (right, column.right))
    ]
    counts = [Counter(value for value in side if value is not None) for side in sides]
    names = sorted(set(counts[0]) | set(counts[1]))
    prior = N_PRIOR * _U_PRIORS[column.kind][0]
    shares = [
        max((max(count[name] - 1, 0) + prior) / (max(count.total() - 1, 0) + N_PRIOR) for count in counts)
        for name in names
    ]
    return pa.table({f"c{number}": pa.array(names, pa.string()), f"tf_c{number}": pa.array(shares, pa.float64())})


def find_blocking(left: Sequence[Row], right: Sequence[Row], columns: Sequence[Compared]) -> list[tuple[int, ...]]:
    """Which columns must be equal for two rows to be compared: several rules, any of which is enough.

    Small tables are compared row by row. Otherwise every column, and every two columns together, that give few enough
    candidates per row; a row is then missed only when it differs from its counterpart in all of them.
    """
    if len(left) * len(right) <= 250_000:
        return [()]
    most = MAX_PAIRS_PER_ROW * max(len(left), len(right))
    texts = [[[_clean(row[name], c.kind) for row in rows] for c in columns for name in [(c.left, c.right)[side]]]
             for side, rows in enumerate((left, right))]  # fmt: skip
    chosen: list[tuple[int, ...]] = []
    for size in (1, 2):
        for rule in combinations(range(len(columns)), size):
            if any(set(known) <= set(rule) for known in chosen):
                continue
            counts = [Counter(zip(*(texts[side][number] for number in rule), strict=True)) for side in (0, 1)]
            n_pairs = sum(n * counts[1][key] for key, n in counts[0].items() if None not in key)
            if 0 < n_pairs <= most:
                chosen.append(rule)
    return chosen or [tuple(range(len(columns)))]


def _train(linker: Linker, left: Sequence[Row], columns: Sequence[Compared], rules: Sequence[tuple[int, ...]]) -> None:
    """Estimate u from random pairs, then m by expectation maximisation on two different sets of candidates."""
    linker.training.estimate_u_using_random_sampling(max_pairs=MAX_RANDOM_PAIRS, seed=1)
    singles: list[tuple[int, ...]] = [rule for rule in rules if len(rule) == 1] or list(rules)
    trained: set[int] = set()
    for rule in singles[:4]:
        if not rule or trained >= set(range(len(columns))):
            break
        text = " AND ".join(f"l.c{number} = r.c{number}" for number in rule)
        linker.training.estimate_parameters_using_expectation_maximisation(text)
        trained |= set(range(len(columns))) - set(rule)
    if not any(rules):
        distinct = [len({row[column.left] for row in left}) for column in columns]
        best = sorted(range(len(columns)), key=lambda number: -distinct[number])[:2]
        for number in best:
            linker.training.estimate_parameters_using_expectation_maximisation(f"l.c{number} = r.c{number}")


def _make_comparison(number: int, column: Compared) -> CustomComparison:
    name = f"c{number}"
    if column.kind is ColumnKind.DATE:
        days = f"abs(date_diff('day', TRY_CAST({name}_l AS DATE), TRY_CAST({name}_r AS DATE)))"
        near = f"damerau_levenshtein({name}_l, {name}_r) <= 1 OR {days} <= 31"
        conditions = [f"{name}_l = {name}_r", near]
    elif column.kind is ColumnKind.NUMBER:
        near = (
            f"abs({name}_l::DOUBLE - {name}_r::DOUBLE) <= 0.02 * greatest(abs({name}_l::DOUBLE), abs({name}_r::DOUBLE))"
        )
        conditions = [f"{name}_l = {name}_r", near]
    elif column.kind is ColumnKind.CODE:
        conditions = [f"{name}_l = {name}_r", f"damerau_levenshtein({name}_l, {name}_r) <= 2"]
    else:
        same_words = f"list_sort(string_split({name}_l, ' ')) = list_sort(string_split({name}_r, ' '))"
        near = f"jaro_winkler_similarity({name}_l, {name}_r) >= 0.92 OR {same_words}"
        conditions = [f"{name}_l = {name}_r", near]
        conditions.append(f"jaro_winkler_similarity({name}_l, {name}_r) >= 0.8")
    levels: list[Any] = [
        {"sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL", "label_for_charts": "blank", "is_null_level": True}
    ]
    for sql, words, m, u in zip(
        [*conditions, "ELSE"], column.words, M_PRIORS[column.kind], _U_PRIORS[column.kind], strict=True
    ):
        level: dict[str, Any] = {
            "sql_condition": sql,
            "label_for_charts": words,
            "m_probability": m,
            "u_probability": u,
        }
        if sql == f"{name}_l = {name}_r":
            level["tf_adjustment_column"] = name
        levels.append(level)
    return CustomComparison(comparison_levels=levels, output_column_name=name)


def _to_arrow(rows: Sequence[Row], side: int, columns: Sequence[Compared]) -> pa.Table:
    held: dict[str, pa.Array] = {"unique_id": pa.array([f"{number:09d}" for number in range(len(rows))])}
    for number, column in enumerate(columns):
        name = (column.left, column.right)[side]
        held[f"c{number}"] = pa.array([_clean(row[name], column.kind) for row in rows], pa.string())
    return pa.table(held)


def _make_links(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Compared], prior: float, *, one_to_one: bool
) -> list[RowLink]:
    evidence: dict[Pair, tuple[tuple[str, float], ...]] = {}
    odds: dict[Pair, float] = {}
    before = round(math.log2(prior / (1.0 - prior)), 3)
    for row in rows:
        sides = {
            str(row["source_dataset_l"])[:4]: str(row["unique_id_l"]),
            str(row["source_dataset_r"])[:4]: str(row["unique_id_r"]),
        }
        pair = (sides["left"], sides["righ"])
        parts: list[tuple[str, float]] = [("before looking: two tables of these lengths", before)]
        for number, column in enumerate(columns):
            gamma = int(row[f"gamma_c{number}"])
            if gamma >= 0:
                bits = float(row[f"mw_c{number}"]) + float(row.get(f"mw_tf_adj_c{number}") or 0.0)
                parts.append((column.words[len(column.words) - 1 - gamma], round(bits, 3)))
        evidence[pair] = tuple(parts)
        odds[pair] = 2.0 ** max(min(sum(bits for _, bits in parts), 60.0), -60.0)
    shares: dict[Pair, float] = defaultdict(float)
    if one_to_one:
        for group in match_lists(odds):
            shares.update(group.pairs)
    else:
        shares.update({pair: value / (1.0 + value) for pair, value in odds.items()})
    return [RowLink(int(pair[0]), int(pair[1]), round(shares[pair], 6), evidence[pair]) for pair in sorted(shares)]


def _clean(text: str, kind: ColumnKind) -> str | None:
    """A value as it is compared; None where the cell is blank or not of its column's kind."""
    text = text.strip()
    if not text:
        return None
    if kind is ColumnKind.DATE:
        return _parse_date(text) or _fold(text) or None
    if kind is ColumnKind.NUMBER:
        plain = re.sub(r"[^\d.+-]", "", text)
        try:
            return repr(float(plain))
        except ValueError:
            return None
    return _fold(text) or None


def _parse_date(text: str) -> str | None:
    found = _DATE.match(text.strip())
    if found is None:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and 1800 <= int(year) <= 2200):
        return None
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def _share(values: Sequence[str], holds: Any) -> float:
    return sum(bool(holds(value)) for value in values) / len(values) if values else 0.0


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())
