"""Whether the words around a figure make it a change or a comparison, and in which direction.

What comes in: a scene. What goes out: `growth`, `difference` or nothing, a sign, and how sure that is. Never here:
what is compared.
"""

from __future__ import annotations

import re

from answerable.check.claims.readings.scenes import Scene
from answerable.words.figures import FigureKind

_UP = (
    r"rose|risen|rise|rises|increas\w+|grew|grown|grow|growth|climb\w*|jump\w*|went up|gone up"
    r"|up|soar\w*|gain\w*|surg\w+|leap\w*|leapt|rocket\w*|swell\w*|swollen|shot up|spik\w+|boom\w*|mushroom\w*"
    r"|expand\w*|widen\w*|swelled"
)
_DOWN = (
    r"fell|fallen|fall|falls|drop\w*|decreas\w+|declin\w+|cut|cuts|reduc\w+|down|shrank|shrunk|slump\w*"
    r"|plung\w+|lost|collaps\w+|tumbl\w+|sank|sunk|slid|crash\w+|dived|dwindl\w+|shr[aiu]nk\w*|plummet\w*|narrowed"
    r"|contracted|slip(?:ped|s)?|dip(?:ped|s)?|eased"
)
_MOVED = re.compile(rf"(?i)\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_MORE = re.compile(
    r"(?i)^\s*(?:(?:percentage )?points?\s+|more\s+)?(?:\w+\s+){0,4}?(?P<word>more|higher|greater|longer"
    r"|ahead|above|clear|wider|bigger|larger|dearer|older|slower|heavier|less|fewer|lower|"
    r"narrower|smaller|cheaper|younger|faster|lighter|shorter|behind|below|worse|better)\b"
)
_LESS = (
    "less", "fewer", "lower", "shorter", "behind", "below", "narrower", "smaller", "cheaper", "younger", "faster",
    "lighter",
)  # fmt: skip
_BY = re.compile(r"(?i)\bby\s+(?:just |only |some |about |nearly |almost |more than |over )?$")
_TO = re.compile(
    r"(?i)\b(?:to|from|at|was|were|is|are|stood at|against)\s+(?:just |only |some |about |nearly |almost )?$"
)
_MADE_UP = re.compile(r"(?i)\b(?:ma[dk]e|makes|making|set|give|gave|end|ended) up$")
# "8.7%, up 3.1 points": the second number is the change.
_NOUN_MOVED = re.compile(
    rf"(?i)^[\s,)]*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b(?!\s+(?:by\s+|from\s+)?(?:\w+\s+)?[£$€]?\d)"
)
_MOVED_OF = re.compile(
    r"(?i)\b(?:rise|increase|growth|jump|surge|fall|drop|cut|reduction|decrease|decline) of\s+"
    r"(?:(?:just |about |almost |nearly )?[£$€]?\d[\d,.]*%?(?:\s\w+)?(?:,| or| \(|, or)\s*)?$"
)


def find_form(scene: Scene) -> tuple[str, float, float]:
    """Whether a figure is a change: `growth` in per cent, `difference` or nothing; its sign; and how sure"
    " that is."""
    figure, text = scene.statement.figure, scene.weights.text
    before, after = text[max(0, scene.at - 60) : scene.at], text[scene.end : scene.end + 60]
    form = "difference"
    points = figure.unit == "percentage_point"
    if figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION):
        form = (
            "difference"
            if figure.unit == "percentage_point" or re.match(r"(?i)\s*(?:percentage )?points?\b", after)
            else "growth"
        )
    moved = [one for one in _MOVED.finditer(before) if not _MADE_UP.search(before[: one.end()])]
    more, noun = _MORE.match(after), _NOUN_MOVED.match(after)
    by, of = _BY.search(before), _MOVED_OF.search(before)
    if more and (
        re.search(r"(?i)\bthan\b|\bahead of\b|\bbehind\b|\babove\b|\bbelow\b", after) or "more" not in more["word"]
    ):
        return form, -1.0 if more["word"].lower() in _LESS else 1.0, 0.97
    if noun:
        return form, -1.0 if noun["down"] else 1.0, 0.95
    if (by or of) and moved:
        return form, -1.0 if moved[-1]["down"] else 1.0, 0.97
    if by and re.search(r"(?i)\b(?:won|beat|ahead|lead\w*|led)\b", before):
        return form, 1.0, 0.6
    if moved and not _TO.search(before) and len(before[moved[-1].end() :].split()) <= 2:
        return form, -1.0 if moved[-1]["down"] else 1.0, 0.9 if form == "growth" or points else 0.5
    return "", 0.0, 0.0
