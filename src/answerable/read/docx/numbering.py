"""The numbers and letters that Word puts before list items: they are shown, so they belong to the text.

What comes in: the numbering part of a DOCX. What goes out: the label of each paragraph in turn. What must never be
here: anything else about paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Lists of one document and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, list_id: str, level: int) -> str:
        """Count one item and return what stands before it, such as ``2.`` or ``(b)``; a bullet is ``•``."""
        abstract = self.abstract_of.get(list_id)
        if abstract is None or level not in self.levels.get(abstract, {}):
            return ""
        levels = self.levels[abstract]
        counters = self.counters.setdefault(abstract, {})
        restart = self.restarts.get((list_id, level))
        if restart is not None and (list_id, level) not in self.begun:
            counters[level] = restart
        else:
            counters[level] = counters[level] + 1 if level in counters else levels[level].start
        self.begun.add((list_id, level))
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        own = levels[level]
        if own.form == "bullet":
            return "•"
        if own.form == "none":
            return ""

        def _write(match: re.Match[str]) -> str:
            other = int(match.group(1)) - 1
            count = counters.get(other, levels[other].start if other in levels else 1)
            return _write_number(count, levels[other].form if other in levels else "decimal")

        return re.sub(r"%(\d)", _write, own.text)


def _write_number(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        written, rest = "", number
        for value, sign in _ROMAN:
            while rest >= value:
                written, rest = written + sign, rest - value
        return written.upper() if form == "upperRoman" else written
    return f"{number:02d}" if form == "decimalZero" else str(number)


def parse_numbering(tree: etree._Element | None) -> Numbering:
    """Read ``word/numbering.xml``; without it no list has labels."""
    numbering = Numbering()
    if tree is None:
        return numbering
    for abstract in tree.iter(W + "abstractNum"):
        levels = {}
        for level in abstract.iter(W + "lvl"):
            place = level.get(W + "ilvl") or "0"
            if place.isdigit():
                start = _get(level, "start", "1")
                levels[int(place)] = _Level(
                    _get(level, "numFmt", "decimal"), _get(level, "lvlText", ""), int(start) if start.isdigit() else 1
                )
        numbering.levels[abstract.get(W + "abstractNumId") or ""] = levels
    for item in tree.iter(W + "num"):
        list_id = item.get(W + "numId") or ""
        numbering.abstract_of[list_id] = _get(item, "abstractNumId", "")
        for override in item.iter(W + "lvlOverride"):
            start, place = _get(override, "startOverride", ""), override.get(W + "ilvl") or ""
            if start.isdigit() and place.isdigit():
                numbering.restarts[list_id, int(place)] = int(start)
    return numbering


def _get(parent: etree._Element, name: str, default: str) -> str:
    child = parent.find(W + name)
    value = child.get(W + "val") if child is not None else None
    return default if value is None else value
