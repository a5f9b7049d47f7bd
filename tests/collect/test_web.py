"""A year of authorities' sites over real HTTP: every event found and dated, none invented, manners kept, nothing lost.

The short form has twelve sites, one of each shape, and eight visits; the whole has 48 sites and a visit each fortnight
of a year (`pytest -m long tests/collect/test_web.py`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.collect.invented import StillClock
from tests.collect.web_plan import BAD, Event, Plan, find_truth, make_plan
from tests.collect.web_sites import Web

from answerable.adapters.fetch import make_fetchers
from answerable.adapters.fetch_live import Manners
from answerable.adapters.runner import InProcess
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.run import run
from answerable.collect.split_run import run_split
from answerable.collect.verify import check_archive
from answerable.model.log import Capture, LogChange, LogItem, LogSource
from answerable.model.problem import Problem
from answerable.read.run import run as read
from answerable.store.record import Record

FIRST = dt.date(2021, 1, 4)
STEP = dt.timedelta(days=14)
DELAY = 0.2
AGENT = "answerable/test (The Lantern Post; +mailto:desk@lanternpost.example)"
MANNERS = Manners(
    AGENT, delay_seconds=DELAY, timeout_seconds=1.5, max_bytes=2_000_000, n_retries=1, back_off_seconds=0.05,
    patience_seconds=3.0, n_sites_at_once=24,
)  # fmt: skip


@dataclass
class Year:
    """What a year of visits left."""

    web: Web
    folder: Path
    record: Record
    sources: list[LogSource]


def make_source(web: Web, plan: Plan) -> LogSource:
    """The log's file as a reporter would write it for the site."""
    pages = {
        "next_pages": {"shape": "headed_reports", "next_link": "a[rel=next]"},
        "item_pages": {"numbered": web.address(plan, "/misconduct?page={n}"), "item_links": "ul.cases a"},
        "documents": {"numbered": web.address(plan, "/misconduct?page={n}"), "item_links": "ul.cases a"},
        "two_addresses": {
            "shape": "paragraph_per_case", "more_addresses": (web.address(plan, "/misconduct/outcomes"),),
        },
    }.get(plan.shape, {"shape": plan.shape})  # fmt: skip
    settings = {"shape": "one_report", **pages}
    return LogSource(
        plan.id, f"authority-{plan.number}", "hearing_outcomes", web.address(plan), every_days=STEP.days, **settings
    )


def live_a_year(tmp: Path, n_sites: int, n_visits: int) -> Iterator[Year]:
    web = Web([make_plan(number, n_visits, FIRST, STEP) for number in range(n_sites)])
    web.start()
    sources = [make_source(web, plan) for plan in web.plans]
    clock = StillClock()
    try:
        with Record.open(f"sqlite:///{tmp / 'record.db'}", archive=tmp / "sources") as record:
            for visit in range(n_visits):
                web.visit = visit
                clock.at = dt.datetime.combine(FIRST + visit * STEP, dt.time(6), dt.UTC)
                run(record, sources, make_fetchers(tmp, clock, manners=MANNERS), tmp, clock)
            read(record, InProcess(), ())
            run_split(record, sources)
            yield Year(web, tmp, record, sources)
    finally:
        web.stop()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Year]:
    n_sites, n_visits = request.param
    yield from live_a_year(tmp_path_factory.mktemp("year"), n_sites, n_visits)


each_form = pytest.mark.parametrize(
    "year",
    [
        pytest.param((12, 8), id="short", marks=pytest.mark.slow),
        pytest.param((48, 27), id="year", marks=pytest.mark.long),
    ],
    indirect=True,
)
pytestmark = [each_form, pytest.mark.xdist_group("web")]


def find_told(year: Year) -> Counter[Event]:
    """What the record says, by the items that the sites' authors know."""
    by_number = {
        (plan.id, item.number): item.key for plan in year.web.plans for state in plan.states for item in state.items
    }
    items = {item.id: item for item in year.record.all(LogItem)}
    told: Counter[Event] = Counter()
    for change in year.record.all(LogChange):
        if not change.not_before:
            continue  # what the first visit shows has not appeared since
        text = items[change.item_id].text if change.item_id else ""
        keys = {
            by_number[change.source_id, number]
            for number in map(int, re.findall(r"\b\d{4}\b", text))
            if (change.source_id, number) in by_number
        }
        assert len(keys) == bool(text), text
        told[change.source_id, change.kind.value, change.seen_on, max(keys, default=0)] += 1
    return told


