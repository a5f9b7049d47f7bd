"""How likely each code that a letter prints is the authority's reference, by the words beside it, its shape and place.

What comes in: text, what the rules found, the kind. What goes out: the reference that stands. What must never be here:
patterns of bodies (``track.references``), training. Training and reading both come through these functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.message import MessageKind
from answerable.track.learned.cue_weights import load_cue_weights
from answerable.track.learned.grams import normalize
from answerable.track.particulars import Particular

FILE = "references.npz"
FOUND, PREFERRED = 0.3, 0.7
"""So likely a code is taken where the rules find none, and is preferred to what they find."""
_REACH, _MOST, _PARTS = 4000, 80, 4
_TOKEN = r"(?:[A-Z]{1,8}|[A-Z][A-Za-z]{1,4}|[A-Z]*\d[A-Za-z0-9]*)(?![A-Za-z])"
_RUN = re.compile(
    rf"(?<![\w@/.-])#?\[?{_TOKEN}"
    rf"(?:[-–/._:][A-Za-z0-9]+|[ ][-–/._:][ ]?{_TOKEN}|[-–/._:][ ]{_TOKEN}|[ ]{_TOKEN})*\]?(?!\w)"
)
_EDGES = "[](){}-–/._:"
_ACCESS = re.compile(r"FOI|EIR|RFI|IR\b|REV|REQ|CASE|SAR|ATI|F\d", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?")
_NEVER = re.compile(
    r"(?:19|20)\d\d|(?:FOIS?A?|EIRS?|DPA|GDPR|Act)[- ](?:1998|20(?:00|02|04|18))|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}"
)
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_POSTCODE = re.compile(r".*\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}")
_GREETING = re.compile(r"(?mi)^[ \t]*(?:dear|hi|hello|good (?:morning|afternoon)|annwyl|to whom)")
_BEFORE = re.compile(r"[a-z/'’]+|[^\w\s]")
_AFTER = re.compile(r"\w+|[^\w\s]")
_LETTERS = re.compile(r"[a-z]+")
_FIGURES = re.compile(r"\d{2,}(?:[./-]\d+)+")
_LETTERS_BEFORE = re.compile(r"(?:\A|\n)[ \t]*([A-Z]{2,6})[ ]\Z")
_LABEL_WORD = re.compile(
    r"REF|OUR|YOUR|RE|NO|ID|FILE|LOG|CASE|REQ|REVIEW|NOTICE|DRAFT|DOC|DATE|FOI[AR]?|FOISA|EIRS?|RFI|TEL|FAX|ROOM|BOX|UNIT|PAGE"
)


@dataclass(frozen=True, slots=True)
class Code:
    """Letters and figures that may be a reference."""

    value: str
    start: int
    end: int


def settle_reference(text: str, by_rules: Particular | None, kind: MessageKind) -> Particular | None:
    """The reference: what the rules find, unless another code is far likelier; where they find none, a likely one.

    Args:
        text: the joined text.
        by_rules: what they find.
        kind: of the letter, as settled.
    """
    codes = list_codes(text)
    if not codes:
        return by_rules
    weights = load_cue_weights(FILE)
    shares = [weights.weigh(cues) for cues in list_cues(text, codes, by_rules, kind)]
    return add_letters(text, choose_code(codes, shares, by_rules))


def add_letters(text: str, found: Particular | None) -> Particular | None:
    """A number with the letters of the body that open its line: "HSSR 24.0066"; "CASE 61207" bears a label only.

    >>> text = "Ribblemoor Trust\\nRHCT 24-0318 - waiting times"
    >>> add_letters(text, Particular("24-0318", 22, 29)).value
    'RHCT 24-0318'
    """
    if found is None or not _FIGURES.fullmatch(found.value):
        return found
    letters = _LETTERS_BEFORE.search(text, max(0, found.start - 12), found.start)
    if letters is None or _LABEL_WORD.fullmatch(letters[1]):
        return found
    return Particular(f"{letters[1]} {found.value}", letters.start(1), found.end)


def choose_code(codes: Sequence[Code], shares: Sequence[float], by_rules: Particular | None) -> Particular | None:
    """The likeliest code, where it is likely enough to stand beside what the rules find."""
    best = max(range(len(codes)), key=lambda at: (shares[at], -at))
    least = FOUND if by_rules is None else PREFERRED
    if shares[best] < least or (by_rules is not None and make_plain(by_rules.value) == make_plain(codes[best].value)):
        return by_rules
    return Particular(" ".join(codes[best].value.split()), codes[best].start, codes[best].end)


def make_plain(value: str) -> str:
    """A reference without "FOI " before a number, a "#" and blanks about its marks: the same to any who quotes it.

    >>> make_plain("FOI 12 / 2024")
    '12/2024'
    """
    return re.sub(r"\s*([-/])\s*", r"\1", re.sub(r"^(?:(?:FOI[AS]?|RFI|EIR)\s+(?=\d)|#)", "", value))


def list_codes(text: str) -> tuple[Code, ...]:
    """Every run of letters and figures with a figure in it, and its parts at blanks; no year by itself, and no day.

    >>> [item.value for item in list_codes("Our ref: ICB 24-0410, in May")]
    ['ICB 24-0410', '24-0410']
    """
    found: dict[Code, None] = {}
    for match in _RUN.finditer(text[:_REACH]):
        run = match[0]
        if not any(char.isdigit() for char in run):
            continue
        parts = [item.span() for item in re.finditer(r"\S+", run)]
        for first in range(len(parts)):
            for last in range(first, min(len(parts), first + _PARTS)):
                start, end = parts[first][0], parts[last][1]
                value = run[start:end].rstrip(_EDGES)
                kept = value.lstrip(_EDGES)
                if len(kept) >= 3 and any(char.isdigit() for char in kept) and not _NEVER.fullmatch(kept):
                    begin = match.start() + start + len(value) - len(kept)
                    found[Code(kept, begin, begin + len(kept))] = None
        if len(found) >= _MOST:
            break
    return tuple(found)[:_MOST]


def list_cues(
    text: str, codes: Sequence[Code], by_rules: Particular | None, kind: MessageKind
) -> list[tuple[str, ...]]:
    """What speaks for and against each code."""
    greeting = _GREETING.search(text)
    greeted = greeting.start() if greeting else -1
    return [
        tuple(
            sorted(
                {f"kind {kind.value}"}
                | _list_words(text, code)
                | _list_shape(code.value)
                | _list_place(text, code, greeted)
                | _list_others(code, codes, by_rules)
            )
        )
        for code in codes
    ]


def _list_words(text: str, code: Code) -> set[str]:
    """The words before and after it on its line; at the beginning of one, the last of the line above."""
    first = text.rfind("\n", 0, code.start) + 1
    last = text.find("\n", code.end)
    before, after = text[first : code.start], text[code.end : last if last >= 0 else len(text)]
    said, follows = _BEFORE.findall(normalize(before[-120:])), _AFTER.findall(normalize(after[:80]))[:3]
    found = {f"b {word}" for word in said[-4:]} | {f"a {word}" for word in follows}
    found |= {f"{size} " + " ".join(said[-size:]) for size in (1, 2, 3) if len(said) >= size}
    words = [word for word in said[-5:] if word[0].isalpha()]
    found |= {f"w{size} " + " ".join(words[-size:]) for size in (1, 2) if len(words) >= size}
    if follows:
        found.add(f"next {follows[0]}")
    starts, ends = not before.strip(), not after.strip(" .,")
    found |= {name for name, holds in (("starts", starts), ("ends", ends), ("alone", starts and ends)) if holds}
    if starts:
        above = text[text.rfind("\n", 0, max(0, first - 1)) + 1 : max(0, first - 1)]
        found |= {f"above {word}" for word in _LETTERS.findall(normalize(above[-80:]))[-3:]}
    return found


def _list_shape(value: str) -> set[str]:
    shape = re.sub(r"\d+", "9", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", value)))
    n_digits, n_marks = sum(char.isdigit() for char in value), sum(char in "-/._ :" for char in value)
    found = {f"shape {shape}", f"long {min(12, len(value))}", f"digits {min(9, n_digits)}", f"marks {n_marks}"}
    if _ACCESS.search(value):
        found |= {"access", f"access {shape}"}
    if (letters := re.match(r"[A-Za-z]+", value)) is not None:
        found.add(f"begins {letters[0].lower()}")
    tests = (
        ("blank", " " in value),
        ("figures", not any(char.isalpha() for char in value)),
        ("year", _YEAR.fullmatch(value) is not None),
        ("day", _DAY.fullmatch(value) is not None),
        ("postcode", _POSTCODE.fullmatch(value) is not None),
    )
    return found | {name for name, holds in tests if holds}


def _list_place(text: str, code: Code, greeted: int) -> set[str]:
    line = text.count("\n", 0, code.start)
    found = {f"line {min(12, line)}", f"times {min(3, text.count(code.value, 0, _REACH))}"}
    found.add("no greeting" if greeted < 0 else "head" if code.start < greeted else "body")
    if 0 <= greeted <= code.start < greeted + 250:
        found.add("near greeting")
    return found


def _list_others(code: Code, codes: Sequence[Code], by_rules: Particular | None) -> set[str]:
    found = set()
    for other in codes:
        if other != code and other.start <= code.start and code.end <= other.end:
            found.add("inside")
        elif other != code and code.start <= other.start and other.end <= code.end:
            found.add("outside")
    if by_rules is None:
        return found | {"no rule"}
    same = make_plain(by_rules.value) == make_plain(code.value)
    found.add("rule" if same else "not the rule's")
    if same and by_rules.start == code.start:
        found.add("rule's place")
    elif by_rules.start < code.end and code.start < by_rules.end:
        found.add("over the rule's")
    return found
