"""What a ruling would do is shown before it is made, and is what then happens."""

from __future__ import annotations

import pytest
from tests.reconcile.invented import ASKED, CODEBOOK
from tests.reconcile.invented import make_case as case

from answerable.model.judgement import Ruling
from answerable.model.link import Count, Link, Subject
from answerable.reconcile.foresee import Foresight
from answerable.reconcile.material import Material
from answerable.reconcile.review import find_open_pairs, rule_pair
from answerable.reconcile.run import run
from answerable.store.record import Record

pytestmark = pytest.mark.slow

ALIKE = {"rank": "constable", "platform": ("whatsapp",), "outcome": "dismissed", "decided_on": "2020-03-03"}


@pytest.fixture
def alike(record: Record) -> Record:
    """Two lists that each name the same two officers, whom nothing tells apart."""
    rows = [case(f"{side}{n}", side, **ALIKE) for side in ("body", "sheet") for n in range(2)]
    rows.append(case("far", "far", rank="sergeant", year=2019, outcome="dismissed", request="req-2"))
    record.replace("extract", "test", "1", rows)
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    return record


def look(record: Record) -> Foresight:
    material = Material(record, CODEBOOK, ASKED)
    return Foresight(material, material.rulings)


def test_the_pairs_that_follow_are_named(alike: Record) -> None:
    told = look(alike).tell("tarnshire", ("case-body0", "case-sheet1"), Ruling.SAME)
    assert told.joined == (("case-body0", "case-sheet1"), ("case-body1", "case-sheet0"))
    assert told.same == (("case-body1", "case-sheet0"),)
    assert set(told.different) == {("case-body0", "case-sheet0"), ("case-body1", "case-sheet1")}
    assert any("makes another pair certain: case-body1 + case-sheet0" in words for words in told.say())


@pytest.mark.parametrize("ruling", [Ruling.SAME, Ruling.DIFFERENT, Ruling.UNSURE])
def test_what_is_foreseen_is_what_happens(record: Record, ruling: Ruling) -> None:
    rows = [case(name, name, rank="constable", year=2019, outcome="dismissed", request=name) for name in "abc"]
    record.replace("extract", "test", "1", rows)
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    pair = find_open_pairs(record)[0]
    told = look(record).tell("tarnshire", (pair.link.left, pair.link.right), ruling)
    before = {one.measure: str(one.value) for one in record.all(Count)}
    subjects = {one.cases for one in record.all(Subject)}
    record.append_judgements([rule_pair(record, pair.subject, ruling, by="desk", made_at="2022-02-01T09:00:00+00:00")])
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    after = {one.measure: str(one.value) for one in record.all(Count)}
    assert {name: (now, then) for name, now, then in told.counts} == {
        name: (before[name], after[name]) for name in before if before[name] != after[name]
    }
    joined = {one.cases for one in record.all(Subject)} - subjects
    assert {cases for cases in joined if len(cases) > 1} == set(told.joined)


def test_looking_ahead_changes_nothing(alike: Record) -> None:
    before = [alike.fingerprint(kind) for kind in (Link, Subject, Count)]
    ahead = look(alike)
    for pair in find_open_pairs(alike):
        ahead.tell("tarnshire", (pair.link.left, pair.link.right), Ruling.DIFFERENT)
    assert [alike.fingerprint(kind) for kind in (Link, Subject, Count)] == before
    assert alike.judgements() == []


def test_a_ruling_without_further_consequence_says_so(record: Record) -> None:
    rows = [case(name, name, rank="constable", year=2019, outcome="dismissed", request=name) for name in "ab"]
    record.replace("extract", "test", "1", rows)
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    assert look(record).tell("tarnshire", ("case-a", "case-b"), Ruling.UNSURE).say() == [
        "changes no other pair and no count"
    ]
