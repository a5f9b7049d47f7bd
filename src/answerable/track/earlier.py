"""What a letter tells of an earlier answer: refusals recounted, and refusals taken back.

What lives here: whether a sentence recounts an earlier decision, whether it takes one back, and whether a letter does.
What comes in: passages. What goes out: yes or no. What must never be here: what the letter itself decides.

A review begins with what was complained of ("you complained that we had refused ... under section 40(2)"). Where the
reviewer takes that back, these words are history; where he does not, they are still what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from answerable.track.passages import Passage, Speaker
from answerable.track.rules import expand_contractions

_RECOUNTED = re.compile(
    r"^\W*(?:you|in your (?:e-?mail|letter|complaint|request|appeal))\b[^.;]{0,80}\b(?:complain|ask|argu|challeng|"
    r"consider|suggest|"
    r"appeal|disput|contend|question|felt|feel|maintain|believ|wrote|objected|were (?:told|refused|informed|not)|"
    r"unhappy|dissatisfied)|"
    r"\b(?:had|having)\s+(?:\w+\s+)?(?:been\s+)?(?:refused|withheld|said|relied|told|applied|declined|exempted|cited|"
    r"answered|redacted)\b|"
    r"\b(?:we|it|I|council|force|trust|authority|department|board|university|college|service)\s+"
    r"(?:originally|initially|at first|first|previously|earlier)\b|"
    r"\b(?:in|with)\s+(?:its|our|the|my|their)\s+(?:original|first|initial|earlier|previous)\s+(?:refusal|response|"
    r"reply|answer|decision|letter)\b|"
    r"^\W*(?:original|first|initial|earlier|previous)\s+(?:refusal|response|reply|answer|decision)\b|\b(?:original|"
    r"first|initial)\s+(?:responder|officer|"
    r"decision[- ]maker|handler|author|team)\b|\bon\s+\d{1,2}\s+\w+(?:\s+\d{4})?,?\s+(?:we|I|the\s+\w+)\s+(?:told|"
    r"informed|advised|wrote\s+to)\s+you\b|"
    r"\bin\s+which\s+(?:it|we|the\s+\w+)\s+(?:refused|relied|withheld|neither|applied)\b|"
    r"\b(?:when|after|at\s+the\s+time)\s+you\s+(?:first|originally|initially)\b|\b(?:at\s+first|originally|initially)"
    r",?\s+(?:we|it|I|the\s+\w+)\b|"
    r"\b(?:rather than|instead of)\s+(?:being\s+)?(?:refus|withh)\w+|"
    r"\b(?:original|first|initial|earlier|previous)\s+(?:response|reply|answer|decision|letter)\s+(?:\w+\s+)"
    r"?(?:refused|"
    r"withheld|relied|cited|said|stated|told|explained|applied)\b",
    re.IGNORECASE,
)
# "You argued that a redacted copy could have been sent": whoever reads this must not take it for an answer.
_ARGUED = re.compile(
    r"^\W*(?:(?:and|but|also|in (?:particular|addition|your (?:e-?mail|letter|view|complaint|appeal|request))|"
    r"secondly|further|"
    r"finally|lastly),?\s+)?"
    r"(?:you|the (?:applicant|complainant|requester))\b(?:\s+(?:have|had|also|then|did|do|went\s+on\s+to|further))"
    r"{0,3}\s+(?:complain|argu|challeng|"
    r"appeal|disput|contend|felt|feel|maintain|believ|object|unhappy|dissatisfied|consider(?:ed)?\s+that|suggest|"
    r"thought|think|point(?:ed)?\s+out|"
    r"assert|claim|query|queried|stress|express|say|said|state|wrote|question(?:ed)?\s+(?:why|whether|how|the|our))",
    re.IGNORECASE,
)
_ANSWER = (
    r"(?:refusals?|exemptions?|exceptions?|(?:sections?|regulations?|s\.?)\s?\d+(?:\s?\(\w+\))*(?:\s+of\s+(?:the\s+)?"
    r"[\w ()]{3,60}?)?|reliance|decisions?|redactions?|position|refusal notice)"
)
_LIFTED = re.compile(
    rf"\b{_ANSWER}\b[^.;]{{0,90}}?\b(?:(?:falls?|fell|fallen)\s+away|(?:cannot|can not|does\s+not|do\s+not|could\s+not)"
    r"\s+(?:\w+\s+)?(?:stand|apply|be\s+(?:sustained|supported|justified|maintained))|no\s+longer\s+(?:stands?|appl\w+|"
    r"engaged|relied)|(?:is|are|was|were|be|been)\s+(?:\w+ly\s+)?(?:overturned|set\s+aside|reversed|withdrawn|lifted|"
    r"dropped|quashed|abandoned|wrong|mistaken|unjustified|misapplied|misplaced|in\s+error|incorrect|"
    r"not\s+(?:\w+ly\s+)?(?:engaged|justified|correct|right|made\s+out|applicable)|"
    r"(?:wrongly|incorrectly|mistakenly|improperly)\s+\w+ed)|"
    r"(?:should|ought)\s+not\s+(?:to\s+)?have\s+been)\b|\b(?:it|this|that|which|they)\s+(?:is|are|was|were)"
    r"\s+(?:therefore\s+)?(?:not\s+(?:maintained|sustained|made\s+out)|"
    r"withdrawn|overturned)\b|\bneither\s+exemption\s+is\s+engaged\b|\b(?:I|we)\s+am\s+not\s+persuaded\b|"
    r"\b(?:overturn\w*|set(?:ting)?\s+aside|revers(?:e|ed|ing)|withdr(?:aw|awn|ew|awing)|lift(?:ed|ing)?|dropp?(?:ed|"
    r"ing)?|"
    r"quash\w*|do\s+not\s+(?:agree\s+with|uphold))\b"
    rf"[^.;]{{0,50}}\b(?:{_ANSWER}|(?:response|reply|answer))\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:in\s+part|part(?:ly|ially)|except|save\s+for|apart\s+from|complaints?)\b|"
    r"\b(?:not|no\s+(?:reason|grounds?|case)|never|whether|if|decline\w*|unable)\s+(?:\w+\s+){0,3}?(?:overturn|"
    r"set\s+aside|"
    r"revers|withdraw|lift|drop|quash|wrong|mistaken)|\b(?:deadline|balance|duty|duties|obligation|confirm)\b|"
    r"\b1\s?\(1\)",
    re.IGNORECASE,
)
# What a sentence must hold for any of the patterns to hold: most letters are done with after this.
_HINT = re.compile(
    r"uph[eo]ld|favou?r|f[ae]ll|stand|sustain|support|justif|maintain|longer|overturn|aside|revers|withdr|lift|drop|"
    r"quash|"
    r"abandon|wrong|mistake|misap|misplaced|in\s+error|incorrect|engaged|made\s+out|applicable|improper|have\s+been|"
    r"apply|"
    r"right|agree|in\s+full|entirety|after\s+all",
    re.IGNORECASE,
)
# "On 14 January we told you that it was refused": told of then, whatever is decided now.
_TOLD = re.compile(
    r"\bon\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\s+\w+(?:\s+\d{4})?,?\s+(?:we|I|the\s+\w+)\s+(?:told|informed|advised|"
    r"wrote\s+to)\s+you\b|"
    r"\b(?:previously|earlier|originally)\s+(?:told|informed|advised)\s+you\b",
    re.IGNORECASE,
)
_UPHELD = re.compile(
    r"\bI\s+(?:\w+\s+){0,2}?uphold\s+(?:your|the)\s+complaint(?!\s+(?:in\s+part|about\s+(?:the\s+)?(?:delay|time)))|"
    r"\b(?:your|the)\s+complaint\s+(?:is|has\s+been)\s+(?:fully\s+|therefore\s+)?upheld(?!\s+in\s+part)|"
    r"\b(?:can|will|may|should|shall)\s+(?:now\s+|all\s+|therefore\s+|after all\s+)*be\s+(?:given|released|disclosed|"
    r"sent|provided|supplied)\s+(?:to\s+you\s+)?"
    r"(?:in\s+full|in\s+its\s+entirety|after\s+all)\b|\b(?:I|we)\s+(?:now\s+)?(?:release|disclose|enclose|attach|"
    r"provide)\b[^.;]{0,60}\bin\s+full\b|"
    r"\bfind\s+(?:wholly\s+)?in\s+your\s+favou?r(?!\s+in\s+part)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def is_recounted(sentence: str) -> bool:
    """Whether a sentence tells what was decided before.

    >>> is_recounted("You complained that we had refused the list.")
    True
    """
    return _RECOUNTED.search(sentence) is not None


# "You asked for a review as the Board had said that it did not hold them".
_HAD_SAID = re.compile(
    r"\b(?:you|your)\b[^.;]{0,80}\bhad\s+(?:said|told|stated|replied|answered|claimed|maintained|advised|informed)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def told_by_others(sentence: str) -> bool:
    """Whether a sentence tells what had been said before a review was asked for.

    >>> told_by_others("You asked for a review as the Board had said that it did not hold them.")
    True
    """
    return _HAD_SAID.search(sentence) is not None


@lru_cache(maxsize=256)
def was_told(sentence: str) -> bool:
    """Whether a sentence says what the requester was told on an earlier day.

    >>> was_told("On 14 January we told you that this was refused under section 36.")
    True
    """
    return _TOLD.search(sentence) is not None


@lru_cache(maxsize=256)
def is_argued(sentence: str) -> bool:
    """Whether a sentence tells what the requester thinks of an answer.

    >>> is_argued("You considered that a redacted version could have been sent.")
    True
    """
    return _ARGUED.search(sentence) is not None


@lru_cache(maxsize=256)
def is_lifted(sentence: str) -> bool:
    """Whether a sentence takes a refusal back, wholly.

    >>> is_lifted("The refusal under section 12 thus falls away.")
    True
    >>> is_lifted("I see no reason to overturn the refusal.")
    False
    """
    full, _ = expand_contractions(sentence)
    return _LIFTED.search(full) is not None and _KEPT.search(full) is None


def lifts_refusal(passages: Sequence[Passage]) -> bool:
    """Whether the authority takes back what was refused before."""
    return any(
        passage.speaker is Speaker.AUTHORITY
        and _HINT.search(passage.text) is not None
        and (is_lifted(passage.text) or _UPHELD.search(passage.text) is not None)
        for passage in passages
    )
