"""The whole job on the bundled example: done once, redone only where something changed, the same whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from answerable.investigation import STEPS, Investigation
from answerable.model.case import Case, Coded, Tally
from answerable.model.document import Page
from answerable.model.finding import Finding
from answerable.model.ids import hash_bytes
from answerable.model.message import Message
from answerable.model.report import StageReport
from answerable.model.response import Classification
from answerable.store.codec import to_text
from answerable.store.record import Record
from answerable.store.schema import NOUNS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole-job")]

LEFT_OUT = ("generator", "truth.json", "demo.py", "decisions", "__pycache__", "build", "record.db*")


def copy_example(example: Path, target: Path, *, n_letters: int | None = None) -> Path:
    """A copy without decisions; with only some of the inbox, where a quick run will do."""
    shutil.copytree(example, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.rmtree(target / "sources", ignore_errors=True)
    if n_letters is not None:
        for path in sorted((target / "inbox").iterdir())[n_letters:]:
            path.unlink()
    return target


def run(folder: Path) -> list[StageReport]:
    investigation = Investigation.open(folder)
    with investigation.record:
        return list(investigation.run())


def contents(folder: Path) -> dict[str, list[str]]:
    """Every row of the record, as text."""
    with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
        return {table.name: sorted(map(to_text, record.all(kind))) for kind, table in NOUNS.items()}


def site(folder: Path) -> dict[str, str]:
    root = folder / "build" / "site"
    return {str(path.relative_to(root)): hash_bytes(path.read_bytes()) for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def done(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, run once by the machine alone."""
    folder = copy_example(example_folder, tmp_path_factory.mktemp("whole") / "psm")
    run(folder)
    return folder


def test_every_stage_leaves_its_rows(done: Path) -> None:
    rows = contents(done)
    for name in ("requests", "messages", "captures", "pages", "classifications", "log_items", "cases", "tallies"):
        assert rows[name], name
    for name in ("links", "subjects", "counts", "findings", "claims"):
        assert rows[name], name
    assert (done / "build" / "site" / "index.html").is_file()


def test_a_second_run_does_nothing(done: Path) -> None:
    before = contents(done), site(done)
    one = Investigation.open(done, n_workers=0)
    wanted = [step.name for step in STEPS if step.wanted(one)]
    one.record.close()
    assert [(report.stage, report.n_done) for report in run(done)] == [(name, 0) for name in wanted]
    assert (contents(done), site(done)) == before


def test_every_stated_value_stands_in_its_page(done: Path) -> None:
    with Record.open(f"sqlite:///{done / 'record.db'}", archive=done / "sources") as record:
        pages = {(page.document, page.number): page.text for page in record.all(Page)}
        coded: list[Coded] = [v.proposed for case in record.all(Case) for v in case.values if v.proposed]
        spans = [one.span for one in coded if one.span] + [tally.span for tally in record.all(Tally)]
        for one in record.all(Classification):
            spans += [decision.span for decision in one.decisions if decision.span]
            spans += [exemption.span for exemption in one.exemptions]
    assert len(spans) > 1500
    for span in spans:
        assert pages[span.document, span.page][span.start : span.end] == span.exact


def test_deleting_all_that_is_derived_and_running_again_gives_the_same_bytes(done: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(done, folder)
    before, pages_before = contents(done), site(done)
    with Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as record:
        record.forget_derived()
        assert record.all(Finding) == []
    shutil.rmtree(folder / "build")
    run(folder)
    after = contents(folder)
    assert after["findings"] == before["findings"]
    assert after == before
    assert site(folder) == pages_before


def test_one_new_letter_redoes_only_what_it_reaches(example_folder: Path, tmp_path: Path) -> None:
    folder = copy_example(example_folder, tmp_path / "psm", n_letters=60)
    late = sorted((example_folder / "inbox").iterdir())[59]
    (folder / "inbox" / late.name).unlink()
    run(folder)
    shutil.copy(late, folder / "inbox")
    reports = run(folder)
    by_step = {(report.stage, number): report for number, report in enumerate(reports)}
    n_done = {key[0]: report.n_done for key, report in by_step.items() if key[0] in ("ask", "read", "extract")}
    assert n_done["ask"] == 0
    assert 1 <= n_done["read"] <= 4
    assert n_done["extract"] <= 2
    assert reports[1].n_done <= 3, "taking in"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_killed_at_any_moment_ends_as_if_undisturbed(example_folder: Path, tmp_path: Path, seed: int) -> None:
    calm = copy_example(example_folder, tmp_path / "calm", n_letters=40)
    rough = copy_example(example_folder, tmp_path / "rough", n_letters=40)
    run(calm)
    command = [sys.executable, "-m", "answerable", "run", str(rough), "--json"]
    for attempt in range(5):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(2.0 + 1.1 * seed + 1.7 * attempt)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    run(rough)
    left, right = contents(calm), contents(rough)
    for name in left:
        assert left[name] == right[name], name
    with Record.open(f"sqlite:///{rough / 'record.db'}", archive=rough / "sources") as record:
        assert len({message.id for message in record.all(Message)}) == len(record.all(Message))
        for source in record.sources():
            record.get_bytes(source.id)
