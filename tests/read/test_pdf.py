"""PDF: words with places, tables with and without rules, and nothing hidden shown."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pypdfium2 as pdfium
import pytest
from promises import all_text, check_promises, hidden_counts
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from answerable.model.document import Reading
from answerable.read.dispatch import read_bytes
from answerable.read.layout.doubt import count_aligned_numbers
from answerable.read.layout.flow import make_layout
from answerable.read.layout.words import PlacedWords

_HEIGHT = A4[1]


def draw(paint: Callable[[Canvas], None], **options: object) -> Reading:
    """Read a PDF that is drawn by hand."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)  # type: ignore[arg-type]
    canvas.setFont("Helvetica", 11)
    paint(canvas)
    canvas.save()
    return check_promises(read_bytes(buffer.getvalue(), "answer.pdf"))


def build(story: list[object]) -> Reading:
    """Read a PDF that is laid out by reportlab."""
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(story)
    return check_promises(read_bytes(buffer.getvalue(), "answer.pdf"))


def test_words_stand_where_they_are_drawn() -> None:
    reading = draw(lambda canvas: canvas.drawString(100, _HEIGHT - 200, "In total 128 officers"))
    page = reading.pages[0]
    assert page.text == "In total 128 officers"
    word = page.words[2]
    assert page.text[word.start : word.end] == "128"
    assert word.box.x0 == pytest.approx(100 + stringWidth("In total ", "Helvetica", 11), abs=1.5)
    assert word.box.y0 < 200 < word.box.y1 + 1
    assert (round(page.width), round(page.height)) == (595, 842)


ROWS = [
    ["Year", "Rank", "Platform", "Outcome"],
    ["2018", "Constable", "WhatsApp", "Final written warning"],
    ["2019", "Sergeant", "Facebook", "Management advice"],
    ["2020", "Constable", "Twitter", "Dismissed without notice"],
    ["2021", "Inspector", "Instagram", "No further action"],
]


def test_finds_a_ruled_table() -> None:
    table = Table(ROWS)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    styles = getSampleStyleSheet()
    reading = build([Paragraph("Please find our answer below.", styles["Normal"]), Spacer(1, 12), table])
    assert [found.rows() for found in reading.tables] == [ROWS]
    assert reading.tables[0].share_sure > 0.9
    assert reading.tables[0].title == "Please find our answer below."
    assert reading.tables[0].cells[5].box is not None


def test_finds_a_table_without_rules() -> None:
    reading = build([Paragraph("Our answer:", getSampleStyleSheet()["Normal"]), Spacer(1, 12), Table(ROWS)])
    assert [found.rows() for found in reading.tables] == [ROWS]


def test_a_sheet_printed_without_rules_keeps_every_row_over_pages() -> None:
    rows = [["Ref", "Year", "Force role", "Amount"]]
    rows += [
        [f"C{n:03d}", str(2015 + n % 7), ["Constable", "Sergeant"][n % 2], f"£{1000 + 37 * n:,}.50"] for n in range(120)
    ]
    reading = build([Table(rows, repeatRows=1, colWidths=[60, 50, 120, 90])])
    assert len(reading.pages) > 2
    got = [row for table in reading.tables for row in table.rows()]
    assert [row for row in got if row[0] != "Ref"] == rows[1:]


def test_lines_of_one_cell_are_one_row() -> None:
    styles = getSampleStyleSheet()["BodyText"]
    long = "Posted offensive messages about colleagues in a private group over a period of several months"
    rows = [["Case", "Details", "Result"]]
    rows += [[str(n), Paragraph(long, styles), "Dismissed"] for n in range(1, 6)]
    table = Table(rows, colWidths=[40, 200, 100])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    reading = build([table])
    assert reading.tables[0].rows()[1:] == [[str(n), long, "Dismissed"] for n in range(1, 6)]


def test_a_letter_is_no_table() -> None:
    styles = getSampleStyleSheet()["BodyText"]
    text = "I am writing to respond to your request, received on 3 November 2021, which we have considered. " * 6
    numbered = [Paragraph(f"{n}. {text[:180]}", styles) for n in range(1, 5)]
    reading = build([Paragraph(text, styles), *numbered, Paragraph("Yours sincerely", styles)])
    assert reading.tables == ()


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    words = [
        "the",
        "panel",
        "found",
        "that",
        "the",
        "conduct",
        "of",
        "the",
        "officer",
        "fell",
        "below",
        "the",
        "standard",
        "expected",
        "of",
        "the",
        "public",
    ]

    def paint(canvas: Canvas) -> None:
        for line in range(12):
            canvas.drawString(60, _HEIGHT - 100 - 14 * line, "left " + " ".join(words[line % 5 : line % 5 + 6]))
            canvas.drawString(330, _HEIGHT - 100 - 14 * line, "right " + " ".join(words[line % 4 : line % 4 + 6]))

    reading = draw(paint)
    assert reading.tables == ()
    text = reading.pages[0].text
    assert text.rindex("left") < text.index("right")


