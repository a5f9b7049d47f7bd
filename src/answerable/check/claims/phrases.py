"""Numbers that a text states without a numeral: "twice as many", "the second-largest", "all", "none".

What comes in: a sentence and the figures already found in it. What goes out: figures, with their unit saying what they
are: `times`, `rank_max`, `rank_min`, `all`, `none`. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_HIGH = r"highest|largest|biggest|greatest|longest|most|worst|heaviest|busiest|slowest|top"
_LOW = r"lowest|smallest|fewest|shortest|least|quickest|fastest|cheapest|bottom"
_RANK = re.compile(
    rf"(?i)\b(?:(?P<ordinal>{'|'.join(_ORDINALS[1:])}|\d+(?:st|nd|rd|th))[\s-]+)?(?:(?P<high>{_HIGH})"
    rf"|(?P<low>{_LOW}))\b"
)
_NO_RANK = re.compile(r"(?i)\b(?:at|for the|the very|mo(?:st|re) (?:of|people|likely|recent))\s*$")
_AFTER_NO_RANK = re.compile(r"(?i)\s*(?:people\b|likely|recent|important|one\b|\d|£|\()")
_TIMES = re.compile(
    r"(?i)\s*(?:times|fold|-fold)\b(?!\s+(?:in a row|running|over|a (?:day|week|month|year)|last|this|in)\b)"
)
_WORDED = re.compile(
    r"(?i)\b(?P<half>half)(?= (?:as many|as much|the (?:number|figure|total|amount|rate|size) (?:of|in|for"
    r"|at)))"
    r"|\b(?P<twice>twice|double)(?= (?:as|that|those|the|what)\b)|\b(?P<doubled>doubled)\b"
    r"|\b(?P<tripled>trebled|tripled)\b"
    r"|\b(?P<halved>halved)\b|\b(?P<thrice>three times|treble)(?= (?:as|that|the|what)\b)"
)
_FACTORS = {"half": 0.5, "twice": 2.0, "doubled": 2.0, "tripled": 3.0, "halved": 0.5, "thrice": 3.0}
_ALL = re.compile(
    r"(?i)(?P<all>\b(?:all|each|every one)(?= (?:of )?(?:the |these |our )?(?:\w+ )?(?:councils|authorities"
    r"|trusts|forces|schools|wards"
    r"|clubs|courts|boroughs|districts|hospitals|regions|counties|cities|countries|nations|departments"
    r"|bodies|services|sites"
    r"|prisons|parks|routes|lines|stations|libraries|centres)\b)"
    r"|\bevery(?= (?:single )?(?:council|authority|trust|force|school|ward|club|court|borough|district"
    r"|hospital|region|county|city"
    r"|country|nation|department|body|service|site|prison|park|route|line|station|library|centre)\b))"
    r"|(?P<none>\bnone(?= of\b)|\bno(?= (?:council|authority|trust|force|school|ward|club|court|borough"
    r"|district|hospital|region"
    r"|county|city|country|nation|department|body|service|site|prison|park|route|line|station|library"
    r"|centre)\b))"
)


def find_phrases(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a sentence with those that phrases state; "2.7 times" becomes a ratio.

    >>> [(one.text, one.number, one.unit) for one in find_phrases("It had the second-largest budget.", [])]
    [('second-largest', 2.0, 'rank_max')]
    """
    none = re.compile(r"(?i)none\Z")
    found = [
        _read_times(text, one)
        for one in figures
        if not (none.match(one.text) and re.match(r"(?i)\s+of\b", text[one.end :]))
    ]
    taken = [(one.start, one.end) for one in found]

    def add(start: int, end: int, number: float, unit: str, decimals: int = 0) -> None:
        if any(left < end and start < right for left, right in taken):
            return
        interval = Interval.exactly(number)
        found.append(
            Figure(start, end, text[start:end], FigureKind.NUMBER, number, interval, unit, True, decimals=decimals)
        )
        taken.append((start, end))

    for match in _WORDED.finditer(text):
        add(match.start(), match.end(), _FACTORS[str(match.lastgroup)], "times")
    for match in _RANK.finditer(text):
        if _NO_RANK.search(text[: match.start()]) or _AFTER_NO_RANK.match(text, match.end()):
            continue
        is_plain = match.group().lower() in ("most", "least", "top", "bottom")
        if is_plain and not re.search(r"(?i)\bthe\s+$", text[: match.start()]):
            continue
        add(match.start(), match.end(), _read_ordinal(match["ordinal"]), "rank_max" if match["high"] else "rank_min")
    for match in _ALL.finditer(text):
        add(match.start(), match.end(), 0.0, "all" if match["all"] else "none")
    return sorted(found, key=lambda one: one.start)


def _read_ordinal(words: str | None) -> float:
    if not words:
        return 1.0
    return float(_ORDINALS.index(words.lower()) + 1) if words[0].isalpha() else float(re.sub(r"\D", "", words))


def _read_times(text: str, figure: Figure) -> Figure:
    if figure.kind is not FigureKind.NUMBER or figure.unit:
        return figure
    times = _TIMES.match(text, figure.end)
    if times is None or figure.number > 100:
        return figure
    return replace(figure, end=times.end(), text=text[figure.start : times.end()], unit="times")
