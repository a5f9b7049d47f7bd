"""The codebook: variables, categories, definitions and rules by which cases and tallies are coded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class VariableKind(StrEnum):
    """What a variable holds."""

    CATEGORY = "category"
    MULTI_CATEGORY = "multi_category"
    NUMBER = "number"
    INTERVAL = "interval"
    MONEY = "money"
    DATE = "date"
    TEXT = "text"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a categorical variable.

    Args:
        name: such as ``final_written_warning``.
        label: for people, per language code.
        definition: what it is.
        cues: words that speak for it; matched on word boundaries, without regard to case.
        not_cues: words that look like it and are something else.
        rule: how to decide where it is close.
    """

    name: str
    label: tuple[tuple[str, str], ...]
    definition: str = ""
    cues: tuple[str, ...] = ()
    not_cues: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that is asked of a case, a tally or a response."""

    name: str
    kind: VariableKind
    unit: str
    label: tuple[tuple[str, str], ...]
    definition: str = ""
    categories: tuple[Category, ...] = ()
    cues: tuple[str, ...] = ()
    rule: str = ""
    asked: bool = True
    """Whether an authority is asked it; False for what only we judge (``scope``)."""

    def find_category(self, name: str) -> Category | None:
        """The category of this name, or None."""
        return next((category for category in self.categories if category.name == name), None)


@dataclass(frozen=True, slots=True)
class Measure:
    """A count over cases: those whose variable is one of the categories (`any_of`), or with no condition all."""

    name: str
    label: tuple[tuple[str, str], ...]
    variable: str = ""
    any_of: tuple[str, ...] = ()
    definition: str = ""
    cues: tuple[str, ...] = ()
    """Words by which an authority's own count is known to be of this measure."""
    not_cues: tuple[str, ...] = ()
    from_cases: bool = True
    """Whether listed cases can give it; False where only an authority's own count can (allegations)."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A version of a codebook; two versions never share a `version`."""

    name: str
    version: str
    variables: tuple[Variable, ...]
    measures: tuple[Measure, ...] = ()
    never_merge: tuple[tuple[str, str], ...] = ()
    """Pairs of categories that no label, count or page may ever put together."""
    needed: tuple[str, ...] = ()
    """Variables that a case of a published log must state to count: a log lists more than what was asked about."""
    not_counted: tuple[tuple[str, str], ...] = ()
    """Variable and category pairs whose cases are kept and never counted (``rank``, ``pcso``: staff, not officers)."""
    counted: str = "cases"
    """What a case is one of, as the tallies of authorities name it: ``officers``, ``libraries``."""

    @property
    def case_variables(self) -> tuple[Variable, ...]:
        """What is asked of a case."""
        return tuple(variable for variable in self.variables if variable.unit == "case")

    @property
    def has_ranks(self) -> bool:
        """Whether its cases are people of a service with ranks, whose matters the narrative rules are made for."""
        return self.find_variable("rank") is not None

    def find_variable(self, name: str) -> Variable | None:
        """The variable of this name, or None."""
        return next((variable for variable in self.variables if variable.name == name), None)

    def find_measure(self, name: str) -> Measure | None:
        """The measure of this name, or None."""
        return next((measure for measure in self.measures if measure.name == name), None)
