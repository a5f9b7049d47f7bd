"""Sentences: where one ends, and what the words around a cue make of it (denied, only possible, earlier).

In: text and the place of a cue. Out: places and plain yes or no. Each pattern below is a rule on words; the
tests hold sentences for each. Never here: the codebook's words.
"""

from __future__ import annotations

import re

_STOP = re.compile(
    r"(?<!\bNo)(?<!\bno)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSgt)(?<!\bInsp)(?<!\bSupt)(?<!\bReg)(?<!\breg)(?<!\bs)"
    r"(?<!\bi\.e)(?<!\be\.g)(?<!\bp\.c)(?<!\bP\.C)(?<!\bP)(?<!\bapprox)(?<!\betc)"
    r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(]?[A-Z0-9]|\s*\Z|\s*\n)"
)
_CLAUSE_END = re.compile(
    r"[.!?;:](?=\s|\Z)|\n(?=\s)|\s[\u2013\u2014-]\s|,?\s+(?:but|however|although|whereas|while)\s", re.IGNORECASE
)
_SOFT_END = re.compile(r",?\s+(?:and|then|before being|after which|who)\s+(?=\w)|,\s", re.IGNORECASE)

_DENIED = re.compile(
    r"\b(?:not|ni|nid|na|heb(?!\s+rybudd)|never|without(?!\s+notice)|nor|neither|rather\s+than|instead\s+of|short\s+of|no|"
    r"[a-z]+n['’]t)\s+(?:[\w'’-]+\s+){0,3}\Z",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:no\s+records?\s+of|no\s+(?:\w+\s+){0,2}?(?:officers?|members?\s+of\s+staff|person|one)\s+(?:who|being|has|have|had|was|were))\b"
    r"(?:(?!\b(?:and|while|one|two|three)\s+(?:an?|one|two|three|was|were|officer|constable)\b)[^.;:])*\Z",
    re.IGNORECASE,
)
"""Said of nobody: "holds no record of an officer being dismissed"."""
_NOT_ONLY = re.compile(r"\bnot\s+only\b", re.IGNORECASE)
_POSSIBLE = re.compile(
    r"\b(?:could|gall|gallai|gellir|gellid|may(?!\s+(?:19|20)\d\d)|might|can|if|should|would|will|whether|recommend\w*|consider\w*|sought|seek\w*|asking\s+for|"
    r"available|options?|"
    r"possib\w+|potential\w*|fac(?:e|es|ed|ing)|at\s+risk\s+of|liable\s+to|up\s+to|range\s+of|including|"
    r"includes?|such\s+as|propos\w+|submitted\s+that|"
    r"argued\s+(?:for|that)|requested|urged|called\s+for|alternative\s+to|threat\s+of|likely|expected|open\s+to|"
    r"power\s+to|aim(?:ed|ing)\s+for)"
    r"\s+(?:[\w'’-]+\s+){0,5}\Z",
    re.IGNORECASE,
)
_RULED = re.compile(
    r"\b(?:told|informed|decided|ruled|determined|concluded|announced|confirmed|ordered|directed)\s+(?:\w+\s+){0,3}?that\s+"
    r"(?:\w+\s+){1,3}(?:would|should|will|must)\s+(?:\w+\s+)?be\s+\Z",
    re.IGNORECASE,
)
"""A ruling put in reported speech is one: "was told that she would be required to resign"."""
_POSSIBLE_AFTER = re.compile(
    r"\A\s*(?:(?:was|were|is|are|had\s+been)\s+(?:\w+\s+)?(?:considered|sought|open|available|recommended|"
    r"possible|proposed|requested|ruled\s+out|overturned|"
    r"quashed|not\b|rejected|appropriate\s+but|set\s+aside|an\s+option)|would\s+have\s+been|would\s+not|might|"
    r"may\s+be|could|be\s+available)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|already|earlier|existing|prior|unrelated|on\s+a\s+(?:live|current)|in\s+force|"
    r"was\s+subject\s+to\s+a|live)\s+(?:[\w'’-]+\s+){0,4}\Z",
    re.IGNORECASE,
)


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Ranges of the sentences of a text."""
    out, at = [], 0
    for stop in _STOP.finditer(text):
        if text[at : stop.end()].strip():
            out.append((at, stop.end()))
        at = stop.end()
    if text[at:].strip():
        out.append((at, len(text)))
    return out


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """The sentence that holds a place."""
    return next((one for one in find_sentences(text) if one[0] <= place < one[1]), (0, len(text)))


def clause_before(text: str, start: int, *, soft: bool = False) -> str:
    """The words of the clause before a place; with `soft` a comma or "and" ends it too."""
    low = max(0, start - 400)
    before = text[low:start]
    cuts = [match.end() for match in _CLAUSE_END.finditer(before)]
    if soft:
        cuts += [match.end() for match in _SOFT_END.finditer(before)]
    return before[max(cuts, default=0) :]


def clause_after(text: str, end: int) -> str:
    """The words of the clause after a place."""
    after = text[end : end + 200]
    stop = _CLAUSE_END.search(after)
    return after[: stop.start()] if stop else after


def is_denied(text: str, start: int) -> bool:
    """Whether a negation stands before a cue in its clause: "was not dismissed", "rather than dismissal"."""
    before = clause_before(text, start, soft=True)
    if _NOBODY.search(clause_before(text, start)):
        return True
    return bool(_DENIED.search(before)) and not _NOT_ONLY.search(before)


def is_only_possible(text: str, start: int, end: int) -> bool:
    """Whether a cue is only considered, open, sought or conditional: "could have been dismissed"."""
    before = clause_before(text, start, soft=True)
    supposed = _POSSIBLE.search(before) and not _RULED.search(before)
    return bool(supposed or _POSSIBLE_AFTER.match(text[end : end + 80]))


def is_earlier(text: str, start: int) -> bool:
    """Whether a cue tells of an earlier matter: "was already on a final written warning"."""
    return bool(_EARLIER.search(clause_before(text, start, soft=True)))
