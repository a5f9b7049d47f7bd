"""What verification finds.

What lives here: frozen records. Never here: trying.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be.

    Args:
        code: `hash`, `missing`, `unlisted`, `unreadable`, `finding`, `figure` or `table`.
        where: file, or file and place in it.
        found: what stands there.
        expected: what should.
    """

    code: str
    where: str
    found: str
    expected: str


@dataclass
class Verified:
    """The outcome: how much was tried, and what differs."""

    n_files: int = 0
    n_findings: int = 0
    n_figures: int = 0
    n_rows: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences
