"""Recipes over versions: the next file that an authority sends is read by its recipe, or a warning says why not."""

from __future__ import annotations

import datetime as dt

from extract_sheets import make_page, make_sheet

from answerable.extract.run import run
from answerable.model.case import Case
from answerable.model.codebook import Codebook
from answerable.model.document import Document
from answerable.model.ids import hash_bytes
from answerable.model.message import Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.recipe import ColumnRule, Recipe, RecipePart
from answerable.model.request import Batch, Request
from answerable.model.response import Classification, Decision
from answerable.store.record import Record

HEADER = ["Rank", "Year", "Service", "What was done", "Disposal"]
ROWS = [
    ["PC", "2019", "WhatsApp", "racist messages", "Dismissed"],
    ["PS", "2020", "Facebook", "rude comment", "Advice"],
]
AT = "2021-11-25T10:00:00+00:00"


def make_recipe(*documents: str) -> Recipe:
    """Two columns named; the rest is left out by whoever wrote it."""
    columns = (ColumnRule("rank", ("Rank",)), ColumnRule("outcome", ("Disposal",)))
    return Recipe("outcomes", (RecipePart(documents, columns),))


def send(record: Record, *files: tuple[str, list[list[str]]]) -> None:
    """One letter for each file, all from one authority."""
    request = Request("req-1", "letter", "avonmoor", "ANS-1", "foia-2000", "s", "b", "m", sent_on=dt.date(2021, 11, 1))
    record.replace("ask", "req-1", "k", [request])
    rows: list[object] = []
    for number, (name, table) in enumerate(files):
        sheet, letter = hash_bytes(name.encode()), hash_bytes(f"letter {number}".encode())
        message, attached = f"msg-{number}", ((sheet, name),)
        rows.append(
            Message(message, letter, "in", AT, "a@x.example", "", (), "s", message, "", (), "", attached, "req-1")
        )
        kind, decision = MessageKind.RESPONSE, Decision.DISCLOSED
        rows.append(Classification(f"cls-{number}", message, "req-1", "avonmoor", kind, None, decision))
        page, grid = make_sheet(table or [HEADER, *ROWS], document=sheet)
        record.replace("read", sheet, "k", [Document(sheet, name, "text/csv", 1, 1, 0), page, grid])
        text = make_page("Please see the file attached.", document=letter)
        record.replace("read", letter, "k", [Document(letter, f"{number}.eml", "message/rfc822", 1, 1, 0), text])
    record.replace("track", "all", "k", rows)


def codes(record: Record) -> list[tuple[str, str]]:
    """Every warning about a recipe, with what was found."""
    return sorted((one.code, one.found) for one in record.all(Problem) if one.code.startswith("recipe-"))


def test_the_next_version_is_read_by_the_recipe_that_names_it(record: Record, codebook: Codebook, batch: Batch) -> None:
    later = [["Outcomes"], [""], HEADER, *ROWS, ["DC", "2021", "Signal", "leak", "Dismissed"]]
    send(record, ("outcomes-2021.csv", []), ("outcomes-2022.csv", later))
    run(record, codebook, batches=[batch], recipes=[make_recipe("outcomes-*.csv")])
    assert codes(record) == []
    cases = record.all(Case)
    assert [one.get("outcome") for one in cases].count("dismissed") == 3
    assert {one.rule for one in cases} == {"recipe recipe outcomes"}


def test_a_file_that_looks_like_the_next_version_is_said(record: Record, codebook: Codebook, batch: Batch) -> None:
    send(record, ("outcomes-2021.csv", []), ("answer (2).csv", []))
    run(record, codebook, batches=[batch], recipes=[make_recipe("outcomes-2021.csv")])
    assert codes(record) == [("recipe-not-followed", "answer (2).csv")]
    assert len(record.all(Case)) == 4, "it is read by itself all the same"


def test_a_version_that_no_longer_fits_is_read_without_the_recipe(
    record: Record, codebook: Codebook, batch: Batch
) -> None:
    renamed = [["Grade", "Year", "Platform", "Summary", "Result"], *ROWS]
    send(record, ("outcomes-2021.csv", []), ("outcomes-2022.csv", renamed))
    run(record, codebook, batches=[batch], recipes=[make_recipe("outcomes-*.csv")])
    assert codes(record) == [("recipe-no-longer-fits", "Grade | Year | Platform | Summary | Result")]
    assert {one.rule.split()[0] for one in record.all(Case)} == {"recipe", "table-cases"}
    assert len(record.all(Case)) == 4


def test_a_recipe_that_nothing_is_read_by_is_said(record: Record, codebook: Codebook, batch: Batch) -> None:
    send(record, ("outcomes-2021.csv", []))
    report = run(record, codebook, batches=[batch], recipes=[make_recipe("*.xlsx")])
    assert codes(record) == [("recipe-fits-no-document", "2 files")]
    assert report.n_failed == 0
    assert run(record, codebook, batches=[batch], recipes=[make_recipe("*.xlsx")]).n_done == 0
    run(record, codebook, batches=[batch], recipes=[])
    assert codes(record) == [], "a recipe that was taken away leaves no warning"
