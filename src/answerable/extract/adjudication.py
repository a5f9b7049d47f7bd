"""Adjudication: what two people coded differently, side by side, a third decision with its reason, and the taking over
of what both say.

In: opened double codings, cases, judgements. Out: differences, and judgements of the noun `case`, which change the
data like any ruling. Never here: codes that are still sealed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.errors import ValueNotAllowed
from answerable.extract.agreement import find_no_case, find_pair, make_label
from answerable.extract.coding import IS_CASE, Code, DoubleCoding, list_variables
from answerable.extract.rulings import accept, amend, reject, standing_judgements
from answerable.model.case import Basis, Case, Coded
from answerable.model.codebook import Codebook, Variable
from answerable.model.document import Page
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.span import Span
from answerable.store.codec import to_plain


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that two people coded differently.

    Args:
        case_id: of which case.
        variable: of the codebook, or `is_case`.
        codes: of the first and the second coder; None where that coder did not code it, the words being no case to
            them.
        decided: the ruling that settled it; None while it is open.
    """

    case_id: str
    variable: str
    codes: tuple[Code | None, Code | None]
    decided: Judgement | None


def find_differences(coding: DoubleCoding, codebook: Codebook, judgements: Iterable[Judgement]) -> list[Difference]:
    """Every value that the two coded differently, in the order of cases and codebook.

    Raises:
        ValueNotAllowed: the coding is still sealed.
    """
    check_opened(coding)
    rulings = _rulings_since(coding, judgements)
    found = []
    for case in coding.cases:
        codes = [coding.codes_of(coder, case) for coder in coding.coders]
        if find_no_case(coding, case):
            says = [IS_CASE in one and one[IS_CASE].coded.value is False for one in codes]
            if says[0] != says[1]:
                pair = (codes[0].get(IS_CASE), codes[1].get(IS_CASE))
                found.append(Difference(case, IS_CASE, pair, _find_ruling(rulings, case, IS_CASE)))
            continue
        for variable in list_variables(codebook):
            if _differs(coding, case, variable):
                two = (codes[0].get(variable.name), codes[1].get(variable.name))
                found.append(Difference(case, variable.name, two, _find_ruling(rulings, case, variable.name)))
    return found


def find_settled(coding: DoubleCoding, codebook: Codebook, judgements: Iterable[Judgement]) -> list[tuple[str, str]]:
    """Case and variable of the differences that were decided."""
    if coding.is_sealed:
        return []
    return [(one.case_id, one.variable) for one in find_differences(coding, codebook, judgements) if one.decided]


def check_opened(coding: DoubleCoding) -> None:
    """Raise where codes of a sealed coding are asked for.

    Raises:
        ValueNotAllowed: somebody still codes.
    """
    if coding.is_sealed:
        waiting = [one for one in coding.coders if one not in coding.handed_in]
        raise ValueNotAllowed(
            "these codes stay sealed until both have handed in",
            where=coding.id,
            found=f"{' and '.join(waiting)} still {'codes' if len(waiting) == 1 else 'code'}",
            remedy="wait until both are done: answerable coding hand-in",
        )


def adjudicate(
    coding: DoubleCoding,
    case: Case,
    variable: str,
    value: object,
    *,
    by: str,
    made_at: str,
    reason: str,
    codebook: Codebook,
    page: Page | None = None,
    span: Span | None = None,
    basis: Basis = Basis.STATED,
) -> Judgement:
    """Decide a difference: a third ruling, with its reason, that the data takes.

    For `is_case`, "no" rejects the case and "yes" takes the values of the coder who coded it.

    Raises:
        ValueNotAllowed: still sealed, no reason, or no such value.
        UngroundedValue: a stated value without words that stand in the page.
    """
    check_opened(coding)
    if not reason.strip():
        raise ValueNotAllowed(
            "a decision between two coders needs a reason",
            where=f"{case.id}, {variable}",
            remedy="say in a few words why",
        )
    if variable == IS_CASE:
        if str(value).lower() in ("no", "false"):
            return reject(case, by=by, made_at=made_at, reason=reason)
        # Who calls it a case takes the values of the one who coded it as a case.
        codes = max((coding.codes_of(coder, case.id) for coder in coding.coders), key=len)
        after: dict[str, object] = {
            name: to_plain(code.coded)
            for name, code in codes.items()
            if name != IS_CASE and not is_without_words(code.coded)
        }
        return _with_after(accept(case, by=by, made_at=made_at, reason=reason), after)
    return amend(
        case,
        variable,
        value,
        by=by,
        made_at=made_at,
        codebook=codebook,
        page=page,
        span=span,
        basis=basis,
        note=reason if basis in (Basis.INFERRED, Basis.CALCULATED) or value in (None, "") else "",
        reason=reason,
    )


