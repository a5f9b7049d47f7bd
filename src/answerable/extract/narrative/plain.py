"""Plain reading: matters of any subject, told in lists and sentences, by the codebook's words alone.

In: passages with the questions that they stand under, a codebook without ranks. Out: cases, every value with its
words. Nothing is known here of what the investigation is about: a category is found by its cues and must be asserted,
a name by the word that the codebook calls it by ("Hillfoot Library" for a variable *Library*), a date, sum or number
where it cannot be another's. Never here: counts, tables, people of a service with ranks (`matters`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answerable.extract.cues import make_pattern
from answerable.extract.narrative.amounts import read_money, read_number
from answerable.extract.narrative.cases import Origin, make_case
from answerable.extract.narrative.coding import MACHINE, code_value, find_keyed, make_coded, read_several
from answerable.extract.narrative.outcomes import Reading, find_asserted
from answerable.extract.narrative.passages import Passage, PassageKind
from answerable.extract.narrative.sentences import find_sentences, is_denied
from answerable.extract.places import Stretch, join
from answerable.extract.questions import Asked
from answerable.model.case import Basis, Case, Coded
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.span import Span
from answerable.words.dates import find_dates

_YEAR = re.compile(r"(?<![\w/.,£$€-])(?:19[5-9]\d|20[0-4]\d)(?![\w%]|[/\u2013-]\d|[.,]\d)")
_YEAR_HEADING = re.compile(r"\s*(?:In\s+|During\s+|Year\s+)?((?:19|20)\d{2})\s*:?\s*\Z", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:it|its|they|their|this|these|that|he|she|his|her|the\s+(?:same|latter|former|decision|reason)|both|all)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:if\s+you\s+(?:are|have|would|wish)|you\s+(?:may|can)\s+(?:ask|appeal|complain|write)|for\s+example|"
    r"exempt\w*|section\s+\d+|internal\s+review|Information\s+Commissioner|copyright|re-?use)\b",
    re.IGNORECASE,
)
_CAPITAL = r"(?:[A-Z][\w'’.&-]*|(?:of|the|and|upon|on|in|le|de|y|St)\b)"
_NOT_A_NAME = frozenset(
    {"the", "a", "an", "our", "this", "that", "each", "every", "no", "any", "of", "and", "in", "on"}
)


@dataclass(frozen=True, slots=True)
class _Matter:
    """Words that tell of one subject, and the year of the heading above them."""

    stretch: Stretch
    heading_year: tuple[int, Span] | None
    is_asked: bool
    rule: str


def make_plain_cases(
    numbered: Sequence[tuple[Passage, Asked | None, bool]],
    codebook: Codebook,
    origin: Origin,
    *,
    one_item: bool = False,
) -> list[Case]:
    """Code the matters that a document tells.

    Args:
        numbered: passages, each with its question and whether it only repeats it.
        codebook: what is asked.
        origin: whose words they are.
        one_item: the passages are one item of a published log, told of one matter.
    """
    if one_item:
        live = [passage.stretch for passage, _, repeated in numbered if not repeated]
        matters = [_Matter(join(*live), None, True, "log-item")] if live else []
    else:
        matters = list(_find_matters(numbered, codebook))
    return [case for matter in matters if (case := _make_case(matter, codebook, origin)) is not None]


def code_plain(stretch: Stretch, codebook: Codebook, heading_year: tuple[int, Span] | None = None) -> dict[str, Coded]:
    """Code a matter by the codebook's own words; what they do not say is left out."""
    out: dict[str, Coded] = {}
    for variable in codebook.case_variables:
        reading = _read(stretch.text, variable, codebook)
        coded = make_coded(stretch, reading, variable) if reading is not None else None
        if coded is not None:
            out[variable.name] = coded
    if "year" not in out and heading_year is not None and codebook.find_variable("year") is not None:
        year, span = heading_year
        out["year"] = Coded(year, Basis.STATED, span, "the heading above", 0.9, MACHINE)
    for keyed in find_keyed(stretch.text, codebook):
        named = codebook.find_variable(keyed.variable)
        value = code_value(stretch.part(keyed.start, keyed.end), named) if named is not None else None
        if value is not None:
            out[keyed.variable] = value
    return out


def _find_matters(numbered: Sequence[tuple[Passage, Asked | None, bool]], codebook: Codebook) -> Iterator[_Matter]:
    heading: tuple[int, Span] | None = None
    question: Asked | None = None
    for passage, asked, repeated in numbered:
        if asked is not question:
            heading, question = None, asked
        year = _YEAR_HEADING.match(passage.text)
        span = passage.stretch.cut(*year.span(1)) if year is not None else None
        if year is not None and span is not None:
            heading = int(year[1]), span
        elif passage.kind is PassageKind.HEADING:
            heading = None
        if repeated or year is not None or (asked is not None and not asked.case_by_case):
            continue
        is_asked = asked is not None and asked.case_by_case
        if passage.kind is PassageKind.ITEM or find_keyed(passage.text, codebook):
            yield _Matter(passage.stretch, heading, is_asked, "item")
        else:
            yield from (
                _Matter(passage.stretch.part(low, high), heading, is_asked, "sentences")
                for low, high in _group_sentences(passage.text, codebook)
            )


def _group_sentences(text: str, codebook: Codebook) -> list[tuple[int, int]]:
    """Sentences that tell of one subject: one that names no other goes with the one before it."""
    groups: list[tuple[int, int]] = []
    is_open = False
    for low, high in find_sentences(text):
        sentence = text[low:high]
        goes_on = bool(_GOES_ON.match(sentence)) or not (_tells(sentence, codebook) or _names(sentence, codebook))
        if goes_on and is_open:
            groups[-1] = groups[-1][0], high
        elif not goes_on:
            is_open = _tells(sentence, codebook)
            groups += [(low, high)] if is_open else []
    return groups


