"""Cases and tallies: what sources say, value by value, with the words that show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.errors import UngroundedValue
from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.model.span import Span

ONE = Interval(1, 1)

Scalar = str | float | int | bool | tuple[str, ...]
"""A category name, several of them, a number, a text, an ISO date, or yes/no."""


class Basis(StrEnum):
    """How a value stands to its source."""

    STATED = "stated"
    """The words say so; a span is required."""
    INFERRED = "inferred"
    """Follows from other words; a note says how."""
    CALCULATED = "calculated"
    """Computed from stated numbers; a note says how."""
    NOT_STATED = "not_stated"
    """The source does not say."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One value of one variable, by the machine or by a person.

    Raises:
        UngroundedValue: a stated value without a span, or an inferred or calculated one without a note.
    """

    value: Scalar | None
    basis: Basis
    span: Span | None = None
    note: str = ""
    share_sure: float = 1.0
    by: str = ""

    def __post_init__(self) -> None:
        if self.basis is Basis.STATED and self.span is None:
            raise UngroundedValue(
                "a stated value needs the words that show it",
                found=repr(self.value),
                remedy="give its span, or code it as inferred, calculated or not stated, with a note",
            )
        if self.basis in (Basis.INFERRED, Basis.CALCULATED) and not self.note:
            raise UngroundedValue(
                f"a value that is {self.basis.value} needs a note that says how", found=repr(self.value)
            )


@dataclass(frozen=True, slots=True)
class Value:
    """A variable of a case: what the machine proposed and what a person ruled, side by side."""

    variable: str
    proposed: Coded | None = None
    ruled: Coded | None = None
    judgement_id: str = ""

    @property
    def effective(self) -> Coded | None:
        """What counts: the ruling if there is one, else the proposal."""
        return self.ruled if self.ruled is not None else self.proposed


class Standing(StrEnum):
    """What a person has said of a case or tally."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Case:
    """One subject's matter as one source reports it.

    Args:
        id: stable identifier: document, page and place.
        authority_id: whose officer.
        method: `foi_response`, `published_log` or `press`.
        document: sha256.
        span: the words of the whole case.
        values: in the codebook's order.
        standing: proposed, accepted, rejected or added by a person.
        request_id: the request it answers; empty for logs.
        log_item_id: the log item, or the press report's; empty for responses.
        n_subjects: how many people these words are about (almost always 1).
        superseded: a later answer replaces the document it stands in.
        rule: which pass and rule found it.
    """

    id: str
    authority_id: str
    method: str
    document: str
    span: Span
    values: tuple[Value, ...]
    standing: Standing = Standing.PROPOSED
    request_id: str = ""
    log_item_id: str = ""
    n_subjects: Interval = ONE
    superseded: bool = False
    rule: str = ""

    def get(self, variable: str) -> Scalar | None:
        """The effective value of a variable, or None where it is not stated."""
        for value in self.values:
            if value.variable == variable:
                coded = value.effective
                return None if coded is None else coded.value
        return None


@dataclass(frozen=True, slots=True)
class Tally:
    """A count that an authority reports itself.

    Args:
        id: stable identifier: document, page, place, measure.
        authority_id: who reports.
        method: `foi_response`, `published_log` or `press`.
        document: sha256.
        measure: a measure of the codebook, such as ``disciplined``.
        unit: what is counted: `officers`, `officers_and_staff`, `allegations`, `cases`.
        period: what it covers; None where the source does not say.
        categories: variable and category pairs that narrow it (``rank``, ``constable``); empty for a total.
        proposed: the machine's number.
        span: the words or cell of the number.
        ruled: a person's number, or None.
        standing: proposed, accepted, rejected or added by a person.
        request_id: the request it answers.
        question: the question it answers, or None.
        is_total: printed as a total of other cells; used as a check, not added to them.
        superseded: a later answer replaces the document it stands in.
        note: why it is not comparable, or how it was read.
        rule: which pass and rule found it.
        judgement_id: the last ruling on it.
    """

    id: str
    authority_id: str
    method: str
    document: str
    measure: str
    unit: str
    period: Period | None
    categories: tuple[tuple[str, str], ...]
    proposed: Interval | None
    span: Span
    ruled: Interval | None = None
    standing: Standing = Standing.PROPOSED
    request_id: str = ""
    question: int | None = None
    is_total: bool = False
    superseded: bool = False
    note: str = ""
    share_sure: float = 1.0
    rule: str = ""
    judgement_id: str = ""

    @property
    def effective(self) -> Interval | None:
        """What counts: the ruling if there is one, else the proposal."""
        return self.ruled if self.ruled is not None else self.proposed
