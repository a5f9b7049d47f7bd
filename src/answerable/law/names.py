"""Names of laws in running text: ours, and others that must not be taken for ours.

What lives here: finding where a text names an access law ("the Freedom of Information (Scotland) Act 2002",
"FOISA") or any other law ("the Data Protection Act 2018", "UK GDPR"). What comes in: text; what goes out:
`LawMention` with characters. What must never be here: sections of laws (``citations``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from answerable.law.laws import find_law, list_laws


@dataclass(frozen=True, slots=True)
class LawMention:
    """A place where a text names a law. ``law`` is empty for a law that is not one of ours."""

    law: str
    start: int
    end: int
    exact: str
    loose: bool = False
    """True where the name is shared by several laws and was settled by the law in hand."""


# "the Police (Conduct) Regulations 2020", "the Human Rights Act 1998", "Limitation Act": a capitalised run that ends in
# a kind of law. Written as titles are, so that "the Act" alone is never one.
_OTHER_TITLE = (
    r"(?:[A-Z][\w’'&.-]*,?|\([A-Z][^()\n]{1,60}\))"
    r"(?:[ \t\n]{1,2}(?:[A-Z][\w’'&.-]*,?|\([A-Z][^()\n]{1,60}\)|of|and|the|for|to|in|on|etc\.?|&)){0,14}?"
    r"[ \t\n]{1,2}(?:Act|Acts|Regulations?|Order|Rules|Convention|Directive|Ordinance|Statute)\b"
    r"(?:[ \t\n](?:\(NI\)|\((?:Northern Ireland|Scotland)\)))?(?:,?[ \t\n](?:19|20)\d\d)?"
)
_OTHER_SHORT = (
    r"(?:UK[ -]?)?GDPR|DPA(?:[ \t](?:19|20)\d\d)?|ECHR|HRA(?:[ \t]1998)?|PACE|RIPA|RIP\(S\)A|IPA[ \t]2016|OSA|LASPO"
    r"|Data Protection Act|Human Rights Act|Police Act|Equality Act|Limitation Act"
    r"|VwVfG|VwGO|BGB|StGB|StPO|UIG|VIG|DS-?GVO|BDSG|GG|UrhG|SGB|AO|GWB|BeamtStG|BBG"
)
# Welsh: "Ddeddf Diogelu Data 2018", "Deddf yr Heddlu 1996", "Reoliadau'r Heddlu (Ymddygiad) 2020".
_OTHER_WELSH = (
    r"(?:(?:Dd|D)eddf|Rh?eoliadau)(?:['’]r)?(?:[ \t\n](?:yr?|a['’]r|ar|o))?"
    r"(?:[ \t\n](?:[A-Z][\w’'-]+|\([A-Z][^()\n]{1,60}\)|a|ac|y|yr)){1,8}?(?:[ \t\n](?:19|20)\d\d|(?=[.,;:)\n]|$))"
)
_OTHER = re.compile(rf"(?<![\w’'-])(?:{_OTHER_TITLE}|{_OTHER_WELSH}|(?:{_OTHER_SHORT})(?![\w-]))")
_NOT_A_TITLE = re.compile(
    r"\A(?:The|This|That|These|Those|Said|Our|Your|Under|By|An?)\s+(?:\w+\s+)?(?:Act|Acts|Regulations?|Order|Rules)\Z"
)


def find_law_names(text: str, default_law: str = "") -> tuple[LawMention, ...]:
    """Return every place where the text names a law, in order, never overlapping.

    Args:
        text: what a letter says.
        default_law: the law in hand; it settles names that several laws share ("FOI Act", "EIR").

    >>> [m.law for m in find_law_names("under FOISA and the Data Protection Act 2018", "foisa-2002")]
    ['foisa-2002', '']
    """
    found = [_settle(match, default_law) for match in _ours().finditer(text)]
    taken = [(item.start, item.end) for item in found]
    position = 0
    while match := _OTHER.search(text, position):
        start, position = match.span()
        # A title swallows our own name ("FOISA and the Data Protection Act 2018"): ours wins, the rest is read anew.
        ours = next((end for begin, end in taken if start < end and begin < match.end()), None)
        if ours is not None:
            position = max(ours, start + 1)
            continue
        if _NOT_A_TITLE.match(match.group()):
            continue
        found.append(LawMention("", start, match.end(), match.group()))
    return tuple(sorted(found, key=lambda item: item.start))


def _settle(match: re.Match[str], default_law: str) -> LawMention:
    name = _normalise(match.group())
    strict = _strict_names().get(name)
    if strict:
        return LawMention(strict, match.start(), match.end(), match.group())
    candidates = _loose_names()[name]
    law = default_law if default_law in candidates else _find_sibling(default_law, candidates)
    return LawMention(law or candidates[0], match.start(), match.end(), match.group(), loose=True)


def _find_sibling(default_law: str, candidates: tuple[str, ...]) -> str:
    """The candidate of the same country as the law in hand: "EIR" in a letter under FOISA means the Scottish ones."""
    law = find_law(default_law)
    if law is None:
        return ""
    return next(
        (item.id for item in list_laws() if item.id in candidates and item.jurisdiction == law.jurisdiction), ""
    )


@cache
def _strict_names() -> dict[str, str]:
    return {_normalise(name): law.id for law in list_laws() for name in law.names}


@cache
def _loose_names() -> dict[str, tuple[str, ...]]:
    """Shared names with the laws they may mean; the United Kingdom's come first, being this package's home."""
    first = ("foia-2000", "eir-2004")
    names: dict[str, tuple[str, ...]] = {}
    for law in sorted(list_laws(), key=lambda item: (item.id not in first, item.id)):
        for name in law.loose_names:
            key = _normalise(name)
            names[key] = (*names.get(key, ()), law.id)
    return names


@cache
def _ours() -> re.Pattern[str]:
    names = {name for law in list_laws() for name in (*law.names, *law.loose_names)}
    # Longest first: "Freedom of Information Act 2000" before "Freedom of Information Act".
    parts = [_flexible(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def _flexible(name: str) -> str:
    return r"[ \t\n\u00a0]{1,3}".join(re.escape(word) for word in name.split())


def _normalise(name: str) -> str:
    return " ".join(name.split()).casefold()
