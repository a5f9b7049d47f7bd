"""How long `answerable audit` takes for one claim over tables of 10,000 rows.

    python bench/audit.py               a table of 10,000 rows, 200 sentences
    python bench/audit.py 100000 50     as many as you like

The table is made up: a place, a region, a kind, a year and three measures in each row.
"""

from __future__ import annotations

import argparse
import time

from answerable.check.claims.audit import audit_text
from answerable.check.claims.data.frames import frame_of_rows

_REGIONS = ("North", "South", "East", "West", "Midlands")
_KINDS = ("Theft", "Fraud", "Assault", "Burglary")
_ASKED = (
    "In 2022 there were {0:,} incidents of theft in the North.",
    "Place{1} recorded {0:,} arrests for fraud in 2021.",
    "Incidents in the Midlands rose by {2}% between 2020 and 2022.",
    "Arrests accounted for {2}% of assault incidents in 2022.",
    "Place{1} had the second-highest number of incidents in 2020.",
)


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=10_000)
    parser.add_argument("sentences", nargs="?", type=int, default=200)
    arguments = parser.parse_args()
    start = time.perf_counter()
    rows = [
        (
            f"Place{number // 12}",
            _REGIONS[number // 12 % 5],
            _KINDS[number % 4],
            2020 + number // 4 % 3,
            number * 37 % 900,
            number * 11 % 90,
            round(number * 7 % 100 / 7, 1),
        )
        for number in range(arguments.rows)
    ]
    names = ("Place", "Region", "Offence", "Year", "Incidents", "Arrests", "Average days")
    frame = frame_of_rows("incidents", names, rows)
    read = time.perf_counter() - start
    text = "\n\n".join(
        _ASKED[number % len(_ASKED)].format(1000 + number, number * 3, number % 40)
        for number in range(arguments.sentences)
    )
    start = time.perf_counter()
    found = audit_text(text, [frame])
    took = time.perf_counter() - start
    print(f"{arguments.rows:,} rows read in {read:.2f} s")
    print(f"{len(found.claims)} claims in {took:.2f} s: {1000 * took / len(found.claims):.1f} ms for each")


if __name__ == "__main__":
    main()
