"""Double coding, the coder's side: who codes what, the sheet of one case, handing in.

What is sealed is kept back here, on the server: a coder's pages hold the words of the case and the coder's own codes,
and nothing that the machine or anyone else says of them. Never here: comparing and deciding (`deciding`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.extract.coding import (
    IS_CASE,
    IS_CASE_VARIABLE,
    DoubleCoding,
    code,
    find_sealed,
    hand_in,
    list_variables,
)
from answerable.extract.sampling import assign, pick_cases
from answerable.model.case import Basis, Case
from answerable.model.codebook import Variable, VariableKind
from answerable.model.document import Document
from answerable.model.judgement import Judgement
from answerable.web.judging import ground
from answerable.web.leaf import load_page, make_leaf
from answerable.web.lighting import Lit
from answerable.web.page import Desk, go_to
from answerable.web.wording import pick_label

_STEPS = ((1, "all of them"), (2, "one in 2"), (3, "one in 3"), (5, "one in 5"), (10, "one in 10"), (20, "one in 20"))


@dataclass(frozen=True, slots=True)
class CoderView:
    """How far one of the two is."""

    name: str
    n_coded: int
    share: int
    handed_in: bool
    is_you: bool


@dataclass(frozen=True, slots=True)
class CodingView:
    """One double coding on the overview."""

    id: str
    rule: str
    n_cases: int
    day: str
    by: str
    is_sealed: bool
    coders: tuple[CoderView, ...]
    yours: bool
    next_number: int
    """The first of your cases that is not coded, from 1; 0 where all are."""
    handed_in: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question of the sheet."""

    name: str
    label: str
    definition: str
    choices: tuple[tuple[str, str, str], ...]
    """Name, label, definition."""
    multi: bool
    chosen: tuple[str, ...]
    raw: str
    words: str
    basis: str
    note: str
    is_coded: bool


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Every double coding, and giving cases to two people; with ``case`` the sheet of that case."""
    codings = desk.codings()
    wanted = request.query_params.get("case", "")
    for one in codings:
        if wanted in one.cases and one.is_sealed and one.find_coder(desk.by):
            return go_to(f"/coding/{one.id}/{one.cases.index(wanted) + 1}")
    record = desk.investigation.record
    owners = sorted({case.authority_id for case in record.iter(Case)})
    return desk.render(
        "coding.html",
        request,
        codings=[_view(desk, one) for one in reversed(codings)],
        steps=_STEPS,
        authorities=sorted((desk.investigation.name_of(one), one) for one in owners),
        n_cases=record.count(Case),
    )


def give_out(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Give cases to two people."""
    step = form.get("every", "1")
    picked, rule = pick_cases(
        desk.investigation.record.all(Case),
        seed=desk.investigation.project.settings.slug,
        every=int(step) if step.isdecimal() else 1,
        authorities=[one for one in form.get("authority", "").split(",") if one],
        taken=find_sealed(desk.codings()),
    )
    line = assign(
        picked,
        (form.get("first", ""), form.get("second", "")),
        rule=rule,
        codebook=desk.investigation.project.codebook,
        by=desk.by,
        made_at=desk.now(),
        reason=form.get("reason", ""),
    )
    desk.keep([line])
    return go_to("/coding", f"Given out: {rule}.")


