"""What must be true before a page goes out: a list of what blocks it and what its editor should know.

What comes in: the edition, the material, what the pages hold. What goes out: `Problem` rows whose code starts with
`publish-`. Never here: silence about something found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from answerable.model.case import Case, Standing, Tally
from answerable.model.claim import Verdict
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.edition import Edition, Material, pick_claims
from answerable.publish.privacy import find_names, mask

RARE_RANK = 4
"""A rank of which fewer cases than this are known can identify a person together with force and year."""
ARTICLE_BYTES, LIST_BYTES, RECORD_BYTES = 60_000, 80_000, 15_000
_HARMLESS = ("metadata",)
"""Hidden content that every file has; it is not published either, and needs no mention."""
_FAILING = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def check_edition(edition: Edition, material: Material, files: Mapping[str, bytes]) -> list[Problem]:
    """Everything that is in the way of publishing (`blocks`), then what the editor should know."""
    found = [
        *_check_claims(edition, material),
        *_check_findings(material),
        *_check_review(material),
        *_check_personal(material),
        *_check_identifying(edition, material),
        *_check_hidden(material),
        *_check_weight(files),
    ]
    return sorted(found, key=lambda problem: (not problem.blocks, problem.code, problem.where, problem.id))


def _problem(code: str, where: str, found: str, remedy: str, *, blocks: bool, expected: str = "") -> Problem:
    return Problem(
        make_id("prb", code, where, found), code, where, found=found, expected=expected, remedy=remedy, blocks=blocks
    )


def _check_claims(edition: Edition, material: Material) -> list[Problem]:
    story = edition.story
    problems = []
    tried = pick_claims(story, material.claims)
    starts = [binding.start for binding in story.bindings] + [reference.start for reference in story.references]
    for start in sorted(set(starts) - set(tried)):
        where, found = f"{story.origin}:{story.line_of(start)}", story.text[start : start + 60].split("\n")[0]
        remedy = "run `answerable check`: the story was edited since it was checked, or never checked"
        problems.append(_problem("publish-unchecked", where, found, remedy, blocks=True))
    for claim in material.claims:
        where, found = f"{story.origin}:{story.line_of(claim.start)}", f"{claim.text}: {claim.why}"
        if claim.verdict is Verdict.STALE:
            remedy = "look, then accept the new value with `answerable check --accept`"
            problems.append(_problem("publish-stale", where, found, remedy, blocks=True))
        elif claim.verdict in _FAILING:
            remedy = "bind it, give its source, or take it out; `answerable check` shows them all"
            problems.append(_problem("publish-unbound", where, found, remedy, blocks=True))
    return problems


def _check_findings(material: Material) -> list[Problem]:
    return [
        _problem("publish-finding-missing", problem.where, problem.found, problem.remedy, blocks=True)
        for problem in material.problems
        if problem.code == "finding-not-measured"
    ]


def _check_review(material: Material) -> list[Problem]:
    bound = {name for claim in material.claims for name in claim.bound_to.split(", ")}
    problems = []
    for finding in material.findings.values():
        if finding.id not in bound:
            continue
        behind: list[Case | Tally] = [material.cases[one] for one in finding.cases if one in material.cases]
        behind += [material.tallies[one] for one in finding.tallies if one in material.tallies]
        n_open = sum(noun.standing is Standing.PROPOSED for noun in behind)
        if n_open:
            problems.append(
                _problem(
                    "publish-unreviewed",
                    f"finding {finding.id}",
                    f"{n_open} of {len(behind)} cases and tallies behind it were not looked at by a person",
                    "look at them in the reader (`answerable serve`); the page says so as long as they are open",
                    blocks=False,
                )
            )
    return problems


def _check_personal(material: Material) -> list[Problem]:
    problems = []
    for case in material.cases.values():
        page = material.pages.get(f"{case.document}:{case.span.page}")
        found = mask(case.span.exact, find_names(page.text) if page else frozenset()).found
        if found:
            problems.append(
                _problem(
                    "publish-personal",
                    f"case {case.id}",
                    f"its words hold what could name or reach a person ({', '.join(sorted(set(found)))}); blacked out",
                    "look at the page of this case before it goes out",
                    blocks=False,
                )
            )
    return problems


def _check_identifying(edition: Edition, material: Material) -> list[Problem]:
    """Cases whose rank is so rare that rank, force and year together may point to one person."""
    variable = edition.codebook.find_variable("rank")
    if variable is None:
        return []
    by_force = Counter((case.authority_id, case.get("rank"), case.get("year")) for case in material.cases.values())
    overall = Counter(case.get("rank") for case in material.cases.values())
    problems = []
    for case in material.cases.values():
        rank = case.get("rank")
        if rank is None or overall[rank] >= RARE_RANK or by_force[case.authority_id, rank, case.get("year")] > 1:
            continue
        problems.append(
            _problem(
                "publish-identifying",
                f"case {case.id}",
                f"{rank} of {case.authority_id}: only {overall[rank]} case(s) of this rank stand on the whole record",
                "ask whether rank, force and year together point to one person; reject the case to take it down",
                blocks=False,
            )
        )
    return problems


def _check_hidden(material: Material) -> list[Problem]:
    return [
        _problem(
            "publish-hidden",
            document.name,
            "; ".join(
                f"{hidden.kind.replace('_', ' ')} in {hidden.place} ({hidden.count})"
                for hidden in document.hidden
                if hidden.kind not in _HARMLESS
            ),
            "nothing of it is published; tell the authority if it is personal data",
            blocks=False,
        )
        for document in sorted(material.documents.values(), key=lambda row: (row.name, row.id))
        if any(hidden.kind not in _HARMLESS for hidden in document.hidden)
    ]


def _check_weight(files: Mapping[str, bytes]) -> list[Problem]:
    problems = []
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        name = path.removeprefix("cy/")
        limit = ARTICLE_BYTES if name == "index.html" else RECORD_BYTES if name.startswith("cases/case") else LIST_BYTES
        if len(data) > limit:
            problems.append(
                _problem(
                    "publish-heavy",
                    path,
                    f"{len(data):,} bytes",
                    "fewer words in notes, or fewer blocks",
                    expected=f"at most {limit:,}",
                    blocks=False,
                )
            )
    return problems
