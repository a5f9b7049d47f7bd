"""Records: passages parted, or put together, where authorities write one record to a line or one field to a line.

In: the passages of a document. Out: the same with each record a passage of its own. A block whose lines are whole
records is parted; lines of one field each ("PC / 2018 / Facebook / racist comment / Written warning") are put together;
a key and the line beneath it ("Rank / Police Constable") become one line. Never here: what a record says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.extract.cues import find_codes, is_header_of
from answerable.extract.narrative.days import find_years
from answerable.extract.narrative.entries import begins_entry
from answerable.extract.narrative.headings import read_heading
from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.passages import Passage, PassageKind
from answerable.extract.places import join
from answerable.extract.questions import Asked
from answerable.model.codebook import Codebook

Numbered = tuple[Passage, Asked | None, bool]

_LEAST, _MOST = 3, 8
"""So many lines a record of one field to a line has."""
_FIELD_LENGTH = 90
_NEARLY_ALL = 0.75
_AHEAD = 24
"""So many passages are looked at for the lines of one record."""
_SURE_HEADER = 100
_ENDED = re.compile(r"[.;!)\]]\s*\Z")
_TAIL = re.compile(
    r"(?:[\W\d]|\b(?:months?|years?|m|mths?|yrs?|for|without|with|notice|immediate|effect|given|issued|imposed|taken|by|the|manager|and|"
    r"placed|on|barred|list|one|two|three|twelve|eighteen)\b)*\Z",
    re.IGNORECASE,
)
"""What may stand between the outcome of a record and the line's end: "for 18 months", "given", "without notice"."""
_OPEN = re.compile(r"\b(?:for|on|by|the|and|with|a|an|of|to|in)\s*\Z", re.IGNORECASE)
_LEADS = 60
_DAY = re.compile(r"\b\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})\b")
_BEGINS = re.compile(r"\s*(?:[A-Z0-9(\[*•|-]|\w+\s*=)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and which fields it names."""

    fields: frozenset[str]
    is_alone: bool


def part_records(numbered: Sequence[Numbered], codebook: Codebook) -> list[Numbered]:
    """Part every block of records or headings, knowing whether a heading stands above it."""
    out: list[Numbered] = []
    is_headed, question = False, None
    for passage, asked, repeated in numbered:
        is_headed = is_headed and asked == question
        question = asked
        lines = [passage] if repeated else part_lines(passage, codebook, is_headed=is_headed)
        is_headed = is_headed or (not repeated and bool(read_heading(lines[-1].text, codebook)))
        out += [(line, asked, repeated) for line in lines]
    return out


def part_lines(passage: Passage, codebook: Codebook, *, is_headed: bool = False) -> list[Passage]:
    """Part a block where two or more of its lines are each a whole record, or headings over such lines.

    A line of wrapped prose is no record: it ends in the middle of a sentence.
    """
    if "\n" not in passage.text.strip() or passage.kind is PassageKind.HEADING:
        return [passage]
    lines = _find_lines(passage.text)
    kinds: list[str] = []
    for low, high in lines:
        kinds.append(_kind_of(passage.text[low:high], codebook, is_headed=is_headed or "heading" in kinds))
    if kinds.count("record") + kinds.count("heading") < 2 or "record" not in kinds:
        return [passage]
    cuts = [0]
    for number in range(1, len(lines)):
        before = passage.text[slice(*lines[number - 1])]
        this = passage.text[slice(*lines[number])]
        told = kinds[number] == "heading" and kinds[number - 1] == "record"
        told = told or kinds[number - 1] == "heading" or (kinds[number] == "record" and begins_entry(this))
        if told or (kinds[number] != "prose" and _is_finished(before, codebook)):
            cuts.append(number)
    if len(cuts) < 2:
        return [passage]
    out = []
    for first, after in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        stretch = passage.stretch.part(lines[first][0], lines[after - 1][1])
        kind = PassageKind.ITEM if kinds[first] == "record" else PassageKind.PARAGRAPH
        out.append(replace(passage, stretch=stretch, kind=kind))
    return out


def find_list(numbered: Sequence[Numbered], codebook: Codebook) -> int | None:
    """Where a list begins of which two lines or more, and nearly all from there on, are each a whole record."""
    kinds = [
        (place, begins_entry(line) and _kind_of(line, codebook, is_headed=False) == "record")
        for place, (passage, _, repeated) in enumerate(numbered)
        if not repeated
        for line in passage.text.split("\n")
    ]
    at = next((number for number, (_, is_record) in enumerate(kinds) if is_record), len(kinds))
    records = sum(is_record for _, is_record in kinds)
    return kinds[at][0] if records > 1 and records >= _NEARLY_ALL * (len(kinds) - at) else None


def _find_lines(text: str) -> list[tuple[int, int]]:
    return [one.span() for one in re.finditer(r"[^\n]*[^\s][^\n]*", text)]


def _kind_of(line: str, codebook: Codebook, *, is_headed: bool) -> str:
    """Whether a line is a whole record, a heading or neither; beneath a heading a record may leave fields out."""
    if read_heading(line, codebook):
        return "heading"
    fields = read_fields(line, codebook)
    enough = len(fields) > 1 if is_headed else len(fields) > 2 and "outcome" in fields
    if not enough or not _BEGINS.match(line):
        return "prose"
    return "record" if read_fields(line[:_LEADS], codebook) & {"rank", "year"} else "prose"


def read_fields(text: str, codebook: Codebook) -> frozenset[str]:
    """Which of the fields that a record has stand in a text: rank, year, platform, outcome."""
    out = {"year"} if find_years(text) or _DAY.search(text) else set()
    for name in ("rank", "platform"):
        variable = codebook.find_variable(name)
        if variable is not None and find_codes(text, variable):
            out.add(name)
    outcome = codebook.find_variable("outcome")
    if outcome is not None and find_asserted(text, outcome):
        out.add("outcome")
    return frozenset(out)


def _is_finished(line: str, codebook: Codebook) -> bool:
    """Whether a line ends a record: by its mark, or in its outcome."""
    if _ENDED.search(line) or read_heading(line, codebook):
        return True
    outcome = codebook.find_variable("outcome")
    found = find_asserted(line, outcome) if outcome is not None else []
    if found and _TAIL.match(line, found[-1].end) and not _OPEN.search(line):
        return True
    return bool(re.fullmatch(r"\s*(?:nil|none|no\s+cases?|0|n/a)\W*", line, re.IGNORECASE))


def put_together(numbered: Sequence[Numbered], codebook: Codebook) -> list[Numbered]:
    """Put together records of which each line, or each key and each value, is a line of its own."""
    left = list(reversed(numbered))
    out: list[Numbered] = []
    while left:
        lines = _next_lines(left, codebook)
        taken = _join_keys(lines, codebook) or _join_fields(lines, codebook)
        if taken is None:
            out.append(left.pop())
            continue
        used, made = taken
        out += made
        while used:
            passage, asked, repeated = left.pop()
            spans = _find_lines(passage.text)
            if used < len(spans):
                rest = passage.stretch.part(spans[used][0], len(passage.text))
                left.append((replace(passage, stretch=rest), asked, repeated))
            used = max(0, used - len(spans))
    return out


def _next_lines(left: Sequence[Numbered], codebook: Codebook) -> list[Numbered]:
    """The lines to come, if the first is one that a record of lines can begin with; none of them a list's item."""
    passage, asked, repeated = left[-1]
    first = passage.text.strip().split("\n")[0]
    if repeated or not (_key_of(first, codebook) or _single(first, codebook)):
        return []
    out: list[Numbered] = []
    for passage, its, again in reversed(left[-_AHEAD:]):
        if its != asked or again or passage.mark:
            break
        spans = _find_lines(passage.text)
        out += [(replace(passage, stretch=passage.stretch.part(*span)), its, again) for span in spans]
    return out


def _single(text: str, codebook: Codebook) -> frozenset[str]:
    """The field that a short line is and nothing else: "Facebook", "2018", "Final written warning"."""
    if len(text.strip()) > _FIELD_LENGTH or text.rstrip().endswith(":"):
        return frozenset()
    kinds = read_heading(text, codebook)
    return kinds if len(kinds) == 1 else frozenset()


def _key_of(text: str, codebook: Codebook) -> str:
    """The variable that a line is a header of, the whole line being the header."""
    if len(text) > 40 or read_heading(text, codebook):
        return ""
    known = [one.name for one in codebook.variables if one.unit == "case" and is_header_of(text, one) >= _SURE_HEADER]
    return known[0] if known else ""


def _join_keys(lines: Sequence[Numbered], codebook: Codebook) -> tuple[int, list[Numbered]] | None:
    """Keys with the values beneath them: "Rank / Police Constable" is "Rank: Police Constable"."""
    made: list[Numbered] = []
    at = 0
    while at + 1 < len(lines):
        (key, asked, repeated), (value, _, _) = lines[at], lines[at + 1]
        if not _key_of(key.text, codebook) or _key_of(value.text, codebook) or len(value.text) > 4 * _FIELD_LENGTH:
            break
        made.append((Passage(PassageKind.PARAGRAPH, join(key.stretch, value.stretch, joint=": ")), asked, repeated))
        at += 2
    return (at, made) if len(made) >= _LEAST else None


def _join_fields(lines: Sequence[Numbered], codebook: Codebook) -> tuple[int, list[Numbered]] | None:
    """A record of one field to a line, from its first field to its outcome."""
    seen = set(_single(lines[0][0].text, codebook) & {"rank", "year", "platform"}) if lines else set()
    if not seen:
        return None
    end = 1
    for passage, _, _ in lines[1:_MOST]:
        single = _single(passage.text, codebook)
        if len(passage.text) > 2 * _FIELD_LENGTH or single & seen:
            break
        if not single and len(read_fields(passage.text, codebook)) > 1:
            return None
        seen |= single
        end += 1
        if "outcome" in single and len(seen) >= _LEAST:
            break
    if len(seen) < _LEAST or "outcome" not in seen:
        return None
    _, asked, repeated = lines[0]
    joined = join(*(passage.stretch for passage, _, _ in lines[:end]))
    return end, [(Passage(PassageKind.ITEM, joined), asked, repeated)]
