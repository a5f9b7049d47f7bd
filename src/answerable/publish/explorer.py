"""The explorer's rows, facets and labels: every case as a reader finds it.

What comes in: cases and the codebook. What goes out: `CaseRow` and `Facet` values with ready addresses. Never here:
HTML, search by script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.model.case import Scalar
from answerable.model.codebook import Codebook, VariableKind
from answerable.publish.briefs import FACETS, Brief
from answerable.publish.edition import Material
from answerable.publish.language import Language

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: str
    authority: str
    year: str
    rank: str
    platform: str
    outcome: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class FacetItem:
    """One way to narrow a list down: label, how many, where."""

    key: str
    label: str
    n: int
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of them."""

    label: str
    items: tuple[FacetItem, ...]
    open: bool = False


class Labels:
    """Says the codebook's names in a language."""

    def __init__(self, codebook: Codebook, language: Language) -> None:
        self.codebook, self._language = codebook, language

    def variable(self, name: str) -> str:
        """The label of a variable."""
        variable = self.codebook.find_variable(name)
        return self._pick(variable.label, name) if variable else _plain(name)

    def category(self, variable_name: str, name: str) -> str:
        """The label of a category."""
        variable = self.codebook.find_variable(variable_name)
        category = variable.find_category(name) if variable else None
        return self._pick(category.label, name) if category else _plain(name)

    def measure(self, name: str) -> str:
        """The label of a measure."""
        measure = self.codebook.find_measure(name)
        return self._pick(measure.label, name) if measure else _plain(name)

    def value(self, variable_name: str, value: Scalar | None) -> str:
        """A value as readers see it; nothing where it is not stated."""
        variable = self.codebook.find_variable(variable_name)
        if value is None or value == ():
            return ""
        if isinstance(value, bool):
            return self._language.say("yes") if value else self._language.say("no")
        if isinstance(value, tuple):
            return ", ".join(self.category(variable_name, one) for one in value)
        if isinstance(value, int | float):
            return str(int(value)) if value == int(value) else str(value)
        if variable is not None and variable.kind is VariableKind.DATE:
            return self._language.day(value) if len(value) == 10 else value
        return self.category(variable_name, value)

    def _pick(self, labels: tuple[tuple[str, str], ...], name: str) -> str:
        by_code = dict(labels)
        return by_code.get(self._language.code) or by_code.get("en") or _plain(name)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def make_rows(material: Material, labels: Labels) -> tuple[CaseRow, ...]:
    """Every case, by authority, year and place."""
    rows = []
    for case in material.briefs.values():
        name = material.authorities[case.authority_id].name if case.authority_id in material.authorities else ""
        rows.append(
            CaseRow(
                id=case.id,
                authority=name or case.authority_id,
                year=labels.value("year", case.get("year")),
                rank=labels.value("rank", case.get("rank")),
                platform=labels.value("platform", case.get("platform")),
                outcome=labels.value("outcome", case.get("outcome")),
                keys=frozenset(_keys(case)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.authority, row.year, row.id)))


def _keys(case: Brief) -> Iterable[str]:
    yield f"source/{case.method}"
    for name in FACETS:
        value = case.get(name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is None or one == "":
                continue
            yield f"{name}/{int(one) if isinstance(one, float) else one}"


def make_facets(
    rows: Sequence[CaseRow], codebook: Codebook, labels: Labels, language: Language, here: str = ""
) -> tuple[Facet, ...]:
    """The ways to narrow the list down, each with its number of cases; categories in the codebook's order."""
    counted = Counter(key for row in rows for key in row.keys)
    facets = []
    for name in (*FACETS, "source"):
        keys = [key for key in counted if key.startswith(f"{name}/")]
        variable = codebook.find_variable(name)
        order = [category.name for category in variable.categories] if variable else []
        keys.sort(key=lambda key: (order.index(key.split("/", 1)[1]) if key.split("/", 1)[1] in order else 999, key))
        items = tuple(
            FacetItem(key, say_key(key, labels, language), counted[key], f"cases/by/{key}.html", key == here)
            for key in keys
        )
        if items:
            label = language.say("Source") if name == "source" else labels.variable(name)
            facets.append(Facet(label, items, open=name in ("year", "outcome") or here.startswith(f"{name}/")))
    return tuple(facets)


def say_key(key: str, labels: Labels, language: Language) -> str:
    """A facet's value in words."""
    name, _, value = key.partition("/")
    if name == "source":
        known = {"foi_response": "answers to our request", "published_log": "published logs", "press": "press reports"}
        return language.say(known.get(value, value))
    return value if name == "year" else labels.category(name, value)
