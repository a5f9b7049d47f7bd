"""The index of a language: records in the order they are listed in, words with the records that hold them.

A question costs two rounds at most: the files of its words and facets with the first records of all, then those of the
records found. No file grows with the number of records but by a bit each, so that fifty thousand are searched as five
hundred are.

What comes in: records with their words and facets. What goes out: small JSON files. Never here: HTML, words that are
blacked out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from answerable.publish.search.postings import pack

CHUNK = 128
"""Records in one file: the first found mostly stand in few files, and each is small."""
WHOLE = 2_000
"""Up to so many records, the facets' lists stand in one file; above, each in a file of its own."""
_WORD = re.compile(r"[a-z0-9]{2,}")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the list of results shows it: address in the language's folder, title, a second line."""

    href: str
    title: str
    line: str


def split_words(text: str) -> set[str]:
    """The words of a text that can be searched: lower case, without accents, two letters at least.

    >>> sorted(split_words("A Facebook post: “Heddlu Gŵyr” 2019"))
    ['2019', 'facebook', 'gwyr', 'heddlu', 'post']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return {word[:_LONGEST] for word in _WORD.findall(plain)}


def write_index(
    put: Callable[[str, str], None],
    folder: str,
    entries: Iterable[Entry],
    n: int,
    words: Iterable[tuple[str, Sequence[int]]],
    groups: Mapping[str, Sequence[int]],
) -> list[str]:
    """Put the files of one language; return the beginnings of words that have a file.

    Args:
        put: takes a path and a text.
        folder: of the language's index.
        entries: every record, in order.
        n: how many there are.
        words: each with the numbers of the records that hold it, both ascending.
        groups: numbers of the records of each facet's value.
    """
    if is_whole(n):
        put(f"{folder}/keys.json", _write({key: pack(numbers, n) for key, numbers in groups.items()}))
    else:
        for key, numbers in groups.items():
            put(f"{folder}/k/{key}.json", _write(pack(numbers, n)))
    names = []
    for name, several in groupby(words, key=lambda word: word[0][:3]):
        put(f"{folder}/w/{name}.json", _write({word: pack(numbers, n) for word, numbers in several}))
        names.append(name)
    chunk: list[list[str]] = []
    number = 0
    for entry in entries:
        chunk.append([entry.href, entry.title, entry.line])
        if len(chunk) == CHUNK:
            put(f"{folder}/r/{number}.json", _write(chunk))
            chunk, number = [], number + 1
    if chunk or not n:
        put(f"{folder}/r/{number}.json", _write(chunk))
    return names


def is_whole(n: int) -> bool:
    """Whether the lists of all facets of so many records stand in one file."""
    return n <= WHOLE


def pack_beginnings(names: Iterable[str]) -> str:
    """Beginnings of words in one short text: two letters, then every third letter that follows them.

    >>> pack_beginnings(["al", "ale", "alp", "be"])
    'al-ep be-'
    """
    thirds: dict[str, str] = {}
    for name in names:
        thirds[name[:2]] = thirds.get(name[:2], "") + (name[2:] or "-")
    return " ".join(first + rest for first, rest in sorted(thirds.items()))


def _write(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
