"""How well and how fast `answerable audit` and `answerable check` try numbers.

    python bench/audit.py               four numbers for each labelled set, then times on a table of 10,000 rows
    python bench/audit.py 100000 50     as many rows and sentences as you like

The table is made up: a place, a region, a kind, a year and three measures in each row. The whole story is the bundled
one, with its own authorities and made-up values for its findings. The aims: 50 ms for each claim, a second for a story.
Public sets are tried by `bench/tablefacts.py`.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.check.claims.measure import iter_labelled, print_measure

from answerable.check.claims.audit import audit_text
from answerable.check.claims.data.frames import frame_of_rows
from answerable.check.references import Shelf
from answerable.check.story import check_story
from answerable.model.finding import Finding, FindingRow
from answerable.model.interval import Interval
from answerable.project.folder import load_project

HERE = Path(__file__).resolve().parent.parent
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
    for name in ("first", "kept", "last", "fresh"):
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
    """How long the bundled story takes to be tried again, whatever changed in it."""
    project = load_project(HERE / "examples" / "police-social-media")
    story = project.story
    assert story is not None
    findings = {}
    for number, question in enumerate(project.findings):
        parts = tuple(
            FindingRow(one.id, Interval(at % 9, at % 9 + number % 2)) for at, one in enumerate(project.authorities)
        )
        value = Interval(0.5, 0.6) if question.unit == "share" else Interval(20 + number, 30 + number)
        findings[question.name] = Finding(question.name, question.title, question.unit, value, parts=parts)
    shelf = Shelf({one.id: one for one in project.authorities}, (), {}, {}, findings)
    check_story(story, shelf, project.settings.period)
    start = time.process_time()
    claims = check_story(story, shelf, project.settings.period)
    print(f"the bundled story, {len(claims)} claims, tried again in {time.process_time() - start:.2f} s")


if __name__ == "__main__":
    main()
