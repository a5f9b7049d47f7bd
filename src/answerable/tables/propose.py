"""Proposing a recipe: which column most likely holds which wanted variable, and how sure that is.

In: readings, and variables with their names, labels and cues. Out: a `Recipe` for a person to check, amend and keep.
Columns are told by their names, by what they hold, and by each other: of several that fit, money columns of which
never two are filled in one row are added up. Nothing about any one authority is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from answerable.model.codebook import Variable, VariableKind
from answerable.model.document import Reading
from answerable.model.recipe import ColumnRule, Recipe, RecipePart, Take
from answerable.tables.grid import Column, ColumnKind, Grid, fold_name
from answerable.tables.join import drop_copies, join
from answerable.tables.records import find_labels, find_records
from answerable.tables.understand import understand
from answerable.tables.values import find_money, read_cell, read_date

_ENOUGH = 0.5
_NEAR = 0.12
_MOST_CELLS = 0.6
_SHARE_BOTH = 0.05
_BESIDE = frozenset(
    {"total", "remaining", "reserve", "expense", "expenses", "balance", "demand", "claimed", "fees", "cost"}
)
"""Words that say a sum of money is another one than what was paid to somebody."""
_WANTED_KINDS = {
    VariableKind.MONEY: {ColumnKind.MONEY: 1.0, ColumnKind.NUMBER: 0.9},
    VariableKind.NUMBER: {ColumnKind.NUMBER: 1.0, ColumnKind.YEAR: 0.9, ColumnKind.MONEY: 0.8, ColumnKind.PERCENT: 0.8},
    VariableKind.INTERVAL: {ColumnKind.NUMBER: 1.0, ColumnKind.MONEY: 0.8},
    VariableKind.DATE: {ColumnKind.DATE: 1.0, ColumnKind.YEAR: 0.8},
}


@dataclass(frozen=True, slots=True)
class _Match:
    """A column that may hold a variable."""

    position: int
    score: float
    reason: str
    take: Take = Take.AUTO


Holds = Callable[[str, Variable], bool]
"""Whether a cell's words name a category of a variable."""


def propose_recipe(readings: Sequence[Reading], wanted: Sequence[Variable], holds: Holds | None = None) -> Recipe:
    """Propose how documents map to variables.

    Args:
        readings: documents; each gets a part of its own unless it holds nothing that fits.
        wanted: variables by what they should be found: name, labels, cues (the best first), kind.
        holds: tells a column by what it holds, where its header does not tell it.

    Returns:
        A recipe whose `share_sure` is the mean over parts and wanted variables, 0 for one that was not found.
    """
    parts: list[RecipePart] = []
    reasons: list[str] = []
    sure: list[float] = []
    for reading in readings:
        part, said, share = _propose_part(reading, wanted, holds)
        if part is not None:
            parts.append(part)
            reasons += said
        sure.append(share)
    return Recipe("proposed", tuple(parts), round(sum(sure) / len(sure), 4) if sure else 0.0, tuple(reasons))


def _propose_part(
    reading: Reading, wanted: Sequence[Variable], holds: Holds | None
) -> tuple[RecipePart | None, list[str], float]:
    grids, _ = drop_copies([grid for table in reading.tables for grid in understand(table)])
    best: tuple[float, Grid, dict[str, list[_Match]]] | None = None
    for grid in join(grids):
        found = match_columns(grid, wanted)
        if holds is not None:
            found |= _match_values(grid, [one for one in wanted if one.name not in found], found, holds)
        score = sum(matches[0].score for matches in found.values())
        # Of tables that fit alike the longer one is the list, the shorter its summary.
        weight = score * (1 + min(len(grid.data), 1000) / 10_000)
        if found and (best is None or weight > best[0]):
            best = (weight, grid, found)
    records = _propose_records(reading, wanted)
    if records is not None and (best is None or len(records[0].columns) > len(best[2])):
        return records
    if best is None:
        return None, [], 0.0
    _, grid, found = best
    rules = [_make_rule(grid, variable, found[variable.name]) for variable in wanted if variable.name in found]
    labels = {page.number: page.label for page in reading.pages}
    pages = {row.page for row in grid.rows}
    sheets = tuple(dict.fromkeys(labels[page] for page in sorted(pages) if labels.get(page)))
    part = RecipePart((_escape(reading.document.name),), tuple(rules), sheets if len(labels) > 1 else ())
    said = [f"{name}: {matches[0].reason} ({matches[0].score:.0%})" for name, matches in found.items()]
    taken = {match.position for matches in found.values() for match in matches[:1]}
    left = ", ".join(repr(column.name) for at, column in enumerate(grid.columns) if at not in taken)
    missing = ", ".join(one.name for one in wanted if one.name not in found)
    said += [f"no column found for {missing}; columns left: {left or 'none'}"] if missing else []
    share = sum(matches[0].score for matches in found.values()) / max(1, len(wanted)) * grid.share_sure
    return part, said, share


