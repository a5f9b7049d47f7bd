"""What the words around a citation say the authority does with the section: relies on it, weighs it, or neither.

What lives here: short lists of words, readable by a lawyer, and the sentence around a place. What comes in: text
and a place; what goes out: a `CitationMode`, a hint and no decision. What must never be here: whole-letter
judgements.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from answerable.model.law import CitationMode, ProvisionKind

# A sentence ends at a stop before a capital, or at an empty line; "s.40" and "No. 3" do not end one.
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z“\"(\[•])|\n\s*\n|\n(?=\s*(?:[•*·–-]|\d{1,2}[.)])\s)")
_ASIDE = re.compile(r"(?:,\s*(?:but|and|so)|;(?:\s*but)?)\s*\Z")
_REACH = 400

_RULED_OUT = re.compile(
    r"(?:\b(?:does|do|did|is|are|was|were)(?: not|n[’']t) (?:apply|engaged|applicable|exempt|rel(?:y|ied|ying))"
    r"|\bno longer (?:rel|appl|withh)"
    r"|(?:\bnot|n[’']t) (?:been )?(?:relied|relying|engaged|applied|needed|necessary|pursued|reached|made a decision)"
    r"|(?:\bnot|n[’']t) (?:need|had) to (?:consider|rely|decide|apply)"
    r"|\b(?:made )?no decision (?:on|about|as to)|\bno bearing|\bthought about"
    r"|\bcannot rely|\bwithdr[ae]wn?|\bin error|\b(?:was|were) wrongly)",
    re.IGNORECASE,
)
_WEIGHED = re.compile(
    r"\b(?:(?:may|might|could)\s+(?:also\s+|then\s+|need to\s+|have to\s+|be\s+|well\s+)*"
    r"(?:appl\w*|exempt\w*|engag\w*|refus\w*|consider\w*|rel[yi]\w*|withh\w*|cite|invoke|fall|charge)"
    r"|consider\w*\s+(?:whether|if|the\s+(?:application|use|public)|applying|relying|potential|possible)"
    r"|(?:consider\w*|assess\w*|decid\w*|determin\w*|establish\w*|asked|see|weigh\w*) whether"
    r"|whether (?:or not )?(?:(?:the|this|that|any|an) )?"
    r"(?:exemption|exception|section|regulation|s\.|information is exempt)"
    r"|if (?:we|the|any|it|your|this|you|complying|one)\b"
    # "If it did exist it would be exempt under ..." relies on the section that follows.
    r"(?!\s+(?:information\s+)?(?:did\s+(?:exist|hold)|existed|"
    r"(?:were|was)\s+(?:to\s+)?(?:be\s+)?(?:held|exist|hold)))|likely to (?:be|exceed|engage)|potentially"
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


class Sentences:
    """The sentences of a text with the words that decide, found once for all its citations."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _breaks(self) -> tuple[list[int], list[int]]:
        spans = [match.span() for match in _SENTENCE_END.finditer(self._text)]
        return [start for start, _ in spans], [end for _, end in spans]

    @cached_property
    def _words(self) -> list[tuple[CitationMode, list[tuple[int, int]]]]:
        """The words that decide, in the order in which they do."""
        patterns = (
            (_RULED_OUT, CitationMode.CONSIDERED),
            (_WEIGHED, CitationMode.CONSIDERED),
            (_RELIED_ON, CitationMode.ENGAGED),
        )
        return [(mode, [match.span() for match in pattern.finditer(self._text)]) for pattern, mode in patterns]

    def find_mode(self, start: int, end: int, kind: ProvisionKind | None) -> CitationMode:
        """Return the hint for the citation between two places.

        >>> Sentences("We have withheld names under section 40(2).").find_mode(29, 42, ProvisionKind.EXEMPTION).value
        'engaged'
        """
        if kind in (ProvisionKind.DUTY, ProvisionKind.DEFINITION):
            return CitationMode.DUTY
        first, last = self.find_bounds(start, end)
        # What one half of a sentence weighs ("if we passed it on; section 41 applies") the other half need not.
        half = max(first, self._text.rfind(";", first, start) + 1)
        for number, (mode, spans) in enumerate(self._words):
            begin = half if number == 1 else first
            index = bisect_left(spans, (begin, begin))
            while index < len(spans) and spans[index][1] <= last:
                if number != 1 or not self._is_aside(*spans[index], end):
                    return mode
                index += 1
        return CitationMode.MENTIONED

    def _is_aside(self, first: int, last: int, end: int) -> bool:
        """Whether an "if" begins another half of the sentence: "(section 40(2)), but if you send me a letter ..."."""
        return (
            first >= end
            and self._text[first:last][:2].lower() == "if"
            and bool(_ASIDE.search(self._text[max(end, first - 12) : first]))
        )

    def find_bounds(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around a place begins and ends, at most a few hundred characters each way."""
        starts, ends = self._breaks
        low, high = max(0, start - _REACH), min(len(self._text), end + _REACH)
        before = bisect_right(ends, start) - 1
        after = bisect_left(starts, end)
        first = max(low, ends[before]) if before >= 0 else low
        last = min(high, starts[after]) if after < len(starts) else high
        return first, last
