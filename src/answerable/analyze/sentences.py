"""Figures in words: how a value with its doubt is said in a finding's template and in a caveat.

What comes in: an interval and its unit. What goes out: words in English or Welsh. Never here: Markdown, HTML.
"""

from __future__ import annotations

from answerable.model.finding import FindingQuestion
from answerable.model.interval import Interval

_BETWEEN = {"en": "between {low} and {high}", "cy": "rhwng {low} a {high}"}
_AT_LEAST = {"en": "at least {low}", "cy": "o leiaf {low}"}


def render_number(number: float, unit: str) -> str:
    """One number: a share as a percentage, a whole number with separators, else with one decimal.

    >>> render_number(0.1284, "share"), render_number(1204, "officers")
    ('13%', '1,204')
    """
    if unit == "share":
        return f"{number * 100:.0f}%"
    if 0 < abs(number) < 1:
        return f"{number:.2g}"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"


def render_value(value: Interval, unit: str, language: str = "en") -> str:
    """A value with its doubt.

    >>> render_value(Interval(243, 261), "officers"), render_value(Interval(243, None), "officers", "cy")
    ('between 243 and 261', 'o leiaf 243')
    """
    low = render_number(value.low, unit)
    if value.high is None:
        return _AT_LEAST.get(language, _AT_LEAST["en"]).format(low=low)
    high = render_number(value.high, unit)
    return low if low == high else _BETWEEN.get(language, _BETWEEN["en"]).format(low=low, high=high)


def render_sentences(question: FindingQuestion, value: Interval | None, n: float | None) -> tuple[tuple[str, str], ...]:
    """The question's template sentences, filled; none where nothing was measured."""
    if value is None:
        return ()
    filled = []
    for language, template in question.templates:
        high = value.low if value.high is None else value.high
        filled.append(
            (
                language,
                template.format(
                    value=render_value(value, question.unit, language),
                    low=render_number(value.low, question.unit),
                    high=render_number(high, question.unit),
                    n="" if n is None else render_number(n, ""),
                    percent=render_value(value, "share", language),
                ),
            )
        )
    return tuple(filled)


def render_list(names: list[str], most: int = 6) -> str:
    """Names in a sentence, the last ones counted where there are many.

    >>> render_list(["A", "B", "C"]), render_list(["A", "B", "C"], 1)
    ('A, B and C', 'A and 2 others')
    """
    if len(names) > most + 1:
        shown, rest = names[:most], len(names) - most
        return ", ".join(shown) + f" and {rest} others"
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)
