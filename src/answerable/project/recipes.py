"""Recipes as files: TOML that a person writes in minutes, checked so that a mistake names its line.

In: ``recipes/*.toml``. Out: `model.recipe.Recipe`. The inverse, `render_recipe`, writes what the machine proposes,
for a person to amend.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import pydantic

from answerable.errors import ProjectFileInvalid
from answerable.model.recipe import ColumnRule, Condition, Recipe, RecipePart, Take
from answerable.project.toml_file import Strict, find_line, load_toml, read_text

_Words = str | tuple[str, ...]


class _ColumnFile(Strict):
    from_: _Words = pydantic.Field(default=(), alias="from")
    add: tuple[str, ...] = ()
    take: Take = Take.AUTO
    match: str = ""
    several: Literal["first", "last", "add"] = "first"


class _ConditionFile(Strict):
    column: str
    equals: _Words = ()
    contains: _Words = ()
    match: str = ""
    blank: bool | None = None
    zero: bool | None = None
    from_year: int | None = None
    to_year: int | None = None


class _PartFile(Strict):
    documents: _Words = "*"
    sheet: _Words = ()
    pages: tuple[int, ...] = pydantic.Field(default=(), max_length=2)
    header: int | None = pydantic.Field(default=None, ge=1)
    records: str = ""
    columns: dict[str, _Words | _ColumnFile]
    keep: tuple[_ConditionFile, ...] = ()
    skip: tuple[_ConditionFile, ...] = ()
    constants: dict[str, str | int] = pydantic.Field(default_factory=dict)


class _RecipeFile(_PartFile):
    columns: dict[str, _Words | _ColumnFile] = pydantic.Field(default_factory=dict)
    part: tuple[_PartFile, ...] = ()


def parse_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        ProjectFileInvalid: it is missing, not TOML, or says something not allowed; names file and line.
    """
    file = load_toml(path, _RecipeFile)
    text = read_text(path)
    parts: list[tuple[tuple[str | int, ...], _PartFile]] = [(("part", i), part) for i, part in enumerate(file.part)]
    if file.columns:
        parts.insert(0, ((), file))
    if not parts:
        raise ProjectFileInvalid(
            "a recipe takes at least one column",
            where=f"{path}:1",
            found="no [columns] and no [[part]]",
            allowed='[columns] with lines such as amount = "Settlement Amount"',
            remedy="see docs/reference/recipes.md, or let `answerable tabulate --propose` write one to begin with",
        )
    return Recipe(path.stem, tuple(_make_part(path, text, place, part) for place, part in parts))


def _make_part(path: Path, text: str, place: tuple[str | int, ...], part: _PartFile) -> RecipePart:
    columns = []
    for variable, rule in part.columns.items():
        made = _make_column(variable, rule)
        _check_pattern(path, text, (*place, "columns", variable), made.match)
        if not made.sources and not made.match:
            raise ProjectFileInvalid(
                f"nothing says where `{variable}` stands",
                where=f"{path}:{find_line(text, (*place, 'columns', variable))}",
                found="{}",
                allowed='"a header", ["one", "or another"], { from = ... }, { add = [...] } or { match = ... }',
                remedy="name the header of its column, or the label before it",
            )
        columns.append(made)
    for kind, conditions in (("keep", part.keep), ("skip", part.skip)):
        for index, condition in enumerate(conditions):
            _check_pattern(path, text, (*place, kind, index), condition.match)
    return RecipePart(
        _as_tuple(part.documents),
        tuple(columns),
        _as_tuple(part.sheet),
        (part.pages[0], part.pages[-1]) if part.pages else None,
        part.header,
        part.records,
        tuple(_make_condition(condition) for condition in part.keep),
        tuple(_make_condition(condition) for condition in part.skip),
        tuple((name, str(value)) for name, value in part.constants.items()),
    )


