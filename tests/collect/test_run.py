"""Collect on saved folders and WARCs: dated, archived, chained, idempotent, and every change told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.collect.invented import StillClock, read_paragraphs

from answerable.adapters.fetch import make_fetchers
from answerable.adapters.fetch_warc import WarcPages
from answerable.adapters.warc import iter_visits
from answerable.collect.chain import VisitLog
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.quality import measure_quality
from answerable.collect.run import run
from answerable.collect.split_run import run_split
from answerable.collect.verify import check_archive
from answerable.errors import RecordBusy
from answerable.model.log import Capture, ChangeKind, LogChange, LogItem, LogSource
from answerable.model.problem import Problem
from answerable.store.record import Record

ADDRESS = "https://www.tarnshire.police.example/misconduct-outcomes"
SOURCE = LogSource(
    id="tarnshire-outcomes",
    authority_id="tarnshire",
    kind="hearing_outcomes",
    address=ADDRESS,
    saved="pages/tarnshire",
    shape="paragraph_per_case",
    at_least=1,
    origin="logs/tarnshire-outcomes.toml",
)
INTRO = "This page lists misconduct hearings. Outcomes remain on this page for 28 days."
PC_A = "A police constable was dismissed without notice on 3 March 2020 after sending offensive WhatsApp messages."
SGT = "A former sergeant would have been dismissed on 9 April 2020 for posting images of a scene on Facebook."
SGT_LATER = SGT.replace("would have been dismissed", "was given a final written warning")
PC_C = "An officer received a written warning on 2 November 2020 for an offensive post on Twitter."


def write_pages(folder: Path, pages: dict[str, list[str]]) -> None:
    for day, lines in pages.items():
        (folder / "pages" / "tarnshire" / day).mkdir(parents=True)
        (folder / "pages" / "tarnshire" / day / "outcomes.html").write_text("\n".join(lines))


def collect(record: Record, folder: Path, source: LogSource = SOURCE):
    clock = StillClock()
    return run(record, [source], make_fetchers(folder, clock), folder, clock)


@pytest.fixture
def watched(record: Record, tmp_path: Path) -> Record:
    write_pages(
        tmp_path,
        {
            "2020-05-01": [INTRO, PC_A, SGT],
            "2020-06-01": ['<p class="lead">' + INTRO.upper(), PC_A, SGT],
            "2020-12-01": [INTRO, SGT_LATER, PC_C],
        },
    )
    collect(record, tmp_path)
    read_paragraphs(record)
    run_split(record, [SOURCE])
    return record


def test_every_visit_is_dated_by_its_folder_and_archived(watched: Record, tmp_path: Path) -> None:
    captures = watched.all(Capture)
    assert [capture.captured_at for capture in captures] == [
        "2020-05-01T00:00:00+00:00",
        "2020-06-01T00:00:00+00:00",
        "2020-12-01T00:00:00+00:00",
    ]
    for capture in captures:
        (kept,) = iter_visits(tmp_path / capture.warc)
        assert kept.address == ADDRESS
        assert kept.body == watched.get_bytes(capture.document)


@pytest.mark.slow
def test_items_appear_change_vanish_and_a_restyled_page_is_told_apart(watched: Record) -> None:
    items = {item.span.exact: item for item in watched.all(LogItem)}
    assert set(items) == {PC_A, SGT, SGT_LATER, PC_C}
    assert items[PC_A].vanished
    assert items[PC_A].last_seen_on == "2020-06-01"
    assert items[SGT].replaced_by == items[SGT_LATER].id
    assert not items[SGT].vanished
    told = {(change.kind, change.seen_on, change.item_id) for change in watched.all(LogChange)}
    assert told == {
        (ChangeKind.APPEARED, "2020-05-01", items[PC_A].id),
        (ChangeKind.APPEARED, "2020-05-01", items[SGT].id),
        (ChangeKind.RESTYLED, "2020-06-01", ""),
        (ChangeKind.CHANGED, "2020-12-01", items[SGT_LATER].id),
        (ChangeKind.APPEARED, "2020-12-01", items[PC_C].id),
        (ChangeKind.VANISHED, "2020-12-01", items[PC_A].id),
    }
    vanished = next(change for change in watched.all(LogChange) if change.kind is ChangeKind.VANISHED)
    assert (vanished.not_before, vanished.seen_on) == ("2020-06-01", "2020-12-01")


def test_spans_hold_the_words_of_the_capture(watched: Record) -> None:
    for item in watched.all(LogItem):
        text = watched.get_bytes(item.document).decode()
        assert text[item.span.start : item.span.end] == item.span.exact


def test_a_second_run_does_nothing_and_rebuilds_the_same_from_nothing(watched: Record, tmp_path: Path) -> None:
    before = [watched.fingerprint(kind) for kind in (Capture, LogItem, LogChange)]
    lines = (tmp_path / WARC_FOLDER / "visits.jsonl").read_bytes()
    assert collect(watched, tmp_path).n_done == 0
    assert run_split(watched, [SOURCE]).n_done == 0
    watched.forget_derived()
    collect(watched, tmp_path)
    read_paragraphs(watched)
    run_split(watched, [SOURCE])
    assert [watched.fingerprint(kind) for kind in (Capture, LogItem, LogChange)] == before
    assert (tmp_path / WARC_FOLDER / "visits.jsonl").read_bytes() == lines


def test_a_lost_list_is_unknown_not_empty(record: Record, tmp_path: Path) -> None:
    write_pages(tmp_path, {"2020-05-01": [INTRO, PC_A], "2020-06-01": [INTRO], "2020-07-01": [INTRO, PC_A]})
    collect(record, tmp_path)
    read_paragraphs(record)
    run_split(record, [SOURCE])
    assert [change.kind for change in record.all(LogChange)] == [ChangeKind.APPEARED]
    assert [problem.code for problem in record.all(Problem)] == ["log-yields-too-little"]


def test_a_page_that_says_it_is_empty_is_believed(record: Record, tmp_path: Path) -> None:
    write_pages(tmp_path, {"2020-05-01": [PC_A], "2020-06-01": ["There are currently no misconduct hearings."]})
    collect(record, tmp_path)
    read_paragraphs(record)
    run_split(record, [SOURCE])
    assert [change.kind for change in record.all(LogChange)] == [ChangeKind.APPEARED, ChangeKind.VANISHED]
    assert record.all(Problem) == []


def test_one_address_that_holds_another_case_was_reused(record: Record, tmp_path: Path) -> None:
    write_pages(tmp_path, {"2020-05-01": [PC_A], "2020-12-01": [PC_C]})
    collect(record, tmp_path)
    read_paragraphs(record)
    run_split(record, [SOURCE])
    kinds = [change.kind for change in record.all(LogChange)]
    assert kinds == [ChangeKind.APPEARED, ChangeKind.APPEARED, ChangeKind.ADDRESS_REUSED, ChangeKind.VANISHED]


def test_the_archive_verifies_and_a_flipped_byte_is_found(watched: Record, tmp_path: Path) -> None:
    log = VisitLog(tmp_path / WARC_FOLDER)
    assert find_damage(watched, tmp_path) == []
    warc = tmp_path / log.visits()[1].warc
    warc.chmod(0o644)
    data = bytearray(warc.read_bytes())
    data[40] ^= 1
    warc.write_bytes(data)
    assert find_damage(watched, tmp_path) == [("warc-damaged", "visits.jsonl:2")]


def find_damage(record: Record, folder: Path) -> list[tuple[str, str]]:
    checked = check_archive(folder / WARC_FOLDER, folder, record.get_bytes)
    return [(problem.code, problem.where) for problem in checked.problems]


def test_an_altered_or_missing_line_of_the_visit_log_is_found(watched: Record, tmp_path: Path) -> None:
    log = VisitLog(tmp_path / WARC_FOLDER)
    lines = log.path.read_text().splitlines(keepends=True)
    log.path.write_text(lines[0] + lines[2])
    assert ("visit-log-damaged", "visits.jsonl:2") in find_damage(watched, tmp_path)
    log.path.write_text(lines[0].replace('"status":200', '"status":404') + lines[1] + lines[2])
    assert find_damage(watched, tmp_path) == [("visit-log-damaged", "visits.jsonl:1")]


def test_a_visit_cut_off_by_a_kill_is_made_again_not_doubled(watched: Record, tmp_path: Path) -> None:
    log = VisitLog(tmp_path / WARC_FOLDER)
    whole = log.path.read_bytes()
    log.path.write_bytes(whole[:-40])
    collect(watched, tmp_path)
    assert log.path.read_bytes() == whole
    assert len(list((tmp_path / WARC_FOLDER).rglob("*.warc.gz"))) == 3


def test_two_at_once_do_not_double(watched: Record, tmp_path: Path) -> None:
    with VisitLog(tmp_path / WARC_FOLDER).held(), pytest.raises(RecordBusy):
        collect(watched, tmp_path)


def test_a_warc_replays_like_the_folder(watched: Record, tmp_path: Path) -> None:
    visits = list(WarcPages(tmp_path / WARC_FOLDER / SOURCE.id).fetch([ADDRESS]))
    assert [visit.fetched_at.date() for visit in visits] == [
        dt.date(2020, 5, 1), dt.date(2020, 6, 1), dt.date(2020, 12, 1),
    ]  # fmt: skip
    assert [visit.body for visit in visits] == [watched.get_bytes(one.document) for one in watched.all(Capture)]


def test_quality_is_told_as_data(watched: Record) -> None:
    quality = measure_quality(SOURCE, watched.all(Capture), watched.all(LogItem), watched.all(LogChange))
    assert (quality.n_visits, quality.n_failed, quality.n_months, quality.n_months_published) == (3, 0, 3, 3)
    assert (quality.n_items, quality.n_changed, quality.n_vanished, quality.n_without_outcome) == (3, 1, 1, 0)


def test_a_record_made_anew_gets_every_page_back_but_those_whose_file_is_damaged(
    watched: Record, tmp_path: Path
) -> None:
    for number, spoilt in enumerate((0, 1)):
        if spoilt:
            warc = sorted((tmp_path / WARC_FOLDER).rglob("*.warc.gz"))[-1]
            warc.chmod(0o644)
            warc.write_bytes(warc.read_bytes()[:60])
        home = tmp_path / f"anew-{number}"
        home.mkdir()
        with Record.open(f"sqlite:///{home / 'record.db'}", archive=home / "sources") as anew:
            report = collect(anew, tmp_path)
            assert any(f"{3 - spoilt} pages taken back" in words for words in report.did)
            assert len(VisitLog(tmp_path / WARC_FOLDER).visits()) == 3, "nothing is visited or written twice"
            if spoilt:
                continue
            assert anew.sources() == watched.sources()
            read_paragraphs(anew)
            run_split(anew, [SOURCE])
            assert anew.all(LogItem) == watched.all(LogItem)
            assert anew.all(LogChange) == watched.all(LogChange)
            assert not any("taken back" in words for words in collect(anew, tmp_path).did)
