"""Agreement between two people who coded the same cases blind: per variable, beyond chance, with its interval.

In: double codings, the codebook, a measure of Krippendorff's alpha (see `answerable.adapters.alpha`). Out:
`Agreement` rows. Never here: codes of a coding that is still sealed.

The interval is that of drawing cases anew with replacement (percentiles 2.5 and 97.5 of `N_DRAWS` draws), from a seed
made of the coding and the variable, so that the same codes always give the same interval.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from answerable.extract.coding import IS_CASE, Code, DoubleCoding, list_variables
from answerable.model.agreement import Agreement
from answerable.model.case import Coded
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import PartialDate
from answerable.model.ids import make_id

Label = str | float | frozenset[str]
Alpha = Callable[[Iterable[tuple[str, str, Hashable]], str], float]
"""Rows of coder, item and label, and the level, to alpha."""

N_DRAWS = 1000
_LEAST_DRAWS = 0.5
"""Where fewer draws than this vary at all, their spread says nothing, and no interval is given."""
_NOT_STATED = "(not stated)"
_NUMBERS = (VariableKind.NUMBER, VariableKind.MONEY, VariableKind.DATE)


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement on one list of pairs; None where there is nothing to measure."""

    n: int
    share_same: float
    alpha: float | None
    low: float | None
    high: float | None


def measure_agreement(pairs: Sequence[tuple[Label, Label]], level: str, alpha: Alpha, *, seed: str) -> Measured:
    """Agreement of two coders over pairs of labels, one pair for each case.

    Args:
        pairs: what the first and the second gave.
        level: `nominal`, `set` or `interval`.
        alpha: the coefficient.
        seed: decides the draws of the interval.

    Where both gave one and the same label throughout, alpha is None: there is no variation that chance could explain.
    """
    n = len(pairs)
    same = sum(one == other for one, other in pairs) / n if n else 0.0
    if n < 2 or len({label for pair in pairs for label in pair}) < 2:
        return Measured(n, same, None, None, None)
    rows = [
        row for number, (one, other) in enumerate(pairs) for row in (("1", str(number), one), ("2", str(number), other))
    ]
    draws = _draw_alphas(pairs, level, seed)
    low, high = (None, None)
    if len(draws) >= _LEAST_DRAWS * N_DRAWS:
        low, high = draws[int(0.025 * (len(draws) - 1))], draws[int(0.975 * (len(draws) - 1) + 0.5)]
    return Measured(n, same, alpha(rows, level), low, high)


def _draw_alphas(pairs: Sequence[tuple[Label, Label]], level: str, seed: str) -> list[float]:
    """Alpha of cases drawn anew, sorted; draws without any variation are left out."""
    dice = random.Random(seed)
    drawn = (quick_alpha(dice.choices(pairs, k=len(pairs)), level) for _ in range(N_DRAWS))
    return sorted(one for one in drawn if one is not None)


def quick_alpha(pairs: Sequence[tuple[Label, Label]], level: str) -> float | None:
    """Alpha for two coders who both coded every case: one minus observed over expected disagreement.

    The same number as the library gives (a test holds the two together), fast enough to be drawn a thousand times.
    """
    counted = Counter(label for pair in pairs for label in pair)
    n = sum(counted.values())
    if len(counted) < 2:
        return None
    observed = sum(_distance(one, other, level) for one, other in pairs if one != other) / len(pairs)
    labels = list(counted.items())
    expected = 2 * sum(
        n_one * n_other * _distance(one, other, level)
        for number, (one, n_one) in enumerate(labels)
        for other, n_other in labels[:number]
    )
    return 1 - observed / (expected / (n * (n - 1)))


