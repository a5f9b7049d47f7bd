"""Agreement with a researcher's hand coding of councils' free-text answers: rules, what 100 reviewed rows teach, both.

The rows are those of mySociety's release (see ``shared/data``; CC BY 4.0), which is not part of this repository. The
reviewed rows are the 100 councils whose names hash lowest, so that nobody chose them; everything is scored on the rest.
Cues were made looking at the reviewed rows alone.

Run ``python tests/extract/localgov_scores.py`` for the table.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from answerable.adapters.alpha import measure_alpha
from answerable.adapters.learner import get_learner
from answerable.extract.learned.coder import learn_coder
from answerable.extract.learned.examples import LEARNABLE, Example
from answerable.extract.narrative.coding import code_value
from answerable.extract.places import make_stretch
from answerable.model.codebook import Category, Codebook, Variable, VariableKind
from answerable.model.document import Page
from answerable.project.codebook import parse_codebook

HERE = Path(__file__).resolve().parent
N_REVIEWED = 100
FROM_EACH = 3
LEAST_SURE = 0.5
_COLUMNS = {
    "rough_people_count": 3,
    "cost_all": 5,
    "cost_salary": 5,
    "cost_wider_team": 5,
    "case_management_reduced": 11,
    "disclosure_log": 14,
}
"""The column of the words for each variable; that of the researcher's code bears the variable's name."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two codings of the same rows agree: the share that is equal, and alpha."""

    raw: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Scored:
    """One variable: how often the commonest code alone would agree, and what each way of coding reaches."""

    variable: str
    n: int
    n_codes: int
    commonest: float
    rules: Agreement
    learned: Agreement
    both: Agreement


def load_rows(folder: Path) -> list[dict[str, str]]:
    """The researcher's rows, in the order of their names' hashes."""
    path = folder / "mysociety_localgov" / "foi_admin_responses.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted(rows, key=lambda row: hashlib.sha256(row["Authority"].encode()).hexdigest())


@cache
def score_all(folder: Path) -> list[Scored]:
    """Every variable of the codebook."""
    rows = load_rows(folder)
    codebook = parse_codebook(HERE / "localgov_codebook.toml")
    return [score(rows, variable, codebook) for variable in codebook.variables]


def score(rows: Sequence[dict[str, str]], variable: Variable, codebook: Codebook) -> Scored:
    """Code the rows that were not reviewed, and compare."""
    column = list(rows[0])[_COLUMNS[variable.name]]
    truth = [normal(row[variable.name], variable) for row in rows]
    texts = [row[column].strip() for row in rows]
    variable = with_reviewed_names(variable, truth[:N_REVIEWED])
    by_rules = [code_by_rules(text, variable) for text in texts]
    if variable.name == "cost_all":  # a sum that is said to be something narrower is not what it costs in all
        others = [codebook.find_variable(name) for name in ("cost_salary", "cost_wider_team")]
        narrower = [any(code_by_rules(text, one) for one in others if one is not None) for text in texts]
        by_rules = ["" if narrow else code for code, narrow in zip(by_rules, narrower, strict=True)]
    learned = code_by_reviewed(texts, by_rules, truth[:N_REVIEWED], variable)
    rest = slice(N_REVIEWED, None)
    both = [other or one or "" for one, other in zip(learned, by_rules[rest], strict=True)]
    wanted = truth[rest]
    alone = [one if one is not None else "" for one in learned]
    return Scored(
        variable.name,
        len(wanted),
        len(set(truth)),
        max(wanted.count(code) for code in set(wanted)) / len(wanted),
        agree(by_rules[rest], wanted),
        agree(alone, wanted),
        agree(both, wanted),
    )


def normal(code: str, variable: Variable) -> str:
    """A researcher's code as text that equals ours where it means the same."""
    code = code.strip()
    if variable.kind in (VariableKind.NUMBER, VariableKind.MONEY):
        plain = code.replace(",", "").replace("£", "")
        return f"{float(plain):g}" if re.fullmatch(r"\d*\.?\d+", plain) else ""
    return re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")


def with_reviewed_names(variable: Variable, reviewed: Sequence[str]) -> Variable:
    """The variable with the categories that reviewers used and nobody had foreseen, each its own cue."""
    if variable.kind is not VariableKind.CATEGORY:
        return variable
    known = {one.name for one in variable.categories}
    new = [Category(name, (), cues=(name.replace("_", " "),)) for name in sorted(set(reviewed) - known) if name]
    return replace(variable, categories=(*new, *variable.categories))


def code_by_rules(text: str, variable: Variable) -> str:
    """What the rules say of an answer to the variable's question; empty for nothing."""
    if not text:
        return ""
    if variable.name in ("cost_salary", "cost_wider_team") and not any(cue in text.lower() for cue in variable.cues):
        return ""  # a bare sum answers the question itself
    page = Page("0" * 64 + ":1", "0" * 64, 1, "text", text)
    coded = code_value(make_stretch([(page, 0, len(text))]), variable)
    if coded is None or coded.value is None:
        return ""
    return f"{coded.value:g}" if isinstance(coded.value, float | int) else str(coded.value)


def code_by_reviewed(
    texts: Sequence[str], by_rules: Sequence[str], reviewed: Sequence[str], variable: Variable
) -> list[str | None]:
    """What the reviewed rows teach of the others; None where nothing is said surely enough, with words."""
    if variable.kind not in LEARNABLE:
        return [None] * (len(texts) - N_REVIEWED)
    learned = replace(variable, kind=VariableKind.CATEGORY)
    examples = [
        Example(str(number), str(number), text, (code,) if code else (), hint)
        for number, (text, code, hint) in enumerate(zip(texts, reviewed, by_rules, strict=False))
    ]
    coder = learn_coder(examples[:N_REVIEWED], learned, get_learner(), FROM_EACH)
    if coder is None:
        return [None] * (len(texts) - N_REVIEWED)
    said = coder.code(texts[N_REVIEWED:], by_rules[N_REVIEWED:])
    return [one.categories[0] if one.categories and one.share_sure >= LEAST_SURE else None for one in said]


def agree(ours: Sequence[str], theirs: Sequence[str]) -> Agreement:
    """Raw agreement and Krippendorff's alpha, nominal; saying nothing is a code like any other."""
    raw = sum(one == other for one, other in zip(ours, theirs, strict=True)) / len(theirs)
    rows = [("ours", str(number), code) for number, code in enumerate(ours)]
    rows += [("theirs", str(number), code) for number, code in enumerate(theirs)]
    if len({code for _, _, code in rows}) < 2:
        return Agreement(raw, 1.0)
    return Agreement(raw, measure_alpha(rows, "nominal"))


@cache
def table(folder: Path) -> str:
    """The scores as aligned text."""
    lines = [
        "                                           commonest      rules      100 reviewed rows   both",
        "    variable                  codes   n       code     raw   alpha      raw   alpha      raw   alpha",
    ]
    for one in score_all(folder):
        pairs = "   ".join(f"{part.raw:.3f} {part.alpha:7.3f}" for part in (one.rules, one.learned, one.both))
        lines.append(f"    {one.variable:<25} {one.n_codes:>5} {one.n:>4}    {one.commonest:.3f}   {pairs}")
    return "\n".join(lines)


if __name__ == "__main__":
    home = Path(os.environ.get("ANSWERABLE_SHARED_DATA", HERE.parents[2] / "shared" / "data"))
    if not (home / "mysociety_localgov").is_dir():
        sys.exit(f"no real material at {home}; set ANSWERABLE_SHARED_DATA")
    print(table(home))