def take_agreed(
    coding: DoubleCoding,
    cases: Sequence[Case],
    codebook: Codebook,
    judgements: Sequence[Judgement],
    *,
    by: str,
    made_at: str,
) -> list[Judgement]:
    """Take over what both say: one ruling for each case on which nothing is open.

    A case that both call none is rejected. A value that was coded elsewhere and has no words is not taken over; its
    case waits for a person. Cases that were taken over, or ruled on as a whole since, are passed over.

    Raises:
        ValueNotAllowed: still sealed.
    """
    check_opened(coding)
    rulings = _rulings_since(coding, judgements)
    differences = {(one.case_id, one.variable): one for one in find_differences(coding, codebook, judgements)}
    known = {one.id: one for one in cases}
    made = []
    for case_id in coding.cases:
        case = known.get(case_id)
        whole = any(one.subject == case_id and not one.variable for one in rulings)
        open_here = any(case_id == key[0] and one.decided is None for key, one in differences.items())
        if case is None or whole or open_here:
            continue
        if find_no_case(coding, case_id):
            made.append(reject(case, by=by, made_at=made_at, reason=f"{_both(coding)}: no case"))
            continue
        if (after := _agreed_values(coding, case, codebook, differences.keys())) is not None:
            ruling = accept(case, by=by, made_at=made_at, reason=f"{_both(coding)} the same, blind")
            made.append(_with_after(ruling, after))
    return made


def _agreed_values(
    coding: DoubleCoding, case: Case, codebook: Codebook, differing: Iterable[tuple[str, str]]
) -> dict[str, object] | None:
    """The values of a case as both coded them, or as they were decided; None where one has no words to show it."""
    decided = {variable for case_id, variable in differing if case_id == case.id}
    after: dict[str, object] = {}
    for variable in list_variables(codebook):
        effective = next((one.effective for one in case.values if one.variable == variable.name), None)
        pair = find_pair(coding, case.id, variable.name)
        coded: Coded | None = effective if variable.name in decided or pair is None else _grounded(pair)
        if coded is None and pair is not None and variable.name not in decided:
            return None
        if coded is not None:
            after[variable.name] = to_plain(coded)
    return after


def _grounded(pair: tuple[Coded, Coded]) -> Coded | None:
    """The first of two equal codes that has words, a reason, or says that nothing is stated."""
    return next((one for one in pair if one.span is not None or one.value is None or not is_without_words(one)), None)


def is_without_words(coded: Coded) -> bool:
    """Whether a code was made elsewhere and its words were not found."""
    return coded.basis is Basis.INFERRED and coded.note.startswith(WITHOUT_WORDS)


WITHOUT_WORDS = "coded elsewhere, without words: "
"""How the note of an imported code begins whose words do not stand in the document."""


def _with_after(judgement: Judgement, after: dict[str, object]) -> Judgement:
    """A ruling on a whole case that keeps these values rather than those the case has now."""
    return make_judgement(
        made_at=judgement.made_at,
        by=judgement.by,
        ruling=judgement.ruling,
        noun=judgement.noun,
        subject=judgement.subject,
        after=json.dumps(after, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        span=judgement.span,
        reason=judgement.reason,
    )


def _both(coding: DoubleCoding) -> str:
    return f"{coding.coders[0]} and {coding.coders[1]} coded this"


def _differs(coding: DoubleCoding, case_id: str, variable: Variable) -> bool:
    pair = find_pair(coding, case_id, variable.name)
    return pair is not None and make_label(pair[0], variable) != make_label(pair[1], variable)


def _rulings_since(coding: DoubleCoding, judgements: Iterable[Judgement]) -> list[Judgement]:
    """Standing rulings on the coding's cases, made since it was opened."""
    mine = frozenset(coding.cases)
    return [
        one
        for one in standing_judgements(judgements, ("case",))
        if one.subject in mine and one.made_at >= coding.opened_at and one.ruling is not Ruling.ADD
    ]


def _find_ruling(rulings: Sequence[Judgement], case_id: str, variable: str) -> Judgement | None:
    """The last ruling that decides a value: on the value itself, or on the whole case."""
    about = [one for one in rulings if one.subject == case_id and (one.variable == variable or (not one.variable))]
    return about[-1] if about else None
