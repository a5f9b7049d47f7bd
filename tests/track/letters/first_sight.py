"""Keep what the rules find in new letters before any rule is written after them: ``first_sight.py study8``.

What comes in: names of sets. What goes out: lines of ``first_sight.json`` (signs of kind and decision), of
``first_sight_sections.json`` (every citation, with what the rules make of it) and ``first_sight_references.json``, for
letters that they do not have yet; what they have is never changed. `train.py` weighs these, and not what rules say that
have met the letter.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from answerable.track.classify import classify_letter
from answerable.track.letter import LetterClass
from answerable.track.references import find_reference

HERE = Path(__file__).parent
SIGNS = HERE / "first_sight.json"
SECTIONS = HERE / "first_sight_sections.json"
REFERENCES = HERE / "first_sight_references.json"
_NO_EXEMPTION = ("limit", "duty", "condition", "definition")


def keep_first_sight(names: list[str]) -> int:
    """Add what is found in letters not seen before, and say how many there were."""
    signs: dict[str, str] = json.loads(SIGNS.read_text(encoding="utf-8"))
    sections: dict[str, Any] = json.loads(SECTIONS.read_text(encoding="utf-8"))
    references: dict[str, Any] = json.loads(REFERENCES.read_text(encoding="utf-8"))
    n_added = 0
    for name in names:
        for row in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["letter"]:
            if all(row["id"] in kept for kept in (signs, sections, references)):
                continue
            n_added += 1
            letter = classify_letter(row["text"].strip(), subject=row.get("subject", ""))
            signs.setdefault(row["id"], " ".join(letter.signs))
            sections.setdefault(row["id"], list_sections(letter))
            found = find_reference(row["text"].strip(), row.get("subject", ""))
            references.setdefault(row["id"], [found.value, found.start, found.end] if found else None)
    SIGNS.write_text(json.dumps(signs, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    SECTIONS.write_text(_write_lines(sections), encoding="utf-8")
    REFERENCES.write_text(_write_lines(references), encoding="utf-8")
    return n_added


def _write_lines(rows: dict[str, Any]) -> str:
    """A line a letter."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(rows[key], ensure_ascii=False, separators=(',', ':'))}" for key in sorted(rows)
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def list_sections(letter: LetterClass) -> dict[str, Any]:
    """The law in hand, every citation, and the sections that the rules take to be relied on."""
    relied = {(item.law, item.section) for item in letter.mentions if item.mode == "engaged"}
    relied -= {(item.law, item.section) for item in letter.mentions if item.kind in _NO_EXEMPTION}
    exact = [key for key in relied if not any(law == key[0] and of.startswith(f"{key[1]}(") for law, of in relied)]
    return {
        "law": letter.law,
        "cited": [
            [item.law, item.section, item.kind, item.hint, item.mode, item.speaker, item.law_from, item.start, item.end]
            for item in letter.mentions
        ],
        "relied": [list(key) for key in sorted(exact)],
    }


if __name__ == "__main__":
    print(f"{keep_first_sight(sys.argv[1:])} letters added to {SIGNS.name}, {SECTIONS.name} and {REFERENCES.name}")
