"""Find the place of a quote in a text, or refuse it.

What lives here: `find_quote`, a pure function that every later stage uses to tie a value to the words that show it.
What comes in: a quote (typed by a person, or given by a language model) and the text of a page. What goes out: the
range of the text that the quote stands for, or None.

The rule is "grounded or refused". Forgiven: line breaks and other white space, case, punctuation, hyphens at line
ends, letters that OCR confuses, and one ordinary word in twenty that was left out or misspelt. Never forgiven:
another digit, another name, another negation, or another word that turns the meaning (`would`, `alleged`, `more`).
What must never be here: reading of files, guessing of meaning, any threshold that lets a number pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

_DASH = "-\u2010\u2011\u2012\u2013\u2212"
_DASHES = re.escape(_DASH)
_TOKEN = re.compile(
    # A number with its sign, points, slashes, unit letters and per cent (a range is two numbers); a word with
    # apostrophes and hyphens, also where a line ends in the hyphen; a symbol that changes what a number says.
    rf"(?:(?<![\w)])[{_DASHES}](?=[£$€]?\d))?[£$€]?\d(?:[.,:/'’](?=\w)|\w)*(?:\s*%)?"
    rf"|[^\W\d_](?:[.'’](?=[^\W\d_])|[{_DASHES}\u00ad]\s*(?=[^\W\d_])|\w)*"
    r"|[%<>=≤≥±]"
)
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]")

_PROTECTED_WORDS = (
    # Negations and limits.
    "no not none never nor neither nobody nothing nowhere without cannot nil zero non except excluding excludes "
    "including includes only unless until but fail failed refused deny denied denies "
    # Modality and doubt: an allegation is not a finding, and "would have been dismissed" is not "dismissed".
    "would could should may might must will shall can if alleged allegedly alleges unproven suspected accused "
    # Comparison and direction.
    "more less fewer least most over under above below before after between up down half double about around "
    "approximately nearly almost minus plus per all any both either each every some former formerly "
    # Numbers in words.
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "dozen once twice first second third fourth fifth single several few many "
    # Who.
    "he she his her him hers male female man woman men women"
)
_PROTECTED = frozenset(_PROTECTED_WORDS.split())
_FUNCTION_WORDS = (
    "a an the this that these those of in on at to for from by with as and or is are was were be been has have had "
    "it its their there then which who also so such"
)
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_PREFIXES = (
    "un",
    "in",
    "im",
    "ir",
    "il",
    "non",
    "dis",
    "mis",
    "de",
    "re",
    "anti",
    "pre",
    "post",
    "over",
    "under",
)
_LEAST_ALIKE = 0.75
_WORDS_PER_EDIT = 20
_MOST_STARTS = 400

# Letters that OCR takes for one another, each written as the first of its group.
_CONFUSED = str.maketrans({"1": "i", "l": "i", "|": "i", "!": "i", "0": "o", "5": "s", "8": "b", "2": "z", "6": "b"})
_DIGIT_FOR = str.maketrans({"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2"})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    form: str
    """What is compared: digits as they are, words without case, accents, hyphens and OCR's confusions."""
    is_number: bool
    is_protected: bool
    is_name: bool

    @property
    def is_ordinary(self) -> bool:
        return not (self.is_number or self.is_protected or self.is_name)


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Return the range of the text that a quote stands for, or None where it does not stand there.

    Args:
        quote: the words, as somebody gave them.
        text: the text of one page.

    Returns:
        `(start, end)`, half open, in code points of `text`; the place with the fewest differences, then the first.

    >>> page = "In total 12 officers were not\\ndismissed."
    >>> find_quote("12 officers were not dismissed", page)
    (9, 39)
    >>> find_quote("13 officers were not dismissed", page) is None
    True
    >>> find_quote("12 officers were dismissed", page) is None
    True
    """
    quote = quote.strip()
    if not quote:
        return None
    verbatim = next(_iter_verbatim(quote, text), None)
    if verbatim is not None:
        return verbatim
    wanted = _parse_tokens(quote)
    if not wanted:
        return None
    tokens = _parse_tokens_cached(text)
    n_edits = len(wanted) // _WORDS_PER_EDIT + 1 if len(wanted) >= 4 else 0
    best: tuple[int, int, int] | None = None
    for start in _find_starts(wanted, tokens, n_edits):
        found = _align(wanted, tokens, start, n_edits if best is None else best[0] - 1)
        if found is not None and (best is None or found[0] < best[0]):
            best = found
            if best[0] == 0:
                break
    if best is None:
        return None
    start, end = tokens[best[1]].start, tokens[best[2]].end
    return _widen(quote, text, wanted, start, end)


def _iter_verbatim(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Ranges where the quote stands letter by letter and cuts no word or number in two."""
    start = text.find(quote)
    while start >= 0:
        end = start + len(quote)
        if not _is_cut(text, start, end):
            yield start, end
        start = text.find(quote, start + 1)


