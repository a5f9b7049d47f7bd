"""The parts of a body: what the sender says now, what is quoted, the signature, the disclaimer.

What comes in: the text of a body or of a page. What goes out: segments that cover every character of it, so nothing
is dropped and every place still counts in the same text. What must never be here: what the words decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answerable.mail.mail import Segment, SegmentKind

_WROTE = re.compile(
    r"^\s*(?:On|Ar|Le|Am|El)\b.{4,200}?\b(?:wrote|ysgrifennodd|a écrit|schrieb|escribió)\s*:?\s*$|"
    r"^\s*.{3,120}<[^<>\s]+@[^<>\s]+>\s+wrote:\s*$",
    re.I | re.S,
)
_SEPARATOR = re.compile(
    r"^\s*(?:-{2,}\s*(?:Original Message|Forwarded message|Neges wreiddiol|Original Appointment|Begin "
    r"forwarded message)\s*-{2,}"
    r"|Begin forwarded message:|_{10,})\s*$",
    re.I,
)
_HEADER = re.compile(
    r"^\s*\*?(From|Sent|Date|To|Cc|Bcc|Subject|Importance|Oddi wrth|Anfonwyd|At|Pwnc|Attachments?|"
    r"Reply-To)\s?:\*?(?:\s|$)",
    re.I,
)
_FROM = re.compile(r"^\s*\*?(?:From|Oddi wrth)\s?:\*?\s*\S", re.I)
_CLOSING = re.compile(
    r"^\s*(?:yours\s+(?:sincerely|faithfully|truly)|(?:kind|best|warm|many)?\s*regards|kind(?:est)? "
    r"wishes|best wishes|sincerely|"
    r"yn gywir|yn ddiffuant|cofion(?: gorau| cynnes)?|dymuniadau gorau|many thanks|thanks|thank you|"
    r"diolch)\s*[,.]?\s*$",
    re.I,
)
_DISCLAIMER = re.compile(
    r"(?:this|the)\s+(?:e-?mail|message|communication|transmission)\b[^.\n]{0,120}\b(?:confidential|"
    r"intended|privileged|legally|addressee)"
    r"|(?:information|material)\s+(?:contained\s+)?in\s+this\s+(?:e-?mail|message)"
    r"|if you (?:are not|have received) (?:the intended|this (?:e-?mail|message|communication))"
    r"|not the intended recipient|scanned (?:for|by) |virus(?:es)? (?:checked|scanned)|consider the environment"
    r"|do(?:es)? not necessarily (?:reflect|represent)|think before you print|e-?mails? (?:may be|are) monitored"
    r"|caution: this (?:e-?mail|message) originated|mae'?r (?:e-?bost|neges) h[wo]n|secured by|"
    r"this footnote (?:also )?confirms|intended for the (?:addressee|recipient)s? only|monitors? (?:its|all|e-?mail)",
    re.I,
)
_ANNEX = re.compile(
    r"^\s*(?:annex|appendix|attachment|schedule|enclosure|explanatory note|freedom of information|"
    r"section \d|legal (?:annex|basis)|"
    r"review procedure|right(?:s)? (?:of|to)|complaint|response|q(?:uestion)?\s*\d|\d+\s*[.)])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def find_segments(body: str) -> tuple[Segment, ...]:
    """Divide a body into segments without gaps.

    >>> [(s.kind.value, s.start) for s in find_segments("Yes, 12.\\n\\nOn Mon, 1 Nov 2021, A wrote:\\n> How many?\\n")]
    [('live', 0), ('quoted', 10)]
    """
    lines = list(_iter_lines(body))
    kinds = [SegmentKind.LIVE] * len(lines)
    _mark_quotes(lines, kinds)
    _mark_disclaimers(lines, kinds)
    _mark_signatures(lines, kinds)
    _absorb_blanks(lines, kinds)
    segments: list[Segment] = []
    for line, kind in zip(lines, kinds, strict=True):
        if segments and segments[-1].kind == kind:
            segments[-1] = Segment(kind, segments[-1].start, line.end)
        else:
            segments.append(Segment(kind, line.start, line.end))
    return tuple(segments)


def make_live_text(body: str, segments: tuple[Segment, ...] | None = None) -> str:
    """The body with quoted mail and disclaimers folded away; the signature stays, for it names who answers."""
    kept = (SegmentKind.LIVE, SegmentKind.SIGNATURE, SegmentKind.HEADER)
    parts = segments if segments is not None else find_segments(body)
    return "".join(body[item.start : item.end] for item in parts if item.kind in kept).strip()


def _iter_lines(body: str) -> Iterator[_Line]:
    place = 0
    for text in body.splitlines(keepends=True):
        yield _Line(place, place + len(text), text.rstrip("\n"))
        place += len(text)


def _mark_quotes(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """Lines that begin with ``>``; and what follows "On ... wrote:" or the header block of an earlier mail."""
    seen_words = False
    answers = _marks_answers(lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if (re.match(r"\s*>", line.text) and not (answers and re.match(r"\s*>>", line.text))) or (
            line.text.startswith("|") and line.text.count("|") == 1
        ):
            kinds[number] = SegmentKind.QUOTED
            number += 1
            continue
        n_intro = _count_wrote(lines, number)
        if n_intro:
            following = next((item for item in lines[number + n_intro :] if not item.blank), None)
            marked = following is not None and re.match(r"\s*>", following.text)
            last = number + n_intro if marked else len(lines)
            kinds[number:last] = [SegmentKind.QUOTED] * (last - number)
            number = last
            continue
        n_head = _count_header(lines, number)
        if n_head:
            if not seen_words:
                # The letter's own header printed on top of it: what follows is the letter.
                kinds[number : number + n_head] = [SegmentKind.HEADER] * n_head
                number += n_head
                seen_words = True
                continue
            kinds[number:] = [SegmentKind.QUOTED] * (len(lines) - number)
            return
        if _SEPARATOR.match(line.text) and not line.text.strip().startswith("_"):
            kinds[number:] = [SegmentKind.QUOTED] * (len(lines) - number)
            return
        # "Subject: ..." above "From: ..." is of the same header.
        seen_words = seen_words or (len(line.text.strip()) > 2 and not _HEADER.match(line.text))
        number += 1


def _marks_answers(lines: list[_Line]) -> bool:
    """Whether ">>" stands before answers set between the questions: no line is quoted once, and several are so."""
    marked = [number for number, line in enumerate(lines) if re.match(r"\s*>", line.text)]
    if not all(re.match(r"\s*>>", lines[number].text) for number in marked):
        return False
    n_runs = sum(1 for number in marked if number == 0 or number - 1 not in marked)
    return n_runs >= 2


def _count_wrote(lines: list[_Line], number: int) -> int:
    """How many lines an "On ... wrote:" takes here: none, one, two or three."""
    if not re.match(r"\s*(?:On|Ar|Le|Am|El)\b|.*@.*wrote:\s*$", lines[number].text):
        return 0
    for n_lines in (1, 2, 3):
        joined = " ".join(item.text for item in lines[number : number + n_lines])
        if len(joined) < 260 and _WROTE.match(joined) and re.search(r"\d|@", joined):
            return n_lines
    return 0


def _count_header(lines: list[_Line], number: int) -> int:
    """How many lines a printed mail header takes here, its separator included; none where there is no header."""
    first = number
    if re.match(r"^\s*(?:-{2,}\s*(?:Original|Forwarded).*|_{10,}|\*{5,})\s*$", lines[number].text, re.I):
        first = number + 1
        while first < len(lines) and lines[first].blank and first < number + 3:
            first += 1
    if first >= len(lines) or not _FROM.match(lines[first].text):
        return 0
    last, n_heads = first, 0
    for place in range(first, min(first + 12, len(lines))):
        found = _HEADER.match(lines[place].text)
        if found:
            n_heads += 1
            last = place
        elif (lines[place].blank and place > first + 1 and n_heads >= 3) or place - last > 2:
            break
    return last - number + 1 if n_heads >= 3 else 0


def _mark_disclaimers(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """Whole paragraphs that hold the words of a disclaimer."""
    number = 0
    while number < len(lines):
        if kinds[number] is not SegmentKind.LIVE or lines[number].blank:
            number += 1
            continue
        last = number
        while last < len(lines) and not lines[last].blank and kinds[last] is SegmentKind.LIVE:
            last += 1
        paragraph = " ".join(line.text for line in lines[number:last])
        if (
            len(paragraph) < 2500
            and _DISCLAIMER.search(paragraph)
            and not re.search(
                r"exempt|section \d|freedom of information|rhyddid gwybodaeth|working days|diwrnod gwaith|you "
                r"(?:have )?(?:asked|requested)",
                paragraph,
                re.I,
            )
        ):
            kinds[number:last] = [SegmentKind.DISCLAIMER] * (last - number)
        number = last


def _mark_signatures(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """From a closing, the short lines that follow it; an annex after them is live again."""
    number = 0
    while number < len(lines):
        line = lines[number]
        is_dash = line.text.rstrip(" ") == "--"
        if kinds[number] is not SegmentKind.LIVE or not (is_dash or _CLOSING.match(line.text)):
            number += 1
            continue
        place, n_lines = number + 1, 0
        while place < len(lines) and n_lines < 14 and kinds[place] is SegmentKind.LIVE:
            text = lines[place].text
            if len(text) > 110 or _ANNEX.match(text) or re.search(r"\bexempt|\bwithh(?:eld|old)|\?\s*$", text):
                break
            n_lines += bool(text.strip())
            place += 1
        if n_lines or is_dash:
            kinds[number:place] = [SegmentKind.SIGNATURE] * (place - number)
        number = place


def _absorb_blanks(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """Blank lines belong to what precedes them."""
    for number in range(1, len(lines)):
        if lines[number].blank and kinds[number] is SegmentKind.LIVE:
            kinds[number] = kinds[number - 1]
