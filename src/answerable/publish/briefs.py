"""Every case in brief: what lists, facets and orders need of it, in columns of numbers, so that all can be held.

What comes in: the record. What goes out: `Brief` and `Matter` values, made when they are asked for. Never here: words,
labels.
"""

from __future__ import annotations

from array import array
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from answerable.model.case import Case, Scalar, Standing
from answerable.model.link import Subject
from answerable.store.record import Record

FACETS = ("year", "outcome", "rank", "platform", "behaviours")
"""Variables by which cases are narrowed down."""
_STANDINGS = tuple(Standing)
Said = TypeVar("Said")


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


class _Words(Generic[Said]):
    """A column in which the same few values come again and again: each value once, a number for each row."""

    def __init__(self) -> None:
        self._numbers: dict[Said, int] = {}
        self._values: list[Said] = []
        self._rows = array("I")

    def append(self, value: Said) -> None:
        number = self._numbers.setdefault(value, len(self._values))
        if number == len(self._values):
            self._values.append(value)
        self._rows.append(number)

    def __getitem__(self, row: int) -> Said:
        return self._values[self._rows[row]]

    def sort(self, order: Sequence[int]) -> None:
        self._rows = array("I", [self._rows[row] for row in order])


class Briefs(Mapping[str, Brief]):
    """Cases in brief by id, in order of document and place; each also has a number in that order."""

    def __init__(self, briefs: Iterable[Brief]) -> None:
        ids: list[str] = []
        self._authorities, self._methods, self._documents = _Words[str](), _Words[str](), _Words[str]()
        self._values = _Words[tuple[Scalar | None, ...]]()
        self._standings, self._pages, self._starts = array("B"), array("I"), array("I")
        for one in briefs:
            ids.append(one.id)
            self._authorities.append(one.authority_id)
            self._methods.append(one.method)
            self._documents.append(one.document)
            self._values.append(one.values)
            self._standings.append(_STANDINGS.index(one.standing))
            self._pages.append(one.page)
            self._starts.append(one.start)
        documents, pages, starts = self._documents, self._pages, self._starts
        order = sorted(range(len(ids)), key=lambda row: (documents[row], pages[row], starts[row], ids[row]))
        for column in (self._authorities, self._methods, self._documents, self._values):
            column.sort(order)
        self._standings = array("B", [self._standings[row] for row in order])
        self._pages, self._starts = (array("I", [column[row] for row in order]) for column in (pages, starts))
        self._ids = [ids[row] for row in order]
        self._numbers = {one: number for number, one in enumerate(self._ids)}

    def at(self, number: int) -> Brief:
        """The case with a number."""
        return Brief(
            self._ids[number], self._authorities[number], self._methods[number], _STANDINGS[self._standings[number]],
            self._documents[number], self._pages[number], self._starts[number], self._values[number],
        )  # fmt: skip

    def number_of(self, case_id: str) -> int:
        """The number of a case."""
        return self._numbers[case_id]

    def share(self, case_ids: Iterable[str]) -> tuple[str, ...]:
        """The same ids, each held in memory but once however many findings name it."""
        return tuple(self._ids[self._numbers[one]] if one in self._numbers else one for one in case_ids)

    def __getitem__(self, case_id: str) -> Brief:
        return self.at(self._numbers[case_id])

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def values(self) -> ValuesView[Brief]:
        return _Values(self)

    def items(self) -> ItemsView[str, Brief]:
        return _Items(self)


class _Values(ValuesView[Any]):
    _mapping: Briefs

    def __iter__(self) -> Iterator[Brief]:
        return (self._mapping.at(number) for number in range(len(self._mapping)))


class _Items(ItemsView[str, Any]):
    _mapping: Briefs

    def __iter__(self) -> Iterator[tuple[str, Brief]]:
        return ((one.id, one) for one in self._mapping.values())


def read_briefs(record: Record) -> Briefs:
    """Every case that neither a person rejected nor a later answer superseded, in order of document and place.

    A matter that only the press tells of, and that nobody ruled to count, is not published.
    """
    alone = {one for subject in record.iter(Subject) if not subject.counts for one in subject.cases}
    return Briefs(_brief(case) for case in record.iter(Case) if _stands(case) and case.id not in alone)


def _stands(case: Case) -> bool:
    return case.standing is not Standing.REJECTED and not case.superseded


def _brief(case: Case) -> Brief:
    return Brief(
        case.id, case.authority_id, case.method, case.standing, case.document, case.span.page, case.span.start,
        tuple(case.get(name) for name in FACETS),
    )  # fmt: skip


class Matters:
    """The matter of each case.

    Args:
        briefs: the cases that count.
        subjects: id and cases of each matter.
    """

    def __init__(self, briefs: Briefs, subjects: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._briefs = briefs
        self._ids, self._ends = bytearray(), array("I", [0])
        self._of = array("i", [-1]) * len(briefs)
        self._several: dict[int, tuple[str, ...]] = {}
        for number, (subject_id, cases) in enumerate(subjects):
            self._ids += subject_id.encode()
            self._ends.append(len(self._ids))
            for one in cases:
                if one in briefs:
                    self._of[briefs.number_of(one)] = number
            if len(cases) > 1:
                self._several[number] = cases

    def get(self, case_id: str) -> Matter | None:
        """The matter of a case; None where there is none."""
        number = self._of[self._briefs.number_of(case_id)] if case_id in self._briefs else -1
        if number < 0:
            return None
        subject_id = self._ids[self._ends[number] : self._ends[number + 1]].decode()
        return Matter(subject_id, self._several.get(number, (case_id,)))
