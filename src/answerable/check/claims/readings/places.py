"""How near a name or year stands to a figure in its sentence.

What comes in: places in a text. What goes out: weights. Never here: tables.
"""

from __future__ import annotations

import re

_WALL = re.compile(r"(?i)[;:—–]|\bwhile\b|\bwhereas\b|\bbut\b|, (?:and|with) |, |\bto\b")
_BOND = re.compile(r"(?i)\s*(?:[\w'’%-]+\s+){0,3}?(?:at|in|for|by|among|from|on|went to|to)\s+(?:the\s+)?")
"""What stands between a figure and what it is of: "102 days at", "45 were in"."""

_FIRST = 8
"""A subject begins so near to the start of its sentence."""
_EXCEPT = re.compile(r"(?i)\b(?:except|apart from|other than|besides|unlike)\s+(?:for\s+|the\s+|at\s+|in\s+)*$")
_PART = re.compile(r"(?i)\b(?:of (?:which|whom|these|those|them)|including|among them)\b")


def weigh_place(text: str, start: int, end: int, at: int, figure_end: int) -> float:
    """How near a mention stands to a figure: words, walls and other figures between them count."""
    between = text[end:at] if end <= at else text[figure_end:start]
    if re.fullmatch(r"\s*\(", between):
        return 1.0
    n_figures = len(re.findall(r"\d[\d,.]*", between))
    walls = len(_WALL.findall(between))
    walls += 2 if start >= figure_end and re.search(r"(?i);|\bwhile\b|\bwhereas\b|\bbut\b", between) else 0
    if (
        start >= figure_end
        and _WALL.search(between)
        and re.match(r"(?i)\s*(?:only |just |had |was |were )*[£$€]?\d", text[end:])
    ):
        # "4,790 waited; at Saltby only 190 had": Saltby has a number of its own.
        return 0.25
    if _PART.search(between):
        # "£7.3m in three years, of which Severnside paid £5.8m": what is said of a part is not said of the whole.
        return 0.15
    if start >= figure_end and _BOND.fullmatch(between):
        return 1.0
    weight = float(1.0 / (1 + 0.03 * len(between.split())) * 0.72**walls * 0.85**n_figures)
    if _EXCEPT.search(text[:start]):
        return 0.3 * weight
    # "Station Square, which opened after 2019, drew 37,390 visits": the subject, whatever stands between.
    return (
        max(weight, 0.7)
        if start <= _FIRST and end <= at and re.match(r",? which\b|,? where\b|, who\b", text[end:])
        else weight
    )
