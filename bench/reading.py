"""How fast and how well PDF is read: pages per CPU second with word boxes, tables against a public gold set.

    python bench/reading.py speed FILE...          pages/CPU-s with word boxes, beside pdfplumber where it is installed
    python bench/reading.py tables FOLDER          mean document F1 on ICDAR-2013 (PDFs with *-str.xml beside them)
    python bench/reading.py words FILE...          where the time of reading goes
    python bench/reading.py fetch FOLDER           download the gold set
    python bench/reading.py peers FOLDER           the same documents, read by us and by each peer that can be installed
    python bench/reading.py vote FOLDER            tables by a vote of the peers, beside ours
    python bench/reading.py peers FOLDER --docling PYTHON      the workbook by docling too, installed there by you

The gold set is data of its own (67 PDFs, 238 pages), to be had in the repository tabulapdf/tabula-java below
``src/test/resources/technology/tabula/icdar2013-dataset``; it is fetched by whoever runs the bench and never committed.
Our finder of tables without rules was tuned on this set, so its figures there are no first sight; the peers' are.
The measure is that of the competition: neighbouring cells (right and below, blanks skipped) found again.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import importlib.util
import io
import itertools
import json
import pstats
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import etree
from sheets import make_workbook

from answerable.model.document import Table
from answerable.read.dispatch import read_bytes
from answerable.read.pdf.chars import find_words, get_frame

HERE = Path(__file__).resolve().parent
GOLD_ADDRESS = "https://codeload.github.com/tabulapdf/tabula-java/zip/refs/heads/master"
PDF_WAYS = ("answerable", "pdfplumber-words", "pdfplumber-tables", "camelot-lattice", "camelot-stream", "markitdown",
            "kreuzberg")  # fmt: skip
VOTERS = ("camelot-stream", "camelot-network", "kreuzberg", "pdfplumber-tables")
"""Readers of tables in PDF that may be had, and are done in minutes."""
Neighbours = Counter[tuple[str, str, str]]
Place = tuple[int, int, int, int]
"""First row, last row, first column, last column of a cell."""


def find_neighbours(cells: dict[Place, str]) -> Neighbours:
    """Pairs of cells of which one is the next filled one to the right of, or below, the other."""
    at: dict[tuple[int, int], Place] = {}
    for place in cells:
        for row in range(place[0], place[1] + 1):
            for column in range(place[2], place[3] + 1):
                at[row, column] = place
    found: set[tuple[Place, Place, str]] = set()
    n_rows = 1 + max((place[1] for place in cells), default=-1)
    n_columns = 1 + max((place[3] for place in cells), default=-1)
    for row in range(n_rows):
        line = [at[row, column] for column in range(n_columns) if (row, column) in at]
        found.update((one, other, "right") for one, other in itertools.pairwise(line) if one != other)
    for column in range(n_columns):
        line = [at[row, column] for row in range(n_rows) if (row, column) in at]
        found.update((one, other, "below") for one, other in itertools.pairwise(line) if one != other)
    return Counter((cells[one], cells[other], side) for one, other, side in found)


def plain(text: str) -> str:
    """Words for comparison: no white space, no case, one kind of dash and quote."""
    return re.sub(r"\s+", "", re.sub(r"[‐-―−]", "-", text)).casefold().replace("’", "'")


def load_gold(path: Path) -> Neighbours:
    """Neighbours of a document's gold tables."""
    total: Neighbours = Counter()
    for region in etree.parse(str(path)).iter("region"):
        cells: dict[Place, str] = {}
        for cell in region.iter("cell"):
            row, column = int(cell.get("start-row") or 0), int(cell.get("start-col") or 0)
            text = plain("".join(str(part) for content in cell.iter("content") for part in content.itertext()))
            if text:
                cells[row, int(cell.get("end-row") or row), column, int(cell.get("end-col") or column)] = text
        total += find_neighbours(cells)
    return total


