"""The example's published logs, replayed: every planted event is found and dated, and none is invented."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from answerable.adapters.clock import SystemClock
from answerable.adapters.fetch import make_fetchers
from answerable.adapters.runner import InProcess
from answerable.collect.run import run
from answerable.collect.split_run import run_split
from answerable.model.document import Page
from answerable.model.log import Capture, LogChange, LogItem
from answerable.model.problem import Problem
from answerable.project.logs import parse_log
from answerable.read.run import run as read
from answerable.store.record import Record


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, example_folder: Path) -> Record:
    folder = tmp_path_factory.mktemp("investigation")
    for name in ("logs", "pages"):
        shutil.copytree(example_folder / name, folder / name)
    sources = [parse_log(path) for path in sorted((folder / "logs").glob("*.toml"))]
    if not sources:
        pytest.skip("the example has not been generated")
    record = Record.open("sqlite://", archive=folder / "sources")
    clock = SystemClock()
    run(record, sources, make_fetchers(folder, clock), folder, clock)
    read(record, InProcess(), ())
    run_split(record, sources)
    return record


def test_every_planted_event_is_found_and_none_is_invented(watched: Record, example_folder: Path) -> None:
    truth = json.loads((example_folder / "truth.json").read_text())
    planted = Counter((row["log"], row["kind"], row["seen_on"]) for row in truth["pages"])
    found = Counter(
        (change.source_id, change.kind.value, change.seen_on)
        for change in watched.all(LogChange)
        if change.not_before  # what the first visit shows has not appeared since
    )
    assert found == planted


def test_every_item_stands_where_it_says(watched: Record) -> None:
    pages = {page.document: page.text for page in watched.all(Page)}
    items = watched.all(LogItem)
    assert len(items) > 30
    for item in items:
        assert pages[item.document][item.span.start : item.span.end] == item.span.exact
        assert "cookie" not in item.span.exact.casefold()


def test_nothing_went_wrong(watched: Record) -> None:
    assert watched.all(Problem) == []
    assert all(capture.document for capture in watched.all(Capture))
