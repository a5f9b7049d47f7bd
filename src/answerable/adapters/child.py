"""One child process with limits: it is given pieces of work one by one, and may die of any of them.

What comes in: a function, a piece. What goes out: the result, or what the child died of. Every reader of received bytes
runs in such a child. What must never be here: how many there are, what the work is.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from answerable.adapters.no_network import forbid_network
from answerable.errors import AdapterUnavailable

with contextlib.suppress(ImportError):  # not on Windows; children are then limited by time alone
    import resource


class WorkDied(RuntimeError):
    """A piece of work did not come back: it crashed, or broke a limit. The text says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child process may take.

    Args:
        n_bytes: of memory, address space in all.
        cpu_seconds: for one piece.
        wall_seconds: for one piece.
        n_file_bytes: largest file that it may write.
        n_result_bytes: largest result.
    """

    n_bytes: int = 6 << 30
    cpu_seconds: int = 900
    wall_seconds: int = 1800
    n_file_bytes: int = 64 << 20
    n_result_bytes: int = 1 << 30


@dataclass(slots=True)
class Child:
    """A process that waits for pieces, or is at one.

    Args:
        process: the process.
        pipe: the way to it.
        number: the caller's number of the piece that it is at; -1 while it waits.
        started: when it was given the piece, on the monotonic clock.
    """

    process: Any
    pipe: Any
    number: int = -1
    started: float = 0.0

    def give(self, number: int, piece: Any) -> None:
        """Hand a piece over.

        Raises:
            WorkDied: it cannot be handed over; the child is ended.
        """
        self.number, self.started = number, time.monotonic()
        try:
            self.pipe.send(piece)
        except (OSError, pickle.PicklingError, ValueError) as error:
            self.end()
            raise WorkDied(f"could not be handed over: {error}") from None

    def take(self) -> Any:
        """Take the result that is ready.

        Raises:
            WorkDied: the piece failed; `is_alive` says whether the child can take another one.
        """
        try:
            is_good, value = self.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.join(5)
            self.end()
            raise WorkDied(_say_death(self.process.exitcode)) from None
        self.number = -1
        if not is_good:
            raise WorkDied(value)
        return value

    @property
    def is_alive(self) -> bool:
        """Whether it can take another piece."""
        return not self.pipe.closed

    def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)


def start_child(work: Callable[[Any], Any], limits: Limits, preload: tuple[str, ...] = ()) -> Child:
    """Start a process that does this work.

    Raises:
        AdapterUnavailable: none can be started.
    """
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if preload and "forkserver" in methods:
        context.set_forkserver_preload(list(preload))
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work, limits), daemon=True)
    with _without_main(work):
        process.start()
    there.close()
    try:
        here.recv()
    except (EOFError, OSError) as error:
        process.join(5)
        raise AdapterUnavailable(
            "child processes cannot be started",
            found=f"the first one {_say_death(process.exitcode)}",
            remedy="see what it printed above; `work` must be importable in a fresh Python",
        ) from error
    return Child(process, here)


@contextlib.contextmanager
def _without_main(work: Callable[[Any], Any]) -> Iterator[None]:
    """Start a child without running the caller's script in it again, unless the work is defined there."""
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    if getattr(work, "__module__", "") == "__main__":
        yield
        return
    try:
        for name in kept:
            setattr(main, name, None)
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


def _serve(pipe: Any, work: Callable[[Any], Any], limits: Limits) -> None:
    """The life of a child: take a piece, do it, give the result, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(limits)
    forbid_network()
    pipe.send("ready")
    while True:
        try:
            piece = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            _limit_cpu(limits)
            answer = pickle.dumps((True, work(piece)))
            if len(answer) > limits.n_result_bytes:
                answer = pickle.dumps((False, f"a result of {len(answer)} bytes"))
        except BaseException as error:
            answer = pickle.dumps((False, f"{type(error).__name__}: {error}"[:500]))
        del piece
        try:
            pipe.send_bytes(answer)
        except OSError:
            return


def _limit(limits: Limits) -> None:
    if "resource" not in globals():
        return
    for name, value in (("RLIMIT_AS", limits.n_bytes), ("RLIMIT_FSIZE", limits.n_file_bytes), ("RLIMIT_CORE", 0)):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (allowed, hard))


def _limit_cpu(limits: Limits) -> None:
    """Let the process have so many more seconds than it used up to now."""
    if "resource" not in globals():
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    wanted = int(used.ru_utime + used.ru_stime) + limits.cpu_seconds + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _say_death(status: int | None) -> str:
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        return {
            "SIGXCPU": "used up its processor time",
            "SIGKILL": "was killed, most likely for memory",
            "SIGSEGV": "crashed (SIGSEGV)",
        }.get(name, f"was ended by {name}")
    return f"ended with status {status}"
