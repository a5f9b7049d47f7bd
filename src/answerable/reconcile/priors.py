"""What each comparison of two cases says, and how much: the stated priors of the linkage.

What lives here: per comparison its levels, each with the condition under which it holds, words for people, and two
probabilities: m, that two sources on one matter stand so, and u, that two sources on two matters of one authority
do. Their ratio, as a logarithm to base 2, is the level's weight in bits. What goes out: settings for Splink. Never
here: data.

Why these numbers. m comes from how sources on one case differ in the material read for this project: dates and ranks
nearly never, outcomes after an appeal, platforms where one source names two and the other one, behaviours often,
because each source words them in its own way. u comes from how common the categories are among published cases: three
in four officers are constables, a third of the outcomes are final written warnings, cases spread over four years.
Where a category is rarer or commoner than that, its frequency takes the place of u, so that two chief inspectors on
one platform say more than two constables: the frequency among this investigation's own cases, drawn towards
`FREQUENCIES` by `N_PRIOR` imagined cases, so that ten cases do not pretend to know what is rare. Weights of
comparisons that overlap in meaning (narrative beside behaviours) are kept low on purpose. From `ENOUGH_TO_TRAIN`
cases on, Splink re-estimates m and u.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from splink.internals.comparison_library import CustomComparison

ENOUGH_TO_TRAIN = 2_000
"""Cases from which on the investigation's own data train the model; below it the priors stand."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two cases can compare."""

    sql: str
    words: str
    m: float
    u: float
    frequency_of: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison: the condition under which it says nothing, and its levels, the closest first."""

    name: str
    unless: str
    levels: tuple[Level, ...]

    def make(self) -> CustomComparison:
        """The comparison for Splink; level numbers run from the last (0) to the first."""
        nothing = {"sql_condition": self.unless, "label_for_charts": "not stated by both", "is_null_level": True}
        rows: list[Any] = [nothing]
        for level in self.levels:
            row: dict[str, object] = {
                "sql_condition": level.sql,
                "label_for_charts": level.words,
                "m_probability": level.m,
                "u_probability": level.u,
            }
            if level.frequency_of:
                row["tf_adjustment_column"] = level.frequency_of
                row["tf_minimum_u_value"] = 0.01
            rows.append(row)
        return CustomComparison(comparison_levels=rows, output_column_name=self.name)

    def words(self, gamma: int) -> str:
        """What level number `gamma` says; empty where the comparison says nothing."""
        return self.levels[len(self.levels) - 1 - gamma].words if gamma >= 0 else ""


def _either_null(name: str) -> str:
    return f"{name}_l IS NULL OR {name}_r IS NULL"


_DAYS_APART = "abs(date_diff('day', {0}_day_l, {0}_day_r))"
_SHARED = "len(list_intersect({0}_l, {0}_r))"
_SHARE_OF_WORDS = f"{_SHARED.format('words')}::DOUBLE / least(len(words_l), len(words_r))"

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "rank",
        _either_null("rank"),
        (
            Level("rank_l = rank_r", "same rank", 0.95, 0.58, "rank"),
            Level("ELSE", "different rank", 0.05, 0.42),
        ),
    ),
    Comparison(
        "decided_day",
        _either_null("decided_day"),
        (
            Level("decided_day_l = decided_day_r", "decided on the same day", 0.84, 0.003),
            Level(f"{_DAYS_APART.format('decided')} <= 10", "decided within ten days of each other", 0.09, 0.014),
            Level(f"{_DAYS_APART.format('decided')} <= 45", "decided within six weeks of each other", 0.03, 0.06),
            Level("ELSE", "decided on other days", 0.04, 0.923),
        ),
    ),
    Comparison(
        "decided_month",
        "decided_month_l IS NULL OR decided_month_r IS NULL"
        " OR (decided_day_l IS NOT NULL AND decided_day_r IS NOT NULL)",
        (
            Level("decided_month_l = decided_month_r", "decided in the same month", 0.9, 0.03),
            Level("abs(decided_month_l - decided_month_r) <= 1", "decided a month apart", 0.06, 0.05),
            Level("ELSE", "decided in other months", 0.04, 0.92),
        ),
    ),
    Comparison(
        "year",
        "year_l IS NULL OR year_r IS NULL OR (decided_month_l IS NOT NULL AND decided_month_r IS NOT NULL)",
        (
            Level("year_l = year_r", "same year", 0.93, 0.27),
            Level("abs(year_l - year_r) = 1", "a year apart", 0.05, 0.38),
            Level("ELSE", "other years", 0.02, 0.35),
        ),
    ),
    Comparison(
        "occurred",
        "occurred_from_l IS NULL OR occurred_from_r IS NULL",
        (
            Level(
                "occurred_from_l = occurred_from_r AND occurred_to_l = occurred_to_r"
                " AND occurred_from_l = occurred_to_l",
                "took place on the same day",
                0.5,
                0.003,
            ),
            Level(
                "occurred_from_l <= occurred_to_r AND occurred_from_r <= occurred_to_l",
                "the dates of the conduct agree",
                0.42,
                0.15,
            ),
            Level("ELSE", "took place at other times", 0.08, 0.847),
        ),
    ),
    Comparison(
        "platform",
        _either_null("platform_key"),
        (
            Level("platform_key_l = platform_key_r", "same platform", 0.82, 0.27, "platform_key"),
            Level(f"{_SHARED.format('platforms')} > 0", "platforms overlap", 0.12, 0.1),
            Level("ELSE", "different platforms", 0.06, 0.63),
        ),
    ),
    Comparison(
        "behaviours",
        _either_null("behaviour_key"),
        (
            Level("behaviour_key_l = behaviour_key_r", "same behaviour", 0.5, 0.12, "behaviour_key"),
            Level(f"{_SHARED.format('behaviours')} > 0", "behaviours overlap", 0.38, 0.19),
            Level("ELSE", "different behaviour", 0.12, 0.69),
        ),
    ),
    Comparison(
        "standards",
        _either_null("standard_key"),
        (
            Level("standard_key_l = standard_key_r", "same standards breached", 0.7, 0.25, "standard_key"),
            Level(f"{_SHARED.format('standards')} > 0", "standards overlap", 0.22, 0.45),
            Level("ELSE", "other standards", 0.08, 0.3),
        ),
    ),
    Comparison(
        "level",
        _either_null("level"),
        (
            Level("level_l = level_r", "same level of misconduct found", 0.95, 0.5, "level"),
            Level("ELSE", "another level found", 0.05, 0.5),
        ),
    ),
    Comparison(
        "outcome",
        _either_null("outcome"),
        (
            Level("outcome_l = outcome_r", "same outcome", 0.93, 0.24, "outcome"),
            Level("ELSE", "different outcome", 0.07, 0.76),
        ),
    ),
    Comparison(
        "former",
        _either_null("former"),
        (
            Level("former_l = former_r", "both serving, or both former", 0.96, 0.7, "former"),
            Level("ELSE", "one serving, one former", 0.04, 0.3),
        ),
    ),
    Comparison(
        "procedure",
        _either_null("procedure"),
        (
            Level("procedure_l = procedure_r", "same kind of proceedings", 0.93, 0.5, "procedure"),
            Level("ELSE", "other proceedings", 0.07, 0.5),
        ),
    ),
    Comparison(
        "narrative",
        "len(words_l) < 4 OR len(words_r) < 4",
        (
            Level(f"{_SHARE_OF_WORDS} >= 0.6", "told in the same words", 0.36, 0.004),
            Level(f"{_SHARE_OF_WORDS} >= 0.35", "told in much the same words", 0.24, 0.02),
            Level(f"{_SHARE_OF_WORDS} >= 0.15", "some telling words in common", 0.22, 0.17),
            Level("ELSE", "told in other words", 0.18, 0.806),
        ),
    ),
)

N_PRIOR = 10
"""How many imagined cases the stated frequencies weigh."""
FREQUENCIES: dict[str, dict[str, float]] = {
    "rank": {"constable": 0.72, "sergeant": 0.14, "inspector": 0.04, "special_constable": 0.04, "": 0.02},
    "platform_key": {"whatsapp": 0.3, "facebook": 0.25, "twitter": 0.1, "instagram": 0.06, "": 0.03},
    "behaviour_key": {"": 0.05},
    "standard_key": {"discreditable_conduct": 0.3, "": 0.06},
    "level": {"gross_misconduct": 0.5, "misconduct": 0.45, "": 0.05},
    "outcome": {
        "final_written_warning": 0.25,
        "written_warning": 0.25,
        "dismissed": 0.13,
        "management_advice": 0.13,
        "reflective_practice": 0.08,
        "would_have_been_dismissed": 0.06,
        "": 0.04,
    },
    "former": {"no": 0.8, "yes": 0.2, "": 0.5},
    "procedure": {"hearing": 0.4, "meeting": 0.5, "": 0.1},
}
"""How common each category is among published cases; under "" any other one."""

SHARE_EXPECTED = {
    "one answer": 0.9,
    "notice and outcome": 0.7,
    "answer and log": 0.7,
    "answer and other matters of a log": 0.02,
    "one log": 0.3,
    "other": 0.3,
}
"""How much of the shorter of two lists is expected in the longer, by how the two relate, before looking.

An answer should list whatever a log shows of the kind asked about; the other matters of a log it should not."""
