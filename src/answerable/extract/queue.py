"""The queue: cases and tallies that wait for a person, what matters most first, each with its reasons.

In: rows, problems, findings, suggestions, judgements. Out: `QueueItem` rows. Never here: rulings.

What puts a row forward, in this order of weight: arithmetic that does not close and readings that contradict each
other; rulings that a new codebook or a new reading put in question; codes that were taken in without words; doubt about
a value; how much of a finding hangs on the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from answerable.extract.coding import find_sealed, read_double_codings
from answerable.extract.contradictions import CODE
from answerable.extract.counting.tallies import IN_PART
from answerable.extract.importing import Unsupported, find_unsupported
from answerable.extract.recoding import NOUN, Recode, find_to_recode
from answerable.extract.rulings import Row
from answerable.model.case import Case, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.finding import Finding
from answerable.model.problem import Problem
from answerable.model.suggestion import Suggestion
from answerable.store.record import Record

_TROUBLE = {
    "tally-disagrees": "two readings of one number disagree",
    "total-differs-from-parts": "the parts do not add up to the total",
    "judgement-adrift": "a ruling on this document lost its words",
}
_UNSURE = 0.85
_NOTABLE_SHARE = 0.05
"""From this share of a finding on, the reason says so."""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row that waits for a person, and why.

    Args:
        noun: ``case`` or ``tally``.
        row: the row.
        weight: how much it matters; higher comes first.
        reasons: in words.
        variables: of the codebook that the reasons are about.
    """

    noun: str
    row: Row
    weight: float
    reasons: tuple[str, ...]
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of the rows.

    Args:
        findings: what hangs on which rows.
        suggestions: what a learned pass or a language model would say.
        recodes: rulings that a change of the codebook touches.
        unsupported: codes that were taken in and whose words were not found.
        sealed: cases that two people are coding blind: they wait for those two, not here.
    """

    findings: Sequence[Finding] = ()
    suggestions: Sequence[Suggestion] = ()
    recodes: Sequence[Recode] = ()
    unsupported: Sequence[Unsupported] = ()
    sealed: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Score:
    """What speaks for a row's coming early."""

    weight: float = 0.0
    reasons: list[str] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)

    def add(self, weight: float, reason: str = "", variable: str = "") -> None:
        self.weight += weight
        if reason and reason not in self.reasons:
            self.reasons.append(reason)
        if variable and variable not in self.variables:
            self.variables.append(variable)


def load_queue(record: Record, codebook: Codebook) -> list[QueueItem]:
    """The queue of a record."""
    judgements = record.judgements()
    beside = Beside(
        record.all(Finding),
        record.all(Suggestion),
        find_to_recode(judgements, codebook),
        find_unsupported(judgements),
        find_sealed(read_double_codings(judgements)),
    )
    return make_queue(record.all(Case), record.all(Tally), record.all(Problem), codebook, beside)


def load_reasons(
    record: Record, codebook: Codebook, rows: Sequence[Row], findings: Sequence[Finding]
) -> dict[str, tuple[str, ...]]:
    """Why some rows of one document wait, without reading the rest of the record; those without a reason are left out.

    Args:
        record: to read what else is known of them.
        codebook: as it is now.
        rows: of one document.
        findings: all of the record.
    """
    if not rows:
        return {}
    lines = [*record.judgements(NOUN), *record.judgements_on([row.id for row in rows])]
    judgements = sorted(lines, key=lambda one: one.made_at)
    document = rows[0].document
    beside = Beside(
        findings,
        record.all(Suggestion, document=document),
        find_to_recode(judgements, codebook),
        find_unsupported(judgements),
    )
    cases = [row for row in rows if isinstance(row, Case)]
    tallies = [row for row in rows if isinstance(row, Tally)]
    queue = make_queue(cases, tallies, record.all(Problem, document=document), codebook, beside)
    return {item.row.id: item.reasons for item in queue if item.reasons}


def make_queue(
    cases: Iterable[Case],
    tallies: Iterable[Tally],
    problems: Iterable[Problem],
    codebook: Codebook,
    beside: Beside | None = None,
) -> list[QueueItem]:
    """Order what waits for a person: disagreement, doubt, arithmetic that does not close, weight on a finding."""
    known = beside or Beside()
    scores: dict[str, _Score] = defaultdict(_Score)
    _score_again(known, scores)
    again = frozenset(scores)
    told = list(problems)
    trouble = {problem.document: problem.code for problem in told if problem.code in _TROUBLE}
    contradicted = {problem.where.rpartition(", ")[2]: problem.found for problem in told if problem.code == CODE}
    shares = _find_shares(known.findings)
    suggested = defaultdict(list)
    for one in known.suggestions:
        suggested[one.case_id].append(one)
    items = []
    for case in cases:
        if not _waits(case, again) or case.id in known.sealed:
            continue
        score = scores[case.id]
        _score_case(case, codebook, trouble, score)
        if case.id in contradicted:
            score.add(3.0, f"its own words disagree: {contradicted[case.id]}", "outcome")
        _score_suggestions(case, suggested[case.id], score)
        _score_leverage(case, shares, score)
        items.append(QueueItem("case", case, round(score.weight, 3), tuple(score.reasons), tuple(score.variables)))
    for tally in tallies:
        if not _waits(tally, again):
            continue
        score = scores[tally.id]
        _score_tally(tally, codebook, trouble, score)
        _score_leverage(tally, shares, score)
        items.append(QueueItem("tally", tally, round(score.weight, 3), tuple(score.reasons), tuple(score.variables)))
    return sorted(items, key=_order)


