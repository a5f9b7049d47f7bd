"""Review of cases and tallies: what a person rules, laid over what the machine proposed.

In: proposed rows and judgements. Out: the same rows with rulings and standing (`apply_judgements`), new judgements
(`accept`, `amend`, `reject`, `add`, `undo`), and the queue of what needs a person, what matters most first. Proposals are
never edited: a ruling stands beside them. A ruling whose words no longer stand is not applied but reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import PartialDate, Period
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.problem import Problem
from answerable.model.span import Span, make_span
from answerable.store.codec import from_plain, from_text, to_plain, to_text
from answerable.words.grounding import find_quote

Row = Case | Tally
TALLY_FIELDS = ("value", "measure", "unit", "period", "categories", "is_total")
"""Fields of a tally that a person can amend."""
CASE_FIELDS = ("n_subjects",)
"""Fields of a case, beside the codebook's variables, that a person can amend."""


# --- making judgements ----------------------------------------------------------------------------------------------


def accept(row: Row, *, by: str, made_at: str, variable: str = "", reason: str = "") -> Judgement:
    """Accept a row as it stands, or one of its values.

    The judgement holds what was accepted, so that it means the same after the machine has learned better.

    Raises:
        ValueNotAllowed: the variable has no value to accept.
    """
    if isinstance(row, Case):
        values = [one for one in row.values if not variable or one.variable == variable]
        if variable and not (values and values[0].effective):
            raise ValueNotAllowed(
                "there is nothing to accept here", where=f"{row.id}, {variable}", remedy="amend it instead, with its words"
            )
        after = {one.variable: to_plain(one.effective) for one in values if one.effective is not None}
        return _judge(row, Ruling.ACCEPT, by, made_at, variable, "", _dump(after), row.span, reason)
    after = {} if row.effective is None else to_plain(row.effective)
    return _judge(row, Ruling.ACCEPT, by, made_at, variable, "", _dump(after), row.span, reason)


def reject(row: Row, *, by: str, made_at: str, reason: str) -> Judgement:
    """Reject a row: it is no case, no count, or not what was asked.

    Raises:
        ValueNotAllowed: no reason was given.
    """
    if not reason.strip():
        raise ValueNotAllowed("a rejection needs a reason", where=row.id, remedy="say in a few words why")
    return _judge(row, Ruling.REJECT, by, made_at, "", row.standing.value, "", row.span, reason)


def amend(
    row: Row,
    variable: str,
    value: object,
    *,
    by: str,
    made_at: str,
    codebook: Codebook,
    page: Page | None = None,
    span: Span | None = None,
    basis: Basis = Basis.STATED,
    note: str = "",
    reason: str = "",
) -> Judgement:
    """Put another value in the place of a proposed one.

    Args:
        row: the case or tally.
        variable: of the codebook, or one of `TALLY_FIELDS` or `CASE_FIELDS`.
        value: the value; None for "the source does not say". Text is read as the variable's kind.
        by: who rules.
        made_at: UTC instant in ISO form.
        codebook: what is allowed.
        page: the page the words stand on; needed for a stated value.
        span: the words; needed for a stated value.
        basis: stated, inferred, calculated or not stated.
        note: how an inferred or calculated value was got.
        reason: why.

    Raises:
        ValueNotAllowed: no such variable or category.
        UngroundedValue: a stated value without words that stand in the page.
    """
    if isinstance(row, Tally) or variable in CASE_FIELDS:
        return _amend_field(row, variable, value, by=by, made_at=made_at, codebook=codebook, page=page, span=span, reason=reason)
    found = codebook.find_variable(variable)
    if found is None or found.unit != "case":
        allowed = ", ".join(one.name for one in codebook.variables if one.unit == "case")
        raise ValueNotAllowed("no such variable", where=row.id, found=variable, allowed=allowed)
    coded = make_ruling(found, value, by=by, page=page, span=span, basis=basis, note=note)
    before = next((one.effective for one in row.values if one.variable == variable), None)
    old = "" if before is None else _dump(to_plain(before))
    return _judge(row, Ruling.AMEND, by, made_at, variable, old, _dump(to_plain(coded)), coded.span or row.span, reason)


