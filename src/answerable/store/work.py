"""Units of work: do only what changed, lose nothing when stopped, go on past what is broken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.report import Progress, no_progress
from answerable.ports import Runner
from answerable.store.record import Record

_WORTH_SENDING = 8
"""Fewer units are done here: starting another process takes longer."""
_MOST_HELD = 100
_LONGEST_HELD_S = 1.0


class Piece(Protocol):
    """A unit's work with all that it needs, so that it can be done anywhere; it must be possible to send it."""

    def make(self) -> Iterable[Any]:
        """The rows."""
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work.

    Args:
        name: what is worked on, such as a document's sha256.
        key: of everything that can change the rows.
        make: gives the rows.
        gather: gives the same work as a `Piece` that can be done in another process; None where it cannot.
    """

    name: str
    key: str
    make: Callable[[], Iterable[Any]]
    gather: Callable[[], Piece] | None = None


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What `run_units` did."""

    n_done: int
    n_unchanged: int
    n_failed: int


class Writer:
    """Writes the rows of units, those of about a second in one transaction: a disk is waited for once, not for each.

    What was put is written when the `with` block is left, however that happens; a run that is killed does the units of
    its last second again.

    Args:
        record: where the rows go.
        stage: the verb.
    """

    def __init__(self, record: Record, stage: str) -> None:
        self._record = record
        self._stage = stage
        self._held: list[tuple[str, str, list[Any]]] = []
        self._since = time.monotonic()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def put(self, unit: str, key: str, rows: Iterable[Any]) -> None:
        """Take the rows of a unit; each unit once."""
        self._held.append((unit, key, list(rows)))
        if len(self._held) >= _MOST_HELD or time.monotonic() - self._since > _LONGEST_HELD_S:
            self._write()

    def _write(self) -> None:
        held, self._held = self._held, []
        self._since = time.monotonic()  # so that what takes long is written as soon as it is there
        try:
            if held:
                self._record.replace_many(self._stage, held)
        except Exception:
            if len(held) == 1:
                raise
            for unit, key, rows in held:  # those that can be written are, up to the one that cannot
                self._record.replace(self._stage, unit, key, rows)


def run_units(
    record: Record,
    stage: str,
    units: Sequence[Unit],
    progress: Progress = no_progress,
    *,
    prune: bool = True,
    runner: Runner | None = None,
) -> WorkDone:
    """Do the units whose key changed; each is written wholly or not at all.

    A unit that fails leaves a problem `unit-failed` in the place of its rows and is tried again at the next run.

    Args:
        record: where the rows go.
        stage: the verb, with a step where there are several (``track.classify``).
        units: all the units that there are now.
        prune: forget units that are no longer among them.
        runner: does the units that can be done elsewhere, where there are enough of them to be worth it.
    """
    known = record.keys(stage)
    if prune:
        record.keep_only(stage, [unit.name for unit in units])
    stale = [unit for unit in units if known.get(unit.name) != unit.key]
    n_failed = 0
    with Writer(record, stage) as writer:
        for number, (unit, rows) in enumerate(zip(stale, _iter_made(stale, runner), strict=True)):
            progress(number, len(stale), unit.name)
            if isinstance(rows, BaseException):
                n_failed += 1
                writer.put(unit.name, "failed", [_failure(stage, unit.name, rows)])
            else:
                writer.put(unit.name, unit.key, rows)
    progress(len(stale), len(stale), "")
    return WorkDone(len(stale) - n_failed, len(units) - len(stale), n_failed)


def _iter_made(units: Sequence[Unit], runner: Runner | None) -> Iterator[list[Any] | BaseException]:
    """The rows of each unit, in order, or what it failed of."""
    sent = [unit.gather for unit in units if unit.gather is not None]
    if runner is None or len(sent) < _WORTH_SENDING:
        yield from map(_make, (unit.make for unit in units))
        return
    results = runner.map(_make_piece, (gather() for gather in sent))
    for unit in units:
        yield next(results) if unit.gather is not None else _make(unit.make)


def _make(make: Callable[[], Iterable[Any]]) -> list[Any] | BaseException:
    try:
        return list(make())
    except Exception as error:  # one broken unit must not stop the others
        return error


def _make_piece(piece: Piece) -> list[Any]:
    return list(piece.make())


def _failure(stage: str, unit: str, error: BaseException) -> Problem:
    return Problem(
        id=make_id("prb", "unit-failed", stage, unit),
        code="unit-failed",
        where=f"{stage}: {unit}",
        found=f"{type(error).__name__}: {error}",
        expected="rows",
        remedy="the bytes are safe in sources/; report this with the file's name, or take the file out of the inbox",
        blocks=True,
    )