def _escape(name: str) -> str:
    """A file name as a pattern that fits it alone."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def match_columns(grid: Grid, wanted: Sequence[Variable]) -> dict[str, list[_Match]]:
    """The columns that may hold each variable, best first; each column goes to the variable that it fits best."""
    candidates = [
        (match.score, variable.name, match)
        for variable in wanted
        for position, column in enumerate(grid.columns)
        if (match := _match(grid, position, column, variable)) is not None
    ]
    candidates.sort(key=lambda one: (-one[0], one[2].position))
    taken: dict[int, str] = {}
    found: dict[str, list[_Match]] = {}
    for _, name, match in candidates:
        if taken.setdefault(match.position, name) == name:
            found.setdefault(name, []).append(match)
    for variable in wanted:
        if variable.kind is VariableKind.MONEY and variable.name not in found:
            only = [p for p, c in enumerate(grid.columns) if c.kind is ColumnKind.MONEY and p not in taken]
            if len(only) == 1:
                found[variable.name] = [_Match(only[0], 0.5, "the only column that holds money")]
            elif not only:
                inside = [
                    p
                    for p in range(len(grid.columns))
                    if _look_inside(grid, p, VariableKind.MONEY)[0] and p not in taken
                ]
                if len(inside) == 1:
                    reason = "the only column whose words hold sums of money"
                    found[variable.name] = [_Match(inside[0], 0.5, reason, Take.MONEY)]
    return found


def _match_values(
    grid: Grid, wanted: Sequence[Variable], found: Mapping[str, Sequence[_Match]], holds: Holds
) -> dict[str, list[_Match]]:
    """Columns of which most cells name a category of a variable that no header names; the surest first."""
    taken = {matches[0].position for matches in found.values()}
    candidates = []
    for variable in (one for one in wanted if one.categories):
        for position in (one for one in range(len(grid.columns)) if one not in taken):
            texts = [row.texts[position] for row in grid.data if row.texts[position]]
            share = sum(holds(text, variable) for text in texts) / len(texts) if texts else 0.0
            if share >= _MOST_CELLS:
                reason = f"column {grid.columns[position].name!r}: {share:.0%} of its cells name a category of it"
                candidates.append((share, variable.name, _Match(position, round(0.5 + 0.4 * share, 4), reason)))
    out: dict[str, list[_Match]] = {}
    for _, name, match in sorted(candidates, key=lambda one: (-one[0], one[2].position, one[1])):
        if name not in out and match.position not in taken:
            taken.add(match.position)
            out[name] = [match]
    return out


def _match(grid: Grid, position: int, column: Column, variable: Variable) -> _Match | None:
    name, phrase = _score_name(column.name, variable)
    if name < _ENOUGH:
        return None
    kinds = _WANTED_KINDS.get(variable.kind)
    take = Take.AUTO
    fits = 1.0
    if kinds is not None:
        fits = kinds.get(column.kind, 0.0)
        if not fits and column.kind is ColumnKind.TEXT:
            fits, take = _look_inside(grid, position, variable.kind)
        if not fits:
            return None
    elif column.kind is ColumnKind.BLANK:
        return None
    if variable.kind is VariableKind.MONEY:
        beside = _BESIDE & set(fold_name(column.name).split()) - set(phrase.split())
        name -= 0.15 * len(beside)
    score = round(name * (0.7 + 0.3 * fits), 4)
    if score < _ENOUGH:
        return None
    return _Match(position, score, f"column {column.name!r} is named like {phrase!r}, holds {column.kind.value}", take)


def _score_name(header: str, variable: Variable) -> tuple[float, str]:
    """How well a header names a variable, in [0, 1], and by which of its names; earlier cues weigh a little more."""
    words = [_stem(word) for word in fold_name(header).split()]
    if not words:
        return 0.0, ""
    best = (0.0, "")
    phrases = dict.fromkeys(
        fold_name(p) for p in (variable.name, *(text for _, text in variable.label), *variable.cues)
    )
    for order, phrase in enumerate(phrases):
        sought = [_stem(word) for word in phrase.split()]
        if not sought:
            continue
        share = len(sought) / len(words)
        if sought == words:
            score = 1.0
        elif any(words[i : i + len(sought)] == sought for i in range(len(words) - len(sought) + 1)):
            score = 0.6 + 0.3 * share
        elif set(sought) <= set(words):
            score = 0.5 + 0.3 * share
        else:
            continue
        best = max(best, (score - 0.01 * order, phrase))
    return best


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _look_inside(grid: Grid, position: int, kind: VariableKind) -> tuple[float, Take]:
    """Whether a column of words holds one sum of money, or one date, in most of its cells."""
    texts = [row.texts[position] for row in grid.data if row.texts[position]]
    if not texts:
        return 0.0, Take.AUTO
    if kind is VariableKind.MONEY:
        share = sum(bool(find_money(text)) for text in texts) / len(texts)
        return (0.7 * share if share >= 0.6 else 0.0), Take.MONEY
    if kind is VariableKind.DATE:
        share = sum(read_date(text) is not None for text in texts) / len(texts)
        return (0.7 * share if share >= 0.4 else 0.0), Take.DATE
    return 0.0, Take.AUTO


def _make_rule(grid: Grid, variable: Variable, matches: Sequence[_Match]) -> ColumnRule:
    first = matches[0]
    near = [match for match in matches if match.score >= first.score - _NEAR and match.take is Take.AUTO]
    if variable.kind is VariableKind.MONEY and len(near) > 1 and _exclude_each_other(grid, near):
        names = tuple(grid.columns[match.position].name for match in sorted(near, key=lambda m: m.position))
        return ColumnRule(variable.name, names, add=True)
    take = first.take
    if (
        take is Take.AUTO
        and variable.kind is VariableKind.DATE
        and grid.columns[first.position].kind is ColumnKind.DATE
    ):
        take = Take.DATE
    return ColumnRule(variable.name, (grid.columns[first.position].name,), take=take)


def _exclude_each_other(grid: Grid, matches: Sequence[_Match]) -> bool:
    """Whether hardly any row gives a number other than zero in more than one of the columns, and each gives some.

    Columns that are filled side by side are a sum and its parts, or two different things; columns that take turns are
    one thing that came about in two ways.
    """
    filled = [0] * len(matches)
    n_given = n_both = 0
    for row in grid.data:
        given = [index for index, match in enumerate(matches) if read_cell(row.cells[match.position]).number]
        n_given += bool(given)
        n_both += len(given) > 1
        for index in given:
            filled[index] += 1
    return all(filled) and n_both <= _SHARE_BOTH * n_given


def _propose_records(reading: Reading, wanted: Sequence[Variable]) -> tuple[RecipePart, list[str], float] | None:
    """A part for a report whose values stand behind labels."""
    text = "\n".join(page.text for page in reading.pages)
    labels = find_labels(text)
    if len(labels) < 3:
        return None
    rules, said, scores = [], [], []
    for variable in wanted:
        scored = sorted(((_score_name(label, variable)[0], label) for label in labels), reverse=True)
        if scored and scored[0][0] >= _ENOUGH:
            take = {VariableKind.MONEY: Take.MONEY, VariableKind.DATE: Take.DATE}.get(variable.kind, Take.AUTO)
            rules.append(ColumnRule(variable.name, (scored[0][1],), take=take))
            scores.append(scored[0][0])
            said.append(f"{variable.name}: the label {scored[0][1]!r} ({scored[0][0]:.0%})")
    starts = min(labels, key=lambda label: (text.find(label), label))
    n_records = sum(len(find_records(page.text, starts, labels)) for page in reading.pages)
    if not rules or n_records < 2:
        return None
    part = RecipePart((_escape(reading.document.name),), tuple(rules), records=starts)
    return part, said, 0.8 * sum(scores) / max(1, len(wanted))