def _distance(one: Label, other: Label, level: str) -> float:
    """0 for the same; 1 for nothing in common; squared differences for numbers; MASI for sets."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        common = len(one & other)
        if one == other:
            return 0.0
        weight = 2 / 3 if common == min(len(one), len(other)) else 1 / 3 if common else 0.0
        return 1 - common / len(one | other) * weight
    if level == "interval" and isinstance(one, float) and isinstance(other, float):
        return (one - other) ** 2
    return float(one != other)


def make_agreements(
    coding: DoubleCoding, codebook: Codebook, alpha: Alpha, settled: Iterable[tuple[str, str]] = ()
) -> list[Agreement]:
    """Agreement per variable of one double coding.

    Args:
        coding: opened; of a sealed one nothing is measured.
        codebook: for kinds and order of variables.
        alpha: the coefficient.
        settled: case and variable of those differences that a further ruling has decided.
    """
    if coding.is_sealed:
        return []
    decided = frozenset(settled)
    both = [one for one in coding.cases if not find_no_case(coding, one)]
    rows = [_measure(coding, IS_CASE, "nominal", _say_cases(coding), len(coding.cases), alpha, decided)]
    for variable in list_variables(codebook):
        pairs = [(case, pair) for case in both if (pair := find_pair(coding, case, variable.name)) is not None]
        if not pairs:
            continue
        given = [(case, make_label(one, variable), make_label(other, variable)) for case, (one, other) in pairs]
        if variable.kind in _NUMBERS:
            stated = [(case, _is_stated(one), _is_stated(other)) for case, one, other in given]
            rows.append(_measure(coding, f"{variable.name}:stated", "nominal", stated, len(pairs), alpha, decided))
            given = [row for row in given if isinstance(row[1], float) and isinstance(row[2], float)]
        rows.append(_measure(coding, variable.name, level_of(variable), given, len(pairs), alpha, decided))
    return rows


def find_no_case(coding: DoubleCoding, case_id: str) -> bool:
    """Whether either coder says that the words are no case."""
    return any(
        IS_CASE in codes and codes[IS_CASE].coded.value is False
        for codes in (coding.codes_of(coder, case_id) for coder in coding.coders)
    )


def find_pair(coding: DoubleCoding, case_id: str, variable: str) -> tuple[Coded, Coded] | None:
    """What both said of a value; None where one said nothing."""
    found: list[Code] = [
        codes[variable] for coder in coding.coders if variable in (codes := coding.codes_of(coder, case_id))
    ]
    return (found[0].coded, found[1].coded) if len(found) == 2 else None


def level_of(variable: Variable) -> str:
    """How two codes of a variable are compared."""
    if variable.kind is VariableKind.MULTI_CATEGORY:
        return "set"
    return "interval" if variable.kind in _NUMBERS else "nominal"


def make_label(coded: Coded, variable: Variable) -> Label:
    """A code as a label: a name, a set of names, a number; a day is the number of its first possible day."""
    value = coded.value
    if variable.kind is VariableKind.MULTI_CATEGORY:
        several = value if isinstance(value, tuple) else () if value is None else (str(value),)
        return frozenset(several or (_NOT_STATED,))
    if value is None:
        return _NOT_STATED
    if variable.kind is VariableKind.DATE:
        return float(PartialDate.parse_iso(str(value)).earliest.toordinal())
    if variable.kind in _NUMBERS and isinstance(value, (int, float)):
        return float(value)
    return " ".join(str(value).split()).casefold()


def _is_stated(label: Label) -> str:
    return "not stated" if label == _NOT_STATED else "stated"


def _say_cases(coding: DoubleCoding) -> list[tuple[str, Label, Label]]:
    rows: list[tuple[str, Label, Label]] = []
    for case in coding.cases:
        says = [coding.codes_of(coder, case).get(IS_CASE) for coder in coding.coders]
        one, other = ("no" if code is not None and code.coded.value is False else "yes" for code in says)
        rows.append((case, one, other))
    return rows


def _measure(
    coding: DoubleCoding,
    name: str,
    level: str,
    rows: Sequence[tuple[str, Label, Label]],
    n_cases: int,
    alpha: Alpha,
    decided: frozenset[tuple[str, str]],
) -> Agreement:
    measured = measure_agreement([(one, other) for _, one, other in rows], level, alpha, seed=f"{coding.id} {name}")
    variable = name.partition(":")[0]
    return Agreement(
        id=make_id("agr", coding.id, name),
        assignment=coding.id,
        variable=name,
        level=level,
        n_cases=n_cases,
        n_compared=measured.n,
        share_same=round(measured.share_same, 6),
        alpha=_round(measured.alpha),
        alpha_low=_round(measured.low),
        alpha_high=_round(measured.high),
        rule=coding.rule,
        codebook=coding.codebook,
        n_settled=sum(one != other and (case, variable) in decided for case, one, other in rows),
    )


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


__all__ = [
    "Alpha",
    "Label",
    "Measured",
    "find_no_case",
    "find_pair",
    "level_of",
    "make_agreements",
    "make_label",
    "measure_agreement",
    "quick_alpha",
]
