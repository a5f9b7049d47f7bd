"""Keep what the rules find in new letters before any rule is written after them: ``first_sight.py study8``.

What comes in: names of sets. What goes out: lines of ``first_sight.json`` for letters that it does not have yet; what
it has is never changed. `train.py` weighs these signs, and not those of rules that have met the letter.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

from answerable.track.classify import classify_letter

HERE = Path(__file__).parent
FILE = HERE / "first_sight.json"


def keep_first_sight(names: list[str]) -> int:
    """Add the signs of letters not seen before, and say how many there were."""
    sight: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    n_before = len(sight)
    for name in names:
        for row in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["letter"]:
            if row["id"] not in sight:
                letter = classify_letter(row["text"].strip(), subject=row.get("subject", ""))
                sight[row["id"]] = " ".join(letter.signs)
    FILE.write_text(json.dumps(sight, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return len(sight) - n_before


if __name__ == "__main__":
    print(f"{keep_first_sight(sys.argv[1:])} letters added to {FILE.name}")
