"""What a letter is.

What comes in: passages, subject, what the envelope says, the evidence of decisions. What goes out: a kind with the
words that show it. What must never be here: patterns (``rules/kinds.toml``), decisions themselves.

Words of a decision make a letter a response, whatever else it says; a reply that gives half and asks to clarify the
rest is a response. What only promises, asks or apologises is none, however many exemptions it warns of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answerable.model.message import MessageKind
from answerable.track.evidence import Evidence
from answerable.track.passages import Passage, Speaker
from answerable.track.rules import Rule, find_rules, load_rules

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
    case = _Case(tuple(passages), subject, auto, tuple(evidence), n_answers, hits)
    case = replace(case, relies=relies)
    for step in (_by_envelope, _by_asking, _by_answer, _by_rest, _by_hints):
        found = step(case)
        if found is not None:
            return found
    if data_attached:
        return KindFound(K.RESPONSE, 0, 0, "data and no letter", 0.6)
    if relies:
        return KindFound(K.RESPONSE, 0, 0, "section relied on", 0.7)
    if any(item.means == "figure" for item in evidence) and not case.points("guidance"):
        first = next(item for item in evidence if item.means == "figure")
        return KindFound(K.RESPONSE, first.start, first.end, first.rule, 0.6)
    if case.points("other_request") >= 5:
        return case.make(K.OTHER_REQUEST, 0.8)
    if tells and _answers(passages, subject):
        # It speaks of a request, promises nothing and asks nothing: an answer whose words no rule knows.
        return KindFound(K.RESPONSE, 0, 0, "figures, about a request", 0.55)
    informs = _is_about_information(passages, subject)
    if not informs and _asks_for_himself(passages):
        return KindFound(K.OTHER_REQUEST, 0, 0, "writes for himself, not about a request", 0.55)
    if informs and not case.points("guidance") and _answers(passages, subject):
        # It speaks to a requester and neither promises, asks nor postpones: an answer, whatever it decides.
        return KindFound(K.RESPONSE, 0, 0, "about a request, and no other kind", 0.4)
    return KindFound(K.UNCLEAR, 0, 0, "", 0.3)


def _asks_for_himself(passages: Sequence[Passage]) -> bool:
    """Whether a person writes of himself and wants something: "I am a student. Could you tell me how to apply?"."""
    text = " ".join(passage.text for passage in passages)
    himself = re.findall(r"\bI(?:['’](?:m|d|ve))?\s|\bmy\b", text)
    wants = re.search(
        r"\bI (?:want|wish|would (?:like|love)|need|hope)\b|\bI['’]d (?:like|love)\b|\bwho (?:do|should|can) I\b|"
        r"\b(?:can|could|would) (?:you|someone|somebody) (?:please )?(?:tell|help|send|let|arrange|advise)\b",
        text,
        re.IGNORECASE,
    )
    return len(himself) >= 2 and wants is not None


@dataclass(frozen=True, slots=True)
class _Case:
    """All that is known of a letter while its kind is sought."""

    passages: tuple[Passage, ...]
    subject: str
    auto: str
    evidence: tuple[Evidence, ...]
    n_answers: int
    hits: dict[str, list[_Hit]]
    relies: bool = False

    @property
    def strong(self) -> list[Evidence]:
        """Words that decide."""
        return [item for item in self.evidence if item.weight >= 3]

    @property
    def decided(self) -> bool:
        """Whether it decides: by its words, by two numbered answers, or by figures."""
        n_figures = sum(item.means == "figure" for item in self.evidence)
        return bool(self.strong) or self.n_answers >= 2 or n_figures >= 2

    @property
    def only_refuses(self) -> bool:
        """Whether "exempt" and "withheld" are all that it says: an extension speaks so too."""
        return bool(self.strong) and all(item.means == "refused" for item in self.strong) and self.n_answers < 2

    @property
    def automatic(self) -> bool:
        """Whether a machine answered, by the envelope or by its own words."""
        return self.auto == "auto_reply" or bool(self.points("auto"))

    def points(self, means: str) -> int:
        """The sum of the rules of a kind that hold."""
        return sum(hit.rule.weight for hit in self.hits.get(means, ()))

    def make(self, kind: MessageKind, share_sure: float, means: str = "", rule: str = "") -> KindFound:
        """A kind with the words of its weightiest rule."""
        mine = self.hits.get(means or kind.value, [])
        hit = max(mine, key=lambda item: (item.end > item.start, item.rule.weight), default=None)
        if hit is None:
            return KindFound(kind, 0, 0, rule, share_sure)
        return KindFound(kind, hit.start, hit.end, hit.rule.name, share_sure)


def _by_envelope(case: _Case) -> KindFound | None:
    """What no person wrote, or nobody who was asked: bounces, receipts, absences, advertising."""
    decided = case.decided
    if case.auto == "delivery_report" or (case.points("bounce") >= 6 and not decided):
        return case.make(K.BOUNCE, 0.98, rule="delivery report")
    if case.auto == "read_receipt" or (case.points("receipt") >= 6 and not decided):
        return case.make(K.RECEIPT, 0.98, rule="receipt")
    about = _is_about_information(case.passages, case.subject)
    if case.points("spam") >= (8 if about else 4) and len(case.strong) < 2:
        return case.make(K.SPAM, 0.9)
    warns = all(item.means in ("refused", "cost_limit_exceeded", "already_public") for item in case.strong)
    away = case.points("out_of_office")
    promises = case.automatic and case.points("acknowledgement") >= 6 and away < 4
    if promises and warns and len(case.evidence) == len(case.strong):
        # A machine that promises an answer has not decided: what it says of refusals is a warning to everybody.
        return case.make(K.AUTO_ACKNOWLEDGEMENT, 0.85, "acknowledgement")
    if away >= 4 and not decided and away >= case.points("acknowledgement") - 2:
        return case.make(K.OUT_OF_OFFICE, 0.95)
    if case.points("bounce") >= 5 and not decided and not case.points("acknowledgement"):
        return case.make(K.BOUNCE, 0.9)
    if case.points("receipt") >= 5 and not decided and case.points("acknowledgement") < 6:
        return case.make(K.RECEIPT, 0.9)
    return None


def _by_asking(case: _Case) -> KindFound | None:
    """What asks, postpones, sends elsewhere, or looks again."""
    decided = case.decided
    acknowledges = case.automatic and case.points("acknowledgement") >= 3
    if case.points("guidance") >= 4 and not acknowledges and not _answers(case.passages, case.subject):
        return KindFound(K.UNCLEAR, 0, 0, "guidance", 0.6)
    if case.points("another_request") and not _gives_beside(case):
        return case.make(K.OTHER_REQUEST, 0.8, "another_request")
    spoken = any(p.speaker is Speaker.AUTHORITY and len(p.text) > 60 for p in case.passages if not _asks(p))
    if case.points("request") >= 5 and not spoken and not decided and not case.evidence:
        return _make_request(case, 0.85)
    if (
        case.points("request") >= 10
        and not case.strong
        and not _YOUR_REQUEST.search(" ".join(p.text for p in case.passages))
    ):
        return _make_request(case, 0.8)
    if case.points("review_outcome") >= 7 and (decided or case.points("acknowledgement") <= 3):
        return case.make(K.REVIEW_OUTCOME, 0.92)
    begins = [hit for hit in case.hits.get("review_outcome", ()) if hit.rule.name in ("reviewed", "review-heading")]
    if (decided or case.relies) and any(hit.start < _HEAD for hit in begins):
        return case.make(K.REVIEW_OUTCOME, 0.85)
    if case.points("extension") >= 6 and (not decided or case.only_refuses):
        return case.make(K.EXTENSION, 0.93)
    refuses = any(item.means in ("refused", "cost_limit_exceeded") for item in case.strong)
    said = " ".join(item.text for item in case.passages if item.speaker is Speaker.AUTHORITY)
    only_cost = bool(case.strong) and all(item.means == "cost_limit_exceeded" for item in case.strong)
    only_cost = only_cost and case.n_answers < 2 and not _REFUSES.search(said)
    if case.points("fee_notice") >= 6 and _PAYS.search(said) and (only_cost or not (decided and refuses)):
        return case.make(K.FEE_NOTICE, 0.9)
    if case.points("clarification") >= 4 and not decided:
        return case.make(K.CLARIFICATION, 0.92)
    promises = any(hit.rule.name == "promises-reply" for hit in case.hits.get("acknowledgement", ()))
    asks = case.points("clarification") + case.points("hint_clarification")
    if only_cost and asks >= 6:
        # "As it stands it would exceed the limit: which papers do you want?" asks and refuses nothing yet.
        return case.make(K.CLARIFICATION, 0.85)
    passed_on = bool(_PASSED_ON.search(said))
    only_lacks = decided and all(item.means == "not_held" for item in case.strong) and case.n_answers < 2
    if case.points("transfer") >= 5 and (not decided or (passed_on and only_lacks)) and (passed_on or not promises):
        return case.make(K.TRANSFER, 0.88)
    return None


_YOUR_REQUEST = re.compile(
    r"\byour (?:\w+ )?(?:request|enquiry|application|FOI|e-?mail|letter)\b|\b(?:we|I) (?:hold|do not hold|can "
    r"confirm)\b",
    re.IGNORECASE,
)


def _gives_beside(case: _Case) -> bool:
    """Whether a letter that speaks of another's request decides ours all the same, in a sentence of its own."""
    aside = {
        number
        for number, passage in enumerate(case.passages)
        if any(rule.means == "another_request" for rule, _ in find_rules("kinds", passage.text))
    }
    last = max(aside, default=0)
    decisive = [item for item in case.strong if item.passage not in aside and item.rule != "disclosed-in-full"]
    given = [item for item in case.evidence if item.passage > last + 1 and item.means in ("disclosed", "figure")]
    return bool(decisive) or bool(given) or case.n_answers >= 2


