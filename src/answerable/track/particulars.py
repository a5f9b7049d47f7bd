"""A letter's reference and dates, each with its words.

What comes in: the joined text and its passages. What goes out: places and values; an impossible date is a value that
cannot be used, with its problem, never a repaired one. What must never be here: deadlines as answers ("by 8 May").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answerable.track.passages import Passage, Speaker
from answerable.words.dates import MONTH_FIRST, NO_YEAR, WEEKDAY_WRONG, DateFound, find_dates

_USABLE = ("", MONTH_FIRST, WEEKDAY_WRONG)

# The value of a reference: letters and digits joined by marks, with at least one digit.
_VALUE = (
    r"(?P<value>\[?(?:[A-Za-z]{1,6}(?:\s?[-–/._]\s?|\s)?){0,3}\d[A-Za-z0-9]*"
    r"(?:\s?[-–/._]\s?[A-Za-z0-9]*\d[A-Za-z0-9]*|[-/._][A-Za-z0-9]+)*\]?)"
)
_NUMBER_WORD = r"(?:\s*(?:n(?:o|um(?:ber)?)s?\b\.?|#|id))?"
_LABELS = (
    # Most certain first.
    rf"\b(?:our|o/r|council|force|internal)\s*(?:(?:foi|eir|request)\s*)?(?:ref(?:erence)?\b\.?|"
    rf"r/f){_NUMBER_WORD}\s*[:.#–-]*\s*{_VALUE}",
    rf"\b(?:freedom\s+of\s+information|foi[asr]*|eir|information|access)\s*(?:act\s*)?(?:request|"
    rf"enquiry|application|response|case)?\s*(?:ref(?:erence)?\b\.?|r/f|id\b){_NUMBER_WORD}\s*(?:is|:|"
    rf"\.|#|–|-)*\s*{_VALUE}",
    rf"\b(?:request|case|application|enquiry|unique|file|disclosure|log|"
    rf"service)\s*(?:request\s*)?(?:ref(?:erence)?\b\.?|r/f|no\b\.?|number|id\b){_NUMBER_WORD}\s*(?:is|"
    rf"was|:|\.|#|–|-)*\s*{_VALUE}",
    rf"\b(?:ref(?:erence)?)\b\.?{_NUMBER_WORD}\s*(?:is|was|:|\.|#|–|-)+\s*{_VALUE}",
    rf"\b(?:given|allocated|assigned|has|have|under|with|quote|quoting|is)\s+(?:it\s+)?(?:the\s+|this\s+|a\s+)"
    rf"?(?:unique\s+|"
    rf"following\s+|case\s+|request\s+|file\s+|log\s+|reference\s+)*(?:number|no\.?|reference|ref\.?|log)\s*(?:is|:|"
    rf"#)?\s*"
    rf"(?=[\w/.-]{{0,10}}\d){_VALUE}(?!\s*(?:of\s+)?(?:officers?|staff|cases|complaints|people|days|hours))",
    rf"\b(?:logged|registered|filed|recorded)\s+(?:as|under)\s+(?=[\w/.-]{{0,10}}\d){_VALUE}",
    rf"\bm/r\s*:?\s*{_VALUE}",
    rf"\b(?:reference|quote|quoting)\s+(?:number\s+)?{_VALUE}",
    rf"\b(?:(?:eich |ein )?cyfeirnod|ein cyf|cyf)\b\.?\s*(?:yw\s+|:\s*)?{_VALUE}",
    rf"\b(?:freedom\s+of\s+information|foi[asr]*|environmental\s+information|"
    rf"information)\s+(?:act\s+\d{{4}}\s*[-–:]?\s*)?(?:request|response|disclosure|enquiry|"
    rf"case)\s*[:#–-]*\s*{_VALUE}",
    r"\bFOI\s+(?P<value>(?-i:[A-Z]{3,8})\s\d{2,4}[-/]\d{2,5})(?![\w/-])",
    rf"\brequest\s+for\s+(?:\w+\s+)?information\s*[:#–-]+\s*{_VALUE}",
    rf"\b(?:submission|ticket|confirmation|tracking|enquiry|receipt)\s+(?:number|id|code|no\b\.?|reference|received|"
    rf"created|opened|logged)\s*(?:is|:|#|–|-)*\s*{_VALUE}",
    rf"(?<![\w/.-])(?:rfi|foi[asr]*|eir)\b\s*[:#]\s*{_VALUE}",
    # "Internal review RQ-118", "complaint C/204": letters, a mark and a number beside the word that says what they are.
    r"\b(?:review|request|complaint|case|enquiry|query|application|matter|outcome|decision|response)\s*"
    r"(?:of|ref\.?|no\.?|number|:|-|–|\()?\s*(?P<value>(?-i:(?!COVID|SARS)[A-Z]{1,6})[-/_]\d{2,}[A-Za-z0-9]*"
    r"(?:[-/._][A-Za-z0-9]+)*)",
    rf"\b(?:ticket|incident|job|call|docket|query|matter|enquiry|case|request|log|reply)\s*"
    rf"(?:(?:number|no\b\.?|id\b|ref(?:erence)?\b\.?)\s*[:.#]*|#)\s*(?=[\w/.-]{{0,10}}\d){_VALUE}",
    rf"(?m:^[^\w\n]*(?:our\s+)?ref(?:erence)?\.?[ \t]+(?=[\w/.-]{{0,12}}\d){_VALUE}[ \t.]*$)",
    r"(?<![\w:/])(?P<value>(?-i:(?!REF|FOI|EIR|RFI|TEL|FAX|ID:|NO:|EXT)[A-Z]{2,6}):\d{4,})(?![\w:])",
    rf"\b(?:given|allocated|assigned|has|have|under|with|quote|quoting)\s+(?:it\s+)?(?:the\s+|this\s+|an?\s+)?"
    rf"(?:\w+\s+)?(?:id|identifier|code)\s*(?:is|:|#|number)?\s*(?=[\w/.-]{{0,10}}\d){_VALUE}",
    r"(?<![\w/.-])(?P<value>(?:RFI|FOI[ASR]*|EIR)(?:\s[-–]\s|\s|"
    r"[-–/])(?=\d)\d[A-Za-z0-9]*(?:\s?[-–/._]\s?[A-Za-z0-9]*\d[A-Za-z0-9]*)*)",
)
# A piece of a reference that says what it is the reference of: a request, a review.
_ACCESS = r"(?:FOI(?:SA|A|R)?|EIRS?|RFI|IRR?|ATI|FOIR)"
_SHAPES = (
    rf"(?<![\w./@:#-])(?P<value>(?:[A-Z0-9]{{1,8}}[-/._]){{0,3}}(?!IR\d){_ACCESS}(?:[-/._]?\d[A-Z0-9]*|"
    rf"[-/._][A-Z0-9]{{1,8}}"
    rf"(?=[-/._]))(?:[-/._][A-Z0-9]{{1,9}}){{0,4}})(?![\w/])",
    r"(?<![\w./])(?P<value>\d{2}[./]FOI[./]\d{2}[./]\d{5,6})(?![\w/])",
    r"(?<![\w./])(?P<value>\d{2}/[A-Z]{3}/\d{2}/\d{3,5})(?![\w/])",
    r"(?<![\w-])(?P<value>IM-FOI-\d{4}-\d{3,5})(?!\w)",
    r"(?<![\w-])(?P<value>IC-\d{5,6}-[A-Z0-9]{4})(?!\w)",
    r"(?<![\w/.-])(?P<value>[A-Z]{2,6}/\d\d-\d\d/\d{2,6})(?![\w/])",
    r"(?<![\w/-])(?P<value>[A-Z]{2,4}/(?:[A-Z]{2,5}/)?\d{2,5}/\d{2,5})(?![\w/])",
    r"(?<![\w-])(?P<value>(?:[A-Z]{2,5}-){1,2}20\d\d-\d{2,6})(?![\w-])",
    r"(?<![\w/-])(?P<value>(?:FOIA?|EIR|RFI|FS|F)[ -]{0,3}\d{4}[ -]{1,3}\d{2,6}|(?:FOIA?|"
    r"EIR)[/_-]?\d{3,}(?:[-/]\d{1,6}){0,2})(?![\w/])",
    r"(?<![\w/-])(?P<value>(?:FOIA?|EIR|RFI)\s\d{3,9}(?:[-/]\d{2,6})?)(?![\w/-])",
    r"(?<![\w/-])(?P<value>[A-Z]{2,4}\s\d{1,5}[-/]\d{2,5})(?![\w/-])",
    r"(?<![\w/-])(?P<value>[A-Z]{1,3}\d{2}-\d{3,5}|[A-Z]{2,5}-\d{4,7})(?![\w/-])",
    r"(?m:^[ \t]*)(?P<value>[A-Z]{1,6}\d{2,4}[/-]\d{2,6})(?=[ \t]*$|[ \t]*\n)",
    r"(?i:\b(?:request|case)\s+)(?P<value>\d{5,12})(?![\w/-])",
    r"(?<![\w./-])(?P<value>\d{1,6}[A-Z]?[/-](?:20)?[012]\d|\d{2}[/-]\d{3,6}|20\d\d[/-]\d{3,6})(?![\w/-])",
)
# What stands by itself on a line at a letter's top and has letters or marks among its figures: "101/0422", "GH/0207/B".
_ALONE = re.compile(
    r"^[ \t]*(?P<value>(?!0\d{2,4}-\d{5})(?=[^\s\d]*\d)(?=(?:\D*\d){3})(?=[^\s]*[-/_.A-Z])"
    r"(?!\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}\s*$)"
    r"[A-Z0-9]+(?:[-/._][A-Z0-9]+)*)[ \t]*$",
    re.MULTILINE,
)
_TOP = 400
# A letter whose first line is a reference and nothing else: "IR/0881", "FOI 22/5102", "PHQ 0334/22".
_TOP_LINE = re.compile(
    r"\s*(?:(?:Re|Ref)\b[.:]?\s*)?(?!\d{1,2}[.)])(?!REVIEW|PAGE|DATE|RESPONSE|REQUEST|PO |BOX)"
    r"(?P<value>(?=[^\n]*\d{2})(?=[^\n]*[A-Z/-]|\d{8,}\s)(?:(?:[A-Z]{1,6}|[A-Z][a-z]?[A-Z]{1,4})[ ]?[-/._ ]?[ ]?)"
    r"{0,3}\d[A-Z0-9]*(?:[-/._ ]{1,2}(?=[^\n]*\d)[A-Z0-9]+)*(?:[-/._][A-Z0-9]{1,4})?)[ \t.]*(?:\n|\s[-–]\s(?=[A-Za-z]))"
)
_YOURS = re.compile(r"\b(?:your|y/)\s*(?:ref(?:erence)?\b|r\b)\.?\s*:", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"(?:tel(?:ephone)?|phone|fax|dial|direct|ext|helpline|call)\W{0,4}(?:no\W*)?(?:\w+\W*)?$", re.IGNORECASE
)

_RECEIVED_LABEL = re.compile(
    r"(?:date (?:of (?:your |the )?(?:request|receipt|enquiry)|(?:request |of request )?(?:was "
    r")?received|requested|logged|of application)|request (?:date|dated|received|submitted)(?: on)?|"
    r"received(?: on| date| by us)?|"
    r"requested(?: on)?|asked(?: on)?|dyddiad (?:y )?cais|dyddiad derbyn)\s*[:\-–]*\s*$",
    re.IGNORECASE,
)
_RECEIVED_HERE = re.compile(
    r"\b(?:was|were|and|which|\(|,)\s*received\b(?:\s+(?:here|in (?:this|the|our) \w+|by (?:us|the \w+|this \w+)|"
    r"into the \w+))?(?:\s+on)?\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\b(?:received|receipt)\b[^.;]{0,60}$", re.IGNORECASE)
_REQUESTED = re.compile(
    r"\b(?:your|the|this|above)\s+(?:[\w-]+\s+){0,6}?(?:request|e-?mail|letter|enquiry|application|"
    r"correspondence|FOI|questions?)\b[^.;:]{0,90}?\b(?:of|on|dated|sent|submitted|made|to us|"
    r"received)\s*(?:the\s*)?$"
    r"|\b(?:request|e-?mail|letter|enquiry|application|correspondence)\s*(?:dated|of)\s*(?:the\s*)?$|"
    r"\b(?:you|which you)\s+(?:wrote|submitted|asked|requested|emailed|contacted)\b[^.;]{0,"
    r"60}\bon\s*(?:the\s*)?$"
    r"|\byou\s+(?:sent|made|put|addressed)\s+(?:\w+\s+){0,2}?(?:a|an|your|this|the)\s+(?:\w+\s+)?(?:request|e-?mail|"
    r"letter|enquiry|application)\b[^.;]{0,80}\bon\s*(?:the\s*)?$"
    r"|\b(?:eich cais|dyddiedig)\b[^.;]{0,60}$|\bI (?:write|refer)[^.;]{0,80}\b(?:of|dated|on)\s*$",
    re.IGNORECASE,
)
# "Your request about the accident on 8 October": the day of the accident.
_OF_THE_MATTER = re.compile(
    r"(?s:\A(?!.*\b(?:dated|received|receipt|submitted|sent|made|emailed|logged|asked|came|wrote|us)\b))(?s:.*)"
    r"\b(?:concerning|regarding|about|relat(?:es|ed|ing) to|in relation to|with regard to|into|as to|"
    r"for (?!information))\b"
    r"[^.;:]*\bon\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_ANSWERED_LABEL = re.compile(
    r"(?:^|\n|\s{2,}|\||[.;]\s)\W*(?:date(?:d)?(?: (?:of|responded|issued|sent|completed|closed|answered|"
    r"released|disclosed)(?: (?:the |our |this )?(?:response|reply|decision|letter|disclosure|issue|"
    r"release|answer|completion))?)?|"
    r"(?:response|reply|disclosure|decision|completed|responded|replied|issued?|answered|closed|sent)(?: (?:date|"
    r"dated|sent|issued|provided|on))?(?: on)?|version date|letter date|dyddiad(?: (?:yr "
    r")?ymateb)?)\s*[:\-–|]*\s*$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:this|our|the) (?:response|reply|decision|letter|disclosure) (?:was |is )?(?:dated|sent|"
    r"issued|provided|made)(?: to you)?(?: on)?\s*$|\b(?:responded|replied|answered) (?:to you |to "
    r"your request )?on\s*$",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:by|before|until|no later than|due(?: date)?(?: is| on| by)?|deadline\w*|within|expected|"
    r"published(?: on)?|updated|modified|respond by|expires?|since|from|between|after|as (?:at|of)|"
    r"correct as of|period|to)\W*(?:the\s+|on\s+|is\s+)?$",
    re.IGNORECASE,
)


# A letter is asked for the day of its request and then for its own.
_list_dates = lru_cache(maxsize=4)(find_dates)


@dataclass(frozen=True, slots=True)
class Particular:
    """A value with its place in the joined text."""

    value: str
    start: int
    end: int
    problem: str = ""


def find_reference(text: str, subject: str = "") -> Particular | None:
    """The authority's reference; ours, telephone numbers, postcodes and years are none.

    Looked for under its labels, most certain first, then by the shapes that bodies use; the subject line is the last
    resort, where it has no place in the text.
    """
    for number, pattern in enumerate(_LABELS):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if (found := _accept(match, text)) is not None:
                return found
        if number == 0 and (match_top := _TOP_LINE.match(text)) and (found := _accept(match_top, text)) is not None:
            return found
    for pattern in _SHAPES:
        for match in re.finditer(pattern, text[:4000]):
            if (found := _accept(match, text)) is not None:
                return found
    for match in _ALONE.finditer(text[:_TOP]):
        if (found := _accept(match, text)) is not None:
            return found
    for patterns, flags in ((_LABELS, re.IGNORECASE), (_SHAPES, 0)):
        for pattern in patterns:
            for match in re.finditer(pattern, subject, flags):
                if (found := _accept(match, subject)) is not None:
                    return Particular(found.value, 0, 0)
    return None


def list_references(text: str) -> tuple[Particular, ...]:
    """Each reference that stands after a label "Reference" at a line's head, the first place of each.

    More than one means several replies on one page, as old disclosure logs print them: what is said of the page as a
    whole is then true of none of them.
    """
    found: dict[str, Particular] = {}
    for match in _REFERENCE_LINE.finditer(text):
        item = _accept(match, text)
        if item is not None:
            found.setdefault(item.value, item)
    return tuple(found.values())


_REFERENCE_LINE = re.compile(
    rf"^[^\w\n]*(?:FOI |request |our )?ref(?:erence)?(?: (?:no|number))?\.?\s*:\s*{_VALUE}",
    re.IGNORECASE | re.MULTILINE,
)


def find_received(text: str, passages: Sequence[Passage]) -> Particular | None:
    """The day on which the request came, as the letter says: "received on" before "dated" before "of"."""
    dates = _list_dates(text)
    for label, reach in ((_RECEIVED_HERE, 60), (_RECEIVED_LABEL, 60), (_RECEIVED, 90), (_REQUESTED, 140)):
        for date in dates:
            before = _before(text, date, reach)
            if (
                (match := label.search(before))
                and not re.search(r"\b(?:within|working days|review|complaint)\b", before[-60:], re.IGNORECASE)
                and not _OF_THE_MATTER.search(match[0])
            ):
                return _particular(text, date)
    return None


def find_answered(
    text: str, passages: Sequence[Passage], received: Particular | None, near: int = 0
) -> Particular | None:
    """The day of the answer, as the letter says: by its label, or a date that stands alone at its head.

    A deadline is no answer's day; nor is the day of the request. In a thread of several letters the head meant is the
    last one before `near`, the words that show what the letter is.
    """
    dates = [date for date in _list_dates(text) if received is None or date.start != received.start]
    for label, reach in ((_ANSWERED_LABEL, 50), (_ANSWERED, 80)):
        for date in dates:
            if label.search(_before(text, date, reach)) and _speaker_at(passages, date) is not Speaker.REQUESTER:
                return _particular(text, date)
    openings = [match.start() for match in _OPENING.finditer(text)]
    is_thread = len(openings) > 1
    before = [place for place in openings if place <= near] if is_thread else openings[:1]
    limit = before[-1] if before else min(len(text), 600)
    heads = [
        date
        for date in dates
        if date.start <= limit + 5
        and _stands_alone(text, date)
        and date.problem != NO_YEAR
        and not _DEADLINE.search(_before(text, date, 40))
    ]
    if not heads:
        return None
    return _particular(text, heads[-1] if is_thread else heads[0])


_OPENING = re.compile(r"^[^\w\n]*(?:Dear|Annwyl|Good (?:morning|afternoon))\b", re.MULTILINE | re.IGNORECASE)


def _stands_alone(text: str, date: DateFound) -> bool:
    """Whether a date is a line by itself or the end of a letterhead's line."""
    first = text.rfind("\n", 0, date.start) + 1
    last = text.find("\n", date.end)
    before, after = text[first : date.start], text[date.end : last if last >= 0 else len(text)]
    if after.strip(" .,|\t"):
        return False
    return (
        not before.strip(" |\t*")
        or bool(re.search(r"(?:\s{3,}|\t|\|)$", before))
        or (len(before.split()) <= 2 and not before.strip().endswith(":"))
    )


