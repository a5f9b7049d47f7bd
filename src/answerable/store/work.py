"""Units of work: do only what changed, lose nothing when stopped, go on past what is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.report import Progress, no_progress
from answerable.store.record import Record


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of work.

    Args:
        name: what is worked on, such as a document's sha256.
        key: of everything that can change the rows.
        make: gives the rows.
    """

    name: str
    key: str
    make: Callable[[], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What `run_units` did."""

    n_done: int
    n_unchanged: int
    n_failed: int


def run_units(
    record: Record, stage: str, units: Sequence[Unit], progress: Progress = no_progress, *, prune: bool = True
) -> WorkDone:
    """Do the units whose key changed, each in a transaction of its own.

    A unit that fails leaves a problem `unit-failed` in the place of its rows and is tried again at the next run.

    Args:
        record: where the rows go.
        stage: the verb, with a step where there are several (``track.classify``).
        units: all the units that there are now.
        prune: forget units that are no longer among them.
    """
    known = record.keys(stage)
    if prune:
        record.keep_only(stage, [unit.name for unit in units])
    n_done = n_unchanged = n_failed = 0
    for number, unit in enumerate(units):
        progress(number, len(units), unit.name)
        if known.get(unit.name) == unit.key:
            n_unchanged += 1
            continue
        try:
            rows = list(unit.make())
        except Exception as error:  # one broken unit must not stop the others
            n_failed += 1
            record.replace(stage, unit.name, "failed", [_failure(stage, unit.name, error)])
            continue
        record.replace(stage, unit.name, unit.key, rows)
        n_done += 1
    progress(len(units), len(units), "")
    return WorkDone(n_done, n_unchanged, n_failed)


def _failure(stage: str, unit: str, error: Exception) -> Problem:
    return Problem(
        id=make_id("prb", "unit-failed", stage, unit),
        code="unit-failed",
        where=f"{stage}: {unit}",
        found=f"{type(error).__name__}: {error}",
        expected="rows",
        remedy="the bytes are safe in sources/; report this with the file's name, or take the file out of the inbox",
        blocks=True,
    )
