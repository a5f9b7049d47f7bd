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
from answerable.track.rules import find_rules
from answerable.track.signs import Hit, answers_somebody, asks_for, asks_for_himself, find_hits, is_about_information

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
    hits = find_hits(passages, subject)
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
    if tells and answers_somebody(passages, subject):
        # It speaks of a request, promises nothing and asks nothing: an answer whose words no rule knows.
        return KindFound(K.RESPONSE, 0, 0, "figures, about a request", 0.55)
    informs = is_about_information(passages, subject)
    if not informs and asks_for_himself(passages):
        return KindFound(K.OTHER_REQUEST, 0, 0, "writes for himself, not about a request", 0.55)
    if informs and not case.points("guidance") and answers_somebody(passages, subject):
        # It speaks to a requester and neither promises, asks nor postpones: an answer, whatever it decides.
        return KindFound(K.RESPONSE, 0, 0, "about a request, and no other kind", 0.4)
    return KindFound(K.UNCLEAR, 0, 0, "", 0.3)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that is known of a letter while its kind is sought."""

    passages: tuple[Passage, ...]
    subject: str
    auto: str
    evidence: tuple[Evidence, ...]
    n_answers: int
    hits: dict[str, list[Hit]]
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

    def outweighs(self, n_acknowledged: int) -> bool:
        """Whether slight signs of another kind together weigh more than an acknowledgement's words."""
        sums = [
            self.points(kind.value) + self.points(f"hint_{kind.value}")
            for kind in _HINTED
            if kind is not K.ACKNOWLEDGEMENT
        ]
        return max(sums) >= 6 and max(sums) > n_acknowledged

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
    about = is_about_information(case.passages, case.subject)
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
    if case.points("guidance") >= 4 and not acknowledges and not answers_somebody(case.passages, case.subject):
        return KindFound(K.UNCLEAR, 0, 0, "guidance", 0.6)
    if case.points("another_request") and not _gives_beside(case):
        return case.make(K.OTHER_REQUEST, 0.8, "another_request")
    spoken = any(p.speaker is Speaker.AUTHORITY and len(p.text) > 60 for p in case.passages if not asks_for(p))
    to_us = _YOUR_REQUEST.search(" ".join(item.text for item in case.passages)) is not None
    if case.points("request") >= 5 and not spoken and not decided and not case.evidence and not to_us:
        return _make_request(case, 0.85)
    if case.points("request") >= 10 and not case.strong and not to_us:
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
    r"\byour (?:\w+ )?(?:request|enquiry|application|FOI|e-?mail|letter)\b|\byou (?:have )?(?:asked|requested|wrote|"
    r"wanted|sought)\b|"
    r"\b(?:we|I) (?:hold|do not hold|can "
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
_SPEAKS = 2
_FEW = 25
# "I apologise for the delay" stands on answers too; a holding reply says that the answer is still to come.
_TO_COME = re.compile(
    r"\b(?:will|shall|hope|aim|expect|anticipate|intend|trying|as soon as|shortly|soon|still|yet|unable|not been "
    r"able|awaiting|waiting|"
    r"due course|progress|await|pending|byddwn|bydd|hyd yma|cyn gynted|remains?|overdue|delayed|bear with|patience|"
    r"today|chas\w+)\b|[’']ll\b",
    re.IGNORECASE,
)
_ENCLOSES = re.compile(r"\b(?:attach|enclos|appended)", re.IGNORECASE)
_PAYS = re.compile(
    r"\b(?:pay|paying|payment|paid|payable|fees?|charges?|charging|cheques?|remit|remittance|invoice|by card|meet "
    r"the cost|cost to you|fees? notice)\b|\btâl|\bffi",
    re.IGNORECASE,
)
_HEAD = 400  # letters from the top: what a letter calls itself stands there


def _make_request(case: _Case, share_sure: float) -> KindFound:
    """A request for information, or where somebody wants something done and names no law, another one."""
    if case.points("other_request") >= 5 and not is_about_information(case.passages, case.subject):
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
    gives = any(
        item.weight >= _SPEAKS
        or item.means == "figure"
        or (item.rule == "response-enclosed" and _ENCLOSES.search(case.passages[item.passage].text))
        for item in case.evidence
    )
    said = " ".join(item.text for item in case.passages if item.speaker is Speaker.AUTHORITY)
    late = any(hit.rule.weight >= 4 for hit in case.hits.get("holding_reply", ()))
    if late and not case.relies and not gives and (_TO_COME.search(said) or len(said.split()) < _FEW):
        return case.make(K.HOLDING_REPLY, 0.88)
    automatic = case.automatic
    n_acknowledged = case.points("acknowledgement")
    if n_acknowledged >= 3 and automatic:
        return case.make(K.AUTO_ACKNOWLEDGEMENT, 0.95, "acknowledgement")
    if n_acknowledged >= max(7 if case.relies else 3, _response_points(case.evidence)) and not case.outweighs(
        n_acknowledged
    ):
        return case.make(K.ACKNOWLEDGEMENT, 0.93)
    if case.evidence:
        first = case.evidence[0]
        return KindFound(K.RESPONSE, first.start, first.end, first.rule, 0.7)
    to_us = _YOUR_REQUEST.search(" ".join(item.text for item in case.passages)) is not None
    if case.points("request") >= 5 and not to_us:
        return _make_request(case, 0.75)
    if case.points("holding_reply") and not case.relies and _TO_COME.search(said):
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


def _response_points(evidence: Iterable[Evidence]) -> int:
    """How much weak evidence speaks for a response: an answer enclosed against an acknowledgement's promise."""
    return sum(2 if item.means == "response_words" else item.weight for item in evidence)