def make_neighbours(table: Table) -> Neighbours:
    """Neighbours of a table that was read."""
    return find_neighbours(
        {
            (cell.row, cell.row + cell.row_span - 1, cell.column, cell.column + cell.column_span - 1): plain(cell.text)
            for cell in table.cells
            if plain(cell.text)
        }
    )


def score(found: Neighbours, gold: Neighbours) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    n_right = sum((found & gold).values())
    n_found, n_gold = sum(found.values()), sum(gold.values())
    precision = n_right / n_found if n_found else float(not n_gold)
    recall = n_right / n_gold if n_gold else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def bench_tables(folder: Path, *, verbose: bool) -> None:
    """Print the mean document F1 over a gold set, and over the documents without ruled tables."""
    scores: dict[str, tuple[float, float, float]] = {}
    engines: dict[str, set[str]] = {}
    n_pages, seconds = 0, 0.0
    for path in sorted(folder.rglob("*.pdf")):
        gold_path = path.with_name(f"{path.stem}-str.xml")
        if not gold_path.exists():
            continue
        data = path.read_bytes()
        began = time.process_time()
        reading = read_bytes(data, path.name)
        seconds += time.process_time() - began
        n_pages += len(reading.pages)
        found: Neighbours = Counter()
        for table in reading.tables:
            found += make_neighbours(table)
        scores[path.stem] = score(found, load_gold(gold_path))
        engines[path.stem] = {table.engine for table in reading.tables}
        if verbose:
            parts = [f"{name} {value:.3f}" for name, value in zip("PRF", scores[path.stem], strict=True)]
            print(f"{path.stem:12}", *parts, *sorted(engines[path.stem]))
    for title, names in (
        ("all documents", list(scores)),
        ("read without rules only", [name for name in scores if engines[name] == {"aligned-columns"}]),
    ):
        if names:
            means = [statistics.fmean(scores[name][part] for name in names) for part in range(3)]
            print(f"{title} ({len(names)}): precision {means[0]:.3f}, recall {means[1]:.3f}, F1 {means[2]:.3f}")
    print(f"{n_pages} pages in {seconds:.1f} CPU-s: {n_pages / seconds:.1f} pages/CPU-s")


def fetch_gold(folder: Path) -> None:
    """Download the gold set into a folder."""
    print(f"fetching {GOLD_ADDRESS}")
    try:
        with urllib.request.urlopen(GOLD_ADDRESS, timeout=300) as answer:
            archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    except OSError as error:
        print(f"not to be had from here: {error}; copy the set's folder by hand")
        return
    names = [name for name in archive.namelist() if "/icdar2013-dataset/" in name and name.endswith((".pdf", ".xml"))]
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / Path(name).name).write_bytes(archive.read(name))
    print(f"{len(names)} files in {folder}")


def _find_all_words(data: bytes) -> None:
    """Words with boxes of every page, and nothing else."""
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = pypdfium2.raw.FPDF_LoadPage(document.raw, number)
        textpage = pypdfium2.raw.FPDFText_LoadPage(page)
        find_words(textpage, get_frame(page))
        pypdfium2.raw.FPDFText_ClosePage(textpage)
        pypdfium2.raw.FPDF_ClosePage(page)
    document.close()


def bench_speed(paths: list[Path]) -> None:
    """Print pages per CPU second with word boxes, tables and hidden content, and the ratio to pdfplumber's words."""
    files = [(path.name, path.read_bytes()) for path in paths]
    read_bytes(files[0][1], files[0][0])
    began = time.process_time()
    n_pages = sum(len(read_bytes(data, name).pages) for name, data in files)
    ours = n_pages / (time.process_time() - began)
    began = time.process_time()
    for _, data in files:
        _find_all_words(data)
    words = n_pages / (time.process_time() - began)
    print(f"answerable: {n_pages} pages, {words:.1f} pages/CPU-s (words with boxes alone)")
    print(f"answerable: {n_pages} pages, {ours:.1f} pages/CPU-s (words, order, tables, hidden content)")
    if importlib.util.find_spec("pdfplumber") is None:
        print("pdfplumber: not installed; pip install pdfplumber into an environment of its own to compare")
        return
    pdfplumber = importlib.import_module("pdfplumber")
    began = time.process_time()
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()
    theirs = n_pages / (time.process_time() - began)
    print(
        f"pdfplumber: {theirs:.1f} pages/CPU-s (words with boxes); ratio {words / theirs:.1f} and {ours / theirs:.1f}"
    )


