"""One thing with two numbers in one text, without any data.

What comes in: the statements of a text. What goes out: `Sum`s that do not hold: the later number against the earlier.
Never here: tables.

Two figures are of one thing when the same content words stand in their clauses, no pronoun or "another" makes them
differ, and their sentences speak of the same years and the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answerable.check.claims.text.arithmetic import Sum
from answerable.check.claims.text.rounding import find_step
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import find_terms
from answerable.words.figures import Figure, FigureKind

_OTHER = re.compile(
    r"(?i)\b(?:it|its|they|their|them|he|she|his|her|this|that|these|those|another|other|others|more|further|next"
    r"|later|earlier|before|after|previous|fewer|less|again|each|every|first|second|third|respectively|if|would|could"
    r"|by|times|per|rose|fell|increased?|decreased?|from|up|down|than|between|nearly|almost"
    r"|of (?:them|these|those|which|whom))\b"
)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][a-z]+")
_CUT = re.compile(r"(?i)[;:—–()]|,(?!\d)|\b(?:and|but|while|whereas|although|though)\b")
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[-/–]\s?\d\d(?:\d\d)?)?\b")
"""Years are told apart by the periods of the sentence."""
_FEWEST = 2


def iter_repeats(statements: Sequence[Statement]) -> Iterator[Sum]:
    """Every number that an earlier one for the same thing contradicts."""
    seen: dict[tuple[object, ...], Statement] = {}
    for one in statements:
        key = _make_key(one)
        if key is None:
            continue
        before = seen.setdefault(key, one)
        if before is one or _agree(before.figure, one.figure):
            continue
        yield Sum(
            reading=f"the same as {before.figure.text!r} earlier in the text",
            query="",
            value=before.figure.number * (100 if before.figure.kind is FigureKind.FRACTION else 1),
            holds=False,
            of=one.figure.start,
            parts=(one.figure.start,),
            unit="%" if one.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION) else "",
        )


def _make_key(one: Statement) -> tuple[object, ...] | None:
    """What a figure is of; None where that cannot be told from its own clause."""
    sentence, figure = one.sentence, one.figure
    if sentence.quoted or figure.unit in (
        "times",
        "rank_max",
        "rank_min",
        "all",
        "none",
        "only",
        "most",
        "above",
        "below",
    ):
        return None
    at, end = figure.start - sentence.start, figure.end - sentence.start
    cuts = [match.end() for match in _CUT.finditer(sentence.text, 0, at)]
    after = _CUT.search(sentence.text, end)
    clause = sentence.text[cuts[-1] if cuts else 0 : at] + " | " + sentence.text[end : after.start() if after else None]
    clause = _YEARS.sub(" ", clause)
    if _OTHER.search(clause) or re.search(r"\d", clause):
        return None
    terms = frozenset(find_terms(clause))
    own = sentence.text[at - 1 : at] + sentence.text[end : end + 30]
    noun = next(iter(find_terms(own)), "")
    if len(terms) < _FEWEST or not noun:
        return None
    names = frozenset(_NAME.findall(sentence.text))
    is_share = figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)
    return terms, names, sentence.periods, figure.unit or figure.kind.value if not is_share else "share"


def _agree(one: Figure, other: Figure) -> bool:
    """Whether two figures can be of one thing, hedges and rounding considered."""
    exact = [figure for figure in (one, other) if not figure.bound and not figure.approximate]
    scale = [figure.number * (100 if figure.kind is FigureKind.FRACTION else 1) for figure in (one, other)]
    if len(exact) < 2:
        rough, fine = (one, other) if one.bound or one.approximate else (other, one)
        if rough.bound and not fine.bound:
            return rough.interval.contains(fine.number)
        return abs(scale[0] - scale[1]) <= 0.1 * max(abs(scale[0]), abs(scale[1]))
    return abs(scale[0] - scale[1]) <= 0.5 * max(find_step(one), find_step(other)) + 1e-9
