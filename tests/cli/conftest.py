"""The command line called as a person calls it, errors and exit status included."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from answerable.cli import main


@dataclass(frozen=True)
class Called:
    """What a command left: its exit status and what it printed."""

    status: int
    out: str
    err: str


Call = Callable[..., Called]


@pytest.fixture(scope="module")
def call() -> Call:
    """`call("due", "2022-07-01", stdin=b"")` runs `answerable due 2022-07-01` in this process."""
    return _call


def _call(*words: object, stdin: bytes = b"") -> Called:
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")]
    kept = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    status = 0
    try:
        main([str(word) for word in words])
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in map(_flush, streams[1:]))  # type: ignore[attr-defined]
    return Called(status, out, err)


def _flush(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    stream.flush()
    return stream
