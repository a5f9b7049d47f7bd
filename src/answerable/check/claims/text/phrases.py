"""Numbers that a text states without a numeral: "twice as many", "the second-largest", "all", "none".

What comes in: a sentence and the figures already found in it. What goes out: figures, with their unit saying what they
are: `times`, `rank_max`, `rank_min`, `all`, `none`, `only`, `most`. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answerable.check.claims.text.comparisons import find_comparisons, find_fractions, read_never
from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind, make_bound
from answerable.words.numerals import COMPARISON, find_comparison

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_HIGH = (
    r"highest|largest|biggest|greatest|longest|most|worst|heaviest|busiest|slowest|top|widest|deepest|tallest|oldest"
    r"|dearest|steepest|richest|hottest|wettest|priciest|costliest|strongest|best"
)
_LOW = (
    r"lowest|smallest|fewest|shortest|least|quickest|fastest|cheapest|bottom|narrowest|youngest|lightest|poorest|coldest"
    r"|driest|weakest|slimmest"
)
_RANK = re.compile(
    rf"(?i)\b(?:(?P<ordinal>{'|'.join(_ORDINALS[1:])}|\d+(?:st|nd|rd|th))[\s-]+)?(?:(?P<high>{_HIGH})"
    rf"|(?P<low>{_LOW}))\b"
)
_ANY_OTHER = re.compile(
    r"(?i)\b(?:(?P<more>more|higher|larger|bigger|longer|worse|greater)|(?P<less>fewer|less|lower|smaller|shorter|better))"
    r"(?= (?:[\w'’-]+ ){0,4}?than (?:any|every|all the|all) other)"
)
_CAME = re.compile(
    r"(?i)\b(?:came|come|comes|ranked|ranks|placed|finished|finishes) (?P<place>last|bottom|top|first|second|third"
    r"|fourth|fifth|sixth|\d+(?:st|nd|rd|th))\b"
)
_PEAK = re.compile(
    r"(?i)\b(?:(?P<high>peaked|a (?:record|peak|new) (?:high|peak)|reached (?:a|its|their) (?:peak|highest))"
    r"|(?P<low>bottomed out|a (?:record|new) low))(?= (?:in|at)\b)"
)
_NO_RANK = re.compile(r"(?i)\b(?:at|for the|the very|mo(?:st|re) (?:of|people|likely|recent))\s*$")
_AFTER_NO_RANK = re.compile(r"(?i)\s*(?:people\b|likely|recent|important|one\b|\d|£|\()")
_TIMES = re.compile(
    r"(?i)\s*(?:times|fold|-fold)\b(?!\s+(?:in a row|running|over|a (?:day|week|month|year)|last|this|in)\b)"
)
_HEDGE = re.compile(rf"(?i)(?P<words>{COMPARISON})\s+$")
_WORDED = re.compile(
    r"(?i)\b(?P<half>half)(?= (?:as many|as much|the (?:number|figure|total|amount|rate|size) (?:of|in|for"
    r"|at)))"
    r"|\b(?P<twice>twice|double)(?= (?:as|that|those|the|what)\b)|\b(?P<doubled>doubled)\b"
    r"|\b(?P<tripled>trebled|tripled)\b|\b(?P<quadrupled>quadrupled)\b"
    r"|\b(?P<halved>halved)\b|\b(?P<thrice>three times|treble)(?= (?:as|that|the|what)\b)"
)
_MOST_OF = re.compile(
    r"(?i)(?<!the )(?<!at )\b(?P<most>(?:the )?(?P<size>vast|overwhelming|great|large|small|narrow|tiny)? ?"
    r"(?P<word>majority|minority)(?= of\b(?! (?:just |only |over )?\d))"
    r"|most(?= (?:of )?(?:the |these |those |its |their |our )?"
    r"(?:\w+ )?[a-z]+s\b(?! (?:in|of) the\b.*\bever)))"
)
_LEAST_SHARE = {"vast": 80.0, "overwhelming": 80.0, "great": 65.0, "large": 65.0}
_MOST_SHARE = {"small": 25.0, "tiny": 10.0, "narrow": 60.0}
_SIZES = {"dozens": (24.0, 199.0), "scores": (40.0, 199.0), "hundreds": (200.0, 1999.0), "thousands": (2e3, 99_999.0)}
_SIZE = re.compile(r"(?i)\b(?P<size>dozens|scores|hundreds|thousands)(?= of\b(?! (?:pounds|euros|dollars|miles)\b))")
_ONLY = re.compile(
    r"(?i)\b(?:the )?only (?:one(?: of the \w+(?: \w+)?)?|[a-z]+) (?:that|where|to|which|in which|whose|with|not to)\b"
)
_FACTORS = {"half": 0.5, "twice": 2.0, "doubled": 2.0, "tripled": 3.0, "quadrupled": 4.0, "halved": 0.5, "thrice": 3.0}
_ALL = re.compile(
    r"(?i)(?P<all>\b(?:all|each|every one|both)(?= (?:of )?(?:the |these |those |our |its |their )?"
    r"(?:[a-z]+[- ]){0,2}[a-z]+s\b)|\bevery(?= (?:single )?[a-z]+\b(?! (?:year|day|month|week|time)\b)))"
    r"|(?P<none>\bnone(?= of (?:the|these|those|our)\b)|\b(?:no|not (?:one|a single))(?= (?:council|authority|trust"
    r"|force|school|ward|club|court|borough|district|hospital|region|county|city|country|nation|department|body|service|site"
    r"|prison|park|route|line|station|library|centre|company|team|player|area|place|town|state)\b))"
)
_NO_ALL = re.compile(r"(?i)\b(?:at|in|of|above|after|not|nearly|almost)\s*$")
_EVERY = re.compile(r"(?i)(?:every|each)\b|all of (?:the|these|those|its|their|our)\b")
_TIME_WORDS = re.compile(r"(?i)\s*(?:single )?(?:other )?(?:year|day|month|week|hour|time|effort|reason|right)s?\b")


def find_phrases(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a sentence with those that phrases state; "2.7 times" becomes a ratio.

    >>> [(one.text, one.number, one.unit) for one in find_phrases("It had the second-largest budget.", [])]
    [('second-largest', 2.0, 'rank_max')]
    """
    none = re.compile(r"(?i)none\Z")
    found = [
        read_never(text, _read_times(text, one))
        for one in figures
        if not (none.match(one.text) and re.match(r"(?i)\s+of\s+(?:the|these|those|our)\b", text[one.end :]))
    ]
    taken = [(one.start, one.end) for one in found]

    def add(start: int, end: int, number: float, unit: str) -> None:
        if any(left < end and start < right for left, right in taken):
            return
        taken.append((start, end))
        hedge = _HEDGE.search(text[:start]) if unit == "times" else None
        start = hedge.start() if hedge else start
        sign = find_comparison(hedge["words"]) if hedge else ""
        bound = "" if sign == "~" else sign
        interval = make_bound(bound, number, whole=False) if bound else Interval.exactly(number)
        words = text[start:end]
        found.append(Figure(start, end, words, FigureKind.NUMBER, number, interval, unit, True, sign == "~", bound))

    for fraction in find_fractions(text):
        if " in " in fraction.text or " out of " in fraction.text:
            # "Seven in ten" is one share, not two numbers.
            found = [one for one in found if one.end <= fraction.start or fraction.end <= one.start]
            taken = [(one.start, one.end) for one in found]
        if not any(left < fraction.end and fraction.start < right for left, right in taken):
            found.append(fraction)
            taken.append((fraction.start, fraction.end))
    for start, end, unit in find_comparisons(text, [end for _, end in taken]):
        add(start, end, 0.0, unit)
    for match in _WORDED.finditer(text):
        add(match.start(), match.end(), _FACTORS[str(match.lastgroup)], "times")
    for start, end, number, unit in _iter_places(text):
        add(start, end, number, unit)
    for match in _ALL.finditer(text):
        is_plain = not _EVERY.match(text, match.start())
        if (is_plain and _NO_ALL.search(text[: match.start()])) or _TIME_WORDS.match(text, match.end()):
            continue
        add(match.start(), match.end(), 0.0, "all" if match["all"] else "none")
    for match in _ONLY.finditer(text):
        add(match.start(), match.end(), 1.0, "only")
    sizes = [_read_size(match) for match in _SIZE.finditer(text)] + [_read_most(one) for one in _MOST_OF.finditer(text)]
    found += [one for one in sizes if not any(left < one.end and one.start < right for left, right in taken)]
    return sorted(found, key=lambda one: one.start)


