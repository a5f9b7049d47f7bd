"""Amounts: the number or sum of money that an answer in words gives to one question.

In: the words of a cell or an answer, the variable that the header or question has named. Out: one `Reading`, or None
where the words give no number or several that cannot be told apart. Never here: which variable it is.

Which number is meant, of several: one counted in the variable's first cue ("2 staff (1.6 FTE)"), else the first that is
counted in any of its cues, else the only one. "None", "nobody is employed for it" is zero, where no counted number says
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import find_sentences
from answerable.model.codebook import Variable
from answerable.words.figures import Figure, FigureKind, find_figures

_NEAR = 45
"""So many characters may lie between a number and what it counts."""
_ZERO = re.compile(r"\A\W*(?:none|nil|zero|nobody|no[ -]one|n/?a)\b|\b(?:no[ -]?one|nobody)\b", re.IGNORECASE)
_ANYBODY = ("anyone", "anybody", "anything")
_DENIED = re.compile(r"\b(?:no|not|n[o’']t|none|never)\b|n['’]t\b", re.IGNORECASE)


def read_number(text: str, variable: Variable) -> Reading | None:
    """The number of things that the variable's cues name.

    >>> from answerable.model.codebook import VariableKind
    >>> variable = Variable("staff", VariableKind.NUMBER, "case", (), cues=("fte", "staff", "officers"))
    >>> [read_number(text, variable).value for text in ("Two staff (1.6 FTE)", "no dedicated officers", "About 3.")]
    [1.6, 0.0, 3.0]
    """
    figures = [one for one in find_figures(text) if one.kind is FigureKind.NUMBER and not one.bound]
    attached = _find_attached(text, variable.cues[:1])
    if attached is not None:
        return attached
    counted = _find_counted(text, figures, variable.cues[:1]) or _find_counted(text, figures, variable.cues)
    if counted is not None:
        return Reading(counted.number, counted.start, counted.end, 0.85)
    zero = _find_zero(text, variable.cues)
    if zero is not None:
        return Reading(0.0, zero[0], zero[1], 0.75)
    if len({one.number for one in figures}) == 1:
        return Reading(figures[0].number, figures[0].start, figures[0].end, 0.7)
    return None


def read_money(text: str, variable: Variable) -> Reading | None:
    """The sum of money that stands in a sentence with one of the variable's cues, or alone.

    >>> from answerable.model.codebook import VariableKind
    >>> variable = Variable("salary", VariableKind.MONEY, "case", (), cues=("salary",))
    >>> read_money("The salary is £14,805.60; see above.", variable).value
    14805.6
    """
    figures = [one for one in find_figures(text) if one.kind is FigureKind.MONEY and one.interval.is_exact]
    if len(figures) != 1:
        return None
    one = figures[0]
    if not (text[: one.start] + text[one.end :]).strip(" .\n"):
        return Reading(one.number, one.start, one.end, 0.95)
    low, high = next(((a, b) for a, b in find_sentences(text) if a <= one.start < b), (0, len(text)))
    if _cue_pattern(variable.cues).search(text, low, high) is None:
        return None
    return Reading(one.number, one.start, one.end, 0.8)


def _cue_pattern(cues: Sequence[str]) -> re.Pattern[str]:
    sources = [re.escape(cue).replace(r"\ ", r"[\s-]+") for cue in sorted(cues, key=len, reverse=True)]
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(sources) or '(?!)'})s?(?!\w)", re.IGNORECASE)


def _find_counted(text: str, figures: Sequence[Figure], cues: Sequence[str]) -> Figure | None:
    """The first number that is followed by what it counts, within a clause and before the next number."""
    if not cues:
        return None
    pattern = _cue_pattern(cues)
    for number, one in enumerate(figures):
        end = min(one.end + _NEAR, figures[number + 1].start if number + 1 < len(figures) else len(text))
        found = pattern.search(text, one.end, end)
        if found is None or re.search(r"[.;:]\s|\n\s*\n", text[one.end : found.start()]):
            continue
        if _DENIED.search(text[max(0, one.start - 12) : one.start]) is None:
            return one
    return None


def _find_attached(text: str, cues: Sequence[str]) -> Reading | None:
    """A number to which the first cue is joined, as people write units: "2.5FTE", ".5 FTE"."""
    for cue in cues:
        pattern = re.compile(rf"(?<![\w.,])(\d*\.?\d+)\s?(?={re.escape(cue)}s?\b)", re.IGNORECASE)
        found = pattern.search(text)
        if found is not None:
            return Reading(float(found[1]), found.start(1), found.end(1), 0.9)
    return None


def _find_zero(text: str, cues: Sequence[str]) -> tuple[int, int] | None:
    """Where a text says that there is none of what is counted: "do not employ any officer", "none"."""
    plain = _ZERO.search(text)
    if plain is not None:
        return plain.span()
    units = _cue_pattern((*cues, *_ANYBODY))
    for found in _DENIED.finditer(text):
        unit = units.search(text, found.end(), found.end() + _NEAR)
        if unit is not None and not re.search(r"[.;:]\s", text[found.end() : unit.start()]):
            return found.start(), unit.end()
    return None
