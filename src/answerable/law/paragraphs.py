"""Citations that are not written with sections and brackets: German paragraphs, and the bare "(b)(6)" of US redactions.

What lives here: the two notations and their normal forms. What comes in: text, the law in hand, the laws it
names; what goes out: law, section and characters. What must never be here: the English grammar (``citations``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerable.law.names import LawMention
from answerable.model.law import AccessLaw

_UNIT = r"(?:Absatz|Abs\.?|Nummern?|Nrn?\.?|Satz|S\.|Buchstabe|Buchst\.?|lit\.?|Halbsatz|Hs\.?|Alt\.?)"
_PARAGRAPH = re.compile(rf"§{{1,2}}\s*(?P<number>\d+[a-z]?)(?!\w)(?P<parts>(?:,?\s*{_UNIT}\s*\d*[a-z]?\b)*)")
_PART = re.compile(rf"({_UNIT})\s*(\d+|[a-z])\b")
_NEXT = re.compile(
    r"\s*(?:,|und|bis|sowie|oder)\s*(?P<number>\d+[a-z]?)(?!\w)(?P<parts>(?:\s*" + _UNIT + r"\s*\d*[a-z]?\b)*)"
)
# By the first letters of each spelling.
_NORMAL = (
    ("abs", "Abs."),
    ("n", "Nr."),
    ("s", "Satz"),
    ("b", "lit."),
    ("l", "lit."),
    ("h", "Halbsatz"),
    ("al", "Alt."),
)
_OTHER_GERMAN = re.compile(
    r"\s*(?:des\s+|der\s+)?(?!IFG)[A-ZÄÖÜ][A-Za-zÄÖÜäöüß-]*(?:G|O|GB|gesetz(?:es|buchs?)?|ordnung|verordnung)\b"
)
_REDACTION = re.compile(
    r"(?:(?:(?:5\s+U\.?S\.?C\.?\s*)?§\s*|5\s+U\.?S\.?C\.?\s*|[Ss]ections?\s+)552\s?|(?<![\w)]))\(b\)\s?\((?P<figure>[1-9])\)(?:\s?\((?P<letter>[A-F])\))?"
)


def find_paragraphs(
    text: str, default: AccessLaw, mentions: tuple[LawMention, ...]
) -> Iterator[tuple[str, str, int, int]]:
    """Yield (law, section, start, end) for each German paragraph and each US redaction mark of the law in hand."""
    if default.exemption_section:
        for match in _REDACTION.finditer(text):
            letter = f"({match['letter']})" if match["letter"] else ""
            yield default.id, f"{default.exemption_section}({match['figure']}){letter}", match.start(), match.end()
    if "§" in default.cited_as and not default.exemption_section:
        yield from _find_german(text, default, mentions)


def _find_german(
    text: str, default: AccessLaw, mentions: tuple[LawMention, ...]
) -> Iterator[tuple[str, str, int, int]]:
    for match in _PARAGRAPH.finditer(text):
        run = [(_normalise(match), match.start(), match.end())]
        end = match.end()
        more = _NEXT.match(text, end) if match.group().startswith("§§") else None
        while more:
            run.append((_normalise(more), more.start("number"), more.end()))
            end = more.end()
            more = _NEXT.match(text, end)
        if _is_of(text, end, default, mentions):
            for section, start, stop in run:
                number = int(re.match(r"\d+", section).group())  # type: ignore[union-attr]
                if 0 < number <= default.last_section:
                    yield default.id, section, start, stop


def _is_of(text: str, end: int, default: AccessLaw, mentions: tuple[LawMention, ...]) -> bool:
    """Whether the law named right behind the paragraph is the law in hand, or none is named."""
    gap = re.compile(r"\s*(?:des\s+|der\s+)?(?:Bundes-?)?").match(text, end)
    reach = gap.end() if gap else end
    for item in mentions:
        if end <= item.start <= reach:
            return item.law == default.id
    return _OTHER_GERMAN.match(text, end) is None


def _normalise(match: re.Match[str]) -> str:
    section: str = match["number"]
    for unit, value in _PART.findall(match["parts"]):
        section += f" {next(normal for start, normal in _NORMAL if unit.lower().startswith(start))} {value}"
    return section
