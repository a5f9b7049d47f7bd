"""A correction and a takedown after publication reach every page, chart, file and feed, and each says so."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from bs4 import BeautifulSoup

from answerable.model.case import Case, Standing, Tally
from answerable.model.document import Document, Page
from answerable.model.link import Count, Subject
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.response import Classification
from answerable.model.story import Correction
from answerable.publish.corrections import list_touched, note_publication
from answerable.publish.edition import gather
from answerable.publish.leaks import iter_texts, list_secrets
from answerable.publish.run import run

pytestmark = pytest.mark.slow


def iter_everything(out: Path) -> Any:
    """Every text that any file of a folder holds, Parquet's columns too."""
    for path in sorted(one for one in out.rglob("*") if one.is_file()):
        name, data = path.relative_to(out).as_posix(), path.read_bytes()
        yield name, name
        for _, text in iter_texts(name, data):
            yield name, text
        if path.suffix == ".parquet":
            yield name, json.dumps(parquet.read_table(io.BytesIO(data)).to_pylist(), default=str, ensure_ascii=False)


def notices(out: Path) -> set[str]:
    found = set()
    for path in out.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        if page.select_one(".notice"):
            found.add(path.relative_to(out).as_posix())
    return found


def test_nothing_that_was_blacked_out_stands_anywhere_in_the_folder(published: Any) -> None:
    secrets = {*list_secrets(published.edition, gather(published.record, published.edition))}
    secrets |= {"Marlpit", "Gideon", "Corvane", "Henrietta", "force.example"}
    assert {"Gideon Marlpit", "h.corvane@force.example"} <= secrets
    shown = 0
    for name, text in iter_everything(published.out):
        squeezed = " ".join(text.split())
        shown += "messages sent on WhatsApp in 2021" in squeezed
        for secret in secrets:
            assert secret not in squeezed, (name, secret)
    assert shown >= 5, "the words around the names are published: pages, CSV, JSON, SQLite, Parquet"


def test_a_correction_reaches_every_page_it_touches_and_says_so(published: Any) -> None:
    """The story of the fixture is corrected without naming what it changed: it reaches the story itself."""
    assert notices(published.out) == {
        f"{folder}{page}" for folder in ("", "cy/") for page in ("index.html", "corrections.html", "data.html")
    }


def test_a_corrected_finding_says_so_on_its_own_page_and_on_every_authority_behind_it(published_anew: Any) -> None:
    out, edition, record = published_anew.out, published_anew.edition, published_anew.record
    correction = Correction("2022-02-13", "29", "28", "one officer was counted twice", findings=("disciplined",))
    edition = dataclasses.replace(edition, story=dataclasses.replace(edition.story, corrections=(correction,)))
    run(record, edition, published_anew.render_page, out)
    touched = list_touched(correction, edition, gather(record, edition))
    assert {"index.html", "findings/disciplined.html", "findings.html", "authorities/avon-fell.html"} <= touched
    packs = {name for name in notices(out) if name.startswith("packs/")}
    assert {"packs/avon-fell/index.html", "packs/avon-fell/cy.html"} <= packs
    assert not any("eskmere" in name for name in packs)
    assert notices(out) - packs == {f"{folder}{page}" for folder in ("", "cy/") for page in touched}
    page = BeautifulSoup((out / "findings/disciplined.html").read_text(encoding="utf-8"), "lxml")
    assert "Corrected on 13 February 2022. It said: 29. It says: 28." in page.select_one(".notice").get_text()
    welsh = BeautifulSoup((out / "cy/findings/disciplined.html").read_text(encoding="utf-8"), "lxml")
    assert "Cywirwyd ar 13 Chwefror 2022." in welsh.select_one(".notice").get_text()
    feeds = {name for name, text in iter_everything(out) if name.endswith(".xml") and "counted twice" in text}
    assert feeds >= {"feed.xml", "corrections.xml", "authorities/avon-fell.xml"}
    assert "authorities/eskmere.xml" not in feeds


def test_a_record_taken_down_is_gone_from_every_file_and_its_address_says_so(published_anew: Any) -> None:
    out, edition, record = published_anew.out, published_anew.edition, published_anew.record
    case = next(one for one in record.all(Case) if one.authority_id == "fernhill")
    words = "messages sent on WhatsApp in 2021"
    assert any(words in " ".join(text.split()) for _, text in iter_everything(out))
    note_publication(edition, gather(record, edition), "2022-02-11T14:00:00+00:00", "Ada Quill")
    kinds = (Document, Page, Message, Classification, Case, Tally, Subject, Count)
    rows = [
        dataclasses.replace(one, standing=Standing.REJECTED) if isinstance(one, Case) and one.id == case.id else one
        for kind in kinds
        for one in record.all(kind)
        if case.id not in getattr(one, "cases", ())
    ]
    record.replace("made", "all", "without", rows)
    published_anew.measure()
    report = run(record, edition, published_anew.render_page, out)
    assert "a draft" in report.did[0]
    wheres = {one.where for one in record.all(Problem) if one.blocks and one.code == "publish-uncorrected"}
    assert wheres == {f"case {case.id}", "finding disciplined", "finding by_year"}, "and figures that it was part of"
    why = "The officer could be told."
    correction = Correction("2022-02-13", why=why, cases=(case.id,), findings=("disciplined", "by_year"))
    story = dataclasses.replace(edition.story, corrections=(correction, *edition.story.corrections))
    run(record, dataclasses.replace(edition, story=story), published_anew.render_page, out)
    assert "publish-uncorrected" not in {one.code for one in record.all(Problem) if one.blocks}
    for name, text in iter_everything(out):
        assert words not in " ".join(text.split()), name
        if case.id in text:
            assert name.startswith(("corrections.", "cases/case-", "data/", "SHA", "cy/cases/case-")), name
    gone = BeautifulSoup((out / "cases" / f"{case.id}.html").read_text(encoding="utf-8"), "lxml")
    assert "This record was taken down" in gone.h1.get_text()
    assert "The officer could be told." in gone.get_text()
