"""Rulings: what a person says of a case or tally, made into judgements that are checked before they are kept.

In: a row as it stands, a value, the words on a page. Out: a `Judgement`. Never here: what a judgement changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract.shown import require_shown, shows_day, shows_number
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import PartialDate, Period
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.span import Span
from answerable.store.codec import to_plain, to_text

Row = Case | Tally
ROWS = ("case", "tally")
TALLY_FIELDS = ("value", "measure", "unit", "period", "categories", "is_total")
"""Fields of a tally that a person can amend."""
CASE_FIELDS = ("n_subjects",)
"""Fields of a case, beside the codebook's variables, that a person can amend."""


def standing_judgements(judgements: Iterable[Judgement], nouns: Collection[str] = ROWS) -> list[Judgement]:
    """Judgements of some nouns that were not taken back, in order of making."""
    ours = [one for one in judgements if one.noun in nouns]
    undone: set[str] = set()
    for one in reversed(ours):
        if one.undoes and one.id not in undone:
            undone.add(one.undoes)
    return [one for one in ours if not one.undoes and one.id not in undone]


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
                "there is nothing to accept here",
                where=f"{row.id}, {variable}",
                remedy="amend it instead, with its words",
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
        UngroundedValue: a stated value without words that stand in the page, or a number or day that its words do not
            say and no reason explains.
    """
    if isinstance(row, Tally) or variable in CASE_FIELDS:
        return _amend_field(
            row, variable, value, by=by, made_at=made_at, codebook=codebook, page=page, span=span, reason=reason
        )
    found = codebook.find_variable(variable)
    if found is None or found.unit != "case":
        allowed = ", ".join(one.name for one in codebook.variables if one.unit == "case")
        raise ValueNotAllowed("no such variable", where=row.id, found=variable, allowed=allowed)
    coded = make_ruling(found, value, by=by, page=page, span=span, basis=basis, note=note)
    _check_shown(found, coded, row.id, reason)
    before = next((one.effective for one in row.values if one.variable == variable), None)
    old = "" if before is None else _dump(to_plain(before))
    return _judge(row, Ruling.AMEND, by, made_at, variable, old, _dump(to_plain(coded)), coded.span or row.span, reason)


def _check_shown(variable: Variable, coded: Coded, where: str, reason: str) -> None:
    """A number or a day that is stated stands in its words, or a person says why not."""
    if coded.basis is not Basis.STATED or coded.span is None:
        return
    words, value = coded.span.exact, coded.value
    if variable.kind in (VariableKind.NUMBER, VariableKind.MONEY) and isinstance(value, int | float):
        require_shown(shows_number(words, Interval.exactly(value)), words, value, f"{where}, {variable.name}", reason)
    elif variable.kind is VariableKind.INTERVAL:
        told = parse_interval(value, where)
        require_shown(shows_number(words, told), words, told, f"{where}, {variable.name}", reason)
    elif variable.kind is VariableKind.DATE and isinstance(value, str):
        require_shown(shows_day(words, value), words, value, f"{where}, {variable.name}", reason)


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
            raise ValueNotAllowed(
                "no such category", where=variable.name, found=", ".join(wrong), allowed=", ".join(names)
            )
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
        if variable.kind is VariableKind.INTERVAL:
            return write_interval(parse_interval(text, variable.name))
        if variable.kind in (VariableKind.NUMBER, VariableKind.MONEY):
            number = float(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.lstrip("£$€")))
            return int(number) if number.is_integer() else number
    except ValueError as error:
        raise ValueNotAllowed(
            "not a value of this variable", where=variable.name, found=text, allowed=str(error)
        ) from None
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
        raise UngroundedValue(
            "these words do not stand at that place", where=row.id, found=span.exact, remedy="pick the words again"
        )
    after = _read_field(field, value, codebook, row.id)
    if field == "value":
        told, words = parse_interval(value, row.id), (span or row.span).exact
        require_shown(shows_number(words, told), words, told, row.id, reason)
    before = _field_plain(row, field)
    return _judge(row, Ruling.AMEND, by, made_at, field, _dump(before), _dump(after), span or row.span, reason)


def _read_field(field: str, value: object, codebook: Codebook, where: str) -> object:
    """A field's value as plain JSON, checked."""
    if field in ("value", "n_subjects"):
        return to_plain(parse_interval(value, where))
    if field == "measure" and codebook.find_measure(str(value)) is None:
        raise ValueNotAllowed(
            "no such measure", where=where, found=str(value), allowed=", ".join(m.name for m in codebook.measures)
        )
    unit = codebook.find_variable("unit")
    if field == "unit" and unit is not None and unit.find_category(str(value)) is None:
        raise ValueNotAllowed(
            "no such unit", where=where, found=str(value), allowed=", ".join(c.name for c in unit.categories)
        )
    if field == "period":
        return None if value in (None, "") else to_plain(parse_period(str(value), where))
    if field == "categories":
        pairs = [part.split("=", 1) for part in str(value).split(",") if "=" in part]
        return [[name.strip(), code.strip()] for name, code in pairs]
    if field == "is_total":
        return str(value).lower() in ("yes", "true", "1")
    return str(value)


def parse_interval(value: object, where: str = "") -> Interval:
    """Read ``12``, ``1,318``, ``1-4`` or ``5+``.

    >>> str(parse_interval("1,318")), str(parse_interval("1,000 to 1,200"))
    ('1,318', '1,000 to 1,200')

    Raises:
        ValueNotAllowed: it is none of these.
    """
    if isinstance(value, Interval):
        return value
    given = str(value).strip()
    text = re.sub(r"(?<=\d)[, \u00a0\u202f](?=\d{3}(?!\d))", "", given)
    text = re.sub(r"\s*(?:\u2013|-|\bto\b)\s*", "-", text)
    try:
        if text.endswith("+"):
            return Interval(float(text[:-1]), None)
        low, dash, high = text.partition("-")
        return Interval(float(low), float(high)) if dash else Interval.exactly(float(text))
    except ValueError:
        allowed = "12, 1,318, 1-4 or 5+"
        raise ValueNotAllowed("not a number", where=where, found=given, allowed=allowed) from None


def write_interval(number: Interval) -> str:
    """An interval as `parse_interval` reads it.

    >>> write_interval(Interval(1, 4)), write_interval(Interval(1318, 1318)), write_interval(Interval(5, None))
    ('1-4', '1318', '5+')
    """
    low, high = (f"{end:.12g}" if end is not None else "" for end in (number.low, number.high))
    return low if number.is_exact else f"{low}-{high}" if high else f"{low}+"


def write_period(period: Period) -> str:
    """A period as `parse_period` reads it.

    >>> write_period(parse_period("2019/20")), write_period(parse_period("2018-01-01..2021-12-31"))
    ('2019/20', '2018-01-01..2021-12-31')
    """
    year = period.start.year
    if period == Period.of_calendar_year(year):
        return str(year)
    if period == Period.of_financial_year(year):
        return f"{year}/{(year + 1) % 100:02d}"
    return f"{period.start}..{period.end}"


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
    return _judge(
        row, Ruling.ADD, by, made_at, "", "", to_text(replace(row, standing=Standing.ADDED)), row.span, reason
    )


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
    return replace(
        case, id=case_id, span=span, values=values, standing=Standing.ADDED, n_subjects=n_subjects, rule="person"
    )


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
