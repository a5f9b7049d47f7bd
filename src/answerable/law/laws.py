"""The access laws that ship with the package, each read from one data file.

What lives here: reading ``data/*.toml`` into `AccessLaw`, with errors that name the file. What comes in: a law's
id; what goes out: frozen model objects. What must never be here: counting of days, reading of letters.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from answerable.errors import InputUnreadable, LawUnknown
from answerable.model.law import (
    AccessLaw,
    ClockName,
    ClockRule,
    DayUnit,
    ExemptionTest,
    Provision,
    ProvisionKind,
    Regulator,
)

_EFFECTS = ("restarts", "pauses", "none")


@cache
def list_laws() -> tuple[AccessLaw, ...]:
    """Return every bundled access law, by id."""
    folder = resources.files("answerable.law") / "data"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return tuple(parse_law((folder / name).read_text(encoding="utf-8"), name) for name in names)


def get_law(law_id: str) -> AccessLaw:
    """Return the law with this id.

    >>> get_law("foia-2000").short
    'FOIA'

    Raises:
        LawUnknown: no bundled law has this id.
    """
    found = find_law(law_id)
    if found is None:
        raise LawUnknown(
            "no access law goes by this id",
            found=law_id,
            allowed=", ".join(law.id for law in list_laws()),
            remedy="use one of these ids; how to add a law is told in docs/reference/law.md",
        )
    return found


def find_law(law_id: str) -> AccessLaw | None:
    """Return the law with this id, or None."""
    return next((law for law in list_laws() if law.id == law_id), None)


def parse_law(text: str, name: str) -> AccessLaw:
    """Read one law from its data file.

    Args:
        text: the TOML.
        name: the file's name, for errors.

    Raises:
        InputUnreadable: a key is missing or holds what is not allowed.
    """
    try:
        raw = tomllib.loads(text)
        return _make_law(raw)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise InputUnreadable(
            "not the data file of an access law",
            where=name,
            found=f"{type(error).__name__}: {error}",
            allowed="the keys described in docs/reference/law.md",
            remedy="compare it with foia-2000.toml",
        ) from error


def _make_law(raw: dict[str, Any]) -> AccessLaw:
    law_id = raw["id"]
    clarification, fee_notice = raw["clarification"], raw["fee_notice"]
    for table in (clarification, fee_notice):
        if table["effect"] not in _EFFECTS:
            raise ValueError(f"effect {table['effect']!r}; allowed: {', '.join(_EFFECTS)}")
    return AccessLaw(
        id=law_id,
        name=raw["name"],
        short=raw["short"],
        jurisdiction=raw["jurisdiction"],
        language=raw["language"],
        site=raw.get("site", ""),
        provision_word=raw["provision_word"],
        exemption_word=raw["exemption_word"],
        divisions=tuple(raw["working_days"]["divisions"]),
        working_day_statute=raw["working_days"]["statute"],
        clarification=clarification["effect"],
        clarification_statute=clarification["statute"],
        fee_notice=fee_notice["effect"],
        fee_notice_statute=fee_notice["statute"],
        regulator=Regulator(**raw["regulator"]),
        clocks=tuple(_make_clock(row) for row in raw["clocks"]),
        provisions=tuple(_make_provision(law_id, row) for row in raw["provisions"]["list"]),
        names=tuple(raw["names"]),
        loose_names=tuple(raw.get("loose_names", ())),
        cited_as=tuple(raw["cited_as"]),
        exemption_section=raw.get("exemption_section", ""),
        last_section=raw.get("last_section", 0),
        working_day_verify=raw["working_days"].get("verify", False),
        clarification_verify=clarification.get("verify", False),
        fee_notice_verify=fee_notice.get("verify", False),
    )


def _make_clock(row: dict[str, Any]) -> ClockRule:
    return ClockRule(
        name=ClockName(row["name"]),
        limit=row["limit"],
        unit=DayUnit(row["unit"]),
        statute=row["statute"],
        starts=row["starts"],
        note=row.get("note", ""),
        verify=row.get("verify", False),
        ends_on_working_day=row.get("ends_on_working_day", False),
        ends_statute=row.get("ends_statute", ""),
        waits_for_due=row.get("waits_for_due", False),
    )


def _make_provision(law_id: str, row: dict[str, Any]) -> Provision:
    return Provision(
        law=law_id,
        section=row["section"],
        title=row["title"],
        kind=ProvisionKind(row["kind"]),
        test=ExemptionTest(row.get("test", "none")),
        advice=row.get("advice", ""),
        neither_confirms_nor_denies=row.get("neither_confirms_nor_denies", False),
        verify=row.get("verify", False),
    )
