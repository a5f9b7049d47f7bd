"""Evidence search: the same passages from either database, at the right page, and never more work than needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.errors import ValueNotAllowed
from answerable.model.document import Document, Page
from answerable.model.ids import hash_bytes
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.message import Message
from answerable.model.passage import Passage
from answerable.store.record import Record
from answerable.store.search import SearchIndex, open_index, refresh_index
from answerable.store.search.passages import cut_text
from answerable.store.search.sqlite import SqliteIndex
from answerable.words.queries import parse_query
from invented_record import fill, open_record

PASSAGES = (
    Passage("document", "d1", "d1", 3, 120, "The officer was dismissed over a WhatsApp message.", "a.pdf", "avonmoor"),
    Passage(
        "message", "m1", "d2", 1, 0, "Mae'r heddlu wedi cadarnhau bod y wybodaeth ar gael.", "Ateb", "bordale", "", True
    ),
    Passage("case", "c1", "d1", 3, 124, "officer dismissed", "constable whatsapp", "avonmoor"),
    Passage("note", "c1", "d1", 3, 0, "The heading says WhatsApp group", "amend case", "avonmoor", "R. Example"),
    Passage("note", "c2", "d9", 1, 0, "Not WhatsApp but Signal", "amend case", "avonmoor", "S. Second"),
    Passage("document", "d3", "d3", 1, 0, "A café in Tŷ Mawr; a cat and a chat.", "b.pdf", "castor"),
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with Record.open(url, archive=tmp_path / "sources") as one:
        yield one


@pytest.fixture
def index(record: Record, tmp_path: Path) -> Iterator[SearchIndex]:
    one = open_index(record, tmp_path / "search.db")
    one.replace("unit", "1", PASSAGES)
    yield one
    one.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("whatsapp", {"d1", "c1", "n:c1", "n:c2"}),
        ("whatsapp dismissed", {"d1", "c1"}),
        ('"officer was dismissed"', {"d1"}),
        ('"was officer dismissed"', set()),
        ("dismiss*", {"d1", "c1"}),
        ("whatsapp -signal in:notes", {"n:c1"}),
        ('whatsapp by:"R. Example"', {"n:c1"}),
        ("whatsapp in:notes", {"n:c1", "n:c2"}),
        ("dismissed OR signal", {"d1", "c1", "n:c2"}),
        ("officer authority:bordale", set()),
        ("gwybodaeth", {"m1"}),
        ("cafe ty", {"d3"}),
        ("cat", {"d3"}),
        ("Constable", {"c1"}),
        ("tribunal", set()),
    ],
)
def test_what_is_found(index: SearchIndex, typed: str, found: set[str]) -> None:
    result = index.find(parse_query(typed))
    got = {f"n:{hit.passage.subject}" if hit.passage.place == "note" else hit.passage.subject for hit in result.hits}
    assert got == found
    assert result.n_passages == len(found)


def test_a_hit_shows_its_words_and_their_place(index: SearchIndex) -> None:
    hit = next(hit for hit in index.find(parse_query("whatsapp")).hits if hit.passage.place == "document")
    assert [words for words, is_lit in hit.snippet if is_lit] == ["WhatsApp"]
    assert (hit.passage.document, hit.passage.page) == ("d1", 3)
    assert hit.passage.text[hit.start - 120 : hit.end - 120] == "WhatsApp"


def test_facets_say_where_the_hits_are(index: SearchIndex) -> None:
    facets = index.find(parse_query("whatsapp")).facets
    assert facets["in"] == (("note", 2), ("case", 1), ("document", 1))
    assert facets["authority"] == (("avonmoor", 4),)
    assert facets["by"] == (("R. Example", 1), ("S. Second", 1))


def test_replacing_a_unit_forgets_its_words(index: SearchIndex) -> None:
    index.replace("unit", "2", PASSAGES[:1])
    assert index.find(parse_query("signal")).n_passages == 0
    assert index.find(parse_query("whatsapp")).n_passages == 1
    assert index.keys() == {"unit": "2"}
    index.forget(["unit"])
    assert index.find(parse_query("whatsapp")).n_passages == 0
    assert index.count() == 0


def test_later_pages_follow_the_first(index: SearchIndex) -> None:
    index.replace("many", "1", [Passage("document", f"x{n}", f"x{n}", 1, 0, f"tribunal {n}") for n in range(45)])
    query = parse_query("tribunal")
    pages = [index.find(query, first=first, n_hits=20).hits for first in (0, 20, 40)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({hit.passage.subject for page in pages for hit in page}) == 45


def test_more_than_is_counted_is_said(index: SearchIndex) -> None:
    index.replace("many", "1", [Passage("document", f"x{n}", f"x{n}", 1, 0, "tribunal") for n in range(1200)])
    found = index.find(parse_query("tribunal"))
    assert (found.n_passages, found.is_more) == (1000, True)


def test_a_large_index_puts_what_stands_close_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answerable.store.search.sqlite._N_WEIGHED", 0)
    index = SqliteIndex.open(tmp_path / "search.db")
    far = " ".join(["filler"] * 60)
    rows = [Passage("document", f"far{n}", "d", 1, 0, f"appeal {far} tribunal") for n in range(30)]
    index.replace("unit", "1", [*rows, Passage("document", "close", "d", 1, 0, f"{far} the appeal tribunal")])
    found = index.find(parse_query("appeal tribunal"))
    assert found.hits[0].passage.subject == "close"
    assert found.n_passages == 31
    assert index.find(parse_query("appeal -tribunal")).n_passages == 0


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abŵ \"'-*:()OR&|!^{}\\;%_~", max_size=25))
def test_nothing_typed_breaks_the_index(typed: str) -> None:
    index = SqliteIndex.open(None)
    index.replace("unit", "1", PASSAGES)
    try:
        query = parse_query(typed)
    except ValueNotAllowed:
        return
    index.find(query)


@given(st.text(alphabet="ab \n", max_size=200).map(lambda text: text * 60))
@settings(max_examples=30)
def test_passages_cover_a_page_whole_and_once(text: str) -> None:
    ranges = list(cut_text(text))
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(0 < end - start <= 4000 for start, end in ranges)


def put_page(record: Record, text: str, key: str) -> str:
    sha256 = hash_bytes(b"one file")
    document = Document(sha256, "reply.pdf", "application/pdf", 8, 2, 0)
    pages = [Page(f"{sha256}:1", sha256, 1, "pdf", "first"), Page(f"{sha256}:2", sha256, 2, "pdf", text)]
    record.replace("read", sha256, key, [document, *pages])
    return sha256


def test_the_index_follows_the_record(record: Record, tmp_path: Path) -> None:
    index = open_index(record, tmp_path / "search.db")
    sha256 = put_page(record, "dismissed over Telegram", "1")
    assert refresh_index(index, record) == 2
    assert refresh_index(index, record) == 0
    (hit,) = index.find(parse_query("telegram")).hits
    assert (hit.passage.document, hit.passage.page, hit.passage.title) == (sha256, 2, "reply.pdf")

    put_page(record, "dismissed over Signal", "2")
    refresh_index(index, record)
    assert index.find(parse_query("telegram")).n_passages == 0
    assert index.find(parse_query("signal")).n_passages == 1

    note = make_judgement(
        made_at="2022-02-01T10:00:00+00:00",
        by="R. Example",
        ruling=Ruling.WAIVE,
        noun="problem",
        subject="p1",
        reason="The lawyer has seen the Signal message",
    )
    record.append_judgements([note])
    assert refresh_index(index, record) == 1
    assert {hit.passage.place for hit in index.find(parse_query("signal")).hits} == {"document", "note"}

    record.keep_only("read", [])
    refresh_index(index, record)
    assert index.find(parse_query("dismissed")).n_passages == 0


def test_a_file_inside_an_attached_archive_is_of_the_authority_that_sent_it(record: Record, tmp_path: Path) -> None:
    fill(record)
    (message,) = [one for one in record.all(Message) if one.request_id == "req-eskmere"]
    record.replace(
        "track", "zipped", "k", [replace(message, id="msg-2", document="d0", attachments=(("zip", "a.zip"),))]
    )
    archive = Document("zip", "a.zip", "application/zip", 9, 0, 0, parts=(("txt", "letter.txt"),))
    letter = Document("txt", "letter.txt", "text/plain", 9, 1, 0)
    record.replace("read", "zipped", "k", [archive, letter, Page("txt:1", "txt", 1, "text", "Archipelago.")])
    index = open_index(record, tmp_path / "search.db")
    refresh_index(index, record)
    [hit] = index.find(parse_query("archipelago")).hits
    assert hit.passage.authority_id == "eskmere"
    index.close()


def test_a_lost_index_is_made_again(tmp_path: Path) -> None:
    record = open_record(tmp_path)
    fill(record)
    path = tmp_path / "build" / "search.db"
    one = open_index(record, path)
    n_made = refresh_index(one, record)
    one.close()
    for file in path.parent.iterdir():
        file.unlink()
    other = open_index(record, path)
    assert refresh_index(other, record) == n_made > 0
