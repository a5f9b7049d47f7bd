"""Analyze: measure every finding of the folder on the record as it stands.

What comes in: the record, the findings' questions, the codebook. What goes out: `Finding` rows, a problem for each
query that gives none, a report of what moved. Never here: files of the folder, prose of the story.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from answerable.analyze.caveats import Reviewed, make_caveats
from answerable.analyze.changes import compare
from answerable.analyze.measure import Measured, measure
from answerable.analyze.merging import find_merged
from answerable.analyze.modelled import estimate
from answerable.analyze.query import list_views, run_query
from answerable.analyze.residues import CODE as RESIDUE
from answerable.analyze.residues import check_complements
from answerable.analyze.sentences import render_sentences, render_value
from answerable.analyze.working import make_working
from answerable.errors import ArchiveDamaged, QueryRefused
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
from answerable.ports import Estimator
from answerable.store.kept import KeptSnapshots
from answerable.store.record import Record
from answerable.store.snapshot import (
    Snapshot,
    describe_codebook,
    make_snapshot,
    make_snapshot_key,
    read_rows,
)
from answerable.store.work import Unit, run_units

_WORDED = frozenset({"cases", "counts", "subjects", "tallies"})
"""Views whose rows stand on words of a page."""
STAGE = "analyze"
MOVED = "analyze-moved"
"""What the last moves of findings are kept under: they tell of two runs, and are no part of either's findings."""
RESIDUES = "analyze-residues"
VERSION = 4
"""Raised when the arithmetic or its words change, so that findings are measured again."""


def run(
    record: Record,
    questions: Sequence[FindingQuestion],
    codebook: Codebook | None,
    progress: Progress = no_progress,
    *,
    holidays: HolidayCalendar | None = None,
    estimator: Estimator | None = None,
    kept: KeptSnapshots | None = None,
) -> StageReport:
    """Measure every finding whose query or data changed.

    Args:
        record: where cases, tallies and counts are, and where findings go.
        questions: the folder's findings.
        codebook: its variables are columns of the views.
        progress: told of each finding.
        holidays: another calendar than the bundled one.
        estimator: for findings that ask for a model; None where its library is not installed.
        kept: where the snapshot is kept and taken from; None where it lives in memory alone.
    """
    key = tell_key(record, codebook, holidays)
    before = {finding.id: finding for finding in record.all(Finding)}
    work = _Work(record, codebook, key, holidays, estimator, kept)
    units = [
        Unit(question.name, _make_unit_key(key, question, estimator), _bind(work, question))
        for question in sorted(questions, key=lambda question: question.name)
    ]
    try:
        done = run_units(record, STAGE, units, progress)
        if kept is not None and not kept.holds(key):
            work.connect()
    finally:
        work.close()
    after = {finding.id: finding for finding in record.all(Finding)}
    moved = _record_moves(record, before, after)
    residues = list(check_complements(questions, after))
    record.replace(RESIDUES, RESIDUES, make_key(RESIDUES, [repr(one) for one in residues]), residues)
    problems = [*record.all(Problem, code="finding-not-measured"), *record.all(Problem, code=RESIDUE)]
    return StageReport(
        STAGE,
        done.n_done,
        done.n_unchanged,
        done.n_failed + sum(problem.blocks for problem in problems),
        did=(f"{counted(len(after), 'finding stands', 'findings stand')} on the record", *_list_changes(before, after)),
        needs_person=(
            *(f"{problem.where}: {problem.found}" for problem in problems),
            *([work.damaged] if work.damaged else []),
        ),
        next_command="answerable changes" if moved else "answerable check",
    )


def _make_unit_key(key: str, question: FindingQuestion, estimator: Estimator | None) -> str:
    engine = (estimator.name if estimator else "none") if question.model else ""
    return make_key(STAGE, VERSION, key, question.text or repr(question), engine)


