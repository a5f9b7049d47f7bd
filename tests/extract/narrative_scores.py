"""Precision and recall of narrative coding, per variable, on narratives that rules were made on and on others held
back.

Run ``python tests/extract/narrative_scores.py`` for the table (``--second`` to ``--fifth``: of that set alone),
``--wrong`` to see what differs (of the half that rules were made on; the half held back only with
``--held-back``, which nobody should need before a release).
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from answerable.extract.narrative.cases import Origin, make_narrative_cases
from answerable.extract.narrative.passages import make_passages
from answerable.model.case import Case
from answerable.model.codebook import Codebook
from answerable.model.document import Page
from answerable.project.codebook import parse_codebook

HERE = Path(__file__).resolve().parent
CODEBOOK = HERE.parents[1] / "examples" / "police-social-media" / "codebook.toml"
VARIABLES = (
    "rank", "year", "occurred_on", "decided_on", "platform", "behaviours", "standards", "level_alleged", "level_found",
    "procedure", "outcome", "former_officer", "duration_months", "n",
)  # fmt: skip
UNSCORED = {"role"}
FILES = (
    "narratives.toml",
    "narratives_held_back.toml",
    "narratives_second.toml",
    "narratives_second_held_back.toml",
    "narratives_third_study.toml",
    "narratives_third.toml",
    "narratives_third_held_back.toml",
    "narratives_fourth_study.toml",
    "narratives_fourth.toml",
    "narratives_fourth_held_back.toml",
    "narratives_fifth_study.toml",
    "narratives_fifth.toml",
    "narratives_fifth_opened.toml",
)
SETS = {f"narratives_{name}": name for name in ("second", "third", "fourth", "fifth")}
"""The sets that were written and cut in two as a whole."""
_UNLABELLED = "unlabelled"


@dataclass(slots=True)
class Rate:
    """Hits, values said and values wanted."""

    hits: int = 0
    said: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        """Share of what was said that is right."""
        return self.hits / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was said."""
        return self.hits / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def load_narratives() -> list[dict[str, Any]]:
    """The narratives, each told whether it is held back."""
    out: list[dict[str, Any]] = []
    for name in FILES:
        with (HERE / name).open("rb") as file:
            rows = tomllib.load(file)["narrative"]
        marks = {
            "held_back": name.endswith("held_back.toml"),
            "set": SETS.get(name.removesuffix(".toml").removesuffix("_held_back").removesuffix("_opened"), ""),
        }
        out += [row | marks for row in rows]
    return out


@cache
def load_codebook() -> Codebook:
    """The bundled codebook, read once."""
    return parse_codebook(CODEBOOK)


def code_narrative(row: dict[str, Any]) -> list[Case]:
    """What the rules make of a narrative."""
    codebook = load_codebook()
    page = Page("d:1", "d" * 64, 1, "mail", row["text"])
    numbered = [(passage, None, False) for passage in make_passages([page])]
    origin = Origin("d" * 64, "somewhere", "foi_response")
    return make_narrative_cases(numbered, codebook, origin, one_item=bool(row.get("log")))


def values_of(case: Case) -> dict[str, set[str]]:
    """A case's values as comparable sets."""
    values = {
        one.variable: one.effective.value for one in case.values if one.effective and one.variable not in UNSCORED
    }
    if case.n_subjects.low > 1:
        values["n"] = int(case.n_subjects.low)
    return {name: _as_set(value) for name, value in values.items()}


def values_wanted(case: dict[str, Any]) -> dict[str, set[str]]:
    """A labelled case's values as comparable sets; whether it is in scope is no value.

    The conduct of a case out of scope may be left without a label; then it is not scored.
    """
    values = {name: _as_set(value) for name, value in case.items() if name != "scope"}
    return values | ({_UNLABELLED: {"behaviours"}} if "scope" in case and "behaviours" not in case else {})


def _as_set(value: Any) -> set[str]:
    if isinstance(value, (list, tuple)):
        return {str(one) for one in value}
    return {str(value)}


def pair(
    wanted: list[dict[str, set[str]]], got: list[dict[str, set[str]]]
) -> list[tuple[dict[str, set[str]], dict[str, set[str]]]]:
    """Pair wanted and made cases, best agreement first; what is left over is paired with nothing."""
    scored = sorted(
        (
            (sum(bool(want[name] & have.get(name, set())) for name in want), -i, -j)
            for i, want in enumerate(wanted)
            for j, have in enumerate(got)
        ),
        reverse=True,
    )
    pairs, used_i, used_j = [], set(), set()
    for score, i, j in scored:
        if score > 0 and -i not in used_i and -j not in used_j:
            used_i.add(-i)
            used_j.add(-j)
            pairs.append((wanted[-i], got[-j]))
    pairs += [(want, {}) for i, want in enumerate(wanted) if i not in used_i]
    return pairs + [({}, have) for j, have in enumerate(got) if j not in used_j]


def score(rows: list[dict[str, Any]], *, wrong: list[str] | None = None) -> dict[str, Rate]:
    """Rates per variable; what differs is added to `wrong`."""
    rates: dict[str, Rate] = defaultdict(Rate)
    for row in rows:
        wanted = [values_wanted(case) for case in row["cases"]]
        for want, have in pair(wanted, [values_of(case) for case in code_narrative(row)]):
            rates["found"].wanted += bool(want)
            rates["found"].said += bool(have)
            rates["found"].hits += bool(want and have)
            for name in VARIABLES:
                a, b = want.get(name, set()), have.get(name, set())
                if name == "former_officer" and want and not a:
                    b = b - {"False"}  # that somebody serves is rarely said
                    if want.get("outcome", set()) & {"resigned", "retired"}:
                        b = b - {"True"}
                if name in want.get(_UNLABELLED, ()):
                    b = a
                rates[name].wanted += len(a)
                rates[name].said += len(b)
                rates[name].hits += len(a & b)
                if a != b and wrong is not None:
                    wrong.append(
                        f"{name}: wanted {sorted(a)}, got {sorted(b)}\n    {' '.join(row['text'].split())[:220]}"
                    )
    return rates


def render(rows: list[dict[str, Any]]) -> str:
    """The table, for both halves."""
    halves = [score([row for row in rows if row["held_back"] is held]) for held in (False, True)]
    lines = [
        f"{'':<16} {'rules made on':>24}   {'held back':>24}",
        f"{'variable':<16} {'precision recall  n':>24}   {'precision recall  n':>24}",
    ]
    for name in ("found", *VARIABLES):
        cells = []
        for rates in halves:
            rate = rates[name]
            cells.append(
                f"{rate.precision:>9.3f} {rate.recall:>6.3f} {rate.wanted:>4}"
                if rate.wanted or rate.said
                else f"{'-':>21}"
            )
        lines.append(f"{name:<16} {cells[0]:>24}   {cells[1]:>24}")
    return "\n".join(lines)


if __name__ == "__main__":
    chosen = [name for name in SETS.values() if f"--{name}" in sys.argv]
    narratives = [row for row in load_narratives() if not chosen or row["set"] in chosen]
    print(render(narratives))
    for option, held in (("--wrong", False), ("--held-back", True)):
        if option in sys.argv:
            differing: list[str] = []
            score([row for row in narratives if row["held_back"] is held], wrong=differing)
            print("\n".join(["", *differing]))
