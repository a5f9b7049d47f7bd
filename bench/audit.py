"""How well and how fast `answerable audit` and `answerable check` try numbers.

    python bench/audit.py               four numbers for each labelled set, then times on a table of 10,000 rows
    python bench/audit.py 100000 50     as many rows and sentences as you like

The table is made up: a place, a region, a kind, a year and three measures in each row. The whole story is the bundled
one over its own record (a minute to run). The aims: 50 ms for each claim, a second for a story after any change. Public
sets are tried by `bench/tablefacts.py`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.check.claims.measure import SETS, iter_labelled, print_measure

from answerable.check.claims.audit import audit_text
from answerable.check.claims.data.frames import frame_of_rows
from answerable.investigation import Investigation
from answerable.model.claim import Claim

HERE = Path(__file__).resolve().parent.parent
EXAMPLE = HERE / "examples" / "police-social-media"
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
    for name in SETS:
        print_measure(name, list(iter_labelled(HERE / "tests" / "check" / "claims" / name)))
    start = time.process_time()
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
    read = time.process_time() - start
    text = "\n\n".join(
        _ASKED[number % len(_ASKED)].format(1000 + number, number * 3, number % 40)
        for number in range(arguments.sentences)
    )
    start = time.process_time()
    found = audit_text(text, [frame])
    took = time.process_time() - start
    print(f"{arguments.rows:,} rows read in {read:.2f} s")
    print(f"{len(found.claims)} claims in {took:.2f} s: {1000 * took / len(found.claims):.1f} ms for each")
    _time_story()


def _time_story() -> None:
    """How long a newsroom waits for its story to be tried again: after each kind of change, on the bundled example."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "investigation"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("record.db*", "build", "generator"))
        investigation = Investigation.open(folder, n_workers=0)
        with investigation.record as record:
            list(investigation.run(("ask", "track", "collect", "read", "extract", "reconcile", "analyze", "check")))
            story, query = folder / "story" / "story.md", folder / "findings" / "dismissed.sql"
            text, sql = story.read_text(encoding="utf-8"), query.read_text(encoding="utf-8")
            n_claims = len(record.all(Claim))
            print(f"the bundled story, {n_claims} claims, tried again")
            _time_check(investigation, "when nothing changed", lambda: None)
            _time_check(
                investigation, "after a paragraph more", lambda: story.write_text(f"{text}\n\nAll 12 left.\n", "utf-8")
            )
            _time_check(
                investigation,
                "after a figure bound elsewhere",
                lambda: story.write_text(text.replace("{{ dismissed | capital }}", "{{ listed | capital }}"), "utf-8"),
            )

            def move() -> None:
                query.write_text(sql.replace("authority_id, low,", "authority_id, low - 1 AS low,"), "utf-8")
                investigation.reload()
                list(investigation.run(("analyze",)))

            _time_check(investigation, "after a finding that moved", move)


def _time_check(investigation: Investigation, said: str, change: Callable[[], object]) -> None:
    """The whole check, from files read anew to claims in the record: the slowest of three, by two clocks."""
    seconds = []
    for number in range(3):
        change()
        if number and said != "when nothing changed":
            investigation.record.keep_only("check", [])
        start, busy = time.perf_counter(), time.process_time()
        investigation.reload()
        list(investigation.run(("check",)))
        seconds.append((time.process_time() - busy, time.perf_counter() - start))
    slowest, waited = max(seconds)
    print(f"  {said:32} {slowest:.2f} s of processor, {waited:.2f} s waited")


if __name__ == "__main__":
    main()
