"""What each line beneath a header is for: data, a section's name, a total, a note, the header once more.

In: lines and the header. Out: `Row`s. Also mends what printed tables do to rows: one row over several lines, two
cells run together. Nothing is dropped: every line becomes a row of some kind, or part of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.model.document import Cell
from answerable.tables.grid import ColumnKind, Row, RowKind, fold_name
from answerable.tables.headers import TYPED, filled
from answerable.tables.regions import Line
from answerable.tables.sections import find_sections
from answerable.tables.values import find_kind, read_cell, read_number
from answerable.words.figures import CellState

_TOTAL = re.compile(
    r"\W*(?P<part>sub[\s-]?)?(?:grand\s+|overall\s+|running\s+|final\s+)?(?:totals?|sum)\b"
    r"(?P<rest>[\s:]*(?:(?:for|in|of)\s+.{1,40}|all\s+\w+|(?:19|20)\d{2}(?:[/-]\d{2,4})?|paid|amount|cases|officers|settlements?"
    r"|number)?[\s:]*)",
    re.IGNORECASE,
)
_TOTAL_WORD = re.compile(r"total|sum", re.IGNORECASE)
_MAYBE_TOTAL = re.compile(r"\W*(?:sub[\s-]?|grand\s+)?totals?\b|.{1,60}\s(?:sub[\s-]?)?totals?\W*\Z", re.IGNORECASE)
_NOTE = re.compile(
    r"\W*(?:notes?\b|sources?\b|\*|†|\[\d\]|\(\d\)|please note|nb\b|n\.b\.|caveats?\b|¹|²)", re.IGNORECASE
)
_GOES_ON = re.compile(r"(?:,|&|\band|\bof|\bthe|-)\s*\Z", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A row while lines are joined to it."""

    number: int
    cells: list[Cell | None]
    more: list[tuple[int, Cell]]


def join_wrapped(
    lines: Sequence[Line], typed: dict[int, ColumnKind]
) -> tuple[list[tuple[Line, tuple[tuple[int, Cell], ...]]], int]:
    """Join the lines of printed tables that belong to one row; sheets, whose cells have addresses, are left alone.

    A line goes on with the row above where it gives no number or date that the row has already, and fills at most
    half of the columns of words.

    Returns:
        Each row with the further cells of its columns, and how many lines were joined.
    """
    drafts: list[_Draft] = []
    n_joined = 0
    has_addresses = any(cell is not None and cell.address for _, cells in lines for cell in cells)
    n_wordy = sum(1 for p in range(len(lines[0][1])) if p not in typed) if lines else 0
    for number, cells in lines:
        present = filled(cells)
        last = drafts[-1] if drafts else None
        if has_addresses or last is None or not present or not _continues(last, cells, present, typed, n_wordy):
            drafts.append(_Draft(number, list(cells), []))
            continue
        n_joined += 1
        for position in present:
            cell = cells[position]
            if last.cells[position] is None:
                last.cells[position] = cell
            elif cell is not None:
                last.more.append((position, cell))
    return [((draft.number, tuple(draft.cells)), tuple(draft.more)) for draft in drafts], n_joined


def _continues(
    last: _Draft, cells: Sequence[Cell | None], present: list[int], typed: dict[int, ColumnKind], n_wordy: int
) -> bool:
    above = [position for position, cell in enumerate(last.cells) if cell is not None]
    if len(above) < 2 or not typed or is_total_label(cells):
        return False
    if any(position in typed and last.cells[position] is not None for position in present):
        return False
    wordy = [position for position in present if position not in typed]
    if len(wordy) > 0.5 * n_wordy:
        return False
    if any(position in typed for position in present):
        # It brings a number or date that the row above lacks.
        return True
    missing = any(position not in above for position in typed)
    first = last.cells[wordy[0]] if wordy else None
    text = cells[wordy[0]].text if wordy and cells[wordy[0]] is not None else ""  # type: ignore[union-attr]
    said_on = first is not None and (_GOES_ON.search(_last_words(last, wordy[0])) or text[:1].islower())
    return bool(missing or said_on or (first is not None and not text.endswith(":") and not text.isupper()))


def _last_words(draft: _Draft, position: int) -> str:
    for at, cell in reversed(draft.more):
        if at == position:
            return cell.text
    top = draft.cells[position]
    return top.text if top is not None else ""


def split_run_together(cells: tuple[Cell | None, ...], typed: dict[int, ColumnKind]) -> tuple[Cell | None, ...]:
    """Part a cell that holds its own value and that of its blank neighbour, such as "9/20/2013 $3,000.00"."""
    mended = list(cells)
    for position, cell in enumerate(cells):
        after = position + 1
        if cell is None or cell.address or position not in typed or after not in typed or after >= len(cells):
            continue
        if mended[after] is not None or find_kind(cell) in TYPED:
            continue
        for blank in re.finditer(r"\s+", cell.text):
            head = replace(cell, text=cell.text[: blank.start()], end=cell.start + blank.start())
            tail = replace(cell, text=cell.text[blank.end() :], start=cell.start + blank.end(), column=cell.column + 1)
            if _fits(head, typed[position]) and _fits(tail, typed[after]):
                mended[position], mended[after] = head, tail
                break
    return tuple(mended)


def _fits(cell: Cell, kind: ColumnKind) -> bool:
    found = find_kind(cell)
    return found is kind or {found, kind} <= {ColumnKind.MONEY, ColumnKind.NUMBER}


