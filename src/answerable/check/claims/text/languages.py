"""Which sentences are in English, the only language that is read, and the number words of Welsh ones.

What comes in: words. What goes out: yes or no, places. Never here: what they mean: a number in another language is
counted and left to a person, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+")


def _list_words(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words))


_ENGLISH = _list_words(
    "the of and in to was were is are that for by with from at had has have it its this than which who on as be been"
    " not but or an their they more less there after"
)
_WELSH = _list_words(
    "y yr yn yng ym ac mae oedd roedd wedi gan eu ei eich hefyd cafodd cawsant bu gyda bod nid heb dros cyn nag neu pob"
    " ohonynt yw ydy ydi sydd gostyngiad cynnydd swyddogion heddlu oherwydd ond rhwng dim iddynt"
)
_OTHERS = _WELSH | _list_words(
    "les des une dans et est sont avec pour der das und ist sind mit von wurden wurde einer eine los las una del agus"
    " ina leis bha chaidh"
)
_WELSH_NUMBERS = re.compile(
    r"(?i)\b(?:(?:deg|un|dau|dwy|tri|tair|pedwar|pedair|pump?|chwech?|saith|wyth|naw) ar (?:ddeg|bymtheg|hugain)"
    r"|dau|dwy|tri|tair|pedwar|pedair|pum[p]?|chwech?|saith|wyth|naw|deg|deuddeg|pymtheg|ugain|hugain|deugain|trigain"
    r"|hanner cant|cant|cannoedd|mil|miloedd|filoedd|miliwn|filiwn|hanner|traean|draean|chwarter"
    r"|y (?:rhan fwyaf|mwyafrif)|pob un|dim un|neb|dyblodd|dyblu|treblodd|haneru|hanerodd|mwyaf|lleiaf)\b"
)


def is_foreign(sentence: str, before: str = "") -> bool:
    """Whether a sentence is in another language than English, by its small words or those of the one before.

    >>> is_foreign("Cafodd deg o swyddogion eu diswyddo yn 2021."), is_foreign("Heddlu Gwent dismissed ten officers.")
    (True, False)
    """
    words = [word.lower() for word in _WORD.findall(sentence)]
    n_english = sum(word in _ENGLISH for word in words)
    n_other = sum(word in _OTHERS for word in words)
    if n_other >= 2 and n_other > 2 * n_english:
        return True
    return bool(before) and n_english == 0 and len(words) > 2 and is_foreign(before)


def find_number_words(sentence: str, before: str = "") -> Iterator[tuple[int, int]]:
    """The Welsh words of a sentence that state a number or size; nothing in English."""
    if is_foreign(sentence, before):
        for match in _WELSH_NUMBERS.finditer(sentence):
            yield match.start(), match.end()
