"""Where readers' addresses for the newsletter go: a CSV file of the newsroom, or its own listmonk server.

What comes in: an address that a reader typed. What goes out: a letter that asks whether it was them; an address counts
only after they said yes (double opt-in). Never here: tracking, pixels, anybody else's service.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
import re
import secrets
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import httpx

from answerable.errors import AdapterUnavailable, ValueNotAllowed

_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_FIELDS = ("email", "language", "state", "key", "asked_at", "answered_at")
_TEXTS = {
    "en": (
        "Do you want our newsletter?",
        "Somebody, we hope you, asked for our newsletter at this address.",
        "To say yes, open this page and press the button:",
        "If it was not you, do nothing: no other letter comes.",
    ),
    "cy": (
        "Hoffech chi gael ein cylchlythyr?",
        "Gofynnodd rhywun, chi gobeithio, am ein cylchlythyr i’r cyfeiriad hwn.",
        "I ddweud ie, agorwch y dudalen hon a phwyswch y botwm:",
        "Os nad chi oedd, peidiwch â gwneud dim: ni ddaw llythyr arall.",
    ),
}


class ReaderList(Protocol):
    """A list of readers who want the newsletter."""

    def ask(self, address: str, language: str) -> str:
        """Note that an address was typed; return the key of the letter that must go, or nothing where none must."""
        ...

    def answer(self, key: str, *, yes: bool) -> bool:
        """Keep the reader's yes or stop; whether the key was known."""
        ...


def check_address(address: str) -> str:
    """The address without spaces around it.

    Raises:
        ValueNotAllowed: it cannot be an e-mail address.
    """
    address = address.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 200:
        raise ValueNotAllowed("this is no e-mail address", found=address[:80], allowed="name@example.org")
    return address


@dataclass
class CsvList:
    """A CSV file; keys are kept as hashes, so that the file alone confirms nobody.

    Args:
        path: of the file; made when the first reader asks.
    """

    path: Path
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask(self, address: str, language: str) -> str:
        """Note the address; a known one that said yes gets no second letter, and nobody can tell from outside."""
        address, key = check_address(address), secrets.token_urlsafe(24)
        with self._turn:
            rows = self._read()
            known = next((row for row in rows if row["email"].lower() == address.lower()), None)
            if known is not None and known["state"] == "yes":
                return ""
            rows = [row for row in rows if row is not known]
            asked = {"email": address, "language": language, "state": "asked", "key": _hash(key)}
            rows.append({**dict.fromkeys(_FIELDS, ""), **asked, "asked_at": _now()})
            self._write(rows)
        return key

    def answer(self, key: str, *, yes: bool) -> bool:
        """Keep a yes; a stop takes the address out of the file."""
        with self._turn:
            rows = self._read()
            found = next((row for row in rows if secrets.compare_digest(row["key"], _hash(key))), None)
            if found is None:
                return False
            if yes:
                found["state"], found["answered_at"] = "yes", _now()
            else:
                rows = [row for row in rows if row is not found]
            self._write(rows)
        return True

    def list_confirmed(self) -> list[str]:
        """Addresses that said yes, in order of asking."""
        return [row["email"] for row in self._read() if row["state"] == "yes"]

    def _read(self) -> list[dict[str, str]]:
        if not self.path.is_file():
            return []
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def _write(self, rows: list[dict[str, str]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _FIELDS)
            writer.writeheader()
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)


@dataclass(frozen=True)
class Listmonk:
    """The newsroom's own listmonk; it asks the reader itself when its list is set to double opt-in.

    Args:
        address: of the server, such as ``https://lists.example.org``.
        list_id: UUID of a public list with double opt-in.
    """

    address: str
    list_id: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20), repr=False, compare=False)

    def ask(self, address: str, language: str) -> str:
        """Hand the address over; listmonk writes the letter.

        Raises:
            AdapterUnavailable: the server cannot be reached or refuses.
        """
        body = {"email": check_address(address), "name": "", "list_uuids": [self.list_id]}
        try:
            answer = self.client.post(f"{self.address.rstrip('/')}/api/public/subscription", json=body)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise AdapterUnavailable(
                "listmonk did not take the address",
                where=self.address,
                found=str(error)[:200],
                remedy="look whether the server runs and the list is public",
            ) from None
        return ""

    def answer(self, key: str, *, yes: bool) -> bool:
        """Listmonk keeps the answers itself."""
        return False


def make_letter(address: str, language: str, link: str, sender: str, publisher: str) -> bytes:
    """The one letter that goes before a reader has said yes: plain text, no picture, no counted link."""
    subject, first, second, last = _TEXTS.get(language, _TEXTS["en"])
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, address, f"{publisher}: {subject}"
    letter.set_content(f"{first}\n\n{second}\n{link}\n\n{last}\n")
    return letter.as_bytes()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