SECRET = "Bartholomew Quill"


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(colors.white)
    canvas.drawString(100, 500, SECRET)


def _invisible(canvas: Canvas) -> None:
    text = canvas.beginText(100, 500)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    canvas.drawText(text)


def _under_box(canvas: Canvas) -> None:
    canvas.drawString(100, 500, SECRET)
    canvas.setFillColor(colors.black)
    canvas.rect(95, 490, 200, 25, fill=1, stroke=0)


def _under_white_box(canvas: Canvas) -> None:
    canvas.drawString(100, 500, SECRET)
    canvas.setFillColor(colors.white)
    canvas.rect(95, 490, 200, 25, fill=1, stroke=0)


def _off_page(canvas: Canvas) -> None:
    canvas.drawString(-300, 500, SECRET)


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.8)
    canvas.drawString(100, 500, SECRET)


@pytest.mark.parametrize(
    ("paint", "kind"),
    [
        (_white, "white_text"),
        (_invisible, "invisible_text"),
        (_under_box, "text_under_box"),
        (_under_white_box, "text_under_box"),
        (_off_page, "off_page_text"),
        (_tiny, "tiny_text"),
    ],
)
def test_hidden_words_are_counted_and_kept_out(paint: Callable[[Canvas], None], kind: str) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "The officer was dismissed.")
        paint(canvas)

    reading = draw(page)
    assert all_text(reading) == "The officer was dismissed."
    assert hidden_counts(reading)[kind] == 2
    assert not any(part in repr(reading) for part in SECRET.split())


def test_white_words_on_a_dark_ground_are_shown() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(colors.darkblue)
        canvas.rect(90, 490, 300, 25, fill=1, stroke=0)
        canvas.setFillColor(colors.white)
        canvas.drawString(100, 500, "Year Officers")

    reading = draw(paint)
    assert all_text(reading) == "Year Officers"
    assert "white_text" not in hidden_counts(reading)


def test_words_on_shaded_rows_painted_before_them_are_shown() -> None:
    def paint(canvas: Canvas) -> None:
        for line in range(6):
            canvas.setFillColor(colors.lightgrey if line % 2 else colors.white)
            canvas.rect(90, 600 - 20 * line, 300, 20, fill=1, stroke=0)
            canvas.setFillColor(colors.black)
            canvas.drawString(100, 605 - 20 * line, f"Row {line}")

    reading = draw(paint)
    assert all_text(reading).split() == [word for line in range(6) for word in ("Row", str(line))]


def test_a_redaction_mark_that_was_never_applied_hides_its_words() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "The officer was dismissed.")
        canvas.drawString(100, 500, SECRET)
        rect = PDFArray([90, 495, 300, 515])
        canvas._addAnnotation(PDFDictionary({"Type": PDFName("Annot"), "Subtype": PDFName("Redact"), "Rect": rect}))

    reading = draw(paint)
    assert all_text(reading) == "The officer was dismissed."
    assert hidden_counts(reading)["text_under_redaction_mark"] == 2


def test_values_of_form_fields_and_typed_words_are_read() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Number of officers:")
        canvas.acroForm.textfield(name="n", x=220, y=694, width=120, height=18, value="128 officers")
        canvas.drawString(100, 660, "Refused:")
        canvas.acroForm.checkbox(name="r", x=220, y=656, checked=True)
        rect = PDFArray([100, 600, 300, 620])
        contents = PDFString("typed onto the page")
        canvas._addAnnotation(
            PDFDictionary(
                {"Type": PDFName("Annot"), "Subtype": PDFName("FreeText"), "Rect": rect, "Contents": contents}
            )
        )

    reading = draw(paint)
    assert all_text(reading).split("\n\n") == ["Number of officers: 128 officers", "Refused: ☒", "typed onto the page"]


