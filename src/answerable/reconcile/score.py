"""The weight of evidence for every candidate pair, by Splink on DuckDB.

What comes in: `Facts`. What goes out: `Evidence` per pair: bits in all, and each comparison in words with its bits.
Never here: prior odds, one-to-one rules, rulings (that is `links`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from answerable.model.dates import PartialDate
from answerable.reconcile.database import open_database
from answerable.reconcile.facts import Facts
from answerable.reconcile.priors import COMPARISONS, FREQUENCIES, N_PRIOR

_SCHEMA = pa.schema(
    [
        ("unique_id", pa.string()),
        ("authority_id", pa.string()),
        *((name, pa.string()) for name in ("rank", "level", "procedure", "outcome", "former")),
        ("year", pa.int32()),
        ("decided_day", pa.date32()),
        ("decided_month", pa.int32()),
        ("occurred_from", pa.date32()),
        ("occurred_to", pa.date32()),
        *((name, pa.list_(pa.string())) for name in ("platforms", "behaviours", "standards", "words")),
        *((name, pa.string()) for name in ("platform_key", "behaviour_key", "standard_key")),
    ]
)
_MANY = 2_000
"""Cases from which on a second thread is worth starting."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the comparisons of one pair say.

    Args:
        left: the smaller `Case.id`.
        right: the other.
        bits: sum of all weights, without any prior.
        parts: words and bits of each comparison that says something, in the order of the comparisons.
        levels: the comparison and level of each part; levels count from 0, the closest.
    """

    left: str
    right: str
    bits: float
    parts: tuple[tuple[str, float], ...]
    levels: tuple[tuple[str, int], ...]


def score_pairs(facts: Sequence[Facts]) -> list[Evidence]:
    """Compare every two cases of one authority.

    Returns:
        The pairs ordered by their ids; the same facts give the same bits to the last of three decimals.
    """
    if len(facts) < 2:
        return []
    ordered = sorted(facts, key=lambda one: one.id)
    connection = open_database()
    try:
        connection.execute("SET threads = 1" if len(ordered) < _MANY else "SET threads = 2")
        linker = _make_linker(connection, ordered)
        rows = linker.inference.predict().as_record_list()
    finally:
        connection.close()
    return sorted((_make_evidence(row) for row in rows), key=lambda one: (one.left, one.right))


def _make_linker(connection: duckdb.DuckDBPyConnection, facts: Sequence[Facts]) -> Linker:
    database = DuckDBAPI(connection=connection)
    table = database.register(
        pa.Table.from_pylist([_row(one) for one in facts], schema=_SCHEMA), dataset_display_name="cases"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison.make() for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=[{"blocking_rule": "l.authority_id = r.authority_id"}],
        # Even odds: the prior of each pair depends on the two lists it comes from and is added later.
        probability_two_random_records_match=0.5,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(table, settings, log_level=None, validate_settings=False)
    for column, stated in FREQUENCIES.items():
        shares = _smooth(column, [_row(one)[column] for one in facts], stated)
        lookup = database.register(shares, table_name=f"frequency_of_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    return linker


def _smooth(column: str, values: Sequence[object], stated: Mapping[str, float]) -> pa.Table:
    """How common each value is: counted here, drawn towards the stated frequencies."""
    counted = Counter(str(value) for value in values if value is not None)
    total = sum(counted.values()) + N_PRIOR
    names = sorted(counted)
    shares = [(counted[name] + N_PRIOR * stated.get(name, stated[""])) / total for name in names]
    return pa.table({column: pa.array(names, pa.string()), f"tf_{column}": pa.array(shares, pa.float64())})


def _row(facts: Facts) -> dict[str, object]:
    day, month = _day_and_month(facts.decided)
    return {
        "unique_id": facts.id,
        "authority_id": facts.authority_id,
        "rank": facts.rank,
        "level": facts.level,
        "procedure": facts.procedure,
        "outcome": facts.outcome,
        "former": facts.former,
        "year": facts.year,
        "decided_day": day,
        "decided_month": month,
        "occurred_from": facts.occurred.earliest if facts.occurred else None,
        "occurred_to": facts.occurred.latest if facts.occurred else None,
        "platforms": list(facts.platforms),
        "behaviours": list(facts.behaviours),
        "standards": list(facts.standards),
        "words": list(facts.words),
        "platform_key": "+".join(facts.platforms) or None,
        "behaviour_key": "+".join(facts.behaviours) or None,
        "standard_key": "+".join(facts.standards) or None,
    }


def _day_and_month(date: PartialDate | None) -> tuple[dt.date | None, int | None]:
    if date is None or date.month is None:
        return None, None
    return date.earliest if date.day else None, date.year * 12 + date.month


def _make_evidence(row: dict[str, object]) -> Evidence:
    parts: list[tuple[str, float]] = []
    levels: list[tuple[str, int]] = []
    for comparison in COMPARISONS:
        gamma = int(row[f"gamma_{comparison.name}"])  # type: ignore[call-overload]
        if gamma < 0:
            continue
        bits = float(row[f"mw_{comparison.name}"])  # type: ignore[arg-type]
        bits += float(row.get(f"mw_tf_adj_{comparison.name}") or 0.0)  # type: ignore[arg-type]
        parts.append((comparison.words(gamma), round(bits, 3)))
        levels.append((comparison.name, len(comparison.levels) - 1 - gamma))
    left, right = sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))
    return Evidence(left, right, round(sum(bits for _, bits in parts), 3), tuple(parts), tuple(levels))