def _record_moves(record: Record, before: Mapping[str, Finding], after: Mapping[str, Finding]) -> int:
    """Keep what moved each finding the last time; how many moved now."""
    n_moved = 0
    for name in sorted(before.keys() & after.keys()):
        change = compare(before[name], after[name])
        if change is not None:
            record.replace(MOVED, name, make_key(MOVED, change.snapshot_was, change.snapshot, repr(change)), [change])
            n_moved += 1
    record.keep_only(MOVED, after)
    return n_moved


def tell_key(record: Record, codebook: Codebook | None, holidays: HolidayCalendar | None = None) -> str:
    """The key of everything that the snapshot of this record holds."""
    return make_snapshot_key(record, describe_codebook(codebook), _describe_laws(holidays))


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

    def __init__(
        self,
        record: Record,
        codebook: Codebook | None,
        key: str,
        holidays: HolidayCalendar | None,
        estimator: Estimator | None,
        kept: KeptSnapshots | None = None,
    ) -> None:
        self._record, self.codebook, self.key, self._holidays = record, codebook, key, holidays
        self.estimator = estimator
        self._kept = kept
        self.damaged = ""
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
            self._connection = self._find_snapshot().connect()
        return self._connection

    def _find_snapshot(self) -> Snapshot:
        found = None
        try:
            found = self._kept.find(self.key) if self._kept is not None else None
        except ArchiveDamaged as error:  # the record is what counts: it is made of that again
            self.damaged = f"{error.where}: the kept snapshot had been altered ({error.found}); it was made again"
        if found is None:
            found = open_snapshot(self._record, self.codebook, self.key, self._holidays)
            if self._kept is not None:
                self._kept.keep(found)
        return found

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
            self._refuse_merging(connection)
            rows = run_query(connection, self._question)
            measured = measure(self._question, rows, self._work.authorities, self._work.key)
        except QueryRefused as refused:
            yield _make_problem(self._question, refused)
            return
        measured = self._add_estimate(measured)
        finding = measured.finding
        if self._lacks_words(connection, finding):
            yield _make_wordless(self._question)
        yield dataclasses.replace(
            finding,
            caveats=make_caveats(self._question, measured, self._work.authorities, self._work.reviewed),
            working=make_working(self._question, measured, len(self._work.authorities)),
            sentence=render_sentences(self._question, finding.value, finding.n_denominator),
        )

    def _lacks_words(self, connection: duckdb.DuckDBPyConnection, finding: Finding) -> bool:
        """Whether it is made of cases or counts, and its query does not say which."""
        stated = finding.value is not None and finding.value.high != 0 and not (finding.cases or finding.tallies)
        return stated and not _WORDED.isdisjoint(list_views(connection, self._question.sql))

    def _add_estimate(self, measured: Measured) -> Measured:
        if not self._question.model:
            return measured
        made = estimate(self._question, measured, self._work.authorities, self._work.estimator)
        if isinstance(made, str):
            return dataclasses.replace(measured, no_model=made)
        return dataclasses.replace(measured, finding=dataclasses.replace(measured.finding, estimate=made))

    def _refuse_merging(self, connection: duckdb.DuckDBPyConnection) -> None:
        merged = () if self._question.merges else find_merged(connection, self._question, self._work.codebook)
        if merged:
            raise QueryRefused(
                "the query adds up what the codebook says is never put together",
                where=self._question.origin or self._question.name,
                found="; ".join(merged),
                allowed="one finding for each, or a row for each with the category as its label",
                remedy='part the query; or, if it must be, say why in its header: merges = "..."',
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


def _make_wordless(question: FindingQuestion) -> Problem:
    return Problem(
        id=make_id("prb", "finding-without-words", question.name),
        code="finding-without-words",
        where=question.origin or question.name,
        found="a value of cases or counts, and no row says which they are",
        expected="the columns cases, tallies, case_id or tally_id",
        remedy="select them too: SELECT authority_id, low, high, cases, tallies FROM counts ...",
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
