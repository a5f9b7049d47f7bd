"""The outbox against a real mail server on loopback: once each, whatever breaks."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from answerable.adapters.postman import SmtpPostman
from answerable.ask.outbox import (
    LetterState,
    SendingReport,
    confirm_address,
    list_outbox,
    make_plan,
    mark,
    resolve,
    send,
)
from answerable.ask.requests import Sender
from answerable.ask.run import run
from answerable.errors import AdapterUnavailable, ValueNotAllowed
from answerable.model.authority import Authority, EmailAddress
from answerable.model.request import Batch, Question, Request
from answerable.store.decisions import export_decisions, import_decisions
from answerable.store.record import Record

pytestmark = pytest.mark.slow


HERE = str(Path(__file__).resolve().parent)
SENDER = Sender("The Lantern Post", "desk@lantern.example")
CONFIRMED = dt.date(2022, 6, 1)
AUTHORITIES = tuple(
    Authority(f"force-{n}", f"Force {n}", "foia-2000", emails=(EmailAddress(f"foi@f{n}.example", CONFIRMED),))
    for n in range(10, 58)
)
FEW = AUTHORITIES[:16]
BODY = "Dear {{ authority.name }},\n\n1. How many?\n.\n..\n"
BATCH = Batch("dogs", "Dogs", BODY, (Question(1, "How many?"),), "foia-2000", None)


class FixedClock:
    """Always the same noon."""

    def now(self) -> dt.datetime:
        return dt.datetime(2022, 7, 1, 12, 0, tzinfo=dt.UTC)


def ask(record: Record, authorities: tuple[Authority, ...] = FEW) -> None:
    run(record, [BATCH], authorities, CONFIRMED, sender=SENDER)


def send_all(record: Record, server: Any) -> SendingReport:
    plan = make_plan(list_outbox(record, "dogs"))
    postman = SmtpPostman("127.0.0.1", server.port, "none", timeout_seconds=10)
    try:
        return send(record, plan, postman, SENDER, FixedClock(), by="reporter", confirmed_count=len(plan.letters))
    finally:
        postman.close()


def states(record: Record) -> list[LetterState]:
    return [item.state for item in list_outbox(record, "dogs")]


def test_forty_eight_letters_go_once_each_and_are_kept_as_sent(record: Record, server: Any) -> None:
    ask(record, AUTHORITIES)
    report = send_all(record, server)
    assert report.n_sent == 48
    assert len(set(server.message_ids())) == len(server.letters()) == 48
    assert set(states(record)) == {LetterState.SENT}
    assert {source.origin.split(":")[0] for source in record.sources()} == {"outbox"}
    assert {record.get_bytes(source.id) for source in record.sources()} == set(server.letters())
    assert send_all(record, server).n_sent == 0
    assert len(server.letters()) == 48


def test_what_went_is_still_known_when_every_derived_row_is_gone(record: Record, server: Any) -> None:
    ask(record)
    send_all(record, server)
    record.forget_derived()
    ask(record)
    assert {request.sent_on for request in record.iter(Request)} == {dt.date(2022, 7, 1)}
    assert send_all(record, server).n_sent == 0


def test_a_refused_letter_stays_and_the_others_go(record: Record, server: Any) -> None:
    ask(record)
    server.refuse = {"foi@f17.example"}
    report = send_all(record, server)
    assert report.n_sent == 15
    assert "550" in report.failed[0][1]
    failed = [item for item in list_outbox(record, "dogs") if item.state is LetterState.FAILED]
    assert [item.authority.id for item in failed] == ["force-17"]
    server.refuse = set()
    assert send_all(record, server).n_sent == 1
    assert sorted(set(server.message_ids())) == sorted(server.message_ids())


def test_a_line_cut_after_the_letter_was_taken_never_sends_it_twice(record: Record, server: Any) -> None:
    ask(record)
    server.cut_after = 6
    report = send_all(record, server)
    assert report.n_sent == 5
    assert len(report.uncertain) == 1
    plan = make_plan(list_outbox(record, "dogs"))
    assert len(plan.letters) == 10
    assert [why for _, why in plan.held] == [
        "it may have gone when the program stopped: look in the sent folder, then mark it"
    ]
    assert resolve(record, list_outbox(record, "dogs"), server, FixedClock(), by="reporter") == 1
    assert send_all(record, server).n_sent == 10
    assert len(server.message_ids()) == len(set(server.message_ids())) == 16


def test_no_server_means_that_nothing_went_and_all_wait(record: Record, server: Any) -> None:
    ask(record)
    plan = make_plan(list_outbox(record, "dogs"))
    closed = SmtpPostman("127.0.0.1", 9, "none", timeout_seconds=2)
    with pytest.raises(AdapterUnavailable, match="no letter has gone"):
        send(record, plan, closed, SENDER, FixedClock(), by="reporter", confirmed_count=16)
    assert set(states(record)) == {LetterState.WAITING}
    assert send_all(record, server).n_sent == 16


def test_letters_are_never_sent_in_the_clear_to_another_machine() -> None:
    with pytest.raises(AdapterUnavailable, match="encryption"):
        SmtpPostman("mail.example", 25, "none").send("a@b.example", ("c@d.example",), b"x")


def test_a_server_without_starttls_gets_no_letter(record: Record, server: Any) -> None:
    with pytest.raises(AdapterUnavailable, match="STARTTLS"):
        SmtpPostman("127.0.0.1", server.port, "starttls").send("a@b.example", ("c@d.example",), b"x")
    assert server.letters() == []


def test_the_number_must_be_confirmed_by_a_person(record: Record, server: Any) -> None:
    ask(record)
    plan = make_plan(list_outbox(record, "dogs"))
    assert len(plan.addresses) == 16
    for count, by in ((15, "reporter"), (16, "")):
        with pytest.raises(ValueNotAllowed, match="confirm"):
            send(
                record,
                plan,
                SmtpPostman("127.0.0.1", server.port, "none"),
                SENDER,
                FixedClock(),
                by=by,
                confirmed_count=count,
            )
    assert server.letters() == []


def test_an_unconfirmed_address_is_held_until_a_person_confirms_it(record: Record, server: Any) -> None:
    unverified = replace(AUTHORITIES[0], emails=(EmailAddress("foi@f10.example"),))
    ask(record, (unverified, replace(AUTHORITIES[1], emails=())))
    plan = make_plan(list_outbox(record, "dogs"))
    assert plan.letters == ()
    assert ["confirmed" in plan.held[0][1], "no address" in plan.held[1][1]] == [True, True]
    confirm_address(record, plan.held[0][0], FixedClock(), by="reporter", why="on the force's site today")
    assert send_all(record, server).n_sent == 1


def test_a_letter_sent_by_portal_is_marked_and_counts_from_its_own_day(record: Record, server: Any) -> None:
    ask(record, AUTHORITIES[:2])
    item = list_outbox(record, "dogs")[0]
    mark(
        record,
        item,
        LetterState.ELSEWHERE,
        FixedClock(),
        by="reporter",
        on=dt.date(2022, 6, 30),
        channel="portal",
        why="form",
    )
    assert send_all(record, server).n_sent == 1
    ask(record, AUTHORITIES[:2])
    by_id = {request.authority_id: request for request in record.iter(Request)}
    assert (by_id["force-10"].sent_on, by_id["force-10"].channel) == (dt.date(2022, 6, 30), "portal")
    assert by_id["force-11"].sent_on == dt.date(2022, 7, 1)


_SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_outbox import AUTHORITIES, ask, send_all, Record
class Server: port = int(sys.argv[2])
with Record.open(f"sqlite:///{sys.argv[1]}/record.db", archive=Path(sys.argv[1]) / "sources") as record:
    ask(record, AUTHORITIES)
    send_all(record, Server())
"""


