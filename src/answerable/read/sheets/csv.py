"""Delimited text (.csv, .tsv, .txt): its encoding and its dialect told from the data.

In: bytes. Out: a `Reading` with one page, whose text parts cells by tabs whatever the file parted them with, and one
table. Cells stay text, as the file has them: leading zeros, dates and "1,5" are for `tables` to understand. Our own
splitter, since the standard one stops at a field of 128 KiB and its dialect guesser takes quadratic time on hostile
lines.
"""

from __future__ import annotations

import re
from collections import Counter

from charset_normalizer import from_bytes

from answerable.model.document import Reading
from answerable.read.draft import Draft, start_draft
from answerable.read.sheets.page import MAX_CELLS, SheetRows, add_sheet
from answerable.read.sniff import CSV

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200_000
_PLAIN_CELL = {mark: re.compile(rf"[^{re.escape(mark)}\r\n]*") for mark in _DELIMITERS}
_BLANKS = re.compile(" *")
_LINE_END = re.compile(r"\r\n|\n|\r")
_LONGEST_CELL = 1_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEP_LINE = re.compile(r"\A\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def read_csv(data: bytes, name: str, *, show_hidden: bool = False) -> Reading:
    """Read delimited text; never raises for what the bytes hold.

    Args:
        data: the file.
        name: as received.
        show_hidden: nothing is hidden in delimited text; taken so that all sheet readers are called alike.
    """
    draft = start_draft(data, name, CSV)
    text, encoding = decode_csv(data)
    draft.facts.append(("encoding", encoding))
    if "\ufffd" in text or _CONTROL.search(text[:_SAMPLE]):
        _add_damage(draft, text, encoding)
    declared = _SEP_LINE.match(text)
    if declared is not None and declared[1] in _DELIMITERS:
        delimiter, text = declared[1], text[declared.end() :]
    else:
        delimiter = find_delimiter(text)
    draft.facts.append(("delimiter", {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}[delimiter]))
    rows = split_rows(text, delimiter, MAX_CELLS)
    add_sheet(draft, SheetRows("", enumerate(rows), engine="csv", may_hold_truth=False))
    return draft.finish()


def _add_damage(draft: Draft, text: str, encoding: str) -> None:
    lost = text.count("\ufffd")
    draft.add_problem(
        "characters-lost",
        found=f"{lost} characters that {encoding} does not know" if lost else "control characters inside the text",
        expected="text",
        remedy="ask for the file as UTF-8, or as .xlsx",
    )


def decode_csv(data: bytes) -> tuple[str, str]:
    """Text and encoding: by its mark, else UTF-8 where that fits, else UTF-16 by its zeros, else what reads best.

    >>> decode_csv("Gwynedd;£5".encode("cp1252"))
    ('Gwynedd;£5', 'cp1252')
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff"), name.removesuffix("-sig")
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 4:
        # UTF-16 without its mark: Latin letters have their zero byte second in little-endian order.
        name = "utf-16-le" if data[1:4096:2].count(0) > data[0:4096:2].count(0) else "utf-16-be"
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        windows = data.decode("cp1252")
    except UnicodeDecodeError:
        windows = ""
    if windows and _reads_well(windows):
        return windows, "cp1252"
    best = from_bytes(data[:_SAMPLE]).best()
    name = best.encoding if best is not None else "latin-1"
    return data.decode(name, "replace"), name


def _reads_well(text: str) -> bool:
    """Whether what is beyond ASCII is western letters, money and typography, not another alphabet's bytes."""
    high = [character for character in text[:_SAMPLE] if ord(character) > 127]
    good = sum(character.isalpha() or character in "£€–—‘’“”…•°½¼¾§©®±·²³´«»\u00a0¬¦" for character in high)
    # Runs of accented capitals are Cyrillic or Greek read with the wrong table.
    runs = sum(len(run) for run in re.findall(r"[À-ÖØ-Þß-öø-ÿ]{4,}", text[:_SAMPLE]))
    return good >= 0.9 * len(high) and runs < 0.3 * max(1, len(high))


def find_delimiter(text: str) -> str:
    """The mark that parts the cells: the one by which most lines have the same number of cells, and more than one.

    >>> find_delimiter('name;sum\\nA;1,5\\nB;2,5\\n'), find_delimiter('a,b\\n"x;y",2\\n')
    (';', ',')
    """
    sample = text[:_SAMPLE]
    best, best_score = ",", 0.0
    for mark in _DELIMITERS:
        if mark not in sample:
            continue
        widths = [len(row) for row in split_rows(sample, mark, 4000)[:200] if any(cell.strip() for cell in row)]
        if len(widths) > 1 and len(sample) < len(text):
            # The last line of a sample is cut short.
            widths.pop()
        if not widths:
            continue
        (width, n_agree), *_ = sorted(Counter(widths).items(), key=lambda item: (-item[1] * (item[0] > 1), -item[0]))
        score = n_agree / len(widths) * (1 + min(width, 20) / 20) if width > 1 else 0.0
        if score > best_score:
            best, best_score = mark, score
    return best


def split_rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    """Rows of cells; quoted cells may hold delimiters, doubled quotes and line ends.

    Args:
        text: the file.
        delimiter: one of comma, semicolon, tab and bar.
        most: cells at most, and then one row more, so that callers notice.

    >>> split_rows('a,"b ""c""\\nd"\\n1,2', ",", 100)
    [['a', 'b "c"\\nd'], ['1', '2']]
    """
    if '"' not in text:
        lines = _LINE_END.split(text)
        if lines and not lines[-1]:
            lines.pop()
        return [line.split(delimiter) for line in lines[: most + 1]]
    rows: list[list[str]] = []
    row: list[str] = []
    plain = _PLAIN_CELL[delimiter]
    at, end, n_cells, quotes = 0, len(text), 0, True
    while n_cells <= most:
        begin = _BLANKS.match(text, at).end()  # type: ignore[union-attr]
        cell: str | None = None
        if quotes and text.startswith('"', begin):
            cell, stop = _read_quoted(text, begin + 1)
            # A quote that nothing closes is a character; looking for its end in every cell would take for ever.
            quotes = cell is not None
        if cell is None:
            cell, stop = "", at
        rest = plain.match(text, stop).group()  # type: ignore[union-attr]
        row.append(cell + rest if stop > at and rest.strip() else cell or rest)
        at = stop + len(rest)
        if text.startswith(delimiter, at):
            at += 1
            continue
        if at < end or row != [""]:
            rows.append(row)
        n_cells += len(row)
        row = []
        if at >= end:
            break
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= end:
            break
    return rows


def _read_quoted(text: str, at: int) -> tuple[str | None, int]:
    """The words of a quoted cell and where it ends; None where nothing closes it."""
    looked = at
    while True:
        found = text.find('"', looked, at + _LONGEST_CELL)
        if found < 0:
            return None, at
        if not text.startswith('"', found + 1):
            return text[at:found].replace('""', '"'), found + 1
        looked = found + 2
