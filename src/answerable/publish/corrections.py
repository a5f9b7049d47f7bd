"""What was published, what changed since, what a correction touches: each sentence, page, file and feed it reaches.

What comes in: the story's corrections, the material, notes of earlier publications. What goes out: `Notice` values by
page, problems, rows for the data. Never here: how a page looks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answerable.model.finding import Finding
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.story import Correction
from answerable.publish.edition import Edition, Material
from answerable.publish.language import Language

FILE_NAME = "published.jsonl"
"""Beside the story: one line for each time it went out; only ever appended to."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says of a correction."""

    day: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What went out once.

    Args:
        at: ISO instant.
        by: who published it.
        figures: finding and its value in words, for those bound in the story.
        cases: ids of the cases that went out.
    """

    at: str
    by: str
    figures: Mapping[str, str] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()


def load_publications(edition: Edition) -> tuple[Publication, ...]:
    """What went out before, oldest first."""
    path = edition.find_beside(FILE_NAME)
    if not path.is_file():
        return ()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Publication(one["at"], one["by"], one["figures"], frozenset(one["cases"])) for one in lines)


def note_publication(edition: Edition, material: Material, at: str, by: str) -> Path:
    """Append what goes out now."""
    path = edition.find_beside(FILE_NAME)
    plain: dict[str, Any] = {"at": at, "by": by, "figures": list_figures(material), "cases": sorted(material.briefs)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n")
    return path


def list_figures(material: Material) -> dict[str, str]:
    """Each finding that the story is bound to, with its value in words."""
    bound = {name for claim in material.claims for name in claim.bound_to.split(", ")}
    say = Language("en").value
    return {name: _say(finding, say) for name, finding in sorted(material.findings.items()) if name in bound}


def _say(finding: Finding, say: Any) -> str:
    if finding.value is not None:
        return str(say(finding.value, finding.unit))
    return "; ".join(f"{row.label} {say(row.value, finding.unit)}" for row in finding.rows)


def check_corrections(edition: Edition, material: Material) -> list[Problem]:
    """What changed since it went out and no correction says: it holds the next publication back."""
    publications = load_publications(edition)
    problems = [*_check_names(edition, material, publications)]
    if not publications:
        return problems
    last = publications[-1]
    told = [one for one in edition.story.corrections if one.on >= last.at[:10]]
    said = {name for one in told for name in one.findings}
    now = list_figures(material)
    for name, was in sorted(last.figures.items()):
        if name in now and now[name] != was and name not in said:
            found = f"went out on {last.at[:10]} as {was!r} and is {now[name]!r} now"
            remedy = f'add [[corrections]] with on, was, now, why and findings = ["{name}"] to the front matter'
            problems.append(_block("publish-uncorrected", f"finding {name}", found, remedy))
    gone = sorted(last.cases - set(material.briefs) - {case for one in edition.story.corrections for case in one.cases})
    for case in gone:
        found = f"went out on {last.at[:10]} and is not on the record any more"
        remedy = (
            f'add [[corrections]] with on, why and cases = ["{case}"]: its address then says that it was taken down'
        )
        problems.append(_block("publish-uncorrected", f"case {case}", found, remedy))
    return problems


def _check_names(edition: Edition, material: Material, publications: Sequence[Publication]) -> Iterable[Problem]:
    known = set(material.briefs) | {case for one in publications for case in one.cases}
    for correction in edition.story.corrections:
        for name in (*correction.findings, *correction.cases):
            if name not in material.findings and name not in known and not name.startswith("case-"):
                where = f"{edition.story.origin}: correction of {correction.on}"
                remedy = "name a finding by its file's name, a case by its id"
                yield _block("publish-correction-unclear", where, f"{name!r} is no finding and no case", remedy)


def _block(code: str, where: str, found: str, remedy: str) -> Problem:
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy=remedy, blocks=True)


def list_touched(correction: Correction, edition: Edition, material: Material) -> frozenset[str]:
    """The pages that a correction reaches, as paths in a language's folder.

    The story always; each finding it names, the authorities that bear it, each case it names and its authority, and
    every list that shows one of them.
    """
    pages = {"index.html", "corrections.html", "data.html"}
    for name in correction.findings:
        finding = material.findings.get(name)
        if finding is not None:
            pages |= {f"findings/{name}.html", "findings.html"}
            pages |= {f"authorities/{authority}.html" for authority in finding.authorities}
    for case_id in correction.cases:
        pages |= {f"cases/{case_id}.html", "cases.html"}
        case = material.briefs.get(case_id)
        if case is not None:
            pages.add(f"authorities/{case.authority_id}.html")
    return frozenset(pages)


def make_notices(edition: Edition, material: Material, language: Language) -> dict[str, tuple[Notice, ...]]:
    """What each page says of corrections, newest first."""
    notices: dict[str, list[Notice]] = {}
    for correction in sorted(edition.story.corrections, key=lambda one: one.on, reverse=True):
        notice = Notice(language.day(correction.on), correction.was, correction.now, correction.why)
        for path in list_touched(correction, edition, material):
            notices.setdefault(path, []).append(notice)
    return {path: tuple(found) for path, found in notices.items()}


def list_taken_down(edition: Edition, material: Material) -> dict[str, Correction]:
    """Cases that a correction names and the record no longer holds: their addresses stay and say so."""
    return {
        case: correction
        for correction in edition.story.corrections
        for case in correction.cases
        if case not in material.briefs
    }


def make_correction_rows(edition: Edition) -> list[dict[str, str]]:
    """Rows for the data package: what was corrected, when, why, and what it changed."""
    return [
        {
            "on": one.on,
            "was": one.was,
            "now": one.now,
            "why": one.why,
            "findings": ";".join(one.findings),
            "cases": ";".join(one.cases),
        }
        for one in edition.story.corrections
    ]
