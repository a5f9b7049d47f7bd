"""Each shape is told apart; introductions, navigation and empty rows are no items."""

from __future__ import annotations

import pytest
from tests.collect.invented import make_page

from answerable.collect.selected import find_selected
from answerable.collect.split import SHAPES, says_nothing_is_there, split_page
from answerable.model.document import Cell, Page, Table

INTRO = (
    "paragraph",
    "This page lists hearings. Details of each hearing are published five days before it for 28 days.",
)
BANNER = ("banner", "We use cookies. An officer of the court will not sell your data about misconduct.")


def words(page: Page, tables: list[Table], shape: str) -> list[str]:
    return [page.text[piece.start : piece.end] for piece in split_page(page, tables, shape)]


def make_table(rows: list[list[str]]) -> tuple[Page, Table]:
    text, cells = "", []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            text += ("\n" if not column and number else "\t" if column else "") + cell
            cells.append(Cell(number, column, cell, len(text) - len(cell), len(text)))
    page = make_page(("table", text))
    return page, Table("a:1:t1", "a" * 64, 1, 1, len(rows), len(rows[0]), tuple(cells))


def test_numbered_notices_hold_all_their_paragraphs() -> None:
    page = make_page(
        BANNER, ("heading", "Misconduct hearings"), INTRO,
        ("paragraph", "1. PC Q - misconduct hearing"), ("paragraph", "Date: 3 May 2021"),
        ("paragraph", "2. Officer R, a sergeant - misconduct hearing"), ("paragraph", "Date: 4 May 2021"),
        ("heading", "How to attend"), ("paragraph", "Write to us about a misconduct hearing of an officer."),
    )  # fmt: skip
    assert words(page, [], "numbered_notices") == [
        "1. PC Q - misconduct hearing\nDate: 3 May 2021",
        "2. Officer R, a sergeant - misconduct hearing\nDate: 4 May 2021",
    ]


def test_numbers_that_begin_again_number_the_lines_of_a_notice() -> None:
    lines = ["1. Constable S", "2. Hearing on 1 June 2021", "3. Alleged: offensive messages"]
    page = make_page(*[("paragraph", line) for line in lines + [line.replace("S", "T") for line in lines]])
    assert len(words(page, [], "numbered_notices")) == 2


def test_a_two_column_table_is_cut_where_its_first_label_comes_again() -> None:
    one = [["Officer", "PC U"], ["Hearing", "3 May 2021"], ["Outcome", "Dismissed"]]
    page, table = make_table([*one, ["Officer", "Sgt V"], ["Hearing", "9 May 2021"], ["Outcome", "Written warning"]])
    assert [text.split("\n")[0] for text in words(page, [table], "two_column_table")] == [
        "Officer\tPC U", "Officer\tSgt V",
    ]  # fmt: skip


def test_rows_of_dashes_and_repeated_headers_are_no_items() -> None:
    header = ["Date", "Breach", "Outcome"]
    row = ["14/05/2019", "Discreditable conduct: a constable posted footage", "Dismissed"]
    page, table = make_table([header, row, ["- - -", "- - -", "- - -"], header, ["2020", "", ""]])
    assert words(page, [table], "date_breach_outcome_table") == ["\t".join(row)]


def test_a_paragraph_a_case_takes_its_line_of_standards_along() -> None:
    page = make_page(
        INTRO, ("paragraph", "On 3 May 2020 a constable was dismissed for offensive messages."),
        ("paragraph", "Standards breached: Discreditable Conduct"),
        ("paragraph", "On 9 May 2020 a sergeant received a written warning for a post."),
    )  # fmt: skip
    found = words(page, [], "paragraph_per_case")
    assert len(found) == 2
    assert found[0].endswith("Standards breached: Discreditable Conduct")


def test_reports_stand_under_their_headings_and_parts_of_them_do_not() -> None:
    page = make_page(
        ("heading", "Outcomes"), INTRO,
        ("heading", "Former PC 1182"), ("paragraph", "A hearing on 3 May 2020 found offensive messages."),
        ("heading", "Outcome"), ("paragraph", "He would have been dismissed."),
        ("heading", "Inspector Q"), ("paragraph", "A hearing on 4 June 2020 found a breach."),
        ("heading", "Outcome"), ("paragraph", "Final written warning."),
    )  # fmt: skip
    pieces = split_page(page, [], "headed_reports")
    assert [piece.label for piece in pieces] == ["Former PC 1182", "Inspector Q"]
    assert page.text[pieces[0].start : pieces[0].end].endswith("He would have been dismissed.")


def test_a_quarterly_list_is_its_points_not_its_headings() -> None:
    page = make_page(
        ("heading", "January to March 2020"),
        ("list_item", "A constable sent racist messages; dismissed, 8 March 2020."),
        ("heading", "April to June 2020"), ("list_item", "No hearings"),
    )  # fmt: skip
    assert words(page, [], "quarterly_list") == ["A constable sent racist messages; dismissed, 8 March 2020."]


def test_prose_runs_on_until_another_hearing_is_named() -> None:
    page = make_page(
        INTRO, ("paragraph", "A misconduct hearing will be held on 3 May 2021 into the conduct of PC W."),
        ("paragraph", "Media must register by noon."),
        ("paragraph", "A misconduct hearing was held on 9 April 2021 into the conduct of Officer X."),
    )  # fmt: skip
    assert len(words(page, [], "prose")) == 2
    assert words(page, [], "prose")[0].endswith("Media must register by noon.")


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_an_empty_page_has_no_items_and_says_so(shape: str) -> None:
    page = make_page(BANNER, INTRO, ("paragraph", "There are currently no misconduct hearings scheduled."))
    assert words(page, [], shape) == []
    assert says_nothing_is_there(page)


def test_a_selector_finds_its_elements_in_the_text_as_read() -> None:
    html = b"<main><div class='c'>PC  A</div><p>x</p><div class='c'><b>PC</b> B</div></main>"
    page = make_page(("paragraph", "PC A"), ("paragraph", "x"), ("paragraph", "PC B"))
    assert [page.text[p.start : p.end] for p in find_selected(page, html, "div.c")] == ["PC A", "PC B"]
