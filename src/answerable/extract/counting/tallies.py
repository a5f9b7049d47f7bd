"""Tallies made: a number with what it counts, under an identifier that its place gives it."""

from __future__ import annotations

from collections.abc import Iterable

from answerable.extract.counting.notes import Notes
from answerable.extract.narrative.cases import Origin
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.problem import Problem
from answerable.model.span import Span

IN_PART = "only a part of the year is counted"
"""How the note begins of a tally whose year is not counted whole."""


def choose_unit(measure: str, unit: str, codebook: Codebook) -> str:
    """What a number counts where its words do not say: what a case is, or itself where cases cannot give it.

    "41 complaints" are 41 complaints, though the investigation counts fines.
    """
    found = codebook.find_measure(measure)
    own = found is not None and not found.from_cases and codebook.find_variable("unit") is None
    return measure if own and unit == codebook.counted else unit


def make_tally(
    origin: Origin,
    measure: str,
    unit: str,
    period: Period | None,
    categories: tuple[tuple[str, str], ...],
    value: Interval,
    span: Span,
    *,
    question: int | None = None,
    is_total: bool = False,
    rule: str = "",
    share_sure: float = 0.93,
    note: str = "",
    notes: Notes | None = None,
) -> Tally:
    """Make a tally whose identifier its place, measure and categories give it."""
    if measure == "allegations":
        unit = "allegations"
    if measure == "dismissed" and unit == "allegations":
        # An allegation that was dismissed is one that came to nothing.
        measure = "no_action" if notes is not None and notes.dismissed_allegations else measure
        share_sure = min(share_sure, 0.6)
        note = note or "of allegations, 'dismissed' may mean that they came to nothing"
    remarks = [note] if note else []
    if notes is not None and notes.words:
        remarks += list(notes.words)
    return Tally(
        id=make_id(
            "tal",
            origin.authority_id,
            origin.document,
            span.page,
            span.start,
            span.end,
            measure,
            [list(one) for one in categories],
        ),
        authority_id=origin.authority_id,
        method=origin.method,
        document=origin.document,
        measure=measure,
        unit=unit,
        period=period,
        categories=categories,
        proposed=value,
        span=span,
        request_id=origin.request_id,
        question=question,
        is_total=is_total,
        superseded=origin.superseded,
        note="; ".join(remarks),
        share_sure=share_sure,
        rule=rule,
    )


def find_in_part(tallies: Iterable[Tally]) -> list[Problem]:
    """A problem for each year that a document gives only a part of, so that nobody takes it for the whole."""
    out: dict[str, Problem] = {}
    for tally in tallies:
        if IN_PART not in tally.note or tally.period is None:
            continue
        words = next(note for note in tally.note.split("; ") if note.startswith(IN_PART))
        problem = Problem(
            id=make_id("prb", "year-in-part", tally.document, str(tally.period.start), str(tally.period.end)),
            code="year-in-part",
            where=f"answer of {tally.authority_id}, page {tally.span.page}",
            found=f"{tally.measure} {tally.proposed}: {words}",
            expected="a whole year, or the days that are counted",
            remedy="it counts as less than the year; ask for the rest, or amend its period: answerable review",
            document=tally.document,
            authority_id=tally.authority_id,
        )
        out.setdefault(problem.id, problem)
    return list(out.values())
