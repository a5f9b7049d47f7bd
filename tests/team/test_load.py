"""The load test in short: many save at once, the server is killed half-way; nothing is lost, nothing doubled.

`pytest -m long` runs the whole of it, with the database killed too (`bench/coders.py`).
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from tests.team.conftest import Team

BENCH = Path(__file__).resolve().parents[2] / "bench" / "coders.py"


@pytest.fixture(scope="module")
def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_coders", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.postgres
def test_many_save_at_once_and_the_server_is_killed(team: Team, load: ModuleType) -> None:
    # Five sit here already; the others' accounts have names of their own.
    coders = load.make_coders(team.investigation, 12, first=100)
    server = load.Server(team.folder)
    server.start()
    try:
        load.work_at_once([coder for coder in coders if coder.tasks], server.port, 1)

        def kill() -> None:
            server.kill()
            server.start()

        killing = threading.Timer(0.4, kill)
        killing.start()
        load.work_steadily(coders, server.port, 4, 0.3)
        killing.join()
    finally:
        server.kill()
    n = sum(len(coder.done) for coder in coders)
    assert n >= 24  # each before and after
    assert sum(coder.n_again for coder in coders) > 0
    assert load.check_record(team.investigation, coders) == []
    assert team.investigation.record.count_judgements("case") == n


@pytest.mark.long
@pytest.mark.postgres
def test_fifty_coders() -> None:
    subprocess.run([sys.executable, BENCH], check=True)