def make_ruling(
    variable: Variable, value: object, *, by: str, page: Page | None, span: Span | None, basis: Basis, note: str
) -> Coded:
    """A person's value, checked against the codebook and the page.

    Raises:
        ValueNotAllowed: a category that is not in the codebook, or a value of another kind.
        UngroundedValue: a stated value without words that stand in the page.
    """
    if value is None or value == "":
        return Coded(None, Basis.NOT_STATED, None, note, 1.0, by)
    checked = check_value(variable, value)
    if basis is Basis.STATED:
        if span is None or page is None:
            raise UngroundedValue(
                "a stated value needs the words that show it",
                where=variable.name,
                found=repr(value),
                remedy="pick the words on the page, or code it as inferred or not stated, with a note",
            )
        if page.text[span.start : span.end] != span.exact:
            raise UngroundedValue(
                "these words do not stand at that place",
                where=f"page {span.page} [{span.start}:{span.end}]",
                found=page.text[span.start : span.end],
                allowed=span.exact,
                remedy="pick the words again",
            )
    return Coded(checked, basis, span if basis is Basis.STATED else None, note, 1.0, by)


def check_value(variable: Variable, value: object) -> str | float | int | bool | tuple[str, ...]:
    """Read a value as a variable's kind.

    Raises:
        ValueNotAllowed: it is none.
    """
    names = [category.name for category in variable.categories]
    if variable.kind is VariableKind.MULTI_CATEGORY:
        parts = value if isinstance(value, (list, tuple)) else [part.strip() for part in str(value).split(",")]
        given = [str(part) for part in parts if str(part)]
        wrong = [part for part in given if part not in names]
        if wrong or not given:
            raise ValueNotAllowed("no such category", where=variable.name, found=", ".join(wrong), allowed=", ".join(names))
        return tuple(name for name in names if name in given)
    text = str(value).strip()
    try:
        if variable.kind is VariableKind.CATEGORY and text not in names:
            raise ValueError(", ".join(names))
        if variable.kind is VariableKind.YES_NO:
            if text.lower() not in ("yes", "no", "true", "false"):
                raise ValueError("yes, no")
            return text.lower() in ("yes", "true")
        if variable.kind is VariableKind.DATE:
            return str(PartialDate.parse_iso(text))
        if variable.kind in (VariableKind.NUMBER, VariableKind.MONEY):
            number = float(text)
            return int(number) if number.is_integer() else number
    except ValueError as error:
        raise ValueNotAllowed("not a value of this variable", where=variable.name, found=text, allowed=str(error)) from None
    return text


def _amend_field(
    row: Row,
    field: str,
    value: object,
    *,
    by: str,
    made_at: str,
    codebook: Codebook,
    page: Page | None,
    span: Span | None,
    reason: str,
) -> Judgement:
    allowed = CASE_FIELDS if isinstance(row, Case) else TALLY_FIELDS
    if field not in allowed:
        raise ValueNotAllowed("no such field", where=row.id, found=field, allowed=", ".join(allowed))
    if span is not None and (page is None or page.text[span.start : span.end] != span.exact):
        raise UngroundedValue("these words do not stand at that place", where=row.id, found=span.exact, remedy="pick the words again")
    after = _read_field(field, value, codebook, row.id)
    before = _field_plain(row, field)
    return _judge(row, Ruling.AMEND, by, made_at, field, _dump(before), _dump(after), span or row.span, reason)


def _read_field(field: str, value: object, codebook: Codebook, where: str) -> object:
    """A field's value as plain JSON, checked."""
    if field in ("value", "n_subjects"):
        return to_plain(parse_interval(value, where))
    if field == "measure" and codebook.find_measure(str(value)) is None:
        raise ValueNotAllowed("no such measure", where=where, found=str(value), allowed=", ".join(m.name for m in codebook.measures))
    unit = codebook.find_variable("unit")
    if field == "unit" and unit is not None and unit.find_category(str(value)) is None:
        raise ValueNotAllowed("no such unit", where=where, found=str(value), allowed=", ".join(c.name for c in unit.categories))
    if field == "period":
        return None if value in (None, "") else to_plain(parse_period(str(value), where))
    if field == "categories":
        pairs = [part.split("=", 1) for part in str(value).split(",") if "=" in part]
        return [[name.strip(), code.strip()] for name, code in pairs]
    if field == "is_total":
        return str(value).lower() in ("yes", "true", "1")
    return str(value)


