"""Review of cases and tallies: what a person rules, laid over what the machine proposed.

In: proposed rows and judgements. Out: the same rows with rulings and standing, and a problem for each ruling
whose words no longer stand. Proposals are never edited: a ruling stands beside them. Making rulings (`accept`,
`amend`, `reject`, `add`, `undo`) and ordering what waits (`make_queue`) have modules of their own and are named
here too, so that one import is enough for a desk where people review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from answerable.errors import UngroundedValue
from answerable.extract.queue import Beside, QueueItem, load_queue, make_queue
from answerable.extract.rulings import (
    CASE_FIELDS,
    TALLY_FIELDS,
    Row,
    accept,
    add,
    amend,
    check_value,
    new_case,
    parse_interval,
    parse_period,
    reject,
    standing_judgements,
    undo,
)
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.dates import Period
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement, Ruling
from answerable.model.problem import Problem
from answerable.model.span import Span, make_span
from answerable.store.codec import from_plain, from_text
from answerable.words.grounding import find_quote

__all__ = [
    "CASE_FIELDS",
    "TALLY_FIELDS",
    "Beside",
    "QueueItem",
    "Reviewed",
    "Row",
    "accept",
    "add",
    "amend",
    "apply_judgements",
    "check_value",
    "find_again",
    "load_queue",
    "make_queue",
    "new_case",
    "parse_interval",
    "parse_period",
    "reject",
    "standing_judgements",
    "undo",
]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Rows with the rulings laid over them, and the rulings that could not be."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def apply_judgements(
    rows: Sequence[Row], judgements: Iterable[Judgement], pages: Mapping[tuple[str, int], Page]
) -> Reviewed:
    """Lay judgements over proposed rows.

    Args:
        rows: as the machine proposes them.
        judgements: in order of making; those on rows of other documents are passed over.
        pages: by document and number, to check that the words still stand.
    """
    current: dict[str, Row] = {row.id: row for row in rows}
    documents = {document for document, _ in pages}
    problems: list[Problem] = []
    for judgement in standing_judgements(judgements):
        if judgement.span is not None and judgement.span.document not in documents:
            continue
        if judgement.ruling is Ruling.ADD:
            row = _read_added(judgement)
            if row is None or not _still_stands(row.span, pages):
                problems.append(_adrift(judgement))
            else:
                current[row.id] = replace(row, standing=Standing.ADDED)
            continue
        target = current.get(judgement.subject) or _find_moved(judgement, current, pages)
        if target is None:
            if judgement.span is not None:
                problems.append(_adrift(judgement))
            continue
        changed = _apply_one(target, judgement, pages)
        if changed is None:
            problems.append(_adrift(judgement))
        else:
            current[target.id] = changed
    return Reviewed(tuple(current.values()), tuple(problems))


def _read_added(judgement: Judgement) -> Row | None:
    try:
        if judgement.noun == "case":
            return from_text(Case, judgement.after)
        return from_text(Tally, judgement.after)
    except Exception:  # a line that an older version wrote, or a person by hand: reported, not fatal
        return None


def _find_moved(judgement: Judgement, current: Mapping[str, Row], pages: Mapping[tuple[str, int], Page]) -> Row | None:
    """The one row at the place where a judgement's words stand now, where its own row has moved."""
    if judgement.span is None:
        return None
    span = find_again(judgement.span, pages)
    if span is None:
        return None
    kind = Case if judgement.noun == "case" else Tally
    if kind is Tally and span.start == judgement.span.start:
        # The words stand where they stood, but another count is read from them now: the ruling was not about that one.
        return None
    at = [
        row
        for row in current.values()
        if isinstance(row, kind)
        and row.span.document == span.document
        and row.span.page == span.page
        and row.span.start < span.end
        and span.start < row.span.end
    ]
    exact = [row for row in at if row.span.exact == judgement.span.exact]
    candidates = exact or at
    return candidates[0] if len(candidates) == 1 else None


def find_again(span: Span, pages: Mapping[tuple[str, int], Page]) -> Span | None:
    """Where a span's words stand now: at their place, else found anew on their page, else nowhere."""
    page = pages.get((span.document, span.page))
    if page is None:
        return None
    if page.text[span.start : span.end] == span.exact:
        return span
    around = find_quote(f"{span.prefix[-24:]}{span.exact}{span.suffix[:24]}", page.text)
    if around is not None:
        inner = page.text.find(span.exact, around[0], around[1] + 1)
        if inner >= 0:
            return make_span(span.document, span.page, page.text, inner, inner + len(span.exact), cells=span.cells)
    if page.text.count(span.exact) != 1 or not span.exact:
        return None
    start = page.text.index(span.exact)
    return make_span(span.document, span.page, page.text, start, start + len(span.exact), cells=span.cells)


