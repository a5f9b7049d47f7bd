"""Narratives: lists, paragraphs and headed reports parted into one stretch for each subject's matter.

In: passages with the question they stand under. Out: `Matter` rows, each the words about one subject (or
several alike). What speaks of outcomes in general, of the law, of the requester's questions or only counts
people is no matter. Never here: coding of a matter's variables (that is `coding`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from answerable.extract.narrative.coding import find_keyed
from answerable.extract.narrative.days import find_years
from answerable.extract.narrative.entries import begins_entry, part_entries
from answerable.extract.narrative.headings import Headings, read_heading, read_keyed_heading
from answerable.extract.narrative.parting import part_people, speaks_alike
from answerable.extract.narrative.passages import Passage, PassageKind
from answerable.extract.narrative.records import find_list, part_records, put_together, read_fields
from answerable.extract.narrative.signs import find_told, has_substance, is_general, looks_like_case
from answerable.extract.narrative.subjects import LABEL, read_n_subjects
from answerable.extract.narrative.turns import ALL_OF_THEM, find_outcomes, join_some
from answerable.extract.places import Stretch, join
from answerable.extract.questions import Asked
from answerable.model.codebook import Codebook
from answerable.model.span import Span

_INTRO = re.compile(r":\s*\Z")
_GOES_ON = re.compile(
    r"\s*(?:he|she|they|his|her|their|the\s+(?:officer|constable|sergeant|inspector|panel|chair|hearing|meeting|"
    r"allegation|conduct|matter|member\s+of\s+staff|former\s+officer|misconduct|PC|case|"
    r"standards?|outcome|image|images|message|messages|post|force|special\s+constable|PCSO)|at\s+(?:a|the|his|"
    r"her|an)|this|it\s+was|following|when|after|outcome|result|finding|standards?|sanction|"
    r"breach(?:es)?|in\s+(?:mitigation|aggravation)|no\s+(?:further\s+)?action|dismissed|final|written)\b",
    re.IGNORECASE,
)
_CASE_HEADING = re.compile(
    r"\s*(?:case|officer|former\s+officer|PC|PS|former\s+PC|subject|report|matter|outcome|hearing|incident|"
    r"number|no\.?|misconduct\s+(?:hearing|meeting)|item|example)(?:\s+(?:no\.?\s*)?|\s*#\s*)"
    r"(?:[A-Z]{1,2}\d?|\d{1,3}|#\d+)\b",
    re.IGNORECASE,
)
_YEAR_LINE = re.compile(r"\s*(?:(?:in|during|year|calendar year)\s*)?(?:19|20)\d{2}\s*[:.\u2013-]?\s*", re.IGNORECASE)
"""A line that is a year and nothing else: "2019", "In 2019:"."""


@dataclass(frozen=True, slots=True)
class Matter:
    """The words about one subject's matter.

    Args:
        stretch: the words to code.
        heading_year: year of a heading above it.
        heading: a heading above it that names an outcome or rank ("Dismissals in 2018:"), for what its own words lack.
        n_subjects: how many people alike they are about.
        n_span: the words that say so.
        question: the question it answers.
        rule: how it was found.
        above: words before it that hold for several subjects alike; codes that its own words lack come from there.
        beside: words about the first of several, where its own speak of the same thing ("who liked it").
    """

    stretch: Stretch
    rule: str
    heading_year: tuple[int, Span] | None = None
    heading: Stretch | None = None
    n_subjects: int = 1
    n_span: Span | None = None
    question: int | None = None
    above: Stretch | None = None
    beside: Stretch | None = None


@dataclass(slots=True)
class _Open:
    """A matter that later passages may still belong to."""

    passages: list[Passage]
    rule: str
    year: tuple[int, Span] | None
    heading: Stretch | None
    question: int | None
    headed: bool = False
    keys: set[str] = field(default_factory=set)


def find_matters(
    numbered: Sequence[tuple[Passage, Asked | None, bool]], codebook: Codebook, *, one_item: bool = False
) -> list[Matter]:
    """Part passages into matters.

    Args:
        numbered: passages, each with its question and whether it only repeats it.
        codebook: what is asked.
        one_item: the passages are one item of a published log, told of one matter (or several officers in it), unless
            it is a list of records.
    """
    if one_item:
        first = find_list(numbered, codebook)
        if first is not None:
            return _find_listed(numbered, first, codebook)
        passages = [passage for passage, _, repeated in numbered if not repeated]
        return _close(_Open(passages, "log-item", None, None, None, headed=True), codebook) if passages else []
    return _Parting(codebook).run(numbered)


def _find_listed(
    numbered: Sequence[tuple[Passage, Asked | None, bool]], first: int, codebook: Codebook
) -> list[Matter]:
    """The records of one item of a log; what stands before the first of them holds for all."""
    above = join_some(*(passage.stretch for passage, _, repeated in numbered[:first] if not repeated))
    found = _Parting(codebook).run(numbered[first:])
    return [replace(matter, above=join_some(matter.above, above)) for matter in found]


class _Parting:
    """One walk over the passages of a document."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.open: _Open | None = None
        self.headings = Headings()
        self.in_general_list = False
        self.following: Passage | None = None
        self.matters: list[Matter] = []
        self.listed = 0

    def run(self, numbered: Sequence[tuple[Passage, Asked | None, bool]]) -> list[Matter]:
        question: int | None = None
        parted = part_records(put_together(numbered, self.codebook), self.codebook)
        for place, (passage, asked, repeated) in enumerate(parted):
            number = asked.number if asked else None
            if repeated or number != question:
                self._shut()
                self.headings, self.in_general_list, question = Headings(), False, number
                self.listed = len(self.matters)
            self.following = parted[place + 1][0] if place + 1 < len(parted) else None
            if not repeated:
                self._take_entries(passage, asked)
        self._shut()
        return self.matters

    def _take_entries(self, passage: Passage, asked: Asked | None) -> None:
        """Take the short records of a passage one by one; a heading before them on its line holds for them alone."""
        for heading, entries in part_entries(passage):
            before = self.headings.copy()
            if heading is not None and not self._is_heading_line(heading):
                whole = join(heading.stretch, *(entry.stretch for entry in entries), joint=" ")
                self._take(replace(passage, stretch=whole), asked)
                continue
            for entry in entries:
                self._take(entry, asked)
            if heading is not None:
                self._shut()
                self.headings = before

    def _take(self, passage: Passage, asked: Asked | None) -> None:
        low, high = find_told(passage.text)
        if low < high and (low, high) != (0, len(passage.text)):
            passage = replace(passage, stretch=passage.stretch.part(low, high))
        text = passage.text
        if passage.kind is PassageKind.HEADING:
            self._take_heading(passage, asked)
            return
        if not is_general(text) and self._is_heading_line(passage):
            return
        if self.in_general_list and passage.kind is PassageKind.ITEM:
            return
        self.in_general_list = False
        if self._closes_list(passage):
            return
        keyed = find_keyed(text, self.codebook)
        if is_general(text) and not keyed and not (self.open and self.open.headed and not _INTRO.search(text)):
            self._shut()
            self.in_general_list = bool(_INTRO.search(text))
            return
        if keyed and len(text) < 400 and text.count("\n") < 2:
            self._take_keyed(passage, {one.variable for one in keyed}, asked)
            return
        if self.open is not None and self.open.headed:
            self.open.passages.append(passage)
            return
        begins = self._begins(passage, asked)
        if begins:
            self._shut()
            self.open = self._begin([passage], "item" if passage.kind is PassageKind.ITEM else "paragraph", asked)
        elif (self.open is not None and _GOES_ON.match(text) and passage.kind is not PassageKind.ITEM) or (
            self.open is not None
            and self.open.rule == "keyed"
            and passage.kind is not PassageKind.ITEM
            and len(text) < 600
        ):
            self.open.passages.append(passage)
        else:
            self._shut()

    def _take_heading(self, passage: Passage, asked: Asked | None) -> None:
        text = passage.text.strip()
        self.in_general_list = bool(is_general(text))
        if _CASE_HEADING.match(text) or LABEL.match(text):
            self._shut()
            self.open = self._begin([passage], "headed", asked, headed=True)
            return
        self._shut()
        kinds = read_heading(text, self.codebook) or (
            frozenset({"year"}) if len(find_years(text)) == 1 else frozenset()
        )
        if kinds:
            self.headings.put(kinds, passage.stretch)

    def _is_heading_line(self, passage: Passage) -> bool:
        """A line that gives a year, platform, outcome or rank to the entries beneath it, and tells of nobody itself."""
        text = passage.text
        year = _YEAR_LINE.fullmatch(text)
        if passage.kind is PassageKind.ITEM and year is None:
            return False
        kinds = frozenset({"year"}) if year is not None else read_heading(text, self.codebook)
        sure = year is not None or text.rstrip().endswith(":")
        if not sure and (not kinds or self._is_in_report()):
            kinds = kinds or read_keyed_heading(text, self.codebook)
            kinds = kinds if self._heads_entries(kinds) else frozenset()
        if not kinds:
            return False
        self._shut()
        self.headings.put(kinds, passage.stretch)
        return True

    def _heads_entries(self, kinds: frozenset[str]) -> bool:
        """Whether what follows is an entry of its own rather than the next key of one record.

        Between two keyed records a line "Dismissed" may end the first or head the second: it heads where a heading of
        its kind is in force already.
        """
        if self.following is None:
            return False
        keys = {one.variable for one in find_keyed(self.following.text, self.codebook)}
        if keys:
            return self.open is not None and bool(keys & self.open.keys) and self.headings.gives(kinds)
        return len(read_fields(self.following.text, self.codebook)) > 1

    def _is_in_report(self) -> bool:
        return self.open is not None and (self.open.headed or self.open.rule == "keyed")

    def _begin(self, passages: list[Passage], rule: str, asked: Asked | None, *, headed: bool = False) -> _Open:
        question = asked.number if asked else None
        return _Open(passages, rule, self.headings.year, self.headings.words, question, headed=headed)

    def _take_keyed(self, passage: Passage, keys: set[str], asked: Asked | None) -> None:
        """A line such as "Rank: PC": the next case begins where the first key comes again."""
        labelled = LABEL.match(passage.text) or _CASE_HEADING.match(passage.text)
        if (
            self.open is None
            or (labelled and not self.open.headed)
            or (keys & self.open.keys and self.open.rule in ("keyed", "headed"))
        ):
            self._shut()
            self.open = self._begin([passage], "keyed", asked)
            self.open.keys = set(keys)
            return
        self.open.passages.append(passage)
        self.open.keys |= keys

    def _closes_list(self, passage: Passage) -> bool:
        """A sentence behind a list that speaks of all in it: "All three were in the same WhatsApp group."."""
        text = passage.text
        if passage.kind is PassageKind.ITEM or not ALL_OF_THEM.match(text) or find_outcomes(text, self.codebook):
            return False
        if self.open is not None and self.open.headed:
            return False
        self._shut()
        if len(self.matters) - self.listed < 2:
            return False
        for place in range(self.listed, len(self.matters)):
            matter = self.matters[place]
            above = join_some(matter.above, passage.stretch)
            self.matters[place] = replace(matter, above=above)
        self.listed = len(self.matters)
        return True

    def _begins(self, passage: Passage, asked: Asked | None) -> bool:
        text = passage.text
        case_by_case = asked is not None and asked.case_by_case
        if asked is not None and asked.measures and passage.number == asked.number and len(text) < 40:
            return False
        heading = self.headings.words
        text = f"{text}\n{heading.text}" if heading is not None else text
        return looks_like_case(
            text,
            self.codebook,
            is_item=passage.kind is PassageKind.ITEM or begins_entry(passage.text),
            case_by_case=case_by_case,
        )

    def _shut(self) -> None:
        if self.open is not None:
            self.matters += _close(self.open, self.codebook)
        self.open = None


def _close(opened: _Open, codebook: Codebook) -> list[Matter]:
    """Make the matters of an open one: several officers in it are parted."""
    stretch = join(*(passage.stretch for passage in opened.passages))
    if opened.rule in ("headed", "keyed", "log-item") and not has_substance(stretch.text, codebook):
        return []
    parts = part_people(stretch, codebook)
    if parts:
        return [
            Matter(
                part.stretch,
                f"{opened.rule}-parted",
                opened.year,
                _join_headings(part.heading, opened.heading),
                part.n,
                part.n_span,
                opened.question,
                part.above,
                parts[number - 1].stretch if number and speaks_alike(part.stretch.text) else None,
            )
            for number, part in enumerate(parts)
        ]
    several = read_n_subjects(stretch.text)
    n, span = 1, None
    if several is not None:
        n, span = several[0], stretch.cut(several[1], several[2])
    return [Matter(stretch, opened.rule, opened.year, opened.heading, n if span else 1, span, opened.question)]


def _join_headings(own: Stretch | None, above: Stretch | None) -> Stretch | None:
    return join(own, above) if own is not None and above is not None else own or above
