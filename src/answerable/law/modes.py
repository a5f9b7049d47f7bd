"""What the words around a citation say the authority does with the section: relies on it, weighs it, or neither.

What lives here: short lists of words, readable by a lawyer, and the sentence around a place. What comes in: text
and a place; what goes out: a `CitationMode`, a hint and no decision. What must never be here: whole-letter
judgements.
"""

from __future__ import annotations

import re

from answerable.model.law import CitationMode, ProvisionKind

# A sentence ends at a stop before a capital, or at an empty line; "s.40" and "No. 3" do not end one.
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z“\"(\[•])|\n\s*\n|\n(?=\s*(?:[•*·–-]|\d{1,2}[.)])\s)")
_REACH = 400

_RULED_OUT = re.compile(
    r"\b(?:(?:does|do|did|is|are|was|were) not (?:apply|engaged|applicable|exempt|rel(?:y|ied|ying))"
    r"|no longer (?:rel|appl|withh)"
    r"|not (?:relied|relying|engaged|applied)|cannot rely|withdr[ae]wn?|in error|(?:was|were) wrongly)",
    re.IGNORECASE,
)
_WEIGHED = re.compile(
    r"\b(?:(?:may|might|could)\s+(?:also\s+|then\s+|need to\s+|have to\s+|be\s+|well\s+)*"
    r"(?:appl\w*|exempt\w*|engag\w*|refus\w*|consider\w*|rel[yi]\w*|withh\w*|cite|invoke|fall|charge)"
    r"|consider\w*\s+(?:whether|if|the\s+(?:application|use|public)|applying|relying|potential|possible)"
    r"|(?:consider\w*|assess\w*|decid\w*|determin\w*|establish\w*|asked|see|weigh\w*) whether"
    r"|whether (?:or not )?(?:(?:the|this|that|any|an) )?"
    r"(?:exemption|exception|section|regulation|s\.|information is exempt)"
    r"|if (?:we|the|any|it|your|this|you|complying|one)\b|likely to (?:be|exceed|engage)|potentially"
    r"|would be likely to be refused"
    r"|unless|in the event|for example|such as)\b",
    re.IGNORECASE,
)
_RELIED_ON = re.compile(
    r"\b(?:exempt(?:ed|s|ing|ion applies)?|appl(?:y|ies|ied|ying)|engag(?:ed|es|ing)|withh(?:old\w*|eld)|refus\w+"
    r"|rel(?:y|ies|ied|ying)|by virtue|not obliged?|no obligation|cit(?:ed|ing)|invok\w+|redact\w*|neither confirm"
    r"|remov\w+|exceed\w*|exclud\w+"
    r"|vexatious|refusal notice|eithri\w*|gwrthod\w*|ausgeschlossen|abgelehnt|verweiger\w*|steht .{0,30}entgegen)\b",
    re.IGNORECASE,
)


def find_mode(text: str, start: int, end: int, kind: ProvisionKind | None) -> CitationMode:
    """Return the hint for a citation at ``text[start:end]``.

    >>> find_mode("We have withheld names under section 40(2).", 29, 42, ProvisionKind.EXEMPTION).value
    'engaged'
    """
    if kind in (ProvisionKind.DUTY, ProvisionKind.DEFINITION):
        return CitationMode.DUTY
    sentence = find_sentence(text, start, end)
    if _RULED_OUT.search(sentence):
        return CitationMode.CONSIDERED
    if _WEIGHED.search(sentence):
        return CitationMode.CONSIDERED
    if _RELIED_ON.search(sentence):
        return CitationMode.ENGAGED
    return CitationMode.MENTIONED


def find_sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a place, at most a few hundred characters each way."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    first, last = low, high
    for match in _SENTENCE_END.finditer(text, low, high):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return text[first:last]
