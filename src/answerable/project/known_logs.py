"""Published logs that ship with the package as data: where authorities publish, as far as anybody could show it.

What comes in: ``log_sources/*.toml``. What goes out: `KnownLog`s, and the files of ``logs/`` that they make. Never
here: visits; an address that was not found somewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from answerable.project.toml_file import Strict, load_toml

_FOLDER = "log_sources"
KNOWN_FROM = {
    "stored-copy": "a public copy of the page was read, of an unknown day; the live page was not",
    "whatdotheyknow": "listed by WhatDoTheyKnow as the authority's disclosure log; the live page was not opened",
    "": "nobody found an address that can be shown",
}


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A published log of an authority of a register.

    Args:
        authority_id: its id in the register.
        kind: of the log.
        address: where it is published; empty where that is not known.
        known_from: one of `KNOWN_FROM`.
        checked_on: ISO date on which a person opened the page; empty for never.
        shape: how its items are told apart, as far as the page was seen; empty where it was not.
        site: of the authority.
        note: what to do first; empty for nothing.
    """

    authority_id: str
    kind: str
    address: str
    known_from: str
    checked_on: str
    shape: str
    site: str
    note: str

    @property
    def standing(self) -> str:
        """How far it can be relied on, in words."""
        if self.checked_on:
            return f"checked on {self.checked_on}"
        return f"unverified: {KNOWN_FROM[self.known_from]}" if self.address else "address not known"

    @property
    def file_name(self) -> str:
        """What its file in ``logs/`` is called."""
        return f"{self.authority_id}-{self.kind.replace('_', '-')}.toml"


class _Source(Strict):
    authority: str
    kind: str
    address: str
    known_from: str
    checked_on: str
    shape: str
    site: str
    note: str


class _File(Strict):
    id: str
    version: str
    sources: tuple[_Source, ...]


@cache
def list_known_logs(register: str = "uk-police") -> tuple[KnownLog, ...]:
    """The known logs of a register's authorities, in the register's order."""
    with resources.as_file(resources.files(__package__) / _FOLDER / f"{register}.toml") as path:
        file = load_toml(path, _File)
    return tuple(
        KnownLog(one.authority, one.kind, one.address, one.known_from, one.checked_on, one.shape, one.site, one.note)
        for one in file.sources
    )


def render_log_file(log: KnownLog) -> str:
    """The file of ``logs/`` that a known log makes, its doubts on top."""
    doubts = [
        log.standing,
        *([log.note] if log.note else []),
        "open the page, correct what is wrong, delete these lines",
    ]
    comments = "".join(f"# {line[0].upper()}{line[1:]}.\n" for line in doubts)
    return (
        f'{comments}authority = "{log.authority_id}"\nkind = "{log.kind}"\naddress = "{log.address}"\nevery_days = 7\n'
        f'\n[split]\nshape = "{log.shape or "headed_reports"}"\n\n[expect]\nat_least = 1\n'
    )


def write_log_files(folder: Path, logs: tuple[KnownLog, ...]) -> list[Path]:
    """Write a file for each known log with an address into a folder; a file that is there is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for log in logs:
        path = folder / log.file_name
        if log.address and not path.exists():
            path.write_text(render_log_file(log), encoding="utf-8")
            written.append(path)
    return written
