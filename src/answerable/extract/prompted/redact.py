"""Redaction: what of a page may leave this machine.

In: a page's text. Out: the same with names, contact details and numbers of persons replaced by bars, and where each
character of it stands in the page, so that words quoted from it are found again. Too much is taken out rather than too
little: every capitalised word goes, unless the codebook knows it, it is a common word of letters, or the page itself
writes it in lower case too. What stands after a rank or title goes always. Never here: what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from answerable.model.codebook import Codebook

_RANK = (
    r"P\.?C\.?S?O?\.?|P\.?S\.?|D\.?C\.?|D\.?S\.?|D\.?I\.?|Police Constable|(?:Special |Detective )?Constable"
    r"|Sergeant|Sgt|Inspector|Insp|Superintendent|Supt|Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Cllr|Councillor|Professor|Judge"
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_WORD = rf"{_CAPITAL}[\w'’-]*"
_CONTACT = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:https?://|www\.)\S+"),
    re.compile(r"(?<!\d)(?:\+\d{2} ?\(?0?\)? ?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"),
    re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    re.compile(r"\b(?:[Cc]ollar|[Ww]arrant|[Ss]houlder) (?:number|no\.?) ?:? ?#?\w{0,2}\d{2,6}\b"),
    re.compile(r"\b(?:PC|PS|DC|DS|Sgt|Constable) #?(?!(?:19|20)\d\d\b)\d{2,6}\b"),
    re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b\W{0,3}[\d./ -]{6,10}", re.IGNORECASE),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),  # postcodes
)
_AFTER_RANK = re.compile(rf"\b(?:{_RANK})\.? +((?:{_CAPITAL}\.? ?){{0,3}}{_WORD}(?: {_WORD}){{0,3}})")
_CAPITALISED = re.compile(rf"(?<!\w){_WORD}")
_COMMON_WORDS = (
    "a an the this that these those i we he she it they you his her its their our my who what when where which "
    "why how in on at of to for from by with as and or but if not no yes is are was were be been had has have did "
    "do does would could should may might must will shall can all any both each every some one two three four "
    "five six seven eight nine ten after before during following since until while under over between through "
    "against about there here then also however further please thank thanks dear yours sincerely faithfully kind "
    "regards re ref january february march april june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec police "
    "constabulary force officer officers staff constable sergeant inspector superintendent chief deputy assistant "
    "detective special pc ps dc ds di pcso sgt supt insp cc dcc acc mr mrs ms dr misconduct gross meeting hearing "
    "panel outcome dismissed warning final written management advice finding standards professional behaviour "
    "discreditable conduct honesty integrity freedom information act foi foia section request question answer "
    "response allegation allegations case cases date year total none nil na email telephone whatsapp facebook "
    "instagram twitter snapchat tiktok telegram signal linkedin youtube"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with what points to persons taken out.

    Args:
        text: what may leave.
        places: for each character of it, where it stands in the text that it was made of.
        n_masked: stretches taken out.
    """

    text: str
    places: tuple[int, ...]
    n_masked: int

    def find_place(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text that a range of this one stands for."""
        return self.places[start], self.places[end - 1] + 1


def redact_nothing(text: str) -> Redacted:
    """The text as it is: for a model on this machine."""
    return Redacted(text, tuple(range(len(text))), 0)


def make_known(codebook: Codebook) -> frozenset[str]:
    """Words of the codebook, in lower case, that are nobody's name."""
    words = set(_COMMON)
    for variable in codebook.variables:
        for category in variable.categories:
            for phrase in (category.name.replace("_", " "), *category.cues, *(text for _, text in category.label)):
                words.update(re.findall(r"[^\W\d_]+", phrase.lower()))
    return frozenset(words)


def redact(text: str, known: frozenset[str]) -> Redacted:
    """Take out whatever may point to a person.

    Args:
        text: of a page.
        known: words that are nobody's name, in lower case.

    >>> redact("PC Ann Example sent it on WhatsApp. Example was dismissed.", make_known(Codebook("x", "1", ()))).text
    'PC ███ sent it on WhatsApp. ███ was dismissed.'
    """
    masked: list[tuple[int, int]] = [found.span() for pattern in _CONTACT for found in pattern.finditer(text)]
    lower = frozenset(re.findall(r"(?<![\w'’-])[a-zà-öø-ÿ]{2,}(?![\w'’-])", text))
    certain: set[str] = set()
    for found in _AFTER_RANK.finditer(text):
        for name in _CAPITALISED.finditer(text, *found.span(1)):
            if name.group().lower() not in known:
                certain.add(name.group())
    for found in _CAPITALISED.finditer(text):
        word = found.group()
        bare = re.sub(r"['’]s?$", "", word).lower()
        parts = [part for part in re.split(r"[-'’]", bare) if part]
        ordinary = bare in known or all(part in known or part in lower for part in parts)
        if word in certain or re.sub(r"['’]s$", "", word) in certain or not ordinary:
            masked.append(found.span())
    return _mask(text, masked)


def _mask(text: str, ranges: Iterable[tuple[int, int]]) -> Redacted:
    """Replace ranges by bars; neighbours with nothing but a space between them by one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip(" .")):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    out: list[str] = []
    places: list[int] = []
    at = 0
    for start, end in merged:
        out.append(text[at:start])
        places += range(at, start)
        out.append(BAR)
        # The first characters of the bar stand for the beginning, the last one for the end.
        places += [start, start, end - 1]
        at = end
    out.append(text[at:])
    places += range(at, len(text))
    return Redacted("".join(out), tuple(places), len(merged))


BAR = "███"
