"""A case whose own words contradict each other: a headline and a body that give two outcomes, or two numbers.

In: cases as they stand after the rulings, the codebook. Out: a `Problem` for each contradiction that nobody has ruled
on. Never here: which of the two counts (a person says so), cases held against each other (that is reconcile).

Both readings stay in the words that the case points to. The machine proposes one of them and is less sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from answerable.extract.narrative.outcomes import APPEALED, find_asserted
from answerable.model.case import Case, Standing
from answerable.model.codebook import Codebook
from answerable.model.ids import make_id
from answerable.model.problem import Problem

CODE = "words-disagree"
_VARIABLE = "outcome"
_COUNTED = re.compile(
    r"(?<![\d£$€.,/-])(?P<n>\d{1,3}|\d{1,3},\d{3})\s+(?:\w+\s+)?(?P<noun>(?!years?|months?|days?|weeks?|hours?)[a-z]{4,}s)\b",
    re.IGNORECASE,
)

_BOTH = re.compile(
    r"\A[^.\n]{0,40}\b(?:and|also|in addition|as well as|plus|together with)\b[^.\n]{0,40}\Z", re.IGNORECASE
)
"""Two outcomes that one officer got at once: a written warning and also a reduction in rank."""


def find_contradictions(cases: Iterable[Case], codebook: Codebook) -> Iterator[Problem]:
    """A problem for each case whose words give two outcomes, or a number in the headline that the body gives otherwise.

    Args:
        cases: after the rulings; those that a person accepted or rejected, or whose outcome one ruled on, are settled.
        codebook: its broadest measure says which outcomes exclude each other.
    """
    for case in cases:
        if case.standing is not Standing.PROPOSED:
            continue
        value = next((one for one in case.values if one.variable == _VARIABLE), None)
        found = _find_outcomes(case, codebook) if value is None or value.ruled is None else ()
        for told in (found, _find_numbers(case.span.exact)):
            if told:
                yield _make_problem(case, told)


def _find_outcomes(case: Case, codebook: Codebook) -> tuple[str, ...]:
    """The words of each outcome that a case gives, where they exclude each other; what an appeal changed does not."""
    variable, text = codebook.find_variable(_VARIABLE), case.span.exact
    countable = [one for one in codebook.measures if one.from_cases and one.variable == _VARIABLE]
    if variable is None or not countable or case.n_subjects.high != 1 or APPEALED.search(text):
        return ()
    exclusive = max(countable, key=lambda one: len(one.any_of)).any_of
    told: dict[str, str] = {}
    end = -1
    for one in find_asserted(text, variable):
        if one.category in exclusive:
            joined = end >= 0 and _BOTH.search(text[end : one.start])
            if not joined:
                told.setdefault(one.category, " ".join(text[one.start : one.end].split()))
            end = one.end
    return tuple(told.values()) if len(told) > 1 else ()


def _find_numbers(text: str) -> tuple[str, ...]:
    """A number of things in the headline, and the one that the body gives of the same things."""
    headline, _, body = text.strip().partition("\n")
    if not body or len(headline) > 160:
        return ()
    for above in _COUNTED.finditer(headline):
        below = [one for one in _COUNTED.finditer(body) if one["noun"].lower() == above["noun"].lower()]
        if below and all(one["n"] != above["n"] for one in below):
            return " ".join(above.group().split()), " ".join(below[0].group().split())
    return ()


def _make_problem(case: Case, told: tuple[str, ...]) -> Problem:
    return Problem(
        id=make_id("prb", CODE, case.id, *told),
        code="words-disagree",
        where=f"{case.authority_id}, {case.id}",
        found=" / ".join(f"“{words}”" for words in told),
        expected="one reading of one matter",
        remedy="open the words; amend or accept the case, and say why: answerable review",
        document=case.document,
        authority_id=case.authority_id,
    )
