"""What a letter is.

What comes in: passages, subject, what the envelope says, the evidence of decisions. What goes out: a kind with the
words that show it. What must never be here: patterns (``rules/kinds.toml``), decisions themselves.

Words of a decision make a letter a response, whatever else it says; a reply that gives half and asks to clarify the
rest is a response. What only promises, asks or apologises is none, however many exemptions it warns of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.model.message import MessageKind
from answerable.track.decisions import Evidence
from answerable.track.passages import Passage, Speaker
from answerable.track.rules import Rule, load_rules

K = MessageKind


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind with its words in the joined text (none where the subject or the envelope shows it)."""

    kind: MessageKind
    start: int
    end: int
    rule: str
    share_sure: float

    @property
    def has_words(self) -> bool:
        """Whether words of the text show it."""
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    start: int
    end: int


def find_kind(
    passages: Sequence[Passage],
    subject: str,
    auto: str,
    evidence: Sequence[Evidence],
    n_answers: int,
    data_attached: bool = False,
    relies: bool = False,
    tells: bool = False,
) -> KindFound:
    """Say what a letter is.

    Args:
        passages: with speakers.
        subject: of the mail; empty for a page.
        auto: what its envelope says (see `mail.delivery.find_auto`).
        evidence: words of decisions.
        n_answers: questions answered by number.
        data_attached: whether data came with it, or it is data itself.
        relies: whether a section of an exemption is cited without being weighed.
        tells: whether a sentence of the authority gives a figure.
    """
    hits = _find_hits(passages, subject)
    points = {kind: sum(hit.rule.weight for hit in mine) for kind, mine in hits.items()}
    strong = [item for item in evidence if item.weight >= 3]
    figures = [item for item in evidence if item.means == "figure"]
    decided = bool(strong) or n_answers >= 2 or len(figures) >= 2
    only_refuses = bool(strong) and all(item.means == "refused" for item in strong) and n_answers < 2

    def get(kind: str) -> int:
        return points.get(kind, 0)

    def make(kind: MessageKind, share_sure: float, means: str = "") -> KindFound:
        mine = hits.get(means or kind.value, [])
        hit = max(mine, key=lambda item: (item.end > item.start, item.rule.weight), default=None)
        return (
            KindFound(kind, hit.start, hit.end, hit.rule.name, share_sure)
            if hit
            else KindFound(kind, 0, 0, "", share_sure)
        )

    if auto == "delivery_report" or (get("bounce") >= 6 and not decided):
        return _with_rule(make(K.BOUNCE, 0.98), "delivery report" if auto else "")
    if auto == "read_receipt" or (get("receipt") >= 6 and not decided):
        return _with_rule(make(K.RECEIPT, 0.98), "receipt" if auto else "")
    if get("spam") >= 4 and len(strong) < 2 and not _is_about_information(passages, subject):
        return make(K.SPAM, 0.9)
    if get("out_of_office") >= 4 and not decided and get("out_of_office") >= get("acknowledgement") - 2:
        return make(K.OUT_OF_OFFICE, 0.95)
    if get("bounce") >= 5 and not decided and not get("acknowledgement"):
        return make(K.BOUNCE, 0.9)
    if get("receipt") >= 5 and not decided:
        return make(K.RECEIPT, 0.9)
    if get("guidance") >= 4 and not _answers(passages, subject):
        return KindFound(K.UNCLEAR, 0, 0, "guidance", 0.6)
    asked_only = get("request") >= 5 and not any(
        p.speaker is Speaker.AUTHORITY and len(p.text) > 60 for p in passages if not _asks(p)
    )
    if asked_only and not decided and not evidence:
        return make(K.REQUEST, 0.85)
    if get("review_outcome") >= 7 and (decided or get("acknowledgement") <= 3):
        return make(K.REVIEW_OUTCOME, 0.92)
    if get("extension") >= 6 and (not decided or only_refuses):
        return make(K.EXTENSION, 0.93)
    if get("fee_notice") >= 6 and (
        not decided or not any(item.means in ("refused", "cost_limit_exceeded") for item in strong)
    ):
        return make(K.FEE_NOTICE, 0.9)
    if get("clarification") >= 4 and not decided:
        return make(K.CLARIFICATION, 0.92)
    promises = any(hit.rule.name == "promises-reply" for hit in hits.get("acknowledgement", ()))
    if (
        get("transfer") >= 5
        and not decided
        and not (promises and "transferr" not in _words(hits, "transfer", passages))
    ):
        return make(K.TRANSFER, 0.88)
    if decided:
        first = strong[0] if strong else (evidence[0] if evidence else None)
        if first is None:
            return KindFound(K.RESPONSE, 0, 0, "numbered answers", 0.85)
        return KindFound(K.RESPONSE, first.start, first.end, first.rule, 0.96 if strong else 0.85)
    if any(hit.rule.name == "holding" for hit in hits.get("holding_reply", ())):
        return make(K.HOLDING_REPLY, 0.88)
    acknowledged = get("acknowledgement") >= 3
    if acknowledged and (auto == "auto_reply" or get("auto")):
        return make(K.AUTO_ACKNOWLEDGEMENT, 0.95, "acknowledgement")
    if acknowledged and get("acknowledgement") >= _response_points(evidence):
        return make(K.ACKNOWLEDGEMENT, 0.93)
    if evidence:
        return KindFound(K.RESPONSE, evidence[0].start, evidence[0].end, evidence[0].rule, 0.7)
    if get("request") >= 5:
        return make(K.REQUEST, 0.75)
    if get("holding_reply"):
        return make(K.HOLDING_REPLY, 0.7)
    if auto == "auto_reply" or get("auto"):
        return _with_rule(make(K.AUTO_ACKNOWLEDGEMENT, 0.7, "auto"), "automatic reply")
    if data_attached:
        return KindFound(K.RESPONSE, 0, 0, "data and no letter", 0.6)
    if relies:
        return KindFound(K.RESPONSE, 0, 0, "section relied on", 0.7)
    if tells and _answers(passages, subject):
        # It speaks of a request, promises nothing and asks nothing: an answer whose words no rule knows.
        return KindFound(K.RESPONSE, 0, 0, "figures, about a request", 0.55)
    return KindFound(K.UNCLEAR, 0, 0, "", 0.3)


