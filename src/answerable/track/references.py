"""The authority's reference of a letter, with its words.

What comes in: the text, its subject. What goes out: the reference with its place. What must never be here: dates of a
letter (`particulars`), our own references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerable.track.particulars import Particular
from answerable.words.dates import find_dates

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
    rf"\b(?:ref(?:erence)?)\b(?!-[A-Za-z])\.?{_NUMBER_WORD}\s*(?:is|was|:|\.|#|–|-)+\s*{_VALUE}",
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
    rf"(?m:(?:^[^\w\n]*|[ \t]{{3,}}|\|[ \t]*)(?:our\s+)?ref(?:erence)?\.?[ \t]+(?=[\w/.-]{{0,12}}\d){_VALUE}[ \t.]*$)",
    r"(?m:(?:^[^\w\n]*|[ \t]{3,}|[|,;][ \t]*)(?:our[ \t]+)?ref(?:erence)?\b\.?(?:[ \t]*:[ \t]*|[ \t]+)"
    r"(?P<value>(?-i:[A-Z]{2,6}(?:[-/. ][A-Z]{1,5}){0,2}[-/. ]\d{1,7}[A-Z]?(?:[-/.][A-Z0-9]{1,6}){0,3}))[ \t.]*$)",
    r"(?m:^[ \t]*(?:cais|request|query|enquiry)[ \t]+(?:no\.?[ \t]*)?(?P<value>\d{4,7})[ \t]*:)",
    r"(?<![\w:/])(?P<value>(?-i:(?!REF|FOI|EIR|RFI|TEL|FAX|ID:|NO:|EXT)[A-Z]{2,6}):\d{4,})(?![\w:])",
    rf"\b(?:given|allocated|assigned|has|have|under|with|quote|quoting)\s+(?:it\s+)?(?:the\s+|this\s+|an?\s+)?"
    rf"(?:\w+\s+)?(?:id|identifier|code)\s*(?:is|:|#|number)?\s*(?=[\w/.-]{{0,10}}\d){_VALUE}",
    r"(?<![\w/.-])(?P<value>(?:RFI|FOI[ASR]*|EIR)(?:\s[-–]\s|\s|"
    r"[-–/])(?=\d)\d[A-Za-z0-9]*(?:\s?[-–/._]\s?[A-Za-z0-9]*\d[A-Za-z0-9]*)*)",
)
# A piece of a reference that says what it is the reference of: a request, a review.
_ACCESS = r"(?:FOI(?:SA|A|R)?|EIRS?|RFI|IRR?|ATI|FOIR)"
_SHAPES = (
    r"(?<![\w/-])(?P<value>FOIREQ[-/ ]?\d+)(?![\w/-])",
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
    r"(?<![\w/-])(?P<value>[A-Z]{2,4}\d{7,12})(?![\w/-])",
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
# What stands apart at the head, beside a day, a name or nothing: "ICB-24-0410  8 May 2024", "IG/1822 | 04-06-2024".
_AT_HEAD = re.compile(
    r"(?:^[ \t]*[\[(]?|[|,/][ \t]+|[ \t]{2,}[\[(]?|[ \t][-–][ \t])"
    r"(?P<value>#?(?!\d{1,2}[./-]\d{1,2}[./-]\d)(?!0\d{2,4}-\d{5})(?=[^\s|,]*\d)(?=[^\s|,]*[A-Z]|\d{4}[-/]\d)"
    r"(?:[A-Z][A-Za-z]{0,7}|\d{2,6}[A-Z]?)(?:[-/._][A-Za-z0-9]{1,9})+|#\d{4,}|\d{9,15}|[A-Z]{2,6}\d{6,12}|"
    r"\d\d/\d\d[ ][A-Z]{2,4}[ ]\d{3,6}|[A-Z]{2,4}[ ](?:REQ)?\d{1,9}(?:/\d{1,4})?)"
    r"(?=[ \t]*$|[\])]|[ \t]{2,}|[ \t]*[|,]|[ \t]+[-–/][ \t]|\.[ \t]|[ \t]+\d{1,2}[. ](?:\d|[A-Z]))",
    re.MULTILINE,
)
_OPENS = re.compile(
    r"^[ \t]*(?:Dear|Hi|Hello|Good (?:morning|afternoon|day)|Annwyl|To whom)\b", re.MULTILINE | re.IGNORECASE
)
# Two numbers and a name, apart: "FOI 22-23 0871", "23/24 FOI 0612", "DfPE 2024-0551".
_SPACED = re.compile(
    r"(?<![\w/-])(?P<value>(?:FOI|EIR) \d\d[-/ ]\d\d \d{2,6}|\d\d/\d\d (?:FOI|EIR) \d{3,6})(?![\w/-])|"
    r"\((?P<bracketed>FOI \d\d \d\d)\)|"
    r"^(?!Ref|No|Date|Case|Our|Tel)(?P<alone>[A-Z][A-Za-z]{1,4}(?:-[A-Z]{2,5})? 20\d\d-\d{3,6})[ \t]*$",
    re.MULTILINE,
)
# What a review bears of its own, beside that of the request: "IR 24/017 - your complaint about FOI 24/201".
_OF_REVIEW = re.compile(
    r"^(?:Internal [Rr]eview )?(?P<value>(?:IR|REV|Rev)[ /-]\d{2,4}[/-]\d{2,5}(?:[/-]\d{1,4})?|RVW[-/ ]\d{3,6})"
    r"(?=[ \t]*$|[ \t]+[-–(])",
    re.MULTILINE,
)
# An "I" that was scanned.
_SCANNED = re.compile(r"(?<![A-Za-z0-9])FOl(?=[A-Z]?[-/ .]?\d)")
_HEADING = re.compile(r"^(?:[A-Z]{3,}\s)*NOTICE\s?[-–]\s?")
# A day beside a reference, and what belongs to one: "23/406 - 18/08/2023", "2210-B".
_AND_DAY = re.compile(r"(?P<value>.*\d)\s?[-–.]\s?\d{1,2}[/.]\d{1,2}[/.](?:\d\d){1,2}")
_TAIL = re.compile(r"(?: IR(?=[ \t]*$)|(?:[-/](?=[A-Z0-9]*[A-Z0-9])[A-Z0-9]{1,6})+(?![\w/-]))", re.MULTILINE)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|csv|zip|msg|eml|html?|txt|jpe?g|png|tiff?)$|_", re.IGNORECASE)
_POSTCODE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|(?:PO|Box|Room|Floor|Unit|Tel|Page|Annex|Covid|COVID)\b.*", re.IGNORECASE
)
# "FOIA 20 working days"
_IS_A_STRETCH = re.compile(r"\s+(?:working|calendar|school)\s+days\b", re.IGNORECASE)
# A letter whose first line is a reference and nothing else: "IR/0881", "FOI 22/5102", "PHQ 0334/22".
_TOP_LINE = re.compile(
    r"\s*(?:(?:Re|Ref)\b[.:]?\s*)?(?!\d{1,2}[.)])(?!REVIEW|PAGE|DATE|RESPONSE|REQUEST|PO |BOX)"
    r"(?P<value>(?=[^\n]*\d{2})(?=[^\n]*[A-Z/-]|\d{8,}\s)(?:(?:[A-Z]{1,6}|[A-Z][a-z]?[A-Z]{1,4})[ ]?[-/._ ]?[ ]?)"
    r"{0,3}\d[A-Z0-9]*(?:[-/._ ]{1,2}(?=[^\n]*\d)[A-Z0-9]+)*(?:[-/._][A-Z0-9]{1,4})?)"
    r"[ \t.]*(?:\n|\s[-–]\s(?=[A-Za-z])|[ \t]{2,}(?=\d{1,2}[./ ]))"
)
_YOURS = re.compile(r"\b(?:your|y/)\s*(?:ref(?:erence)?\b|r\b)\.?\s*:(?!.*\b(?:our|o/r)\b)", re.IGNORECASE)
# What is told of another's file: "(former reference ORO 371/1)", "their reference 22/0904", "PCN HB0087331".
_OF_OTHERS = re.compile(
    r"\b(?:(?:their|former|old|previous|archive|catalogue|whose|his|her|supplier['’]?s?)\s+ref(?:erence)?(?:\s+(?:number|no\.?))?|PCN|VRM|"
    r"registration|invoice|contract|purchase order|PO)\W*(?:(?:number|no)\W*)?$",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?:tel(?:ephone)?|phone|fax|dial|direct|ext|helpline|call)\W{0,4}(?:no\W*)?(?:\w+\W*)?$", re.IGNORECASE
)


def find_reference(text: str, subject: str = "") -> Particular | None:
    """The authority's reference; ours, telephone numbers, postcodes and years are none.

    Looked for under its labels, most certain first, then by the shapes that bodies use; the subject line is the last
    resort, where it has no place in the text.
    """
    found = _find_at_head(text) or next(filter(None, _iter_found(text)), None)
    if found is not None:
        return found
    for patterns, flags in ((_LABELS, re.IGNORECASE), (_SHAPES, 0)):
        for pattern in patterns:
            for match in re.finditer(pattern, subject, flags):
                if (found := _accept(match, subject)) is not None:
                    return Particular(found.value, 0, 0)
    return None


def _find_at_head(text: str) -> Particular | None:
    """What cannot be anything else, above the greeting."""
    for shape in (_OF_REVIEW, _SPACED):
        match = shape.search(_take_head(text))
        if match is not None:
            start, end = match.span(match.lastgroup or 0)
            return Particular(text[start:end], start, end)
    return None


def _iter_found(text: str) -> Iterator[Particular | None]:
    """What each pattern finds, the most certain first; None where it finds what is no reference."""
    for number, pattern in enumerate(_LABELS):
        yield from (_accept(match, text) for match in re.finditer(pattern, text, re.IGNORECASE))
        if number == 0 and (top := _TOP_LINE.match(text)) is not None:
            yield _accept(top, text)
    for pattern in _SHAPES:
        yield from (_accept(match, text) for match in re.finditer(pattern, text[:4000]))
    yield from (_accept(match, text) for match in _ALONE.finditer(text[:_TOP]))
    for match in _AT_HEAD.finditer(_take_head(text)):
        if not _POSTCODE.fullmatch(match["value"]) and not _FILE.search(match["value"]):
            yield _accept(match, text)


def _take_head(text: str) -> str:
    """What stands above the greeting, or the first lines where nobody is greeted."""
    opens = _OPENS.search(text[: _TOP * 2])
    return text[: opens.start() if opens else _TOP // 2]


def stands_at_head(text: str, found: Particular) -> bool:
    """Whether a reference begins one of the first lines, or stands there behind a label."""
    line = text[text.rfind("\n", 0, found.start) + 1 : found.start]
    return found.start < _TOP // 2 and _LABEL_ALONE.fullmatch(line) is not None


_LABEL_ALONE = re.compile(r"\W*(?:(?:our\s+)?ref\w*|subject|re|foi)?\W*", re.IGNORECASE)


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


def _is_span_of_years(value: str) -> bool:
    """Whether a value is a financial year or the span of some: "2023/24", "2018-21"; "2023/88" is none."""
    years = re.fullmatch(r"(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?P<last>\d\d)", value)
    return years is not None and 0 <= int(years["last"]) - int(years["first"]) % 100 <= 6


def _accept(match: re.Match[str], text: str) -> Particular | None:
    raw = match["value"]
    value = re.sub(
        r"^(?:(?:ref|reference|no|number|yw|is)\b(?!-\w)[.: ]*)+", "", raw.strip("[]().,;: "), flags=re.IGNORECASE
    )
    # "FOI 221/21": the letters are a label where number and year stand by themselves.
    value = re.sub(
        r"^FOI[AS]?\s+(?=\d{1,6}[A-Z]?\s?[/-]\s?(?:\d{2}|20\d{2})$|20\d{2}/\d{1,6}$)", "", value, flags=re.IGNORECASE
    )
    value = _HEADING.sub("", value)
    start = match.start("value") + raw.find(value)
    line = text[max(0, text.rfind("\n", 0, match.start()) + 1) : match.start("value")]
    if not any(char.isdigit() for char in value) or len(value) < 3 or value.upper().startswith("ANS-"):
        return None
    if _is_span_of_years(value) or (re.fullmatch(r"\d\d\s?[/–-]\s?\d\d", value) and _is_span_of_years(f"20{value}")):
        return None
    if re.search(r"\bsee (?:our |the )?ref(?:erence)?\W*$", line, re.IGNORECASE):
        return None  # the reference of another answer
    if _OF_OTHERS.search(line[-48:]):
        return None
    if (_YOURS.search(line[-40:]) and not re.match(_ACCESS, value)) or _TELEPHONE.search(line[-30:]):
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
    ) or re.search(r"\bsections?\s\d", value, re.IGNORECASE):
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
    end = start + len(value)
    if _IS_A_STRETCH.match(text, end):
        return None
    if (with_day := _AND_DAY.fullmatch(value)) is not None:
        value, end = with_day["value"], start + with_day.end("value")
    elif (tail := _TAIL.match(text, end)) is not None and not value.startswith("["):
        value, end = value + tail[0], tail.end()
    return Particular(_SCANNED.sub("FOI", " ".join(value.split())), start, end)
