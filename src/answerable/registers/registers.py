"""The bundled registers, each read from one data file.

What lives here: TOML to `Register`, with the source of every field; named lists. What comes in: a register's id;
what goes out: frozen model objects. What must never be here: lists that people keep (``importing``).
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.model.authority import Authority, EmailAddress, FactSource, Headcount, NamedList, Register

_TUPLES = ("aliases", "former_names", "nations", "domains", "misconduct_pages")
_TEXTS = ("kind", "site", "disclosure_log", "whatdotheyknow", "note")


@cache
def list_registers() -> tuple[Register, ...]:
    """Return every bundled register, by id."""
    folder = resources.files("answerable.registers") / "data"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return tuple(parse_register((folder / name).read_text(encoding="utf-8"), name) for name in names)


def get_register(register_id: str) -> Register:
    """Return the register with this id.

    >>> len(get_register("uk-police").authorities)
    48

    Raises:
        ValueNotAllowed: no bundled register has this id.
    """
    found = next((register for register in list_registers() if register.id == register_id), None)
    if found is None:
        raise ValueNotAllowed(
            "no register goes by this id",
            found=register_id,
            allowed=", ".join(register.id for register in list_registers()),
            remedy="use one of these, or write your own authorities.csv",
        )
    return found


def find_list(register: Register, list_id: str) -> NamedList | None:
    """Return the named list with this id or title, or None."""
    wanted = list_id.casefold()
    return next((item for item in register.lists if wanted in (item.id, item.title.casefold())), None)


def get_list(register: Register, list_id: str) -> tuple[Authority, ...]:
    """Return the authorities of a named list, in the register's order.

    >>> [a.id for a in get_list(get_register("uk-police"), "territorial forces in Wales")]
    ['dyfed-powys', 'gwent', 'north-wales', 'south-wales']

    Raises:
        ValueNotAllowed: the register has no such list.
    """
    found = find_list(register, list_id)
    if found is None:
        raise ValueNotAllowed(
            f"the register {register.id} has no such list",
            found=list_id,
            allowed="; ".join(f"{item.id} ({item.title})" for item in register.lists),
            remedy="use one of these",
        )
    return tuple(row for row in register.authorities if row.id in found.members)


def parse_register(text: str, name: str) -> Register:
    """Read one register from its data file.

    Raises:
        InputUnreadable: a key is missing or holds what is not allowed.
    """
    try:
        raw = tomllib.loads(text)
        sources, facts = raw["sources"], raw["facts"]
        authorities = tuple(_make_authority(row, sources, facts) for row in raw["authorities"])
        ids = [row.id for row in authorities]
        if len(set(ids)) != len(ids):
            raise ValueError("an id is used twice")
        lists = tuple(_make_list(row, authorities) for row in raw.get("lists", ()))
        titles = tuple(f"{key}: {row['title']}" for key, row in sorted(sources.items()))
        return Register(raw["id"], raw["title"], raw["version"], authorities, lists, titles)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise InputUnreadable(
            "not the data file of a register",
            where=name,
            found=f"{type(error).__name__}: {error}",
            allowed="id, title, version, [sources.*], [facts], [[lists]] and [[authorities]]",
            remedy="compare it with uk-police.toml",
        ) from error


def _make_authority(row: dict[str, Any], sources: Mapping[str, Any], facts: Mapping[str, str]) -> Authority:
    plain: dict[str, Any] = {name: tuple(row.get(name, ())) for name in _TUPLES}
    plain.update({name: row.get(name, "") for name in _TEXTS})
    return Authority(
        id=row["id"],
        name=row["name"],
        law=row["law"],
        emails=tuple(_make_email(item, sources) for item in row.get("emails", ())),
        headcounts=tuple(
            Headcount(dt.date.fromisoformat(day), n_officers, sources[facts["headcounts"]]["title"])
            for day, n_officers in sorted(row.get("headcounts", {}).items())
        ),
        sources=tuple(
            FactSource(field, sources[key]["title"], sources[key].get("as_of"))
            for field, key in facts.items()
            if row.get(field)
        ),
        source=sources[facts["name"]]["title"],
        **plain,
    )


def _make_email(item: Mapping[str, Any], sources: Mapping[str, Any]) -> EmailAddress:
    return EmailAddress(item["address"], item.get("verified_on"), sources[item["source"]]["title"])


def _make_list(row: Mapping[str, Any], authorities: tuple[Authority, ...]) -> NamedList:
    members = tuple(
        authority.id
        for authority in authorities
        if (not row.get("kinds") or authority.kind in row["kinds"])
        and (not row.get("nations") or set(authority.nations) & set(row["nations"]))
        and (not row.get("laws") or authority.law in row["laws"])
    )
    return NamedList(row["id"], row["title"], members)
