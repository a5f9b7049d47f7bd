"""DOCX: insertions are live, deletions are not, numbers of lists are read, and what is hidden is counted."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from promises import all_text, check_promises, hidden_counts

from answerable.model.document import BlockKind, Reading
from answerable.read.dispatch import read_bytes

NS = nsdecls("w")


def save(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: docx.document.Document) -> Reading:
    return check_promises(read_bytes(save(document), "answer.docx"))


def test_tracked_insertions_are_live_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("We hold ")
    paragraph._p.append(parse_xml(f"<w:del {NS}><w:r><w:delText>no such deleted</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {NS}><w:r><w:t>twelve</w:t></w:r></w:ins>"))
    paragraph.add_run(" cases.")
    reading = read(document)
    assert all_text(reading) == "We hold twelve cases."
    assert hidden_counts(reading)["tracked_deletion"] == 3
    assert "deleted" not in repr(reading)


def test_hidden_white_and_tiny_runs_are_counted_and_kept_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Shown.")
    hidden = paragraph.add_run(" Secretone secrettwo")
    hidden.font.hidden = True
    white = paragraph.add_run(" secretthree")
    white.font.color.rgb = RGBColor(255, 255, 255)
    tiny = paragraph.add_run(" secretfour")
    tiny.font.size = Pt(1)
    reading = read(document)
    assert all_text(reading) == "Shown."
    counts = hidden_counts(reading)
    assert (counts["hidden_text"], counts["white_text"], counts["tiny_text"]) == (2, 1, 1)
    assert "secret" not in repr(reading).lower()


def test_white_words_in_a_shaded_cell_are_shown() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for column, text in enumerate(("Year", "Officers")):
        cell = table.cell(0, column)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {NS} w:val="clear" w:fill="1F3864"/>'))
        run = cell.paragraphs[0].add_run(text)
        run.font.color.rgb = RGBColor(255, 255, 255)
        table.cell(1, column).text = str(2018 + column)
    reading = read(document)
    assert reading.tables[0].rows() == [["Year", "Officers"], ["2018", "2019"]]


def test_numbers_of_list_items_are_read() -> None:
    document = docx.Document()
    for text in ("How many officers?", "How many were dismissed?"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("a point", style="List Bullet")
    reading = read(document)
    assert all_text(reading).split("\n") == ["1. How many officers?", "2. How many were dismissed?", "• a point"]
    assert {block.kind for block in reading.pages[0].blocks} == {BlockKind.LIST_ITEM}


def test_tables_keep_merged_cells_and_names() -> None:
    document = docx.Document()
    document.add_heading("Officers by year", 2)
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Period"
    table.cell(0, 2).text = "Officers"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Calendar\nyears"
    table.cell(1, 1).text, table.cell(1, 2).text = "2018", "3"
    table.cell(2, 1).text, table.cell(2, 2).text = "2019", "12"
    found = read(document).tables[0]
    assert found.rows() == [["Period", "", "Officers"], ["Calendar years", "2018", "3"], ["", "2019", "12"]]
    assert found.title == "Officers by year"
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in found.cells}
    assert spans["Period"] == (1, 2)
    assert spans["Calendar years"] == (2, 1)


def test_page_breaks_make_pages_and_heads_are_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Our ref: FOI 123/21"
    document.sections[0].footer.paragraphs[0].text = "Page footer"
    document.add_paragraph("First page")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Second page")
    reading = read(document)
    assert [page.text for page in reading.pages] == ["Our ref: FOI 123/21\n\nFirst page", "Second page\n\nPage footer"]


def test_text_boxes_are_read_once() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Around")
    box = f"<w:txbxContent {NS}><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f'<w:r {NS}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert all_text(read(document)) == "Around\n\nIn the box"


def test_comments_and_embedded_files_are_counted() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("We hold nothing.")
    document.add_comment(run, text="Are you sure? Ask Quill.", author="Somebody")
    data = save(document)
    reading = check_promises(read_bytes(data, "answer.docx"))
    assert hidden_counts(reading)["comment"] == 1
    assert "Quill" not in repr(reading)


@pytest.mark.parametrize("style", ["cut", "bomb", "entities"])
@pytest.mark.slow
def test_harmful_parts_do_no_harm(style: str) -> None:
    document = docx.Document()
    document.add_paragraph("We hold twelve cases.")
    source = zipfile.ZipFile(io.BytesIO(save(document)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                if style == "cut":
                    data = b""
                if style == "bomb":
                    data = data.replace(b"twelve", b"a" * 200_000_000)
                if style == "entities":
                    dtd = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 10 + b'">'
                    dtd += b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
                    data = re.sub(rb"(<\?xml.*?\?>)", rb"\1" + dtd, data, count=1, flags=re.DOTALL)
                    data = data.replace(b"twelve", b"&b;&c;")
            target.writestr(info.filename, data)
    reading = check_promises(read_bytes(buffer.getvalue(), "answer.docx"))
    assert "root:" not in all_text(reading)
    if style != "entities":
        assert [problem.code for problem in reading.problems] == ["broken-file"]
