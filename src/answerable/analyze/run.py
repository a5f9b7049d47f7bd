"""Analyze: measure every finding of the folder on the record as it stands.

What comes in: the record, the findings' questions, the codebook. What goes out: `Finding` rows, a problem for each
query that gives none, a report of what moved. Never here: files of the folder, prose of the story.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from answerable.analyze.caveats import Reviewed, make_caveats
from answerable.analyze.measure import measure
from answerable.analyze.query import run_query
from answerable.analyze.sentences import render_sentences, render_value
from answerable.analyze.working import make_working
from answerable.errors import QueryRefused
from answerable.law.answers import make_answers
from answerable.law.holidays import HolidayCalendar
from answerable.law.laws import find_law
from answerable.model.authority import Authority
from answerable.model.case import Case, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.ids import make_id, make_key
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.store.record import Record
from answerable.store.snapshot import (
    Snapshot,
    describe_codebook,
    make_snapshot,
    make_snapshot_key,
    read_rows,
)
from answerable.store.work import Unit, run_units

STAGE = "analyze"
VERSION = 2
"""Raised when the arithmetic or its words change, so that findings are measured again."""


def run(
    record: Record,
    questions: Sequence[FindingQuestion],
    codebook: Codebook | None,
    progress: Progress = no_progress,
    *,
    holidays: HolidayCalendar | None = None,
) -> StageReport:
    """Measure every finding whose query or data changed.

    Args:
        record: where cases, tallies and counts are, and where findings go.
        questions: the folder's findings.
        codebook: its variables are columns of the views.
        progress: told of each finding.
        holidays: another calendar than the bundled one.
    """
    key = make_snapshot_key(record, describe_codebook(codebook), _describe_laws(holidays))
    before = {finding.id: finding for finding in record.all(Finding)}
    work = _Work(record, codebook, key, holidays)
    units = [
        Unit(question.name, make_key(STAGE, VERSION, key, question.text or question.sql), _bind(work, question))
        for question in sorted(questions, key=lambda question: question.name)
    ]
    try:
        done = run_units(record, STAGE, units, progress)
    finally:
        work.close()
    after = {finding.id: finding for finding in record.all(Finding)}
    problems = record.all(Problem, code="finding-not-measured")
    return StageReport(
        STAGE,
        done.n_done,
        done.n_unchanged,
        done.n_failed + len(problems),
        did=(f"{counted(len(after), 'finding stands', 'findings stand')} on the record", *_list_changes(before, after)),
        needs_person=tuple(f"{problem.where}: {problem.found}" for problem in problems),
        next_command="answerable check",
    )


def open_snapshot(
    record: Record, codebook: Codebook | None, key: str = "", holidays: HolidayCalendar | None = None
) -> Snapshot:
    """The record's views as they stand now, with answers and their clocks."""
    rows = read_rows(record)
    answers = make_answers(rows.requests, rows.messages, rows.classifications, holidays)
    grounds = {}
    for answer in answers:
        for law_id, section in answer.grounds:
            law = find_law(law_id)
            provision = law.find_provision(section) if law else None
            grounds[law_id, section] = provision.title if provision else ""
    return make_snapshot(dataclasses.replace(rows, answers=answers), codebook, grounds=grounds, key=key)


class _Work:
    """The snapshot, made when the first finding needs it, and what every finding shares."""

    def __init__(self, record: Record, codebook: Codebook | None, key: str, holidays: HolidayCalendar | None) -> None:
        self._record, self._codebook, self.key, self._holidays = record, codebook, key, holidays
        self._connection: duckdb.DuckDBPyConnection | None = None
        self.authorities: Mapping[str, Authority] = {}
        self.reviewed = Reviewed(frozenset(), frozenset())

    def connect(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            rows = read_rows(self._record)
            self.authorities = {authority.id: authority for authority in rows.authorities}
            behind: list[Case | Tally] = [*rows.cases, *rows.tallies]
            self.reviewed = Reviewed(
                frozenset(noun.id for noun in behind if noun.standing in (Standing.ACCEPTED, Standing.ADDED)),
                frozenset(noun.id for noun in behind),
            )
            self._connection = open_snapshot(self._record, self._codebook, self.key, self._holidays).connect()
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _Bound:
    """One finding's unit of work."""

    def __init__(self, work: _Work, question: FindingQuestion) -> None:
        self._work, self._question = work, question

    def __call__(self) -> Iterable[Finding | Problem]:
        connection = self._work.connect()
        try:
            rows = run_query(connection, self._question)
        except QueryRefused as refused:
            yield _make_problem(self._question, refused)
            return
        measured = measure(self._question, rows, self._work.authorities, self._work.key)
        finding = measured.finding
        yield dataclasses.replace(
            finding,
            caveats=make_caveats(self._question, measured, self._work.authorities, self._work.reviewed),
            working=make_working(self._question, measured, len(self._work.authorities)),
            sentence=render_sentences(self._question, finding.value, finding.n_denominator),
        )


def _bind(work: _Work, question: FindingQuestion) -> _Bound:
    return _Bound(work, question)


def _make_problem(question: FindingQuestion, refused: QueryRefused) -> Problem:
    return Problem(
        id=make_id("prb", "finding-not-measured", question.name),
        code="finding-not-measured",
        where=question.origin or question.name,
        found=f"{refused.message}: {refused.found}",
        expected=refused.allowed,
        remedy=refused.remedy or "correct the query and run `answerable run --only analyze` again",
        blocks=True,
    )


def _describe_laws(holidays: HolidayCalendar | None) -> str:
    """The days and sections of the laws are part of `answers`; they change with the package and with kept holidays."""
    return "laws-1" if holidays is None else make_key("laws-1", repr(holidays))


def _list_changes(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> Iterable[str]:
    """Which values moved, and how many cases came and went."""
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        if old.value == new.value:
            continue
        came, went = set(new.cases) - set(old.cases), set(old.cases) - set(new.cases)
        was = render_value(old.value, old.unit) if old.value else "nothing"
        now = render_value(new.value, new.unit) if new.value else "nothing"
        yield f"{name}: was {was}, is {now}; {len(came)} cases came, {len(went)} went"