_REFUSES = re.compile(
    r"(?<!rather than )\brefus|\bdeclin|\bsection 17\b|\bnot (?:obliged|required)|\b12\s?\(\s?[12]\s?\)|\bunable to "
    r"(?:provide|comply|answer)|\b(?:applies|applied|therefore exceed)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pay|paying|payment|paid|payable|fees?|charges?|charging|cheques?|remit|remittance|invoice|by card|meet "
    r"the cost|cost to you|fees? notice)\b|\btâl|\bffi",
    re.IGNORECASE,
)
_HEAD = 400  # letters from the top: what a letter calls itself stands there


def _make_request(case: _Case, share_sure: float) -> KindFound:
    """A request for information, or where somebody wants something done and names no law, another one."""
    if case.points("other_request") >= 5 and not _is_about_information(case.passages, case.subject):
        return case.make(K.OTHER_REQUEST, min(share_sure, 0.8))
    return case.make(K.REQUEST, share_sure)


_PASSED_ON = re.compile(
    r"transfer|\b(?:passed|passing|forwarded|sent|redirected|handed|copied|referred)\b[^.]{0,60}\b"
    r"to (?:them|their|that|"
    r"another|all|each|both|(?:the )?(?-i:[A-Z]))|\bis now with\b|trosglwydd|\banfon(?:wyd|ais)\b|\bailgyfeirio",
    re.IGNORECASE,
)


