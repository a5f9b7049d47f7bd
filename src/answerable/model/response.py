"""What an authority decided, question by question, and on which grounds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.message import DatedFact, MessageKind
from answerable.model.span import Span


class Decision(StrEnum):
    """What the authority decided on a question.

    Not held, neither confirmed nor denied, cost and zero are four things.
    """

    DISCLOSED = "disclosed"
    PARTLY_DISCLOSED = "partly_disclosed"
    REFUSED = "refused"
    NOT_HELD = "not_held"
    NEITHER_CONFIRMED_NOR_DENIED = "neither_confirmed_nor_denied"
    COST_LIMIT_EXCEEDED = "cost_limit_exceeded"
    ALREADY_PUBLIC = "already_public"
    CLARIFICATION_SOUGHT = "clarification_sought"
    UNDECIDED = "undecided"
    """The words do not say. A person must."""


@dataclass(frozen=True, slots=True)
class ExemptionCited:
    """A ground in law that a letter cites.

    Args:
        law: such as ``foia-2000``; the same section number means other things under other laws.
        section: such as ``40(2)``.
        mode: `engaged`, `considered`, or `duty` (s.1, s.16, s.17 ... which are no exemptions).
        span: the words.
        question: the question it is about, or None for the whole.
    """

    law: str
    section: str
    mode: str
    span: Span
    question: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionDecision:
    """The decision on one question; question None is the letter as a whole."""

    question: int | None
    decision: Decision
    span: Span | None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """What a letter is, as the machine reads it and as a person ruled.

    Args:
        id: ``cls-...``, one for each message.
        message_id: the `Message.id`; empty for a letter classified by itself.
        request_id: the request, when known.
        authority_id: the authority, when known.
        kind: what the letter is.
        kind_span: the words that show it; None where a header or the envelope does.
        decision: rolled up over the questions; None where the kind carries none.
        decisions: per question.
        exemptions: grounds cited.
        law: the law it is answered under; empty where it does not say and nothing tells.
        reference: the authority's reference, with its words.
        received_on: when it says the request came.
        answered_on: when it says it was answered.
        share_sure: in [0, 1].
        why: rule names and words that decided, for a person to read.
        ruled_by: who ruled; empty while only the machine has.
        superseded_by: id of the later response's classification; empty where none.
    """

    id: str
    message_id: str
    request_id: str
    authority_id: str
    kind: MessageKind
    kind_span: Span | None
    decision: Decision | None
    decisions: tuple[QuestionDecision, ...] = ()
    exemptions: tuple[ExemptionCited, ...] = ()
    law: str = ""
    reference: DatedFact | None = None
    received_on: DatedFact | None = None
    answered_on: DatedFact | None = None
    share_sure: float = 0.0
    why: tuple[str, ...] = ()
    ruled_by: str = ""
    superseded_by: str = ""
