"""Reconcile alone, on what a perfect reading of the bundled example would give: its truth file's cases and tallies."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answerable.model.case import Basis, Case, Coded, Tally, Value
from answerable.model.dates import Period
from answerable.model.ids import hash_bytes, make_id
from answerable.model.interval import Interval, add_all
from answerable.model.link import Count, Link, Subject
from answerable.model.log import LogItem
from answerable.model.span import Span, make_span
from answerable.project.codebook import parse_codebook
from answerable.reconcile.coverage import measure_coverage
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE
from answerable.reconcile.run import run
from answerable.store.record import Record

pytestmark = pytest.mark.slow

ASKED = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31))


def _span(document: str, text: str) -> Span:
    return make_span(document, 1, text, 0, len(text))


def _parse_period(text: str) -> Period:
    if "/" in text:
        start, _, end = text.partition("/")
        return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    first, _, last = text.partition("-")
    return Period(dt.date(int(first), 1, 1), dt.date(int(last or first), 12, 31))


def _make_case(row: dict[str, Any]) -> Iterator[Case | LogItem]:
    document = hash_bytes(f"{row['file']} {row['part']}".encode())
    words = "; ".join(one["exact"] for many in row["words"].values() for one in many) or row["id"]
    values = []
    for name, value in row["values"].items():
        if name == "n_subjects":
            continue
        plain = tuple(value) if isinstance(value, list) else value
        values.append(Value(name, Coded(plain, Basis.STATED, _span(document, words))))
    item_id = ""
    if row["method"] == "published_log":
        seen = Path(row["file"]).parent.name
        item_id = make_id("item", row["id"])
        later = "" if not row["id"].endswith("/v1") else make_id("item", row["id"].removesuffix("/v1"))
        source = row["authority"]
        yield LogItem(item_id, source, row["authority"], document, _span(document, words), seen, seen, False, later)
    n_people = int(row["values"].get("n_subjects", 1))
    yield Case(
        id=f"case-{row['id']}",
        authority_id=row["authority"],
        method=row["method"],
        document=document,
        span=_span(document, words),
        values=tuple(values),
        request_id=f"req-{row['authority']}" if row["method"] == "foi_response" else "",
        log_item_id=item_id,
        n_subjects=Interval(n_people, n_people),
        superseded=row["superseded"] and row["method"] == "foi_response",  # old wordings of a log are for us to link
    )


def _make_tally(number: int, row: dict[str, Any]) -> Tally:
    document = hash_bytes(f"{row['file']} {row['part']}".encode())
    return Tally(
        id=make_id("tally", number, row["file"], row["measure"]),
        authority_id=row["authority"],
        method="foi_response",
        document=document,
        measure=row["measure"],
        unit=row["unit"],
        period=_parse_period(str(row["period"])),
        categories=tuple(("outcome", name) for name in row.get("outcomes", [])),
        proposed=Interval(row["low"], row["high"]),
        span=_span(document, row["exact"]),
        is_total=row.get("row", "").casefold() == "total",
        rule="table-counts" if row.get("row") else "sentence",
        superseded=row["superseded"],
    )


@pytest.fixture(scope="module")
def truth(example_folder: Path) -> dict[str, Any]:
    path = example_folder / "truth.json"
    if not path.is_file():
        pytest.skip("the example has not been generated")
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, truth: dict[str, Any], example_folder: Path) -> Record:
    record = Record.open("sqlite://", archive=tmp_path_factory.mktemp("sources"))
    rows: list[Any] = [one for row in truth["cases"] for one in _make_case(row)]
    rows += [_make_tally(number, row) for number, row in enumerate(truth["tallies"])]
    record.replace("extract", "truth", "1", rows)
    report = run(record, parse_codebook(example_folder / "codebook.toml"), ASKED, list(truth["authorities"]))
    assert report.n_failed == 0
    return record


@pytest.mark.parametrize("measure", ["disciplined", "dismissed", "would_have_been_dismissed"])
def test_the_truth_lies_inside_every_interval(counted: Record, truth: dict[str, Any], measure: str) -> None:
    counts = {one.authority_id: one for one in counted.all(Count) if one.measure == measure}
    for authority, told in truth["authorities"].items():
        true = told["counts"][measure]["true"]
        if authority in counts:
            assert counts[authority].value.contains(true), (authority, str(counts[authority].value), true)
        else:
            assert true == 0, authority


@pytest.mark.parametrize("measure", ["disciplined", "dismissed", "would_have_been_dismissed"])
def test_totals_are_as_exact_as_the_documents_allow(counted: Record, truth: dict[str, Any], measure: str) -> None:
    total = add_all(one.value for one in counted.all(Count) if one.measure == measure and one.comparable)
    told = truth["totals"][measure]
    assert (total.low, total.high) == (told["low"], told["high"])


def test_machine_certain_links_are_the_planted_ones(counted: Record, truth: dict[str, Any]) -> None:
    planted = {tuple(sorted(f"case-{one}" for one in row["cases"])) for row in truth["duplicates"]}
    planted |= {
        (f"case-{row['id'].removesuffix('/v1')}", f"case-{row['id']}")
        for row in truth["cases"]
        if row["id"].endswith("/v1")
    }
    links = counted.all(Link)
    certain = {(one.left, one.right) for one in links if one.share_same >= SHARE_CERTAIN}
    assert certain <= planted
    assert len(certain) >= 0.9 * len(planted)
    seen = {(one.left, one.right) for one in links if one.share_same >= SHARE_POSSIBLE}
    assert seen >= planted  # what is not certain is asked


def test_coverage_says_who_is_in_answers_in_logs_and_in_both(counted: Record, truth: dict[str, Any]) -> None:
    counts = [one for one in counted.all(Count) if one.measure == "disciplined"]
    cases = {one.id: one for one in counted.all(Case)}
    covered = {
        one.authority_id: one
        for one in measure_coverage(truth["authorities"], counts, counted.all(Subject), cases, ("platform",))
    }
    assert covered["chalkdown"].n_in_both == 3
    assert (covered["tarnshire"].basis, covered["tarnshire"].n_in_answers) == ("published_log", 0)
    assert [name for name, one in covered.items() if one.basis == ""] == [
        name
        for name, told in truth["authorities"].items()
        if not told["counts"]["disciplined"].get("true") and told["form"] != "letter, nil"
    ]


def test_every_authority_that_said_nothing_has_no_count(counted: Record, truth: dict[str, Any]) -> None:
    silent = {name for name, told in truth["authorities"].items() if told["form"] == "silent"}
    assert silent
    assert not silent & {one.authority_id for one in counted.all(Count)}
