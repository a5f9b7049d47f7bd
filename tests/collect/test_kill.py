"""Killed at any moment, collect loses nothing and doubles nothing: the next run ends where an undisturbed one does."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from answerable.collect.chain import VisitLog
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.verify import check_archive
from answerable.model.log import Capture
from answerable.store.record import Record

RUN = """
import sys
from pathlib import Path
from answerable.adapters.clock import SystemClock
from answerable.adapters.fetch import make_fetchers
from answerable.collect.run import run
from answerable.project.logs import parse_log
from answerable.store.record import Record

folder = Path(sys.argv[1])
sources = [parse_log(path) for path in sorted((folder / "logs").glob("*.toml"))]
with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
    print("ready", flush=True)
    run(record, sources, make_fetchers(folder, SystemClock()), folder, SystemClock())
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE)


def state(folder: Path) -> tuple[bytes, list[str], str]:
    """Everything that collect leaves: the log of visits, the files, the captures."""
    log = VisitLog(folder / WARC_FOLDER)
    with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
        assert check_archive(folder / WARC_FOLDER, folder, record.get_bytes).problems == ()
        captures = record.fingerprint(Capture)
    files = sorted(str(path.relative_to(folder)) for path in (folder / "sources").rglob("*") if path.is_file())
    return log.path.read_bytes(), [name for name in files if "/." not in name], captures


@pytest.mark.slow
def test_kill_at_any_moment(tmp_path: Path, example_folder: Path) -> None:
    folders = [tmp_path / "quiet", tmp_path / "killed"]
    for folder in folders:
        for name in ("logs", "pages"):
            shutil.copytree(example_folder / name, folder / name)
    assert start(folders[0]).wait() == 0
    n_killed = 0
    for attempt in range(8):
        process = start(folders[1])
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01 * 2**attempt / 4)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            n_killed += 1
        process.wait()
    assert n_killed >= 2
    assert start(folders[1]).wait() == 0
    assert state(folders[1]) == state(folders[0])
