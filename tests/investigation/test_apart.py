"""Received bytes that kill their reader end a child process, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from answerable import apart
from answerable.adapters.child import WorkDied
from answerable.adapters.runner import Guard, InProcess
from answerable.apart import draw_page, read_file
from answerable.errors import InputUnreadable
from answerable.investigation import Investigation
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.project.scaffold import make_folder
from answerable.store.record import Record

MAIL = b"From: foi@avonmoor.example\r\nTo: desk@example.org\r\nSubject: Reply\r\n\r\nIn total 12 officers.\r\n"


def get_plain_reader() -> Guard:
    """The child that reads without OCR and with hidden content kept out."""
    return apart._READING.guards[apart._Reader((), False)]


def test_a_file_is_read_and_a_page_drawn_in_another_process() -> None:
    assert read_file(b"Twelve officers.", "answer.txt").pages[0].text == "Twelve officers."
    guard = get_plain_reader()
    assert guard._child is not None
    assert guard._child.process.pid != os.getpid()
    with pytest.raises(InputUnreadable, match="cannot be drawn"):
        draw_page(b"no picture", 1)


def test_a_reader_that_dies_leaves_a_problem_and_the_next_file_is_read() -> None:
    assert read_file(b"Twelve officers.", "answer.txt").problems == ()
    guard = get_plain_reader()
    assert guard._child is not None
    # The child dies while it is at this file, as of a crash in a library.
    os.kill(guard._child.process.pid, signal.SIGSTOP)
    victim = guard._child.process.pid
    threading.Timer(0.3, os.kill, (victim, signal.SIGKILL)).start()
    reading = read_file(b"Thirteen officers.", "answer.txt")
    assert [problem.code for problem in reading.problems] == ["reader-died"]
    assert reading.pages == ()
    assert read_file(b"Thirteen officers.", "answer.txt").pages[0].text == "Thirteen officers."


class Deadly(InProcess):
    """A runner whose second piece dies."""

    def __init__(self) -> None:
        self.n = 0

    def map(self, work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
        for piece in pieces:
            self.n += 1
            yield WorkDied("crashed (SIGSEGV)") if self.n == 2 else work(piece)


def test_a_mail_that_kills_its_parser_is_kept_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "psm"
    make_folder(folder, name="Test", template="blank", today=dt.date(2022, 2, 1))
    (folder / "inbox").mkdir(exist_ok=True)
    for number in range(3):
        (folder / "inbox" / f"{number}.eml").write_bytes(MAIL.replace(b"12", str(number).encode()))
    one = Investigation.open(folder, n_workers=0)
    one.runner = Deadly()
    with one.record as record:
        list(one.run(("track",)))
        assert record.count(Message) == 3
        (problem,) = record.all(Problem, code="reader-died")
        assert problem.document in {source.id for source in record.sources()}
        assert sorted(bool(message.sender) for message in record.iter(Message)) == [False, True, True]
        # It is never parsed in this process after that, only apart, and is well where it no longer dies.
        one.runner = InProcess()
        list(one.run(("track",)))
        assert record.count(Problem, code="reader-died") == 0
        assert all(message.sender for message in record.iter(Message))


def test_mails_that_did_no_harm_are_not_sent_away_again(tmp_path: Path) -> None:
    folder = tmp_path / "psm"
    make_folder(folder, name="Test", template="blank", today=dt.date(2022, 2, 1))
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "one.eml").write_bytes(MAIL)
    one = Investigation.open(folder, n_workers=0)
    runner = one.runner = Deadly()
    record: Record
    with one.record as record:
        list(one.run(("track",)))
        assert runner.n == 1
        list(one.run(("track",)))
        assert runner.n == 1
        assert record.count(Message) == 1
