"""Double coding, once both have handed in: how far they agree, what they coded differently side by side, a third
decision with its reason.

Never here: anything of a coding that is still sealed; asking for it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord
from answerable.extract.adjudication import Difference, adjudicate, check_opened, find_differences, take_agreed
from answerable.extract.coding import IS_CASE, IS_CASE_VARIABLE, Code, DoubleCoding, list_variables
from answerable.model.agreement import Agreement
from answerable.model.case import Basis, Case
from answerable.model.codebook import Variable, VariableKind
from answerable.model.document import Document
from answerable.web.document import address_of
from answerable.web.judging import ground
from answerable.web.page import Desk, go_to
from answerable.web.wording import pick_label, say

_LEVELS = {"nominal": "the same or not", "set": "how much the sets share", "interval": "how far apart"}
_MOST = 60


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One row of the table of agreement."""

    label: str
    n: int
    same: str
    alpha: str
    interval: str
    low: float
    high: float
    at: float
    level: str


@dataclass(frozen=True, slots=True)
class SideView:
    """What one coder said."""

    coder: str
    value: str
    raw: str
    words: str
    note: str
    page: int


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference with both sides."""

    place: str
    case: str
    case_id: str
    authority: str
    source: str
    address: str
    case_words: str
    variable: str
    label: str
    rule: str
    sides: tuple[SideView, ...]
    choices: tuple[tuple[str, str, str], ...]
    """Name, label, definition."""
    multi: bool
    decided: str


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Agreement, and the differences: those that are open, or all."""
    coding = _find(desk, str(request.path_params["id"]))
    record, codebook = desk.investigation.record, desk.investigation.project.codebook
    judgements = record.judgements()
    differences = find_differences(coding, codebook, judgements)
    with_all = request.query_params.get("show", "") == "all"
    shown = [one for one in differences if with_all or one.decided is None]
    rows = record.all(Agreement, assignment=coding.id)
    order = {IS_CASE: -1} | {variable.name: n for n, variable in enumerate(list_variables(codebook))}
    rows.sort(key=lambda one: (order.get(one.variable.partition(":")[0], 99), ":" not in one.variable))
    ready = take_agreed(coding, _cases(desk, coding), codebook, judgements, by=desk.by, made_at=desk.now())
    names = {document.id: document.name for document in record.iter(Document)}
    return desk.render(
        "deciding.html",
        request,
        coding=coding,
        rows=[_row(desk, one) for one in rows],
        differences=[_difference(desk, coding, one, names) for one in shown[:_MOST]],
        n_shown=len(shown),
        n_all=len(differences),
        n_open=sum(one.decided is None for one in differences),
        n_ready=len(ready),
        with_all=with_all,
    )