def is_total_label(cells: Sequence[Cell | None]) -> bool:
    """Whether a line says that it is a total, beyond doubt."""
    if not any(cell is not None and _TOTAL_WORD.search(cell.text) for cell in cells):
        return False
    words = [cell.text for cell in cells if cell is not None and find_kind(cell) is ColumnKind.TEXT]
    if len(filled(cells)) == 1 and len(words) == 1 and len(cells) > 2:
        # A line that holds nothing but "Total with an outcome: 3".
        return _MAYBE_TOTAL.match(words[0]) is not None
    return 0 < len(words) <= 2 and any(_TOTAL.fullmatch(word) for word in words)


def make_rows(
    joined: Sequence[tuple[Line, tuple[tuple[int, Cell], ...]]],
    names: Sequence[str],
    typed: dict[int, ColumnKind],
    page: int,
    table: str,
) -> tuple[list[Row], list[str]]:
    """Rows with their kinds, and the notes beneath them."""
    folded = [fold_name(name) for name in names]
    last_data = _find_last_data(joined, typed)
    lines = [line for line, _ in joined]
    sections = find_sections(lines, [is_total_label(cells) for _, cells in lines])
    rows: list[Row] = []
    notes: list[str] = []
    section, blank_before = "", False
    for index, ((number, cells), more) in enumerate(joined):
        present = filled(cells)
        if not present:
            blank_before = True
            continue
        mended = split_run_together(cells, typed)
        words = " ".join(cell.text for cell in mended if cell is not None)
        if index in sections:
            kind, section = RowKind.SECTION, words
        else:
            kind = _find_row_kind(mended, present, folded)
            if kind is RowKind.DATA and _is_note(mended, present, after=index > last_data, blank_before=blank_before):
                kind = RowKind.NOTE
                notes.append(words)
        blank_before = False
        rows.append(Row(kind, mended, page, table, number, "" if kind is RowKind.NOTE else section, more))
    return _find_silent_totals(rows, typed), notes


def _find_last_data(joined: Sequence[tuple[Line, tuple[tuple[int, Cell], ...]]], typed: dict[int, ColumnKind]) -> int:
    """The last line that is as full as data: what comes after it may be notes."""
    last = -1
    for index, ((_, cells), _) in enumerate(joined):
        present = filled(cells)
        numeric = any(position in typed and find_kind(cells[position]) in TYPED for position in present)
        if len(present) >= 2 and (numeric or not typed or len(present) >= 0.5 * len(cells)):
            last = index
    return last


def _is_note(cells: Sequence[Cell | None], present: list[int], *, after: bool, blank_before: bool) -> bool:
    """Whether a line of words beneath the data, or one that says so, is a note and not a row with blanks."""
    first = cells[present[0]]
    if first is None or len(present) > 2 or any(find_kind(cells[p]) is not ColumnKind.TEXT for p in present):
        return False
    if _NOTE.match(first.text) and (len(cells) > 2 or after):
        return True
    sentence = len(first.text) > 40 or first.text.rstrip().endswith(".")
    return after and len(present) == 1 and (sentence or blank_before or present[0] > 0)


def _find_row_kind(cells: Sequence[Cell | None], present: list[int], folded: list[str]) -> RowKind:
    if len(present) > 1 and any(_is_name_again(cells, folded, position) for position in present[:2]):
        same = sum(_is_name_again(cells, folded, position) for position in present)
        if same >= 0.8 * len(present):
            return RowKind.HEADER
    if is_total_label(cells):
        words = next(cell.text for cell in cells if cell is not None and _TOTAL_WORD.search(cell.text))
        return RowKind.SUBTOTAL if re.match(r"\W*sub", words, re.IGNORECASE) else RowKind.TOTAL
    return RowKind.DATA


def _is_name_again(cells: Sequence[Cell | None], folded: list[str], position: int) -> bool:
    cell = cells[position]
    return cell is not None and fold_name(cell.text) == folded[position] != ""


def _find_silent_totals(rows: list[Row], typed: dict[int, ColumnKind]) -> list[Row]:
    """Totals that say so only by being the sum of what stands above, or by an uncertain label that the sum confirms."""
    found = list(rows)
    sums: dict[int, float] = {}
    n_data = 0
    summable = [position for position, kind in typed.items() if kind is not ColumnKind.DATE]
    for index, row in enumerate(rows):
        if row.kind is not RowKind.DATA:
            continue
        numbers = {p: number for p in summable if (number := read_number(row.cells[p])) is not None}
        present = filled(row.cells)
        words = [cell.text for cell in row.cells if cell is not None and find_kind(cell) is ColumnKind.TEXT]
        silent = not words and len(present) <= max(1, len(row.cells) // 2)
        labelled = any(_MAYBE_TOTAL.match(word) for word in words) and len(words) <= 2
        adds_up = [p for p, n in numbers.items() if n and abs(sums.get(p, 0.0) - n) < 0.005]
        if n_data >= 2 and adds_up and (silent or labelled) and len(adds_up) >= 0.5 * len(numbers):
            found[index] = replace(row, kind=RowKind.TOTAL)
            continue
        n_data += 1
        for position, number in numbers.items():
            sums[position] = sums.get(position, 0.0) + number
    return found


def has_numbers(row: Row) -> bool:
    """Whether any cell of a row states a number."""
    return any(read_cell(cell).kind is CellState.EXACT for cell in row.cells)
