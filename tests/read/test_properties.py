"""What holds for any content: nothing received is lost, what is hidden is never shown, a span is found again."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import docx
import py7zr
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from promises import check_promises
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas
from test_slides import make_pptx, words

from answerable.model.span import make_span
from answerable.read.dispatch import read_bytes
from answerable.read.nested import NestedReading, read_nested
from answerable.words.grounding import find_quote

WORDS = st.lists(st.text("abcdefghiklmnoprstuw", min_size=3, max_size=9), min_size=1, max_size=6, unique=True)
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def save(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def make_txt(shown: list[str], hidden: list[str]) -> bytes:
    return "\n\n".join(shown).encode()


def make_html(shown: list[str], hidden: list[str]) -> bytes:
    kept_out = "".join(f"<p style='display:none'>{word}</p><p hidden>{word}</p>" for word in hidden)
    return f"<html><body>{''.join(f'<p>{word}</p>' for word in shown)}{kept_out}</body></html>".encode()


def make_rtf(shown: list[str], hidden: list[str]) -> bytes:
    kept_out = "".join(rf"{{\deleted {word} }}{{\v {word} }}" for word in hidden)
    return (r"{\rtf1\ansi " + r"\par ".join(shown) + kept_out + r"\par}").encode()


def make_docx(shown: list[str], hidden: list[str]) -> bytes:
    document = docx.Document()
    for word in shown:
        document.add_paragraph(word)
    for word in hidden:
        document.add_paragraph().add_run(word).font.hidden = True
        gone = f"<w:del {nsdecls('w')}><w:r><w:delText>{word}</w:delText></w:r></w:del>"
        document.add_paragraph()._p.append(parse_xml(gone))
    return save(document.save)


def make_xlsx(shown: list[str], hidden: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    for word in shown:
        sheet.append([word])
    for word in hidden:
        sheet.append([word])
        sheet.row_dimensions[sheet.max_row].hidden = True
        sheet.cell(1, 3, word)
    sheet.column_dimensions["C"].hidden = True
    if hidden:
        other = book.create_sheet("Other")
        other.append(hidden)
        other.sheet_state = "veryHidden"
    return save(book.save)


def make_ods(shown: list[str], hidden: list[str]) -> bytes:
    document, table = OpenDocumentSpreadsheet(), Table(name="Data")
    for word, more in [*((word, {}) for word in shown), *((word, {"visibility": "collapse"}) for word in hidden)]:
        row, cell = TableRow(**more), TableCell(valuetype="string")
        cell.addElement(P(text=word))
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    return save(document.write)


def make_odt(shown: list[str], hidden: list[str]) -> bytes:
    document = OpenDocumentText()
    for word in shown:
        document.text.addElement(P(text=word))
    return save(document.write)


def make_slides(shown: list[str], hidden: list[str]) -> bytes:
    slides = [words(word) for word in shown] + [words("\n".join(hidden))] * bool(hidden)
    return make_pptx(slides, hidden=len(slides) if hidden else 0, notes="\n".join(hidden))


def make_pdf(shown: list[str], hidden: list[str]) -> bytes:
    def draw(buffer: io.BytesIO) -> None:
        canvas = Canvas(buffer)
        for line, word in enumerate(shown):
            canvas.drawString(72, 760 - 24 * line, word)
        for line, word in enumerate(hidden):
            canvas.setFillColor(white)
            canvas.drawString(72, 400 - 24 * line, word)
            canvas.setFillColorRGB(0, 0, 0)
            canvas.drawString(300, 400 - 24 * line, word)
            canvas.rect(295, 394 - 24 * line, 120, 20, fill=1)
        canvas.save()

    return save(draw)


FORMS: dict[str, Callable[[list[str], list[str]], bytes]] = {
    "a.txt": make_txt,
    "a.html": make_html,
    "a.rtf": make_rtf,
    "a.docx": make_docx,
    "a.xlsx": make_xlsx,
    "a.ods": make_ods,
    "a.odt": make_odt,
    "a.pptx": make_slides,
    "a.pdf": make_pdf,
}


def wrap_zip(name: str, data: bytes) -> tuple[str, bytes]:
    def write(buffer: io.BytesIO) -> None:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)

    return "a.zip", save(write)


def wrap_7z(name: str, data: bytes) -> tuple[str, bytes]:
    def write(buffer: io.BytesIO) -> None:
        with py7zr.SevenZipFile(buffer, "w") as archive:
            archive.writestr(data, name)

    return "a.7z", save(write)


def wrap_mail(name: str, data: bytes) -> tuple[str, bytes]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "foi@avonmoor.example", "desk@newsroom.example", "Answer"
    message.set_content("Please see the file.")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return "a.eml", message.as_bytes()


WRAPS = (wrap_zip, wrap_7z, wrap_mail)


def all_words(nested: NestedReading) -> str:
    check_promises_of(nested)
    own = [page.text for page in nested.reading.pages]
    return "\n".join([*own, *(all_words(inner) for inner in nested.inside)])


def check_promises_of(nested: NestedReading) -> None:
    codes = {problem.code for problem in nested.reading.problems}
    assert not codes & {"reader-failed", "broken-file", "not-supported", "archive-limits"}, codes


@pytest.mark.slow
@FEW
@given(WORDS, st.sampled_from(sorted(FORMS)), st.lists(st.sampled_from(WRAPS), max_size=3))
def test_nothing_received_is_lost(shown: list[str], form: str, wraps: list[Callable[..., tuple[str, bytes]]]) -> None:
    name, data = form, FORMS[form](shown, [])
    for wrap in wraps:
        name, data = wrap(name, data)
    found = all_words(read_nested(data, name)).split()
    assert set(shown) <= set(found)


@pytest.mark.slow
@FEW
@given(WORDS, WORDS, st.sampled_from(sorted(set(FORMS) - {"a.txt", "a.odt"})))
def test_what_is_hidden_is_never_shown(shown: list[str], hidden: list[str], form: str) -> None:
    kept_out = [f"secret{word}zq" for word in hidden]
    reading = check_promises(read_bytes(FORMS[form](shown, kept_out), form))
    assert set(shown) <= set(" ".join(page.text for page in reading.pages).split())
    assert "secret" not in repr(reading)
    assert sum(item.count for item in reading.document.hidden if item.kind != "metadata") >= len(kept_out)


@pytest.mark.slow
@FEW
@given(WORDS, st.sampled_from(sorted(FORMS)), st.integers(0, 1000))
def test_a_span_is_the_words_it_says_and_is_found_again(shown: list[str], form: str, seed: int) -> None:
    """Read again by a later version: the page has other breaks and blanks and other words before it."""
    chance = random.Random(seed)
    reading = check_promises(read_bytes(FORMS[form](shown, []), form))
    assert reading == read_bytes(FORMS[form](shown, []), form) or form in (
        "a.docx",
        "a.xlsx",
        "a.pdf",
        "a.ods",
        "a.odt",
    )
    page = chance.choice([page for page in reading.pages if page.text.strip()])
    at = [place for place in range(len(page.text)) if not page.text[place].isspace()]
    start, end = sorted((chance.choice(at), chance.choice(at)))
    start = page.text.rfind(" ", 0, start) + 1 if " " in page.text[:start] else 0
    end = next((place for place in range(end, len(page.text)) if page.text[place].isspace()), len(page.text))
    span = make_span(page.document, page.number, page.text, start, end)
    assert page.text[span.start : span.end] == span.exact
    later = "A heading that was lost before\n\n" + "".join(
        chance.choice(["\n", "  ", " ", "\n\n"]) if letter.isspace() else letter for letter in page.text
    )
    place = find_quote(span.exact, later)
    assert place is not None
    assert later[slice(*place)].split() == span.exact.split()