def _before(text: str, date: DateFound, reach: int) -> str:
    return text[max(0, date.start - reach) : date.start]


def _speaker_at(passages: Sequence[Passage], date: DateFound) -> Speaker:
    place = bisect_right([passage.start for passage in passages], date.start) - 1
    return passages[place].speaker if place >= 0 else Speaker.AUTHORITY


def _particular(text: str, date: DateFound) -> Particular:
    words = text[date.start : date.end]
    if date.value is not None and date.problem in _USABLE:
        return Particular(str(date.value), date.start, date.end, date.problem)
    return Particular(words, date.start, date.end, date.problem or "no-such-day")


def _is_span_of_years(value: str) -> bool:
    """Whether a value is a financial year or the span of some: "2023/24", "2018-21"; "2023/88" is none."""
    years = re.fullmatch(r"(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?P<last>\d\d)", value)
    return years is not None and 0 <= int(years["last"]) - int(years["first"]) % 100 <= 6


def _accept(match: re.Match[str], text: str) -> Particular | None:
    raw = match["value"]
    value = re.sub(r"^(?:(?:ref|reference|no|number|yw|is)\b[.: ]*)+", "", raw.strip("[]().,;: "), flags=re.IGNORECASE)
    # "FOI 221/21": the letters are a label where number and year stand by themselves.
    value = re.sub(
        r"^FOI[AS]?\s+(?=\d{1,6}[A-Z]?\s?[/-]\s?(?:\d{2}|20\d{2})$|20\d{2}/\d{1,6}$)", "", value, flags=re.IGNORECASE
    )
    start = match.start("value") + raw.find(value)
    line = text[max(0, text.rfind("\n", 0, match.start()) + 1) : match.start("value")]
    if not any(char.isdigit() for char in value) or len(value) < 3 or value.upper().startswith("ANS-"):
        return None
    if _is_span_of_years(value) or (re.fullmatch(r"\d\d\s?[/–-]\s?\d\d", value) and _is_span_of_years(f"20{value}")):
        return None
    if re.search(r"\bsee (?:our |the )?ref(?:erence)?\W*$", line, re.IGNORECASE):
        return None  # the reference of another answer
    if _YOURS.search(line[-40:]) or _TELEPHONE.search(line[-30:]):
        return None
    if re.fullmatch(
        r"(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4}|(?:[A-Za-z]{3,9}[ -])?(?:19|20)\d\d|(?:19|"
        r"20)\d\d\s?[/–-]\s?(?:19|20)\d\d|(?:FOI(?:SA|A)?|EIRS?)[-/ ]?20(?:00|02|04)",
        value,
    ):
        return None
    if re.match(
        r"(?:act|the|of|for|and|dated|received|on|to|in|section|sections|s|re|office|windows|form|version)\b\s",
        value,
        re.IGNORECASE,
    ):
        return None
    if re.search(r"\b(?!foi|eir|rfi|ref|case|sar|req|ir\b)[a-z]{3,}\b\s", value):
        return None  # "no later than 20"
    is_spaced = re.fullmatch(r"\d{1,5}\s?[-–/]\s?\d{2}", value)  # "82 - 25": a serial and its year
    if (re.match(r"\d{1,2}(?:st|nd|rd|th)?\s", value) and not is_spaced) or any(
        date.start <= start < date.end and date.value is not None and date.value.day
        for date in find_dates(text[start : start + 24])
        if date.start == 0
    ):
        return None
    return Particular(" ".join(value.split()), start, start + len(value))