def show_sheet(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The sheet of one case: its page with its words lit, and the codebook's questions, empty or as you coded them."""
    coding, coder = find_yours(desk, str(request.path_params["id"]))
    number = int(request.path_params["number"])
    case = _case_at(desk, coding, number)
    record = desk.investigation.record
    asked = request.query_params.get("page", "")
    page = load_page(record, case.document, int(asked) if asked.isdecimal() else case.span.page)
    document = record.get(Document, case.document)
    names = [one.name for one in _variables(desk)]
    done = [coding.is_coded(coder, one, names) for one in coding.cases]
    codes = coding.codes_of(coder, case.id)
    return desk.render(
        "coding_sheet.html",
        request,
        coding=coding,
        number=number,
        n_cases=len(coding.cases),
        n_done=sum(done),
        done=done,
        document=document,
        authority=desk.investigation.name_of(case.authority_id),
        words=" ".join(case.span.exact.split()),
        leaf=make_leaf(record, document, page, [Lit(case.id, case.span)], case.id),
        own_page=case.span.page,
        pages=_near(case.span.page, page.number, document.n_pages),
        no_case=IS_CASE in codes and codes[IS_CASE].coded.value is False,
        fields=[_field(desk, one, coding, coder, case.id) for one in _variables(desk)],
    )


def keep(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep the codes of one case and go on to the next that is not coded."""
    coding, coder = find_yours(desk, form.get("coding", ""))
    number = int(form.get("number", "1"))
    case = _case_at(desk, coding, number)
    made = [
        line
        for variable in (IS_CASE_VARIABLE, *_variables(desk))
        if (line := _code_one(desk, coding, case, variable, form)) is not None
    ]
    if made:
        desk.keep(made)
    names = [one.name for one in _variables(desk)]
    current = _again(desk, coding)
    order = [*range(number, len(coding.cases)), *range(number)]
    following = next((at for at in order if not current.is_coded(coder, coding.cases[at], names)), None)
    if following is None:
        return go_to("/coding", "Every case is coded. Look over what you like, then hand in.")
    return go_to(f"/coding/{coding.id}/{following + 1}", f"Kept: case {number}.")


def give_in(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Hand in; when both have, the codes are opened."""
    coding, _ = find_yours(desk, form.get("coding", ""))
    desk.keep([hand_in(coding, desk.investigation.project.codebook, by=desk.by, made_at=desk.now())])
    current = _again(desk, coding)
    if current.is_sealed:
        return go_to("/coding", "Handed in. The codes are opened when the other coder has handed in too.")
    return go_to(f"/coding/{coding.id}", "Both are in: the codes are open.")


def find_yours(desk: Desk, coding_id: str) -> tuple[DoubleCoding, str]:
    """A double coding that is given to whoever sits here, and their name in it.

    Raises:
        NotInRecord: there is none.
        ValueNotAllowed: it is given to others.
    """
    found = desk.coding(coding_id)
    if found is None:
        raise NotInRecord("no such double coding", found=coding_id, remedy="go back to Double coding")
    coder = found.find_coder(desk.by)
    if not coder:
        raise ValueNotAllowed(
            "these cases are coded by others",
            found=desk.by,
            allowed=" or ".join(found.coders),
            remedy="a coder opens the app under their own name: answerable serve --by NAME",
        )
    return found, coder


def _again(desk: Desk, coding: DoubleCoding) -> DoubleCoding:
    """A double coding as it stands now."""
    return desk.coding(coding.id) or coding


def _code_one(
    desk: Desk, coding: DoubleCoding, case: Case, variable: Variable, form: Mapping[str, str]
) -> Judgement | None:
    """One field of the sheet; a sheet of no case says nothing more."""
    no_case, codebook_name = form.get("no_case", "") == "yes", variable.name
    if codebook_name == IS_CASE:
        coder = coding.find_coder(desk.by)
        known = IS_CASE in coding.codes_of(coder, case.id)
        if not no_case and not known:
            return None
        value = "no" if no_case else "yes"
        return code(coding, case, variable, value, by=desk.by, made_at=desk.now(), note=form.get("no_case_note", ""))
    if no_case:
        return None
    name = variable.name
    value = form.get(f"{name}", "").strip(", ")
    basis = Basis(form.get(f"{name}_basis", "stated"))
    note = form.get(f"{name}_note", "").strip()
    if not value:
        return code(coding, case, variable, None, by=desk.by, made_at=desk.now(), note=note)
    place = None
    if basis is Basis.STATED:
        pages = [(case.document, number) for number in dict.fromkeys((_page_of(form, case), case.span.page))]
        place = ground(desk.investigation.record, pages, form.get(f"{name}_words", ""), case.span)
    return code(
        coding,
        case,
        variable,
        value,
        by=desk.by,
        made_at=desk.now(),
        page=place[0] if place else None,
        span=place[1] if place else None,
        basis=basis,
        note=note,
    )


def _page_of(form: Mapping[str, str], case: Case) -> int:
    page = form.get("page", "")
    return int(page) if page.isdecimal() else case.span.page


def _case_at(desk: Desk, coding: DoubleCoding, number: int) -> Case:
    if not 1 <= number <= len(coding.cases):
        raise NotInRecord("no such case in this double coding", found=str(number), allowed=f"1 to {len(coding.cases)}")
    return desk.investigation.record.get(Case, coding.cases[number - 1])


def _variables(desk: Desk) -> tuple[Variable, ...]:
    return list_variables(desk.investigation.project.codebook)


def _near(own: int, here: int, n_pages: int) -> tuple[int, ...]:
    """Pages to turn to: the case's own and its neighbours."""
    return tuple(sorted({one for one in (own - 1, own, own + 1, here - 1, here, here + 1) if 1 <= one <= n_pages}))


def _view(desk: Desk, one: DoubleCoding) -> CodingView:
    names = [variable.name for variable in _variables(desk)]
    coder = one.find_coder(desk.by)
    left = [at for at, case in enumerate(one.cases, 1) if coder and not one.is_coded(coder, case, names)]
    coders = tuple(_coder(one, name, names, name == coder) for name in one.coders)
    return CodingView(
        id=one.id,
        rule=one.rule,
        n_cases=len(one.cases),
        day=one.made_at[:10],
        by=one.by,
        is_sealed=one.is_sealed,
        coders=coders,
        yours=bool(coder),
        next_number=left[0] if left else 0,
        handed_in=coder in one.handed_in,
    )


def _coder(one: DoubleCoding, name: str, variables: Sequence[str], is_you: bool) -> CoderView:
    n = one.n_coded(name, variables)
    return CoderView(name, n, round(100 * n / max(1, len(one.cases))), name in one.handed_in, is_you)


def _field(desk: Desk, variable: Variable, coding: DoubleCoding, coder: str, case_id: str) -> FieldView:
    language = desk.investigation.project.settings.languages[0]
    found = coding.codes_of(coder, case_id).get(variable.name)
    raw = found.coded.value if found else None
    chosen = tuple(raw) if isinstance(raw, tuple) else () if raw is None else (str(raw),)
    choices = tuple((one.name, pick_label(one.label, language), one.definition) for one in variable.categories)
    if variable.kind is VariableKind.YES_NO:
        choices = (("yes", "yes", ""), ("no", "no", ""))
        chosen = () if raw is None else ("yes" if raw else "no",)
    return FieldView(
        name=variable.name,
        label=pick_label(variable.label, language),
        definition=" ".join(part for part in (variable.definition, variable.rule) if part),
        choices=choices,
        multi=variable.kind is VariableKind.MULTI_CATEGORY,
        chosen=chosen,
        raw=", ".join(chosen),
        words=found.coded.span.exact if found and found.coded.span else "",
        basis=found.coded.basis.value if found and found.coded.value is not None else "stated",
        note=found.coded.note if found else "",
        is_coded=found is not None,
    )
