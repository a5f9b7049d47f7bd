"""Takes the members of any archive while the limits hold, under names that can do no harm.

What comes in: names and bytes of members. What goes out: parts of the draft, and a page that lists them. What must
never be here: the format of an archive, or a path of one used as a path.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from answerable.model.document import Part
from answerable.read.draft import Draft
from answerable.read.writer import PageWriter

MOST_MEMBERS = 2000
MOST_BYTES = 500_000_000
LARGEST = 200_000_000
_LARGEST_RATIO = 200
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Taker:
    """Takes members while the limits hold; says once what was left."""

    def __init__(self, draft: Draft, n_members: int) -> None:
        self.draft = draft
        self.n_members = n_members
        self.n_bytes = 0
        self.names: list[str] = []
        self.n_left = 0

    def may_take(self, name: str, size: int, packed: int) -> bool:
        """False for clutter and for what breaks a limit; the latter is a problem."""
        if any(mark in name for mark in _CLUTTER):
            return False
        bomb = size > 1_000_000 and size > _LARGEST_RATIO * max(packed, 1)
        if len(self.names) >= MOST_MEMBERS or size > LARGEST or self.n_bytes + size > MOST_BYTES or bomb:
            self.n_left += 1
            return False
        return True

    def take(self, name: str, data: bytes) -> None:
        """Keep one member under a harmless name."""
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
            self.draft.add_problem(
                "path-outside-archive",
                found=name[:200],
                remedy="the file is kept under its last name; nothing was written",
            )
        parts = [part for part in path.parts if part not in ("..", "/", "\\", ".")]
        self.keep("/".join(part.replace("\x00", "") for part in parts) or "unnamed", data)

    def keep(self, name: str, data: bytes) -> None:
        """Keep one member under a name that is no path, such as an address."""
        if len(data) > LARGEST:
            self.n_left += 1
            return
        self.n_bytes += len(data)
        self.names.append(name)
        self.draft.parts.append(Part(name, data))

    def refuse_link(self, name: str) -> None:
        """Note a member that only points elsewhere; it is never followed."""
        self.draft.add_problem(
            "link-in-archive",
            name[:200],
            found="a link to another file",
            expected="the file itself",
            remedy="ask for the file that it points to, if it is not in the archive too",
        )

    def refuse_password(self, name: str = "") -> None:
        """Note a member, or an archive, that opens with a password only."""
        found = "a member with a password" if name else "an archive with a password"
        self.draft.add_problem("encrypted", name, found=found, remedy="ask for the password")

    def add_damage(self, name: str, error: BaseException | str) -> None:
        """Note a member that cannot be unpacked."""
        self.draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="ask for it again")

    def finish(self, lines: list[str] | None = None) -> None:
        """One page that lists what was inside.

        Args:
            lines: what to list, where it is not the names.
        """
        if self.n_left:
            self.draft.add_problem(
                "archive-limits",
                found=f"{self.n_left} of {self.n_members} members left in the archive",
                expected=f"at most {MOST_MEMBERS} files of {LARGEST} bytes, packed {_LARGEST_RATIO} times at most",
                remedy="unpack it by hand if you trust it, and take the files in",
            )
        writer = PageWriter(self.draft, "text")
        writer.write_paragraph("\n".join(self.names if lines is None else lines))
        writer.finish()


def add_broken(draft: Draft, error: BaseException | str) -> None:
    """Note an archive that does not open."""
    draft.add_problem("broken-file", found=str(error)[:200], remedy="ask the authority for the file again")
