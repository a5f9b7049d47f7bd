"""Numerals: what one number written in words or digits is worth, and what a comparison makes of it.

In: the words of a number. Out: its value, or an `Interval`. Finding numbers in running text is `figures`, reading a
table's cell is `cells`.
"""

from __future__ import annotations

import re

from answerable.model.interval import Interval

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: float(i) for i, word in enumerate(_UNITS)} | {word: 20.0 + 10 * i for i, word in enumerate(_TENS)}
_VALUES |= {"fourty": 40.0, "nought": 0.0, "nil": 0.0, "none": 0.0, "a": 1.0, "an": 1.0}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
_DENOMINATORS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_DENOMINATORS |= {"ninth": 9, "tenth": 10}
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
_CURRENCIES = {
    "GBP": ("£", "gbp", "pounds", "pound"),
    "USD": ("$", "us$", "usd", "dollars", "dollar"),
    "EUR": ("€", "eur", "euros", "euro"),
}
_CURRENCY_OF = {sign: code for code, signs in _CURRENCIES.items() for sign in signs}

_BELOW_20 = "|".join(sorted(_UNITS, key=len, reverse=True))
BELOW_100 = rf"(?:(?:{'|'.join(_TENS)}|fourty)(?:[\s-]+(?:one|two|three|four|five|six|seven|eight|nine))?|{_BELOW_20})"
_BELOW_1000 = rf"(?:(?:an?|{BELOW_100})[\s-]+hundred(?:\s+(?:and\s+)?{BELOW_100})?|{BELOW_100})"
IN_WORDS = (
    rf"(?:(?:half\s+a\s+|an?\s+|{BELOW_100}\s+)?dozen"
    rf"|(?:an?|{_BELOW_1000})[\s-]+(?:thousand|million|billion)(?:,?\s+(?:and\s+)?{_BELOW_1000}(?:[\s-]+thousand)?)*"
    rf"|{_BELOW_1000}|nought|nil|none)"
)
"""A whole number in words, as a regular expression to be used without regard to case."""

IN_DIGITS = r"(?:\d{1,3}(?:[,'\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""A number in digits with thousands marks, decimal mark `.`."""

CURRENCY_SIGN = r"(?:£|US\$|\$|€|\bGBP|\bEUR|\bUSD)"
FRACTION = (
    r"(?:(?:one|two|three|four|five|six|seven|nine|an?)[\s-]+"
    r"(?:half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)|half|[½¼¾⅓⅔⅕⅛])"
)

_COMPARISONS = {
    "<=": "no more than|not more than|up to|at most|a maximum of|maximum of|not exceeding|≤|<=",
    ">=": "no fewer than|no less than|not less than|not fewer than|at least|a minimum of|minimum of|≥|>=",
    "<": "fewer than|less than|under|below|lower than|smaller than|<",
    ">": "more than|greater than|over|above|in excess of|exceeding|upwards of|>",
    "~": "about|around|approximately|approx.|approx|roughly|nearly|almost|some|circa|an estimated|estimated|~",
}
_SIGN_OF = {words: sign for sign, several in _COMPARISONS.items() for words in several.split("|")}


def _make_pattern(words: str) -> str:
    pattern = re.escape(words).replace(r"\ ", r"\s+")
    return (r"(?<!\w)" if words[0].isalpha() else "") + pattern + (r"(?!\w)" if words[-1].isalpha() else "")


COMPARISON = "|".join(_make_pattern(words) for words in sorted(_SIGN_OF, key=len, reverse=True))
"""Words and signs that bound the number after them, such as "fewer than" and "≥"."""


def find_comparison(words: str) -> str:
    """The sign that comparing words stand for: `<`, `<=`, `>`, `>=`, `~` for "about"; empty for other words.

    >>> find_comparison("No fewer  than"), find_comparison("of")
    ('>=', '')
    """
    return _SIGN_OF.get(re.sub(r"\s+", " ", words.strip().lower()), "")


def find_currency(sign: str) -> str:
    """`GBP`, `USD` or `EUR` for a sign or word, else empty."""
    return _CURRENCY_OF.get(sign.strip().lower(), "")


def parse_number_words(words: str) -> float:
    """The value of a whole number in words; the words must be one.

    >>> parse_number_words("one hundred and twenty-three"), parse_number_words("half a dozen")
    (123.0, 6.0)
    """
    tokens = [token for token in re.split(r"[\s,-]+", words.lower()) if token and token != "and"]
    if tokens[-1:] == ["dozen"]:
        if tokens[:2] == ["half", "a"]:
            return 6.0
        return 12.0 * (parse_number_words(" ".join(tokens[:-1])) if tokens[:-1] else 1.0)
    total = current = 0.0
    for token in tokens:
        if token == "hundred":
            current *= 100
        elif token in _SCALES:
            total, current = total + current * _SCALES[token], 0.0
        else:
            current += _VALUES[token]
    return total + current


def parse_number_digits(digits: str, scale: str = "") -> float:
    """The value of digits with thousands marks, with an optional scale such as ``million`` or ``k``.

    >>> parse_number_digits("1,204"), parse_number_digits("1.2", "million")
    (1204.0, 1200000.0)
    """
    number = float(re.sub(r"[,'\u00a0\u2009\u202f ]", "", digits))
    # Rounded, so that "1.1 million" is not 1,100,000.0000000002.
    return round(number * _SCALES[scale.strip().lower()], 6) if scale.strip() else number


def parse_fraction(words: str) -> float:
    """The value of a fraction in words or as one character.

    >>> parse_fraction("three-quarters"), parse_fraction("½")
    (0.75, 0.5)
    """
    if words in _GLYPHS:
        return _GLYPHS[words]
    top, _, low = re.sub(r"[\s-]+", " ", words.lower()).partition(" ")
    if not low:
        return 0.5
    return _VALUES[top] / _DENOMINATORS[low if low in _DENOMINATORS else low.removesuffix("s")]


def make_bound(sign: str, number: float, *, whole: bool = True, zero_included: bool = False) -> Interval:
    """The interval that a comparison states.

    Args:
        sign: `<`, `<=`, `>` or `>=`.
        number: the limit as written.
        whole: it counts things, so that "<5" ends at 4 and begins at 1; otherwise the limit itself is the end.
        zero_included: the authority says that its suppressed numbers may be zero.

    >>> str(make_bound("<", 5)), str(make_bound("<", 5, zero_included=True)), str(make_bound(">", 10))
    ('1 to 4', '0 to 4', 'at least 11')
    """
    step = 1.0 if whole and number == int(number) else 0.0
    if sign.startswith(">"):
        return Interval(number + (step if sign == ">" else 0.0), None)
    high = max(0.0, number - (step if sign == "<" else 0.0))
    return Interval(min(0.0 if zero_included or not step else 1.0, high), high)
