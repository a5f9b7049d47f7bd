"""Fixtures that every room's tests share: real material where it is present, a browser, a fresh record."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

import invented_record
from answerable.store.record import Record

REPOSITORY = Path(__file__).resolve().parent.parent

# A slow machine is no fault; where many run the same tests, they try the same examples.
hypothesis.settings.register_profile("tests", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("tests")


@pytest.fixture(scope="session", autouse=True)
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The key that signs visits in tests, in place of the one in the settings of whoever runs them."""
    key = tmp_path_factory.getbasetemp() / "signing.key"
    before = os.environ.get("ANSWERABLE_SIGNING_KEY")
    os.environ["ANSWERABLE_SIGNING_KEY"] = str(key)
    yield key
    os.environ.pop("ANSWERABLE_SIGNING_KEY")
    if before is not None:
        os.environ["ANSWERABLE_SIGNING_KEY"] = before


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material that no one here wrote; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("ANSWERABLE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real material at {folder}; set ANSWERABLE_SHARED_DATA to test against it")
    return folder


@pytest.fixture(scope="session")
def example_folder() -> Path:
    """The bundled example, as committed; copy it before writing to it."""
    return REPOSITORY / "examples" / "police-social-media"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A fresh record in a SQLite file."""
    with Record.open(f"sqlite:///{tmp_path / 'record.db'}", archive=tmp_path / "sources") as record:
        yield record


@pytest.fixture
def invented(record: Record) -> Any:
    """Six invented authorities on a fresh record; gives the record, the codebook, the batch."""
    return invented_record.fill(record)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; tests that need it skip where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests: its driver keeps an event loop in this thread, and bears no second one beside it."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL on a free loopback port, started for the tests and stopped after them; gives its address."""
    programs = _find_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL server program; on Debian: apt-get install postgresql")
    # Not below pytest's own folder: that is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="answerable-postgres-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("running as root without a user `postgres` to start the server as")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        shutil.chown(folder, "postgres")
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*as_user, programs / "initdb", "-D", data, "-U", "answerable", "-A", "trust", "-E", "UTF8"], **quiet
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = [*as_user, programs / "pg_ctl", "-D", data]
    subprocess.run([*control, "-w", "-o", options, "-l", folder / "log", "start"], **quiet)
    yield f"postgresql+psycopg://answerable@127.0.0.1:{port}"
    subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    shutil.rmtree(folder, ignore_errors=True)


def _find_postgres() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(path) for name in ("initdb",) if (path := shutil.which(name))
    ]
    return found[-1].resolve().parent if found else None


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh database on the tests' PostgreSQL."""
    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(f"{postgres_server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield f"{postgres_server}/{name}"
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
