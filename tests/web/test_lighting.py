"""Lighting a page loses no character and lights exactly the words of each span."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerable.model.document import Block, BlockKind, Cell, Page, Table, Word
from answerable.model.span import Box, make_span
from answerable.web.lighting import Lit, cut_parts, cut_segments, lay_grid, lay_text, place_boxes

SHA = "a" * 64
TEXT = "In total 12 officers\nwere disciplined."


def page_of(text: str, **more: object) -> Page:
    return Page(f"{SHA}:1", SHA, 1, "pdf", text, **more)  # type: ignore[arg-type]


@given(st.text(min_size=1, max_size=60), st.data())
def test_segments_join_to_the_page_and_light_each_span(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    ranges = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=5))
    lit = [Lit(f"v{n}", make_span(SHA, 1, text, start, end)) for n, (start, end) in enumerate(ranges)]
    segments = cut_segments(page_of(text), lit)
    assert "".join(segment.text for segment in segments) == text
    for one in lit:
        assert "".join(s.text for s in segments if one.place in s.places) == one.span.exact


def test_quoted_text_is_set_apart_and_not_lost() -> None:
    page = page_of(TEXT, blocks=(Block(BlockKind.QUOTED, 21, len(TEXT)),))
    assert [(s.text, s.kind) for s in cut_segments(page, [])] == [
        (TEXT[:21], "paragraph"),
        (TEXT[21:], "quoted"),
    ]


def test_boxes_are_in_percent_and_one_for_each_line() -> None:
    words = (
        Word(0, 2, Box(10, 10, 20, 20)),
        Word(3, 8, Box(22, 10, 50, 20)),
        Word(21, 25, Box(10, 30, 30, 40)),
    )
    page = page_of(TEXT, words=words, width=100.0, height=200.0)
    boxes = place_boxes(page, [Lit("v", make_span(SHA, 1, TEXT, 0, 25))])
    assert [(b.left, b.top, b.width, b.height) for b in boxes] == [(10, 5, 40, 5), (10, 15, 20, 5)]


def test_a_merged_cell_covers_its_places_and_a_lit_cell_names_its_value() -> None:
    text = "Year\n2019\t12"
    cells = (
        Cell(0, 0, "Year", 0, 4, column_span=2),
        Cell(1, 0, "2019", 5, 9, address="Sheet1!A2"),
        Cell(1, 1, "12", 10, 12, address="Sheet1!B2"),
    )
    table = Table("t", SHA, 1, 1, 2, 2, cells)
    grid = lay_grid(table, [Lit("v", make_span(SHA, 1, text, 10, 12))])
    assert grid[0][1] is None
    assert [cell.places for cell in grid[1] if cell] == [(), ("v",)]


def test_a_table_in_a_mail_stands_where_its_words_stand() -> None:
    text = "Dear Sir,\n\nYear\t2019\nDismissed\t12\n\nYours"
    at = text.index("Year")
    places = [(0, 0, "Year"), (0, 1, "2019"), (1, 0, "Dismissed"), (1, 1, "12")]
    cells = []
    for row, column, words in places:
        at = text.index(words, at)
        cells.append(Cell(row, column, words, at, at + len(words)))
    table = Table("t", SHA, 1, 1, 2, 2, tuple(cells))
    start = text.index("12")
    before, grid, after = cut_parts(page_of(text), [table], [Lit("v", make_span(SHA, 1, text, start, start + 2))])
    assert "".join(segment.text for segment in before.segments) == "Dear Sir,"
    assert [[cell.text for cell in row if cell] for row in grid.grid] == [["Year", "2019"], ["Dismissed", "12"]]
    assert grid.grid[1][1] is not None
    assert grid.grid[1][1].places == ("v",)
    assert "".join(segment.text for segment in after.segments) == "Yours"


def test_words_of_one_line_are_one_run_and_columns_are_not() -> None:
    text = "Final Written Warning\n2019 PC"
    words = (
        Word(0, 5, Box(10, 10, 30, 20)),
        Word(6, 13, Box(33, 10, 60, 20)),
        Word(14, 21, Box(63, 10, 95, 20)),
        Word(22, 26, Box(10, 30, 28, 40)),
        Word(27, 29, Box(90, 30, 99, 40)),
    )
    lines = lay_text(page_of(text, words=words, width=100.0, height=200.0))
    assert [(line.text, line.left, line.width) for line in lines] == [
        ("Final Written Warning", 10, 85),
        ("2019", 10, 18),
        ("PC", 90, 9),
    ]
