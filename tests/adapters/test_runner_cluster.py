"""A cluster: the same results as the process pool, and a lost worker costs its piece only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.adapters.child import Limits, WorkDied
from answerable.adapters.runner import ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.errors import AdapterUnavailable

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.slow

LIMITS = Limits(n_bytes=2 << 30, cpu_seconds=5, wall_seconds=20)


def crash_on_seven(piece: int) -> int:
    if piece == 7:
        os.kill(os.getpid(), signal.SIGSEGV)
    return piece * piece


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    one = Cluster(n_workers=2, limits=LIMITS)
    yield one
    one.close()


def test_the_same_comes_out_of_pool_and_cluster(cluster: Cluster) -> None:
    def plain(results: Iterator[object]) -> list[object]:
        return [str(one) if isinstance(one, WorkDied) else one for one in results]

    pool = plain(ProcessPool(2, LIMITS).map(crash_on_seven, range(20)))
    assert plain(cluster.map(crash_on_seven, range(20))) == pool
    assert pool[7] == "crashed (SIGSEGV)"
    assert pool[8] == 64


def test_few_pieces_are_held_at_a_time(cluster: Cluster) -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(60):
            taken.append(number)
            yield number

    results = cluster.map(abs, pieces())
    next(results)
    assert len(taken) <= 7
    assert list(results) == list(range(1, 60))


def test_a_killed_worker_costs_its_piece_only_and_the_piece_is_done_again(cluster: Cluster) -> None:
    results = cluster.map(abs, range(200))
    got = [next(results)]
    victim = next(iter(cluster._client.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    got += list(results)
    assert got == list(range(200))


def test_a_cluster_that_does_not_answer_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answerable.adapters.runner_cluster._PATIENCE", "1s")
    with pytest.raises(AdapterUnavailable, match="does not answer"):
        list(Cluster("tcp://127.0.0.1:9").map(abs, [1]))


def test_machines_that_lend_themselves_do_the_work(tmp_path: Path) -> None:
    scheduler = distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50)
    command = [sys.executable, "-m", "answerable", "worker", scheduler.scheduler_address, "--workers", "1"]
    with (
        scheduler,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=(tmp_path / "worker.log").open("wb")) as worker,
    ):
        try:
            cluster = Cluster(scheduler.scheduler_address, limits=LIMITS)
            assert list(cluster.map(abs, [-1, -2])) == [1, 2]
            cluster.close()
        finally:
            worker.terminate()
