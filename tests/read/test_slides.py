"""Slides: one page each, in the order in which they are shown; what is not shown is counted and kept out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from odf.draw import Frame, TextBox
from odf.draw import Page as Slide
from odf.opendocument import OpenDocumentPresentation
from odf.presentation import Notes
from odf.style import DrawingPageProperties, MasterPage, PageLayout, Style
from odf.table import Table, TableCell, TableRow
from odf.text import P
from promises import check_promises, hidden_counts

from answerable.model.document import BlockKind, Reading
from answerable.read.dispatch import read_bytes

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_R}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def relate(*items: tuple[str, str, str]) -> str:
    body = "".join(f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>' for key, kind, target in items)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'


def words(text: str, role: str = "body", about: str = "") -> str:
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="T" {about}/><p:nvPr><p:ph type="{role}"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody>{lines}</p:txBody></p:sp>"
    )


def table(*rows: Sequence[str]) -> str:
    lines = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in row)
        + "</a:tr>"
        for row in rows
    )  # fmt: skip
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{lines}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def make_pptx(slides: Sequence[str], *, hidden: int = 0, notes: str = "") -> bytes:
    """Slides whose parts are numbered from the last to the first, as they are after slides were moved."""
    buffer = io.BytesIO()
    names = [f"slide{len(slides) - place}.xml" for place in range(len(slides))]
    with zipfile.ZipFile(buffer, "w") as archive:
        ids = "".join(f'<p:sldId id="{256 + place}" r:id="rId{place}"/>' for place in range(len(slides)))
        archive.writestr(
            "ppt/presentation.xml", f"<p:presentation {_NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        )
        links = [(f"rId{place}", "slide", f"slides/{name}") for place, name in enumerate(names)]
        archive.writestr("ppt/_rels/presentation.xml.rels", relate(*links))
        for place, (name, shapes) in enumerate(zip(names, slides, strict=True), start=1):
            show = ' show="0"' if place == hidden else ""
            tree = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
            archive.writestr(f"ppt/slides/{name}", f"<p:sld {_NAMES}{show}>{tree}</p:sld>")
        if notes:
            link = relate(("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"))
            archive.writestr(f"ppt/slides/_rels/{names[0]}.rels", link)
            tree = f"<p:cSld><p:spTree>{words(notes)}{words('7', 'sldNum')}</p:spTree></p:cSld>"
            archive.writestr("ppt/notesSlides/notesSlide1.xml", f"<p:notes {_NAMES}>{tree}</p:notes>")
    return buffer.getvalue()


def read(data: bytes, name: str) -> Reading:
    return check_promises(read_bytes(data, name))


def test_each_slide_is_a_page_in_the_order_of_the_show() -> None:
    slides = [
        words("Conduct in 2021", "title") + words("Twelve officers\nTwo dismissed"),
        words("By year", "title") + table(("Year", "Officers"), ("2020", "3"), ("2021", "9")),
        f"<p:grpSp>{words('In a group')}</p:grpSp>",
    ]
    reading = read(make_pptx(slides), "answer.pptx")
    assert [(page.label, page.text) for page in reading.pages] == [
        ("slide 1", "Conduct in 2021\n\nTwelve officers\n\nTwo dismissed"),
        ("slide 2", "By year\n\nYear\tOfficers\n2020\t3\n2021\t9"),
        ("slide 3", "In a group"),
    ]
    assert reading.pages[0].blocks[0].kind is BlockKind.HEADING
    (found,) = reading.tables
    assert (found.page, found.title, found.rows()[2]) == (2, "By year", ["2021", "9"])


def test_hidden_slides_shapes_and_notes_are_counted_and_kept_out() -> None:
    shapes = words("Twelve officers") + words("secretone", about='hidden="1"')
    reading = read(make_pptx([shapes, words("secrettwo here")], hidden=2, notes="Never say secretthree"), "answer.pptx")
    assert [page.text for page in reading.pages] == ["Twelve officers"]
    assert hidden_counts(reading) == {"hidden_text": 1, "hidden_slide": 2, "speaker_notes": 3}
    assert "secret" not in repr(reading)


def test_a_broken_slide_leaves_the_others() -> None:
    whole = make_pptx([words("One"), words("Two"), words("Three")])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(buffer, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, b"" if info.filename.endswith("slide2.xml") else source.read(info))
    reading = read(buffer.getvalue(), "answer.pptx")
    assert [page.text for page in reading.pages] == ["One", "Three"]
    assert [problem.code for problem in reading.problems] == ["part-unreadable"]


@pytest.fixture
def presentation() -> OpenDocumentPresentation:
    document = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    document.masterstyles.addElement(MasterPage(name="master", pagelayoutname=layout))
    return document


def add_slide(document: OpenDocumentPresentation, text: str, style: str | None = None) -> Slide:
    slide = Slide(masterpagename="master", name=text[:5], **({"stylename": style} if style else {}))
    frame, box = Frame(width="10cm", height="4cm"), TextBox()
    box.addElement(P(text=text))
    frame.addElement(box)
    slide.addElement(frame)
    document.presentation.addElement(slide)
    return slide


def test_open_slides_too(presentation: OpenDocumentPresentation) -> None:
    style = Style(name="off", family="drawing-page")
    style.addElement(DrawingPageProperties(visibility="hidden"))
    presentation.automaticstyles.addElement(style)
    first = add_slide(presentation, "Twelve officers")
    frame, grid = Frame(width="10cm", height="4cm"), Table()
    for line in (("Year", "Officers"), ("2021", "12")):
        row = TableRow()
        for text in line:
            cell = TableCell()
            cell.addElement(P(text=text))
            row.addElement(cell)
        grid.addElement(row)
    frame.addElement(grid)
    first.addElement(frame)
    notes, box, held = Notes(), TextBox(), Frame(width="1cm", height="1cm")
    box.addElement(P(text="secretone secrettwo"))
    held.addElement(box)
    notes.addElement(held)
    first.addElement(notes)
    add_slide(presentation, "secretthree", "off")
    add_slide(presentation, "Nine dismissed")
    buffer = io.BytesIO()
    presentation.save(buffer)
    reading = read(buffer.getvalue(), "answer.odp")
    assert [(page.label, page.text) for page in reading.pages] == [
        ("slide 1", "Twelve officers\n\nYear\tOfficers\n2021\t12"),
        ("slide 3", "Nine dismissed"),
    ]
    assert reading.tables[0].rows() == [["Year", "Officers"], ["2021", "12"]]
    assert hidden_counts(reading) == {"speaker_notes": 2, "hidden_slide": 1}
    assert "secret" not in repr(reading)
