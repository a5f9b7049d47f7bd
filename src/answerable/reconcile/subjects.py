"""One row per person's matter: all the cases that are it, with every value and every conflict.

What comes in: cases and their linkage. What goes out: `Subject` rows. Never here: counts, rulings.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from answerable.model.case import Case, Scalar
from answerable.model.dates import PartialDate
from answerable.model.ids import make_id
from answerable.model.link import Subject
from answerable.model.log import PRESS
from answerable.reconcile.facts import UNSPECIFIC
from answerable.reconcile.links import Linkage
from answerable.reconcile.people import cluster_cases

_FREE = {"role", "description"}
"""Variables in the source's own words: sources word them differently without disagreeing."""


def make_subjects(
    authority_id: str, cases: Sequence[Case], linkage: Linkage, ruled: Container[str] = ()
) -> list[Subject]:
    """Put cases that are certainly one matter into one subject each.

    Args:
        authority_id: whose.
        cases: of it.
        linkage: of these cases.
        ruled: press reports that a person ruled to count; a matter that only other ones tell of does not.
    """
    by_id = {case.id: case for case in cases}
    subjects = []
    for cluster in cluster_cases(by_id, linkage):
        members = [by_id[one] for one in cluster]
        values = list(_combine(members))
        subjects.append(
            Subject(
                id=make_id("subj", *cluster),
                authority_id=authority_id,
                cases=cluster,
                methods=tuple(sorted({case.method for case in members})),
                values=tuple((name, text) for name, texts, _ in values for text in texts),
                conflicts=tuple(name for name, _, in_conflict in values if in_conflict),
                counts=any(case.method != PRESS or case.id in ruled for case in members),
            )
        )
    return subjects


def _combine(cases: Sequence[Case]) -> Iterable[tuple[str, list[str], bool]]:
    """Per variable: its texts, and whether the sources disagree."""
    held: dict[str, list[Scalar]] = {}
    for case in cases:
        for value in case.values:
            coded = value.effective
            if coded is not None and coded.value is not None:
                held.setdefault(value.variable, []).append(coded.value)
    for name, values in held.items():
        texts = sorted({text for value in values for text in _texts(value)})
        yield name, texts, name not in _FREE and len(values) > 1 and _disagree(values)


def _texts(value: Scalar) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _disagree(values: Sequence[Scalar]) -> bool:
    """Several categories disagree when they share none; dates when no day fits all; others when they differ."""
    if any(isinstance(value, tuple) for value in values):
        sets = [set(_texts(value)) - UNSPECIFIC for value in values]
        return any(a and b and not a & b for a in sets for b in sets)
    plain = {str(value) for value in values} - UNSPECIFIC
    if len(plain) < 2:
        return False
    try:
        dates = [PartialDate.parse_iso(text) for text in plain]
    except ValueError:
        return len(plain) > 1
    return max(date.earliest for date in dates) > min(date.latest for date in dates)


def by_case(subjects: Iterable[Subject]) -> dict[str, Subject]:
    """The subject of each case."""
    return {case: subject for subject in subjects for case in subject.cases}
