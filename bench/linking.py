"""How fast and how well rows are linked, beside bare Splink on the same comparisons.

    python bench/linking.py               5,000 generated persons on each side, 4,000 of them in both
    python bench/linking.py 30000         as many as you like

"bare Splink" is the same engine with the same settings and training, without our reading of values, one-to-one sums and
explanations. Peak memory is that of the whole process, the made-up persons included.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reconcile.persons import make_tables

from answerable.reconcile import tables


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", type=int, default=5000)
    n = parser.parse_args().n
    left, right, truth = make_tables(n, n * 4 // 5, 7)
    columns = tables.choose_columns(left, right)

    rules = tables.find_blocking(left, right, columns)
    connection = duckdb.connect()
    linker = tables._make_linker(connection, left, right, columns, rules)
    start_bare = time.perf_counter()
    tables._train(linker, left, columns, rules)
    n_bare = len(linker.inference.predict(threshold_match_weight=-14.0).as_record_list())
    bare = time.perf_counter() - start_bare
    connection.close()

    start = time.perf_counter()
    found = tables.link_tables(left, right, columns)
    ours = time.perf_counter() - start
    for share in (0.5, 0.99):
        got = {(one.left, one.right) for one in found.links if one.share_same >= share}
        precision, recall = len(got & truth) / len(got), len(got & truth) / len(truth)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"from {share:.0%} on: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n} x {n} rows, {n_bare} candidate pairs: {ours:.1f} s, bare Splink {bare:.1f} s, ratio {ours / bare:.2f}")
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
