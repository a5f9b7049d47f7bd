"""Press reports: kept, read into cases, linked like the rest, and counted only where a person says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.reconcile.invented import ASKED, CODEBOOK, make_case
from tests.reconcile.press_folder import make_folder

from answerable.cli.coverage import coverage
from answerable.cli.press import press
from answerable.errors import InputNotFound, ProjectExists, ProjectFileInvalid, ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.link import Count, Subject
from answerable.model.log import PRESS, Capture, LogItem, LogSource
from answerable.project.press import parse_article
from answerable.reconcile.facts import make_facts
from answerable.reconcile.links import link_cases
from answerable.reconcile.listed import CaseBook
from answerable.reconcile.subjects import make_subjects
from answerable.store.snapshot import make_snapshot, read_rows


@pytest.fixture
def investigation(tmp_path: Path, example_folder: Path) -> Path:
    """One force of the example with its log, and two articles that somebody saved."""
    return make_folder(tmp_path / "investigation", example_folder)


def run(command, *arguments: str):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def disciplined(one: Investigation) -> Count:
    return next(count for count in one.record.all(Count) if count.measure == "disciplined")


@pytest.mark.slow
def test_an_article_is_read_linked_and_never_counts_by_itself(investigation: Path) -> None:
    stages = ("collect", "read", "extract", "reconcile")
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        list(opened.run(stages))
        record = opened.record
        gazette, sentinel = (
            next(one for one in record.all(Case, method=PRESS) if word in one.span.exact)
            for word in ("Corin", "Sentinel")
        )
        assert gazette.get("decided_on") == "2021-06-22", "the hearing's day, not the byline's"
        assert record.get(LogItem, gazette.log_item_id).document == gazette.document
        assert b"Corin Applegate" in record.get_bytes(gazette.document)
        matter = next(one for one in record.all(Subject) if gazette.id in one.cases)
        assert (matter.methods, matter.counts, len(matter.cases)) == (("press", "published_log"), True, 3)
        alone = next(one for one in record.all(Subject) if sentinel.id in one.cases)
        assert (alone.cases, alone.counts) == ((sentinel.id,), False)
        before = disciplined(opened)
        assert "press" not in before.methods
        snapshot = make_snapshot(read_rows(record), opened.project.codebook)
        rows = set(snapshot.tables["subjects"]["subject_id"].to_pylist())
        assert matter.id in rows
        assert alone.id not in rows

    told = json.loads(run(press, str(investigation), "--json").stdout)
    assert [(one["case"], one["counts"]) for one in told["alone"]] == [(sentinel.id, False)]
    refused = CliRunner().invoke(press, [str(investigation), "--counts", sentinel.id])
    assert "for a reason" in str(refused.exception)
    run(press, str(investigation), "--counts", sentinel.id, "--reason", "the force confirmed it", "--by", "desk")
    (line,) = (investigation / "decisions" / "desk.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "the force confirmed it"
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        after = disciplined(opened)
        assert (after.value.low, after.value.high) == (before.value.low + 1, (before.value.high or 0) + 1)
        assert after.methods == ("press", "published_log")
        assert "1 press report that somebody ruled on" in after.note
    run(press, str(investigation), "--undo", sentinel.id, "--by", "desk")
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        assert disciplined(opened) == before
    chains = json.loads(run(coverage, str(investigation), "--chains", "--json").stdout)["chains"]
    steps = next(one["steps"] for one in chains if one["subject"] == matter.id)
    assert [one["what"] for one in steps] == ["notice", "outcome", "press report"]
    assert steps[-1]["on"] == "2021-06-25"


@pytest.mark.slow
def test_an_article_that_stands_on_the_network_is_visited_and_kept_like_a_log(
    investigation: Path, tmp_path: Path
) -> None:
    (investigation / "press" / "radio.toml").write_text(
        'authority = "lindmarsh"\npublication = "Lind Radio"\naddress = "http://127.0.0.1:9/sergeant"\n'
    )
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        list(opened.run(("collect",)))
        by_source = {capture.source_id: capture for capture in opened.record.all(Capture)}
        assert by_source["press-radio"].problem
        assert by_source["press-gazette"].warc
        article = opened.record.get(LogSource, "press-gazette")
        assert (article.kind, article.publication, article.published_on) == (PRESS, "The Lind Gazette", "2021-06-25")


def test_only_a_ruled_press_report_counts() -> None:
    answer = make_case("a", outcome="dismissed", platform=("whatsapp",), rank="constable")
    paper = make_case(
        "p", "paper", method="press", item="i", outcome="dismissed", platform=("facebook",), rank="sergeant"
    )
    cases = [answer, paper]
    linkage = link_cases([make_facts(case, {}, CODEBOOK.needed) for case in cases], [], {}, {})
    measure = CODEBOOK.measures[0]
    everything = frozenset({"foi_response", "published_log"})
    for ruled, number in ((frozenset(), 1), (frozenset({"case-p"}), 2)):
        book = CaseBook(cases, {}, linkage, CODEBOOK, ASKED, ruled)
        assert book.count(measure, frozenset({"foi_response"})).value.high == 1
        assert book.count(measure, everything).value.high == number
        counts = {one.cases: one.counts for one in make_subjects("tarnshire", cases, linkage, ruled)}
        assert counts == {("case-a",): True, ("case-p",): number == 2}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('publication = "P"\nfile = "2021-06-10/a.html"', "authority"),
        ('authority = "a"\npublication = "P"', "write `file`"),
        ('authority = "a"\npublication = "P"\nfile = "a.html"', "YYYY-MM-DD/NAME"),
        ('authority = "a"\npublication = "P"\nfile = "../2021-06-10/a.html"', "YYYY-MM-DD/NAME"),
        ('authority = "a"\npublication = "P"\naddress = "ftp://x"', "address"),
    ],
)
def test_a_mistake_in_an_articles_file_is_named(tmp_path: Path, words: str, said: str) -> None:
    path = tmp_path / "article.toml"
    path.write_text(words)
    with pytest.raises(ProjectFileInvalid, match=said):
        parse_article(path)


def test_nothing_is_kept_of_an_article_that_is_not_there(tmp_path: Path, example_folder: Path) -> None:
    for name in ("answerable.toml", "authorities.csv", "codebook.toml"):
        shutil.copy(example_folder / name, tmp_path / name)
    for what, authority, published, error in (
        ("missing.html", "lindmarsh", "", InputNotFound),
        ("https://gazette.example/a?b=1", "no-such-force", "", ValueNotAllowed),
        ("https://gazette.example/a?b=1", "lindmarsh", "June 2021", ProjectFileInvalid),
        ("https://gazette.example/a?b=1", "", "", ValueNotAllowed),
    ):
        options = ["--add", what, "--authority", authority, "--publication", "P", "--published", published]
        failed = CliRunner().invoke(press, [str(tmp_path), *options])
        assert isinstance(failed.exception, error), what
    assert not (tmp_path / "press").exists()
    options = ["--add", "https://gazette.example/a?b=1", "--authority", "lindmarsh", "--publication", 'The "P"']
    assert CliRunner().invoke(press, [str(tmp_path), *options]).exit_code == 0
    made = parse_article(tmp_path / "press" / "a.toml")
    assert (made.id, made.address, made.publication) == ("press-a", "https://gazette.example/a?b=1", 'The "P"')
    again = CliRunner().invoke(press, [str(tmp_path), *options])
    assert isinstance(again.exception, ProjectExists)