def _iter_places(text: str) -> Iterator[tuple[int, int, float, str]]:
    """Places among others: "the second-largest", "more than any other", "came last"."""
    for match in _RANK.finditer(text):
        if _NO_RANK.search(text[: match.start()]) or _AFTER_NO_RANK.match(text, match.end()):
            continue
        is_plain = match.group().lower() in ("most", "least", "top", "bottom")
        if is_plain and not re.search(r"(?i)\bthe\s+$", text[: match.start()]):
            continue
        yield match.start(), match.end(), _read_ordinal(match["ordinal"]), "rank_max" if match["high"] else "rank_min"
    for match in _PEAK.finditer(text):
        yield match.start(), match.end(), 1.0, "rank_max" if match["high"] else "rank_min"
    for match in _ANY_OTHER.finditer(text):
        yield match.start(), match.end(), 1.0, "rank_max" if match["more"] else "rank_min"
    for match in _CAME.finditer(text):
        place = match["place"].lower()
        number = 1.0 if place in ("last", "bottom", "top", "first") else _read_ordinal(place)
        yield (
            match.start("place"),
            match.end("place"),
            number,
            "rank_min" if place in ("last", "bottom") else "rank_max",
        )


def _read_size(match: re.Match[str]) -> Figure:
    """ "Hundreds of": a number between two ends, as house style has it."""
    low, high = _SIZES[match["size"].lower()]
    return Figure(
        match.start(), match.end(), match.group(), FigureKind.NUMBER, low, Interval(low, high), "", True, bound="range",
    )  # fmt: skip


def _read_most(match: re.Match[str]) -> Figure:
    """ "Most", "the vast majority", "a small minority": a share between two ends."""
    size = (match["size"] or "").lower()
    low, high = _LEAST_SHARE.get(size, 50.0001), 100.0
    if (match["word"] or "").lower() == "minority":
        low, high = 0.0001, _MOST_SHARE.get(size, 49.9999)
    elif size == "narrow":
        high = _MOST_SHARE[size]
    return Figure(
        match.start(), match.end(), match.group(), FigureKind.PERCENT, low, Interval(low, high), "most", True,
        bound="range",
    )  # fmt: skip


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
