"""Codings made elsewhere, taken in by `answerable import --codings`: one person's, or two people's as a double coding.

What lives here: files, order, what is said. Never here: how a cell is read and grounded
(`answerable.extract.importing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from answerable.apart import read_file
from answerable.cli.output import read_input
from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.extract.adjudication import WITHOUT_WORDS
from answerable.extract.coding import code, find_sealed, hand_in, read_double_codings
from answerable.extract.importing import (
    SheetRow,
    Taken,
    find_conflict,
    is_same_as_ruled,
    map_columns,
    note_unsupported,
    take_rows,
)
from answerable.extract.rulings import amend
from answerable.extract.sampling import assign
from answerable.investigation import Investigation
from answerable.model.case import Basis, Case
from answerable.model.document import Document, Page
from answerable.model.judgement import Judgement
from answerable.model.problem import Problem


@dataclass(slots=True)
class TakenIn:
    """What came of an import."""

    n_rows: int = 0
    n_kept: int = 0
    n_same: int = 0
    unsupported: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    assignment: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "rows": self.n_rows,
            "kept": self.n_kept,
            "same": self.n_same,
            "assignment": self.assignment or None,
            "unsupported": [
                {"where": one.where, "case": one.case.id, "variable": one.variable.name} for one in self.unsupported
            ],
            "problems": [
                {"code": one.code, "where": one.where, "found": one.found, "expected": one.expected}
                for one in self.problems
            ],
        }


def take_codings(
    investigation: Investigation, files: Sequence[str], coders: Sequence[str], columns: Sequence[str], sheet: str
) -> TakenIn:
    """Take in one person's sheet as rulings, or two people's as a double coding.

    Raises:
        ValueNotAllowed: not one name for each file, or more than two.
        InputUnreadable: no table in a file, or no column that the codebook knows.
    """
    if len(files) != len(coders) or not 1 <= len(files) <= 2:
        raise ValueNotAllowed(
            "each sheet needs the name of who coded it",
            found=f"{len(files)} sheets, {len(coders)} names",
            allowed="one sheet and one --coder, or two of each",
        )
    named = dict(_split(pair) for pair in columns)
    sheets = [_read_sheet(investigation, name, named, sheet) for name in files]
    told = TakenIn(n_rows=sum(n for _, _, n in sheets), problems=[one for _, found, _ in sheets for one in found])
    if len(sheets) == 1:
        _take_one(investigation, sheets[0][0], coders[0], told)
    else:
        _take_two(investigation, [sheets[0][0], sheets[1][0]], coders, files, told)
    return told


def _split(pair: str) -> tuple[str, str]:
    what, equals, column = pair.partition("=")
    if not equals:
        raise ValueNotAllowed("a column is named as WHAT=COLUMN", found=pair, allowed="such as rank=Grade")
    return what.strip(), column.strip()


def _read_sheet(
    investigation: Investigation, name: str, named: Mapping[str, str], sheet: str
) -> tuple[list[Taken], list[Problem], int]:
    """The codes of a file, what is wrong with it, and how many rows it has."""
    file, data = read_input(name)
    # The sheet is the coder's own: rows that a filter hides are rows all the same.
    reading = read_file(data, file, show_hidden=True)
    labels = {page.number: page.label for page in reading.pages}
    tables = [table for table in reading.tables if not sheet or labels.get(table.page) == sheet]
    if not tables:
        raise InputUnreadable(
            "no table was found", where=name, found=sheet, remedy="give a CSV or XLSX file with one row of headings"
        )
    grid = max(tables, key=lambda table: table.n_rows).rows()
    heads = [" ".join(cell.split()) for cell in grid[0]]
    rows = [
        SheetRow(f"{file}:{number}", dict(zip(heads, cells, strict=False)))
        for number, cells in enumerate(grid[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    record, codebook = investigation.record, investigation.project.codebook
    mapping = map_columns(heads, codebook, named)
    wrong = {what: column for what, column in named.items() if column not in heads}
    variables = [what for what in mapping if codebook.find_variable(what)]
    if wrong or not variables:
        raise InputUnreadable(
            "no column says what the codebook asks" if not wrong else "the sheet has no such column",
            where=name,
            found=", ".join(wrong.values()) or ", ".join(heads[:12]),
            allowed=", ".join(heads[:12]) if wrong else ", ".join(one.name for one in codebook.variables),
            remedy="say which column is what: --column rank=Grade",
        )
    cases = record.all(Case)
    documents = {one.document for one in cases}
    pages = {(one.document, one.number): one for one in record.iter(Page) if one.document in documents}
    names = {one.id: one.name for one in record.iter(Document)}
    taken, problems = take_rows(rows, mapping, cases, pages, names, codebook)
    return taken, problems, len(rows)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _take_one(investigation: Investigation, taken: Sequence[Taken], coder: str, told: TakenIn) -> None:
    """One person's codes, as rulings that stand where nobody has ruled."""
    judgements = investigation.record.judgements()
    sealed = find_sealed(read_double_codings(judgements))
    known = {(one.subject, one.variable, one.reason, one.by) for one in judgements if one.noun == "import"}
    made: list[Judgement] = []
    for one in taken:
        conflict = find_conflict(one)
        if one.case.id in sealed:
            told.problems.append(_told(one, "coding-sealed", "two people are coding this case blind"))
        elif is_same_as_ruled(one):
            told.n_same += 1
        elif conflict is not None:
            told.problems.append(_told(one, "coding-contradicts-ruling", f"{conflict.by} ruled {conflict.value}"))
        elif not one.is_supported:
            told.unsupported.append(one)
            if (one.case.id, one.variable.name, one.where, coder) not in known:
                made.append(note_unsupported(one, by=coder, made_at=_now()))
        else:
            made.append(
                amend(
                    one.case,
                    one.variable.name,
                    _plain(one),
                    by=coder,
                    made_at=_now(),
                    codebook=investigation.project.codebook,
                    page=one.page,
                    span=one.span,
                    reason=f"coded in {one.where}",
                )
            )
    told.n_kept = len(made)
    if made:
        investigation.rule(made)


