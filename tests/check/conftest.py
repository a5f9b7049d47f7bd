"""The invented record, filled, for this room's tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from answerable.store.record import Record


def _load() -> Any:
    """Import ``tests/invented_record.py``, which stands beside the rooms and is no package."""
    if "invented_record" not in sys.modules:
        path = Path(__file__).resolve().parents[1] / "invented_record.py"
        spec = importlib.util.spec_from_file_location("invented_record", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["invented_record"] = module
        spec.loader.exec_module(module)
    return sys.modules["invented_record"]


@pytest.fixture
def invented(record: Record) -> Any:
    """Six invented authorities on a fresh record; gives the record, the codebook, the batch."""
    return _load().fill(record)


@pytest.fixture(scope="session")
def invented_module() -> Any:
    """The module itself, for its constants."""
    return _load()
