"""What reads received files reaches nobody: not by Python, not by a library's compiled code, not by its telemetry."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.adapters.no_network import forbid_network
from answerable.adapters.runner import ProcessPool

READ_A_LINE = """
import numpy
from answerable.adapters.ocr import RapidReader
RapidReader().read_line(numpy.full((32, 200), 255, dtype=numpy.uint8).tobytes(), 200, 32)
"""


def open_sockets(kind: object) -> object:
    """Try to reach somebody from a child, in the way that is named."""
    if kind == "compiled code":
        library = ctypes.CDLL(None, use_errno=True)
        number = library.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
        return number, ctypes.get_errno()
    if kind == "a program that it starts":
        code = "import socket; socket.socket(socket.AF_INET6)"
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr[-300:]
    if kind == "python":
        with socket.socketpair()[0] as open_already:
            open_already.connect(("127.0.0.1", 9))
    left, right = socket.socketpair()
    left.sendall(b"still here")
    return right.recv(20)


@pytest.fixture(scope="module")
def pool() -> dict[str, object]:
    kinds = ["python", "compiled code", "a program that it starts", "a pair"]
    return dict(zip(kinds, ProcessPool(n_workers=1).map(open_sockets, kinds), strict=True))


def test_python_reaches_nobody(pool: dict[str, object]) -> None:
    assert "may not use the network" in str(pool["python"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel refuses on Linux alone")
def test_neither_does_compiled_code_or_another_program(pool: dict[str, object]) -> None:
    number, reason = pool["compiled code"]  # type: ignore[misc]
    assert number == -1
    assert os.strerror(reason) == "Permission denied"
    assert "PermissionError" in str(pool["a program that it starts"])


def test_what_is_open_goes_on_working(pool: dict[str, object]) -> None:
    assert pool["a pair"] == b"still here"


def test_the_main_program_keeps_its_network() -> None:
    assert forbid_network.__module__ == "answerable.adapters.no_network"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as there:
        assert there.getpeername() == server.getsockname()


@pytest.mark.slow
def test_recognising_words_leaves_no_trace_in_the_home_folder(tmp_path: Path) -> None:
    """ONNX Runtime would write an identifier there and report to its maker; it does not, even outside a child."""
    pytest.importorskip("rapidocr")
    told = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    done = subprocess.run(
        [sys.executable, "-c", READ_A_LINE],
        env={**told, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == []
