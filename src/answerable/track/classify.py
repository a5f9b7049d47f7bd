"""One letter, classified: what it is, what it decides, on which grounds, with every place.

What comes in: the letter's text and that of the letters attached to it. What goes out: a `LetterClass`. Pure: no
record, no files. What must never be here: patterns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.model.authority import Authority
from answerable.model.law import ProvisionKind
from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.decisions import Ruling, decide_questions, roll_up
from answerable.track.earlier import lifts_refusal
from answerable.track.evidence import Evidence, find_evidence
from answerable.track.grounds import Ground, find_grounds, list_engaged, promote_considered
from answerable.track.kinds import KindFound, find_kind
from answerable.track.laws import AuthorityFound, LawFound, find_authority, find_law
from answerable.track.learned.references import settle_reference
from answerable.track.letter import DecisionFound, GroundCited, LetterClass, Place, Stated
from answerable.track.mentions import find_mentions
from answerable.track.particulars import Particular, find_answered, find_received
from answerable.track.passages import Passage
from answerable.track.questions import find_questions
from answerable.track.quoted import divide_letter
from answerable.track.readings import MAY_DECIDE, ByRules, Settled, list_rule_signs, settle_readings
from answerable.track.references import find_reference, stands_at_head
from answerable.track.relied import settle_grounds
from answerable.track.whole import decide_letter, find_told

VERSION = "9"
"""Part of every key of a classification; raise it when a rule or function changes what it finds."""

_GAP = "\n\n"
_EXEMPTION = ProvisionKind.EXEMPTION.value
_BY_NOBODY = (MessageKind.RECEIPT, MessageKind.BOUNCE, MessageKind.OUT_OF_OFFICE, MessageKind.SPAM)
_ONE_THING = (
    Decision.DISCLOSED,
    Decision.REFUSED,
    Decision.NOT_HELD,
    Decision.NEITHER_CONFIRMED_NOR_DENIED,
    Decision.COST_LIMIT_EXCEEDED,
    Decision.ALREADY_PUBLIC,
)
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_WITHHOLDS = (Decision.REFUSED, Decision.PARTLY_DISCLOSED, Decision.ALREADY_PUBLIC)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Several texts as one, and the way back from its places."""

    text: str
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        part = max(0, bisect_right(self.starts, start) - 1)
        offset = self.starts[part]
        limit = self.starts[part + 1] - len(_GAP) if part + 1 < len(self.starts) else len(self.text)
        return Place(part, start - offset, max(start, min(end, limit)) - offset)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of a letter before it is said what it is."""

    joined: _Joined
    passages: tuple[Passage, ...]
    subject: str
    auto: str
    data_attached: bool
    authority: AuthorityFound | None
    law: LawFound
    named: Particular | None


def classify_letter(
    text: str,
    *,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    questions: Sequence[str] = (),
    default_law: str = "",
    quoted_ranges: Iterable[tuple[int, int]] | None = None,
    attachments_text: Sequence[str] = (),
    data_attached: bool = False,
    authorities: Sequence[Authority] = (),
) -> LetterClass:
    """Classify one letter.

    Args:
        text: of the letter or page.
        subject: of the mail, where it is one.
        headers: `auto` as `mail.delivery.find_auto` gives it, under the key ``auto``; others are not read.
        questions: the texts of the questions that were asked, so that their repetition is known for what it is.
        default_law: the law in hand; empty where only the letter can tell.
        quoted_ranges: places of `text` that are quoted or disclaimers; None: found here.
        attachments_text: texts of attached letters, in order.
        data_attached: whether spreadsheets or other data came with it.
        authorities: whose names to look for; the forces that ship with the package where none are given.
    """
    joined = _join((text, *attachments_text))
    passages = divide_letter(joined.text, text, quoted_ranges, questions)
    authority = find_authority(joined.text, authorities)
    reading = _Reading(
        joined,
        passages,
        subject,
        (headers or {}).get("auto", ""),
        data_attached,
        authority,
        find_law(joined.text, passages, default_law or (authority.law if authority else "")),
        find_reference(joined.text, subject),
    )
    rules = _read_by_rules(reading)
    is_alone = not data_attached and not attachments_text
    return _make_class(reading, rules, settle_readings(rules, passages, subject, reading.auto, is_alone=is_alone))


def _read_by_rules(reading: _Reading) -> ByRules:
    """Kind, decisions and grounds by the rules alone."""
    passages, text, named = reading.passages, reading.joined.text, reading.named
    numbers = find_questions(passages)
    evidence = find_evidence(passages, numbers)
    mentions = tuple(
        item
        for item in find_mentions(text, passages, reading.law.law)
        if named is None or item.end <= named.start or named.end <= item.start  # "SEC 12-2291" is no section 12
    )
    grounds = find_grounds(mentions, numbers)
    relied = [item for item in grounds if item.kind == _EXEMPTION and item.mode == "engaged"]
    rulings = decide_questions(passages, numbers, evidence, relied)
    kind = find_kind(
        passages,
        reading.subject,
        reading.auto,
        evidence,
        len(rulings),
        reading.data_attached,
        bool({"exemption", "ncnd", "cost"} & list_engaged(grounds)),
        find_told(passages) is not None,
    )
    whole = decide_letter(passages, evidence, grounds, reading.data_attached)
    rolled = roll_up(rulings, whole, list_engaged(grounds))
    if kind.kind in MAY_DECIDE and rolled is not None:
        if rolled.decision in _WITHHOLDS and not lifts_refusal(passages):
            grounds = promote_considered(grounds, passages)
        if rolled is whole and rolled.decision not in _GIVES:
            # What stands beside the numbers is the request; the answer below it is to each of them.
            rulings = tuple(
                replace(item, decision=rolled.decision, start=rolled.start, end=rolled.end) for item in rulings
            )
    return ByRules(kind, rulings, rolled, grounds, evidence, mentions, numbers)


def _make_class(reading: _Reading, rules: ByRules, settled: Settled) -> LetterClass:
    """The letter as it is handed on, with the facts that hang on what it is."""
    joined, passages, law, authority = reading.joined, reading.passages, reading.law, reading.authority
    kind, rolled = settled.kind, settled.rolled
    decides = kind.kind in MAY_DECIDE
    grounds, doubt = rules.grounds, settled.doubt
    if decides:
        grounds, of_sections = settle_grounds(
            grounds, rules.mentions, passages, rules.questions, law.law, kind.kind, settled.decision
        )
        doubt = doubt or of_sections
    received = find_received(joined.text, passages) if kind.kind not in _BY_NOBODY else None
    reference = _keep_reference(reading, kind.kind)
    answered = (
        find_answered(joined.text, passages, received, kind.start)
        if decides or kind.kind is MessageKind.UNCLEAR
        else None
    )
    return LetterClass(
        kind=kind.kind,
        kind_place=joined.place(kind.start, kind.end) if kind.has_words else None,
        decision=settled.decision,
        decisions=_list_decisions(joined, rules.rulings, rolled, settled.decision) if decides else (),
        grounds=tuple(_place_ground(joined, item) for item in grounds),
        law=law.law,
        law_place=joined.place(law.start, law.end) if law.end else None,
        authority=authority.name if authority else "",
        authority_id=authority.id if authority else "",
        authority_place=joined.place(authority.start, authority.end) if authority else None,
        reference=_state(joined, reference),
        received_on=_state(joined, received),
        answered_on=_state(joined, answered),
        share_sure=settled.share_sure,
        why=tuple(_explain(joined.text, settled, rules.evidence)),
        decision_place=_find_decision_place(joined, kind, rolled),
        doubt=doubt,
        signs=list_rule_signs(rules),
        mentions=rules.mentions,
    )


def _keep_reference(reading: _Reading, kind: MessageKind) -> Particular | None:
    """The reference found, where a letter of this kind bears one of the authority's for our request.

    What a machine, a reader away, a seller or a court writes bears none, nor does a request; what others want may tell
    of one, and bears it only at its head.
    """
    named = reading.named
    if kind is MessageKind.UNCLEAR:
        return find_reference("", reading.subject)
    if kind in (*_BY_NOBODY, MessageKind.REQUEST):
        return None
    named = settle_reference(reading.joined.text, named, kind)
    if kind is MessageKind.OTHER_REQUEST and named is not None and not stands_at_head(reading.joined.text, named):
        return None
    return named


def _find_decision_place(joined: _Joined, kind: KindFound, rolled: Ruling | None) -> Place | None:
    if kind.kind is MessageKind.CLARIFICATION and kind.has_words:
        return joined.place(kind.start, kind.end)
    return joined.place(rolled.start, rolled.end) if rolled is not None and rolled.end else None


def _list_decisions(
    joined: _Joined, rulings: Sequence[Ruling], rolled: Ruling | None, decision: Decision | None
) -> tuple[DecisionFound, ...]:
    """Per question; the whole by itself where no question is answered by number.

    A letter that does one thing does it on every question: only a part answer gives one and withholds another.
    """
    rows = [
        DecisionFound(
            item.question,
            decision if decision in _ONE_THING and item.question else item.decision,
            joined.place(item.start, item.end) if item.end else None,
            item.rule,
        )
        for item in rulings
    ]
    if not rows and rolled is not None:
        place = joined.place(rolled.start, rolled.end) if rolled.end else None
        rows.append(DecisionFound(None, rolled.decision, place, rolled.rule))
    return tuple(rows)


def _explain(text: str, settled: Settled, evidence: Sequence[Evidence]) -> Iterable[str]:
    """What decided, with its words; what the comparison says; for an undecided response, what was looked at in vain."""
    kind, rolled = settled.kind, settled.rolled
    if kind.rule:
        words = " ".join(text[kind.start : kind.end].split())[:120]
        yield f"kind {kind.kind.value}: {kind.rule}" + (f": {words}" if words else "")
    if rolled is not None:
        yield f"decision {rolled.decision.value}: {rolled.rule}: {' '.join(text[rolled.start : rolled.end].split())[:160]}"  # noqa: E501
    elif kind.kind in MAY_DECIDE:
        yield "decision undecided: no words of the authority say what it decides"
    if settled.said:
        yield settled.said
    seen: set[tuple[str, str]] = set()
    for item in evidence:
        if item.weight >= 2 and (item.rule, item.means) not in seen:
            seen.add((item.rule, item.means))
            yield f"{item.means}: {item.rule}: {' '.join(text[item.start : item.end].split())[:120]}"


def _join(parts: Sequence[str]) -> _Joined:
    starts, place = [], 0
    for part in parts:
        starts.append(place)
        place += len(part) + len(_GAP)
    return _Joined(_GAP.join(parts), tuple(starts))


def _state(joined: _Joined, found: Particular | None) -> Stated | None:
    if found is None:
        return None
    return Stated(found.value, joined.place(found.start, found.end), found.problem)


def _place_ground(joined: _Joined, item: Ground) -> GroundCited:
    return GroundCited(item.law, item.section, item.kind, item.mode, joined.place(item.start, item.end), item.question)
