"""Live visits against a server of our own on the loopback: manners kept, hostile answers survived."""

from __future__ import annotations

import datetime as dt
import gzip
import http.server
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.collect.invented import StillClock

from answerable.adapters.fetch_live import LivePages, Manners
from answerable.adapters.warc import WarcArchive, iter_visits
from answerable.collect.run import run
from answerable.model.log import Capture, LogSource
from answerable.model.problem import Problem
from answerable.ports import Fetched, Fetchers
from answerable.store.record import Record

PAGE = b"<html><body><p>PC A was dismissed after a misconduct hearing.</p></body></html>"
AGENT = "answerable/test (+mailto:desk@lanternpost.example)"


@dataclass
class Site:
    """A small site that misbehaves in every way we know of."""

    address: str = ""
    seen: list[tuple[float, str, str, str]] = field(default_factory=list)
    robots: bytes = b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.4\n"
    robots_status: int = 200

    def answer(self, path: str, etag: str) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return self.robots_status, {}, self.robots
        if path == "/log":
            return (304, {}, b"") if etag == '"v1"' else (200, {"ETag": '"v1"', "Content-Type": "text/html"}, PAGE)
        if path == "/slow":
            time.sleep(3)
        if path == "/bomb":
            return 200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 20_000_000)
        answers: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/500": (500, {}, b"broken"),
            "/404": (404, {}, b"gone"),
            "/429": (429, {"Retry-After": "3600"}, b"slow down"),
            "/loop": (302, {"Location": "/loop2"}, b""),
            "/loop2": (302, {"Location": "/loop"}, b""),
            "/moved": (301, {"Location": "/log"}, b""),
            "/large": (200, {}, b"x" * 2_000_000),
        }
        return answers.get(path, (200, {"Content-Type": "text/html"}, PAGE))


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            one.seen.append((time.monotonic(), self.path, self.headers["User-Agent"], self.command))
            status, headers, body = one.answer(self.path, self.headers.get("If-None-Match", ""))
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # the visitor had enough

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    one.address = f"http://127.0.0.1:{server.server_port}"
    yield one
    server.shutdown()
    server.server_close()


def visit(site: Site, *paths: str, **manners: float) -> dict[str, Fetched]:
    kind = Manners(
        AGENT, delay_seconds=0.05, timeout_seconds=1.5, max_bytes=1_000_000, n_retries=1, back_off_seconds=0.1
    )
    live = LivePages(replace(kind, **manners), StillClock())
    return {one.address.removeprefix(site.address): one for one in live.fetch([site.address + path for path in paths])}


@pytest.mark.slow
def test_every_kind_of_answer_is_told_and_none_stops_the_others(site: Site) -> None:
    paths = ["/log", "/private/list", "/500", "/404", "/loop", "/moved", "/bomb", "/large", "/slow", "/429"]
    found = visit(site, *paths)
    assert list(found) == paths
    assert found["/log"].body == PAGE
    assert found["/moved"].final_address == site.address + "/log"
    assert {path: one.problem for path, one in found.items() if one.problem} == {
        "/private/list": "robots.txt asks not to be visited here",
        "/500": "the server answered 500",
        "/404": "the server answered 404",
        "/429": "the server asked to come back later",
        "/loop": "redirected in a circle, or too often",
        "/bomb": "the answer is larger than allowed",
        "/large": "the answer is larger than allowed",
        "/slow": "timed out",
    }
    visited = [path for _, path, _, _ in site.seen]
    assert "/private/list" not in visited
    assert visited.count("/500") == 2
    assert visited.count("/429") == 1
    assert {agent for _, _, agent, _ in site.seen} == {AGENT}


@pytest.mark.slow
def test_the_delay_that_a_site_asks_for_is_kept(site: Site) -> None:
    visit(site, "/a", "/b", "/c", "/d")
    times = [at for at, path, _, _ in site.seen if path != "/robots.txt"]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.4


@pytest.mark.slow
def test_a_site_whose_robots_txt_is_broken_is_left_alone(site: Site) -> None:
    site.robots_status = 503
    assert visit(site, "/log")["/log"].problem == "robots.txt asks not to be visited here"
    assert "/log" not in [path for _, path, _, _ in site.seen]


@pytest.mark.slow
def test_a_visit_leaves_nothing_in_the_home_folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crawler would open a port for commands and leave its address and key there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert visit(site, "/log")["/log"].body == PAGE
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.slow
def test_a_site_that_is_not_there_is_told_as_that() -> None:
    live = LivePages(Manners(AGENT, delay_seconds=0.05, timeout_seconds=2, n_retries=0), StillClock())
    (found,) = live.fetch(["http://127.0.0.1:9/hearings"])
    assert found.problem == "site or its robots.txt could not be reached"


@pytest.mark.slow
def test_a_page_that_did_not_change_is_not_sent_again_and_the_visit_is_kept(
    site: Site, record: Record, tmp_path: Path
) -> None:
    source = LogSource("tarnshire", "tarnshire", "hearing_outcomes", site.address + "/log", every_days=7)
    manners = Manners(AGENT, delay_seconds=0.05, timeout_seconds=2)
    clock = StillClock(dt.datetime.now(dt.UTC))
    fetchers = Fetchers(
        live=lambda conditions: LivePages(manners, clock, conditions),
        saved=lambda path: pytest.fail(path),
        archive=WarcArchive(tmp_path),
    )
    run(record, [source], fetchers, tmp_path, clock)
    assert run(record, [source], fetchers, tmp_path, clock).n_done == 0  # not due: nobody is visited
    clock.at += dt.timedelta(days=1)
    run(record, [source], fetchers, tmp_path, clock, due_only=False)
    first, second = record.all(Capture)
    assert (first.status, second.status) == (200, 304)
    assert first.document == second.document
    (kept,) = iter_visits(tmp_path / second.warc)
    assert (kept.status, kept.body) == (304, b"")


@pytest.mark.slow
def test_a_failed_visit_is_a_problem_and_no_item_is_said_to_have_vanished(
    site: Site, record: Record, tmp_path: Path
) -> None:
    source = LogSource("broken", "tarnshire", "hearing_outcomes", site.address + "/500", origin="logs/broken.toml")
    manners = Manners(AGENT, delay_seconds=0.05, timeout_seconds=2, n_retries=0)
    clock = StillClock()
    fetchers = Fetchers(
        live=lambda conditions: LivePages(manners, clock, conditions),
        saved=lambda path: pytest.fail(path),
        archive=WarcArchive(tmp_path),
    )
    run(record, [source], fetchers, tmp_path, clock)
    (problem,) = record.all(Problem)
    assert (problem.code, problem.found) == ("visit-failed", "the server answered 500")
    (capture,) = record.all(Capture)
    assert capture.document == ""
