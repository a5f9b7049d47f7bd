"""A published report of several pages is read to its end."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from answerable.collect.split import split_page
from answerable.extract.answers import extract_log_item
from answerable.model.log import LogItem
from answerable.model.span import make_span
from answerable.project.codebook import parse_codebook
from answerable.read.dispatch import read_bytes

PAGES = (
    ("Misconduct hearing, PC 4711, held on 3 May 2021.",
     "It was alleged that the officer sent racist messages to a WhatsApp group of colleagues."),
    ("The panel found gross misconduct.", "Outcome: the officer was dismissed without notice."),
)  # fmt: skip


def test_the_outcome_on_the_last_page_belongs_to_the_case(example_folder: Path) -> None:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4)
    for lines in PAGES:
        for number, line in enumerate(lines):
            sheet.drawString(60, 780 - 18 * number, line)
        sheet.showPage()
    sheet.save()
    reading = read_bytes(buffer.getvalue(), "outcome.pdf")
    spans = [
        make_span(page.document, page.number, page.text, piece.start, piece.end)
        for page in reading.pages
        for piece in split_page(page, [], "one_report")
    ]
    item = LogItem(
        "item-1", "log", "tarnshire", spans[0].document, spans[0], "2021-06-01", "2021-06-01", rest=tuple(spans[1:])
    )
    codebook = parse_codebook(example_folder / "codebook.toml")
    cases = extract_log_item(item, reading.pages, codebook, reading.tables)
    assert [case.get("outcome") for case in cases] == ["dismissed"]