def _by_answer(case: _Case) -> KindFound | None:
    """What decides."""
    if not case.decided:
        return None
    first = next(iter(case.strong or case.evidence), None)
    if first is None:
        return KindFound(K.RESPONSE, 0, 0, "numbered answers", 0.85)
    return KindFound(K.RESPONSE, first.start, first.end, first.rule, 0.96 if case.strong else 0.85)


def _by_rest(case: _Case) -> KindFound | None:
    """What apologises, acknowledges, or carries an answer without saying what it is."""
    gives = any(item.rule == "attached" or item.means == "figure" for item in case.evidence)
    if any(hit.rule.weight >= 4 for hit in case.hits.get("holding_reply", ())) and not case.relies and not gives:
        return case.make(K.HOLDING_REPLY, 0.88)
    automatic = case.automatic
    n_acknowledged = case.points("acknowledgement")
    if n_acknowledged >= 3 and automatic:
        return case.make(K.AUTO_ACKNOWLEDGEMENT, 0.95, "acknowledgement")
    if n_acknowledged >= max(7 if case.relies else 3, _response_points(case.evidence)):
        return case.make(K.ACKNOWLEDGEMENT, 0.93)
    if case.evidence:
        first = case.evidence[0]
        return KindFound(K.RESPONSE, first.start, first.end, first.rule, 0.7)
    if case.points("request") >= 5:
        return _make_request(case, 0.75)
    if case.points("holding_reply"):
        return case.make(K.HOLDING_REPLY, 0.7)
    if automatic:
        return case.make(K.AUTO_ACKNOWLEDGEMENT, 0.7, "auto", rule="automatic reply")
    return None


_HINTED = (K.EXTENSION, K.CLARIFICATION, K.TRANSFER, K.HOLDING_REPLY, K.ACKNOWLEDGEMENT)


