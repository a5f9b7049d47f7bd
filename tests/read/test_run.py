"""The stage: everything received is read once, what is inside too, and nothing stops it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from answerable.adapters.runner import InProcess
from answerable.model.document import Document, Page, Source
from answerable.model.problem import Problem
from answerable.read.run import run
from answerable.store.record import Record


def take_in(record: Record, name: str, data: bytes) -> Source:
    return record.archive(data, name=name, media_type="application/octet-stream", origin=f"inbox/{name}")


def make_zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("_", ".")), data)
    return buffer.getvalue()


def test_reads_sources_and_what_is_in_them(record: Record) -> None:
    outer = take_in(
        record, "answer.zip", make_zip(letter_txt=b"Twelve officers.", inner_zip=make_zip(a_csv=b"a,b\n1,2\n"))
    )
    report = run(record, InProcess())
    assert (report.n_done, report.n_unchanged, report.n_failed) == (4, 0, 0)
    names = {document.name for document in record.all(Document)}
    assert names == {"answer.zip", "letter.txt", "inner.zip", "a.csv"}
    letter = next(source for source in record.sources() if source.name == "letter.txt")
    assert letter.parent == outer.id
    assert letter.origin == "inbox/answer.zip!letter.txt"
    assert [page.text for page in record.all(Page, document=letter.id)] == ["Twelve officers."]


def test_a_second_run_does_nothing_and_a_new_file_alone_is_read(record: Record) -> None:
    take_in(record, "a.txt", b"one")
    run(record, InProcess())
    before = record.fingerprint(Page)
    assert (run(record, InProcess()).n_done, record.fingerprint(Page)) == (0, before)
    take_in(record, "b.txt", b"two")
    report = run(record, InProcess())
    assert (report.n_done, report.n_unchanged) == (1, 1)


def test_reading_again_gives_the_same_rows(record: Record) -> None:
    take_in(record, "a.zip", make_zip(a_txt=b"one", b_html=b"<table><tr><td>1<td>2<tr><td>3<td>4</table>"))
    run(record, InProcess())
    before = [record.fingerprint(kind) for kind in (Document, Page, Problem)]
    record.forget_derived()
    run(record, InProcess())
    assert [record.fingerprint(kind) for kind in (Document, Page, Problem)] == before


class Deadly:
    """A runner in which one piece dies, as a crashed child would."""

    def __init__(self, name: str) -> None:
        self.name = name

    def map(self, work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
        for piece in pieces:
            yield MemoryError("too much") if piece.name == self.name else work(piece)


def test_a_reader_that_dies_leaves_a_problem_and_the_others_are_read(record: Record) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        take_in(record, name, name.encode())
    report = run(record, Deadly("b.txt"))
    assert (report.n_done, report.n_failed) == (2, 1)
    assert [problem.code for problem in record.all(Problem)] == ["reader-died"]
    assert record.count(Document) == 3
    assert any("within the limits" in sentence for sentence in report.needs_person)


def test_says_what_needs_a_person(record: Record) -> None:
    take_in(record, "broken.pdf", b"%PDF-1.4 nothing")
    take_in(record, "a.dat", b"\x00\x01\x02....")
    report = run(record, InProcess())
    assert "1 file cannot be opened" in report.needs_person
    assert "1 file is of a kind that is not read" in report.needs_person
