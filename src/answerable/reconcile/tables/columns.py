"""Which columns are compared, what each holds, and how its values are brought into one form.

What comes in: tables of texts, the columns wanted. What goes out: `Compared` columns, and SQL that cleans a value.
Never here: frequencies, weights, pairs of rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from answerable.errors import ValueNotAllowed
from answerable.reconcile.tables.rows import Texts

MOST_LOOKED_AT = 5_000
"""Values of a column that are looked at to see what it holds."""
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})\Z|(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
_NUMBER = re.compile(r"[-+£$€]?\s*\d[\d,]*(?:\.\d+)?\Z")


class ColumnKind(StrEnum):
    """How a column is compared."""

    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    WORDS = "words"


LEVELS: dict[ColumnKind, tuple[str, ...]] = {
    ColumnKind.DATE: ("same day", "one digit or a month apart", "other dates"),
    ColumnKind.NUMBER: ("same number", "nearly the same number", "other numbers"),
    ColumnKind.CODE: ("same", "one or two characters apart", "different"),
    ColumnKind.WORDS: ("same", "nearly the same words", "similar words", "different"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A column that both tables have, and how it is compared."""

    left: str
    right: str
    kind: ColumnKind

    @property
    def words(self) -> tuple[str, ...]:
        """What each level says, the closest first."""
        return tuple(f"{self.left}: {words}" for words in LEVELS[self.kind])


def choose_columns(left: Texts, right: Texts, wanted: Sequence[tuple[str, str]] = ()) -> tuple[Compared, ...]:
    """The columns to compare: those named, else those that both tables have by the same name.

    Raises:
        ValueNotAllowed: a table is empty, lacks a named column, or no column is shared.
    """
    names = [left.names, right.names]
    for side, texts in (("left", left), ("right", right)):
        if not len(texts) or not texts.names:
            raise ValueNotAllowed(f"the {side} table has no rows", allowed="a table with a header and rows")
    by_name = {_fold(name): name for name in names[1]}
    pairs = list(wanted) or [(name, by_name[_fold(name)]) for name in names[0] if _fold(name) in by_name]
    for number, (one, other) in enumerate(pairs):
        for side, name, have in (("left", one, names[0]), ("right", other, names[1])):
            if name not in have:
                raise ValueNotAllowed(
                    f"the {side} table has no such column", where=f"column pair {number + 1}", found=name,
                    allowed=", ".join(have),
                )  # fmt: skip
    chosen = []
    for one, other in pairs:
        values = [*_look_at(left.table[one]), *_look_at(right.table[other])]
        if len(set(values)) > 1:
            chosen.append(Compared(one, other, find_kind(values)))
    if not chosen:
        raise ValueNotAllowed(
            "the tables share no column that could tell rows apart",
            found=f"{', '.join(names[0])} / {', '.join(names[1])}",
            remedy="name the columns: --on LEFT_COLUMN=RIGHT_COLUMN",
        )
    return tuple(chosen)


def _look_at(column: pa.ChunkedArray) -> list[str]:
    """Values that are not blank, evenly from the whole column."""
    step = max(len(column) // MOST_LOOKED_AT, 1)
    values = pc.utf8_trim_whitespace(column.take(pa.array(range(0, len(column), step)))).to_pylist()
    return [value for value in values if value]


def find_kind(values: Sequence[str]) -> ColumnKind:
    """What a column holds, by most of its values.

    >>> find_kind(["2020-01-02", "1/2/2021"]), find_kind(["12.50", "£1,300.00"]), find_kind(["AB12 3CD", "X9"])
    (<ColumnKind.DATE: 'date'>, <ColumnKind.NUMBER: 'number'>, <ColumnKind.CODE: 'code'>)
    """
    if _share(values, _is_date) >= 0.75:
        return ColumnKind.DATE
    decimal = _share(values, lambda value: bool(_NUMBER.match(value)) and ("." in value or not value.isdigit()))
    if decimal >= 0.5 and _share(values, lambda value: bool(_NUMBER.match(value))) >= 0.9:
        return ColumnKind.NUMBER
    if _share(values, lambda value: any(map(str.isdigit, value)) and len(value) <= 24) >= 0.7:
        return ColumnKind.CODE
    return ColumnKind.WORDS


def clean_sql(name: str, kind: ColumnKind) -> str:
    """SQL for a value as it is compared: one case, one kind of space; days as year-month-day; null where blank."""
    text = f"trim({name})"
    low = f"lower({name})"
    # Most values need no replacing, and to see that costs a fraction of it.
    folded = (
        f"CASE WHEN regexp_full_match({low}, '[a-z0-9]+( [a-z0-9]+)*') THEN {low}"
        f" ELSE nullif(trim(regexp_replace({low}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), '') END"
    )
    if kind is ColumnKind.NUMBER:
        return f"TRY_CAST(regexp_replace({name}, '[^0-9.+-]', '', 'g') AS DOUBLE)::VARCHAR"
    if kind is not ColumnKind.DATE:
        return folded
    parts = f"string_split(replace({text}, '.', '/'), '/')"
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d{{4}}-\\d{{2}}-\\d{{2}}') THEN {text}"
        f" WHEN regexp_full_match({text}, '\\d{{4}}-?\\d{{2}}-?\\d{{2}}') THEN"
        f" regexp_replace({text}, '(\\d{{4}})-?(\\d{{2}})-?(\\d{{2}})', '\\1-\\2-\\3')"
        f" WHEN regexp_full_match({text}, '\\d{{1,2}}[/.]\\d{{1,2}}[/.]\\d{{4}}') THEN"
        f" {parts}[3] || '-' || lpad({parts}[2], 2, '0') || '-' || lpad({parts}[1], 2, '0')"
        f" ELSE {folded} END"
    )


def _is_date(text: str) -> bool:
    found = _DATE.match(text)
    if found is None:
        return False
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and 1800 <= int(year) <= 2200


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(holds(value) for value in values) / len(values) if values else 0.0


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())
