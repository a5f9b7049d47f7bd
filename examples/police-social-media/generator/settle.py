"""What the example's desk does before it publishes: the right of reply of everyone, and what it accepts with a reason.

In: the example's folder after its stages ran. Out: judgements for ``decisions/``. Never here: a ruling on a value.

Run ``python -m generator.settle FOLDER`` on a folder that was run; the lines are appended to its decisions/.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path

from answerable.investigation import Investigation
from answerable.model.judgement import Judgement
from answerable.model.reply import Reply
from answerable.publish.edition import gather
from answerable.publish.preflight import WAIVABLE, check_edition, waive_problem
from answerable.publish.replies import make_replies, rule_answer, rule_change, rule_put
from answerable.store.decisions import append_decisions

DESK = "R. Example"
PUT_ON, DEADLINE = dt.date(2022, 2, 1), dt.date(2022, 2, 8)
ANSWERS = {
    "thornbridge": "We stand by our letter. The cases can be told apart by those who know the officers.",
    "kestrelshire": "The estimate was checked by a second officer. We have since begun to record the platform.",
    "caldervale": "Both officers were dealt with by an independent panel. We have nothing to add.",
    "larkshire": "Professional standards are run for us by a neighbouring force, which should be asked.",
}
"""Invented, like the forces. The other forces let the deadline pass."""
REASON = "rank, force and year were looked at with the lawyer: the words do not tell who it is"
UNSEEN = "looked at on the page by the desk after the count; the figure is printed as a range that holds either way"


def settle(folder: Path) -> list[Judgement]:
    """Make the judgements on a folder that was run, and keep them in it."""
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record as record:
        edition = investigation.make_edition()
        if edition is None:
            return []
        made: list[Judgement] = []
        for number, reply in enumerate(make_replies(edition, gather(record, edition))):
            made.append(rule_put(reply, PUT_ON, DEADLINE, by=DESK, made_at=_at(PUT_ON, number)))
            if reply.id in ANSWERS:
                on = dt.date(2022, 2, 7)
                made.append(rule_answer(_as_put(reply), on, ANSWERS[reply.id], by=DESK, made_at=_at(on, number)))
                made.append(rule_change(reply, "nothing", by=DESK, made_at=_at(DEADLINE, number)))
        problems = check_edition(edition, gather(record, edition), {})
        for number, problem in enumerate(one for one in problems if one.blocks and one.code in WAIVABLE):
            why = UNSEEN if problem.code == "publish-unreviewed" else REASON
            made.append(waive_problem(problem, why, by=DESK, made_at=_at(dt.date(2022, 2, 10), number)))
    append_decisions(folder / "decisions", made)
    print(f"settle: {len(made)} judgements")
    return made


def _as_put(reply: Reply) -> Reply:
    """The reply as it stands once it was put."""
    return dataclasses.replace(reply, put_on=PUT_ON.isoformat())


def _at(day: dt.date, number: int) -> str:
    return f"{day.isoformat()}T{10 + number // 60:02d}:{number % 60:02d}:00+00:00"


if __name__ == "__main__":
    settle(Path(sys.argv[1]))
