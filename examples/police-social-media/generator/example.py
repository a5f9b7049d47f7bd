"""The whole example as files: letters written, pages saved, truth told and checked against the plan.

In: the example's folder with ``authorities.csv``. Out: every generated file by name. Never here: any one letter.
"""

from __future__ import annotations

import json
from pathlib import Path

from . import replies
from .desk import Desk
from .force import load_forces
from .inbox import make_files
from .plan import check_plan
from .replies import bodies, others, papers, sheets
from .tell import tell_truth

WRITERS = (
    bodies.avonmoor, bodies.blackmere, bodies.brackenshire, bodies.oakshire, bodies.langmere, bodies.thornbridge,
    papers.caldervale, papers.chalkdown, papers.coldharbour, papers.elderwick,
    sheets.copperdale, sheets.cranford_vale, sheets.eastmarch, sheets.northmarch,
    others.dunmoor, others.fallowshire,
)


def make_example(folder: Path) -> dict[str, bytes]:
    """Return every generated file of the example, by path inside its folder."""
    check_plan()
    desk = Desk(load_forces(folder))
    for write in WRITERS:
        write(desk)
    files = make_files(desk)
    truth = tell_truth(desk)
    for line in desk.wrong:
        print("WRONG:", line)
    files["truth.json"] = (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()
    assert replies
    return files
