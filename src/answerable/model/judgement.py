"""A judgement: a person's ruling, kept for ever as one line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.ids import make_id
from answerable.model.span import Span


class Ruling(StrEnum):
    """What a person can rule."""

    ACCEPT = "accept"
    AMEND = "amend"
    REJECT = "reject"
    ADD = "add"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    MATCH = "match"
    """A message belongs to a request."""
    RELEASE = "release"
    """Quarantined content may be looked at; the reason says why."""
    WAIVE = "waive"
    """A problem that blocks publication is accepted, with a reason."""
    ASSIGN = "assign"
    """Two people are to code the same cases, neither seeing what the other codes."""
    CODE = "code"
    """What one of two coders says of one value, blind; it changes no case."""
    HAND_IN = "hand_in"
    """A coder is done; when both are, their codes are opened and compared."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One ruling.

    Args:
        id: stable identifier of all the rest.
        made_at: UTC instant in ISO form.
        by: who ruled, as the newsroom names them.
        ruling: what was ruled.
        noun: on what: `case`, `tally`, `classification`, `message`, `link`, `hidden`, `claim`, `assignment`, `coding`,
            `codebook`, `press` (a case that only the press tells of counts).
        subject: its id (for `add`: the new id; for links: the two case ids joined by ``+``, sorted; for a coding:
            the assignment and the case joined by ``+``).
        variable: of the codebook or a field; empty for the whole.
        before: what stood, as JSON.
        after: what stands now, as JSON; for `add` the whole new row.
        span: on which words, when there are any.
        reason: why.
        undoes: id of the judgement that this one takes back; empty otherwise.
        spans: on which words, where a ruling is on two rows: in the order in which its subject names them.
    """

    id: str
    made_at: str
    by: str
    ruling: Ruling
    noun: str
    subject: str
    variable: str = ""
    before: str = ""
    after: str = ""
    span: Span | None = None
    reason: str = ""
    undoes: str = ""
    spans: tuple[Span, ...] = ()


def make_judgement(
    *,
    made_at: str,
    by: str,
    ruling: Ruling,
    noun: str,
    subject: str,
    variable: str = "",
    before: str = "",
    after: str = "",
    span: Span | None = None,
    reason: str = "",
    undoes: str = "",
    spans: tuple[Span, ...] = (),
) -> Judgement:
    """Make a judgement with the identifier that its content gives it."""
    place = [span.document, span.page, span.start, span.end] if span else []
    parts: tuple[object, ...] = (
        made_at, by, ruling.value, noun, subject, variable, before, after, place, reason, undoes,
    )  # fmt: skip
    if spans:
        parts = (*parts, [[one.document, one.page, one.start, one.end] for one in spans])
    return Judgement(
        make_id("jdg", *parts),
        made_at,
        by,
        ruling,
        noun,
        subject,
        variable,
        before,
        after,
        span,
        reason,
        undoes,
        spans,
    )
