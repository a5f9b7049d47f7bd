"""Questions: which question of the letter a passage answers, and which measures a question asks for.

In: the batch's questions and the passages of an answer. Out: `Asked` per question and each passage's question.
A question that the authority repeats before its answer is the requester's words and is never read as an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from answerable.extract.cues import find_codes, find_measures
from answerable.extract.marks import part_by_marks
from answerable.extract.narrative.passages import Passage, PassageKind
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.request import Batch

_CASE_BY_CASE = re.compile(
    r"\b(?:for\s+each|each\s+case|each\s+officer|per\s+case|details?\s+of\s+each|case\s+by\s+case|"
    r"breakdown\s+of\s+each)\b",
    re.IGNORECASE,
)
_ALIKE = 86.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question asks for.

    Args:
        number: as printed.
        text: its words.
        measures: counts that it asks for, in its order.
        unit: what it counts.
        case_by_case: it asks for each case.
        period: what the letter asks about.
    """

    number: int
    text: str
    measures: tuple[str, ...]
    unit: str
    case_by_case: bool
    period: Period | None


def make_asked(batch: Batch, codebook: Codebook) -> tuple[Asked, ...]:
    """Read the questions of a batch."""
    unit = codebook.find_variable("unit")
    out = []
    for question in batch.questions:
        measures = find_asked_measures(question.text, codebook) or _only_measure(question.text, codebook)
        case_by_case = bool(_CASE_BY_CASE.search(question.text)) and "how many" not in question.text.lower()
        units = [one.category for one in find_codes(question.text, unit)] if unit is not None else []
        if "allegations" in measures:
            # "How many allegations were recorded": what is counted is named by the measure itself.
            measures, counted = ("allegations",), "allegations"
        else:
            counted = units[0] if units else codebook.counted
        measures = () if case_by_case else measures
        out.append(Asked(question.number, question.text, measures, counted, case_by_case, batch.period))
    return tuple(out)


_HOW_MANY = re.compile(r"\b(?:how\s+many|(?:the\s+)?numbers?\s+of)\b", re.IGNORECASE)
_OF_THE = re.compile(r"\s+of\s+(?:the|these|those|your|them|all)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|over|concerning|regarding|involving|relating\s+to|related\s+to|in\s+(?:relation|respect|connection)\s+\w+|because\s+of)\b",
    re.IGNORECASE,
)
"""What follows says of what: "complaints about lost hearing aids"."""
_VERB = re.compile(
    r"\b(?:(?:were|was|are|is|have|has|had|did|do|does|would|led|lead)\b|that\s+(?=\w+ed\b)|resulted\s+in\b)"
    r"(?:\s+(?:not|been|be|have|had|to|in|subsequently|then|later|also|ever|since|you|your|the|authority|trust|council|force))*\s+",
    re.IGNORECASE,
)


def find_asked_measures(text: str, codebook: Codebook) -> tuple[str, ...]:
    """Which counts a question asks for, in its order.

    "How many of the stolen items were recovered?" asks for the recovered, and names the stolen only to say of what;
    "How many thefts were reported to the police?" asks for the reported.
    """
    found = find_measures(text, codebook)
    asks = list(_HOW_MANY.finditer(text))
    ends = [*(one.start() for one in asks[1:]), len(text)]
    kept: list[str] = [one.category for one in found if not asks or one.end <= asks[0].start()]
    for ask, high in zip(asks, ends, strict=False):
        low = ask.start()
        inside = [one for one in found if low <= one.start < high]
        verb = next((one for one in _VERB.finditer(text, low, high)), None)
        said = [one for one in inside if verb is not None and verb.start() <= one.start <= verb.end() + 1]
        head = text[ask.end() : high]
        if said and verb is not None:
            named = [one for one in inside if one.start >= verb.start()] if len(said) < len(inside) else inside
        elif _OF_THE.match(head) and verb is not None:
            named = [one for one in inside if one.start >= verb.start()] or inside
        elif _OF_THE.match(head):
            named = inside[-1:]
        else:
            named = inside
        about = next((one for one in _ABOUT.finditer(text, low, high) if named and one.start() >= named[0].end), None)
        kept += [one.category for one in named if about is None or one.start < about.start()]
    return tuple(dict.fromkeys(kept))


def _only_measure(text: str, codebook: Codebook) -> tuple[str, ...]:
    """What "how many" asks for, where the codebook has one measure and no other can be meant."""
    asks = re.search(r"\b(?:how\s+many|numbers?\s+of)\b", text, re.IGNORECASE)
    return (codebook.measures[0].name,) if asks and len(codebook.measures) == 1 else ()


