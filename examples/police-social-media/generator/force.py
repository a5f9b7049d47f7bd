"""The invented forces, read from ``authorities.csv``.

In: the example's folder. Out: one `Force` per line. Never here: what a force answers.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from answerable.model.ids import make_token

BATCH = "2021-11-social-media"
SUBJECT = "Freedom of information request: officers disciplined over social media"
DESK = "foi-desk@lanternpost.example"
DESK_NAME = "The Lantern Post"


@dataclass(frozen=True, slots=True)
class Force:
    """One invented authority as the letter writers know it."""

    id: str
    name: str
    law: str
    email: str
    domains: tuple[str, ...]
    site: str

    @property
    def domain(self) -> str:
        """The force's own mail domain, before any that it shares."""
        return self.domains[0]

    @property
    def token(self) -> str:
        """The token of our request to this force."""
        return make_token(BATCH, self.id)

    @property
    def subject(self) -> str:
        """The subject of our letter to this force."""
        return f"{SUBJECT} [{self.token}]"

    @property
    def request_message_id(self) -> str:
        """The Message-ID of our letter to this force."""
        return f"<{self.token}@answerable.example>"


def load_forces(folder: Path) -> dict[str, Force]:
    """Read the forces of the investigation folder, by id, in the file's order."""
    with (folder / "authorities.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {
        row["id"]: Force(
            row["id"], row["name"], row["law"], row["email"], tuple(row["domains"].split(";")), row["site"]
        )
        for row in rows
    }
