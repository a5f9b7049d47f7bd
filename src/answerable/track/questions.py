"""Which question a passage answers.

What comes in: passages. What goes out: for each passage the numbers of the questions it is about. What must never be
here: what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.track.passages import Passage, Speaker

_LABELLED = re.compile(
    r"^\W*(?:in (?:relation|respect|response|answer|regard) to |with regard to |as (?:to|regards) |"
    r"regarding |for |(?:our |my )?answers?(?: to)? |(?:our |my )?(?:responses?|repl(?:y|ies)) to |on )?"
    r"(?:q(?:uestions?)?|part|point|item|request(?=\s?\d{1,2}\s*[:.)])|a(?=\s?\d)|answer|r(?=\s?\d)|response|"
    r"cwestiwn|(?<=answers\sto\s)|(?<=responses\sto\s))s?\s*\.?\s*(?P<numbers>\d{1,2}(?:(?:\s*(?:,|and|&|to)\s*|"
    r"[-–/])q?\d{1,2})*)(?![\d/]|"
    r"\.\d)",
    re.IGNORECASE,
)
_LABELLED_IN_WORDS = re.compile(
    r"^\W*(?:question|part|point) (?P<numbers>one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\W{0,3}(?P<numbers>\d{1,2})\s*(?:[.):]|\s[-–—]\s|[-–—]\s)(?!\d{2,4}\b[/.-])")
_UNMARKED = re.compile(r"^(?P<numbers>\d{1,2})\s(?=[\w£])")
# "Both are exempt": of all that stood above, not of the last item.
_SEVERAL = re.compile(
    r"\W*(?:both|all (?:of )?(?:these|this|the|of)|neither|none of (?:these|the|this)|no part)\b|"
    r"[^.]{0,80}\b(?:in|to|for|of|on|both|all|each|every) (?:both|all|each|either|every)(?: (?:of )?(?:the |these |"
    r"your |those )?(?:\w+ )?"
    r"(?:parts?|questions?|points?|items?|requests?)\b)|[^.]{0,60}\b(?:requested|sought|asked for|wanted) in (?:both|"
    r"all|each)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:see|refer to|as (?:in|per|for|at)|same as|given (?:in|at)|(?:answer|response|reply) (?:to|at|in)|"
    r"above)\b[^.]{0,40}"
    r"\b(?:q(?:uestion)?|part|point|item) ?\d",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"\b(?:questions?|qs?|parts?|points?|items?|(?:unable|able|cannot|not) (?:to )?answer(?= \d (?:or|and|nor|,) ?\d)"
    r")\s*\.?\s*(?P<numbers>\d{1,2}(?:(?:\s*(?:,\s*and|,|and|or|nor|"
    r"&|to)\s*|[-–])q?\d{1,2})*)(?!\d|\s*%|\s+of\s+the\s+(?:Act|FOIA))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:your |the )(?P<word>first|second|third|fourth|fifth|sixth) (?:question|part|point|request|item)\b",
    re.IGNORECASE,
)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IN_WORDS = re.compile(
    rf"\b(?:questions?|parts?|points?)\s+(?P<words>(?:{'|'.join(_WORDS)})(?:(?:\s*,\s*|\s+and\s+|"
    rf"\s*&\s*)(?:{'|'.join(_WORDS)}))*)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ENDS = re.compile(
    r"^\W*(?:yours (?:sincerely|faithfully)|kind regards|regards|annex|appendix|please note|in "
    r"accordance with|section \d+ of|freedom of information|"
    r"this (?:letter|response)|i (?:hope|trust)|should you|if you)\b|"
    r"^\W*(?:the |our |my )?decision\W*$",
    re.IGNORECASE,
)


# "Our response is as follows:" after the last question asked is about none of them.
_LEAD_IN = re.compile(
    r"[^.?!:]{0,120}\b(?:responses?|reply|replies|answers?|follows|below)\b[^.?!:]{0,60}:\s*$", re.IGNORECASE
)


# "Rationale for Q2: ...": what follows is of question 2.
_HEADED = re.compile(r"\W*(?:[\w’']+ ){0,5}(?:q|questions?|parts?|points?|items?)\s?\d[^.:]{0,30}:", re.IGNORECASE)


def find_questions(passages: Sequence[Passage]) -> tuple[tuple[int, ...], ...]:
    """The question numbers each passage is about; empty for those about none or the whole letter.

    A numbered line starts a question and holds until the next, a notice, or the close of the letter. A run of numbered
    lines that are all the requester's is the request, not answers. "Questions 1, 2 and 4 are ..." speaks for itself.
    """
    found: list[tuple[int, ...]] = []
    current: tuple[int, ...] = ()
    bare_ok = _numbered_lists(passages)
    asked: set[int] = set()
    gap = 0
    for place, passage in enumerate(passages):
        marker = _LABELLED.match(passage.text) or _LABELLED_IN_WORDS.match(passage.text)
        if marker is None and place in bare_ok and not _is_row(passage.text):
            marker = _NUMBERED.match(passage.text) or _UNMARKED.match(passage.text)
        begins = place == 0 or passages[place - 1].end <= passage.start
        if marker is not None and begins:
            current = _numbers(marker["numbers"]) or _mentioned(marker[0])
            gap = passage.paragraph
            if passage.speaker is Speaker.REQUESTER:
                asked.update(current)
        elif passage.speaker is not Speaker.REQUESTER and (
            passage.speaker is Speaker.NOTICE or _ENDS.match(passage.text) or passage.paragraph - gap > 6
        ):
            current = ()
        if passage.speaker is Speaker.AUTHORITY:
            if (len(asked) > 1 or _LEAD_IN.match(passage.text)) and marker is None:
                # The request stood above as a list: what follows without a number is about no one question.
                current = ()
            asked.clear()
            mentioned = _mentioned(passage.text)
            if marker is None and mentioned and _HEADED.match(passage.text):
                current = mentioned
            if marker is None and _SEVERAL.match(passage.text):
                current = ()
            if current and _POINTS_BACK.search(passage.text):
                mentioned = current
            found.append(mentioned or current)
        else:
            found.append(current if passage.speaker is Speaker.REQUESTER else ())
    return tuple(found)


def find_rest(passage: Passage) -> str:
    """The words of a passage after its question's number."""
    text = passage.text
    for pattern in (_LABELLED, _NUMBERED, _UNMARKED):
        match = pattern.match(text)
        if match:
            text = text[match.end() :]
            break
    return text.strip(" \t\n.:;-–—)")


def is_mentioned(passage: Passage) -> bool:
    """Whether a passage names a question in its running words."""
    return bool(_mentioned(passage.text))


def _numbered_lists(passages: Sequence[Passage]) -> set[int]:
    """Places of bare numbers ("1.") that belong to a list counting up from one."""
    accepted = _unmarked_lists(passages)
    run: list[tuple[int, int]] = []
    for place, passage in enumerate(passages):
        match = _NUMBERED.match(passage.text)
        if match is None:
            continue
        number = int(match["numbers"])
        if (run and number == 1) or not run:
            if _is_list(run):
                accepted.update(item for item, _ in run)
            run = [(place, number)] if number == 1 else []
        elif run[-1][1] < number <= run[-1][1] + 3:
            run.append((place, number))
    if _is_list(run):
        accepted.update(item for item, _ in run)
    return accepted


def _is_row(text: str) -> bool:
    """Whether a numbered line is a row of a table of cases: more cells than a question and its answer have."""
    return text.count("\t") >= 3 or text.count("|") >= 4


def _unmarked_lists(passages: Sequence[Passage]) -> set[int]:
    """Places of "1 412", "2 37", "3 9": lines that follow one another and count up from one without any mark."""
    accepted: set[int] = set()
    run: list[int] = []
    for place, passage in enumerate(passages):
        match = _UNMARKED.match(passage.text)
        if match is not None and int(match["numbers"]) == len(run) + 1:
            run.append(place)
            continue
        accepted.update(run if len(run) >= 2 else ())
        run = [place] if match is not None and int(match["numbers"]) == 1 else []
    return accepted | set(run if len(run) >= 2 else ())


def _is_list(run: Sequence[tuple[int, int]]) -> bool:
    return len(run) >= 2


def _mentioned(text: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for match in _MENTIONED.finditer(text):
        numbers += _numbers(match["numbers"])
    for match in _IN_WORDS.finditer(text):
        numbers += [
            _WORDS.index(word.lower()) + 1
            for word in re.findall(r"[a-z]+", match["words"], re.IGNORECASE)
            if word.lower() in _WORDS
        ]
    numbers += [_ORDINALS[match["word"].lower()] for match in _ORDINAL.finditer(text)]
    return tuple(dict.fromkeys(numbers))


def _numbers(text: str) -> tuple[int, ...]:
    """``1, 2 and 4`` or ``2-4`` as numbers."""
    found: list[int] = []
    last_mark = ""
    for mark, digits in re.findall(r"(,|and|or|nor|&|to|-|–|/)?\s*q?(\d{1,2})", text, re.IGNORECASE):
        number = int(digits)
        if mark in ("to", "-", "–") and found and found[-1] < number <= found[-1] + 12:
            found += range(found[-1] + 1, number + 1)
        else:
            found.append(number)
        last_mark = mark
    return tuple(dict.fromkeys(number for number in found if 0 < number <= 40)) if last_mark is not None else ()
