"""What an answer sheet that came back decides, held against what its letter was read as.

What comes in: the record after classification. What goes out: a problem where the sheet's own *Answers* say another
decision than the letter's class, with the sections that it names; a person rules. What must never be here: the making
of sheets (``ask``), the cases and counts in them (``extract``).
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.model.answer_sheet import ANSWERS, DECISIONS, FORMAT, README
from answerable.model.document import Document, Page, Table
from answerable.model.ids import make_id, make_key
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.model.response import Classification, Decision
from answerable.store.record import Record

STAGE = "track.sheets"
_WORDS = {words.casefold(): Decision(name) for words, name in DECISIONS}
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_ENDINGS = (".xlsx", ".xlsm", ".ods")


def check_sheets(record: Record, requests: Sequence[Request]) -> None:
    """Write a problem for each letter whose answer sheet decides otherwise than the letter was read.

    Args:
        record: after classification, with the files read.
        requests: that were made.
    """
    known = {request.id for request in requests}
    rows = {row.message_id: row for row in record.all(Classification)}
    units = []
    for message in record.all(Message):
        row = rows.get(message.id)
        sheets = [(sha, name) for sha, name in message.attachments if name.lower().endswith(_ENDINGS)]
        if row is None or not sheets or message.direction != "in" or row.request_id not in known:
            continue
        units.append(message.id)
        were_read = [record.find(Document, sha) is not None for sha, _ in sheets]
        stated = [(one.question, one.decision.value) for one in row.decisions]
        key = make_key(STAGE, sheets, were_read, row.id, row.decision, stated, row.ruled_by)
        if not record.is_current(STAGE, message.id, key):
            found = [problem for sha, name in sheets if (problem := _compare(record, sha, name, row)) is not None]
            record.replace(STAGE, message.id, key, found)
    record.keep_only(STAGE, units)


def _compare(record: Record, sha256: str, name: str, row: Classification) -> Problem | None:
    answers = _read_answers(record.all(Page, document=sha256), record.all(Table, document=sha256))
    if not answers or row.ruled_by:
        return None
    read = {one.question: one.decision for one in row.decisions if one.question is not None}
    differs = [number for number, (decision, _) in answers.items() if read.get(number, row.decision) is not decision]
    wanted = _roll_up([decision for decision, _ in answers.values()])
    if row.decision is wanted and not differs:
        return None
    told = "; ".join(
        f"question {number}: {decision.value}{f' ({sections})' if sections else ''}"
        for number, (decision, sections) in sorted(answers.items())
    )
    return Problem(
        make_id("prb", "sheet-decision-differs", sha256, row.id, told),
        "sheet-decision-differs",
        name,
        f"{told}, by the sheet; {row.decision.value if row.decision else 'no decision'}, by the letter",
        "the same from both",
        f"read the sheet, and rule on the letter: {wanted.value} by the sheet",
        document=sha256,
        authority_id=row.authority_id,
    )


def _read_answers(pages: Sequence[Page], tables: Sequence[Table]) -> dict[int, tuple[Decision, str]]:
    """The decision and the sections of each question that somebody chose; nothing where it is no sheet of ours."""
    labels = {page.number: page.label for page in pages}
    first = next((page for page in pages if page.label == README), None)
    if first is None or not first.text.lstrip().startswith(FORMAT):
        return {}
    answers: dict[int, tuple[Decision, str]] = {}
    for table in tables:
        if labels.get(table.page) != ANSWERS:
            continue
        for cells in table.rows():
            texts = [str(cell or "").strip() for cell in cells] + [""] * 5
            number, decision, sections = texts[0], texts[3], texts[4]
            if number.isdigit() and decision.casefold() in _WORDS:
                answers[int(number)] = (_WORDS[decision.casefold()], sections)
    return answers


def _roll_up(decisions: Sequence[Decision]) -> Decision:
    kinds = set(decisions)
    if len(kinds) == 1:
        return decisions[0]
    return Decision.PARTLY_DISCLOSED if kinds & set(_GIVES) else Decision.REFUSED
