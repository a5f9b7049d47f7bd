"""Headings: lines that give what stands beneath them a year, a platform, a rank, an outcome or a procedure.

In: a line and the codebook. Out: what it gives, and the headings in force at a place. A heading ends an earlier one of
its own kind and all beneath that: in "2018 / Dismissed / ... / 2019" the second year ends both. Never here: what an
entry says of itself.
"""

from __future__ import annotations

import re

from answerable.extract.cues import find_codes
from answerable.extract.narrative.days import find_years
from answerable.extract.places import Stretch, join
from answerable.model.codebook import Codebook
from answerable.model.span import Span

_GIVING = ("platform", "outcome", "rank", "procedure")
_UNNAMED = "unspecified_social_media"
_FILLER = re.compile(
    r"\b(?:after|all|an?|and|any|are|at|been|below|by|calendar|cases?|category|concern\w*|concluded|conduct|dealt|decided|disciplinary|during|each|finali[sz]ed|"
    r"following|for|force|had|have|heard|held|if|in|instances?|involv\w+|issued|its|led|matters?|media|misconduct|misuse|number|of|officers?|on|only|"
    r"outcomes?|over|platforms?|police|proceedings|rank|ranks|receiv\w+|records?|recorded|regarding|relat\w+|resulted|results?|resulting|"
    r"sanctions?|serving|services?|social|still|subject|that|the|their|there|these|they|this|through|to|total|use|used|using|via|was|were|"
    r"where|which|who|with|without|year|years|notice)\b",
    re.IGNORECASE,
)
_LEFT = re.compile(r"[^\W_]")
_COUNTED = re.compile(r"\(\s*(?:\d{1,3}|n\s*=\s*\d+|x\s*\d+|(?:19|20)\d\d\s*[-\u2013]\s*(?:(?:19|20)\d\d)?)\s*\)")
"""A number in brackets behind a heading: "Dismissed (3)", "Facebook (2018-2021)"."""
_OF_ALL = re.compile(
    r"\s*(?:all|each|every|these|those|below|the\s+(?:following|cases?|officers?|below|matters?)|in\s+(?:each|all|every)|of\s+(?:the|these)|"
    r"(?:we|i)\s+(?:can|hold|have))\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"\s*(?P<key>[A-Za-z][\w /]{1,40}?)\s*[:=\u2013-]\s*(?P<value>\S.*)", re.DOTALL)
_SHORT, _LONG = 90, 160


class Headings:
    """The headings in force, the outermost first."""

    def __init__(self) -> None:
        self._held: list[tuple[frozenset[str], Stretch]] = []

    def put(self, kinds: frozenset[str], stretch: Stretch) -> None:
        """Take a heading; one of the same kind and all beneath it end."""
        for place, (held, _) in enumerate(self._held):
            if held & kinds:
                del self._held[place:]
                break
        self._held.append((kinds, stretch))

    def copy(self) -> Headings:
        """The same headings, to come back to."""
        other = Headings()
        other._held = list(self._held)
        return other

    def gives(self, kinds: frozenset[str]) -> bool:
        """Whether a heading in force gives one of these."""
        return any(held & kinds for held, _ in self._held)

    @property
    def year(self) -> tuple[int, Span] | None:
        """The year of the innermost heading that has one, with its words."""
        for kinds, stretch in reversed(self._held):
            if "year" in kinds:
                number, start, end = find_years(stretch.text)[0]
                span = stretch.cut(start, end)
                return (number, span) if span is not None else None
        return None

    @property
    def words(self) -> Stretch | None:
        """The headings that give more than a year, the innermost first."""
        giving = [stretch for kinds, stretch in reversed(self._held) if kinds - {"year"}]
        return join(*giving) if giving else None


def read_heading(text: str, codebook: Codebook) -> frozenset[str]:
    """What a line gives the entries beneath it; nothing where it is no heading.

    A heading is a line of codes and little words ("WhatsApp", "Officers dismissed in 2019", "Written warning (2)"), or
    one that ends in a colon ("The following were dismissed in 2020:"), with one value of each kind that it gives.
    """
    plain = _COUNTED.sub(lambda one: " " * len(one.group()), text).rstrip()
    length = len(plain.strip())
    closed = plain.endswith(":")
    if not length or length > _LONG or "\n" in text.strip():
        return frozenset()
    kinds, rest = _find_given(plain, codebook)
    if not kinds:
        return frozenset()
    if closed and (length <= _SHORT or _OF_ALL.match(plain)):
        return kinds
    if length > _SHORT or plain.rstrip().endswith((".", ",", ";", "?")):
        return frozenset()
    return kinds if not _LEFT.search(_FILLER.sub(" ", rest)) else frozenset()


def read_keyed_heading(text: str, codebook: Codebook) -> frozenset[str]:
    """What a line "Platform: WhatsApp" or "Outcome - Dismissed" gives, where its value is a heading by itself."""
    found = _KEY.fullmatch(text.strip())
    return read_heading(found["value"], codebook) if found is not None and not find_years(found["key"]) else frozenset()


def _find_given(text: str, codebook: Codebook) -> tuple[frozenset[str], str]:
    """The kinds of which a line has one value each, and the line with all such words blanked."""
    kinds: set[str] = set()
    rest = text
    years = find_years(text)
    if len({year for year, _, _ in years}) > 1:
        return frozenset(), text
    if years:
        kinds.add("year")
        rest = rest[: years[0][1]] + " " * 4 + rest[years[0][2] :]
    for name in _GIVING:
        variable = codebook.find_variable(name)
        found = find_codes(text, variable) if variable is not None else []
        named = {one.category for one in found} - {_UNNAMED}
        if len(named) == 1:
            kinds.add(name)
        for one in found:
            rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return frozenset(kinds), rest
