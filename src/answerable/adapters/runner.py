"""Runners: independent pieces of heavy work, in this process or in child processes that may die.

What comes in: a function and pieces. What goes out: results in the order of the pieces; a piece that was too greedy or
crashed gives an exception in its place, and the others go on. What must never be here: what the work is.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from answerable.errors import AdapterUnavailable

with contextlib.suppress(ImportError):  # not on Windows; children are then limited by time alone
    import resource

Work = TypeVar("Work")
Result = TypeVar("Result")


class WorkDied(RuntimeError):
    """A piece of work did not come back: it crashed, or broke a limit. The text says which."""


class InProcess:
    """Does the work here and now, without limits; for tests and for input that one trusts."""

    def map(self, work: Callable[[Work], Result], pieces: Iterable[Work]) -> Iterator[Result | BaseException]:
        """Yield the result of each piece, or the exception that it raised."""
        for piece in pieces:
            try:
                yield work(piece)
            except Exception as error:
                yield error


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
class _Child:
    process: Any
    pipe: Any
    number: int = -1
    started: float = 0.0


@dataclass(slots=True)
class ProcessPool:
    """Does the work in child processes with limits.

    Args:
        n_workers: how many at a time; 0 for one for each processor.
        limits: what each may take.
        preload: modules that children need anyway, imported once.
    """

    n_workers: int = 0
    limits: Limits = field(default_factory=Limits)
    preload: tuple[str, ...] = ()

    def map(self, work: Callable[[Work], Result], pieces: Iterable[Work]) -> Iterator[Result | BaseException]:
        """Yield the result of each piece, in order; at most two pieces for each child are held at a time."""
        n_workers = self.n_workers or max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
        children: list[_Child] = []
        waiting = enumerate(pieces)
        done: dict[int, Any] = {}
        pending: deque[int] = deque()
        next_out = 0
        is_open = True
        try:
            while is_open or pending or done:
                while is_open and len(pending) + len(done) < 2 * n_workers:
                    idle = next((child for child in children if child.number < 0), None)
                    if idle is None and len(children) >= n_workers:
                        break
                    try:
                        number, piece = next(waiting)
                    except StopIteration:
                        is_open = False
                        break
                    if idle is None:
                        idle = self._start(work)
                        children.append(idle)
                    pending.append(number)
                    self._hand_over(idle, number, piece, done, children)
                while next_out in done:
                    pending.remove(next_out)
                    yield done.pop(next_out)
                    next_out += 1
                if any(child.number >= 0 for child in children):
                    self._wait(children, done)
        finally:
            for child in children:
                _stop(child)

    def _start(self, work: Callable[[Any], Any]) -> _Child:
        methods = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if self.preload and "forkserver" in methods:
            context.set_forkserver_preload(list(self.preload))
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, work, self.limits), daemon=True)
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
        return _Child(process, here)

    def _hand_over(self, child: _Child, number: int, piece: Any, done: dict[int, Any], children: list[_Child]) -> None:
        child.number, child.started = number, time.monotonic()
        try:
            child.pipe.send(piece)
        except (OSError, pickle.PicklingError, ValueError) as error:
            done[number] = WorkDied(f"could not be handed over: {error}")
            children.remove(child)
            _stop(child)

    def _wait(self, children: list[_Child], done: dict[int, Any]) -> None:
        """Take what is ready; stop and forget children that died or took too long."""
        busy = {child.pipe: child for child in children if child.number >= 0}
        now = time.monotonic()
        soonest = min(child.started + self.limits.wall_seconds - now for child in busy.values())
        for pipe in multiprocessing.connection.wait(list(busy), timeout=max(0.0, soonest) + 0.05):
            child = busy[pipe]
            try:
                is_good, value = child.pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                child.process.join(5)
                done[child.number] = WorkDied(_say_death(child.process.exitcode))
                children.remove(child)
                _stop(child)
                continue
            done[child.number] = value if is_good else WorkDied(value)
            child.number = -1
        for child in list(children):
            if child.number >= 0 and time.monotonic() - child.started > self.limits.wall_seconds:
                done[child.number] = WorkDied(f"took longer than {self.limits.wall_seconds} seconds")
                children.remove(child)
                _stop(child)


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
    socket.socket.connect = _refuse  # type: ignore[method-assign]
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


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise PermissionError("a reader of received files may not use the network")


def _say_death(status: int | None) -> str:
    if status is not None and status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
        return {
            "SIGXCPU": "used up its processor time",
            "SIGKILL": "was killed, most likely for memory",
            "SIGSEGV": "crashed (SIGSEGV)",
        }.get(name, f"was ended by {name}")
    return f"ended with status {status}"


def _stop(child: _Child) -> None:
    with contextlib.suppress(OSError):
        child.pipe.close()
    if child.process.is_alive():
        child.process.kill()
    child.process.join(5)
