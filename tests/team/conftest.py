"""A newsroom of several people: six forces of the bundled example on PostgreSQL, and clients that sign in."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyotp
import pytest
import sqlalchemy as sa
import uvicorn
from tests.web.conftest import run_folder  # noqa: F401

from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor, make_recovery
from answerable.investigation import Investigation
from answerable.model.account import Account, Invitation, Role, Stage
from answerable.model.case import Case
from answerable.store import schema
from answerable.store.record import Record
from answerable.web.app import TeamOptions, make_app
from answerable.web.team.access import Access
from answerable.web.team.membership import COOKIE, Membership

PASSWORD = "four plain words here"
NAMES = {
    Role.VIEWER: "V. Viewer",
    Role.CODER: "C. Coder",
    Role.LAWYER: "L. Lawyer",
    Role.REPORTER: "R. Reporter",
    Role.EDITOR: "E. Editor",
}


@dataclass(slots=True)
class Team:
    """The app, the folder behind it, and its people."""

    folder: Path
    address: str
    investigation: Investigation
    members: Membership
    hashed: str
    prefix: str = ""
    recovery: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, name: str, role: Role, *, with_second: bool = True) -> Account:
        """An account that has set up everything."""
        secret = self.members.second.make_secret()
        account = Account(
            f"acc-{self.prefix}{len(self.members.accounts.all())}", name, role, self.hashed, secret, made_at="2026"
        )
        ends = (self.members.now() + dt.timedelta(days=1)).isoformat()
        line = Invitation(f"inv-{account.id}", name, role, "tests", "2026", ends, account.id)
        self.members.accounts.invite(line)
        assert self.members.accounts.accept(line.id, account)
        if with_second:
            codes, hashes = make_recovery()
            self.members.accounts.set_second(account.id, hashes)
            self.recovery[name] = codes
        return account

    def code_of(self, name: str, *, later: int = 0) -> str:
        """The time code that a person's telephone shows."""
        account = self.members.accounts.find_name(name)
        assert account is not None
        totp = pyotp.TOTP(self.members.second.open_secret(account.secret))
        return totp.at(int(time.time()) + 30 * later)

    @contextmanager
    def seat(self, name: str) -> Iterator[httpx.Client]:
        """A client that is signed in, by a session of its own."""
        account = self.members.accounts.find_name(name)
        assert account is not None
        with self.client(self.members.begin(account, Stage.FULL)) as client:
            yield client

    def client(self, cookie: str = "") -> httpx.Client:
        """A client of the app; its cookie goes by hand, for clients send no `Secure` one over plain HTTP."""
        headers = {"origin": self.address}
        if cookie:
            headers["cookie"] = f"{COOKIE}={cookie}"
        return httpx.Client(base_url=self.address, headers=headers, timeout=60)


def fill(access: Access, case: Case) -> str:
    """The address of a route, with what stands in the record."""
    path = access.path.replace("{id}", case.document if "document" in access.path else case.id)
    path = path.replace("/authority/" + case.id, f"/authority/{case.authority_id}")
    path = path.replace("{kind}", "csv").replace("{number:int}", "1").replace("{code}", "guess")
    path = re.sub(r"/static$", "/static/reader.js", path)
    assert "{" not in path
    return path


def token_of(text: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="([^"]*)"', text)
    assert found, text[:300]
    return found.group(1)


def seen_of(text: str) -> str:
    """What a page of the reader says it shows."""
    found = re.search(r'name="seen" value="([^"]*)"', text)
    assert found, text[:300]
    return found.group(1)


def cookie_of(answer: httpx.Response) -> str:
    """The secret that an answer sets."""
    found = re.search(rf"{COOKIE}=([^;]+)", answer.headers.get("set-cookie", ""))
    assert found, answer.headers
    return found.group(1)


def move_record(folder: Path, url: str) -> None:
    """Copy a folder's record to PostgreSQL, and have the folder name it."""
    settings = folder / "answerable.toml"
    text = re.sub(r"(?ms)^\[database\]\n(?:[^\[]*\n)?", "", settings.read_text())
    settings.write_text(f'{text}\n[database]\nurl = "{url}"\n')
    with (
        Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources") as old,
        Record.open(url, archive=folder / "sources") as new,
        old.engine.connect() as reading,
        new.engine.begin() as writing,
    ):
        for table in schema.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in reading.execute(sa.select(table))]
            if rows:
                writing.execute(table.insert(), rows)
            if "seq" in table.c and rows:
                last = max(row["seq"] for row in rows)
                writing.execute(sa.text(f"SELECT setval('{table.name}_seq_seq', {last})"))


@contextmanager
def open_team(folder: Path) -> Iterator[Team]:
    """The app on a free port, with one person of each role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(folder, n_workers=0, team=TeamOptions(metrics_token="watcher's token"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    investigation = Investigation.open(folder, n_workers=0)
    members = Membership(investigation.record, Passwords(), SecondFactor.open())
    team = Team(folder, f"http://127.0.0.1:{port}", investigation, members, members.passwords.make(PASSWORD))
    for role, name in NAMES.items():
        team.add(name, role)
    yield team
    server.should_exit = True
    thread.join(timeout=10)
    investigation.record.close()


@contextmanager
def start_team(run: Path, folder: Path, server: str) -> Iterator[Team]:
    """A copy of a run folder on a database of its own, served."""
    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_TEAM_KEY", str(folder.parent / "team.key"))
        shutil.copytree(run, folder)
        move_record(folder, f"{server}/{name}")
        with open_team(folder) as opened:
            yield opened
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def team(run_folder: Path, tmp_path: Path, postgres_server: str) -> Iterator[Team]:  # noqa: F811
    """The app of a team, on PostgreSQL, to rule in."""
    with start_team(run_folder, tmp_path / "investigation", postgres_server) as opened:
        yield opened


@pytest.fixture(scope="module")
def one_team(
    run_folder: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: str,
) -> Iterator[Team]:
    """The same, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("team") / "investigation"
    with start_team(run_folder, folder, postgres_server) as opened:
        yield opened
