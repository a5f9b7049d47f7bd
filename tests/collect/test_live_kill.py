"""A visit to many pages, killed in the middle, again and again: nothing lost, nothing doubled; two at once neither."""

from __future__ import annotations

import http.server
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.collect.chain import VisitLog
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.verify import check_archive
from answerable.collect.visit import Closing, Visit
from answerable.model.log import Capture
from answerable.store.record import Record

N_PAGES = 14
RUN = """
import sys
from pathlib import Path
from answerable.adapters.clock import SystemClock
from answerable.adapters.fetch import make_fetchers
from answerable.adapters.fetch_live import Manners
from answerable.collect.run import run
from answerable.errors import RecordBusy
from answerable.project.logs import parse_log
from answerable.store.record import Record

folder = Path(sys.argv[1])
source = parse_log(folder / "logs" / "tarnshire.toml")
manners = Manners("answerable/test", delay_seconds=0.12, timeout_seconds=5)
fetchers = make_fetchers(folder, SystemClock(), manners=manners)
with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
    try:
        run(record, [source], fetchers, folder, SystemClock())
    except RecordBusy:
        print("busy")
"""


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """An index that links to many reports; the address, and every path that was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            links = "".join(f"<li><a href='/case/{number}'>Case {number}</a></li>" for number in range(N_PAGES))
            index = f"<ul>{links}</ul>"
            body = {"/robots.txt": "", "/log": index}.get(self.path, f"<p>PC {self.path} was dismissed.</p>").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path, site: tuple[str, list[str]]) -> Path:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "tarnshire.toml").write_text(
        f'authority = "tarnshire"\nkind = "hearing_outcomes"\naddress = "{site[0]}/log"\n'
        '[split]\nshape = "one_report"\n[pages]\nitems = "li a"\n'
    )
    return tmp_path


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE)


def check_whole(folder: Path, address: str) -> None:
    """Every page of the visit is kept once, the visit is closed once, and the archive verifies."""
    lines = VisitLog(folder / WARC_FOLDER).lines()
    kept = Counter(line.address for line in lines if isinstance(line, Visit))
    wanted = [f"{address}/log", *(f"{address}/case/{number}" for number in range(N_PAGES))]
    assert kept == Counter(wanted)
    assert len({line.visited_at for line in lines}) == 1
    assert [line.n_pages for line in lines if isinstance(line, Closing)] == [N_PAGES + 1]
    with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
        assert check_archive(folder / WARC_FOLDER, folder, record.get_bytes).problems == ()
        assert Counter(capture.address for capture in record.all(Capture)) == kept
    assert len(list((folder / WARC_FOLDER).rglob("*.warc.gz"))) == N_PAGES + 1


@pytest.mark.slow
def test_a_visit_killed_in_the_middle_goes_on_where_it_was(folder: Path, site: tuple[str, list[str]]) -> None:
    address, asked = site
    n_killed = 0
    for n_more in (2, 5, 9):
        process = start(folder)
        before = len(asked)
        end = time.monotonic() + 30
        while len(asked) < before + n_more and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            n_killed += 1
        process.wait()
        time.sleep(0.3)  # the visitor notices that nobody listens any more
    assert n_killed >= 2
    assert start(folder).wait() == 0
    check_whole(folder, address)
    again = Counter(path for path in asked if path.startswith("/case"))
    assert max(again.values()) <= 1 + n_killed
    assert sum(again.values()) <= N_PAGES + 2 * n_killed, "only what was on its way when it was killed is asked again"


@pytest.mark.slow
def test_two_at_once_do_not_double(folder: Path, site: tuple[str, list[str]]) -> None:
    address, asked = site
    processes = [start(folder) for _ in range(2)]
    words = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert words.count(b"busy\n") <= 1  # whoever came second found it busy, or done
    check_whole(folder, address)
    assert max(Counter(path for path in asked if path.startswith("/case")).values()) == 1
