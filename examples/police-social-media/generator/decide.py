"""A careful reviewer, simulated: the bundled decisions, made by comparing what the machine proposed with the truth.

In: the example's folder, the truth, the stages. Out: ``decisions/*.jsonl``, one judgement a line, each on the words
that show it. Never here: a ruling that a person with the documents alone could not make.

Run ``python -m generator.decide`` after a change that moves what the machine reads; it works on a copy of the folder.
Times and names are fixed, so that the lines come out the same. "R. Example" rules on everything that is wrong or weighs
much; "S. Second" codes a sample again, without seeing the first rulings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from answerable.investigation import Investigation
from answerable.model.judgement import Judgement
from answerable.store.decisions import append_decisions

from .rulings import Reviewer
from .settle import settle

HERE = Path(__file__).resolve().parent.parent
DERIVED = {"decisions", "sources", "build", "generator"}
"""What the copy is made without."""


def _leave_out(folder: str, names: list[str]) -> set[str]:
    """What a copy of the example leaves out: everything derived, at the top only."""
    if Path(folder) != HERE:
        return set()
    return {name for name in names if name in DERIVED or name.startswith(("record.db", "."))}


def run_stages(folder: Path) -> None:
    """Run all stages on a folder."""
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record:
        for report in investigation.run():
            print(f"  {report.stage}: {'; '.join(report.did)}")


def review(folder: Path, truth: dict[str, Any], step: str) -> list[Judgement]:
    """Make the rulings of one step (`letters`, `values`, `links`) and keep them in the folder."""
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record:
        reviewer = Reviewer(investigation.record, investigation.project.codebook, folder, truth)
        made = {"letters": reviewer.rule_letters, "values": reviewer.rule_values, "links": reviewer.rule_links}[step]()
    append_decisions(folder / "decisions", made)
    print(f"{step}: {len(made)} rulings")
    return made


def main() -> int:
    """Make the decisions anew, on a copy, and put them into the example."""
    words = argparse.ArgumentParser(prog="decide", description="Make the example's decisions anew.")
    words.add_argument("--work", type=Path, help="folder to work in (kept); else a temporary one")
    words.add_argument("--dry", action="store_true", help="leave the example's decisions as they are")
    args = words.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.work or Path(temporary)) / "psm"
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(HERE, folder, ignore=_leave_out)
        truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
        run_stages(folder)
        for step in ("letters", "letters", "values", "links"):
            if review(folder, truth, step):
                run_stages(folder)
        settle(folder)
        if not args.dry:
            shutil.rmtree(HERE / "decisions", ignore_errors=True)
            shutil.copytree(folder / "decisions", HERE / "decisions")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
