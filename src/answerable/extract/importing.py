"""Codings made elsewhere: rows of a sheet to codes, each tied to its case and to the words that show it.

In: rows with named columns, cases, pages, the codebook. Out: codes with their words, codes without words, and a
`Problem` for every cell that says nothing the codebook knows. Nothing is overwritten: what a person has ruled stays,
and a code that says something else is told. Never here: files (the command reads them).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.errors import AnswerableError
from answerable.extract.coding import list_variables
from answerable.extract.rulings import check_value, standing_judgements
from answerable.model.case import Basis, Case, Coded, Scalar
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.problem import Problem
from answerable.model.span import Span, make_span
from answerable.words.grounding import find_quote

NOUN = "import"
NOT_STATED = ("", "-", "–", "not stated", "n/a", "none", "unknown", "not known")
_KEYS = ("case_id", "authority_id", "file", "page", "words")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: cells by column name, and where it stands, as ``file:row``."""

    where: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """One code of the sheet.

    Args:
        where: ``file:row``.
        case: that it is about.
        variable: of the codebook.
        value: as the codebook has it; None where the sheet says that it is not stated.
        page: on which its words stand; None where they were not found, or there is nothing to show.
        span: its words.
    """

    where: str
    case: Case
    variable: Variable
    value: Scalar | None
    page: Page | None
    span: Span | None

    @property
    def is_supported(self) -> bool:
        """Whether it has its words, or needs none."""
        return self.value is None or self.span is not None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A code that was taken in without words and that nobody has ruled on since."""

    case_id: str
    variable: str
    value: str
    by: str
    origin: str


def map_columns(columns: Sequence[str], codebook: Codebook, named: Mapping[str, str]) -> dict[str, str]:
    """Which column says what.

    Args:
        columns: of the sheet.
        codebook: its variables are known by name and by label.
        named: what the user says: `case_id`, a variable, or a variable and ``_words``, to column.

    Returns:
        What is said to column; `answerable export cases` gives columns that need no mapping.
    """
    by_name = {_plain(column): column for column in columns}
    out = {what: column for what, column in named.items() if column in columns}
    wanted: list[tuple[str, tuple[str, ...]]] = [(key, (key,)) for key in _KEYS]
    for variable in list_variables(codebook):
        labels = tuple(label for _, label in variable.label)
        wanted.append((variable.name, (variable.name, *labels)))
        wanted.append((f"{variable.name}_words", (f"{variable.name}_words", *(f"{label} words" for label in labels))))
    for what, names in wanted:
        found = next((by_name[_plain(name)] for name in names if _plain(name) in by_name), None)
        if found is not None and what not in out and found not in out.values():
            out[what] = found
    return out


def take_rows(
    rows: Iterable[SheetRow],
    mapping: Mapping[str, str],
    cases: Sequence[Case],
    pages: Mapping[tuple[str, int], Page],
    names: Mapping[str, str],
    codebook: Codebook,
) -> tuple[list[Taken], list[Problem]]:
    """Read a sheet.

    Args:
        rows: of the sheet.
        mapping: from `map_columns`.
        cases: of the record.
        pages: of the documents that the cases stand in.
        names: file name by sha256.
        codebook: what is allowed.
    """
    taken: list[Taken] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    by_id = {one.id: one for one in cases}
    for row in rows:
        case = _find_case(row, mapping, by_id, cases, names)
        if case is None:
            problems.append(_problem(row.where, "coding-without-case", _say_key(row, mapping), "a case of the record"))
            continue
        if case.id in seen:
            problems.append(_problem(row.where, "coding-repeated", f"{case.id}, as {seen[case.id]}", "each case once"))
            continue
        seen[case.id] = row.where
        for variable in list_variables(codebook):
            if variable.name not in mapping:
                continue
            cell = _cell(row, mapping, variable.name)
            try:
                value = read_cell(variable, cell)
            except AnswerableError as error:
                problems.append(
                    _problem(row.where, "coding-not-in-codebook", f"{variable.name}: {cell}", error.allowed)
                )
                continue
            words = _cell(row, mapping, f"{variable.name}_words")
            place = _find_words(case, variable, value, words, pages) if value is not None else None
            taken.append(
                Taken(row.where, case, variable, value, place[0] if place else None, place[1] if place else None)
            )
    return taken, problems


def read_cell(variable: Variable, cell: str) -> Scalar | None:
    """A cell as a value: names or labels of categories; several are parted by ``;`` or ``,``.

    Raises:
        ValueNotAllowed: the codebook does not know it.
    """
    text = cell.strip().lstrip("'")
    if text.casefold() in NOT_STATED:
        return None
    known = {
        _plain(name): one.name for one in variable.categories for name in (one.name, *(lab for _, lab in one.label))
    }
    if variable.kind is VariableKind.MULTI_CATEGORY:
        parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
        return check_value(variable, [known.get(_plain(part), part.strip()) for part in parts])
    if variable.kind is VariableKind.CATEGORY:
        return check_value(variable, known.get(_plain(text), text))
    return check_value(variable, text)


def note_unsupported(one: Taken, *, by: str, made_at: str) -> Judgement:
    """The line that keeps a code without words until a person finds them or drops it."""
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=Ruling.UNSURE,
        noun=NOUN,
        subject=one.case.id,
        variable=one.variable.name,
        after=json.dumps(one.value, ensure_ascii=False),
        span=one.case.span,
        reason=one.where,
    )


def find_unsupported(judgements: Sequence[Judgement]) -> list[Unsupported]:
    """Codes taken in without words that nobody has ruled on since, on the value or on the whole case."""
    rulings = standing_judgements(judgements, ("case",))
    found = []
    for one in standing_judgements(judgements, (NOUN,)):
        settled = any(
            ruling.subject == one.subject and ruling.variable in (one.variable, "") and ruling.made_at > one.made_at
            for ruling in rulings
        )
        if not settled:
            value = json.loads(one.after)
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            found.append(Unsupported(one.subject, one.variable, shown, one.by, one.reason))
    return found


def find_conflict(one: Taken) -> Coded | None:
    """What another person has ruled of this value already, where the sheet says something else."""
    value = next((value for value in one.case.values if value.variable == one.variable.name), None)
    ruled = value.ruled if value else None
    return ruled if ruled is not None and ruled.value != one.value else None


def is_same_as_ruled(one: Taken) -> bool:
    """Whether a person has ruled the very same already."""
    value = next((value for value in one.case.values if value.variable == one.variable.name), None)
    return value is not None and value.ruled is not None and value.ruled.value == one.value


def _find_case(
    row: SheetRow,
    mapping: Mapping[str, str],
    by_id: Mapping[str, Case],
    cases: Sequence[Case],
    names: Mapping[str, str],
) -> Case | None:
    """By its id; else the one case whose words, file, page and authority are as the row says."""
    case_id = _cell(row, mapping, "case_id")
    if case_id:
        return by_id.get(case_id)
    words, authority = _plain_words(_cell(row, mapping, "words")), _cell(row, mapping, "authority_id")
    file, page = _cell(row, mapping, "file"), _cell(row, mapping, "page")
    fitting = [
        one
        for one in cases
        if (not authority or one.authority_id == authority)
        and (not file or names.get(one.document) == file)
        and (not page or str(one.span.page) == page)
        and words
        and words in _plain_words(one.span.exact)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _find_words(
    case: Case, variable: Variable, value: Scalar, words: str, pages: Mapping[tuple[str, int], Page]
) -> tuple[Page, Span] | None:
    """The words that show a value: those the sheet gives, else those the machine found for the very same value."""
    if words:
        numbers = dict.fromkeys((case.span.page, *(n for document, n in sorted(pages) if document == case.document)))
        for number in numbers:
            page = pages.get((case.document, number))
            place = _find_on(page, case, words) if page is not None else None
            if page is not None and place is not None:
                return page, make_span(page.document, page.number, page.text, *place)
        return None
    proposed = next((one.proposed for one in case.values if one.variable == variable.name), None)
    if proposed is None or proposed.span is None or proposed.value != value or proposed.basis is not Basis.STATED:
        return None
    page = pages.get((proposed.span.document, proposed.span.page))
    return (page, proposed.span) if page is not None else None


def _find_on(page: Page, case: Case, words: str) -> tuple[int, int] | None:
    """Words on a page: first inside the case's own."""
    if page.number == case.span.page:
        inside = find_quote(words, page.text[case.span.start : case.span.end])
        if inside is not None:
            return case.span.start + inside[0], case.span.start + inside[1]
    return find_quote(words, page.text)


def _cell(row: SheetRow, mapping: Mapping[str, str], what: str) -> str:
    return row.cells.get(mapping.get(what, ""), "").strip()


def _say_key(row: SheetRow, mapping: Mapping[str, str]) -> str:
    return "; ".join(f"{key} {cell[:60]}" for key in _KEYS if (cell := _cell(row, mapping, key))) or "nothing names one"


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _plain_words(text: str) -> str:
    return " ".join(text.split()).casefold()


def _problem(where: str, code: str, found: str, expected: str) -> Problem:
    return Problem(
        id=make_id("prb", code, where, found),
        code=code,
        where=where,
        found=found,
        expected=expected,
        remedy="correct the sheet and import it again; what was taken stays",
    )


__all__ = [
    "SheetRow",
    "Taken",
    "Unsupported",
    "find_conflict",
    "find_unsupported",
    "is_same_as_ruled",
    "map_columns",
    "note_unsupported",
    "read_cell",
    "take_rows",
]
