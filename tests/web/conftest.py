"""A newsroom to open: six forces of the bundled example, run once without anyone's rulings, served on loopback."""

from __future__ import annotations

import csv
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from answerable.investigation import Investigation
from answerable.model.document import Document
from answerable.web.app import make_app

FORCES = ("avonmoor", "brackenshire", "caldervale", "chalkdown", "copperdale", "national-railway")
LETTERS = (
    "0001", "0009", "0010", "0017", "0027", "0041", "0046", "0053", "0064", "0070", "0090", "0093", "0094", "0097",
    "0101", "0104", "0130", "0131",
)  # fmt: skip
"""Of these forces, and two that nothing ties to a request for certain."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The app and the folder behind it."""

    folder: Path
    address: str
    investigation: Investigation

    def document(self, name: str) -> str:
        """The sha256 of the document of this name."""
        return next(one.id for one in self.investigation.record.iter(Document) if one.name == name)


def _leave_out(example: Path) -> Callable[[str, list[str]], list[str]]:
    """Everything derived from or ruled on in the example; only at its top, for `story/sources` is material."""
    names = ("decisions", "build", "sources", "generator", "record.db", "record.db-wal", "record.db-shm")
    return lambda folder, found: [name for name in found if name in names] if Path(folder) == example else []


@pytest.fixture(scope="session")
def run_folder(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The investigation, run once."""
    folder = tmp_path_factory.mktemp("newsroom") / "investigation"
    folder.mkdir()
    shutil.copytree(example_folder, folder, ignore=_leave_out(example_folder), dirs_exist_ok=True)
    for letter in (folder / "inbox").iterdir():
        if letter.stem not in LETTERS:
            shutil.rmtree(letter) if letter.is_dir() else letter.unlink()
    for log in (folder / "logs").glob("*.toml"):
        if log.stem not in FORCES:
            log.unlink()
    with (folder / "authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "authorities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["id"] in FORCES)
    investigation = Investigation.open(folder, n_workers=0)
    for _ in investigation.run(("ask", "track", "collect", "read", "extract", "reconcile", "analyze", "check")):
        pass
    investigation.record.close()
    return folder


@pytest.fixture
def folder(run_folder: Path, tmp_path: Path) -> Path:
    """A copy to rule on."""
    return Path(shutil.copytree(run_folder, tmp_path / "investigation"))


@contextmanager
def open_newsroom(folder: Path, by: str) -> Iterator[Newsroom]:
    """The app on a free port of this machine, at one person's desk."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(folder, by=by, n_workers=0)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.02)
    assert server.started
    investigation = Investigation.open(folder, n_workers=0)
    yield Newsroom(folder, f"http://127.0.0.1:{port}", investigation)
    server.should_exit = True
    thread.join(timeout=10)
    investigation.record.close()


@pytest.fixture
def newsroom(folder: Path) -> Iterator[Newsroom]:
    """The app at a reporter's desk."""
    with open_newsroom(folder, "T. Reporter") as opened:
        yield opened
