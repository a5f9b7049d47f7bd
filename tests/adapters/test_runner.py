"""Child processes: results in order, and a piece that dies does not take the others with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from answerable.adapters.runner import InProcess, Limits, ProcessPool, WorkDied
from answerable.errors import AdapterUnavailable


def work(piece: object) -> object:
    if piece == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if piece == "raise":
        raise ValueError("this piece is bad")
    if piece == "memory":
        return len(bytearray(3 << 30))
    if piece == "spin":
        while True:
            pass
    if piece == "sleep":
        time.sleep(60)
    if piece == "network":
        socket.create_connection(("127.0.0.1", 9))
    if isinstance(piece, tuple):
        Path(piece[1]).write_bytes(bytes(1 << 20))
    return ("done", piece)


class Stillborn:
    """Ends the process that unpacks it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)

    def __call__(self, piece: object) -> object:
        return piece


LIMITS = Limits(n_bytes=2 << 30, cpu_seconds=1, wall_seconds=4, n_file_bytes=1 << 16)


def test_results_come_in_order() -> None:
    assert list(ProcessPool(2, LIMITS).map(work, range(20))) == [("done", number) for number in range(20)]


@pytest.mark.parametrize("bad", ["crash", "raise", "memory", "network"])
def test_a_bad_piece_fails_alone(bad: str) -> None:
    results = list(ProcessPool(2, LIMITS).map(work, ["a", bad, "b", bad, "c"]))
    assert [isinstance(result, WorkDied) for result in results] == [False, True, False, True, False]
    assert results[0::2] == [("done", "a"), ("done", "b"), ("done", "c")]


@pytest.mark.slow
@pytest.mark.parametrize("bad", ["spin", "sleep"])
def test_a_piece_that_does_not_end_is_ended(bad: str) -> None:
    began = time.monotonic()
    results = list(ProcessPool(1, LIMITS).map(work, [bad, "a"]))
    assert isinstance(results[0], WorkDied)
    assert results[1] == ("done", "a")
    assert time.monotonic() - began < 20


def test_large_files_cannot_be_written(tmp_path: Path) -> None:
    results = list(ProcessPool(1, LIMITS).map(work, [("file", str(tmp_path / "x")), "a"]))
    assert isinstance(results[0], WorkDied)
    assert results[1] == ("done", "a")


def test_in_process_gives_exceptions_in_their_place() -> None:
    results = list(InProcess().map(work, ["a", "raise", "b"]))
    assert isinstance(results[1], ValueError)
    assert results[2] == ("done", "b")


def test_few_pieces_are_held_at_a_time() -> None:
    taken: list[int] = []

    def pieces() -> object:
        for number in range(50):
            taken.append(number)
            yield number

    results = ProcessPool(2, LIMITS).map(work, pieces())  # type: ignore[arg-type]
    next(results)
    assert len(taken) <= 5
    results.close()


def test_a_script_without_a_main_guard_can_use_the_pool(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from answerable.adapters.runner import ProcessPool\nprint(list(ProcessPool(1).map(len, [[1], [2, 3]])))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[1, 2]\n"


def test_children_that_cannot_start_are_an_error() -> None:
    with pytest.raises(AdapterUnavailable):
        list(ProcessPool(1).map(Stillborn(), ["a"]))
