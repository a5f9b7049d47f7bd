"""The stage: every archived source that was not read yet is read, and what it contains is archived and read in turn.

What comes in: the record, a runner, OCR engines. What goes out: documents, pages, tables and problems in the record.
A reader that dies leaves a problem in the place of its rows, and the batch goes on. What must never be here: formats.
"""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from answerable.model.document import Document, Part, Reading, Source
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.ports import PageReader, Runner
from answerable.read.dispatch import ReadPiece, ReadWork, read_bytes
from answerable.read.draft import READER_VERSION
from answerable.read.sniff import find_media_type
from answerable.store.record import Record
from answerable.store.work import Writer

STAGE = "read"
_DEEPEST = 8
_LIBRARIES = ("pypdfium2", "tablers", "python-calamine", "xlrd", "lxml", "firecrawl-anydoc", "warcio", "py7zr")
WAITING = {
    "needs-ocr": (
        "page is a picture of text and no OCR engine is installed",
        "pages are pictures of text and no OCR engine is installed",
    ),
    "numbers-unconfirmed": (
        "page holds numbers that two OCR engines did not read alike",
        "pages hold numbers that two OCR engines did not read alike",
    ),
    "encrypted": ("file opens with a password only", "files open with a password only"),
    "empty-file": ("file is empty", "files are empty"),
    "broken-file": ("file cannot be opened", "files cannot be opened"),
    "not-supported": ("file is of a kind that is not read", "files are of a kind that is not read"),
    "reader-died": ("file could not be read within the limits", "files could not be read within the limits"),
    "reader-failed": ("file made its reader fail", "files made their reader fail"),
    "numbers-without-table": (
        "page holds aligned numbers in no table",
        "pages hold aligned numbers in no table",
    ),
    "part-unreadable": ("file is damaged in part", "files are damaged in part"),
    "hidden-not-checked": (
        "file is of a kind whose hidden content is not told apart",
        "files are of kinds whose hidden content is not told apart",
    ),
    "archive-limits": ("archive was not unpacked whole", "archives were not unpacked whole"),
}
"""Problems that a report counts: their code, and the words for one and for many."""


def run(
    record: Record, runner: Runner, page_readers: Sequence[PageReader] = (), progress: Progress = no_progress
) -> StageReport:
    """Read every source of the record that was not read with these readers yet.

    Args:
        record: where the sources are and the rows go.
        runner: where the work is done.
        page_readers: OCR engines, best first.
        progress: told of each file.
    """
    readers = tuple(page_readers)
    basis = make_key(STAGE, READER_VERSION, [reader.name for reader in readers], _library_versions())
    known = record.keys(STAGE)
    tally: Counter[str] = Counter()
    seen: set[str] = set()
    while True:
        sources = [source for source in record.sources() if source.id not in seen]
        if not sources:
            break
        seen.update(source.id for source in sources)
        # The name is part of the key: it decides between kinds of plain text.
        keys = {source.id: make_key(basis, source.id, source.name) for source in sources}
        stale = [source for source in sources if known.get(source.id) != keys[source.id]]
        tally["unchanged"] += len(sources) - len(stale)
        pieces = (ReadPiece(source.name, record.get_bytes(source.id)) for source in stale)
        results = runner.map(ReadWork(readers), pieces)
        with Writer(record, STAGE) as writer:
            for number, (source, result) in enumerate(zip(stale, results, strict=True)):
                progress(number, len(stale), source.name)
                if isinstance(result, BaseException):
                    tally["failed"] += 1
                    writer.put(source.id, keys[source.id], _rows_of_death(source, result))
                    continue
                tally["done"] += 1
                _archive_parts(record, source, result.parts)
                writer.put(source.id, keys[source.id], _rows(result))
        progress(len(stale), len(stale), "")
    record.keep_only(STAGE, seen)
    return _report(record, tally)


def _library_versions() -> list[str]:
    versions = []
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} none")
    return versions


def _archive_parts(record: Record, source: Source, parts: Sequence[Part]) -> None:
    """File what a file contained; a chain of containers that is too deep ends with a problem of the reading itself."""
    if _depth(record, source) >= _DEEPEST:
        return
    for part in parts:
        kind = find_media_type(part.data, part.name)
        if record.find_source(hash_bytes(part.data)) is None:
            record.archive(
                part.data,
                name=part.name,
                media_type=kind,
                origin=f"{source.origin}!{part.name}",
                parent=source.id,
                received_at=source.received_at,
            )


def _depth(record: Record, source: Source) -> int:
    depth, at = 0, source
    while at.parent and depth < _DEEPEST:
        above = record.find_source(at.parent)
        if above is None:
            break
        depth, at = depth + 1, above
    return depth


def _rows(reading: Reading) -> Iterator[Any]:
    yield reading.document
    yield from reading.pages
    yield from reading.tables
    yield from reading.problems


def _rows_of_death(source: Source, error: BaseException) -> list[Any]:
    problem = Problem(
        make_id("problem", source.id, "reader-died"),
        "reader-died",
        source.name,
        found=f"{type(error).__name__}: {error}"[:300],
        expected="a file that can be read within the limits",
        remedy="the bytes are kept; open the file with care and take its content in as CSV or PDF",
        document=source.id,
    )
    document = Document(source.id, source.name, source.media_type, source.size, 0, 0, reader=READER_VERSION)
    return [document, problem]


def _report(record: Record, tally: Counter[str]) -> StageReport:
    n_pages = n_tables = n_documents = 0
    hiding: Counter[str] = Counter()
    n_hiding = 0
    for document in record.iter(Document):
        n_documents += 1
        n_pages += document.n_pages
        n_tables += document.n_tables
        kinds = {hidden.kind for hidden in document.hidden} - {"metadata"}
        n_hiding += bool(kinds)
        hiding.update(kinds)
    problems = Counter(problem.code for code in WAITING for problem in record.iter(Problem, code=code))
    waiting = [counted(problems[code], *words) for code, words in WAITING.items() if problems[code]]
    if n_hiding:
        most = ", ".join(f"{kind.replace('_', ' ')} in {n}" for kind, n in sorted(hiding.items()))
        waiting.append(
            f"{counted(n_hiding, 'file hides', 'files hide')} something ({most}); it is kept out until a person decides"
        )
    return StageReport(
        STAGE,
        n_done=tally["done"],
        n_unchanged=tally["unchanged"],
        n_failed=tally["failed"],
        did=(
            f"{counted(n_documents, 'file holds', 'files hold')} {counted(n_pages, 'page', 'pages')}"
            f" and {counted(n_tables, 'table', 'tables')}",
        ),
        needs_person=tuple(waiting),
        next_command="answerable run",
    )


__all__ = ["STAGE", "WAITING", "read_bytes", "run"]
