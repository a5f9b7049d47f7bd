"""``authorities.csv``: whom we ask."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

from answerable.errors import ProjectFileInvalid
from answerable.model.authority import Authority, EmailAddress, Headcount
from answerable.project.toml_file import read_text

_REQUIRED = ("id", "name")
_OPTIONAL = (
    "aliases",
    "former_names",
    "kind",
    "nations",
    "law",
    "email",
    "email_verified_on",
    "domains",
    "site",
    "disclosure_log",
    "misconduct_pages",
    "headcount",
    "headcount_year",
    "whatdotheyknow",
    "source",
    "note",
)


def parse_authorities(path: Path, *, default_law: str) -> tuple[Authority, ...]:
    """Read the list; lists inside a cell are separated by semicolons.

    Args:
        path: the CSV file, UTF-8, with a header row.
        default_law: the law of authorities whose `law` is blank.

    Raises:
        ProjectFileInvalid: a column is missing or unknown, an id is used twice, or a cell is not right.
    """
    reader = csv.DictReader(io.StringIO(read_text(path).removeprefix("\ufeff")))
    columns = [column or "" for column in reader.fieldnames or ()]
    _check_columns(path, columns)
    authorities: list[Authority] = []
    lines: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        authority = _parse_row(f"{path}:{line}", row, default_law)
        if authority.id in lines:
            raise ProjectFileInvalid(
                f"the id `{authority.id}` is used twice",
                where=f"{path}:{line}",
                found=f"first used on line {lines[authority.id]}",
                remedy="give each authority an id of its own",
            )
        lines[authority.id] = line
        authorities.append(authority)
    if not authorities:
        raise ProjectFileInvalid(
            "the list of authorities is empty", where=str(path), remedy="add a row for each authority to ask"
        )
    return tuple(authorities)


def _check_columns(path: Path, columns: list[str]) -> None:
    allowed = ", ".join((*_REQUIRED, *_OPTIONAL))
    missing = [column for column in _REQUIRED if column not in columns]
    unknown = [column for column in columns if column not in _REQUIRED and column not in _OPTIONAL]
    if missing or unknown:
        what = f"missing: {', '.join(missing)}" if missing else f"unknown: {', '.join(unknown)}"
        raise ProjectFileInvalid(
            f"the columns are not right ({what})",
            where=f"{path}:1",
            found=", ".join(columns),
            allowed=allowed,
            remedy="correct the header row; a list kept otherwise (semicolons, other heads) is made right by "
            "`answerable authorities LIST.csv > authorities.csv`",
        )


def _parse_row(where: str, row: dict[str, str | None], default_law: str) -> Authority:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    def cells(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in cell(name).split(";") if part.strip())

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell("id")):
        raise ProjectFileInvalid(
            "an authority's id is not right",
            where=where,
            found=repr(cell("id")),
            allowed="small letters, digits and single hyphens, such as `avon-and-somerset`",
            remedy="correct the id",
        )
    if not cell("name"):
        raise ProjectFileInvalid("an authority has no name", where=where, remedy="fill in its name")
    return Authority(
        id=cell("id"),
        name=cell("name"),
        law=cell("law") or default_law,
        kind=cell("kind"),
        aliases=cells("aliases"),
        former_names=cells("former_names"),
        nations=cells("nations"),
        emails=_parse_emails(where, cells("email"), cell("email_verified_on")),
        domains=cells("domains"),
        site=cell("site"),
        disclosure_log=cell("disclosure_log"),
        misconduct_pages=cells("misconduct_pages"),
        headcounts=_parse_headcount(where, cell("headcount"), cell("headcount_year")),
        whatdotheyknow=cell("whatdotheyknow"),
        source=cell("source"),
        note=cell("note"),
    )


def _parse_emails(where: str, addresses: tuple[str, ...], verified_on: str) -> tuple[EmailAddress, ...]:
    for address in addresses:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
            raise ProjectFileInvalid(
                "an e-mail address is not right",
                where=where,
                found=address,
                remedy="correct it or leave it blank",
            )
    try:
        day = dt.date.fromisoformat(verified_on) if verified_on else None
    except ValueError:
        raise ProjectFileInvalid(
            "`email_verified_on` is not a date",
            where=where,
            found=verified_on,
            allowed="2021-11-01, or blank",
        ) from None
    return tuple(EmailAddress(address, day) for address in addresses)


def _parse_headcount(where: str, headcount: str, year: str) -> tuple[Headcount, ...]:
    if not headcount:
        return ()
    if not headcount.isdigit() or not re.fullmatch(r"\d{4}", year):
        raise ProjectFileInvalid(
            "a headcount needs a whole number and its year",
            where=where,
            found=f"{headcount!r}, {year!r}",
            remedy="write digits only in `headcount` and `headcount_year`",
        )
    return (Headcount(dt.date(int(year), 3, 31), int(headcount)),)
