"""What in a classified letter a person must look at: unusable dates, words that do not decide, several replies in one.

What comes in: a row, the letter, its message. What goes out: problems. Pure. What must never be here: rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerable.mail.segments import make_live_text
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.message import Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.response import Classification, Decision
from answerable.track.letter import LetterClass
from answerable.track.references import list_references


def iter_doubts(row: Classification, found: LetterClass, message: Message) -> Iterator[Problem]:
    """Dates that cannot be used, readings that differ or are often wrong, and answers whose words do not decide."""
    for name, fact in (("received_on", row.received_on), ("answered_on", row.answered_on)):
        if fact is not None and fact.problem:
            yield Problem(
                make_id("prb", "date-unusable", message.id, name),
                "date-unusable",
                f"{message.subject}: {name}",
                fact.value,
                f"a day of the calendar ({fact.problem})",
                "look at the letter and rule on the date",
                message.document,
                row.authority_id,
            )
    if found.doubt and message.direction == "in" and not row.ruled_by:
        yield Problem(
            make_id("prb", "readings-differ", message.id),
            "readings-differ",
            message.subject or message.document,
            found.doubt,
            "rules and comparison of one mind, and letters like it read rightly",
            "read the letter, and rule where it is wrong",
            message.document,
            row.authority_id,
        )
    if row.decision is Decision.UNDECIDED and not row.ruled_by:
        yield Problem(
            make_id("prb", "decision-undecided", message.id),
            "decision-undecided",
            message.subject or message.document,
            "; ".join(found.why)[:300],
            "words that say what is decided",
            "read the letter and rule on its decision",
            message.document,
            row.authority_id,
        )


def iter_several(row: Classification, pages: Sequence[Page], message: Message) -> Iterator[Problem]:
    """Problems of a letter that is more than one answer.

    Its page carries several replies, each with a reference of its own, or it answers several of our requests: it bears
    the token of each, or a person said so. What is said of it as a whole may then be true of none of them.
    """
    if message.direction != "in" or row.kind not in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME):
        return
    for page in pages:
        found = find_several(
            make_live_text(page.text),
            message.subject or message.document,
            page.document,
            seed=f"{message.id}:{page.number}",
            authority_id=row.authority_id,
        )
        if found is not None:
            yield found
    tied = {match.request_id: match for match in message.matches if match.reason in ("token", "person")}
    if len(tied) > 1:
        yield Problem(
            make_id("prb", "several-replies", message.id),
            "several-replies",
            message.subject or message.document,
            "; ".join(match.evidence for match in tied.values())[:300],
            "an answer to one request",
            "say in the holding pen which requests it answers, then rule on its decisions for each of them",
            message.document,
            row.authority_id,
        )


def find_several(text: str, where: str, document: str, *, seed: str = "", authority_id: str = "") -> Problem | None:
    """A problem where one page carries several replies, each with its own reference.

    Args:
        text: of the page.
        where: the file's name or the letter's subject.
        document: its sha256.
        seed: what makes the problem's id, where the document alone does not.
        authority_id: who wrote it, where that is known.
    """
    references = list_references(text)
    if len(references) < 2:
        return None
    return Problem(
        make_id("prb", "several-replies", seed or document, where),
        "several-replies",
        where,
        ", ".join(item.value for item in references[:12]),
        "one reply",
        "classify each reply by itself: divide the page where a new reference begins",
        document,
        authority_id,
    )