def is_repeated_question(text: str, asked: Sequence[Asked]) -> Asked | None:
    """The question whose words a passage repeats, or None."""
    plain = _plain(text)
    if len(plain) < 25:
        return None
    best, found = 0.0, None
    for question in asked:
        wanted = _plain(question.text)
        score = fuzz.ratio(plain, wanted)
        if text.rstrip().endswith("?") and 0.4 * len(wanted) < len(plain) < 1.15 * len(wanted):
            score = max(score, fuzz.partial_ratio(plain, wanted))
        if score > best:
            best, found = score, question
    return found if best >= _ALIKE else None


def find_repeated_prefix(text: str, asked: Sequence[Asked]) -> tuple[Asked, int] | None:
    """A question repeated at the start of a passage that goes on with the answer, and where the answer begins."""
    for question in asked:
        end = text.find("?")
        while 0 <= end < len(text) - 1:
            if is_repeated_question(text[: end + 1], (question,)):
                return question, end + 1
            end = text.find("?", end + 1)
        stop = re.search(r"[.:]\s", text[int(len(question.text) * 0.85) :]) if len(text) > len(question.text) else None
        if stop is not None:
            at = int(len(question.text) * 0.85) + stop.end()
            if is_repeated_question(text[:at], (question,)):
                return question, at
    return None


def _is_answered_behind(text: str, question: Asked) -> bool:
    """Whether a passage that repeats a question goes on with the answer to it: "How many ...? A1. 37"."""
    prefix = find_repeated_prefix(text, (question,))
    tail = text[prefix[1] :] if prefix is not None else ""
    return "?" not in tail and len(_plain(tail)) > 0 and "?" in text


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def number_passages(passages: Iterable[Passage], asked: Sequence[Asked]) -> list[tuple[Passage, Asked | None, bool]]:
    """Tie passages to questions.

    Returns:
        Each passage with the question it stands under (or None) and whether it is the question itself, repeated.
    """
    numbers = {question.number: question for question in asked}
    current: Asked | None = None
    out: list[tuple[Passage, Asked | None, bool]] = []
    last_number = 0
    n_repeated = 0
    for passage in part_by_marks(passages, numbers.keys()):
        repeated = is_repeated_question(passage.text, asked)
        if repeated is not None and not _is_answered_behind(passage.text, repeated):
            current, last_number = repeated, repeated.number
            n_repeated += 1
            out.append((passage, current, True))
            continue
        if n_repeated > 1:
            # Two questions or more in a row are the request, quoted; the answers to them come after.
            current, last_number = None, 0
        n_repeated = 0
        prefix = find_repeated_prefix(passage.text, asked)
        if prefix is not None:
            current, last_number = prefix[0], prefix[0].number
            head, tail = passage.stretch.part(0, prefix[1]), passage.stretch.part(prefix[1], len(passage.text))
            out.append(
                (Passage(passage.kind, head, passage.mark, passage.number, passage.says_question), current, True)
            )
            if tail.text.strip():
                out.append((Passage(PassageKind.PARAGRAPH, tail), current, False))
            continue
        named = _NAMED_QUESTION.match(passage.text)
        if passage.number in numbers and passage.number is not None:
            in_turn = passage.number > last_number or passage.number == last_number
            listed = (
                current is not None and current.case_by_case and (passage.number == 1 or passage.number <= last_number)
            )
            listed = listed or _in_case_list(current, out)
            if passage.says_question or (in_turn and not listed):
                current, last_number = numbers[passage.number], passage.number
        elif named is not None and int(named.group(1)) in numbers:
            current = numbers[int(named.group(1))]
            last_number = current.number
        out.append((passage, current, False))
    return out


_NAMED_QUESTION = re.compile(
    r"\s*(?:(?:in\s+(?:answer|response|relation|respect)\s+(?:to|of)|as\s+to|regarding|for|on|"
    r"turning\s+to)\s+)?(?:your\s+)?(?:question|q)\s*(\d)\b",
    re.IGNORECASE,
)


def _in_case_list(current: Asked | None, out: Sequence[tuple[Passage, Asked | None, bool]]) -> bool:
    """Whether a numbered list of cases has begun under the question that asks for them: its numbers are its own."""
    if current is None or not current.case_by_case:
        return False
    marks = [
        passage.mark
        for passage, question, repeated in out
        if question is current and not repeated and passage.number == 1
    ]
    return bool(marks)
