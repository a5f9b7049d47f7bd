"""The whole example as files: letters written, pages saved, truth told and checked against the plan.

In: the example's folder with ``authorities.csv``. Out: every generated file by name. Never here: any one letter.
"""

from __future__ import annotations

import json
from pathlib import Path

from . import replies
from .desk import Desk
from .force import load_forces
from .hearings import LOGS
from .inbox import make_files
from .log import publish_log
from .office import fill_office
from .plan import check_plan
from .replies import bodies, nations, others, papers, refusals, sheets
from .tell import tell_truth

WRITERS = (
    bodies.avonmoor,
    bodies.blackmere,
    bodies.brackenshire,
    bodies.oakshire,
    bodies.langmere,
    bodies.thornbridge,
    papers.caldervale,
    papers.chalkdown,
    papers.coldharbour,
    papers.elderwick,
    sheets.copperdale,
    sheets.cranford_vale,
    sheets.eastmarch,
    sheets.northmarch,
    others.dunmoor,
    others.fallowshire,
    papers.fenmark,
    papers.hartsmere,
    papers.merebrook,
    papers.wealdmarch,
    papers.ulidia,
    refusals.greywater,
    refusals.highwold,
    refusals.ironvale,
    refusals.kestrelshire,
    refusals.kingsmoor,
    refusals.larkshire,
    refusals.harrowdale,
    nations.glanmor,
    nations.eryrfa,
    nations.morgwent,
    nations.caledon,
    nations.strathlorn,
    nations.salt_and_sand,
    nations.national_railway,
)


def make_example(folder: Path) -> dict[str, bytes]:
    """Return every generated file of the example, by path inside its folder."""
    check_plan()
    desk = Desk(load_forces(folder))
    for write in WRITERS:
        write(desk)
    fill_office(desk)
    files = make_files(desk)
    for look, log in enumerate(LOGS):
        files |= publish_log(desk, log, look)
    truth = tell_truth(desk)
    for line in desk.wrong:
        print("WRONG:", line)
    files["truth.json"] = (json.dumps(truth, indent=1, ensure_ascii=False) + "\n").encode()
    assert replies
    return files
