"""Many ask at once: one saves for all, each is told what came of theirs, one that cannot be kept spoils no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.store.test_record import SHA, make_case, make_ruling

from answerable.errors import RulingOvertaken
from answerable.model.case import Case
from answerable.model.judgement import Judgement
from answerable.store.record import Record
from answerable.store.team.clerk import Clerk
from answerable.store.team.saving import Laying, Saved, Wish, save_wishes, tell_version

LAYING = Laying(lambda row, new: (), lambda row, new, pages: replace(row, rule=new[-1].id))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    url = (
        f"sqlite:///{tmp_path / 'record.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    with Record.open(url, archive=tmp_path / "sources") as record:
        record.replace("extract", SHA, "key", [make_case(number) for number in range(1, 9)])
        yield record


def wish(minute: int, case: int, seen: str = "") -> Wish:
    return Wish((make_ruling(minute, f"case-{case}"),), {f"case-{case}": seen} if seen else {})


def test_the_second_of_two_in_one_transaction_is_told_of_the_first(any_record: Record) -> None:
    seen = tell_version(any_record.get(Case, "case-1"), 0)
    first, second, other = save_wishes(
        any_record, [wish(1, 1, seen), Wish((replace_by(wish(2, 1, seen)),), {"case-1": seen}), wish(3, 2)], LAYING
    )
    assert isinstance(first, Saved)
    assert isinstance(second, RulingOvertaken)
    assert isinstance(other, Saved)
    assert [line.subject for line in any_record.judgements()] == ["case-1", "case-2"]
    assert any_record.find_audit_break() is None
    assert len(any_record.audit_trail()) == 2
    if any_record.engine.dialect.name == "postgresql":  # SQLite never lays: a team needs PostgreSQL
        assert any_record.get(Case, "case-2").rule == other.kept[0].id
        assert other.rows["case-2"] == any_record.get(Case, "case-2")


def replace_by(one: Wish) -> Judgement:
    return replace(one.judgements[0], id="jdg-other", by="Another")


def test_whoever_comes_first_saves_for_all_who_wait(any_record: Record) -> None:
    clerk, sizes, first_is_in = Clerk(), [], threading.Event()

    def save(wishes: Sequence[Wish]) -> list[Saved | Exception]:
        sizes.append(len(wishes))
        if len(sizes) == 1:
            first_is_in.set()
            time.sleep(0.3)  # the others come meanwhile
        return save_wishes(any_record, wishes, LAYING)

    with ThreadPoolExecutor(8) as pool:
        one = pool.submit(clerk.save, [wish(0, 1)], save)
        first_is_in.wait()
        others = [pool.submit(clerk.save, [wish(number, number)], save) for number in range(2, 9)]
        saved = [line for future in (one, *others) for line in future.result()]
    assert sizes == [1, 7]
    assert [line.kept[0].subject for line in saved if isinstance(line, Saved)] == [
        f"case-{number}" for number in range(1, 9)
    ]
    assert len(any_record.judgements()) == 8
    assert any_record.find_audit_break() is None


def test_what_the_database_refuses_spoils_nothing_else(any_record: Record) -> None:
    clerk, first_is_in = Clerk(), threading.Event()
    bad = Wish((replace(make_ruling(9, "case-5"), by=None),), {})  # type: ignore[arg-type]

    def save(wishes: Sequence[Wish]) -> list[Saved | Exception]:
        if not first_is_in.is_set():
            first_is_in.set()
            time.sleep(0.3)
        return save_wishes(any_record, wishes, LAYING)

    with ThreadPoolExecutor(4) as pool:
        one = pool.submit(clerk.save, [wish(0, 1)], save)
        first_is_in.wait()
        broken, good = pool.submit(clerk.save, [bad], save), pool.submit(clerk.save, [wish(2, 2)], save)
        assert [isinstance(line, Saved) for future in (one, good) for line in future.result()] == [True, True]
        assert isinstance(broken.result()[0], sa.exc.IntegrityError)
    assert sorted(line.subject for line in any_record.judgements()) == ["case-1", "case-2"]
    assert any_record.find_audit_break() is None
