"""Taking in a list of authorities that somebody kept: a CSV, a WhatDoTheyKnow export, a reporter's tracker.

What lives here: mapping of columns, cleaning of cells, the problems found. What comes in: text or rows; what goes
out: `ImportedAuthorities`. A bad row becomes a problem and the rest goes on. What must never be here: the writing
of files (``writing`` renders, the caller writes).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.errors import ValueNotAllowed
from answerable.model.authority import Authority, EmailAddress, Headcount
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.registers.naming import find_by_name, find_candidates, is_other_body, normalise_name

FIELDS = (
    "id",
    "name",
    "aliases",
    "kind",
    "nations",
    "law",
    "email",
    "email_verified_on",
    "site",
    "disclosure_log",
    "whatdotheyknow",
    "headcount",
    "headcount_year",
    "defunct",
    "note",
)
NAME_HEADS = (
    "name", "authority", "public authority", "public body", "body", "body name", "council", "force",
    "police force", "organisation", "organization", "agency", "authority name", "local authority",
    "force region", "trust", "trust name", "nhs trust", "health board", "hospital", "university",
    "institution", "school", "department", "organisation name", "organization name", "name of authority",
    "name of organisation", "name of body",
)  # fmt: skip
"""Heads over the names of authorities, in normal form."""
# Heads of columns met in lists that reporters and platforms keep, in normal form.
_HEADS = {
    "name": NAME_HEADS,
    "id": ("id", "slug"),
    "aliases": ("short name", "alias", "aliases", "also known as", "acronym"),
    "kind": ("category", "kind", "type", "authority type", "tags"),
    "nations": ("country", "nation", "nations", "region country", "region"),
    "law": ("law", "access law"),
    "email": ("email", "foi email", "request email", "email address", "foi address", "foi email address",
              "contact email", "foi contact", "address"),
    "email_verified_on": ("email verified on", "verified on"),
    "site": ("site", "website", "web site", "home page", "home page url", "url"),
    "disclosure_log": ("disclosure log", "disclosure log url"),
    "whatdotheyknow": ("url name", "wdtk id", "whatdotheyknow", "wdtk slug"),
    "headcount": ("headcount", "officers", "officer headcount"),
    "headcount_year": ("headcount year", "year"),
    "defunct": ("defunct", "is defunct"),
    "note": ("note", "notes", "comment", "comments", "notes comments", "remarks"),
}  # fmt: skip
_ADDRESS = re.compile(r"[^@\s<>,;:()\[\]\"]+@[^@\s<>,;:()\[\]\"]+\.[^@\s<>,;:()\[\]\".]+")
_MOST_HEAD_ROWS = 20
SUMS = ("total", "totals", "grand total", "sum")
"""What stands where a name should, in the row that adds up."""
_LAW_OF_SCOTLAND = {"foia-2000": "foisa-2002", "eir-2004": "eisr-2004"}
"""Scottish public authorities answer under acts of their own; bodies of the whole kingdom do not, wherever they sit."""
_SCOTTISH = re.compile(r"\b(?:scotland|scottish)\b", re.IGNORECASE)
_NATIONS = ("england", "wales", "scotland", "northern_ireland")
_TRUE = ("true", "yes", "1", "y", "defunct")


@dataclass(frozen=True, slots=True)
class ImportedAuthorities:
    """What a list held: authorities, what was wrong with it, and how its columns were read."""

    authorities: tuple[Authority, ...]
    problems: tuple[Problem, ...]
    columns: tuple[tuple[str, str], ...]
    """(head of the column, field it was read as)."""
    ignored: tuple[str, ...]
    n_defunct: int = 0


def import_authorities(
    text: str,
    *,
    origin: str,
    default_law: str,
    mapping: Mapping[str, str] | None = None,
    known: Sequence[Authority] = (),
) -> ImportedAuthorities:
    """Read a CSV of authorities.

    Args:
        text: the CSV; comma, semicolon or tab. Lines above the heads of the columns (a title, a date) are passed over.
        origin: its name, for problems.
        default_law: the law of rows that name none and are not known.
        mapping: head of a column to a field of `FIELDS`, for heads that are not recognised.
        known: authorities of a register; a row that names one takes its facts where the list is silent.

    Raises:
        ValueNotAllowed: no column holds names, or the mapping names what is not there.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_find_delimiter(text))
    rows, lines, read = [], [], 0
    for row in reader:
        lines.append(read + 1)
        rows.append(row)
        read = reader.line_num
    return import_rows(rows, origin=origin, default_law=default_law, mapping=mapping, known=known, lines=lines)