def _by_hints(case: _Case) -> KindFound | None:
    """What several slight signs together speak for, where no words that decide were found."""
    if case.relies or any(item.weight >= 2 for item in case.evidence):
        return None
    sums = {kind: case.points(kind.value) + case.points(f"hint_{kind.value}") for kind in _HINTED}
    best = max(_HINTED, key=lambda kind: sums[kind])
    if sums[best] < _ENOUGH_HINTS:
        return None
    return case.make(best, 0.55, f"hint_{best.value}" if case.points(f"hint_{best.value}") else "")


_ENOUGH_HINTS = 4


def _answers(passages: Sequence[Passage], subject: str) -> bool:
    """Whether a letter speaks to a requester about what was asked."""
    words = re.compile(
        r"\byou(?: have)? (?:asked|requested|sought|wanted|enquired)\b|\byour (?:request|letter|"
        r"enquiry|questions?|FOI)\b|\b(?:re|regarding|further to|about|concerning|on) your (?:\w+ )?(?:query|queries|"
        r"e-?mail|message|note)\b|^\W*(?:re|about|regarding|on)\b[ :]+(?:the|your) [\w ]{1,30}(?:question|query|"
        r"request|e-?mail)s?\b|"
        r"\bas requested\b|\bin (?:answer|response|reply) to\b|"
        r"\bunder the freedom of information act\b",
        re.IGNORECASE,
    )
    greets = re.compile(r"\W*(?:Dear|Annwyl|FOI|EIR|FOISA|Rhyddid Gwybodaeth)\b", re.IGNORECASE)
    return any(passage.speaker is Speaker.AUTHORITY and words.search(passage.text) for passage in passages) or (
        any(greets.match(passage.text) for passage in passages[:3]) and _is_about_information(passages, subject)
    )


def _is_about_information(passages: Sequence[Passage], subject: str) -> bool:
    """Whether a letter speaks of a request or of access law at all."""
    words = re.compile(
        r"freedom of information|\bFOI|environmental information|\byour request\b|rhyddid gwybodaeth|"
        r"\brequest for information\b",
        re.IGNORECASE,
    )
    return bool(words.search(subject)) or any(words.search(passage.text) for passage in passages)


def _response_points(evidence: Iterable[Evidence]) -> int:
    """How much weak evidence speaks for a response: an answer enclosed against an acknowledgement's promise."""
    return sum(2 if item.means == "response_words" else item.weight for item in evidence)


def _find_hits(passages: Sequence[Passage], subject: str) -> dict[str, list[_Hit]]:
    """Where each rule of ``kinds.toml`` first holds; a rule counts once, however often it holds."""
    rules = load_rules("kinds")
    hits = {rule.name: _Hit(rule, 0, 0) for rule in rules if rule.where == "subject" and subject and rule.find(subject)}
    for passage in passages:
        for rule, place in find_rules("kinds", passage.text):
            if rule.name not in hits and _may_speak(rule, passage):
                hits[rule.name] = _Hit(rule, passage.start + place[0], passage.start + place[1])
    found: dict[str, list[_Hit]] = {}
    for rule in rules:
        if rule.name in hits:
            found.setdefault(rule.means, []).append(hits[rule.name])
    return found


def _may_speak(rule: Rule, passage: Passage) -> bool:
    """Requests are read in all words, reviews and extensions in the authority's own, the rest in its notices too."""
    if rule.means in ("request", "other_request"):
        return True
    if rule.means.removeprefix("hint_") in ("review_outcome", "extension", "clarification", "transfer"):
        return passage.speaker is Speaker.AUTHORITY or (rule.means == "clarification" and _asks_back(passage))
    return passage.speaker is not Speaker.REQUESTER


def _asks_back(passage: Passage) -> bool:
    """A question of the authority to the requester, which looks like one of the requester's."""
    return (
        passage.speaker is Speaker.REQUESTER
        and not passage.quoted
        and bool(
            re.search(
                r"\b(?:clarif|do you mean|whether you (?:mean|want|are)|more detail|narrow|refine|more "
                r"specific|which of the following|are you (?:asking|referring|seeking|looking|interested)|"
                r"would you (?:like|prefer|be willing)|in mind\b|\byou after\b|"
                r"which (?:period|years?|of these) (?:do|would|are) you)",
                passage.text,
                re.IGNORECASE,
            )
        )
    )


def _asks(passage: Passage) -> bool:
    return any(rule.means == "request" for rule, _ in find_rules("kinds", passage.text))
