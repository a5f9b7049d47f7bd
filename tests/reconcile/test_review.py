"""The queue of pairs, and rulings on them."""

from __future__ import annotations

import pytest
from tests.reconcile.invented import ASKED, CODEBOOK
from tests.reconcile.invented import make_case as case

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.model.interval import Interval
from answerable.model.judgement import Ruling
from answerable.model.link import Count
from answerable.reconcile.review import find_open_pairs, rule_pair, undo_ruling
from answerable.reconcile.run import run
from answerable.store.record import Record

pytestmark = pytest.mark.slow

NOW = "2022-02-01T09:00:00+00:00"


@pytest.fixture
def open_pair(record: Record) -> Record:
    rows = [
        case("a", "one", rank="constable", year=2019, outcome="dismissed"),
        case("b", "two", rank="constable", year=2019, outcome="dismissed", request="req-2"),
        case("far", "three", authority="redfell", rank="constable", year=2019, outcome="dismissed"),
    ]
    record.replace("extract", "test", "1", rows)
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    return record


def disciplined(record: Record) -> Interval:
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    return next(one.value for one in record.all(Count, authority_id="tarnshire") if one.measure == "disciplined")


def test_an_undecided_pair_waits_with_both_sources_and_what_it_would_join(open_pair: Record) -> None:
    (pair,) = find_open_pairs(open_pair)
    assert (pair.subject, pair.merged) == ("case-a+case-b", ("case-a", "case-b"))
    assert (pair.left.span.exact, pair.right.span.exact) == ("case a", "case b")
    assert pair.link.evidence


def test_a_ruling_decides_and_can_be_taken_back(open_pair: Record) -> None:
    assert disciplined(open_pair) == Interval(1, 2)
    ruling = rule_pair(open_pair, "case-b+case-a", Ruling.DIFFERENT, by="desk", made_at=NOW, reason="other station")
    assert (ruling.subject, ruling.after) == ("case-a+case-b", "different")
    open_pair.append_judgements([ruling])
    assert disciplined(open_pair) == Interval(2, 2)
    assert find_open_pairs(open_pair) == []
    back = undo_ruling(open_pair.judgements(noun="link"), "case-a+case-b", by="desk", made_at=NOW)
    open_pair.append_judgements([back])
    assert disciplined(open_pair) == Interval(1, 2)


def test_a_ruling_survives_the_record_being_built_anew(open_pair: Record) -> None:
    ruling = rule_pair(open_pair, "case-a+case-b", Ruling.SAME, by="desk", made_at=NOW)
    open_pair.append_judgements([ruling])
    rows = open_pair.all(type(case("a")))
    open_pair.forget_derived()
    open_pair.replace("extract", "test", "2", rows)
    assert disciplined(open_pair) == Interval(1, 1)


def test_what_is_no_pair_is_refused(open_pair: Record) -> None:
    with pytest.raises(NotInRecord):
        rule_pair(open_pair, "case-a+case-nobody", Ruling.SAME, by="desk", made_at=NOW)
    with pytest.raises(ValueNotAllowed, match="two authorities"):
        rule_pair(open_pair, "case-a+case-far", Ruling.SAME, by="desk", made_at=NOW)
    with pytest.raises(ValueNotAllowed, match="no ruling on a pair"):
        rule_pair(open_pair, "case-a+case-b", Ruling.REJECT, by="desk", made_at=NOW)
    with pytest.raises(NotInRecord, match="nobody has ruled"):
        undo_ruling([], "case-a+case-b", by="desk", made_at=NOW)
