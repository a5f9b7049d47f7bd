"""Tables as authorities make them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables.make import Plain, make_table

from answerable.tables import ColumnKind, RowKind, drop_copies, join, understand
from answerable.tables.values import read_cell


def only(rows: list[list[Plain]], **more: object):  # type: ignore[no-untyped-def]
    grids = understand(make_table(rows, **more))  # type: ignore[arg-type]
    assert len(grids) == 1
    return grids[0]


def names(rows: list[list[Plain]], **more: object) -> list[str]:
    return [column.name for column in only(rows, **more).columns]


def kinds(rows: list[list[Plain]], **more: object) -> list[RowKind]:
    return [row.kind for row in only(rows, **more).rows]


def test_title_header_and_types() -> None:
    grid = only(
        [
            ["Avonmoor Police: outcomes of misconduct cases"],
            [],
            ["Year", "Rank", "Hearing date", "Cost (£)", "Officers"],
            [2018, "Constable", "14/03/2018", "£1,200", 3],
            [2019, "Sergeant", "02/11/2019", "£85.50", "<5"],
            [2020, "Constable", "n/a", "£0", "-"],
        ]
    )
    assert grid.title == "Avonmoor Police: outcomes of misconduct cases"
    assert [(c.name, c.kind) for c in grid.columns] == [
        ("Year", ColumnKind.YEAR),
        ("Rank", ColumnKind.TEXT),
        ("Hearing date", ColumnKind.DATE),
        ("Cost (£)", ColumnKind.MONEY),
        ("Officers", ColumnKind.NUMBER),
    ]
    assert grid.columns[3].unit == "GBP"
    assert len(grid.data) == 3


def test_year_columns_name_periods() -> None:
    grid = only([["Outcome", "2018", "2019/20", "FY 20-21"], ["Dismissed", 3, 4, 0], ["Warning", 10, "<5", 2]])
    periods = [column.period for column in grid.columns]
    assert [p.kind if p else "" for p in periods] == ["", "calendar_year", "financial_year", "financial_year"]
    assert periods[2] is not None
    assert periods[2].start == dt.date(2019, 4, 1)
    assert not grid.is_long


def test_years_as_numbers_can_be_a_header() -> None:
    assert names([["Outcome", 2018, 2019], ["Dismissed", 3, 4], ["Warning", 10, 11]]) == ["Outcome", "2018", "2019"]


def test_header_of_two_levels_with_merged_cells() -> None:
    rows: list[list[Plain]] = [
        ["Force", "2018", None, "2019", None],
        [None, "Officers", "Staff", "Officers", "Staff"],
        ["Avonmoor", 1, 2, 3, 4],
        ["Brackwater", 5, 6, 7, 8],
    ]
    found = names(rows, spans={(0, 1): 2, (0, 3): 2})
    assert found == ["Force", "2018 Officers", "2018 Staff", "2019 Officers", "2019 Staff"]
    assert names(rows) == found
    assert [c.period.start.year if c.period else 0 for c in only(rows).columns] == [0, 2018, 2018, 2019, 2019]


def test_header_whose_upper_level_covers_only_some_columns() -> None:
    rows: list[list[Plain]] = [
        ["Matters finalised in 2018"],
        ["Ref", "Officer", None, "Matter", None, "Result"],
        [None, "Rank", "Length of service", "Platform", "Nature", None],
        ["A/1", "Constable", 4, "Facebook", "Joke", "Warning"],
        ["A/2", "Sergeant", 16, "Twitter", "Insult", "Advice"],
        ["Total with an outcome: 2"],
    ]
    spans = {(0, 0): 6, (1, 1): 2, (1, 3): 2}
    assert names(rows, spans=spans, sheet="S") == [
        "Ref", "Officer Rank", "Officer Length of service", "Matter Platform", "Matter Nature", "Result",
    ]  # fmt: skip
    assert kinds(rows, spans=spans, sheet="S") == [RowKind.DATA, RowKind.DATA, RowKind.TOTAL]


def test_header_wrapped_over_two_lines() -> None:
    rows: list[list[Plain]] = [
        ["Name of", "Date", "Amount"],
        ["matter", "settled", "paid"],
        ["A v B", "1/2/2019", "$1,000"],
        ["C v D", "3/4/2019", "$2,500"],
    ]
    assert names(rows) == ["Name of matter", "Date settled", "Amount paid"]


def test_a_table_of_words_takes_its_first_line() -> None:
    assert names([["Force", "Answer"], ["Avonmoor", "Yes, in part"], ["Brackwater", "No"]]) == ["Force", "Answer"]


def test_a_table_without_a_header_keeps_nameless_columns() -> None:
    grid = only([["A v B", "1/2/2019", "$1,000"], ["C v D", "3/4/2019", "$2,500"]])
    assert not grid.has_header
    assert [column.name for column in grid.columns] == ["", "", ""]
    assert len(grid.data) == 2


def test_key_value_lines_above_are_no_header() -> None:
    grid = only(
        [
            ["From:", "Office of the Corporation Counsel"],
            ["Subject:", "Settlements"],
            ["Docket", "Court", "Date", "Amount"],
            ["12-1", "Federal", "1/14/2010", "$5"],
            ["12-2", "State", "2/1/2010", "$7"],
        ]
    )
    assert [column.name for column in grid.columns] == ["Docket", "Court", "Date", "Amount"]
    assert "Settlements" in grid.title


def test_sections_totals_and_notes_are_no_data() -> None:
    grid = only(
        [
            ["Outcome", "2018", "2019"],
            ["Officers"],
            ["Dismissed", 3, 4],
            ["Warning", 2, "<5"],
            ["Sub-total", 5, 6],
            ["Staff"],
            ["Dismissed", 1, 0],
            ["Warning", 7, 2],
            ["Sub total", 8, 2],
            ["Total", 13, 8],
            ["* Figures include special constables"],
            ["Source: Professional Standards Department"],
        ]
    )
    assert [row.kind.value for row in grid.rows] == [
        "section", "data", "data", "subtotal", "section", "data", "data", "subtotal", "total", "note", "note",
    ]  # fmt: skip
    assert [row.section for row in grid.data] == ["Officers", "Officers", "Staff", "Staff"]
    assert len(grid.checks) == 6
    assert all(check.holds for check in grid.checks)
    assert len(grid.notes) == 2


def test_a_row_left_blank_is_no_section() -> None:
    grid = only([["Council", "Asked", "Answered"], ["A", 1, 2], ["B", None, None], ["C", 3, 4], ["D", None, None]])
    assert [row.texts[0] for row in grid.data] == ["A", "B", "C", "D"]
    assert all(row.section == "" for row in grid.data)


def test_a_total_that_does_not_add_up_is_said() -> None:
    grid = only([["Outcome", "Officers"], ["Dismissed", 3], ["Warning", 4], ["Total", 9]])
    (check,) = grid.checks
    assert (check.stated, check.low, check.holds) == (9, 7, False)


def test_a_total_in_a_column_of_words_counts_rows() -> None:
    rows: list[list[Plain]] = [
        ["Case", "Rank", "Outcome"],
        [1, "PC", "Warning"],
        [2, "PS", "Advice"],
        [3, "PC", "Warning"],
    ]
    (check,) = only([*rows, ["Total", None, 3]]).checks
    assert (check.stated, check.low, check.holds) == (3, 3, True)


def test_line_numbers_are_not_added_up() -> None:
    rows: list[list[Plain]] = [
        ["Line", "Item", "Pounds"],
        *[[n, f"item {n}", n * 10] for n in range(1, 7)],
        [7, "Total", 210],
    ]
    assert [(check.column, check.holds) for check in only(rows).checks] == [(2, True)]


def test_a_total_without_a_label_is_found_by_its_sum() -> None:
    rows: list[list[Plain]] = [["Name", "Place", "Paid"], ["a", "x", 10], ["b", "y", 20], ["c", "z", 12.5]]
    assert kinds([*rows, [None, None, 42.5]])[-1] is RowKind.TOTAL
    assert kinds([*rows, [None, None, "TOTAL"], [None, None, 42.5]])[-2:] == [RowKind.TOTAL, RowKind.TOTAL]
    assert kinds([*rows, ["d", "w", 42.5]])[-1] is RowKind.DATA


def test_the_header_repeated_in_the_middle_is_no_data() -> None:
    rows: list[list[Plain]] = [["Name", "Paid"], ["a", 1], ["b", 2], ["NAME", "Paid "], ["c", 3]]
    assert kinds(rows) == [RowKind.DATA, RowKind.DATA, RowKind.HEADER, RowKind.DATA]


def test_blank_columns_between_are_left_out() -> None:
    grid = only([["Name", None, "Place", None, "Paid"], ["a", None, "x", None, 1], ["b", None, "y", None, 2]])
    assert [(column.number, column.name) for column in grid.columns] == [(0, "Name"), (2, "Place"), (4, "Paid")]


def test_tables_one_above_the_other_are_two() -> None:
    grids = understand(
        make_table(
            [
                ["Q1 Officers by year"],
                ["Year", "Officers"],
                [2018, 3],
                [2019, 4],
                [],
                ["Q2 Outcomes"],
                ["Outcome", "Number"],
                ["Dismissed", 2],
                ["Warning", 5],
            ]
        )
    )
    assert [[column.name for column in grid.columns] for grid in grids] == [["Year", "Officers"], ["Outcome", "Number"]]
    assert [grid.title for grid in grids] == ["Q1 Officers by year", "Q2 Outcomes"]


def test_blank_rows_inside_a_table_do_not_cut_it() -> None:
    grid = only([["Name", "Paid"], ["a", 1], [], ["b", 2], [], ["c", 3]])
    assert len(grid.data) == 3


def test_tables_side_by_side_are_two() -> None:
    grids = understand(
        make_table(
            [
                ["Year", "Officers", None, None, None],
                [2018, 3, None, "Rank", "Officers"],
                [2019, 4, None, "Constable", 5],
                [2020, 5, None, "Sergeant", 7],
                [2021, 6, None, "Inspector", 1],
                [2022, 9, None, None, None],
            ]
        )
    )
    assert [[column.name for column in grid.columns] for grid in grids] == [["Year", "Officers"], ["Rank", "Officers"]]


def test_printed_rows_over_several_lines_are_joined_and_sheets_are_not() -> None:
    rows: list[list[Plain]] = [
        ["Parties", "Docket", "Court", "Date", "Amount"],
        ["Able v. Baker,", "12-1001-AB", "Federal", "1/14/2010", "$2,000"],
        ["Charlie and", None, None, None, None],
        ["Delta", None, None, None, None],
        ["Echo v. Foxtrot", "12-1002-AB", "State", None, None],
        ["and Golf", None, None, "2/15/2011", "$300"],
        ["Hotel v. India", "12-1003-AB", "State", "3/20/2011 $3,000,000", None],
    ]
    grid = only(rows)
    assert [row.texts for row in grid.data] == [
        ("Able v. Baker, Charlie and Delta", "12-1001-AB", "Federal", "1/14/2010", "$2,000"),
        ("Echo v. Foxtrot and Golf", "12-1002-AB", "State", "2/15/2011", "$300"),
        ("Hotel v. India", "12-1003-AB", "State", "3/20/2011", "$3,000,000"),
    ]
    assert grid.columns[3].month_first
    assert grid.repairs == ("3 lines joined to the rows above them",)
    assert only(rows, sheet="S").repairs == ()
    assert len(only(rows, sheet="S").data) == 6


def test_star_takes_the_meaning_of_the_note() -> None:
    grid = only([["Outcome", "Officers"], ["a", 6], ["b", "*"], ["Total", 9], ["* denotes fewer than five officers"]])
    (check,) = grid.checks
    assert (check.low, check.high, check.holds) == (7, 10, True)


def test_join_over_pages_and_sheets() -> None:
    first = make_table([["Name", "Paid"], ["a", "$1"], ["b", "$2"]], page=1)
    second = make_table([["c", "$3"], ["d", "$4"]], page=2)
    third = make_table([["Paid", "Name"], ["$5", "e"]], page=3)
    (grid,) = join([grid for table in (first, second, third) for grid in understand(table)])
    assert [row.texts for row in grid.data] == [("a", "$1"), ("b", "$2"), ("c", "$3"), ("d", "$4"), ("e", "$5")]
    assert [row.page for row in grid.data] == [1, 1, 2, 2, 3]
    assert len(grid.tables) == 3


def test_tables_of_other_columns_are_not_joined() -> None:
    first = make_table([["Name", "Paid"], ["a", "$1"]], page=1)
    second = make_table([["Name", "Rank"], ["a", "PC"]], page=2)
    assert len(join([grid for table in (first, second) for grid in understand(table)])) == 2


def test_a_sorted_and_filtered_copy_is_left_out() -> None:
    rows: list[list[Plain]] = [["Name", "Paid"], *[[f"case {n}", n * 10] for n in range(1, 12)]]
    copy: list[list[Plain]] = [["NAME", "PAID"], *[[f"Case  {n}", f"${n * 10}"] for n in range(9, 1, -1)]]
    kept, said = drop_copies(
        [grid for number, table in enumerate((copy, rows), 1) for grid in understand(make_table(table, page=number))]
    )
    assert [grid.page for grid in kept] == [2]
    assert len(said) == 1


def test_errors_dashes_and_blanks_are_not_zero() -> None:
    grid = only([["Outcome", "Officers"], ["a", "#REF!"], ["b", "-"], ["c", 0], ["d", None], ["e", 5]])
    assert [read_cell(row.cells[1]).number for row in grid.data] == [None, None, 0, None, 5]


_PLAIN = st.one_of(
    st.none(), st.integers(0, 3000), st.sampled_from(["Total", "a", "<5", "1/2/2019", "$5", "Year", "2018"])
)


@given(st.lists(st.lists(_PLAIN, max_size=5), max_size=9))
def test_rows_keep_the_cells_that_were_read(rows: list[list[Plain]]) -> None:
    table = make_table(rows, sheet="S")
    places = {(cell.start, cell.end) for cell in table.cells}
    for grid in understand(table):
        kept = [cell for row in grid.rows for cell in row.cells if cell is not None]
        assert {(cell.start, cell.end) for cell in kept} <= places
        assert len(kept) == len({cell.address for cell in kept})
        assert all(len(row.cells) == len(grid.columns) for row in grid.rows)


@pytest.mark.parametrize("n", [20_000])
@pytest.mark.slow
def test_a_long_table_takes_no_long_time(n: int) -> None:
    rows: list[list[Plain]] = [["Name", "Year", "Paid"], *[[f"case {i}", 2018 + i % 4, i] for i in range(n)]]
    assert len(only(rows, sheet="S").data) == n


@pytest.mark.parametrize(
    "columns",
    [
        ("Council", "Adult social care 2021-22 (£000s)", "Adult social care 2022-23 (£000s)"),
        ("Place", "Cost (£000s)", "Homes"),
        ("Place", "Cost £ 2020/21", "Cost £ 2021/22"),
    ],
)
def test_years_and_thousands_in_the_names_of_columns_do_not_make_them_data(columns: tuple[str, ...]) -> None:
    rows: list[list[Plain]] = [list(columns), ["Ashby", "48200", "51400"], ["Bramford", "91300", "99800"]]
    grid = only(rows)
    assert grid.has_header
    assert tuple(column.name for column in grid.columns) == columns
    assert len(grid.data) == 2
