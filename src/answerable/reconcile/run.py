"""Link the cases, make subjects and counts, authority by authority.

What comes in: cases, tallies, log items and rulings of the record; the codebook and the period asked. What goes out:
`Link`, `Subject`, `Count` and `Problem` rows. Never here: comparison, arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_id, make_key
from answerable.model.judgement import Judgement
from answerable.model.link import Count, Link, Subject
from answerable.model.log import LogItem
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.reconcile.counts import AuthorityNumbers
from answerable.reconcile.coverage import measure_coverage
from answerable.reconcile.facts import Facts, drop_common_words, make_facts
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE, Ruled, link_cases
from answerable.reconcile.listed import CaseBook, find_broadest
from answerable.reconcile.matching import Pair
from answerable.reconcile.score import Evidence, score_pairs
from answerable.reconcile.standing import check_replaced, pick_cases, pick_tallies
from answerable.reconcile.subjects import make_subjects
from answerable.reconcile.training import reweigh, train_weights
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "reconcile"
VERSION = "3"


def run(
    record: Record,
    codebook: Codebook,
    asked: Period,
    authority_ids: Sequence[str],
    progress: Progress = no_progress,
) -> StageReport:
    """Reconcile every authority.

    Args:
        record: holds cases, tallies, log items, rulings on links.
        codebook: measures, and what `[counting]` keeps out.
        asked: the period of the request.
        authority_ids: everyone asked.
        progress: called per authority.
    """
    material = _Material(record, codebook, asked)
    known = sorted({*authority_ids, *material.cases, *material.tallies})
    units = [
        Unit(
            one, make_key(STAGE, VERSION, material.key, record.fingerprint(Tally, authority_id=one)), material.rows(one)
        )
        for one in known
        if one
    ]
    done = run_units(record, STAGE, units, progress)
    did, needs = _tell(record, codebook, authority_ids)
    return StageReport(STAGE, done.n_done, done.n_unchanged, done.n_failed, did, needs)


def read_rulings(judgements: Sequence[Judgement]) -> dict[Pair, Ruled]:
    """The last ruling that stands on each pair of cases."""
    undone = {one.undoes for one in judgements if one.undoes}
    rulings: dict[Pair, Ruled] = {}
    for judgement in judgements:
        pair = judgement.subject.split("+")
        if judgement.id in undone or judgement.undoes or len(pair) != 2:
            continue
        rulings[min(pair), max(pair)] = Ruled(judgement.ruling.value, judgement.id)
    return rulings


Owned = TypeVar("Owned", Case, Tally)


def _by_authority(rows: Iterable[Owned]) -> dict[str, list[Owned]]:
    found: dict[str, list[Owned]] = defaultdict(list)
    for row in rows:
        found[row.authority_id].append(row)
    return found


class _Material:
    """What the units share: read once, scored once and only when some unit is to be done."""

    def __init__(self, record: Record, codebook: Codebook, asked: Period) -> None:
        self.codebook = codebook
        self.asked = asked
        judgements = record.judgements(noun="link")
        self.rulings = read_rulings(judgements)
        self.items = {item.id: item for item in record.all(LogItem)}
        self.cases = {one: pick_cases(many) for one, many in _by_authority(record.all(Case)).items()}
        self.tallies = {one: pick_tallies(many) for one, many in _by_authority(record.all(Tally)).items()}
        measures = [(one.name, one.variable, list(one.any_of), one.from_cases) for one in codebook.measures]
        self.key = make_key(
            record.fingerprint(Case),
            record.fingerprint(LogItem),
            [one.id for one in judgements],
            [str(asked.start), str(asked.end)],
            [codebook.version, measures, list(codebook.needed), [list(pair) for pair in codebook.not_counted]],
        )

    @cached_property
    def facts(self) -> dict[str, list[Facts]]:
        """Every case as linkage sees it, per authority."""
        every = [
            make_facts(case, self.items, self.codebook.needed) for case in chain.from_iterable(self.cases.values())
        ]
        found: dict[str, list[Facts]] = defaultdict(list)
        for facts in sorted(drop_common_words(every), key=lambda one: (one.authority_id, one.id)):
            found[facts.authority_id].append(facts)
        return found

    @cached_property
    def evidence(self) -> dict[str, list[Evidence]]:
        """The evidence of all pairs, per authority; frequencies and weights are those of the whole investigation."""
        facts = list(chain.from_iterable(self.facts.values()))
        home = {one.id: one.authority_id for one in facts}
        old_words = {old for many in self.cases.values() for old, _ in self.find_reworded(many)}
        scored = score_pairs(facts)
        found: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in reweigh(scored, facts, train_weights(facts, scored, old_words)):
            found[home[evidence.left]].append(evidence)
        return found

    def rows(self, authority_id: str) -> Callable[[], Iterable[object]]:
        """What makes the rows of one authority."""
        return lambda: list(self._make(authority_id))

    def _make(self, authority_id: str) -> Iterator[Link | Subject | Count | Problem]:
        cases = sorted(self.cases.get(authority_id, []), key=lambda case: case.id)
        linkage = link_cases(
            self.facts.get(authority_id, []),
            self.evidence.get(authority_id, []) if len(cases) > 1 else [],
            self.find_reworded(cases),
            self.rulings,
        )
        yield from linkage.links
        subjects = make_subjects(authority_id, cases, linkage)
        yield from subjects
        for subject in subjects:
            if subject.conflicts:
                yield _conflict_problem(subject)
        book = CaseBook(cases, self.items, linkage, self.codebook, self.asked)
        counts, problems = AuthorityNumbers(authority_id, self.tallies.get(authority_id, []), book).make_counts()
        yield from counts
        problems += check_replaced(authority_id, cases, self.tallies.get(authority_id, []))
        yield from {problem.id: problem for problem in problems}.values()

    def find_reworded(self, cases: Sequence[Case]) -> dict[Pair, str]:
        """Find the pairs of cases whose log entries are one entry in old and new words."""
        by_item: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            if case.log_item_id:
                by_item[case.log_item_id].append(case)
        reworded: dict[Pair, str] = {}
        for item_id, old in by_item.items():
            item = self.items.get(item_id)
            new = by_item.get(item.replaced_by, []) if item is not None and item.replaced_by else []
            if item is not None and len(old) == len(new):
                for one, other in zip(old, new, strict=True):
                    reworded[one.id, other.id] = f"one entry of the log, reworded after {item.last_seen_on}"
        return reworded


def _conflict_problem(subject: Subject) -> Problem:
    told = dict.fromkeys(subject.conflicts)
    found = "; ".join(
        f"{name}: " + " / ".join(text for variable, text in subject.values if variable == name) for name in told
    )
    return Problem(
        id=make_id("prb", "sources-disagree", subject.id),
        code="sources-disagree",
        where=f"{subject.authority_id}, {' + '.join(subject.cases)}",
        found=found,
        expected="one value in every source on one matter",
        remedy="open both sources; amend what was misread, or rule which of them counts and why",
        authority_id=subject.authority_id,
    )


def _tell(record: Record, codebook: Codebook, authority_ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    links = record.all(Link)
    certain = [one for one in links if one.ruling == "same" or (one.share_same >= SHARE_CERTAIN and not one.ruling)]
    open_pairs = [one for one in links if one.ruling == "" and SHARE_POSSIBLE <= one.share_same < SHARE_CERTAIN]
    broadest = find_broadest(codebook)
    counts = [count for count in record.all(Count) if count.measure == broadest]
    asked = set(authority_ids)
    cases = {case.id: case for case in record.all(Case)}
    covered = measure_coverage(sorted(asked), counts, record.all(Subject), cases, codebook.needed)
    n_in_logs, n_in_both = (sum(one.n_in_logs for one in covered), sum(one.n_in_both for one in covered))
    answered = {count.authority_id for count in counts if count.basis != "published_log"} & asked
    by_log = {count.authority_id for count in counts if count.basis == "published_log"} & asked
    n_subjects = record.count(Subject)
    did = (
        f"{n_subjects} people's matters from {sum(len(one.cases) for one in record.all(Subject))} cases; "
        f"{len(certain)} pairs are one matter",
        f"{broadest or 'counts'}: {len(answered)} of {len(asked)} authorities by their answers, {len(by_log)} by their "
        f"published logs, {len(asked) - len(answered) - len(by_log)} by neither",
        *(
            (f"logs show {n_in_logs} people of the kind asked about; {n_in_both} also stand in answers",)
            * bool(n_in_logs)
        ),
    )
    n_residues = record.count(Problem, code="arithmetic-residue") + record.count(
        Problem, code="published-beyond-answer"
    )
    n_conflicts = record.count(Problem, code="sources-disagree")
    n_replaced = record.count(Problem, code="only-in-replaced-answer")
    said_pairs = counted(len(open_pairs), "pair of cases", "pairs of cases")
    needs = tuple(
        text
        for n, text in (
            (
                len(open_pairs),
                f"{said_pairs} may be one person: same, different or unsure?",
            ),
            (n_residues, f"{n_residues} sums do not come out"),
            (n_conflicts, f"{counted(n_conflicts, 'person', 'people')} on whom sources disagree"),
            (n_replaced, f"{n_replaced} numbers stand only in an answer that a later one replaced"),
        )
        if n
    )
    return did, needs
