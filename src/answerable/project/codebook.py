"""Read ``codebook.toml``: variables, categories, measures and the pairs that must never be merged.

In: the file. Out: a `Codebook`. The measures become the categories of a tally's variable `measure`, so that there is
one list of them. Never here: matching of cues to text (that is `extract`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from answerable.errors import ProjectFileInvalid
from answerable.model.codebook import Category, Codebook, Measure, Variable, VariableKind
from answerable.project.toml_file import Strict, parse_toml, read_text

_HEADER = re.compile(r"\s*\[\[\s*([\w.]+)\s*\]\]")
_WORDS = re.compile(r"@([a-z][a-z0-9_]*)")
_NAME = r"^[a-z][a-z0-9_]*$"

Name = Annotated[str, Field(pattern=_NAME)]
Text = Annotated[str, Field(min_length=1)]
Cue = Annotated[str, Field(min_length=1, max_length=240, pattern=r"[\w+]")]
Label = dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]+)?$")], Text]


class _Category(Strict):
    name: Name
    label: Label
    definition: str = ""
    cues: tuple[Cue, ...] = ()
    not_cues: tuple[Cue, ...] = ()
    rule: str = ""


class _Variable(Strict):
    name: Name
    kind: VariableKind
    unit: Literal["case", "tally", "response"]
    label: Label
    definition: str = ""
    cues: tuple[Cue, ...] = ()
    rule: str = ""
    asked: bool = True
    category: tuple[_Category, ...] = ()


class _Measure(Strict):
    name: Name
    label: Label
    definition: str = ""
    variable: str = ""
    any_of: tuple[Name, ...] = ()
    from_cases: bool = True
    cues: tuple[Cue, ...] = ()
    not_cues: tuple[Cue, ...] = ()


class _Counting(Strict):
    needed: tuple[Name, ...] = ()
    not_counted: tuple[tuple[Name, Name], ...] = ()
    unit: Name | None = None


class _File(Strict):
    format: Literal[1]
    name: Text
    version: Text
    never_merge: tuple[tuple[Name, Name], ...] = ()
    counting: _Counting = _Counting()
    words: dict[Name, tuple[Text, ...]] = Field(default_factory=dict)
    variable: Annotated[tuple[_Variable, ...], Field(min_length=1)]
    measure: tuple[_Measure, ...] = ()


def parse_codebook(path: Path) -> Codebook:
    """Read and check a codebook.

    Args:
        path: ``codebook.toml``.

    Raises:
        ProjectFileInvalid: it is missing, not TOML, or contradicts itself; the place is ``file:line``.
    """
    text = read_text(path)
    file = parse_toml(text, _File, where=str(path))
    for what, place, found, allowed, remedy in _find_faults(file):
        raise ProjectFileInvalid(
            what, where=f"{path}:{_line_of(text, place)}", found=found, allowed=allowed, remedy=remedy
        )
    variables = tuple(_make_variable(variable, file.words) for variable in file.variable)
    measures = tuple(_make_measure(measure, file.words, variables) for measure in file.measure)
    if measures:
        variables = (*variables, _make_measure_variable(measures))
    counting = file.counting
    return Codebook(
        file.name,
        file.version,
        variables,
        measures,
        file.never_merge,
        counting.needed,
        counting.not_counted,
        counting.unit or _guess_unit(variables),
    )


def _guess_unit(variables: Iterable[Variable]) -> str:
    """What is counted where no line says so: officers, where tallies can be of officers; else cases."""
    units = {category.name for one in variables if one.name == "unit" for category in one.categories}
    return "officers" if "officers" in units else "cases"


Fault = tuple[str, tuple[str, str, str], str, str, str]
"""What is wrong; where (variable or ``measure``, its name, a category or key); found; allowed; what to do."""


def _find_faults(file: _File) -> Iterator[Fault]:
    """Yield what no single line shows: repeats, gaps, and names that lead nowhere."""
    yield from _find_counting_faults(file)
    yield from _find_word_faults(file)
    seen: set[str] = set()
    for variable in file.variable:
        place = ("variable", variable.name, "")
        if variable.name in seen or variable.name == "measure":
            yield "two variables have one name", place, variable.name, "each name once", "rename one of them"
        seen.add(variable.name)
        yield from _find_category_faults(variable)
    known = {variable.name: {category.name for category in variable.category} for variable in file.variable}
    yield from _find_measure_faults(file, known)
    every = {name for names in known.values() for name in names}
    for pair in file.never_merge:
        for name in pair:
            if name not in every:
                place = ("never_merge", "", name)
                yield "never_merge names no category", place, name, "a category's name", "correct the name"
        if pair[0] == pair[1]:
            yield "never_merge pairs a category with itself", ("never_merge", "", pair[0]), pair[0], "", "take it out"


def _find_word_faults(file: _File) -> Iterator[Fault]:
    """Cues that name a word list which is not there."""
    allowed = ", ".join(f"@{name}" for name in file.words)
    for variable in file.variable:
        for category in variable.category:
            for cue in (*category.cues, *category.not_cues):
                for name in _WORDS.findall(cue):
                    if name not in file.words:
                        place = ("variable", variable.name, category.name)
                        yield (
                            "a cue names a word list that is not there",
                            place,
                            f"@{name}",
                            allowed,
                            "add it to [words]",
                        )


def _find_counting_faults(file: _File) -> Iterator[Fault]:
    known = {variable.name: {category.name for category in variable.category} for variable in file.variable}
    for name in (*file.counting.needed, *(variable for variable, _ in file.counting.not_counted)):
        if name not in known:
            allowed = ", ".join(sorted(known))
            yield "[counting] names no variable", ("counting", "", name), name, allowed, "correct the name"
    for variable, category in file.counting.not_counted:
        if variable in known and category not in known[variable]:
            allowed = ", ".join(sorted(known[variable]))
            yield "[counting] names no category", ("counting", "", category), category, allowed, "correct the name"


def _find_category_faults(variable: _Variable) -> Iterator[Fault]:
    place = ("variable", variable.name, "")
    needs = variable.kind in (VariableKind.CATEGORY, VariableKind.MULTI_CATEGORY)
    if needs and not variable.category:
        remedy = "add [[variable.category]] entries, or change its kind"
        yield "a variable of categories has none", place, variable.kind.value, "", remedy
    if variable.category and not needs:
        allowed = "category, multi_category"
        yield "a variable of this kind has no categories", place, variable.kind.value, allowed, "change its kind"
    names: set[str] = set()
    owners: dict[str, str] = {}
    for category in variable.category:
        here = ("variable", variable.name, category.name)
        if category.name in names:
            yield "two categories have one name", here, category.name, "each name once", "rename one of them"
        names.add(category.name)
        for cue in category.cues:
            owner = owners.setdefault(cue.casefold(), category.name)
            if owner != category.name:
                found = f"{cue!r} in {owner} and {category.name}"
                remedy = "keep it where it belongs, and write the longer words that tell the two apart"
                yield "one cue speaks for two categories", here, found, "each cue once in a variable", remedy


def _find_measure_faults(file: _File, known: dict[str, set[str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for measure in file.measure:
        place = ("measure", measure.name, "")
        if measure.name in seen:
            yield "two measures have one name", place, measure.name, "each name once", "rename one of them"
        seen.add(measure.name)
        if measure.any_of and not measure.variable:
            remedy = "add a line `variable = ...`"
            yield "a measure lists categories of no variable", place, ", ".join(measure.any_of), "", remedy
        if measure.variable and measure.variable not in known:
            allowed = ", ".join(sorted(known))
            yield "a measure counts a variable that is not there", place, measure.variable, allowed, "correct it"
            continue
        for name in measure.any_of:
            if name not in known.get(measure.variable, set()):
                allowed = ", ".join(sorted(known[measure.variable]))
                yield "a measure counts a category that is not there", place, name, allowed, "correct the name"
    for measure in file.measure:
        for one, other in file.never_merge:
            if (measure.name == one and other in measure.any_of) or (measure.name == other and one in measure.any_of):
                found = f"{measure.name} counts {', '.join(measure.any_of)}"
                remedy = "take one out, or take the pair out of never_merge"
                place = ("measure", measure.name, "")
                yield "a measure merges what must never be merged", place, found, f"not {one} + {other}", remedy


def _expand(cues: tuple[str, ...], words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Put a word list in the place of its name: ``@media`` becomes ``(photo|picture|...)``."""
    return tuple(_WORDS.sub(lambda found: f"({'|'.join(words.get(found[1], ()))})", cue) for cue in cues)