def _still_stands(span: Span, pages: Mapping[tuple[str, int], Page]) -> bool:
    return find_again(span, pages) is not None


def _apply_one(row: Row, judgement: Judgement, pages: Mapping[tuple[str, int], Page]) -> Row | None:
    """One ruling over one row, or None where its words are gone."""
    if judgement.ruling is Ruling.REJECT:
        return replace(row, standing=Standing.REJECTED)
    try:
        after: Any = json.loads(judgement.after) if judgement.after else None
        if isinstance(row, Tally):
            return _apply_to_tally(row, judgement, after)
        if judgement.ruling is Ruling.ACCEPT:
            return _accept_case(row, judgement, after or {}, pages)
        if judgement.variable == "n_subjects":
            return replace(row, n_subjects=from_plain(Interval, after))
        coded = _ground(from_plain(Coded, after), pages)
    except (ValueError, TypeError, KeyError, UngroundedValue):
        return None
    return None if coded is None else _put(row, judgement.variable, coded, judgement.id)


def _accept_case(
    case: Case, judgement: Judgement, after: Mapping[str, object], pages: Mapping[tuple[str, int], Page]
) -> Case | None:
    for variable, plain in after.items():
        if not isinstance(plain, dict):
            continue
        coded = _ground(from_plain(Coded, plain), pages)
        if coded is None:
            return None
        case = _put(case, variable, replace(coded, by=judgement.by), judgement.id)
    if judgement.variable:
        return case
    # Who accepts a whole case accepts what it leaves out too: what the machine learns to say later waits for a person.
    silent = Coded(None, Basis.NOT_STATED, None, "", 1.0, judgement.by)
    for value in case.values:
        if value.variable not in after and value.ruled is None:
            case = _put(case, value.variable, silent, judgement.id)
    return replace(case, standing=Standing.ACCEPTED)


def _ground(coded: Coded, pages: Mapping[tuple[str, int], Page]) -> Coded | None:
    if coded.span is None:
        return coded
    span = find_again(coded.span, pages)
    return None if span is None else replace(coded, span=span)


def _put(case: Case, variable: str, coded: Coded, judgement_id: str) -> Case:
    """Rule one value; a variable that the machine left out is added at the end."""
    values = [
        replace(one, ruled=coded, judgement_id=judgement_id) if one.variable == variable else one for one in case.values
    ]
    if all(one.variable != variable for one in case.values):
        values.append(Value(variable, None, coded, judgement_id))
    return replace(case, values=tuple(values))


def _apply_to_tally(tally: Tally, judgement: Judgement, after: object) -> Tally:
    if judgement.ruling is Ruling.ACCEPT:
        ruled = from_plain(Interval, after) if isinstance(after, dict) and after else tally.proposed
        return replace(tally, ruled=ruled, standing=Standing.ACCEPTED, judgement_id=judgement.id)
    field = judgement.variable
    if field in ("value", ""):
        ruled = from_plain(Interval, after) if isinstance(after, dict) else None
        return replace(tally, ruled=ruled, standing=Standing.ACCEPTED, judgement_id=judgement.id)
    if field == "period":
        period = from_plain(Period, after) if isinstance(after, dict) else None
        return replace(tally, period=period, judgement_id=judgement.id)
    if field == "categories" and isinstance(after, list):
        return replace(tally, categories=tuple((str(one), str(two)) for one, two in after), judgement_id=judgement.id)
    if field == "measure":
        return replace(tally, measure=str(after), judgement_id=judgement.id)
    if field == "unit":
        return replace(tally, unit=str(after), judgement_id=judgement.id)
    if field == "is_total":
        return replace(tally, is_total=bool(after), judgement_id=judgement.id)
    raise ValueError(f"a tally has no field {field!r}")


def _adrift(judgement: Judgement) -> Problem:
    span = judgement.span
    return Problem(
        id=make_id("prb", "judgement-adrift", judgement.id),
        code="judgement-adrift",
        where=f"page {span.page} [{span.start}:{span.end}]" if span else judgement.subject,
        found=f"{judgement.ruling.value} by {judgement.by} on {span.exact[:80]!r}" if span else judgement.ruling.value,
        expected="the words that were ruled on",
        remedy="the document is read differently now: rule on it again",
        document=span.document if span else "",
    )
