"""A letter's text divided: units (paragraphs, headings, list items, table lines), and the sentences of a unit.

What comes in: text. What goes out: places. What must never be here: who speaks (`passages`), what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from answerable.track.rules import load_speakers

# A line that begins a new unit even where no blank line stands before it.
ITEM = re.compile(
    r"\s*(?:(?:q(?:uestion)?\s*\.?\s*\d{1,2}|(?:part|point|item|question)\s+(?:\d{1,2}|one|two|three|"
    r"four|five)|a(?:nswer)?\s*\d{1,2}|r(?:esponse)?\s*\d{1,2})\b|\(?\d{1,2}\s*[.):]|"
    r"\(?[a-z]\s?[.)]\s|\(?[ivx]{1,4}[.)]\s|[-•*·▪◦–]\s|\d{1,2}\s+[-–]\s)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*[A-Z][\w '/&().-]{1,48}:\s*(?:\S.*)?$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:s|ss|sec|sect|reg|regs|art|no|nos|ref|e\.?g|i\.?e|etc|mr|mrs|ms|dr|st|para|paras|p|pp|"
    r"vs|inc|ltd|approx|cf|dept|q|tel|ext|rev|viz)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]+[\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-Z\d£•-]|\s*$)")


def iter_units(text: str) -> Iterator[tuple[int, int, int]]:
    """Paragraphs, headings, list items and table lines: (start, end, paragraph number)."""
    paragraph = 0
    start: int | None = None
    end = place = 0
    previous = ""
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        begins = place + len(line) - len(line.lstrip())
        if not stripped:
            if start is not None:
                yield start, end, paragraph
                start = None
            paragraph += 1
        else:
            alone = "\t" in stripped or " |" in stripped or _is_heading(stripped)
            is_marked = stripped.startswith(">") != previous.startswith(">") and bool(previous)
            if start is not None and (
                alone or is_marked or ITEM.match(line) or _LABEL.match(line) or _ended(previous, stripped)
            ):
                yield start, end, paragraph
                start = None
            if start is None:
                start = begins
            end = place + len(line.rstrip())
            if alone:
                yield start, end, paragraph
                start = None
        previous = stripped
        place += len(line)
    if start is not None:
        yield start, end, paragraph


_BEGINS = re.compile(r"[A-Z£\d\"“‘]")
BARE_VALUE = re.compile(
    r"\W*(?:£\s?)?\d[\d,.]*\s?(?:%|m|k|million|days|hours)?\W*$|"
    r"\W*(?:none|nil|zero|yes|no|not held|n/a|withheld|exempt)\b"
    r"[^?]{0,80}$",
    re.IGNORECASE,
)


_ASKED_ITEM = re.compile(
    r"(?:q(?:uestion)?\s?)?\(?(?:\d{1,2}|[a-h])\)?\s*[.):–-]?\s+[-–]?\s*(?:the |in |of )?(?:how|what|which|who|when|"
    r"where|why|numbers?|names?|"
    r"ranks?|dates?|costs?|total|cop(?:y|ies)|list|breakdown|details|types?|reasons?|average|our policy|your|please|"
    r"any)\b(?!.*(?:[,;:]|\b(?:the|of|and|or|to|in|for|by|with|a))$)",
    re.IGNORECASE,
)
_MARGIN = 68


def _ended(previous: str, line: str) -> bool:
    """Whether a line break ends a unit: the line before was short and complete, or ended with a colon."""
    if previous.endswith((":", "?")):
        return True
    if _ASKED_ITEM.match(previous) and len(previous) < _MARGIN and re.match(r"[A-Z£€\d]", line):
        return True  # "1 - how many bites in 2021" and below it "Eleven"
    if len(previous) < 45 and not previous.endswith(",") and _BEGINS.match(line):
        # Too short to have been broken by the margin: a line of a list, a menu, a table that lost its lines.
        return True
    return len(previous) < 60 and previous.endswith((".", "!", ";")) and line[:1].isupper()


def _is_heading(line: str) -> bool:
    """Short lines without a verb's punctuation, in capitals, or that a known heading pattern fits."""
    if len(line) > 80 or line.endswith((",", ";", ".")) or re.match(r"\W*\d", line):
        return False
    letters = [char for char in line if char.isalpha()]
    if len(letters) > 3 and sum(char.isupper() for char in letters) > 0.8 * len(letters):
        return True
    return any(
        pattern.match(line)
        for who in ("requester", "notice")
        for pattern in load_speakers(who).opens
        if pattern.pattern.startswith("^")
    ) or any(pattern.match(line) for pattern in load_speakers("requester").closes[:1])


def iter_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of a unit; an abbreviation's stop does not end one."""
    first = start
    for match in _STOP.finditer(text, start, end):
        if _ABBREVIATION.search(text[max(first, match.start() - 12) : match.start() + 1]) and match.end() < end:
            continue
        if (
            re.match(r"\s*(?:q(?:uestion)?\.?\s*)?\(?\d{1,2}\.$", text[first : match.end()], re.IGNORECASE)
            and match.end() < end
        ):
            continue
        yield first, match.end()
        first = match.end()
        while first < end and text[first].isspace():
            first += 1
    if first < end:
        yield first, end


def iter_pieces(text: str, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences, the endless ones (scans and tables without stops) cut at a blank, so that no pattern runs for long."""
    for start, end in sentences:
        while end - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > 0 else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


_LONGEST = 1500