def decide(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep a third decision."""
    coding = _find(desk, form.get("coding", ""))
    case = desk.investigation.record.get(Case, form.get("case", ""))
    variable, pick = form.get("variable", ""), form.get("pick", "")
    codes = {coder: coding.codes_of(coder, case.id).get(variable) for coder in coding.coders}
    value, words = form.get("value", "").strip(", "), form.get("words", "")
    if pick in codes:
        value, words = _raw(codes[pick]), _words(codes[pick])
    basis = Basis(form.get("basis", "stated"))
    chosen = codes.get(pick)
    if chosen is not None and chosen.coded.value is not None:
        basis = chosen.coded.basis
    place = None
    if value and variable != IS_CASE and basis is Basis.STATED:
        spans = [one.coded.span for one in codes.values() if one is not None and one.coded.span is not None]
        numbers = dict.fromkeys((*(span.page for span in spans), case.span.page))
        near = chosen.coded.span if chosen is not None and chosen.coded.span is not None else case.span
        place = ground(desk.investigation.record, [(case.document, one) for one in numbers], words, near)
    line = adjudicate(
        coding,
        case,
        variable,
        value or None,
        by=desk.by,
        made_at=desk.now(),
        reason=form.get("reason", ""),
        codebook=desk.investigation.project.codebook,
        page=place[0] if place else None,
        span=place[1] if place else None,
        basis=basis,
    )
    desk.keep([line])
    return go_to(f"/coding/{coding.id}#differences", "Decided. It can be taken back under Rulings.")


def take(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Take over every case on which nothing is open."""
    coding = _find(desk, form.get("coding", ""))
    judgements = desk.investigation.record.judgements()
    codebook = desk.investigation.project.codebook
    made = take_agreed(coding, _cases(desk, coding), codebook, judgements, by=desk.by, made_at=desk.now())
    if made:
        desk.keep(made)
    return go_to(f"/coding/{coding.id}", f"Taken over: {len(made)} cases.")


def _find(desk: Desk, coding_id: str) -> DoubleCoding:
    found = next((one for one in desk.codings() if one.id == coding_id), None)
    if found is None:
        raise NotInRecord("no such double coding", found=coding_id, remedy="go back to Double coding")
    check_opened(found)
    return found


def _cases(desk: Desk, coding: DoubleCoding) -> list[Case]:
    record = desk.investigation.record
    return [case for one in coding.cases if (case := record.find(Case, one)) is not None]


def _variable(desk: Desk, name: str) -> Variable | None:
    return IS_CASE_VARIABLE if name == IS_CASE else desk.investigation.project.codebook.find_variable(name)


def _label(desk: Desk, name: str) -> str:
    variable = _variable(desk, name)
    return pick_label(variable.label, desk.investigation.project.settings.languages[0]) if variable else say(name)


def _row(desk: Desk, row: Agreement) -> AgreementView:
    name, _, stated = row.variable.partition(":")
    low, high = row.alpha_low, row.alpha_high
    return AgreementView(
        label=_label(desk, name) + (", whether stated" if stated else ""),
        n=row.n_compared,
        same=f"{row.share_same:.0%}" if row.n_compared else "–",
        alpha=f"{row.alpha:.2f}" if row.alpha is not None else "no variation" if row.n_compared else "–",
        interval="–" if low is None or high is None else f"{low:.2f} to {high:.2f}",
        low=round(100 * max(0.0, low or 0.0), 1),
        high=round(100 * max(0.0, high or 0.0), 1),
        at=round(100 * max(0.0, row.alpha or 0.0), 1),
        level=_LEVELS[row.level],
    )


def _difference(desk: Desk, coding: DoubleCoding, one: Difference, names: Mapping[str, str]) -> DifferenceView:
    case = desk.investigation.record.get(Case, one.case_id)
    variable = _variable(desk, one.variable)
    language = desk.investigation.project.settings.languages[0]
    choices = (
        tuple((found.name, pick_label(found.label, language), found.definition) for found in variable.categories)
        if variable
        else ()
    )
    if variable is not None and variable.kind is VariableKind.YES_NO:
        yes, no = ("a case", "no case") if one.variable == IS_CASE else ("yes", "no")
        choices = (("yes", yes, ""), ("no", no, ""))
    sides = tuple(
        _side(coder, code, {name: label for name, label, _ in choices}, case.span.page, one.variable == IS_CASE)
        for coder, code in zip(coding.coders, one.codes, strict=True)
    )
    return DifferenceView(
        place=f"{one.case_id}-{one.variable}",
        case=f"Case {coding.cases.index(one.case_id) + 1}",
        case_id=one.case_id,
        authority=desk.investigation.name_of(case.authority_id),
        source=f"{names.get(case.document, '')}, page {case.span.page}",
        address=address_of(case),
        case_words=" ".join(case.span.exact.split())[:500],
        variable=one.variable,
        label=_label(desk, one.variable),
        rule=variable.rule or variable.definition if variable else "",
        sides=sides,
        choices=choices,
        multi=variable is not None and variable.kind is VariableKind.MULTI_CATEGORY,
        decided=f"{one.decided.by}: {one.decided.reason}" if one.decided else "",
    )


def _side(coder: str, code: Code | None, labels: Mapping[str, str], page: int, is_about_case: bool) -> SideView:
    raw = _raw(code)
    silence = "a case" if is_about_case else "not stated"
    shown = ", ".join(labels.get(part, part) for part in raw.split(",")) if raw else silence
    span = code.coded.span if code else None
    return SideView(coder, shown, raw, _words(code), code.coded.note if code else "", span.page if span else page)


def _raw(code: Code | None) -> str:
    value = code.coded.value if code else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _words(code: Code | None) -> str:
    return " ".join(code.coded.span.exact.split()) if code and code.coded.span else ""
