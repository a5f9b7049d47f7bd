"""What a change of the codebook does to what people ruled before: which rulings must be looked at again, and why.

In: judgements and the codebook as it is now. Out: a line that says under which codebook rulings are made (noun
`codebook`), changes between two codebooks, and rulings to recode. Never here: what machines read again by themselves
(cues are theirs: after any change all is extracted anew).

Every ruling stands under the last codebook line before it; those from before the first line stand under the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from answerable.extract.coding import IS_CASE
from answerable.extract.rulings import standing_judgements
from answerable.model.codebook import Codebook
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement, Ruling, make_judgement

NOUN = "codebook"
_PEOPLE = ("case", "tally", "coding", "assignment")


@dataclass(frozen=True, slots=True)
class CodebookChange:
    """One difference between two codebooks that people who code must know.

    Args:
        variable: which.
        category: which of its categories; empty where the change is of the variable.
        what: in words.
        touches: `all` rulings on the variable, those on this `category`, or `none` (words for machines, labels).
    """

    variable: str
    category: str
    what: str
    touches: str


@dataclass(frozen=True, slots=True)
class Recode:
    """A ruling that was made under another codebook and that a change touches."""

    noun: str
    subject: str
    variable: str
    judgement: Judgement
    codebook: str
    reasons: tuple[str, ...]


def note_codebook(codebook: Codebook, judgements: Sequence[Judgement], about: Sequence[Judgement]) -> Judgement | None:
    """The line that says under which codebook the next rulings are made; None where the last line says so already.

    Args:
        codebook: as it is now.
        judgements: of the record so far.
        about: the rulings about to be kept.
    """
    first = next((one for one in about if one.noun in _PEOPLE), None)
    if first is None:
        return None
    lines = [one for one in judgements if one.noun == NOUN]
    after = _dump(describe_codebook(codebook))
    if lines and lines[-1].after == after:
        return None
    return make_judgement(
        made_at=first.made_at,
        by=first.by,
        ruling=Ruling.ACCEPT,
        noun=NOUN,
        subject=f"{codebook.name} {codebook.version}",
        before=lines[-1].subject if lines else "",
        after=after,
        reason="rulings from here on are made by this codebook",
    )


def describe_codebook(codebook: Codebook) -> dict[str, Any]:
    """A codebook as people rule by it: names, kinds, definitions and rules; of cues only whether they changed."""
    return {
        "name": codebook.name,
        "version": codebook.version,
        "never_merge": [list(pair) for pair in codebook.never_merge],
        "variables": {
            variable.name: {
                "kind": variable.kind.value,
                "unit": variable.unit,
                "definition": variable.definition,
                "rule": variable.rule,
                "cues": make_key(variable.cues)[:12],
                "categories": {
                    category.name: {
                        "definition": category.definition,
                        "rule": category.rule,
                        "cues": make_key(category.cues, category.not_cues)[:12],
                    }
                    for category in variable.categories
                },
            }
            for variable in codebook.variables
        },
    }


def compare_codebooks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[CodebookChange]:
    """What changed between two described codebooks, in the order of the new one; what went comes last."""
    changes: list[CodebookChange] = []
    before, after = old.get("variables", {}), new.get("variables", {})
    for name, variable in after.items():
        if name not in before:
            changes.append(CodebookChange(name, "", "a new variable", "all"))
        else:
            changes += _compare_variable(name, before[name], variable)
    changes += [CodebookChange(name, "", "no longer asked", "none") for name in before if name not in after]
    return changes


def _compare_variable(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[CodebookChange]:
    changes = []
    if old["kind"] != new["kind"]:
        changes.append(CodebookChange(name, "", f"its kind: {old['kind']} before, {new['kind']} now", "all"))
    for key in ("definition", "rule"):
        if old[key] != new[key]:
            changes.append(CodebookChange(name, "", f"another {key}", "all"))
    if old["cues"] != new["cues"]:
        changes.append(CodebookChange(name, "", "other cues, which machines read", "none"))
    for category, is_now in new["categories"].items():
        was = old["categories"].get(category)
        if was is None:
            # What belongs to it now was coded as something else before, or as not stated.
            changes.append(CodebookChange(name, category, "a new category", "all"))
            continue
        for key in ("definition", "rule"):
            if was[key] != is_now[key]:
                changes.append(CodebookChange(name, category, f"another {key}", "category"))
        if was["cues"] != is_now["cues"]:
            changes.append(CodebookChange(name, category, "other cues, which machines read", "none"))
    gone = [one for one in old["categories"] if one not in new["categories"]]
    return changes + [CodebookChange(name, one, "the category is gone", "category") for one in gone]


def find_to_recode(judgements: Sequence[Judgement], codebook: Codebook) -> list[Recode]:
    """Rulings made under another codebook that a change since touches, in the order of their making.

    A value that was ruled on again since is settled; the last ruling on each value is the one that is looked at.
    """
    lines = [one for one in judgements if one.noun == NOUN and one.ruling is Ruling.ACCEPT]
    if not lines:
        return []
    now = describe_codebook(codebook)
    olds = [(line, json.loads(line.after)) for line in lines]
    changes = {line.id: compare_codebooks(old, now) for line, old in olds}
    last: dict[tuple[str, str, str], tuple[Judgement, Any]] = {}
    for one in standing_judgements(judgements, ("case", "tally")):
        if one.ruling is Ruling.REJECT:
            last = {key: value for key, value in last.items() if key[:2] != (one.noun, one.subject)}
            continue
        for variable, value in _ruled_values(one):
            last[(one.noun, one.subject, variable)] = (one, value)
    found = []
    for (noun, subject, variable), (one, value) in last.items():
        line = next((line for line, _ in reversed(olds) if line.made_at <= one.made_at), lines[0])
        reasons = tuple(dict.fromkeys(_say(change) for change in changes[line.id] if _touches(change, variable, value)))
        if reasons:
            found.append(Recode(noun, subject, variable, one, line.subject, reasons))
    found += _new_variables(last, olds, changes)
    return found


def _new_variables(
    last: Mapping[tuple[str, str, str], tuple[Judgement, Any]],
    olds: Sequence[tuple[Judgement, Any]],
    changes: Mapping[str, Sequence[CodebookChange]],
) -> list[Recode]:
    """Cases that people ruled on before a variable was asked at all."""
    found = []
    ruled: dict[str, Judgement] = {subject: one for (noun, subject, _), (one, _) in last.items() if noun == "case"}
    for subject, one in ruled.items():
        line = next((line for line, _ in reversed(olds) if line.made_at <= one.made_at), olds[0][0])
        for change in changes[line.id]:
            is_asked = not change.category and change.what == "a new variable"
            if is_asked and ("case", subject, change.variable) not in last:
                found.append(Recode("case", subject, change.variable, one, line.subject, (_say(change),)))
    return found


def _ruled_values(judgement: Judgement) -> Iterable[tuple[str, Any]]:
    """Variable and value of everything that a ruling says."""
    try:
        after = json.loads(judgement.after) if judgement.after else None
    except ValueError:
        return []
    if judgement.noun == "tally":
        return [(judgement.variable or "value", after)]
    if judgement.ruling is Ruling.ACCEPT and isinstance(after, dict):
        return [(name, coded.get("value")) for name, coded in after.items() if isinstance(coded, dict)]
    if judgement.ruling is Ruling.ADD and isinstance(after, dict):
        coded = {one["variable"]: one.get("ruled") or {} for one in after.get("values", ())}
        return [(name, one.get("value")) for name, one in coded.items()]
    if judgement.variable and judgement.variable != IS_CASE and isinstance(after, dict):
        return [(judgement.variable, after.get("value"))]
    return []


def _touches(change: CodebookChange, variable: str, value: Any) -> bool:
    if change.variable != variable or change.touches == "none" or change.what == "a new variable":
        return False
    chosen = value if isinstance(value, list) else [value]
    return change.touches == "all" or change.category in chosen


def _say(change: CodebookChange) -> str:
    return f"{change.variable}{f' {change.category}' if change.category else ''}: {change.what}"


def _dump(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