def make_layered(state: str) -> bytes:
    """A PDF with a layer that is on or off, put together by hand."""
    content = (
        b"BT /F1 12 Tf 100 700 Td (Shown words) Tj ET /OC /L BDC BT /F1 12 Tf 100 600 Td (Layered words) Tj ET EMC"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R] /D << /"
        + state.encode()
        + b" [6 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
        b"/Properties << /L 6 0 R >> >> >>",
        b"<< /Length " + str(len(content)).encode() + b" >>\nstream\n" + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /OCG /Name (Layer) >>",
    ]
    data, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += str(number).encode() + b" 0 obj\n" + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 7\n0000000000 65535 f \n" + table + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n"
    return data + str(start).encode() + b"\n%%EOF\n"


def test_words_of_a_layer_that_is_off_are_hidden() -> None:
    shown = check_promises(read_bytes(make_layered("ON"), "a.pdf"))
    assert all_text(shown) == "Shown words\n\nLayered words"
    hidden = check_promises(read_bytes(make_layered("OFF"), "a.pdf"))
    assert all_text(hidden) == "Shown words"
    assert hidden_counts(hidden) == {"text_in_hidden_layer": 2}


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(quarter: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(100, 700, "First line of words here")
    canvas.drawString(100, 680, "Second line of words here")
    canvas.save()
    document = pdfium.PdfDocument(buffer.getvalue())
    document[0].set_rotation(quarter)
    saved = io.BytesIO()
    document.save(saved)
    reading = check_promises(read_bytes(saved.getvalue(), "turned.pdf"))
    assert all_text(reading).split("\n") == ["First line of words here", "Second line of words here"]
    page = reading.pages[0]
    for word in page.words:
        assert 0 <= word.box.x0 <= word.box.x1 <= page.width
        assert 0 <= word.box.y0 <= word.box.y1 <= page.height


def test_lines_that_run_up_the_page_are_read() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.rotate(90)
        for line, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                canvas.drawString(80 + 140 * column, -100 - 22 * line, cell)

    reading = draw(paint)
    assert [table.rows() for table in reading.tables] == [ROWS]


def test_landscape_sheets_are_read() -> None:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=landscape(A4)).build([Table(ROWS)])
    reading = check_promises(read_bytes(buffer.getvalue(), "answer.pdf"))
    assert reading.pages[0].width > reading.pages[0].height
    assert [table.rows() for table in reading.tables] == [ROWS]


def test_a_password_is_a_problem() -> None:
    reading = draw(
        lambda canvas: canvas.drawString(100, 700, "secret"), encrypt=StandardEncryption("a", ownerPassword="b")
    )
    assert [problem.code for problem in reading.problems] == ["encrypted"]
    assert reading.pages == ()


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\nnot a pdf at all", b"%PDF-1.7\n" + b"\x00" * 1000])
def test_a_broken_file_is_a_problem(data: bytes) -> None:
    reading = check_promises(read_bytes(data, "broken.pdf"))
    assert [problem.code for problem in reading.problems] == ["broken-file"]


def test_a_cut_file_never_raises() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(3):
        canvas.drawString(100, 700, "A page of words")
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    for cut in range(50, len(data), 97):
        check_promises(read_bytes(data[:cut], "cut.pdf"))


def test_attachments_become_parts_and_metadata_is_counted() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setAuthor("Somebody")
    canvas.drawString(100, 700, "See the attached file.")
    canvas.save()
    document = pdfium.PdfDocument(buffer.getvalue())
    document.new_attachment("figures.csv").set_data(b"a,b\n1,2\n")
    saved = io.BytesIO()
    document.save(saved)
    reading = check_promises(read_bytes(saved.getvalue(), "answer.pdf"))
    assert [(part.name, part.data) for part in reading.parts] == [("figures.csv", b"a,b\n1,2\n")]
    assert hidden_counts(reading)["embedded_file"] == 1
    assert hidden_counts(reading)["metadata"] >= 1
    assert "Somebody" not in repr(reading)


def test_numbers_in_line_and_in_no_table_are_a_problem() -> None:
    texts, boxes = [], []
    for line in range(8):
        for column in range(4):
            texts.append(str(10 * line + column))
            boxes.append((50 + 80 * column, 20 * line, 62 + 80 * column, 20 * line + 10))
    words = PlacedWords(texts, np.asarray(boxes, dtype=np.float64))
    assert count_aligned_numbers(words, make_layout(words)) == 0
    assert count_aligned_numbers(words, make_layout(words, unruled=False)) == 8


def test_the_same_bytes_give_the_same_reading() -> None:
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build([Table(ROWS)])
    assert read_bytes(buffer.getvalue(), "a.pdf") == read_bytes(buffer.getvalue(), "a.pdf")
