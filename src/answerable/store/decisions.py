"""``decisions/``: the record's judgements as append-only JSON lines, one file for each person; exact inverses."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cattrs import BaseValidationError

from answerable.errors import ProjectFileInvalid
from answerable.model.judgement import Judgement
from answerable.store.codec import from_plain, to_text
from answerable.store.record import Record


def file_of(folder: Path, by: str) -> Path:
    """The file that holds a person's judgements."""
    slug = re.sub(r"[^a-z0-9]+", "-", by.lower()).strip("-") or "unnamed"
    return folder / f"{slug}.jsonl"


def append_decisions(folder: Path, judgements: Iterable[Judgement]) -> None:
    """Append judgements to their people's files; each line is on disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    for judgement in judgements:
        # Which codebook rulings were made by is kept apart: it is nobody's ruling on the material.
        path = folder / "codebook.jsonl" if judgement.noun == "codebook" else file_of(folder, judgement.by)
        with path.open("a", encoding="utf-8") as file:
            file.write(to_text(judgement) + "\n")
            file.flush()
            os.fsync(file.fileno())


def iter_decisions(folder: Path) -> Iterator[Judgement]:
    """Yield the judgements of a folder in the order of making.

    Raises:
        ProjectFileInvalid: a line is not a judgement.
    """
    judgements = [judgement for path in sorted(folder.glob("*.jsonl")) for judgement in _read_file(path)]
    yield from sorted(judgements, key=lambda judgement: (judgement.made_at, judgement.id))


def import_decisions(record: Record, folder: Path) -> int:
    """Take the folder's judgements into the record; return how many were new."""
    return record.append_judgements(iter_decisions(folder)) if folder.is_dir() else 0


def export_decisions(record: Record, folder: Path) -> int:
    """Write those judgements of the record that the folder lacks; return how many."""
    known = {judgement.id for judgement in iter_decisions(folder)} if folder.is_dir() else set()
    missing = [judgement for judgement in record.judgements() if judgement.id not in known]
    append_decisions(folder, missing)
    return len(missing)


def _read_file(path: Path) -> Iterator[Judgement]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield from_plain(Judgement, json.loads(line))
        except (ValueError, TypeError, KeyError, BaseValidationError) as error:
            raise ProjectFileInvalid(
                "this line is not a judgement",
                where=f"{path}:{number}",
                found=f"{line[:80]} ({type(error).__name__})",
                remedy="restore the line from your history; decisions are only ever appended to",
            ) from None
