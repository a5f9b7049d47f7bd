"""Fetching mail from a mailbox into the archive: each message once, resumed wherever it was stopped.

What comes in: the record, a `Mailbox` port. What goes out: sources, and a problem for each message that could not be
had. How far a mailbox has been fetched is kept after each message, in the record: killed in between, the message is
fetched again and its bytes, being filed already, change nothing. What must never be here: a network connection
(``adapters``), parsing (``intake``).
"""

from __future__ import annotations

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, no_progress
from answerable.ports import Arrived, Mailbox
from answerable.store.record import Record

STAGE = "track.fetch"


def run_fetch(record: Record, mailbox: Mailbox, progress: Progress = no_progress) -> StageReport:
    """Archive every message of a mailbox that was not fetched before.

    Args:
        record: where it goes.
        mailbox: from which; nothing in it is changed.
        progress: told of each message.

    Raises:
        AdapterUnavailable: the mailbox cannot be read; what was fetched is kept.
    """
    unit = mailbox.name
    problems = {item.where: item for item in record.iter(Problem) if item.code == "mail-not-fetched"}
    mine = {where: item for where, item in problems.items() if where.startswith(f"imap:{unit};")}
    n_new = n_known = n_failed = 0
    for number, item in enumerate(mailbox.iter_messages(record.keys(STAGE).get(unit, ""))):
        progress(number, 0, item.name)
        if item.problem:
            mine[item.origin] = _make_problem(item)
            n_failed += 1
        else:
            mine.pop(item.origin, None)
            source = record.archive(
                item.data, name=item.name, media_type="message/rfc822", origin=item.origin,
                received_at=item.received_at,
            )  # fmt: skip
            n_new += source.origin == item.origin
            n_known += source.origin != item.origin
        record.replace(STAGE, unit, item.position, [mine[where] for where in sorted(mine)])
    did = [f"{n_new} messages fetched from {unit}"]
    did += [f"{n_known} messages of {unit} were archived before"] if n_known else []
    return StageReport(
        stage="track",
        n_done=n_new,
        n_unchanged=n_known,
        n_failed=n_failed,
        did=tuple(did),
        needs_person=(f"{n_failed} messages could not be fetched: save them as .eml into inbox/",) if n_failed else (),
    )


def _make_problem(item: Arrived) -> Problem:
    return Problem(
        make_id("prb", "mail-not-fetched", item.origin), "mail-not-fetched", item.origin, item.problem[:300],
        "a message that the mail server hands over", "it is tried again; or save it as .eml from your mail program "
        "into inbox/",
    )  # fmt: skip
