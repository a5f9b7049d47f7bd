"""Who could be told from a record though no name stands in it: rare ranks, small cells, a town beside a rank.

What comes in: the material. What goes out: problems that hold the story back until a person has looked. Never here:
names, which `privacy` takes out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.briefs import Brief
from answerable.publish.edition import Edition, Material
from answerable.publish.privacy import NO_NAMES

RARE_RANK = 4
"""A rank of which fewer cases than this are known can identify a person together with force and year."""
SMALL_CELL = 2
"""A row of so few, from one authority, tells of persons and not of a number."""
_PLACE = re.compile(r"\b(?:in|at|near|from) ((?:[A-Z][a-z]{3,})(?:[- ](?:on|upon|le|[A-Z][a-z]{3,}))*)")
_LOOK = (
    "ask whether this points to one person: reject the case (`answerable review`) or its words, or waive it with a"
    " reason (`answerable publish --waive`)"
)


def check_identifying(edition: Edition, material: Material) -> list[Problem]:
    """Cases and rows that may point to one person."""
    return [*_iter_rare(edition, material), *_iter_places(edition, material), *_iter_cells(edition, material)]


def _make(code: str, where: str, found: str) -> Problem:
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy=_LOOK, blocks=True)


def _groups(material: Material) -> Counter[tuple[str, object, object]]:
    """How many matters share force, rank and year; the same matter told by two sources is one."""
    seen: dict[str, tuple[str, object, object]] = {}
    for case in material.briefs.values():
        subject = material.subject_of.get(case.id)
        seen[subject.id if subject else case.id] = (case.authority_id, case.get("rank"), case.get("year"))
    return Counter(seen.values())


def _key(case: Brief) -> tuple[str, object, object]:
    return case.authority_id, case.get("rank"), case.get("year")


def _iter_rare(edition: Edition, material: Material) -> Iterator[Problem]:
    if edition.codebook.find_variable("rank") is None:
        return
    groups, overall = _groups(material), Counter(case.get("rank") for case in material.briefs.values())
    for case in material.briefs.values():
        rank = case.get("rank")
        if rank is None or overall[rank] >= RARE_RANK or groups[_key(case)] > 1:
            continue
        said = f"{rank} of {case.authority_id}: only {overall[rank]} case(s) of this rank stand on the whole record"
        yield _make("publish-identifying", f"case {case.id}", said)


def _iter_places(edition: Edition, material: Material) -> Iterator[Problem]:
    """Words that name a town beside a rank and year that only one officer of the force has."""
    groups = _groups(material)
    known = {
        word.lower() for authority in material.authorities.values() for name in authority.names for word in name.split()
    }
    known |= {category.name for variable in edition.codebook.variables for category in variable.categories}
    for case in material.briefs.values():
        if case.get("rank") is None or groups[_key(case)] > 1:
            continue
        for found in _PLACE.finditer(material.cases[case.id].span.exact):
            place = found.group(1)
            if any(word.lower() in known or word.lower() in NO_NAMES for word in re.split(r"[- ]", place)):
                continue
            said = f"{case.get('rank')}, {case.authority_id}, {case.get('year')} and the place {place!r} stand together"
            yield _make("publish-identifying", f"case {case.id}", said)


def _iter_cells(edition: Edition, material: Material) -> Iterator[Problem]:
    ranks = edition.codebook.find_variable("rank")
    names = {category.name for category in ranks.categories} if ranks else set()
    for finding in material.findings.values():
        for row in finding.rows:
            high = row.value.high
            if row.label in names and high is not None and 0 < high <= SMALL_CELL and len(row.authorities) == 1:
                said = f"the row {row.label!r} counts {high:g} from one authority ({row.authorities[0]})"
                yield _make("publish-small-cell", f"finding {finding.id}", said)
