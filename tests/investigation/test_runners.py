"""Whatever does the heavy work, the record is the same to the byte; a worker that is killed changes nothing."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.adapters.runner import InProcess, ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.investigation import Investigation
from answerable.ports import Runner
from answerable.store.verify import hash_record

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "police-social-media"
_STAGES = ("ask", "track", "collect", "read", "extract")
_LETTERS = 14
"""Enough that the work is sent to the runner and not done in place."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("runners") / "some"
    left_out = shutil.ignore_patterns("build", "record.db*", "generator", "inbox", "pages", "logs")
    shutil.copytree(EXAMPLE, home, ignore=left_out)
    (home / "inbox").mkdir()
    letters = sorted((EXAMPLE / "inbox").glob("*.eml"), key=lambda path: (path.stat().st_size, path.name))
    for path in letters[-_LETTERS - 10 : -10]:
        shutil.copy(path, home / "inbox" / path.name)
    return home


def run_with(runner: Runner, folder: Path, target: Path) -> str:
    shutil.copytree(folder, target)
    one = Investigation.open(target, n_workers=0)
    one.runner = runner
    with one.record:
        reports = list(one.run(_STAGES))
        assert sum(report.n_failed for report in reports if report.stage in ("read", "extract")) == 0
        assert sum(report.n_done for report in reports if report.stage == "extract") >= 8
        return hash_record(one.record)


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return run_with(InProcess(), folder, tmp_path_factory.mktemp("here") / "psm")


@pytest.mark.slow
def test_a_process_pool_gives_the_same_record(folder: Path, expected: str, tmp_path: Path) -> None:
    assert run_with(ProcessPool(2), folder, tmp_path / "psm") == expected


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    one = Cluster(n_workers=2)
    list(one.map(abs, [1]))
    yield one
    one.close()


@pytest.mark.slow
def test_a_cluster_gives_the_same_record_though_a_worker_is_killed(
    folder: Path, expected: str, tmp_path: Path, cluster: Cluster
) -> None:
    victim = next(iter(cluster._client.run(os.getpid).values()))

    def kill_soon() -> None:
        time.sleep(1.5)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill_soon)
    killer.start()
    found = run_with(cluster, folder, tmp_path / "psm")
    killer.join()
    assert found == expected
