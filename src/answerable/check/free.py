"""What no binding or reference of a story covers: numbers, sizes, quotations, dates and names that stand free.

What comes in: a parsed story, its bound claims, what the words around each number were heard to mean. What goes out:
`Claim`s; and bound ones put before a person where the words around them say something else. Never here: the record.

A free number never passes, whatever it was heard as: it would not move with its finding. What it was heard as says
which finding to bind, or that it is wrong besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answerable.check.claims.text.languages import find_number_words
from answerable.check.claims.text.statements import split_sentences
from answerable.check.names import Names
from answerable.check.printed import Printed, blank_markup, find_sentence
from answerable.model.claim import Claim, Verdict
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.story import Story
from answerable.words.dates import find_dates
from answerable.words.figures import find_figures

_QUOTATION = re.compile(r"“[^“”]{12,}”|(?<!\w)\"[^\"\n]{12,}\"")
# What a text counts, of any subject: plural words, but not "serious", "press" or "this".
_MANY = (
    r"(?:(?!(?:his|this|its|was|has|does|perhaps|always|afterwards|sorts|kinds|times)\b)[a-z]{2,}[a-rt-z](?<!u)s"
    r"|people|staff|men|women|children)"
)
_DID = r"(?= (?:\w+ed|had|has|have|was|were|is|are|gave|told|said|sent|kept|did)\b)"
_SIZES = re.compile(
    r"\b(?:hundreds|thousands|dozens|scores|(?:the )?(?:vast |overwhelming |large )?majority"
    rf"|(?:a |the )?(?:small )?minority|most (?:of|{_MANY})|none of|nobody|no one"
    rf"|no (?:force|officer|authority|council)s?|no (?!one|longer|doubt)\w+{_DID}|both (?:of|{_MANY})|half of"
    r"|all(?: of)?(?: the)?(?: \w+)? (?:forces|officers|authorities|councils|cases)"
    rf"|all(?: of)?(?: (?:the|these|those|our|their))? {_MANY}"
    rf"|(?:every|each) (?:single )?(?!year|month|week|day|time)\w+{_DID}"
    r"|an? (?:third|quarter|fifth|tenth)|doubled|trebled|tripled|halved|highest|lowest|largest|fewest|record number)\b",
    re.IGNORECASE,
)
_BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)
_NO_SOURCE = 'no source bears this quotation; write ["..."](source:KEY) or (case:ID) or (letter:ID)'
_NO_DATE = "no source bears this date; give one: [words](source:KEY) or (letter:ID)"
_SIZE = "a size without a number; bind it with {{ finding | says: phrase }} where a finding bears it"
_UNREAD = "a number or size in a language that is not read; bind it with {{ finding }} where a finding bears it"
_UNBOUND = "no finding bears this number; bind it with {{ finding }}, or give its source: [words](source:KEY)"


def mark_bound(claims: Sequence[Claim], printed: Printed, heard: Sequence[Claim]) -> Iterator[Claim]:
    """Bound claims; one whose words are heard as another finding is put before a person."""
    doubts: dict[str, Claim] = {}
    for one in heard:
        _, key = printed.find_place(one.start)
        if key and one.verdict is Verdict.CONTRADICTED:
            doubts.setdefault(key, one)
    for claim in claims:
        other = doubts.get(claim.id)
        if other is None or claim.verdict is not Verdict.SUPPORTED:
            yield claim
        else:
            why = (
                f"the words around it are heard as “{other.reading}”, which is {other.value}: is this the right figure?"
            )
            yield replace(claim, verdict=Verdict.NEEDS_PERSON, why=why, runner_up=f"{other.reading}: {other.value}")


class _Free:
    """The free claims of one passage, as they are found; no two of them overlap."""

    def __init__(self, story: Story, text: str, offset: int, heard: dict[int, Claim]) -> None:
        self.claims: list[Claim] = []
        self.text = text
        self._story, self._offset, self._heard = story, offset, heard
        self._taken: list[tuple[int, int]] = []

    def add(self, start: int, end: int, number: float | None, reading: str, verdict: Verdict, why: str) -> None:
        """A claim on a stretch of the passage, unless another stands there."""
        if any(left < end and start < right for left, right in self._taken):
            return
        self._taken.append((start, end))
        at = self._offset + start
        claim = _make(self._story, at, self.text[start:end], number, reading, verdict, why)
        around = (one for place, one in sorted(self._heard.items()) if place < at + end - start)
        heard = next((one for one in around if one.text and at < self._place(one) + len(one.text)), None)
        self.claims.append(_add_heard(claim, heard) if reading != "a quotation" else claim)

    def _place(self, heard: Claim) -> int:
        return next(place for place, one in self._heard.items() if one is heard)


def find_free(story: Story, printed: Printed, heard: Sequence[Claim], period: Period | None) -> list[Claim]:
    """Numbers, sizes, dates and quotations of the prose that no binding or reference covers."""
    masked = list(story.text)
    places = [(one.start, one.end) for one in story.bindings] + [(one.start, one.end) for one in story.references]
    for start, end in places:
        masked[start:end] = " " * (end - start)
    blank = blank_markup("".join(masked))
    by_place = {place: one for one in heard for place, claim in [printed.find_place(one.start)] if not claim}
    claims: list[Claim] = []
    for passage in story.passages:
        free = _Free(story, blank[passage.start : passage.end], passage.start, by_place)
        for found in _QUOTATION.finditer(free.text):
            free.add(*found.span(), None, "a quotation", Verdict.UNSUPPORTED, _NO_SOURCE)
        asked = _find_period(free.text, period) + _find_rows(story, free.text, passage.start)
        for figure in find_figures(free.text):
            if any(low <= figure.start and figure.end <= high for low, high in asked):
                continue
            kind = f"a {figure.kind.value}"
            free.add(figure.start, figure.end, figure.number, kind, Verdict.UNSUPPORTED, _UNBOUND)
        for date in find_dates(free.text):
            if date.value is not None and not _is_known_date(story, str(date.value), period):
                free.add(date.start, date.end, None, "a date", Verdict.UNSUPPORTED, _NO_DATE)
        for found in _SIZES.finditer(free.text):
            free.add(*found.span(), None, "a size", Verdict.NEEDS_PERSON, _SIZE)
        for sentence in split_sentences(free.text):
            for start, end in find_number_words(sentence.text, sentence.paragraph_lead):
                at = sentence.start
                free.add(at + start, at + end, None, "a size", Verdict.NEEDS_PERSON, _UNREAD)
        claims += free.claims
    return claims


def _add_heard(claim: Claim, heard: Claim | None) -> Claim:
    """What a free number was heard as: the finding to bind, or that it is wrong besides."""
    if heard is None or not heard.reading:
        return claim
    shown = replace(claim, reading=heard.reading, query=heard.query, value=heard.value, runner_up=heard.runner_up)
    if heard.verdict in _BORNE:
        return replace(shown, why=f"{claim.why}; heard as “{heard.reading}”, which gives {heard.value}")
    if heard.verdict is Verdict.CONTRADICTED:
        why = f"heard as “{heard.reading}”, which is {heard.value}; bind it with {{{{ finding }}}}"
        return replace(shown, verdict=Verdict.CONTRADICTED, why=why)
    return replace(shown, why=f"{claim.why}; perhaps “{heard.reading}”, which is {heard.value}")


def _find_period(text: str, period: Period | None) -> list[tuple[int, int]]:
    """Where the words name the whole period asked about by its years: "between 2018 and 2021", "since 2018"."""
    if period is None:
        return []
    first, last = period.start.year, period.end.year
    whole = rf"\b(?:between\s+{first}\s+and|from\s+{first}\s+(?:to|until)|{first}\s*(?:to|[-\u2013]))\s*{last}\b"
    return [found.span() for found in re.finditer(rf"{whole}|\bsince\s+{first}\b", text, re.IGNORECASE)]


def _find_rows(story: Story, text: str, offset: int) -> list[tuple[int, int]]:
    """Years beside the figure of that year: "from {{ by_year | row: 2019 }} in 2019"."""
    found: list[tuple[int, int]] = []
    for binding in story.bindings:
        labels = {step.argument for step in binding.filters if step.name == "row"}
        start, end = find_sentence(story.text, binding.start, binding.end)
        for label in labels if start < offset + len(text) and offset < end else ():
            if re.fullmatch(r"(?:19|20)\d\d", label):
                beside = re.compile(rf"(?<![\w:-]){label}(?![\w-])").finditer(
                    text, max(0, start - offset), end - offset
                )
                found += [one.span() for one in beside]
    return found


def _is_known_date(story: Story, date: str, period: Period | None) -> bool:
    """A date of a named source, of the period asked about, or of the story itself."""
    known = [source.published_on for source in story.sources] + [story.published_at[:10], story.checked_at[:10]]
    if period is not None:
        known += [period.start.isoformat(), period.end.isoformat()]
    return any(one.startswith(date) for one in known if one)


def find_names(story: Story, names: Names) -> Iterator[Claim]:
    """Names and titles of authorities that the register does not bear."""
    blank = blank_markup(story.text)
    for passage in story.passages:
        for fault in names.find_faults(blank[passage.start : passage.end]):
            verdict = Verdict.CONTRADICTED if fault.is_sure else Verdict.NEEDS_PERSON
            yield _make(story, passage.start + fault.start, fault.words, None, "a name", verdict, fault.why)


def _make(story: Story, start: int, text: str, number: float | None, reading: str, verdict: Verdict, why: str) -> Claim:
    return Claim(
        id=make_id("clm", story.name, "free", start, text),
        origin=story.origin,
        text=text,
        start=start,
        end=start + len(text),
        number=number,
        reading=reading,
        bound_to="",
        query="",
        value="",
        verdict=verdict,
        why=why,
    )
