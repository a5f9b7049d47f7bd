"""Invented cases, tallies and a small codebook."""

from __future__ import annotations

from answerable.model.case import Basis, Case, Coded, Tally, Value
from answerable.model.codebook import Codebook, Measure, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.span import make_span

ASKED = Period.of_calendar_year(2018).__class__(Period.of_calendar_year(2018).start, Period.of_calendar_year(2021).end)
OUTCOMES = (
    "dismissed",
    "dismissed_with_notice",
    "would_have_been_dismissed",
    "final_written_warning",
    "written_warning",
)
DISCIPLINED = (*OUTCOMES, "management_advice", "reflective_practice", "reduction_in_rank")


def _measure(name: str, *categories: str) -> Measure:
    return Measure(name, (("en", name),), "outcome", categories)


CODEBOOK = Codebook(
    name="test",
    version="1",
    variables=(
        Variable("rank", VariableKind.CATEGORY, "case", ()),
        Variable("platform", VariableKind.MULTI_CATEGORY, "case", ()),
        Variable("outcome", VariableKind.CATEGORY, "case", ()),
    ),
    measures=(
        _measure("disciplined", *DISCIPLINED),
        _measure("dismissed", "dismissed", "dismissed_with_notice"),
        _measure("would_have_been_dismissed", "would_have_been_dismissed"),
        _measure("final_written_warning", "final_written_warning"),
        _measure("written_warning", "written_warning"),
        Measure("allegations", (("en", "allegations"),), from_cases=False),
    ),
    needed=("platform",),
    not_counted=(("rank", "staff"), ("rank", "pcso")),
    counted="officers",
)


def coded(value: object, text: str = "words") -> Coded:
    return Coded(value, Basis.STATED, make_span("d" * 64, 1, text, 0, len(text)))  # type: ignore[arg-type]


def make_case(
    name: str,
    listing: str = "answer",
    *,
    authority: str = "tarnshire",
    method: str = "foi_response",
    text: str = "",
    item: str = "",
    request: str = "req-1",
    **values: object,
) -> Case:
    """A case in a list; values by variable."""
    words = text or f"case {name}"
    document = listing.ljust(64, "0")[:64]
    return Case(
        id=f"case-{name}",
        authority_id=authority,
        method=method,
        document=document,
        span=make_span(document, 1, words, 0, len(words)),
        values=tuple(Value(variable, coded(value)) for variable, value in values.items()),
        request_id=request if method == "foi_response" else "",
        log_item_id=item,
    )


def make_tally(
    measure: str,
    low: float,
    high: float | None = None,
    *,
    period: Period | None = ASKED,
    unit: str = "officers",
    categories: tuple[tuple[str, str], ...] = (),
    total: bool = False,
    document: str = "answer",
    authority: str = "tarnshire",
    share_sure: float = 1.0,
) -> Tally:
    """A number that an authority gives."""
    sha256 = document.ljust(64, "0")[:64]
    text = f"{measure} {low}"
    parts = (measure, low, high, str(period), unit, categories, document)
    return Tally(
        id=make_id("tally", *parts),
        authority_id=authority,
        method="foi_response",
        document=sha256,
        measure=measure,
        unit=unit,
        period=period,
        categories=categories,
        proposed=Interval(low, low if high is None else high),
        span=make_span(sha256, 1, text, 0, len(text)),
        is_total=total,
        rule="table-counts",
        share_sure=share_sure,
    )


def year(number: int) -> Period:
    return Period.of_calendar_year(number)
