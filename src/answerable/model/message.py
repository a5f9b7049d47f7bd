"""Letters in and out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.span import Span


class MessageKind(StrEnum):
    """What a letter is. Only `response` and `review_outcome` can carry decisions."""

    AUTO_ACKNOWLEDGEMENT = "auto_acknowledgement"
    ACKNOWLEDGEMENT = "acknowledgement"
    CLARIFICATION = "clarification"
    EXTENSION = "extension"
    FEE_NOTICE = "fee_notice"
    TRANSFER = "transfer"
    HOLDING_REPLY = "holding_reply"
    RESPONSE = "response"
    REVIEW_OUTCOME = "review_outcome"
    RECEIPT = "receipt"
    BOUNCE = "bounce"
    OUT_OF_OFFICE = "out_of_office"
    SPAM = "spam"
    OTHER_REQUEST = "other_request"
    REQUEST = "request"
    OTHER_OUTGOING = "other_outgoing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Match:
    """Why a message belongs to a request, or might.

    Args:
        request_id: the request.
        reason: `token`, `in_reply_to`, `reference`, `address`, `domain`, `subject`, `content` or `person`.
        evidence: the words, header or address that says so.
        share_sure: in [0, 1].
    """

    request_id: str
    reason: str
    evidence: str
    share_sure: float


@dataclass(frozen=True, slots=True)
class Message:
    """A letter in or out.

    Args:
        id: stable identifier.
        document: sha256 of the bytes it was read from.
        direction: `in` or `out`.
        sent_at: UTC instant in ISO form from its headers; empty where they give none.
        sender: address.
        sender_name: as shown.
        recipients: addresses.
        subject: decoded.
        message_id: without angle brackets.
        in_reply_to: without angle brackets.
        references: message ids, without angle brackets.
        body: the live text, without quoted mail and disclaimers folded away.
        attachments: sha256 and name of each.
        request_id: the request it belongs to; empty while it waits in the holding pen.
        matches: candidates, best first, each with its reason.
    """

    id: str
    document: str
    direction: str
    sent_at: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    body: str
    attachments: tuple[tuple[str, str], ...] = ()
    request_id: str = ""
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date that a letter states, with its words; `problem` says why it cannot be used."""

    value: str
    span: Span
    problem: str = ""