def _order(item: QueueItem) -> tuple[float, str, str, int, int, str]:
    row = item.row
    return (-item.weight, row.authority_id, row.document, row.span.page, row.span.start, row.id)


def _waits(row: Row, again: frozenset[str]) -> bool:
    return not row.superseded and (row.standing is Standing.PROPOSED or row.id in again)


def _score_again(beside: Beside, scores: dict[str, _Score]) -> None:
    """Rows that come back although a person ruled on them."""
    for one in beside.recodes:
        for reason in one.reasons:
            scores[one.subject].add(0.0, f"the codebook changed: {reason}", one.variable)
        scores[one.subject].weight += 2.5
    for code in beside.unsupported:
        what = f"{code.by} coded {code.variable} as {code.value} elsewhere ({code.origin}); its words were not found"
        scores[code.case_id].add(2.2, what, code.variable)


def _score_case(case: Case, codebook: Codebook, trouble: Mapping[str, str], score: _Score) -> None:
    if trouble.get(case.document) == "judgement-adrift":
        score.add(2.0, _TROUBLE["judgement-adrift"])
    for value in case.values:
        coded = value.effective
        if coded is not None and coded.share_sure < _UNSURE and value.ruled is None:
            score.add(2.0 * (1.0 - coded.share_sure), f"not sure of {_say(value.variable)}", value.variable)
    outcome = case.get("outcome")
    if outcome in {name for pair in codebook.never_merge for name in pair}:
        score.add(0.5)
    if outcome is None and codebook.find_variable("outcome") is not None:
        score.add(1.0, "no outcome found", "outcome")
    if not case.n_subjects.is_exact or case.n_subjects.low > 1:
        score.add(0.8, f"about {case.n_subjects} people", "n_subjects")
    if any(one.effective and one.effective.span and one.effective.span.unconfirmed for one in case.values):
        score.add(1.0, "read from a scan by one engine only")


def _say(name: str) -> str:
    return name.replace("_", " ")


def _score_suggestions(case: Case, suggestions: Iterable[Suggestion], score: _Score) -> None:
    """Passes that say something else than what stands."""
    for one in suggestions:
        stands = next((value for value in case.values if value.variable == one.variable), None)
        coded = stands.effective if stands else None
        if (stands is not None and stands.ruled is not None) or (coded and coded.value == one.coded.value):
            continue
        weight = 1.5 if coded and coded.value is not None else 0.6
        score.add(weight * one.coded.share_sure, f"another pass reads {_say(one.variable)} differently", one.variable)


def _score_tally(tally: Tally, codebook: Codebook, trouble: Mapping[str, str], score: _Score) -> None:
    score.add(2.0 * (1.0 - tally.share_sure))
    if tally.document in trouble:
        score.add(3.0, _TROUBLE[trouble[tally.document]])
    if tally.measure in ("disciplined", "dismissed", "would_have_been_dismissed"):
        score.add(0.7)
    if tally.effective is not None and not tally.effective.is_exact:
        score.add(0.4, "a suppressed number")
    if tally.unit not in (codebook.counted, tally.measure) and tally.measure != "allegations":
        score.add(0.6, f"counts {tally.unit.replace('_', ' ')}")
    if tally.rule == "only-number" and tally.ruled is None:
        score.add(1.0, "the only number of its answer: look what it counts")
    if IN_PART in tally.note:
        score.add(0.8, IN_PART)
    if tally.span.unconfirmed:
        score.add(1.5, "read from a scan by one engine only")
    if tally.is_total:
        score.add(-0.5)


def _find_shares(findings: Iterable[Finding]) -> dict[str, list[tuple[Finding, float]]]:
    """For every row behind a finding, the finding and one part of how much there is of it."""
    shares: dict[str, list[tuple[Finding, float]]] = defaultdict(list)
    for finding in findings:
        whole = finding.value.high or finding.value.low if finding.value and finding.unit != "share" else 0.0
        whole = max(whole, float(len(finding.cases) + len(finding.tallies)), 1.0)
        for row_id in (*finding.cases, *finding.tallies):
            shares[row_id].append((finding, whole))
    return shares


def _score_leverage(row: Row, shares: Mapping[str, Sequence[tuple[Finding, float]]], score: _Score) -> None:
    """How much of the finding that leans most on this row hangs on it."""
    number = row.n_subjects if isinstance(row, Case) else row.effective
    amount = 1.0 if number is None else max(number.low, number.high or number.low)
    leaning = [(min(1.0, amount / whole), finding) for finding, whole in shares.get(row.id, ())]
    if not leaning:
        return
    share, finding = max(leaning, key=lambda one: (one[0], one[1].id))
    score.add(2.0 * share, f"{share:.0%} of “{finding.title}” hangs on it" if share >= _NOTABLE_SHARE else "")
