"""How far two people who coded the same cases blind agree on one variable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one variable of one double coding.

    Args:
        id: of the double coding and the variable.
        assignment: the double coding.
        variable: of the codebook, or ``is_case``; ``year:stated`` for whether a number or date is stated at all.
        level: `nominal` (the same or not), `set` (several categories, by how much they share) or `interval` (numbers
            and days, by how far they lie apart).
        n_cases: cases that both coded.
        n_compared: of these, cases on which both gave something to compare at this level.
        share_same: of those compared, the share coded exactly the same; 0 where none was compared.
        alpha: Krippendorff's alpha; None where there is no variation to agree on, or nothing was compared.
        alpha_low: lower end of its interval, 95 of 100 draws; None where too few draws vary.
        alpha_high: upper end.
        rule: how the cases were picked, in words.
        codebook: version of the codebook that was coded by.
        n_settled: of the cases coded differently, those that a further ruling has decided.
    """

    id: str
    assignment: str
    variable: str
    level: str
    n_cases: int
    n_compared: int
    share_same: float
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    rule: str
    codebook: str
    n_settled: int = 0
