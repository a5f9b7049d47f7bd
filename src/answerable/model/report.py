"""What a stage did, for people and machines alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]
"""Called with pieces done, pieces in all, and what is being done now."""


def no_progress(n_done: int, n_all: int, what: str) -> None:
    """Show nothing."""


def counted(n: int, one: str, many: str) -> str:
    """A number with its noun, and its verb where there is one.

    >>> counted(1, "file holds", "files hold"), counted(0, "file holds", "files hold")
    ('1 file holds', '0 files hold')
    """
    return f"{n:,} {one if n == 1 else many}"


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one run of one stage did.

    Args:
        stage: its verb.
        n_done: units of work done now.
        n_unchanged: units whose inputs had not changed.
        n_failed: units that could not be done; each left a problem.
        did: short sentences: what was done.
        needs_person: short sentences: what waits for a person.
        next_command: what to run next.
    """

    stage: str
    n_done: int = 0
    n_unchanged: int = 0
    n_failed: int = 0
    did: tuple[str, ...] = ()
    needs_person: tuple[str, ...] = ()
    next_command: str = ""

    def __add__(self, then: StageReport) -> StageReport:
        """Two steps of one stage, told as one."""
        return StageReport(
            self.stage,
            self.n_done + then.n_done,
            self.n_unchanged + then.n_unchanged,
            self.n_failed + then.n_failed,
            (*self.did, *then.did),
            (*self.needs_person, *then.needs_person),
            then.next_command or self.next_command,
        )