def parse_interval(value: object, where: str = "") -> Interval:
    """Read ``12``, ``1-4`` or ``5+``.

    Raises:
        ValueNotAllowed: it is none of these.
    """
    if isinstance(value, Interval):
        return value
    text = str(value).strip()
    try:
        if text.endswith("+"):
            return Interval(float(text[:-1]), None)
        low, dash, high = text.partition("-")
        return Interval(float(low), float(high)) if dash else Interval.exactly(float(text))
    except ValueError:
        raise ValueNotAllowed("not a number", where=where, found=text, allowed="12, 1-4 or 5+") from None


def parse_period(text: str, where: str = "") -> Period:
    """Read ``2019``, ``2019/20`` or ``2018-01-01..2021-12-31``.

    Raises:
        ValueNotAllowed: it is none of these.
    """
    try:
        if ".." in text:
            start, end = (PartialDate.parse_iso(part.strip()) for part in text.split("..", 1))
            return Period(start.earliest, end.latest, "other")
        if "/" in text:
            return Period.of_financial_year(int(text.split("/")[0]))
        return Period.of_calendar_year(int(text))
    except ValueError:
        allowed = "2019, 2019/20 or 2018-01-01..2021-12-31"
        raise ValueNotAllowed("not a period", where=where, found=text, allowed=allowed) from None


def add(row: Row, *, by: str, made_at: str, reason: str = "") -> Judgement:
    """Add a case or tally that the machine did not find; the row is made by `new_case` or by hand, fully grounded."""
    return _judge(row, Ruling.ADD, by, made_at, "", "", to_text(replace(row, standing=Standing.ADDED)), row.span, reason)


def undo(judgement: Judgement, *, by: str, made_at: str, reason: str = "") -> Judgement:
    """Take a judgement back; both lines stay."""
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=judgement.ruling,
        noun=judgement.noun,
        subject=judgement.subject,
        variable=judgement.variable,
        before=judgement.after,
        after=judgement.before,
        span=judgement.span,
        reason=reason,
        undoes=judgement.id,
    )


def new_case(case: Case, coded: Mapping[str, Coded], codebook: Codebook, span: Span, n_subjects: Interval) -> Case:
    """A new case beside a given one of the same document: same origin, its own words and values."""
    values = tuple(Value(one.name, None, coded[one.name]) for one in codebook.variables if one.name in coded)
    case_id = make_id("case", span.document, span.page, span.start, span.end, "added", str(n_subjects), len(values))
    return replace(case, id=case_id, span=span, values=values, standing=Standing.ADDED, n_subjects=n_subjects, rule="person")


def _judge(
    row: Row, ruling: Ruling, by: str, made_at: str, variable: str, before: str, after: str, span: Span, reason: str
) -> Judgement:
    if not by.strip():
        raise ValueNotAllowed("a judgement needs a name", where=row.id, remedy="say who rules, with --by NAME")
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=ruling,
        noun="case" if isinstance(row, Case) else "tally",
        subject=row.id,
        variable=variable,
        before=before,
        after=after,
        span=span,
        reason=reason,
    )


