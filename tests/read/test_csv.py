"""Delimited text: encoding and dialect told from the data."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.read.sheets.csv import decode_csv, find_delimiter, read_csv, split_rows


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_told_from_the_bytes(encoding: str, said: str) -> None:
    text = "Force,Paid\nGwent – Heddlu,£1,200\nÎle,½\n"
    assert decode_csv(text.encode(encoding)) == (text, said)


def test_another_alphabet_is_not_read_as_western() -> None:
    text = "Управление,Сумма\nПолиция города,12\nПрокуратура области,7\n" * 5
    assert decode_csv(text.encode("cp1251"))[0] == text


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("name;sum\nA;1,5\nB;2,5\nC;1.234,56\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a|b|c\n1,000|2|3\n", "|"),
        ('name,note\n"Smith; John","x; y"\n"Jones; Ann","z"\n', ","),
        ("one column\nof words\n", ","),
    ],
)
def test_delimiter_is_told_from_the_rows(text: str, mark: str) -> None:
    assert find_delimiter(text) == mark


def test_page_and_table() -> None:
    reading = read_csv('Year;Outcome\r\n2018;"dismissed;\r\nwithout notice"\r\n007;\r\n'.encode("cp1252"), "a.csv")
    assert reading.pages[0].text == "Year\tOutcome\n2018\tdismissed; without notice\n007"
    assert dict(reading.document.facts) == {"encoding": "utf-8", "delimiter": "semicolon"}
    cells = reading.tables[0].cells
    assert [cell.address for cell in cells[-2:]] == ["B2", "A3"]
    assert all(reading.pages[0].text[cell.start : cell.end] == cell.text for cell in cells)


def test_a_declared_delimiter_wins() -> None:
    assert read_csv(b"sep=;\na,b;c\n", "a.csv").pages[0].text == "a,b\tc"


@given(st.lists(st.lists(st.text(alphabet='ab ,;"\n\té', max_size=5), min_size=1, max_size=4), min_size=1, max_size=5))
def test_rows_are_those_of_the_standard_reader(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    text = written.getvalue()
    assert split_rows(text, ",", 10_000) == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.slow
@pytest.mark.parametrize("junk", ['"', '",', '"a', 'a"b,', '"\n', " ", ",;", ' "', '""', '"\n"'])
def test_hostile_text_takes_no_long_time(junk: str) -> None:
    started = time.process_time()
    read_csv((junk * 50_000).encode(), "a.csv")
    assert time.process_time() - started < 5


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    reading = read_csv(data, "a.csv")
    for table in reading.tables:
        assert all(reading.pages[0].text[cell.start : cell.end] == cell.text for cell in table.cells)
