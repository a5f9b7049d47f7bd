"""Marks: the number of the question that a passage answers, where the words say it in other ways than a list mark.

In: passages, the numbers of the questions. Out: the same words, parted where a further question's answer begins on the
same line ("1. 262. 2. 23."), each with its number and without the words that only name the question. Never here: which
question a passage without any mark answers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from answerable.extract.narrative.passages import Passage, PassageKind

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SEVERAL = (
    rf"(?!\s*(?:and|&|to)\s*(?:q(?:uestion)?s?\.?\s*)?(?:\d{{1,2}}(?!\d)|(?:{'|'.join(_ORDINALS)})\b)"
    r"|[-\u2013](?:q(?:uestion)?s?\.?\s*)?\d{1,2}(?!\d)"
    r"|\s*,\s*(?:q(?:uestion)?\.?\s*)?\d{1,2}\s*(?:,|and\b|&|[:)]))"
)
"""Not one of several questions that are answered together: "questions 1 and 2"."""
_TOLD = (
    r"(?:(?:in\s+)?(?:the\s+)?(?:answer|response|reply|relation|respect|regard|regards)\s+(?:to|of)\s+|as\s+(?:to|for)\s+|"
    r"regarding\s+|on\s+)?(?:your\s+|the\s+)?"
)
_ORDINAL = rf"(?P<ordinal>{'|'.join(_ORDINALS)})\s+(?:question|request|query|part|point)\b"
_END = r"(?:\s+(?:is|was|are)\b)?[ \t]*[.:)\u2013,-]*\s*"
_INLINE = re.compile(
    rf"(?<![\w'’])(?:{_TOLD}(?:{_ORDINAL}|(?:question|q)\.?\s*(?:no\.?\s*|number\s+)?(?P<n>\d{{1,2}})\b(?!\s*(?:of\s+)?(?:20\d\d|fy))){_SEVERAL}){_END}",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"\s*{_TOLD}(?:{_ORDINAL}{_SEVERAL}{_END}|(?:question|request|query|part|point|item|q)\.?\s*(?:no\.?\s*|number\s+)?"
    rf"(?:(?P<n>\d{{1,2}})|(?P<letter>[a-h]))\b{_SEVERAL}(?:[ \t]*[.:)\u2013-]+\s*|\s*\n\s*|\s*\Z))",
    re.IGNORECASE,
)
_LINE = re.compile(
    rf"(?m)^[ \t]*{_TOLD}(?P<ordinal>)(?:request|query|part|point|item)\.?\s*(?:no\.?\s*|number\s+)?"
    rf"(?:(?P<n>\d{{1,2}})|(?P<letter>[a-h]))\b{_SEVERAL}(?:[ \t]*[.:)\u2013-]+\s*|[ \t]*\n\s*)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?<=[.;)\d])\s+(?P<n>\d{1,2})[.)]\s+(?=\S)")


def part_by_marks(passages: Iterable[Passage], numbers: Collection[int]) -> Iterator[Passage]:
    """Passages with the numbers of the questions that their words name.

    Args:
        passages: in reading order.
        numbers: of the questions asked; others are no question's.
    """
    for passage in passages:
        yield from _part(_take_label(passage, numbers), numbers) if numbers else [passage]


def _number(match: re.Match[str]) -> int:
    said = match.groupdict()
    if said.get("letter"):
        return ord(said["letter"].lower()) - ord("a") + 1
    return _ORDINALS.index(said["ordinal"].lower()) + 1 if said["ordinal"] else int(said["n"])


def _take_label(passage: Passage, numbers: Collection[int]) -> Passage:
    """ "Part 2: 23" is the answer to the second question."""
    label = _LEADING.match(passage.text) if passage.number is None else None
    if label is None or _number(label) not in numbers:
        return passage
    rest = passage.stretch.part(label.end(), len(passage.text))
    stretch = rest if rest.text.strip() else passage.stretch.part(0, len(passage.text))
    return replace(
        passage,
        kind=PassageKind.ITEM,
        stretch=stretch,
        mark=label.group().strip(),
        number=_number(label),
        says_question=True,
    )


def _part(passage: Passage, numbers: Collection[int]) -> Iterator[Passage]:
    """Part a passage at each further question that it names, in their order."""
    text, last = passage.text, passage.number or 0
    cuts: list[tuple[int, int, int]] = []
    named = [one for one in _INLINE.finditer(text) if _number(one) in numbers]
    named = named or [one for one in _LINE.finditer(text) if one.start() and _number(one) in numbers]
    for one in named if passage.number is not None or len(named) > 1 else ():
        if _number(one) == last + 1 or (not cuts and not last):
            cuts.append((one.start(), one.end(), _number(one)))
            last = _number(one)
    if not cuts and passage.number in numbers:
        for one in _LISTED.finditer(text):
            if int(one["n"]) == last + 1 and last + 1 in numbers:
                cuts.append((one.start(), one.end(), last + 1))
                last += 1
    if not cuts:
        yield passage
        return
    if text[: cuts[0][0]].strip():
        yield replace(passage, stretch=passage.stretch.part(0, cuts[0][0]))
    for at, (low, start, number) in enumerate(cuts):
        end = cuts[at + 1][0] if at + 1 < len(cuts) else len(text)
        if text[start:end].strip():
            stretch, mark = passage.stretch.part(start, end), text[low:start].strip()
            yield Passage(PassageKind.ITEM, stretch, mark, number, says_question=True)
