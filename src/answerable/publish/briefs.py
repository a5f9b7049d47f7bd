"""Every case in brief: what lists, facets and orders need of it, small enough to hold for all cases at once.

What comes in: the record. What goes out: `Brief` and `Matter` values. Never here: words, labels.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from answerable.model.case import Case, Scalar, Standing
from answerable.model.link import Subject
from answerable.store.record import Record

FACETS = ("year", "outcome", "rank", "platform", "behaviours")
"""Variables by which cases are narrowed down."""


@dataclass(frozen=True, slots=True)
class Brief:
    """One standing case.

    Args:
        id: of the case.
        authority_id: whose officer.
        method: where it is told.
        standing: what a person has said of it.
        document: sha256.
        page: from 1.
        start: of its words on the page.
        values: of the variables of `FACETS`, in that order.
    """

    id: str
    authority_id: str
    method: str
    standing: Standing
    document: str
    page: int
    start: int
    values: tuple[Scalar | None, ...]

    def get(self, variable: str) -> Scalar | None:
        """The value of a variable of `FACETS`, or None where it is not stated."""
        return self.values[FACETS.index(variable)]


@dataclass(frozen=True, slots=True)
class Matter:
    """One person's matter: its id and its cases."""

    id: str
    cases: tuple[str, ...]


def read_briefs(record: Record) -> dict[str, Brief]:
    """Every case that neither a person rejected nor a later answer superseded, in order of document and place.

    A matter that only the press tells of, and that nobody ruled to count, is not published.
    """
    alone = {one for subject in record.iter(Subject) if not subject.counts for one in subject.cases}
    found = {case.id: _brief(case) for case in record.iter(Case) if _stands(case) and case.id not in alone}
    return dict(sorted(found.items(), key=lambda item: (item[1].document, item[1].page, item[1].start, item[0])))


def _stands(case: Case) -> bool:
    return case.standing is not Standing.REJECTED and not case.superseded


def _brief(case: Case) -> Brief:
    return Brief(
        case.id,
        sys.intern(case.authority_id),
        sys.intern(case.method),
        case.standing,
        sys.intern(case.document),
        case.span.page,
        case.span.start,
        tuple(_intern(case.get(name)) for name in FACETS),
    )


def _intern(value: Scalar | None) -> Scalar | None:
    if isinstance(value, tuple):
        return tuple(sys.intern(one) for one in value)
    return sys.intern(value) if isinstance(value, str) else value


def find_matters(subjects: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, Matter]:
    """The matter of each case, by the case's id."""
    matters: dict[str, Matter] = {}
    for subject_id, cases in subjects:
        matter = Matter(subject_id, cases)
        matters.update(dict.fromkeys(cases, matter))
    return matters