def _is_cut(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    if (first.isalnum() and before.isalnum()) or (last.isalnum() and after.isalnum()):
        return True
    if first.isdigit() and before:
        further = text[start - 2 : start - 1] if start >= 2 else ""
        if (before in ".,:/" and further.isdigit()) or before in "<>≤≥±" or (before in _DASH and not further.isalnum()):
            return True
    if last.isdigit() and after:
        further = text[end + 1 : end + 2]
        return after == "%" or (after in ".,:/" and further.isdigit())
    return False


def _parse_tokens(text: str) -> tuple[_Token, ...]:
    return tuple(_make_token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text))


@lru_cache(maxsize=64)
def _parse_tokens_cached(text: str) -> tuple[_Token, ...]:
    return _parse_tokens(text)


def _make_token(text: str, start: int, end: int) -> _Token:
    if not text[0].isalpha() or _DIGIT.search(text):
        form = re.sub(r"\s+", "", text).casefold().replace("’", "'")
        for dash in _DASH[1:]:
            form = form.replace(dash, "-")
        return _Token(text, start, end, form, True, True, False)
    plain = re.sub(rf"[{_DASHES}\u00ad.\s]+", "", text).replace("’", "'").casefold()
    is_protected = plain in _PROTECTED or plain.endswith("n't")
    is_name = _CAPITAL.search(text) is not None and plain not in _FUNCTION
    return _Token(text, start, end, _make_form(plain), False, is_protected, is_name)


@lru_cache(maxsize=65536)
def _make_form(plain: str) -> str:
    if len(plain) <= 2:
        return plain
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return bare.translate(_CONFUSED).replace("rn", "m").replace("vv", "w").replace("ci", "d")


def _is_same(one: _Token, other: _Token) -> bool:
    """True where two tokens say the same, letters that OCR confuses apart."""
    if one.form == other.form:
        return True
    if one.is_number and other.is_number:
        # "1O5" is 105 badly read; two true digits never stand for one another.
        if one.form.isdigit() and not other.form.isdigit():
            return len(one.form) == len(other.form) and other.form.translate(_DIGIT_FOR) == one.form
        if other.form.isdigit() and not one.form.isdigit():
            return len(one.form) == len(other.form) and one.form.translate(_DIGIT_FOR) == other.form
        return False
    if one.is_number != other.is_number:
        # A word with a digit in it ("m1sconduct") is a word where the other is one.
        word, mixed = (other, one) if one.is_number else (one, other)
        return (
            len(word.form) > 2
            and not word.is_protected
            and sum(letter.isalpha() for letter in mixed.form) * 2 > len(mixed.form)
            and _make_form(mixed.form) == word.form
        )
    return False


def _is_alike(one: _Token, other: _Token) -> bool:
    """True where one ordinary word may stand for another: a slip of the pen, never another meaning."""
    if not (one.is_ordinary and other.is_ordinary):
        return False
    short, long = sorted((one.form, other.form), key=len)
    if short in _FUNCTION and long in _FUNCTION:
        return True
    if len(short) < 4 or any(long == prefix + short for prefix in _PREFIXES):
        return False
    if short.endswith("ful") != long.endswith("ful") or short.endswith("iess") != long.endswith("iess"):
        return False
    return Indel.normalized_similarity(short, long) >= _LEAST_ALIKE