def _names(text: str, codebook: Codebook) -> bool:
    texts = [one for one in codebook.case_variables if one.kind is VariableKind.TEXT]
    return any(_read_name(text, one) is not None for one in texts)


def _tells(text: str, codebook: Codebook) -> bool:
    return not _GENERAL.search(text) and any(
        find_asserted(text, one) for one in codebook.case_variables if one.categories
    )


def _make_case(matter: _Matter, codebook: Codebook, origin: Origin) -> Case | None:
    """A matter with a category that its words assert, and something more unless single cases were asked for."""
    coded = code_plain(matter.stretch, codebook, matter.heading_year)
    coding = {one.name for one in codebook.case_variables if one.categories}
    if not coding & coded.keys() or (len(coded) < 2 and not matter.is_asked):
        return None
    if not matter.is_asked:
        # Nobody asked for single cases here, and a sentence that names one may be about the whole.
        coded = {name: replace(one, share_sure=round(one.share_sure * 0.8, 3)) for name, one in coded.items()}
    return make_case(coded, matter.stretch.whole, codebook, origin, f"plain-{matter.rule}")


def _read(text: str, variable: Variable, codebook: Codebook) -> Reading | None:
    match variable.kind:
        case VariableKind.CATEGORY:
            return _read_category(text, variable)
        case VariableKind.MULTI_CATEGORY:
            return read_several(text, variable)
        case VariableKind.NUMBER if variable.name == "year":
            return _read_year(text)
        case VariableKind.NUMBER:
            number = read_number(text, variable)
            # The only number of a text may be anything; one that stands with the variable's own word is meant.
            return number if number is not None and number.share_sure > 0.7 else None
        case VariableKind.MONEY:
            return read_money(text, variable) or _read_only_sum(text, variable, codebook)
        case VariableKind.DATE:
            return _read_date(text, variable, codebook)
        case VariableKind.YES_NO:
            return _read_told(text, variable)
        case VariableKind.TEXT:
            return _read_name(text, variable)
        case _:
            return None


def _read_category(text: str, variable: Variable) -> Reading | None:
    found = find_asserted(text, variable)
    if not found:
        return None
    sure = 0.85 if len({one.category for one in found}) == 1 else 0.6
    return Reading(found[0].category, found[0].start, found[0].end, sure)


def _read_year(text: str) -> Reading | None:
    """The year, where the words name one and no other."""
    places = [(found.value.year, found.start, found.end) for found in find_dates(text) if found.value is not None]
    places += [
        (int(found.group()), *found.span())
        for found in _YEAR.finditer(text)
        if not any(start <= found.start() < end for _, start, end in places)
    ]
    if len({year for year, _, _ in places}) != 1:
        return None
    year, start, end = min(places, key=lambda one: one[1])
    return Reading(float(year), start, end, 0.9)


def _read_date(text: str, variable: Variable, codebook: Codebook) -> Reading | None:
    """The only date, where the codebook asks for one; of several the one beside the variable's own words."""
    dated = [one for one in find_dates(text) if one.value is not None]
    if sum(one.kind is VariableKind.DATE for one in codebook.case_variables) > 1 or len(dated) > 1:
        own = make_pattern(variable.cues)
        near = [(low, high) for low, high in find_sentences(text) if own is not None and own.search(text, low, high)]
        dated = [one for one in dated if any(low <= one.start < high for low, high in near)]
    if len(dated) != 1:
        return None
    return Reading(str(dated[0].value), dated[0].start, dated[0].end, 0.85)


def _read_only_sum(text: str, variable: Variable, codebook: Codebook) -> Reading | None:
    if sum(one.kind is VariableKind.MONEY for one in codebook.case_variables) > 1:
        return None
    sums = list(re.finditer(r"[£€$]\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|million|thousand)\b)?", text))
    if len(sums) != 1:
        return None
    found = read_money(sums[0].group(), variable)
    return replace(found, start=sums[0].start(), end=sums[0].end(), share_sure=0.75) if found is not None else None


def _read_told(text: str, variable: Variable) -> Reading | None:
    """Yes, where a cue is asserted; no, where it is denied."""
    pattern = make_pattern(variable.cues)
    found = pattern.search(text) if pattern is not None else None
    if found is None:
        return None
    return Reading("no" if is_denied(text, found.start()) else "yes", found.start(), found.end(), 0.75)


def _read_name(text: str, variable: Variable) -> Reading | None:
    """A name with the word that the variable is called by: "Hillfoot Library", "School of St Ann"."""
    words = [variable.name.replace("_", " "), *(label for _, label in variable.label), *variable.cues]
    kinds = "|".join(sorted({re.escape(word.title()) for word in words if re.fullmatch(r"[\w ]+", word)}))
    for pattern in (rf"(?:{_CAPITAL}\s+){{1,5}}(?:{kinds})\b", rf"\b(?:{kinds})\s+(?:of|at|in)\s+[A-Z][\w'’-]+"):
        for found in re.finditer(pattern, text):
            start = found.start() + _skip_small(found.group())
            if " " in text[start : found.end()].strip():
                return Reading(" ".join(text[start : found.end()].split()), start, found.end(), 0.85)
    return None


def _skip_small(words: str) -> int:
    """How much of the beginning is no name: "The", "In"."""
    at = 0
    for word in re.finditer(r"\S+\s*", words):
        if word.group().strip().lower() not in _NOT_A_NAME:
            break
        at = word.end()
    return at