def _make_column(variable: str, rule: _Words | _ColumnFile) -> ColumnRule:
    if isinstance(rule, _ColumnFile):
        sources = tuple(rule.add) or _as_tuple(rule.from_)
        return ColumnRule(variable, sources, bool(rule.add), rule.take, rule.match, rule.several)
    return ColumnRule(variable, _as_tuple(rule))


def _make_condition(file: _ConditionFile) -> Condition:
    return Condition(
        file.column,
        _as_tuple(file.equals),
        _as_tuple(file.contains),
        file.match,
        file.blank,
        file.zero,
        file.from_year,
        file.to_year,
    )


def _as_tuple(words: _Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def _check_pattern(path: Path, text: str, place: tuple[str | int, ...], pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ProjectFileInvalid(
            "this is not a regular expression",
            where=f"{path}:{find_line(text, place)}",
            found=pattern,
            allowed="Python's regular expressions; write them in single quotes",
            remedy=str(error),
        ) from None


def render_recipe(recipe: Recipe) -> str:
    """A recipe as the TOML that `parse_recipe` reads.

    >>> print(render_recipe(Recipe("r", (RecipePart(("*.csv",), (ColumnRule("sum", ("Paid",)),)),))), end="")
    documents = "*.csv"
    <BLANKLINE>
    [columns]
    sum = "Paid"
    """
    lines = [f"# {reason}" for reason in recipe.reasons]
    several = len(recipe.parts) > 1
    for part in recipe.parts:
        lines += ["[[part]]"] if several else []
        lines += _render_part(
            part, "part.columns" if several else "columns", "part.constants" if several else "constants"
        )
    return "\n".join(lines) + "\n"


def _render_part(part: RecipePart, columns: str, constants: str) -> list[str]:
    lines = [f"documents = {_render(part.documents)}"]
    if part.sheets:
        lines.append(f"sheet = {_render(part.sheets)}")
    if part.pages:
        lines.append(f"pages = {json.dumps(list(part.pages))}")
    if part.header:
        lines.append(f"header = {part.header}")
    if part.records:
        lines.append(f"records = {_render((part.records,))}")
    for kind, conditions in (("keep", part.keep), ("skip", part.skip)):
        if conditions:
            lines.append(f"{kind} = [{', '.join(_render_condition(condition) for condition in conditions)}]")
    lines += ["", f"[{columns}]", *(f"{_key(rule.variable)} = {_render_rule(rule)}" for rule in part.columns)]
    if part.constants:
        lines += ["", f"[{constants}]", *(f"{_key(name)} = {_render((value,))}" for name, value in part.constants)]
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _render(words: tuple[str, ...]) -> str:
    return json.dumps(words[0] if len(words) == 1 else list(words), ensure_ascii=False)


def _render_rule(rule: ColumnRule) -> str:
    if not rule.add and rule.take is Take.AUTO and not rule.match and rule.several == "first":
        return _render(rule.sources)
    inner: list[str] = []
    if rule.sources:
        every = json.dumps(list(rule.sources), ensure_ascii=False)
        inner.append(f"add = {every}" if rule.add else f"from = {_render(rule.sources)}")
    if rule.take is not Take.AUTO:
        inner.append(f"take = {json.dumps(rule.take.value)}")
    if rule.match:
        inner.append(f"match = {json.dumps(rule.match, ensure_ascii=False)}")
    if rule.several != "first":
        inner.append(f"several = {json.dumps(rule.several)}")
    return "{ " + ", ".join(inner) + " }"


def _render_condition(condition: Condition) -> str:
    inner: list[str] = [f"column = {_render((condition.column,))}"]
    for name in ("equals", "contains"):
        words: tuple[str, ...] = getattr(condition, name)
        if words:
            inner.append(f"{name} = {_render(words)}")
    if condition.match:
        inner.append(f"match = {json.dumps(condition.match, ensure_ascii=False)}")
    for name in ("blank", "zero", "from_year", "to_year"):
        value: Any = getattr(condition, name)
        if value is not None:
            inner.append(f"{name} = {json.dumps(value)}")
    return "{ " + ", ".join(inner) + " }"
