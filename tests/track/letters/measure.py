"""Measure the classification on the labelled letters, and print the tables of docs/reference/classification.md.

Run it from the repository: ``python tests/track/letters/measure.py``. What comes in: the sets named
in `SETS`, or those named on the command line.
What goes out: accuracy per fact and a confusion table of kinds and of decisions, as Markdown.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answerable.law import get_law
from answerable.model.law import ProvisionKind
from answerable.track.classify import classify_letter
from answerable.track.learned.references import make_plain

HERE = Path(__file__).parent
TUNED = ("dev", "fresh1", "study", "study2", "study3", "study4", "study5", "study6", "study7", "study8", "study9")
# Kept for testing once, and studied since.
SEEN = ("fresh2", "held", "unseen", "blind", "late", "blind2")
KEPT = ("blind3", "blind4", "blind5", "blind6")
SETS = TUNED + SEEN + KEPT


_DATED = ("response", "review_outcome", "unclear")


@dataclass
class Measure:
    """Counts over one set of letters."""

    n_letters: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unshown: list[bool] = field(default_factory=list)
    """For each letter that is not put before a person, whether kind and decision are right."""

    def share(self, fact: str) -> float:
        """The share of letters in which a fact is right."""
        return self.right[fact] / self.asked[fact] if self.asked[fact] else 1.0

    def f1(self) -> float:
        """F1 of the exemptions engaged, over all letters."""
        both, ours, theirs = self.grounds["both"], self.grounds["ours"], self.grounds["theirs"]
        return 2 * both / (ours + theirs) if ours + theirs else 1.0


def load_letters(name: str) -> list[dict[str, Any]]:
    """The letters of one file."""
    rows: list[dict[str, Any]] = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["letter"]
    return rows


def is_limit(law: str, section: str) -> bool:
    """Whether a section is no exemption: a limit (cost, vexatious), or the condition of one (s.31(2), s.40(3A))."""
    provision = get_law(law).find_provision(section)
    return provision is not None and provision.kind in (ProvisionKind.LIMIT, ProvisionKind.CONDITION)


def measure(rows: list[dict[str, Any]]) -> Measure:
    """Classify each letter and compare."""
    found = Measure(len(rows))
    for row in rows:
        letter = classify_letter(row["text"].strip(), subject=row.get("subject", ""))
        ours = {
            (item.law, item.section)
            for item in letter.grounds
            if item.mode == "engaged" and item.kind not in ("limit", "duty", "condition")
        }
        theirs = {(law, section) for law, section in row.get("exemptions", ()) if not is_limit(law, section)}
        facts: dict[str, tuple[Any, Any]] = {
            "kind": (letter.kind.value, row["kind"]),
            "decision": (letter.decision.value if letter.decision else "none", row.get("decision", "none")),
            "reference": (
                make_plain(letter.reference.value) if letter.reference else None,
                make_plain(row["reference"]) if row.get("reference") else None,
            ),
            "received_on": (
                letter.received_on.value if letter.received_on and not letter.received_on.problem else None,
                row.get("received_on"),
            ),
            "answered_on": (
                letter.answered_on.value if letter.answered_on and not letter.answered_on.problem else None,
                row.get("answered_on"),
            ),
        }
        if row["kind"] not in _DATED:
            # What decides nothing has no day of an answer; some hands gave such letters their own date.
            del facts["answered_on"]
        if "authority" in row:
            facts["authority"] = (letter.authority, row["authority"])
        if "law" in row:
            facts["law"] = (letter.law, row["law"])
        if "decisions" in row:
            # One decision on the whole is one on every question, and is taken for that.
            ruled = {str(item.question): item.decision.value for item in letter.decisions}
            if list(ruled) == ["None"]:
                ruled = dict.fromkeys(row["decisions"], ruled["None"])
            facts["decisions per question"] = (ruled, row["decisions"])
        for name, (got, wanted) in facts.items():
            found.asked[name] += 1
            found.right[name] += got == wanted
            if got != wanted:
                found.wrong.append(f"{row['id']} {name}: {got} for {wanted}")
        found.kinds[(row["kind"], letter.kind.value)] += 1
        if not letter.doubt:
            found.unshown.append(all(facts[name][0] == facts[name][1] for name in ("kind", "decision")))
        found.decisions[(row.get("decision", "none"), facts["decision"][0])] += 1
        if row["kind"] in ("response", "review_outcome"):
            found.grounds["both"] += len(ours & theirs)
            found.grounds["ours"] += len(ours)
            found.grounds["theirs"] += len(theirs)
    return found


def render_table(pairs: Counter[tuple[str, str]]) -> str:
    """A confusion table: rows as labelled, columns as classified."""
    names = sorted({name for pair in pairs for name in pair})
    lines = ["| labelled | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    for wanted in names:
        if any(pairs[(wanted, got)] for got in names):
            lines.append(f"| **{wanted}** | " + " | ".join(str(pairs[(wanted, got)] or "") for got in names) + " |")
    return "\n".join(lines)


def render(name: str, found: Measure) -> str:
    """One set as Markdown."""
    facts = [
        f"| {fact} | {found.right[fact]} of {found.asked[fact]} | {found.share(fact):.1%} |" for fact in found.asked
    ]
    facts.append(
        f"| exemptions engaged (F1) | {found.grounds['both']} of {found.grounds['theirs']} | {found.f1():.3f} |"
    )
    facts.append(
        f"| kind and decision, where no person is asked to look | {sum(found.unshown)} of {len(found.unshown)} "
        f"| {sum(found.unshown) / max(1, len(found.unshown)):.1%} |"
    )
    return "\n".join(
        [
            f"### {name}: {found.n_letters} letters",
            "",
            "| fact | right | share |",
            "|---|---:|---:|",
            *facts,
            "",
            "Kinds:",
            "",
            render_table(found.kinds),
            "",
            "Decisions:",
            "",
            render_table(found.decisions),
            "",
        ]
    )


if __name__ == "__main__":
    for set_name in sys.argv[1:] or SETS:
        result = measure(load_letters(set_name))
        print(render(set_name, result))
        # Which of these letters are wrong is nobody's business, lest a rule be written after one.
        for line in result.wrong if set_name not in KEPT else ():
            print(f"    {line}")
