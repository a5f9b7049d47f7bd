"""Passages: the live text of a document in the runs that a person would read it in.

In: pages. Out: `Passage` rows in reading order: paragraphs, list items and headings, quoted letters, banners,
disclaimers and tables left out. Where the reader made no blocks, blank lines and list marks part the text.
Never here: what a passage says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from answerable.extract.places import Stretch, join, make_stretch
from answerable.model.document import BlockKind, Page

_SKIPPED = frozenset({BlockKind.QUOTED, BlockKind.DISCLAIMER, BlockKind.BANNER, BlockKind.TABLE})
_MARK = re.compile(
    r"[ \t]*(?:(?P<bullet>[•●▪◦‣·*\u2022\uf0b7]|[-\u2013\u2014]|o(?=[ \t]))[ \t]+"
    r"|(?P<question>(?:(?:Question|Cwestiwn|Qu|Q)[ \t.]*(?P<qn>\d{1,2})\b|Question[ \t]+(?P<qw>one|two|three|four|five|"
    r"six|seven|eight|nine|ten)\b)"
    r"(?![ \t]*(?:and|&|,)[ \t]*(?:Q|\d))[ \t]*[.:)\-\u2013\u2014]*[ \t]*)"
    r"|\(?(?P<number>\d{1,2})[.)](?!\d)[ \t]*|\(?(?P<letter>[a-z]|[ivx]{1,4})\)[ \t]+)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"[ \t]*(?:(?:Former[ \t]+)?(?:Officer|Police Officer|PC|PS|DC|DS|Sergeant|Constable|Inspector|Subject|Case|"
    r"Employee|Staff)"
    r"[ \t]+(?:no\.?[ \t]*)?(?:[A-Z]{1,2}\d?|\d{1,3})|Case[ \t]+(?:\d+|[A-Z]))\b[ \t]*(?:[:.\-\u2013\u2014(,]|$)",
)
_QUESTION_WORDS = {
    word: at
    for at, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_INLINE_QUESTION = re.compile(r"(?<=[.;)]\s)(?=(?:Question|Qu|Q)[ \t.]?\d{1,2}[ \t]*[:.\u2013-])")
_KEYED = re.compile(r"[ \t]*[A-Z][\w /&'’()]{1,40}:(?:[ \t]+|$)")
ENTRY_RANK = (
    r"(?=[A-Z])(?i:(?:Former[ \t]+|Ex-)?"
    r"(?:(?:Police|Detective|Det|Special|Chief|Ch|Senior|Temporary|Temp|Acting|Student|Probationary|Trainee|Custody)"
    r"[ \t.]+|[TAD]/)*(?:Constables?|Sergeants?|Inspectors?|Superintendent|PC|PS|DC|DS|DI|DCI|CI|Sgt|Insp|Supt|"
    r"Con|Const|SC|SPC|PCSO|Officer|Staff|"
    r"Detention[ \t]+officer|Member[ \t]+of[ \t]+(?:police[ \t]+)?staff|(?:Cyn-)?[CGg]wnstabl(?:[ \t]+gwirfoddol)?|"
    r"Rhingyll|Arolygydd)\b(?:[ \t]+(?:or|and)[ \t]+above|[ \t]*\+)?)"
)
"""The rank that a short record begins with: "Former Detective Constable", "Sgt", "Sergeant or above"."""
_ENTRY = re.compile(
    r"[ \t]*(?:(?:In|During)?[ \t]*(?:19|20)\d{2}[ \t]*[-\u2013\u2014:,;|][ \t]*\S"
    r"|\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})[ \t]*[-\u2013\u2014:,;|][ \t]*\S"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?[ \t]+)?[A-Z][a-z]{2,8}[ \t]+20\d\d[ \t]*[-\u2013\u2014|][ \t]*\S"
    r"|(?:\d{1,2}[ \t]*x?[ \t]*)?" + ENTRY_RANK + r"[ \t]*(?:\([^)]{1,20}\))?[ \t]*[-\u2013\u2014:,;|])",
)
_YEAR_LINE = re.compile(r"\s*(?:19|20)\d{2}(?:/\d\d)?\s*:?\s*")
_ENDED = re.compile(r"[.!?:;][\"'”’)]*\s*\Z")


_CLOSING = re.compile(
    r"(?:All|Both)\s+(?:of\s+(?:them|these)|\w+)\s+(?:\w+\s+){0,2}?(?:were|was|had|related|involved|took|concern\w*)\b"
)
"""A line behind a list that speaks of all in it: "All three were constables ..."."""


class PassageKind(StrEnum):
    """What a passage is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of live text.

    Args:
        kind: paragraph, heading or list item.
        stretch: its words with their places, list mark left off.
        mark: the list mark as printed: ``3.``, ``Q2``, ``(a)``, a bullet; empty where there is none.
        number: the number of the mark, or None.
        says_question: the mark says that it is a question's number ("Q2", "Question 2").
    """

    kind: PassageKind
    stretch: Stretch
    mark: str = ""
    number: int | None = None
    says_question: bool = False

    @property
    def text(self) -> str:
        """The words."""
        return self.stretch.text


def make_passages(pages: Iterable[Page], *, with_tables: bool = False) -> list[Passage]:
    """Part the pages' live text into passages; a paragraph torn by a page's end is made whole.

    Args:
        pages: in order.
        with_tables: take the text of tables too (logs set reports as tables of keys and values).
    """
    passages: list[Passage] = []
    last_page: str | None = None
    for page in pages:
        first = True
        for passage in _iter_page(page, _SKIPPED - {BlockKind.TABLE} if with_tables else _SKIPPED):
            if first and last_page is not None and passages and _is_torn(passages[-1], passage):
                before = passages.pop()
                passage = Passage(
                    before.kind, join(before.stretch, passage.stretch), before.mark, before.number, before.says_question
                )
            passages.append(passage)
            first = False
        last_page = page.id
    return passages


def _is_torn(before: Passage, after: Passage) -> bool:
    plain = PassageKind.PARAGRAPH is after.kind and before.kind is not PassageKind.HEADING and not after.mark
    return plain and not _ENDED.search(before.text) and after.text[:1].islower()


def _iter_page(page: Page, skipped: frozenset[BlockKind]) -> Iterator[Passage]:
    if page.kind == "sheet":
        return
    if page.blocks:
        live = [(block.kind, block.start, block.end) for block in page.blocks if block.kind not in skipped]
    else:
        live = [(BlockKind.PARAGRAPH, *span) for span in _iter_blank_parted(page.text)]
    for kind, start, end in live:
        yield from _iter_block(page, kind, start, end)


def _iter_blank_parted(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for gap in re.finditer(r"\n[ \t]*(?:\n[ \t]*)+|\Z", text):
        if text[at : gap.start()].strip():
            yield at, gap.start()
        at = gap.end()


def _iter_block(page: Page, kind: BlockKind, start: int, end: int) -> Iterator[Passage]:
    """Part a block at lines that begin an item, a labelled officer or a keyed line of their own."""
    lines = list(_iter_lines(page.text, start, end))
    if not lines:
        return
    groups: list[list[tuple[int, int]]] = []
    width = max(high - low for low, high in lines)
    for low, high in lines:
        line = page.text[low:high]
        begins: object = _MARK.match(line) or _LABELLED.match(line) or _KEYED.match(line) or _YEAR_LINE.fullmatch(line)
        if groups and _YEAR_LINE.fullmatch(page.text[slice(*groups[-1][-1])]):
            begins = True
        if groups and len(groups[-1]) == 1 and _is_label(page.text[slice(*groups[-1][0])]):
            begins = True
        if groups and _CLOSING.match(line) and _ENDED.search(page.text[slice(*groups[-1][-1])]):
            begins = True
        if not begins and _ENTRY.match(line) and groups:
            # A line of prose may begin with a year by chance: it is an entry after an entry, or after a full stop.
            before = page.text[groups[-1][-1][0] : groups[-1][-1][1]].strip()
            first = page.text[groups[-1][0][0] : groups[-1][0][1]]
            wrapped = len(before) + 1 + len(line.split()[0]) > max(width - 8, 30)
            begins = bool(_ENTRY.match(first) or _MARK.match(first)) or not wrapped or bool(_ENDED.search(before))
        if groups and not begins and not _stands_alone(page.text, groups[-1], (low, high), width):
            groups[-1].append((low, high))
        else:
            groups.append([(low, high)])
    for group in groups:
        # "Q1: six. Q2: one." is two answers on one line.
        low, high = group[0][0], group[-1][1]
        cuts = [
            low + one.start()
            for one in _INLINE_QUESTION.finditer(page.text[low:high])
            if page.text[low : low + one.start()].strip()
        ]
        for start, end in zip([low, *cuts], [*cuts, high], strict=True):
            yield _make_passage(page, kind, start, end, is_only=len(groups) == 1 and not cuts)


def _is_label(line: str) -> bool:
    """Whether a line is a case's label and nothing more: "Case 3 - Special Constable - 2021"."""
    return _LABELLED.match(line) is not None and _is_heading(line)


