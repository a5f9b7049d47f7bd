"""A recipe: how the tables or records of certain documents map to variables. Written by a person in minutes, never a
figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Take(StrEnum):
    """What is taken from a cell's words."""

    AUTO = "auto"
    """A number where the column holds numbers, else the words."""
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Where one variable's value stands.

    Args:
        variable: its name.
        sources: headers of columns, or labels of records; the first one that holds something is taken.
        add: the numbers of all sources are added up.
        take: what is taken from the words.
        several: where the words hold several numbers: `first`, `last` or `add`; which is taken is noted.
        match: regular expression whose first group, or whole, is the value; empty for all words.
    """

    variable: str
    sources: tuple[str, ...]
    add: bool = False
    take: Take = Take.AUTO
    match: str = ""
    several: str = "first"


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one column, label or variable; all that are given must hold.

    Args:
        column: header, label or variable.
        equals: the words are one of these, without regard to case and blanks.
        contains: the words hold one of these.
        match: the words match this regular expression.
        blank: the cell is blank or a dash (True), or is not (False).
        zero: its number is 0 (True), or is another number (False); a cell without a number fulfils neither.
        from_year: the year of its date is this or later.
        to_year: the year of its date is this or earlier.
    """

    column: str
    equals: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    match: str = ""
    blank: bool | None = None
    zero: bool | None = None
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class RecipePart:
    """One kind of table or record, and what is taken from it.

    Args:
        documents: patterns of file names, such as ``police *.pdf``.
        sheets: patterns of sheet names; empty for all.
        pages: first and last page; None for all.
        header: row of the column names, counted from 1 as the program shows it; None to find it.
        records: for documents without tables: the label with which each record begins, such as ``Suit No.``
        columns: what is taken.
        keep: rows that fulfil every one of these are kept; empty keeps all.
        skip: rows that fulfil any of these are left out.
        constants: variables that are the same for every row.
    """

    documents: tuple[str, ...]
    columns: tuple[ColumnRule, ...]
    sheets: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None
    header: int | None = None
    records: str = ""
    keep: tuple[Condition, ...] = ()
    skip: tuple[Condition, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Parts in order; a document is read by every part whose patterns fit its name.

    Args:
        name: the file's name without ending, or `proposed`.
        parts: in order.
        share_sure: 1 for a person's recipe; how sure the machine is of one that it proposes.
        reasons: why the machine proposes each column, for the person who checks it.
    """

    name: str
    parts: tuple[RecipePart, ...]
    share_sure: float = 1.0
    reasons: tuple[str, ...] = ()
