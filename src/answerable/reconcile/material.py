"""What reconciling reads, and the rows of one authority that follow from it.

What comes in: cases, tallies, log items and rulings of the record; the codebook and the period asked. What goes out:
`Link`, `Subject`, `Count` and `Problem` rows, under the rulings that stand or under others. Never here: comparison,
arithmetic, writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_id, make_key
from answerable.model.judgement import Judgement
from answerable.model.link import Count, Link, Subject
from answerable.model.log import PRESS, LogItem
from answerable.model.problem import Problem
from answerable.reconcile.counts import AuthorityNumbers
from answerable.reconcile.facts import Facts, drop_common_words, make_facts
from answerable.reconcile.links import Ruled, link_cases
from answerable.reconcile.listed import CaseBook
from answerable.reconcile.matching import Pair
from answerable.reconcile.rulings import Anchors, read_rulings
from answerable.reconcile.score import Evidence, score_pairs
from answerable.reconcile.standing import check_replaced, pick_cases, pick_tallies
from answerable.reconcile.subjects import make_subjects
from answerable.reconcile.training import reweigh, train_weights
from answerable.store.record import Record

Owned = TypeVar("Owned", Case, Tally)


def _by_authority(rows: Iterable[Owned]) -> dict[str, list[Owned]]:
    found: dict[str, list[Owned]] = defaultdict(list)
    for row in rows:
        found[row.authority_id].append(row)
    return found


class Material:
    """What the authorities share: read once, scored once and only when some authority is to be done."""

    def __init__(self, record: Record, codebook: Codebook, asked: Period) -> None:
        """Read a record.

        Args:
            record: holds cases, tallies, log items, rulings on links.
            codebook: measures, and what `[counting]` keeps out.
            asked: the period of the request.
        """
        self.codebook = codebook
        self.asked = asked
        judgements = record.judgements(noun="link")
        cases = record.all(Case)
        self._anchors = Anchors(cases)
        on_press = record.judgements(noun=PRESS)
        found = read_rulings([*judgements, *on_press], self._anchors)
        self.rulings, self.press, self.adrift = found.pairs, frozenset(found.press), found.adrift
        self.items = {item.id: item for item in record.all(LogItem)}
        self.cases = {one: pick_cases(many) for one, many in _by_authority(cases).items()}
        self.tallies = {one: pick_tallies(many) for one, many in _by_authority(record.all(Tally)).items()}
        measures = [(one.name, one.variable, list(one.any_of), one.from_cases) for one in codebook.measures]
        self.key = make_key(
            record.fingerprint(Case),
            record.fingerprint(LogItem),
            [one.id for one in judgements],
            [one.id for one in on_press],
            [str(asked.start), str(asked.end)],
            [codebook.version, measures, list(codebook.needed), [list(pair) for pair in codebook.not_counted]],
        )

    def read_rulings(self, judgements: Sequence[Judgement]) -> Mapping[Pair, Ruled]:
        """The last ruling that stands on each pair of these cases."""
        return read_rulings(judgements, self._anchors).pairs

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

    def make_rows(
        self, authority_id: str, rulings: Mapping[Pair, Ruled] | None = None
    ) -> Iterator[Link | Subject | Count | Problem]:
        """Make the rows of one authority, under the rulings that stand or under others."""
        cases = sorted(self.cases.get(authority_id, []), key=lambda case: case.id)
        linkage = link_cases(
            self.facts.get(authority_id, []),
            self.evidence.get(authority_id, []) if len(cases) > 1 else [],
            self.find_reworded(cases),
            self.rulings if rulings is None else rulings,
        )
        yield from linkage.links
        subjects = make_subjects(authority_id, cases, linkage, self.press)
        yield from subjects
        for subject in subjects:
            if subject.conflicts:
                yield _conflict_problem(subject)
        book = CaseBook(cases, self.items, linkage, self.codebook, self.asked, self.press)
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