def install_peers(folder: Path) -> Path | None:
    """The interpreter of an environment that holds the peers; None where they cannot be installed."""
    python = folder / "bin" / "python"
    done = folder / "installed"
    pins = HERE.parent / "requirements" / "bench.txt"
    if done.exists() and done.read_text() == pins.read_text():
        return python
    venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(pins)]
    if subprocess.run(command, check=False).returncode:
        return None
    done.write_text(pins.read_text())
    return python


def _read_by(way: str, python: Path, files: list[Path], limit: int) -> dict[str, Any] | str:
    """What a reader took, or why it was not measured."""
    script = HERE / "peers" / "reading.py"
    try:
        done = subprocess.run(
            [str(python), str(script), way, *map(str, files)],
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {limit} s"
    if done.returncode:
        return "fails: " + (done.stderr.strip().splitlines() or ["no word why"])[-1][:120]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _score_rows(tables: dict[str, list[list[list[str]]]], files: list[Path]) -> float:
    """Mean document F1 of tables that are given as rows: without merged cells, for all alike."""
    scores = []
    for path in files:
        found = _find_rows_neighbours(tables.get(str(path), []))
        scores.append(score(found, load_gold(path.with_name(f"{path.stem}-str.xml")))[2])
    return statistics.fmean(scores) if scores else 0.0


def bench_peers(folder: Path, environment: Path, most: int, limit: int, docling: Path | None) -> None:
    """Print what each reader took over the same PDFs, one workbook and the example's mails."""
    pdfs = [path for path in sorted(folder.rglob("*.pdf")) if path.with_name(f"{path.stem}-str.xml").exists()]
    # Every n-th, so that a part of the set is like the whole.
    pdfs = pdfs[:: max(1, len(pdfs) // most)][:most]
    n_pages = sum(len(pypdfium2.PdfDocument(path)) for path in pdfs)
    mails = sorted((HERE.parent / "examples").rglob("inbox/*.eml"))
    python = install_peers(environment)
    if python is None:
        print("the peers cannot be installed from here; each of them is not measured")
    with tempfile.TemporaryDirectory() as made:
        book = Path(made) / "cells.xlsx"
        book.write_bytes(make_workbook(10_000))
        for title, files, n_units, ways in (
            (f"{len(pdfs)} PDFs, {n_pages} pages", pdfs, n_pages, PDF_WAYS),
            ("a workbook of 10,000 x 10 cells", [book], 0, ("answerable-cells", "openpyxl", "markitdown", "kreuzberg")),
            (f"{len(mails)} mails", mails, len(mails), ("answerable-mail", "mail-parser")),
        ):
            print(title)
            for way in ways:
                ours = way.startswith("answerable")
                if python is None and not ours:
                    print(f"  {way:<20} not measured")
                    continue
                took = _read_by(way, Path(sys.executable) if ours or python is None else python, files, limit)
                _print_took(way, took, n_units, files if files is pdfs else [])
            if docling is not None and files == [book]:
                _print_took("docling", _read_by("docling-cells", docling, files, limit), 0, [])


def _find_rows_neighbours(tables: list[list[list[str]]]) -> Neighbours:
    found: Neighbours = Counter()
    for rows in tables:
        cells = {(y, y, x, x): plain(text) for y, row in enumerate(rows) for x, text in enumerate(row) if plain(text)}
        found += find_neighbours(cells)
    return found


def bench_vote(folder: Path, environment: Path, limit: int) -> None:
    """Print the mean document F1 of each engine, of "the one whose cells agree most with the others", and of ours."""
    files = [path for path in sorted(folder.rglob("*.pdf")) if path.with_name(f"{path.stem}-str.xml").exists()]
    python = install_peers(environment)
    if python is None:
        print("the peers cannot be installed from here")
        return
    gold = {path: load_gold(path.with_name(f"{path.stem}-str.xml")) for path in files}
    readings = {path: read_bytes(path.read_bytes(), path.name) for path in files}
    ours = {path: _find_rows_neighbours([table.rows() for table in readings[path].tables]) for path in files}
    unruled = [path for path in files if {table.engine for table in readings[path].tables} == {"aligned-columns"}]
    sets = {"all": files, "without rules": unruled, "half of these": unruled[::2], "other half": unruled[1::2]}
    found: dict[str, dict[Path, Neighbours]] = {}
    for way in VOTERS:
        took = _read_by(way, python, files, limit)
        if isinstance(took, str):
            print(f"  {way:<20} not measured: {took}")
            continue
        found[way] = {path: _find_rows_neighbours(took["tables"].get(str(path), [])) for path in files}
    voted = {path: _vote({way: by_path[path] for way, by_path in found.items()}) for path in files}
    for way, by_path in {**found, "vote": voted, "answerable": ours}.items():
        means = {
            name: statistics.fmean(score(by_path[p], gold[p])[2] for p in some) for name, some in sets.items() if some
        }
        print(f"  {way:<20}", *(f"{name} ({len(sets[name])}): {mean:.3f}" for name, mean in means.items()), flush=True)


def _vote(found: dict[str, Neighbours]) -> Neighbours:
    """The tables of the engine whose cells agree most with those of the others."""

    def agreement(way: str) -> float:
        others = [score(found[way], other)[2] for name, other in found.items() if name != way]
        return statistics.fmean(others) if found[way] and others else -1.0

    return found[max(found, key=agreement)] if found else Counter()


def _print_took(way: str, took: dict[str, Any] | str, n_units: int, gold: list[Path]) -> None:
    if isinstance(took, str):
        print(f"  {way:<20} not measured: {took}")
        return
    speed = (n_units or took["units"]) / max(took["seconds"], 1e-6)
    line = f"  {way:<20} {speed:>11,.1f} a CPU-s {took['peak_mb']:>6} MB"
    if gold and any(took["tables"].values()):
        line += f"  tables: F1 {_score_rows(took['tables'], gold):.3f}"
    print(line + (f"  ({took['failed']} files failed)" if took["failed"] else ""), flush=True)


def profile(paths: list[Path]) -> None:
    """Print the functions that take most time."""
    files = [(path.name, path.read_bytes()) for path in paths]
    with cProfile.Profile() as watch:
        for name, data in files:
            read_bytes(data, name)
    pstats.Stats(watch).sort_stats("tottime").print_stats(22)


def main() -> None:
    """Run one bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "tables", "words", "fetch", "peers", "vote"])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--environment", type=Path, default=Path(tempfile.gettempdir()) / "answerable-peers")
    parser.add_argument("--most", type=int, default=1000, help="PDFs that the peers read")
    parser.add_argument("--limit", type=int, default=1800, help="seconds for each peer")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--docling", type=Path, help="interpreter of an environment that holds docling")
    arguments = parser.parse_args()
    if arguments.what == "vote":
        bench_vote(arguments.paths[0], arguments.environment, arguments.limit)
    elif arguments.what == "tables":
        bench_tables(arguments.paths[0], verbose=arguments.verbose)
    elif arguments.what == "fetch":
        fetch_gold(arguments.paths[0])
    elif arguments.what == "peers":
        bench_peers(arguments.paths[0], arguments.environment, arguments.most, arguments.limit, arguments.docling)
    elif arguments.what == "speed":
        bench_speed(arguments.paths)
    else:
        profile(arguments.paths)


if __name__ == "__main__":
    main()