def _dump(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _field_plain(row: Row, field: str) -> object:
    if isinstance(row, Case):
        return to_plain(row.n_subjects)
    if field == "value":
        return None if row.effective is None else to_plain(row.effective)
    if field == "period":
        return None if row.period is None else to_plain(row.period)
    plain: object = getattr(row, field)
    return plain


# --- applying them --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Rows with the rulings laid over them, and the rulings that could not be."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def standing_judgements(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Judgements of cases and tallies that were not taken back, in order of making."""
    ours = [one for one in judgements if one.noun in ("case", "tally")]
    undone: set[str] = set()
    for one in reversed(ours):
        if one.undoes and one.id not in undone:
            undone.add(one.undoes)
    return [one for one in ours if not one.undoes and one.id not in undone]


def apply_judgements(rows: Sequence[Row], judgements: Iterable[Judgement], pages: Mapping[tuple[str, int], Page]) -> Reviewed:
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
        return from_text(Case if judgement.noun == "case" else Tally, judgement.after)
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
    at = [
        row
        for row in current.values()
        if isinstance(row, kind) and row.span.document == span.document and row.span.page == span.page
        and row.span.start < span.end and span.start < row.span.end
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
        after = json.loads(judgement.after) if judgement.after else None
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


def _accept_case(case: Case, judgement: Judgement, after: Mapping[str, object], pages: Mapping[tuple[str, int], Page]) -> Case | None:
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


# --- the queue ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row that waits for a person, and why.

    Args:
        noun: ``case`` or ``tally``.
        row: the row.
        weight: how much it matters; higher comes first.
        reasons: in words.
    """

    noun: str
    row: Row
    weight: float
    reasons: tuple[str, ...]


def make_queue(
    cases: Iterable[Case], tallies: Iterable[Tally], problems: Iterable[Problem], codebook: Codebook
) -> list[QueueItem]:
    """Order what waits for a person: disagreement, doubt, arithmetic that does not close, weight on a finding."""
    trouble: dict[str, str] = {}
    for problem in problems:
        if problem.code in ("tally-disagrees", "total-differs-from-parts", "judgement-adrift"):
            trouble.setdefault(problem.document, problem.code.replace("-", " "))
    items = [_queue_case(case, codebook) for case in cases if case.standing is Standing.PROPOSED and not case.superseded]
    items += [
        _queue_tally(tally, trouble) for tally in tallies if tally.standing is Standing.PROPOSED and not tally.superseded
    ]
    return sorted(items, key=lambda item: (-item.weight, item.row.authority_id, item.row.document, item.row.span.page, item.row.span.start, item.row.id))


def _queue_case(case: Case, codebook: Codebook) -> QueueItem:
    weight, reasons = 0.0, []
    doubtful = [one for one in case.values if one.effective and one.effective.share_sure < 0.85 and one.ruled is None]
    for value in doubtful:
        coded = value.effective
        if coded is not None:
            weight += 2.0 * (1.0 - coded.share_sure)
            reasons.append(f"not sure of {value.variable}")
    guarded = {name for pair in codebook.never_merge for name in pair}
    if case.get("outcome") in guarded:
        weight += 0.5
    if case.get("outcome") is None:
        weight += 1.0
        reasons.append("no outcome found")
    if not case.n_subjects.is_exact or case.n_subjects.low > 1:
        weight += 0.8
        reasons.append(f"about {case.n_subjects} people")
    if any(one.effective and one.effective.span and one.effective.span.unconfirmed for one in case.values):
        weight += 1.0
        reasons.append("read from a scan by one engine only")
    return QueueItem("case", case, round(weight, 3), tuple(reasons))


def _queue_tally(tally: Tally, trouble: Mapping[str, str]) -> QueueItem:
    weight, reasons = 2.0 * (1.0 - tally.share_sure), []
    if tally.document in trouble:
        weight += 3.0
        reasons.append(trouble[tally.document])
    if tally.measure in ("disciplined", "dismissed", "would_have_been_dismissed"):
        weight += 0.7
    if tally.effective is not None and not tally.effective.is_exact:
        weight += 0.4
        reasons.append("a suppressed number")
    if tally.unit != "officers" and tally.measure != "allegations":
        weight += 0.6
        reasons.append(f"counts {tally.unit.replace('_', ' ')}")
    if tally.span.unconfirmed:
        weight += 1.5
        reasons.append("read from a scan by one engine only")
    if tally.is_total:
        weight -= 0.5
    return QueueItem("tally", tally, round(weight, 3), tuple(reasons))