def _find_starts(wanted: tuple[_Token, ...], tokens: tuple[_Token, ...], n_edits: int) -> list[int]:
    """Token positions where the quote may begin: where its rarest words stand."""
    places: dict[str, list[int]] = {}
    forms = {token.form for token in wanted}
    for position, token in enumerate(tokens):
        if token.form in forms:
            places.setdefault(token.form, []).append(position)
    found = sorted((len(places[token.form]), index) for index, token in enumerate(wanted) if token.form in places)
    starts: dict[int, int] = {}
    for n_places, index in found[: n_edits + 3]:
        if n_places > _MOST_STARTS and starts:
            continue
        for position in places[wanted[index].form]:
            for drift in range(-n_edits - 1, n_edits + 2):
                start = position - index + drift
                if 0 <= start < len(tokens):
                    starts[start] = starts.get(start, 0) + 1
    return sorted(starts, key=lambda start: (-starts[start], start))[: 4 * _MOST_STARTS]


def _align(
    wanted: tuple[_Token, ...], tokens: tuple[_Token, ...], start: int, n_edits: int
) -> tuple[int, int, int] | None:
    """Edits, first and last token of the best alignment that begins at a token; None where there is none."""
    first = wanted[0]
    begins = _is_same(first, tokens[start]) or (n_edits > 0 and _is_alike(first, tokens[start]))
    if n_edits < 0 or not (begins or _is_joined(wanted, tokens, 0, start)):
        return None
    states: dict[tuple[int, int], int] = {(0, start): 0}
    best: tuple[int, int, int] | None = None
    while states:
        coming: dict[tuple[int, int], int] = {}
        for (index, position), cost in states.items():
            if index == len(wanted):
                if best is None or cost < best[0]:
                    best = (cost, start, position - 1)
                continue
            for step in _iter_steps(wanted, tokens, index, position):
                state, more = (step[0], step[1]), cost + step[2]
                if more <= n_edits and more < coming.get(state, n_edits + 1):
                    coming[state] = more
        states = coming
    return best


def _iter_steps(
    wanted: tuple[_Token, ...], tokens: tuple[_Token, ...], index: int, position: int
) -> Iterator[tuple[int, int, int]]:
    """Ways on from one state: the next index, the next position, what it costs."""
    one = wanted[index]
    if position >= len(tokens):
        # The quote's last word may be one too many only if it says nothing.
        if one.form in _FUNCTION:
            yield index + 1, position, 1
        return
    other = tokens[position]
    if _is_same(one, other):
        yield index + 1, position + 1, 0
        return
    joined = _is_joined(wanted, tokens, index, position)
    if joined is not None:
        yield joined[0], joined[1], 0
    if _is_alike(one, other):
        yield index + 1, position + 1, 1
    if other.is_ordinary and index > 0:
        yield index, position + 1, 1
    if one.form in _FUNCTION:
        yield index + 1, position, 1


def _is_joined(
    wanted: tuple[_Token, ...], tokens: tuple[_Token, ...], index: int, position: int
) -> tuple[int, int] | None:
    """Two words run together, or one torn apart; never numbers."""
    one, other = wanted[index], tokens[position]
    if one.is_number or other.is_number:
        return None
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    if after is not None and not after.is_number and one.form == other.form + after.form:
        return index + 1, position + 2
    after = wanted[index + 1] if index + 1 < len(wanted) else None
    if after is not None and not after.is_number and one.form + after.form == other.form:
        return index + 2, position + 1
    return None


def _widen(quote: str, text: str, wanted: tuple[_Token, ...], start: int, end: int) -> tuple[int, int]:
    """Take in the marks around the first and last word that the quote has too."""
    for mark in reversed(quote[: wanted[0].start]):
        if start > 0 and text[start - 1] == mark:
            start -= 1
    for mark in quote[wanted[-1].end :]:
        if text[end : end + 1] == mark:
            end += 1
    return start, end
