"""The right of reply: what a story says of whom, whether it was put to them, and what they answered.

What lives here: frozen records. What comes in: the story's sentences and the judgements kept about them. Never here:
the letter, the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReplyState(StrEnum):
    """Where one right of reply stands; the first three hold the story back."""

    NOT_PUT = "not_put"
    PUT = "put"
    """It was put to them and the deadline has not passed."""
    CHANGED = "changed"
    """The story says something of them that was not put to them."""
    ANSWERED = "answered"
    LAPSED = "lapsed"
    """The deadline passed without an answer; counted from the clock, never stored."""
    WAIVED = "waived"

    @property
    def is_open(self) -> bool:
        """Whether publishing waits for it."""
        return self in (ReplyState.NOT_PUT, ReplyState.PUT, ReplyState.CHANGED)


@dataclass(frozen=True, slots=True)
class Allegation:
    """One sentence of the story about somebody, as readers will see it.

    Args:
        id: of the words; the same words have the same id in every draft.
        text: the sentence, with its figures printed.
        line: of the story's file.
        evidence: what bears it, one line each.
    """

    id: str
    text: str
    line: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyAnswer:
    """What came back."""

    on: str
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The right of reply of one authority or person.

    Args:
        id: an authority's id, or ``person:<key>``.
        name: as readers know them.
        contact: where the letter goes.
        allegations: in order of the story.
        state: where it stands.
        put_on: ISO date on which it was last put to them; empty while it was not.
        deadline: ISO date, the last day for an answer.
        unput: ids of allegations that were not put to them, or came after an answer or waiver.
        answers: in order.
        change: what the story changed because of the answer; empty where nobody said.
        waived_by: who waived it; empty where nobody did.
        reason: of the waiver.
    """

    id: str
    name: str
    contact: str
    allegations: tuple[Allegation, ...]
    state: ReplyState
    put_on: str = ""
    deadline: str = ""
    unput: tuple[str, ...] = ()
    answers: tuple[ReplyAnswer, ...] = ()
    change: str = ""
    waived_by: str = ""
    reason: str = ""
