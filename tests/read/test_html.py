"""HTML: main content in order, tables as tables, banners marked, hidden elements kept out."""

from __future__ import annotations

import pytest
from promises import all_text, check_promises, hidden_counts

from answerable.model.document import BlockKind, Reading
from answerable.read.dispatch import read_bytes


def read(html: str, name: str = "page.html") -> Reading:
    return check_promises(read_bytes(html.encode(), name))


PAGE = """<!doctype html><html><head><title>Hearings</title><style>p{}</style></head><body>
<div class="cookie-banner"><p>We use cookies.</p></div>
<nav><ul><li>Home</li><li>About</li></ul></nav>
<main><h1>Misconduct hearings</h1><p>PC   Marlow,
12 May 2021:<br>dismissed.</p><ol start="3"><li>First</li><li>Second</li></ol>
<table><caption>By year</caption><thead><tr><th>Year</th><th colspan="2">Officers</th></tr></thead>
<tr><td rowspan="2">2018</td><td>PC</td><td>3</td></tr><tr><td>Sgt</td><td>1</td></tr></table>
<p style="display: none">Secretname</p><p hidden>Secretname</p></main>
<footer><p>Contact us</p></footer></body></html>"""


def test_reads_what_is_shown_in_order() -> None:
    reading = read(PAGE)
    text = all_text(reading)
    assert "Misconduct hearings\n\nPC Marlow, 12 May 2021:\ndismissed.\n\n3. First\n4. Second\n\nBy year\n\n" in text
    assert reading.tables[0].rows() == [["Year", "Officers", ""], ["2018", "PC", "3"], ["", "Sgt", "1"]]
    assert reading.tables[0].title == "By year"
    assert hidden_counts(reading) == {"hidden_element": 2}
    assert "Secretname" not in repr(reading)


def test_banners_are_marked_and_the_rest_is_not() -> None:
    page = read(PAGE).pages[0]
    banners = {page.text[block.start : block.end] for block in page.blocks if block.kind is BlockKind.BANNER}
    assert banners == {"We use cookies.", "• Home", "• About", "Contact us"}
    kinds = {page.text[block.start : block.end]: block.kind for block in page.blocks}
    assert kinds["Misconduct hearings"] is BlockKind.HEADING


def test_tables_that_lay_out_a_page_are_no_tables() -> None:
    reading = read("<table><tr><td><p>Dear all</p><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>")
    assert [table.rows() for table in reading.tables] == [[["1", "2"]]]
    assert all_text(reading) == "Dear all\n\n1\t2"


@pytest.mark.parametrize(
    "html",
    [
        " ",
        "<",
        "<html>",
        "<table><tr><td>",
        "<p>" * 3000 + "deep",
        "<html>&#0;&#xD800;</html>",
        "<table><tr><td rowspan=99999>a<td>b",
    ],
)
def test_odd_pages_never_raise(html: str) -> None:
    reading = check_promises(read_bytes(html.encode(), "odd.html"))
    assert len(reading.pages) == 1
    assert reading.problems == ()


def test_windows_characters_are_read() -> None:
    data = '<html><meta charset="iso-8859-1"><p>Cost: \x80 5 \x96 \x9610</p></html>'.encode("latin-1")
    assert all_text(check_promises(read_bytes(data, "a.html"))) == "Cost: € 5 – –10"


def test_white_words_without_a_ground_are_hidden() -> None:
    reading = read('<html><body><p>Shown <span style="color:#fff">secret</span></p></body></html>')
    assert all_text(reading) == "Shown"
    assert hidden_counts(reading) == {"white_text": 1}