def _find_delimiter(text: str) -> str:
    """What parts the cells of most of the first lines alike; a comma inside a name does not."""

    def count_alike(delimiter: str) -> tuple[int, int]:
        first = itertools.islice(csv.reader(io.StringIO(text), delimiter=delimiter), _MOST_HEAD_ROWS)
        widths = Counter(len(row) for row in first if len(row) > 1)
        width, n_rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return n_rows, width

    return max(",;\t", key=count_alike)


def import_rows(
    rows: Sequence[Sequence[str]],
    *,
    origin: str,
    default_law: str,
    mapping: Mapping[str, str] | None = None,
    known: Sequence[Authority] = (),
    lines: Sequence[int] = (),
) -> ImportedAuthorities:
    """Read a table of authorities in which one of the first rows holds the heads; see `import_authorities`.

    Args:
        rows: its cells.
        origin: as there.
        default_law: as there.
        mapping: as there.
        known: as there.
        lines: of the file, one for each row; rows are numbered from 1 without.
    """
    lines = lines or range(1, len(rows) + 1)
    at, heads, columns = _find_heads(rows, mapping or {}, origin, lines)
    found: list[Authority] = []
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    n_defunct = 0
    for line, row in zip(lines[at + 1 :], rows[at + 1 :], strict=True):
        cells = {field: _cell(row, index) for field, index in columns.items()}
        if not any(cell.strip() for cell in row):
            continue
        if cells.get("defunct", "").casefold() in _TRUE:
            n_defunct += 1
            continue
        where = f"{origin}:{line}"
        if not cells.get("name") or normalise_name(cells["name"]) in SUMS:
            problems.append(
                _problem(
                    "authority-without-name", where, ",".join(row)[:80], "a name", remedy="name it, or take the row out"
                )
            )
            continue
        own: list[Problem] = []
        authority = _make_authority(cells, where, default_law, known, own)
        key = authority.id
        if key in first_lines:
            problems.append(
                _problem(
                    "authority-named-twice",
                    where,
                    authority.name,
                    f"each authority once; first on line {first_lines[key]}",
                    remedy="the first row was taken; a region or a second office may share the name: check both",
                )
            )
            continue
        first_lines[key] = line
        found.append(authority)
        problems.extend(own)
    if not any(row.nations for row in found):  # a column of regions that are no nations
        columns.pop("nations", None)
    used = set(columns.values())
    return ImportedAuthorities(
        tuple(found),
        tuple(problems),
        tuple((heads[index], field) for field, index in sorted(columns.items(), key=lambda item: item[1])),
        tuple(head for index, head in enumerate(heads) if index not in used and head),
        n_defunct,
    )


def _find_heads(
    rows: Sequence[Sequence[str]], mapping: Mapping[str, str], origin: str, lines: Sequence[int]
) -> tuple[int, list[str], dict[str, int]]:
    """The row that holds the heads of the columns, those heads, and which column holds which field."""
    first = [[cell.strip() for cell in row] for row in rows[:_MOST_HEAD_ROWS]]
    for at, heads in enumerate(first):
        columns = _map_columns(heads, mapping)
        if "name" in columns and all(head in heads and field in FIELDS for head, field in mapping.items()):
            return at, heads, columns
    likely = max(range(len(first)), key=lambda at: sum(map(bool, first[at])), default=0)
    heads = first[likely] if first else []
    where = f"{origin}:{lines[likely] if first else 1}"
    shown = ", ".join(head for head in heads if head)
    for head, field in mapping.items():
        if field not in FIELDS or head not in heads:
            raise ValueNotAllowed(
                "a column was mapped that is not there, or to a field that is not",
                where=where,
                found=f"{head} = {field}",
                allowed=f"columns: {shown}; fields: {', '.join(FIELDS)}",
                remedy="correct the mapping",
            )
    raise ValueNotAllowed(
        "no column holds the authorities' names",
        where=where,
        found=shown or "nothing",
        allowed="a column called name, authority, public authority, force, council, trust ...",
        remedy='say which column it is: --map "Organisation=name"',
    )


