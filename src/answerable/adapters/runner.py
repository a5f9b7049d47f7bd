"""Runners: independent pieces of heavy work, in this process or in child processes that may die.

What comes in: a function and pieces. What goes out: results in the order of the pieces; a piece that was too greedy or
crashed gives an exception in its place, and the others go on. What must never be here: what the work is.
"""

from __future__ import annotations

import multiprocessing.connection
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from answerable.adapters.child import Child, Limits, WorkDied, start_child

Work = TypeVar("Work")
Result = TypeVar("Result")


class InProcess:
    """Does the work here and now, without limits; for tests and for input that one trusts."""

    def map(self, work: Callable[[Work], Result], pieces: Iterable[Work]) -> Iterator[Result | BaseException]:
        """Yield the result of each piece, or the exception that it raised."""
        for piece in pieces:
            try:
                yield work(piece)
            except Exception as error:
                yield error


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
        children: list[Child] = []
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
                        idle = start_child(work, self.limits, self.preload)
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
                child.end()

    def _hand_over(self, child: Child, number: int, piece: Any, done: dict[int, Any], children: list[Child]) -> None:
        try:
            child.give(number, piece)
        except WorkDied as death:
            done[number] = death
            children.remove(child)

    def _wait(self, children: list[Child], done: dict[int, Any]) -> None:
        """Take what is ready; end and forget children that died or took too long."""
        busy = {child.pipe: child for child in children if child.number >= 0}
        now = time.monotonic()
        soonest = min(child.started + self.limits.wall_seconds - now for child in busy.values())
        for pipe in multiprocessing.connection.wait(list(busy), timeout=max(0.0, soonest) + 0.05):
            child = busy[pipe]
            number = child.number
            try:
                done[number] = child.take()
            except WorkDied as death:
                done[number] = death
                if not child.is_alive:
                    children.remove(child)
        for child in list(children):
            if child.number >= 0 and time.monotonic() - child.started > self.limits.wall_seconds:
                done[child.number] = WorkDied(f"took longer than {self.limits.wall_seconds} seconds")
                children.remove(child)
                child.end()


@dataclass(slots=True)
class Guard:
    """Does one piece after another in a child process with limits, and starts a new child where one died.

    Args:
        work: what is done.
        limits: what one piece may take.
        preload: modules that the child needs anyway.
    """

    work: Callable[[Any], Any]
    limits: Limits = field(default_factory=Limits)
    preload: tuple[str, ...] = ()
    _child: Child | None = None

    def do(self, piece: Any) -> Any:
        """Return the result of a piece, or a `WorkDied`."""
        child = self._child
        if child is None or not child.is_alive:
            child = self._child = start_child(self.work, self.limits, self.preload)
        try:
            child.give(0, piece)
            if not child.pipe.poll(self.limits.wall_seconds):
                child.end()
                return WorkDied(f"took longer than {self.limits.wall_seconds} seconds")
            return child.take()
        except WorkDied as death:
            return death

    def end(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()


__all__ = ["Guard", "InProcess", "Limits", "ProcessPool", "WorkDied"]
