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
comparisons that overlap in meaning (narrative beside behaviours) are kept low on purpose. For each kind of source
pair m and u are then drawn from these towards what the investigation's own pairs show (`training`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from splink.internals.comparison_library import CustomComparison


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


Words = tuple[str, ...]
Shares = tuple[float, ...]
_DAYS_APART = "abs(date_diff('day', decided_day_l, decided_day_r))"
_OCCURRED_ONE_DAY = (
    "occurred_from_l = occurred_from_r AND occurred_to_l = occurred_to_r AND occurred_from_l = occurred_to_l"
)
_OCCURRED_OVERLAPS = "occurred_from_l <= occurred_to_r AND occurred_from_r <= occurred_to_l"
_SHARE_OF_WORDS = "len(list_intersect(words_l, words_r))::DOUBLE / least(len(words_l), len(words_r))"


def _compare(
    name: str, unless: str, conditions: tuple[str, ...], words: Words, m: Shares, u: Shares, frequency_of: str = ""
) -> Comparison:
    """A comparison by its levels: the conditions of all but the last, then words, m and u of each."""
    sql = (*conditions, "ELSE")
    levels = [Level(*level) for level in zip(sql, words, m, u, strict=True)]
    return Comparison(name, unless, (replace(levels[0], frequency_of=frequency_of), *levels[1:]))


def _unless_both(*names: str) -> str:
    return " OR ".join(f"{name}_l IS NULL OR {name}_r IS NULL" for name in names)


def _category(name: str, words: Words, m: float, u: float) -> Comparison:
    """One category: the same or another; m and u of the same."""
    shares = (m, round(1 - m, 6)), (u, round(1 - u, 6))
    return _compare(name, _unless_both(name), (f"{name}_l = {name}_r",), words, *shares, name)


def _categories(name: str, key: str, several: str, words: Words, m: Shares, u: Shares) -> Comparison:
    """Several categories: all the same, some, none."""
    some = f"len(list_intersect({several}_l, {several}_r)) > 0"
    return _compare(name, _unless_both(key), (f"{key}_l = {key}_r", some), words, m, u, key)


COMPARISONS: tuple[Comparison, ...] = (
    _category("rank", ("same rank", "different rank"), m=0.95, u=0.58),
    _compare(
        "decided_day",
        _unless_both("decided_day"),
        ("decided_day_l = decided_day_r", f"{_DAYS_APART} <= 10", f"{_DAYS_APART} <= 45"),
        (
            "decided on the same day",
            "decided within ten days of each other",
            "decided within six weeks of each other",
            "decided on other days",
        ),
        m=(0.84, 0.09, 0.03, 0.04),
        u=(0.003, 0.014, 0.06, 0.923),
    ),
    _compare(
        "decided_month",
        _unless_both("decided_month") + " OR (decided_day_l IS NOT NULL AND decided_day_r IS NOT NULL)",
        ("decided_month_l = decided_month_r", "abs(decided_month_l - decided_month_r) <= 1"),
        ("decided in the same month", "decided a month apart", "decided in other months"),
        m=(0.9, 0.06, 0.04),
        u=(0.03, 0.05, 0.92),
    ),
    _compare(
        "year",
        _unless_both("year") + " OR (decided_month_l IS NOT NULL AND decided_month_r IS NOT NULL)",
        ("year_l = year_r", "abs(year_l - year_r) = 1"),
        ("same year", "a year apart", "other years"),
        m=(0.93, 0.05, 0.02),
        u=(0.27, 0.38, 0.35),
    ),
    _compare(
        "occurred",
        _unless_both("occurred_from"),
        (_OCCURRED_ONE_DAY, _OCCURRED_OVERLAPS),
        ("took place on the same day", "the dates of the conduct agree", "took place at other times"),
        m=(0.5, 0.42, 0.08),
        u=(0.003, 0.15, 0.847),
    ),
    _categories(
        "platform",
        "platform_key",
        "platforms",
        ("same platform", "platforms overlap", "different platforms"),
        m=(0.82, 0.12, 0.06),
        u=(0.27, 0.1, 0.63),
    ),
    _categories(
        "behaviours",
        "behaviour_key",
        "behaviours",
        ("same behaviour", "behaviours overlap", "different behaviour"),
        m=(0.5, 0.38, 0.12),
        u=(0.12, 0.19, 0.69),
    ),
    _categories(
        "standards",
        "standard_key",
        "standards",
        ("same standards breached", "standards overlap", "other standards"),
        m=(0.7, 0.22, 0.08),
        u=(0.25, 0.45, 0.3),
    ),
    _category("level", ("same level of misconduct found", "another level found"), m=0.95, u=0.5),
    _category("outcome", ("same outcome", "different outcome"), m=0.93, u=0.24),
    _category("former", ("both serving, or both former", "one serving, one former"), m=0.96, u=0.7),
    _category("procedure", ("same kind of proceedings", "other proceedings"), m=0.93, u=0.5),
    _compare(
        "narrative",
        "len(words_l) < 4 OR len(words_r) < 4",
        tuple(f"{_SHARE_OF_WORDS} >= {least}" for least in (0.6, 0.35, 0.15)),
        (
            "told in the same words",
            "told in much the same words",
            "some telling words in common",
            "told in other words",
        ),
        m=(0.36, 0.24, 0.22, 0.18),
        u=(0.004, 0.02, 0.17, 0.806),
    ),
)

N_PRIOR = 10
"""How many imagined cases the stated frequencies weigh."""
N_SAME = 60
"""How many imagined pairs on one matter the stated m weigh, for each kind of source pair."""
N_OTHER = 600
"""How many imagined pairs on two matters the stated u weigh."""
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
    "press and another source": 0.5,
    "other": 0.3,
}
"""How much of the shorter of two lists is expected in the longer, by how the two relate, before looking.

An answer should list whatever a log shows of the kind asked about; the other matters of a log it should not."""