def _map_columns(heads: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    columns = {field: heads.index(head) for head, field in mapping.items() if head in heads}
    taken = set(columns.values())
    plain = [make_plain_head(head) for head in heads]
    for field, spellings in _HEADS.items():
        for spelling in spellings:
            for index, head in enumerate(plain):
                if field not in columns and index not in taken and head == spelling:
                    columns[field] = index
                    taken.add(index)
    return columns


def make_plain_head(head: str) -> str:
    """Return the head of a column in the form in which heads are compared.

    >>> make_plain_head("E-mail_address (FOI team)")
    'email address'
    """
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", head)
    return re.sub(r"\be mail\b", "email", normalise_name((bare or head).replace("_", " ")))


def _make_authority(
    cells: Mapping[str, str], where: str, default_law: str, known: Sequence[Authority], problems: list[Problem]
) -> Authority:
    name = cells["name"]
    match = find_by_name(known, name)
    if match is None:
        candidates = find_candidates(known, name)
        if candidates:
            names = ", ".join(row.name for row in candidates)
            problems.append(
                _problem(
                    "authority-name-unclear",
                    where,
                    name,
                    f"the full name of {names}",
                    remedy="write the full name if it is meant",
                )
            )
        elif known and is_other_body(name):
            problems.append(
                _problem(
                    "authority-not-the-force",
                    where,
                    name,
                    "a body of its own",
                    remedy="keep it only if you mean to ask it, not its force",
                )
            )
    base = match or Authority(id=make_slug(name), name=name, law=default_law, source=where)
    nations = _read_nations(cells.get("nations", "")) or base.nations
    law = cells.get("law") or base.law
    if match is None and not cells.get("law") and nations == ("scotland",) and law in _LAW_OF_SCOTLAND:
        law = _LAW_OF_SCOTLAND[law]
        problems.append(
            _problem(
                "authority-law-by-nation",
                where,
                name,
                f"{law}, the law of Scottish authorities",
                remedy=f"{law} was taken, because it is in Scotland; a body of the whole kingdom has {base.law}: check",
            )
        )
    elif match is None and not cells.get("law") and not nations and law in _LAW_OF_SCOTLAND and _SCOTTISH.search(name):
        problems.append(
            _problem(
                "authority-law-by-nation",
                where,
                name,
                f"{law}, or {_LAW_OF_SCOTLAND[law]} for a Scottish authority",
                remedy=f"{law} was taken; its name speaks of Scotland: write {_LAW_OF_SCOTLAND[law]} if it is Scottish",
            )
        )
    return replace(
        base,
        id=make_slug(cells["id"]) if cells.get("id") else base.id,
        law=law,
        kind=make_slug(cells["kind"]).replace("-", "_") if cells.get("kind") and not base.kind else base.kind,
        aliases=tuple(dict.fromkeys((*base.aliases, *_split(cells.get("aliases", ""))))),
        nations=nations,
        emails=_read_emails(cells, where, problems) or base.emails,
        site=cells.get("site") or base.site,
        disclosure_log=cells.get("disclosure_log") or base.disclosure_log,
        whatdotheyknow=cells.get("whatdotheyknow") or base.whatdotheyknow,
        headcounts=_read_headcount(cells, where, problems) or base.headcounts,
        note=cells.get("note") or base.note,
    )


def _read_emails(cells: Mapping[str, str], where: str, problems: list[Problem]) -> tuple[EmailAddress, ...]:
    text = cells.get("email", "")
    found = _ADDRESS.findall(text)
    if text and not found:
        problems.append(
            _problem(
                "address-not-right", where, text, "an address with @ and a domain", remedy="correct it or ask for it"
            )
        )
    verified_on = None
    if cells.get("email_verified_on"):
        try:
            verified_on = dt.date.fromisoformat(cells["email_verified_on"])
        except ValueError:
            problems.append(
                _problem(
                    "date-not-right", where, cells["email_verified_on"], "a day such as 2026-11-01", remedy="correct it"
                )
            )
    # An address from somebody's list is unverified until a person says otherwise.
    return tuple(EmailAddress(address, verified_on, where) for address in dict.fromkeys(found))


def _read_headcount(cells: Mapping[str, str], where: str, problems: list[Problem]) -> tuple[Headcount, ...]:
    text, year = cells.get("headcount", "").replace(",", ""), cells.get("headcount_year", "")
    if not text:
        return ()
    if not re.fullmatch(r"\d+(?:\.0+)?", text) or not re.fullmatch(r"\d{4}", year):
        problems.append(
            _problem(
                "headcount-not-right",
                where,
                f"{text} in {year or 'no year'}",
                "a whole number and its year",
                remedy="correct it",
            )
        )
        return ()
    return (Headcount(dt.date(int(year), 3, 31), int(float(text)), where),)


def _read_nations(text: str) -> tuple[str, ...]:
    plain = normalise_name(text).replace("northern ireland", "northern_ireland")
    plain = "northern_ireland" if plain in ("ni", "n ireland") else plain
    if plain in ("uk", "united kingdom", "uk wide"):
        return _NATIONS
    return tuple(nation for nation in _NATIONS if nation in plain.split())


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())


def make_slug(name: str) -> str:
    """Return the id that a name gives: small letters, digits, single hyphens.

    >>> make_slug("Avon & Somerset Police")
    'avon-and-somerset-police'
    """
    return re.sub(r"[^a-z0-9]+", "-", normalise_name(name)).strip("-") or "authority"


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _problem(code: str, where: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(make_id("prb", code, where, found), code, where, found, expected, remedy)
