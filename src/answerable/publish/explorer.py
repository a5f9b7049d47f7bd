"""The explorer's rows, facets and labels: every case as a reader finds it.

What comes in: cases and the codebook. What goes out: `CaseRow` and `Facet` values with ready addresses. Never here:
HTML, search by script.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from answerable.model.authority import Authority
from answerable.model.case import Scalar
from answerable.model.codebook import Codebook, VariableKind
from answerable.publish.briefs import FACETS, Brief
from answerable.publish.edition import Material
from answerable.publish.language import Language

PER_PAGE = 100
Names = Mapping[str, str]
_ = str
"""Marks a word for the catalogue."""
NATIONS = {
    "england": _("England"),
    "scotland": _("Scotland"),
    "wales": _("Wales"),
    "northern_ireland": _("Northern Ireland"),
    "": _("Several nations"),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: str
    authority_id: str
    authority: str
    year: str
    rank: str
    platform: str
    outcome: str


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

    name: str
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


class CaseRows(Sequence[CaseRow]):
    """Every case by authority, year and id; a row is made when it is looked at, so that only their order is in memory.

    Args:
        material: of the record.
        labels: of the language.
    """

    def __init__(self, material: Material, labels: Labels) -> None:
        self._material, self._labels = material, labels
        self._said: dict[tuple[Scalar | None, ...], tuple[str, str, str, str]] = {}
        self.order = array("I", sorted(range(len(material.briefs)), key=self._place))
        """The numbers of the cases in brief, in the order of rows."""

    def _place(self, number: int) -> tuple[str, str, str]:
        brief = self._material.briefs.at(number)
        return self._name(brief.authority_id), self._say(brief.values)[0], brief.id

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> CaseRow: ...

    @overload
    def __getitem__(self, at: slice) -> list[CaseRow]: ...

    def __getitem__(self, at: int | slice) -> CaseRow | list[CaseRow]:
        return [self.of(number) for number in self.order[at]] if isinstance(at, slice) else self.of(self.order[at])

    def pick(self, numbers: Iterable[int]) -> list[CaseRow]:
        """Some rows, by their place in the order."""
        return [self.of(self.order[number]) for number in numbers]

    def of(self, number: int) -> CaseRow:
        """The row of the case with a number among the cases in brief."""
        brief = self._material.briefs.at(number)
        year, rank, platform, outcome = self._say(brief.values)
        return CaseRow(brief.id, brief.authority_id, self._name(brief.authority_id), year, rank, platform, outcome)

    def group(self) -> dict[str, array[int]]:
        """The places of the rows that each way to narrow down leaves, by key, in the order of keys."""
        groups: dict[str, array[int]] = {}
        known: dict[tuple[object, ...], tuple[str, ...]] = {}
        for place, number in enumerate(self.order):
            brief = self._material.briefs.at(number)
            alike = (brief.authority_id, brief.method, brief.values)
            if alike not in known:
                known[alike] = tuple(_keys(brief, self._material.authorities.get(brief.authority_id)))
            for key in known[alike]:
                groups.setdefault(key, array("I")).append(place)
        return dict(sorted(groups.items()))

    def _name(self, authority_id: str) -> str:
        authority = self._material.authorities.get(authority_id)
        return authority.name if authority else authority_id

    def _say(self, values: tuple[Scalar | None, ...]) -> tuple[str, str, str, str]:
        """Year, rank, platform and outcome in words, made once for all cases that are alike."""
        if values not in self._said:
            by_name = dict(zip(FACETS, values, strict=True))
            year, rank, platform, outcome = (
                self._labels.value(name, by_name[name]) for name in ("year", "rank", "platform", "outcome")
            )
            self._said[values] = (year, rank, platform, outcome)
        return self._said[values]


def _keys(case: Brief, authority: Authority | None) -> Iterable[str]:
    yield f"authority/{case.authority_id}"
    for nation in authority.nations if authority else ():
        yield f"nation/{nation}"
    yield f"source/{case.method}"
    for name in FACETS:
        value = case.get(name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is None or one == "":
                continue
            yield f"{name}/{int(one) if isinstance(one, float) else one}"


class Facets:
    """The ways to narrow the list down, each with its number of cases; categories in the codebook's order."""

    def __init__(
        self, groups: Mapping[str, Sequence[int]], codebook: Codebook, labels: Labels, language: Language, names: Names
    ) -> None:
        self._facets = []
        for name in (*FACETS, "authority", "nation", "source"):
            keys = [key for key in groups if key.startswith(f"{name}/")]
            variable = codebook.find_variable(name) if name in FACETS else None
            order = [category.name for category in variable.categories] if variable else []
            keys.sort(key=lambda key: _order(key, order))
            items = tuple(
                FacetItem(key, say_key(key, labels, language, names), len(groups[key]), f"cases/by/{key}.html")
                for key in keys
            )
            if items:
                self._facets.append(Facet(name, _say_facet(name, labels, language), items))

    def all(self, here: str = "") -> tuple[Facet, ...]:
        """Each facet, with what is chosen marked."""
        return tuple(
            replace(
                facet,
                items=tuple(replace(item, here=True) if item.key == here else item for item in facet.items),
                open=facet.name in ("year", "outcome") or here.startswith(f"{facet.name}/"),
            )
            for facet in self._facets
        )


def _order(key: str, order: Sequence[str]) -> tuple[int, str]:
    value = key.split("/", 1)[1]
    return (order.index(value) if value in order else len(order), key)


def _say_facet(name: str, labels: Labels, language: Language) -> str:
    said = {"source": language.say("Source"), "authority": language.say("Authority"), "nation": language.say("Nation")}
    return said.get(name) or labels.variable(name)


def say_key(key: str, labels: Labels, language: Language, names: Names) -> str:
    """A facet's value in words.

    Args:
        key: such as ``outcome/dismissed``.
        labels: of the codebook.
        language: to say it in.
        names: of authorities, by id.
    """
    name, _, value = key.partition("/")
    if name == "source":
        known = {"foi_response": "answers to our request", "published_log": "published logs", "press": "press reports"}
        return language.say(known.get(value, value))
    if name == "authority":
        return names.get(value, value)
    if name == "nation":
        return language.say(NATIONS.get(value, value))
    return value if name == "year" else labels.category(name, value)
