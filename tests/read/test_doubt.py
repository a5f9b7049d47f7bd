"""Numbers in line and in no table: never silence, and no alarm over lists of years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from answerable.read.layout.doubt import count_aligned_numbers
from answerable.read.layout.flow import Layout
from answerable.read.layout.words import PlacedWords


def place(lines: Sequence[Sequence[str]]) -> PlacedWords:
    texts, boxes = [], []
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            left, top = 72.0 + 110 * column, 72.0 + 16 * row
            texts.append(text)
            boxes.append((left, top, left + 6 * len(text), top + 10))
    return PlacedWords(texts, np.array(boxes))


NOTHING = Layout("", (), [], (), [])


def test_lines_of_figures_in_no_table_are_counted() -> None:
    rows = [["Avonmoor", str(number * 3), str(number), str(number * 7)] for number in range(1, 9)]
    assert count_aligned_numbers(place(rows), NOTHING) == 8


@pytest.mark.parametrize(
    "lines",
    [
        [[str(year), str(year + 1), str(year + 2), str(year + 3)] for year in range(2001, 2021, 4)],
        [[str(2001 + row), str(2009 + row), str(2017 + row)] for row in range(8)],
        [["2018", "2019", "2020", "2021"]] * 6,
    ],
    ids=["line by line", "column by column", "the same years again"],
)
def test_lists_of_years_are_no_alarm(lines: list[list[str]]) -> None:
    assert count_aligned_numbers(place(lines), NOTHING) == 0


def test_years_beside_counts_are_an_alarm() -> None:
    rows = [[str(year), str(year - 2009), str(year - 2012)] for year in range(2013, 2021)]
    assert count_aligned_numbers(place(rows), NOTHING) == 8


def test_years_that_say_something_of_each_line_are_an_alarm() -> None:
    rows = [["2001", "2015", "2019"], ["2003", "2015", "2018"], ["1999", "2014", "2019"], ["2003", "2012", "2013"]] * 2
    assert count_aligned_numbers(place(rows), NOTHING) == 8


def test_sentences_with_numbers_are_no_alarm() -> None:
    texts, boxes = [], []
    for row, year in enumerate(range(2012, 2021)):
        left = 72.0
        for text in f"In {year} we recorded {row + 30} cases, of which {row} led to dismissal.".split():
            texts.append(text)
            boxes.append((left, 72.0 + 16 * row, left + 6 * len(text), 82.0 + 16 * row))
            left += 6 * len(text) + 3
    assert count_aligned_numbers(PlacedWords(texts, np.array(boxes)), NOTHING) == 0
