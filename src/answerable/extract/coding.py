"""Blind double coding: two people code the same cases, and neither sees the other's codes until both are done.

In: cases, judgements, what a coder says. Out: judgements of the nouns `assignment` and `coding`, and double codings
as they stand. A code changes no case: what two people coded counts only once it is settled (`adjudication`). Never
here: which cases are coded twice (`sampling`), coefficients (`agreement`), files, screens.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cattrs import BaseValidationError

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract.rulings import make_ruling, standing_judgements
from answerable.model.case import Basis, Case, Coded
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.document import Page
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.span import Span
from answerable.store.codec import from_plain, to_plain

NOUNS = ("assignment", "coding")
IS_CASE = "is_case"
"""What coders say before anything else: whether these words are a case at all. Silence means that they are."""
IS_CASE_VARIABLE = Variable(IS_CASE, VariableKind.YES_NO, "case", (("en", "A case"), ("cy", "Achos")))


@dataclass(frozen=True, slots=True)
class Code:
    """What one coder said of one value, and the line that says so."""

    coded: Coded
    judgement: Judgement


Codes = Mapping[str, Mapping[str, Code]]
"""A coder's codes by case and variable."""


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """One assignment and what came of it.

    Args:
        id: ``asg-`` and the hash of who codes what.
        coders: the two, as the newsroom names them.
        cases: `Case.id`, in the order in which they are coded.
        rule: how they were picked, in words.
        codebook: version of the codebook.
        by: who assigned them.
        made_at: when.
        codes: by coder.
        handed_in: coder and instant, of those who are done.
    """

    id: str
    coders: tuple[str, str]
    cases: tuple[str, ...]
    rule: str
    codebook: str
    by: str
    made_at: str
    codes: Mapping[str, Codes] = field(default_factory=dict)
    handed_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sealed(self) -> bool:
        """Whether someone still codes, so that nobody may see the codes of both."""
        return len(self.handed_in) < len(self.coders)

    @property
    def opened_at(self) -> str:
        """When the second coder handed in; empty while it is sealed."""
        return "" if self.is_sealed else max(self.handed_in.values())

    def find_coder(self, by: str) -> str:
        """The coder of this name, as the assignment writes it; empty where it is none of the two."""
        return next((one for one in self.coders if is_same_person(one, by)), "")

    def codes_of(self, coder: str, case_id: str) -> Mapping[str, Code]:
        """What a coder said of a case, by variable."""
        return self.codes.get(coder, {}).get(case_id, {})

    def is_coded(self, coder: str, case_id: str, variables: Iterable[str]) -> bool:
        """Whether a coder is done with a case: every variable, or that it is none."""
        codes = self.codes_of(coder, case_id)
        no_case = IS_CASE in codes and codes[IS_CASE].coded.value is False
        return no_case or all(one in codes for one in variables)

    def n_coded(self, coder: str, variables: Sequence[str]) -> int:
        """How many cases a coder is done with."""
        return sum(self.is_coded(coder, one, variables) for one in self.cases)


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one, but for case and spaces.

    >>> is_same_person("Ada Moor", " ada  moor")
    True
    """
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def list_variables(codebook: Codebook) -> tuple[Variable, ...]:
    """What coders are asked of a case."""
    return tuple(one for one in codebook.variables if one.unit == "case")


# --- as they stand --------------------------------------------------------------------------------------------------


def read_double_codings(judgements: Iterable[Judgement]) -> list[DoubleCoding]:
    """The double codings that stand, in the order of their making.

    A line that an older version or a hand wrote and that says nothing is passed over.
    """
    found: dict[str, DoubleCoding] = {}
    codes: dict[str, dict[str, dict[str, dict[str, Code]]]] = {}
    handed_in: dict[str, dict[str, str]] = {}
    for one in standing_judgements(judgements, NOUNS):
        if one.ruling is Ruling.ASSIGN:
            plain = _read(one.after)
            if isinstance(plain, dict) and len(plain.get("coders", ())) == 2:
                codes[one.subject], handed_in[one.subject] = {}, {}
                found[one.subject] = DoubleCoding(
                    one.subject,
                    (str(plain["coders"][0]), str(plain["coders"][1])),
                    tuple(str(case) for case in plain.get("cases", ())),
                    str(plain.get("rule", "")),
                    str(plain.get("codebook", "")),
                    one.by,
                    one.made_at,
                    codes[one.subject],
                    handed_in[one.subject],
                )
            continue
        assignment, _, case_id = one.subject.partition("+")
        coder = found[assignment].find_coder(one.by) if assignment in found else ""
        if not coder:
            continue
        if one.ruling is Ruling.HAND_IN:
            handed_in[assignment][coder] = one.made_at
        elif one.ruling is Ruling.CODE and (coded := _read_coded(one)) is not None:
            codes[assignment].setdefault(coder, {}).setdefault(case_id, {})[one.variable] = Code(coded, one)
    return list(found.values())


def find_sealed(codings: Iterable[DoubleCoding], by: str = "") -> frozenset[str]:
    """Cases that are being coded blind, by anyone or by one coder, who sees neither proposals nor rulings on them."""
    return frozenset(case for one in codings if one.is_sealed and (not by or one.find_coder(by)) for case in one.cases)


def list_visible(judgements: Sequence[Judgement], by: str = "") -> list[Judgement]:
    """The judgements that a person may see: nobody else's codes of a sealed coding; of cases that they themselves code
    blind, no ruling.

    Args:
        judgements: all of them.
        by: who looks; empty for anyone, as in a file that is given away.
    """
    codings = {one.id: one for one in read_double_codings(judgements)}
    blind = find_sealed(codings.values(), by) if by else frozenset()
    seen = []
    for one in judgements:
        if one.noun == "coding":
            coding = codings.get(one.subject.partition("+")[0])
            if (coding is None or coding.is_sealed) and not (by and is_same_person(one.by, by)):
                continue
        if one.noun == "case" and one.subject in blind:
            continue
        if one.noun == "link" and not blind.isdisjoint(one.subject.split("+")):
            continue
        seen.append(one)
    return seen


# --- coding ---------------------------------------------------------------------------------------------------------


def code(
    coding: DoubleCoding,
    case: Case,
    variable: Variable,
    value: object,
    *,
    by: str,
    made_at: str,
    page: Page | None = None,
    span: Span | None = None,
    basis: Basis = Basis.STATED,
    note: str = "",
) -> Judgement | None:
    """One coder's code of one value; None where it says what the coder said before.

    Raises:
        ValueNotAllowed: not one of the two, handed in already, another case, or no such category.
        UngroundedValue: a stated value without words that stand in the page.
    """
    coder = _check_open(coding, by)
    if case.id not in coding.cases:
        raise ValueNotAllowed("this case is not of this double coding", where=coding.id, found=case.id)
    if variable.name == IS_CASE:
        coded = Coded(
            str(value).lower() in ("yes", "true"), Basis.INFERRED, None, note or "as the coder read it", 1.0, by
        )
    else:
        coded = make_ruling(variable, value, by=by, page=page, span=span, basis=basis, note=note)
    before = coding.codes_of(coder, case.id).get(variable.name)
    if before is not None and before.coded == coded:
        return None
    return make_judgement(
        made_at=made_at,
        by=coder,
        ruling=Ruling.CODE,
        noun="coding",
        subject=f"{coding.id}+{case.id}",
        variable=variable.name,
        before=_dump(to_plain(before.coded)) if before else "",
        after=_dump(to_plain(coded)),
        span=coded.span or case.span,
        reason=note,
    )


def hand_in(
    coding: DoubleCoding, codebook: Codebook, *, by: str, made_at: str, asked: Collection[str] = (), reason: str = ""
) -> Judgement:
    """Say that one is done.

    Args:
        coding: as it stands.
        codebook: for what is asked.
        by: which coder.
        made_at: UTC instant in ISO form.
        asked: the variables that had to be coded; all of a case where none is named.
        reason: anything to say with it.

    Raises:
        ValueNotAllowed: not one of the two, handed in already, or cases are left.
    """
    coder = _check_open(coding, by)
    names = [one.name for one in list_variables(codebook) if not asked or one.name in asked]
    left = [one for one in coding.cases if not coding.is_coded(coder, one, names)]
    if left:
        raise ValueNotAllowed(
            "cases are left to code",
            where=coding.id,
            found=f"{len(left)} of {len(coding.cases)}",
            remedy="code them first",
        )
    return make_judgement(
        made_at=made_at, by=coder, ruling=Ruling.HAND_IN, noun="assignment", subject=coding.id, reason=reason
    )


def check_take_back(judgement: Judgement, judgements: Sequence[Judgement], by: str) -> None:
    """Whether a person may take a line back.

    Raises:
        ValueNotAllowed: it is another coder's, or the codes are open by now: what was coded blind stays as it was.
    """
    if judgement.noun not in NOUNS:
        return
    coding = next(
        (one for one in read_double_codings(judgements) if one.id == judgement.subject.partition("+")[0]), None
    )
    if judgement.ruling is not Ruling.ASSIGN and not is_same_person(judgement.by, by):
        raise ValueNotAllowed("only the coder takes a code back", found=by, allowed=judgement.by)
    if coding is not None and not coding.is_sealed:
        raise ValueNotAllowed(
            "the codes are open: what was coded blind stays as it was coded",
            where=coding.id,
            remedy="rule on the case instead; or assign the cases anew",
        )
    if coding is not None and judgement.ruling is Ruling.ASSIGN and (coding.codes or coding.handed_in):
        raise ValueNotAllowed(
            "somebody has begun to code", where=coding.id, remedy="let both finish, or have them take their codes back"
        )


def _check_open(coding: DoubleCoding, by: str) -> str:
    coder = coding.find_coder(by)
    if not coder:
        raise ValueNotAllowed(
            "these cases are coded by others", where=coding.id, found=by or "nobody", allowed=" or ".join(coding.coders)
        )
    if coder in coding.handed_in:
        raise ValueNotAllowed(
            "you have handed these codes in",
            where=coding.id,
            remedy="take the handing in back first"
            if coding.is_sealed
            else "the codes are open: rule on the case instead",
        )
    return coder


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _read_coded(judgement: Judgement) -> Coded | None:
    plain = _read(judgement.after)
    if not isinstance(plain, dict):
        return None
    try:
        return from_plain(Coded, plain)
    except (ValueError, TypeError, KeyError, UngroundedValue, BaseValidationError):
        return None


def _dump(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