def _take_two(
    investigation: Investigation,
    sheets: Sequence[Sequence[Taken]],
    coders: Sequence[str],
    files: Sequence[str],
    told: TakenIn,
) -> None:
    """Two people's codes of the same cases, handed in by both: a double coding whose codes are open."""
    codebook = investigation.project.codebook
    both = {one.case.id for one in sheets[0]} & {one.case.id for one in sheets[1]}
    for one in {taken.case.id: taken for sheet in sheets for taken in sheet}.values():
        if one.case.id not in both:
            told.problems.append(_told(one, "coding-by-one-only", "the other sheet does not have this case"))
    cases = [one.case for one in {one.case.id: one for one in sheets[0] if one.case.id in both}.values()]
    if not cases:
        raise ValueNotAllowed(
            "the two sheets share no case", found=" and ".join(files), allowed="rows on the same cases"
        )
    rule = f"{len(cases)} cases that both coded elsewhere"
    line = assign(
        cases,
        coders,
        rule=rule,
        codebook=codebook,
        by=coders[0],
        made_at=_now(),
        drawn_at="",
        reason=" and ".join(files),
    )
    told.assignment = line.subject
    if any(one.id == line.subject for one in read_double_codings(investigation.record.judgements())):
        told.n_same = sum(len(sheet) for sheet in sheets)
        return
    (coding,) = read_double_codings([line])
    made = [line]
    for sheet, coder in zip(sheets, coders, strict=True):
        for one in sheet:
            if one.case.id not in both:
                continue
            lacks = not one.is_supported
            if lacks:
                told.unsupported.append(one)
            kept = code(
                coding,
                one.case,
                one.variable,
                _plain(one),
                by=coder,
                made_at=_now(),
                page=one.page,
                span=one.span,
                basis=Basis.INFERRED if lacks else Basis.STATED,
                note=f"{WITHOUT_WORDS}{one.where}" if lacks else "",
            )
            made += [kept] if kept else []
    told.n_kept = len(made) - 1
    (coding,) = read_double_codings(made)
    asked = {one.variable.name for one in sheets[0]} & {one.variable.name for one in sheets[1]}
    made += [hand_in(coding, codebook, by=coder, made_at=_now(), asked=asked) for coder in coders]
    investigation.rule(made)


def _plain(one: Taken) -> object:
    """The value as a ruling takes it."""
    if isinstance(one.value, bool):
        return "yes" if one.value else "no"
    return one.value


def _told(one: Taken, code_: str, why: str) -> Problem:
    return Problem(
        id=f"prb-{one.where}-{one.variable.name}",
        code=code_,
        where=one.where,
        found=f"{one.variable.name}: {one.value}",
        expected=why,
        remedy="nothing was overwritten: rule on the case itself",
    )
