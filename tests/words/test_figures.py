"""Numbers as letters and tables write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.model.interval import Interval
from answerable.words.figures import CellState, FigureKind, find_figures, find_star_meaning, parse_cell


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("<5", 1, 4),
        ("< 5", 1, 4),
        ("less than 6", 1, 5),
        ("Fewer than five", 1, 4),
        ("5 or fewer", 1, 5),
        ("five or less", 1, 5),
        ("under 10", 1, 9),
        ("1-4", 1, 4),
        ("1 – 4", 1, 4),
        ("one to four", 1, 4),
        ("between 1 and 4", 1, 4),
        ("no more than 3", 1, 3),
        ("10+", 10, None),
        ("more than 10", 11, None),
        ("at least 10", 10, None),
        ("*", 0, None),
        ("[*]", 0, None),
        ("less than £500", 0, 500),
        ("<1%", 0, 1),
        ("<5 officers", 1, 4),
    ],
)
def test_suppressed_cell_is_an_interval(text: str, low: float, high: float | None) -> None:
    reading = parse_cell(text)
    assert reading.kind is CellState.SUPPRESSED
    assert reading.interval == Interval(low, high)
    assert reading.number is None


def test_zero_is_inside_only_where_the_authority_says_so() -> None:
    assert parse_cell("<5", zero_included=True).interval == Interval(0, 4)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12", 12, ""),
        ("1,234", 1234, ""),
        ("1 234", 1234, ""),
        ("1,234.50", 1234.5, ""),
        ("$1,234.50)", 1234.5, "USD"),
        ("$ 25,000.00", 25000, "USD"),
        ("25000 )", 25000, ""),
        ("(1,234)", -1234, ""),
        ("($500.00)", -500, "USD"),
        ("-£5", -5, "GBP"),
        ("£1.2m", 1_200_000, "GBP"),
        ("€1.234,50", 1234.5, "EUR"),
        ("45%", 45, "percent"),
        ("12 (3%)", 12, ""),
        ("12*", 12, ""),
        ("12 [1]", 12, ""),
        ("nil", 0, ""),
        ("None", 0, ""),
        ("zero", 0, ""),
        ("twenty-three", 23, ""),
        ("2 officers", 2, "officers"),
        ("3 x officers", 3, "officers"),
        ("two officers", 2, "officers"),
        ("1,23,456", 123456, ""),
    ],
)
def test_exact_cell(text: str, number: float, unit: str) -> None:
    reading = parse_cell(text)
    assert (reading.kind, reading.number, reading.unit) == (CellState.EXACT, number, unit)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", CellState.BLANK),
        (" \u00a0 ", CellState.BLANK),
        ("-", CellState.DASH),
        ("\u2013", CellState.DASH),
        ("n/a", CellState.DASH),
        ("#REF!", CellState.ERROR),
        ("#DIV/0!", CellState.ERROR),
        ("Err:502", CellState.ERROR),
        ("withheld s.40", CellState.WITHHELD),
        ("S40(2) applies", CellState.WITHHELD),
        ("Section 40(2)", CellState.WITHHELD),
        ("[c]", CellState.WITHHELD),
        ("[REDACTED]", CellState.WITHHELD),
        ("not held", CellState.NOT_HELD),
        ("Not recorded", CellState.NOT_HELD),
        ("..", CellState.NOT_HELD),
        ("2018-19", CellState.TEXT),
        ("05/03/2019", CellState.TEXT),
        ("Yes", CellState.TEXT),
        ("6 months final written warning", CellState.TEXT),
    ],
)
def test_cell_without_a_number_says_why(text: str, kind: CellState) -> None:
    reading = parse_cell(text)
    assert reading.kind is kind
    assert reading.interval is None


def test_an_ambiguous_bracket_is_negative_only_in_a_money_column() -> None:
    assert parse_cell("(12)").kind is CellState.TEXT
    assert parse_cell("(12)", money=True).number == -12


def test_what_was_mended_is_said() -> None:
    assert parse_cell("$1,234.50)").repairs == ("stray bracket",)
    assert parse_cell("12*").repairs == ("footnote mark",)


def test_star_takes_its_meaning_from_the_note() -> None:
    meaning = find_star_meaning("Notes: * denotes fewer than five officers")
    assert meaning == Interval(1, 4)
    assert parse_cell("*", star=meaning).interval == Interval(1, 4)
    assert find_star_meaning("* Includes special constables") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twenty-three officers, a dozen PCSOs", [(23, 23), (12, 12)]),
        ("none were dismissed; no officers resigned; no further action", [(0, 0), (0, 0)]),
        ("between 5 and 9, 10-14, and 5 and 6", [(5, 9), (10, 14), (5, 5), (6, 6)]),
        ("more than 13,000; at least 1,300; 5 or fewer; 10+", [(13001, None), (1300, None), (1, 5), (10, None)]),
        ("£3m-£4m or 1-2 million", [(3e6, 4e6), (1e6, 2e6)]),
        ("one hundred and twenty-three thousand", [(123000, 123000)]),
        ("one in five, two-thirds, a quarter of councils", [(0.2, 0.2), (2 / 3, 2 / 3), (0.25, 0.25)]),
    ],
)
def test_figures_in_prose(text: str, expected: list[tuple[float, float | None]]) -> None:
    assert [(f.interval.low, f.interval.high) for f in find_figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "On 12 March 2021 and 31st December",
        "12/03/2021 or 2021-03-12 at 10:30",
        "section 40(2), s.30(1)(a)(i), regulation 12(5)",
        "the Freedom of Information Act 2000",
        "our reference FOI-1234/21, FOI2021-77, question 3 and Q4",
        "financial year 2018/19, 2018-2019",
        "the 3rd of these; no one; each one; no of officers; no further action",
        "telephone 01234 567890, 020 7946 0018",
        "someone99@example.org https://example.org/12",
    ],
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert find_figures(text) == ()


def test_kinds_and_units() -> None:
    figures = find_figures("In 2018, 45% of £1.2 million and 5.5 percentage points")
    assert [(f.kind, f.unit) for f in figures] == [
        (FigureKind.YEAR, ""),
        (FigureKind.PERCENT, "percent"),
        (FigureKind.MONEY, "GBP"),
        (FigureKind.PERCENT, "percentage_point"),
    ]
    assert figures[3].decimals == 1


@given(st.text(alphabet="0123456789,.-–$£€% ()<>*abcdeno of\n\u00a0", max_size=60))
def test_places_hold_and_nothing_raises(text: str) -> None:
    at = 0
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= at
        at = figure.end
    parse_cell(text)


@given(st.integers(0, 10**9))
def test_thousands_marks_change_nothing(number: int) -> None:
    assert parse_cell(f"{number:,}").number == number
    assert [f.number for f in find_figures(f"we hold {number:,} records")] == [number]


@pytest.mark.parametrize("junk", ["1,", "aaaa-", "01", "\u00a3", "a hundred ", "1-", " "])
def test_long_junk_takes_no_long_time(junk: str) -> None:
    started = time.process_time()
    find_figures(junk * 10_000)
    parse_cell(junk * 10_000)
    assert time.process_time() - started < 3
