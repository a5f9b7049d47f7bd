"""The door of a newsroom without its record's weight: an empty investigation on SQLite, its app on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from click.testing import CliRunner
from tests.team.provider import serve

from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.cli import answerable
from answerable.model.account import Role
from answerable.store.record import Record
from answerable.web.app import TeamOptions, make_app
from answerable.web.team.membership import Membership
from answerable.web.team.people import make_invitation


@dataclass(slots=True)
class Browser:
    """Follows links and redirects as a browser does, and keeps cookies whatever their flags, over plain HTTP."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx.Response:
        """One request; a redirect is not followed."""
        whole = address if "://" in address else f"{self.address}{address}"
        here = whole.startswith(self.address)
        headers = {"origin": self.address, **self.headers} if here else {}
        if self.cookies and here:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = httpx.request(method, whole, data=form, headers=headers, timeout=30)
        for line in answer.headers.get_list("set-cookie") if here else []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies = {k: v for k, v in self.cookies.items() if k != name}
            if "max-age=0" not in line.lower():
                self.cookies[name] = value.strip('"')
        return answer

    def get(self, address: str) -> httpx.Response:
        """Open an address."""
        return self.ask("GET", address)

    def post(self, address: str, **form: str) -> httpx.Response:
        """Send a form with the token of a page that was opened."""
        return self.ask("POST", address, form)

    def go_to_provider(self, path: str = "/openid") -> str:
        """To the provider and back to the newsroom's door; gives the address that it sends the browser to."""
        there = self.get(path)
        assert there.status_code == 303, there.text
        return self.get(there.headers["location"]).headers["location"]

    def sign_in(self, path: str = "/openid") -> httpx.Response:
        """All the way."""
        return self.get(self.go_to_provider(path))


@dataclass(slots=True)
class Door:
    """A newsroom's door, and the accounts behind it."""

    address: str
    folder: Path
    members: Membership

    def invite(self, name: str, role: Role = Role.REPORTER, *, email: str = "", renew: bool = False) -> str:
        """Invite somebody; gives the secret of the link."""
        return make_invitation(self.members, name, role, "tests", email=email, renew=renew)

    def browser(self, **headers: str) -> Browser:
        """Somebody who was never here."""
        return Browser(self.address, headers=headers)

    def trail(self) -> list[tuple[str, str]]:
        """What was noted, newest first."""
        return [(line["action"], line["detail"]) for line in self.members.record.newest_audit(50)]


@contextmanager
def open_door(folder: Path, settings: str = "", host: str = "127.0.0.1", **options: Any) -> Iterator[Door]:
    """A new investigation, served."""
    made = CliRunner().invoke(answerable, ["init", str(folder)])
    assert made.exit_code == 0, made.output
    file = folder / "answerable.toml"
    file.write_text(f"{file.read_text()}\n{settings}\n")
    hosts = ("127.0.0.1", "localhost", "newsroom.example.org")
    app = make_app(folder, n_workers=0, hosts=hosts, team=TeamOptions())
    with (
        serve(app, host, **options) as address,
        Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder) as record,
    ):
        yield Door(address, folder, Membership(record, Passwords(), SecondFactor.open()))


def token_in(answer: httpx.Response) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="([^"]*)"', answer.text)
    assert found, answer.text[:300]
    return found.group(1)


def path_of(address: str) -> str:
    """An address without its server."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