def _answers(passages: Sequence[Passage], subject: str) -> bool:
    """Whether a letter speaks to a requester about what was asked."""
    words = re.compile(
        r"\byou(?: have)? (?:asked|requested|sought|wanted|enquired)\b|\byour (?:request|letter|enquiry|questions?|FOI)\b|\bas requested\b|\bin (?:answer|response|reply) to\b|"
        r"\bunder the freedom of information act\b",
        re.IGNORECASE,
    )
    return any(passage.speaker is Speaker.AUTHORITY and words.search(passage.text) for passage in passages)


def _is_about_information(passages: Sequence[Passage], subject: str) -> bool:
    """Whether a letter speaks of a request or of access law at all."""
    words = re.compile(
        r"freedom of information|\bFOI|environmental information|\byour request\b|rhyddid gwybodaeth|\brequest for information\b",
        re.IGNORECASE,
    )
    return bool(words.search(subject)) or any(words.search(passage.text) for passage in passages)


def _words(hits: dict[str, list[_Hit]], means: str, passages: Sequence[Passage]) -> str:
    """The sentences in which the rules of a kind hold, in lower case."""
    mine = hits.get(means, [])
    return " ".join(
        passage.text.lower() for passage in passages for hit in mine if passage.start <= hit.start < passage.end
    )


def _response_points(evidence: Iterable[Evidence]) -> int:
    """How much weak evidence speaks for a response: an answer enclosed against an acknowledgement's promise."""
    return sum(2 if item.means == "response_words" else item.weight for item in evidence)


def _find_hits(passages: Sequence[Passage], subject: str) -> dict[str, list[_Hit]]:
    """Where each rule of ``kinds.toml`` first holds; a rule counts once, however often it holds."""
    found: dict[str, list[_Hit]] = {}
    for rule in load_rules("kinds"):
        hit: _Hit | None = None
        if rule.where == "subject":
            hit = _Hit(rule, 0, 0) if subject and rule.find(subject) else None
        else:
            for passage in passages:
                if not _may_speak(rule, passage):
                    continue
                place = rule.find(passage.text)
                if place is not None:
                    hit = _Hit(rule, passage.start + place[0], passage.start + place[1])
                    break
        if hit is not None:
            found.setdefault(rule.means, []).append(hit)
    return found


def _may_speak(rule: Rule, passage: Passage) -> bool:
    """Requests are read in the requester's words, reviews and extensions in the authority's own, the rest in both of its."""
    if rule.means == "request":
        return True
    if rule.means in ("review_outcome", "extension", "clarification", "transfer"):
        return passage.speaker is Speaker.AUTHORITY or (rule.means == "clarification" and _asks_back(passage))
    return passage.speaker is not Speaker.REQUESTER


def _asks_back(passage: Passage) -> bool:
    """A question of the authority to the requester, which looks like one of the requester's."""
    return passage.speaker is Speaker.REQUESTER and not passage.quoted and bool(
        re.search(r"\b(?:clarif|do you mean|whether you (?:mean|want|are)|more detail|narrow|refine|more specific|which of the following|are you (?:asking|referring|seeking|looking|interested)|would you (?:like|prefer|be willing)|which (?:period|years?|of these) (?:do|would|are) you)", passage.text, re.IGNORECASE)
    )  # fmt: skip


def _asks(passage: Passage) -> bool:
    return any(rule.find(passage.text) for rule in load_rules("kinds") if rule.means == "request")


def _with_rule(found: KindFound, rule: str) -> KindFound:
    return KindFound(found.kind, found.start, found.end, found.rule or rule, found.share_sure)