def test_every_event_is_found_and_dated_and_none_is_invented(year: Year) -> None:
    truth: Counter[Event] = Counter()
    for plan in year.web.plans:
        truth.update(find_truth(plan, FIRST, STEP))
    told = find_told(year)
    missed, invented = sorted((truth - told).elements()), sorted((told - truth).elements())
    assert (missed, invented) == ([], [])
    kinds = {kind for _, kind, _, _ in truth}
    assert {"appeared", "changed", "vanished", "restyled"} <= kinds


def test_robots_and_rates_are_kept(year: Year) -> None:
    by_site: dict[int, list[tuple[float, int, str]]] = defaultdict(list)
    for at, site, visit, path, agent in year.web.seen:
        by_site[site].append((at, visit, path))
        assert agent == AGENT
    for plan in year.web.plans:
        seen = by_site[plan.number]
        assert not [path for _, _, path in seen if path.startswith("/private") or path in ("/", "/contact")]
        pause = max(plan.crawl_delay, DELAY)
        for (earlier, visit, path), (later, next_visit, _) in itertools.pairwise(seen):
            assert visit != next_visit or later - earlier >= pause, (plan.id, visit, path)
        for visit, state in enumerate(plan.states):
            here = [(at, path) for at, when, path in seen if when == visit]
            if state.trouble == "robots":
                assert [path for _, path in here] == ["/robots.txt"]
            if state.trouble == "503-long" and len([p for _, p in here if p != "/robots.txt"]):
                assert len([path for _, path in here if path != "/robots.txt"]) == 1
                assert not [1 for _, when, _ in seen if when == visit + 1], "asked to wait longer than that"
            if state.trouble == "429-short":
                first, again = [at for at, path in here if path == "/misconduct"][:2]
                assert again - first >= 1.0


def test_every_failure_is_told_as_what_it_was(year: Year) -> None:
    why = {
        "500": "the server answered 500",
        "timeout": "timed out",
        "drip": "timed out",
        "loop": "redirected in a circle, or too often",
        "bomb": "the answer is larger than allowed",
        "robots": "robots.txt asks not to be visited here",
        "login": "the page asks to log in",
        "503-long": "the server asked to come back later",
    }
    met = set()
    captures = defaultdict(list)
    for capture in year.record.all(Capture):
        captures[capture.source_id, capture.visited_at[:10]].append(capture)
    for plan, source in zip(year.web.plans, year.sources, strict=True):
        for visit, state in enumerate(plan.states):
            made = captures[plan.id, (FIRST + visit * STEP).isoformat()]
            main = [capture for capture in made if capture.address == source.address]
            if main and state.trouble in why:
                met.add(state.trouble)
                assert [capture.problem for capture in main] == [why[state.trouble]], plan.id
            elif main:
                assert [capture.problem for capture in main] == [""], (plan.id, state)
    assert len(met) >= 5
    lost = [problem.where for problem in year.record.all(Problem, code="log-yields-too-little")]
    planned = sum(state.trouble == "lost" for plan in year.web.plans for state in plan.states)
    assert len(lost) <= planned
    assert set(BAD) >= met - {"503-long"}


def test_the_archive_verifies_and_replays_to_the_same_items(year: Year, tmp_path: Path) -> None:
    checked = check_archive(year.folder / WARC_FOLDER, year.folder, year.record.get_bytes)
    assert checked.problems == ()
    assert set(checked.signed_by) - {""} == set(checked.signed_by)
    shutil.copytree(year.folder / WARC_FOLDER, tmp_path / "kept")
    saved = [replace(source, saved=f"kept/{source.id}") for source in year.sources]
    clock = StillClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with Record.open(f"sqlite:///{tmp_path / 'record.db'}", archive=tmp_path / "sources") as again:
        run(again, saved, make_fetchers(tmp_path, clock), tmp_path, clock)
        read(again, InProcess(), ())
        run_split(again, saved)
        assert again.all(LogItem) == year.record.all(LogItem)
        assert again.all(LogChange) == year.record.all(LogChange)


def test_a_byte_flipped_anywhere_is_found_and_named(year: Year) -> None:
    home = year.folder / WARC_FOLDER
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and path.name != ".lock"]
    log, keys = home / "visits.jsonl", next(path for path in files if path.suffix == ".pem")
    dice = random.Random(7)
    chosen = [log] * 4 + [keys] + dice.sample([path for path in files if path.suffix == ".gz"], 4)
    for path in chosen:
        whole = path.read_bytes()
        at = dice.randrange(len(whole))
        path.chmod(0o644)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        problems = check_archive(home, year.folder, year.record.get_bytes).problems
        path.write_bytes(whole)
        named = [f"{problem.where} {problem.found}" for problem in problems]
        assert any(path.name in words for words in named), (path, at, named)
    assert check_archive(home, year.folder, year.record.get_bytes).problems == ()
