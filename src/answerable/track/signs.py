"""The signs by which a letter's kind is told: rules that hold on it, and whom it speaks to.

What comes in: passages and a subject. What goes out: where each rule of ``kinds.toml`` holds, and yes or no. What must
never be here: which kind it is (`kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.track.passages import Passage, Speaker
from answerable.track.rules import Rule, find_rules, load_rules


@dataclass(frozen=True, slots=True)
class Hit:
    rule: Rule
    start: int
    end: int


def asks_for_himself(passages: Sequence[Passage]) -> bool:
    """Whether a person writes of himself and wants something: "I am a student. Could you tell me how to apply?"."""
    text = " ".join(passage.text for passage in passages)
    himself = re.findall(r"\bI(?:['’](?:m|d|ve))?\s|\bmy\b", text)
    wants = re.search(
        r"\bI (?:want|wish|would (?:like|love)|need|hope|am trying)\b|\bI['’]m trying\b|\bI['’]d (?:like|love)\b|"
        r"\bwho (?:do|should|can) I\b|"
        r"\b(?:can|could|would) (?:you|someone|somebody) (?:please )?(?:tell|help|send|let|arrange|advise)\b",
        text,
        re.IGNORECASE,
    )
    return len(himself) >= 2 and wants is not None


def answers_somebody(passages: Sequence[Passage], subject: str) -> bool:
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
        any(greets.match(passage.text) for passage in passages[:3]) and is_about_information(passages, subject)
    )


def is_about_information(passages: Sequence[Passage], subject: str) -> bool:
    """Whether a letter speaks of a request or of access law at all."""
    words = re.compile(
        r"freedom of information|\bFOI|environmental information|\byour request\b|rhyddid gwybodaeth|"
        r"\brequest for information\b",
        re.IGNORECASE,
    )
    return bool(words.search(subject)) or any(words.search(passage.text) for passage in passages)


def find_hits(passages: Sequence[Passage], subject: str) -> dict[str, list[Hit]]:
    """Where each rule of ``kinds.toml`` first holds; a rule counts once, however often it holds."""
    rules = load_rules("kinds")
    hits = {rule.name: Hit(rule, 0, 0) for rule in rules if rule.where == "subject" and subject and rule.find(subject)}
    for passage in passages:
        for rule, place in find_rules("kinds", passage.text):
            if rule.name not in hits and _may_speak(rule, passage):
                hits[rule.name] = Hit(rule, passage.start + place[0], passage.start + place[1])
    found: dict[str, list[Hit]] = {}
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
                r"specific|when you (?:say|refer|mention)|do you (?:include|want|mean|need)|\byou(?:['’]re| are) "
                r"(?:wanting|after)\b|which of the following|are you (?:asking|referring|seeking|looking|interested)|"
                r"would you (?:like|prefer|be willing)|in mind\b|\byou after\b|"
                r"which (?:period|years?|of these) (?:do|would|are) you)",
                passage.text,
                re.IGNORECASE,
            )
        )
    )


def asks_for(passage: Passage) -> bool:
    """Whether a passage asks an authority for information."""
    return any(rule.means == "request" for rule, _ in find_rules("kinds", passage.text))
