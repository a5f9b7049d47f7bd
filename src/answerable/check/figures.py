"""House style: how a number with its doubt is printed in a story.

What comes in: an interval and its unit. What goes out: words for readers. Never here: findings, bindings, files.
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.interval import Interval

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
LAST_IN_WORDS = 9
"""Numbers up to this one are written in words, later ones in digits."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that says a size without a number, and where it is true.

    Args:
        words: the phrase.
        low: the value is at least this.
        high: and at most this; None for no limit.
        of_share: it is said of a share.
    """

    words: str
    low: float
    high: float | None
    of_share: bool


PHRASES = (
    Phrase("all", 1.0, None, True),
    Phrase("almost all", 0.95, 0.9999, True),
    Phrase("the vast majority", 0.8, 1.0, True),
    Phrase("the overwhelming majority", 0.9, 1.0, True),
    Phrase("a large majority", 0.65, 1.0, True),
    Phrase("the majority", 0.5001, 1.0, True),
    Phrase("most", 0.5001, 1.0, True),
    Phrase("about half", 0.45, 0.55, True),
    Phrase("around half", 0.45, 0.55, True),
    Phrase("a minority", 0.0, 0.4999, True),
    Phrase("a small minority", 0.0, 0.2, True),
    Phrase("hundreds", 200, 1999, False),
    Phrase("dozens", 24, 199, False),
    Phrase("scores", 40, 199, False),
    Phrase("thousands", 2000, None, False),
    Phrase("several", 3, 12, False),
    Phrase("a handful", 3, 6, False),
    Phrase("none", 0, 0, False),
)


def find_phrase(words: str) -> Phrase | None:
    """The phrase with these words, or None."""
    return next((phrase for phrase in PHRASES if phrase.words == words.lower()), None)


def render_plain(number: float, unit: str) -> str:
    """One number in digits: a share as a percentage.

    >>> render_plain(1204, "officers"), render_plain(0.128, "share")
    ('1,204', '13%')
    """
    if unit == "share":
        return f"{number * 100:.0f}%"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def render_words(number: float, unit: str) -> str:
    """One number as prose has it: in words up to nine.

    >>> render_words(8, "officers"), render_words(12, "officers")
    ('eight', '12')
    """
    if unit != "share" and number == int(number) and 0 <= number <= LAST_IN_WORDS:
        return _SMALL[int(number)]
    return render_plain(number, unit)


def render_range(value: Interval, unit: str, *, in_words: bool = False) -> str:
    """A value with its doubt: ``33``, ``between 31 and 36`` or ``at least 31``."""
    show = render_words if in_words else render_plain
    low = show(value.low, unit)
    if value.high is None:
        return f"at least {low}"
    high = show(value.high, unit)
    return low if low == high else f"between {low} and {high}"


def render_one_in(value: Interval) -> str | None:
    """A share as "one in eight"; None where its two ends would say two different things.

    >>> render_one_in(Interval(0.1284, 0.1284)), render_one_in(Interval(0.1, 0.3))
    ('one in eight', None)
    """
    if value.high is None or value.low <= 0 or value.high > 0.5:
        return None
    first, last = round(1 / value.high), round(1 / value.low)
    return f"one in {render_in_words(first)}" if first == last else None


def render_in_words(number: int) -> str:
    """A whole number below a hundred in words; others in digits.

    >>> render_in_words(48), render_in_words(12)
    ('forty-eight', 'twelve')
    """
    if number < 13:
        return _SMALL[number]
    if number < 20:
        return _TEENS[number - 13]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    return f"{number:,}"
