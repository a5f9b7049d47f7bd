"""A merge that is killed in the middle: nothing lost, nothing doubled, a real process and a real signal."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.reconcile.invented import ASKED, CODEBOOK
from tests.reconcile.worlds import make_world

from answerable.model.case import Case
from answerable.model.judgement import Ruling
from answerable.model.link import Count, Link, Subject
from answerable.model.log import LogItem
from answerable.model.problem import Problem
from answerable.reconcile.review import find_open_pairs, rule_pair
from answerable.reconcile.run import STAGE, run
from answerable.store.record import Record

ROOT = Path(__file__).resolve().parents[2]
KINDS = (Link, Subject, Count, Problem)


def open_record(folder: Path, name: str) -> Record:
    return Record.open(f"sqlite:///{folder / name}", archive=folder / "sources")


def fill(folder: Path, name: str) -> None:
    world = make_world(3)
    with open_record(folder, name) as record:
        record.replace("extract", "test", "1", [*world.cases, *world.items.values()])


def start(folder: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(folder / "killed.db")]
    return subprocess.Popen(
        [*command, str(folder / "sources"), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
    )


def kill_after(process: subprocess.Popen[str], n_lines: int, wait: float) -> None:
    assert process.stdout is not None
    for _ in range(n_lines):
        assert process.stdout.readline()
    time.sleep(wait)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL


@pytest.mark.slow
def test_a_killed_merge_goes_on_where_it_was(tmp_path: Path) -> None:
    for name in ("killed.db", "whole.db"):
        fill(tmp_path, name)
    with open_record(tmp_path, "whole.db") as whole:
        run(whole, CODEBOOK, ASKED, [])
        ruling = rule_pair(
            whole, find_open_pairs(whole)[0].subject, Ruling.SAME, by="desk", made_at="2022-02-01T09:00:00+00:00"
        )
        whole.append_judgements([ruling])
        run(whole, CODEBOOK, ASKED, [])
        expected = {kind: sorted(one.id for one in whole.all(kind)) for kind in KINDS}
        prints = [whole.fingerprint(kind) for kind in KINDS]
        n_units = len(whole.keys(STAGE))
    with open_record(tmp_path, "killed.db") as record:
        record.append_judgements([ruling])
        n_cases = (record.count(Case), record.count(LogItem))
    pick = random.Random(8)
    # What is done stays with its writer for a second: a step takes long enough for some of it to be written.
    for n_lines in (3, 4):
        kill_after(start(tmp_path, 0.6), n_lines, pick.random() * 0.1)
    with open_record(tmp_path, "killed.db") as record:
        assert 0 < len(record.keys(STAGE)) < n_units
        for kind in KINDS:
            ids = [one.id for one in record.all(kind)]
            assert len(ids) == len(set(ids))
            assert set(ids) <= set(expected[kind])
        report = run(record, CODEBOOK, ASKED, [])
        assert 0 < report.n_unchanged < n_units
        assert {kind: sorted(one.id for one in record.all(kind)) for kind in KINDS} == expected
        assert [record.fingerprint(kind) for kind in KINDS] == prints
        assert (record.count(Case), record.count(LogItem)) == n_cases
        assert [one.id for one in record.judgements()] == [ruling.id]