def _make_variable(variable: _Variable, words: Mapping[str, tuple[str, ...]]) -> Variable:
    categories = tuple(
        Category(
            name=one.name,
            label=_pairs(one.label),
            definition=one.definition,
            cues=_expand(one.cues, words),
            not_cues=_expand(one.not_cues, words),
            rule=one.rule,
        )
        for one in variable.category
    )
    return Variable(
        name=variable.name,
        kind=variable.kind,
        unit=variable.unit,
        label=_pairs(variable.label),
        definition=variable.definition,
        categories=categories,
        cues=variable.cues,
        rule=variable.rule,
        asked=variable.asked,
    )


def _make_measure(measure: _Measure, words: Mapping[str, tuple[str, ...]], variables: Iterable[Variable]) -> Measure:
    """A measure; one without cues of its own is known by those of the categories that it counts, and by its label."""
    cues, not_cues = _expand(measure.cues, words), _expand(measure.not_cues, words)
    if not cues:
        counted = [
            category
            for variable in variables
            for category in variable.categories
            if variable.name == measure.variable and category.name in measure.any_of
        ]
        cues = tuple(dict.fromkeys([cue for one in counted for cue in one.cues] + list(measure.label.values())))
        not_cues = not_cues or tuple(dict.fromkeys(cue for one in counted for cue in one.not_cues))
    return Measure(
        name=measure.name,
        label=_pairs(measure.label),
        variable=measure.variable,
        any_of=measure.any_of,
        definition=measure.definition,
        cues=cues,
        not_cues=not_cues,
        from_cases=measure.from_cases,
    )


def _make_measure_variable(measures: tuple[Measure, ...]) -> Variable:
    categories = tuple(Category(one.name, one.label, one.definition, one.cues, one.not_cues) for one in measures)
    label = (("en", "What is told of them"), ("cy", "Yr hyn a ddywedir amdanynt"))
    return Variable("measure", VariableKind.CATEGORY, "tally", label, "Which count it is.", categories)


def _pairs(label: Label) -> tuple[tuple[str, str], ...]:
    return tuple(label.items())


def _line_of(text: str, place: tuple[str, str, str]) -> int:
    """The line of a variable, category or measure: that of its `name`."""
    noun, name, part = place
    if noun in ("never_merge", "counting"):
        lines = text.splitlines()
        start = next((n for n, line in enumerate(lines) if line.startswith((noun, f"[{noun}]"))), 0)
        return next((n + 1 for n in range(start, len(lines)) if f'"{part}"' in lines[n]), start + 1)
    table, owner, found = "", "", 1
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = header.group(1)
        named = re.match(r"\s*name\s*=\s*[\"']([^\"']+)", line)
        if named is None:
            continue
        if table == noun:
            owner = named.group(1)
            if owner == name and not part:
                found = number  # the last of two that share a name is the one to change
        elif table == f"{noun}.category" and owner == name and named.group(1) == part:
            found = number
    return found
