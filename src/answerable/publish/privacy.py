"""What of received words may stand on a page: contact details and names of people are taken out, and counted.

What comes in: text that is about to be published. What goes out: the text with each such stretch replaced by a bar of
the same meaning, and what kinds were found. Never here: whole documents, which are not published at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BAR = "█████"

_RANK = (
    r"P\.?C\.?|P\.?S\.?|D\.?C\.?|D\.?S\.?|Police Constable|Constable|Sergeant|Sgt|Inspector|Insp|Superintendent"
    r"|Supt|Mr|Mrs|Ms|Miss|Dr"
)
_SURNAME = r"(?:O['’]|Ma?c)?[A-Z][a-z]{2,}(?:[-'’][A-Z][a-z]+)?"
# "Officer J" is a label and no name, so an initial is no part of a name after that word.
_NAME = re.compile(
    rf"\b(?:(?:{_RANK})\.? (?P<name>(?:(?:[A-Z]\. ?){{1,2}}|[A-Z][a-z]+ )?{_SURNAME})|Officer (?P<label>{_SURNAME}))\b"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("telephone number", re.compile(r"(?<!\d)(?:\+44 ?\(?0?\)? ?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")),
    ("national insurance number", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    (
        "collar number",
        re.compile(r"\b(?:PC|PS|DC|DS|Sgt|Constable|[Cc]ollar (?:number|no\.?)) #?(?!(?:19|20)\d\d\b)\d{3,6}\b"),
    ),
    ("date of birth", re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b\W{0,3}[\d./ -]{6,10}", re.IGNORECASE)),
)
# Words that follow a rank or title with a capital and are no name.
_NO_NAMES = frozenset(
    [
        *("whatsapp", "facebook", "instagram", "twitter", "snapchat", "tiktok", "telegram", "signal", "linkedin"),
        *("youtube", "bumble", "tinder", "hinge", "dating", "social", "whats", "tik", "linked", "face", "snap"),
        *("insta", "final", "written", "gross", "misconduct", "management", "dismissed", "regulations", "federation"),
        *("police", "constabulary", "officer", "panel", "outcome", "hearing", "conduct", "the", "while", "and", "was"),
        *("this", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *("november", "december"),
    ]
)


@dataclass(frozen=True, slots=True)
class Masked:
    """Text with personal details taken out.

    Args:
        text: what may be shown.
        found: what kinds were taken out, in order.
    """

    text: str
    found: tuple[str, ...]


def find_names(text: str) -> frozenset[str]:
    """Surnames that stand after a rank or title somewhere in a text, to be taken out wherever else they stand.

    >>> sorted(find_names("A hearing on PC Ann Example heard that Example had left. Officer J wrote nothing."))
    ['Example']
    """
    names = ((found["name"] or found["label"]).split()[-1] for found in _NAME.finditer(text))
    return frozenset(name for name in names if name.lower() not in _NO_NAMES)


def mask(text: str, names: frozenset[str] = frozenset()) -> Masked:
    """Take contact details, numbers of persons and names out of a text.

    Args:
        text: about to be published.
        names: surnames known from the page around it; those that the text itself gives away are found anyway.

    >>> mask("Write to j.doe@force.example or ask PC 4512.").text
    'Write to █████ or ask █████.'
    """
    found: list[str] = []

    def hide(match: re.Match[str], kind: str) -> str:
        found.append(kind)
        return BAR

    surnames = names | find_names(text)
    if surnames:
        either = "|".join(sorted(map(re.escape, surnames)))
        whole = re.compile(rf"(?:\b(?:(?:[A-Z]\. ?){{1,2}}|[A-Z][a-z]+ ))?\b(?:{either})\b")
        text = whole.sub(lambda match: _hide_name(match, surnames, found), text)
    for kind, pattern in _KINDS:
        text = pattern.sub(lambda match, kind=kind: hide(match, kind), text)  # type: ignore[misc]
    return Masked(text, tuple(found))


def mask_parts(parts: tuple[str, ...], names: frozenset[str] = frozenset()) -> tuple[Masked, ...]:
    """Mask neighbouring pieces of one text, each of which may give away a name that stands in another."""
    surnames = names | find_names("".join(parts))
    return tuple(mask(part, surnames) for part in parts)


def _hide_name(match: re.Match[str], surnames: frozenset[str], found: list[str]) -> str:
    """Hide a surname with the given name or initials before it; keep a rank or an ordinary word that stands there."""
    before, _, _ = match.group().rpartition(" ")
    found.append("name")
    keeps = re.fullmatch(rf"(?:{_RANK}|Officer)\.?", before)
    return f"{before} {BAR}" if keeps else BAR