def _stands_alone(text: str, group: list[tuple[int, int]], line: tuple[int, int], width: int) -> bool:
    """Whether a line after another is a line of its own: its first word would still have fitted on the line before."""
    before, this = text[group[-1][0] : group[-1][1]].strip(), text[line[0] : line[1]].strip()
    first_word = this.split(" ", 1)[0]
    if not before or len(before) + 1 + len(first_word) > max(width - 8, 30):
        return False
    starts_new = this[:1].isupper() or this[:1].isdigit()
    return starts_new and (bool(_ENDED.search(before)) or _is_entry(before))


def _is_entry(line: str) -> bool:
    """A line such as "PC, WhatsApp, final written warning" or "2018 - 4": parted, not wrapped."""
    return bool(re.search(r",.+,|\s[-\u2013\u2014:|]\s|^\d{4}\b", line)) and len(line) < 60


def _iter_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _make_passage(page: Page, kind: BlockKind, start: int, end: int, *, is_only: bool) -> Passage:
    mark = _MARK.match(page.text, start, end)
    number: int | None = None
    printed, says_question = "", False
    if mark is not None and mark.end() <= end and mark.group().strip():
        printed = mark.group().strip()
        says_question = mark["question"] is not None
        digits = mark["number"] or mark["qn"]
        number = int(digits) if digits else _QUESTION_WORDS.get((mark["qw"] or "").lower())
        start = mark.end()
    passage_kind = PassageKind.PARAGRAPH
    if kind is BlockKind.HEADING and is_only:
        passage_kind = PassageKind.HEADING
    elif kind is BlockKind.LIST_ITEM or printed:
        passage_kind = PassageKind.ITEM
    elif _is_heading(page.text[start:end]):
        passage_kind = PassageKind.HEADING
    return Passage(passage_kind, make_stretch([(page, start, end)]), printed, number, says_question)


def _is_heading(text: str) -> bool:
    """Short, one line, no full stop, and either a year, a label or in capitals or title case."""
    text = text.strip()
    if not text or "\n" in text or len(text) > 90 or text.endswith((".", ",", ";", "?")):
        return False
    if re.fullmatch(r"(?:In |During |Year |Calendar year )?(?:19|20)\d{2}\s*:?", text, re.IGNORECASE):
        return True
    if re.search(r":\s*\S", text):
        return False
    if _LABELLED.fullmatch(text) or (_LABELLED.match(text + ":") and len(text) < 40):
        return True
    words = re.findall(r"[A-Za-z][\w'’-]*", text)
    if not words or (text.endswith(":") and len(words) > 8):
        return False
    return text.isupper() and len(words) > 1