@pytest.mark.slow
def test_killed_in_the_middle_of_sending_every_letter_still_goes_exactly_once(tmp_path: Path, server: Any) -> None:
    server.slow_seconds = 0.02
    (tmp_path / "work").mkdir()
    for n_letters in (5, 17, 30):
        process = subprocess.Popen([sys.executable, "-c", _SCRIPT, str(tmp_path / "work"), str(server.port), HERE])
        while server.n_taken < n_letters and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.1)
        with Record.open(f"sqlite:///{tmp_path}/work/record.db", archive=tmp_path / "work" / "sources") as record:
            resolve(record, list_outbox(record, "dogs"), server, FixedClock(), by="reporter")
    with Record.open(f"sqlite:///{tmp_path}/work/record.db", archive=tmp_path / "work" / "sources") as record:
        send_all(record, server)
        assert set(states(record)) == {LetterState.SENT}
    assert len(server.message_ids()) == len(set(server.message_ids())) == 48


def test_what_went_travels_in_the_files_of_decisions(record: Record, server: Any, tmp_path: Path) -> None:
    ask(record)
    send_all(record, server)
    export_decisions(record, tmp_path / "decisions")
    with Record.open("sqlite://", archive=tmp_path / "other") as other:
        import_decisions(other, tmp_path / "decisions")
        ask(other)
        assert set(states(other)) == {LetterState.SENT}
        assert send_all(other, server).n_sent == 0
