"""Fixtures that every room's tests share: real material where it is present, a browser, a fresh record."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.store.record import Record

REPOSITORY = Path(__file__).resolve().parent.parent


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


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; tests that need it skip where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
