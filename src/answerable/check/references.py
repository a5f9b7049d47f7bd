"""What a reference of a story points at: a case, a letter, a source, an authority, a finding - and whether it says so.

What comes in: a `Reference` and the record's nouns. What goes out: a `Pointed` with the place and words, or the reason
why it bears nothing. Quotations are tried word for word, numbers against the finding. Never here: prose without a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from answerable.check.bearing import find_fault
from answerable.check.bindings import resolve
from answerable.check.names import make_names
from answerable.model.authority import Authority
from answerable.model.case import Case, Standing
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.model.story import Binding, Filter, Reference, Story
from answerable.words.grounding import find_quote

_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of one page of something an authority sent or published."""

    authority_id: str
    document: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What references can point at.

    Args:
        authorities: by id.
        cases: those that stand.
        subject_of: `Subject.id` by case id.
        letters: by authority id.
        findings: by name.
    """

    authorities: Mapping[str, Authority]
    cases: tuple[Case, ...]
    subject_of: Mapping[str, str]
    letters: Mapping[str, tuple[Letter, ...]]
    findings: Mapping[str, Finding]


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a reference bears: `target` such as ``case:case-12ab`` or ``letter:<sha256>:2``, the words found there."""

    target: str = ""
    words: str = ""
    problem: str = ""
    contradicted: bool = False


def resolve_reference(reference: Reference, story: Story, shelf: Shelf) -> Pointed:
    """Find what a reference points at, and try its quotations there."""
    quotes = [reference.quote] if reference.quote else []
    said = [found.strip(" .,;") for found in _QUOTED.findall(reference.words)]
    if reference.scheme == "source":
        return _in_source(reference, [*quotes, *said], story)
    if reference.scheme == "case":
        return _in_case(reference, quotes, said, shelf)
    if reference.scheme == "letter":
        return _in_letter(reference, [*quotes, *said], shelf)
    if reference.scheme == "authority":
        return _at_authority(reference, shelf)
    return _at_finding(reference, shelf)


def _at_authority(reference: Reference, shelf: Shelf) -> Pointed:
    known = shelf.authorities.get(reference.target)
    if known is None:
        return Pointed(problem=f"no authority is called `{reference.target}`")
    named = make_names(shelf.authorities).find_named(reference.words)
    if named and known.id not in named:
        return Pointed(problem=f"these words name another authority than {known.name}", contradicted=True)
    return Pointed(f"authority:{known.id}", known.name)


def _at_finding(reference: Reference, shelf: Shelf) -> Pointed:
    """A finding, narrowed by the filters after the target, must bear the numbers of the words."""
    finding = shelf.findings.get(reference.target)
    if finding is None:
        return Pointed(problem=f"no finding is called `{reference.target}`")
    binding = Binding(
        reference.start, reference.end, reference.quote, reference.target, parse_filters(reference.quote), reference.nth
    )
    resolved = resolve(binding, shelf.findings, None)
    if resolved.problem and reference.quote:
        return Pointed(problem=resolved.problem, contradicted=resolved.contradicted)
    fault = "" if resolved.value is None else find_fault(reference.words, resolved.value, resolved.unit)
    if fault and not reference.quote and finding.n_denominator is not None:
        fault = find_fault(reference.words, Interval.exactly(finding.n_denominator), "") and fault
    if fault:
        hint = "" if reference.quote else f'; for a part of it write (finding:{finding.id} "row: ...") or "of: ..."'
        return Pointed(problem=fault + hint, contradicted=True)
    return Pointed(
        f"finding:{finding.id}", finding.title if not resolved.words else f"{finding.title}: {resolved.words}"
    )


def parse_filters(words: str) -> tuple[Filter, ...]:
    """Filters as a link gives them: "share_of: disciplined | percent".

    >>> [one.name for one in parse_filters("share_of: disciplined | percent")]
    ['share_of', 'percent']
    """
    halves = [step.partition(":") for step in words.split("|") if step.strip()]
    return tuple(Filter(name.strip(), argument.strip()) for name, _, argument in halves)


def _in_source(reference: Reference, quotes: list[str], story: Story) -> Pointed:
    source = story.find_source(reference.target)
    if source is None:
        known = ", ".join(source.key for source in story.sources) or "none"
        return Pointed(problem=f"the front matter names no source `{reference.target}`; it names {known}")
    if quotes and not source.words:
        return Pointed(
            problem=f"the words of the source `{source.key}` are not saved, so its quotation cannot be tried"
        )
    for quote in quotes:
        if find_quote(quote, source.words) is None:
            return Pointed(problem=f"“{quote}” does not stand in the source `{source.key}`")
    return Pointed(f"source:{source.key}", quotes[0] if quotes else source.title)


def _in_case(reference: Reference, quotes: list[str], said: list[str], shelf: Shelf) -> Pointed:
    by_id = [case for case in shelf.cases if case.id == reference.target]
    theirs = by_id or [case for case in shelf.cases if case.authority_id == reference.target]
    if not theirs:
        return Pointed(problem=f"no case that stands is called `{reference.target}` or belongs to such an authority")
    bearing = [case for case in theirs if all(find_quote(quote, case.span.exact) for quote in quotes)]
    if not bearing:
        return Pointed(problem=f"no case of {reference.target} has the words “{quotes[0]}”")
    people = {shelf.subject_of.get(case.id, case.id) for case in bearing}
    if len(people) > 1:
        return Pointed(
            problem=f"{len(people)} cases of {reference.target} fit; give words that only one has, after the target"
        )
    case = min(bearing, key=lambda case: (case.method != "foi_response", case.id))
    for quote in said:
        if all(find_quote(quote, one.span.exact) is None for one in bearing):
            return Pointed(problem=f"“{quote}” does not stand in the words of {case.id}")
    return Pointed(f"case:{case.id}", " ".join(case.span.exact.split()))


def _in_letter(reference: Reference, quotes: list[str], shelf: Shelf) -> Pointed:
    letters = shelf.letters.get(reference.target, ())
    if not letters:
        return Pointed(problem=f"nothing was received from `{reference.target}`")
    if not quotes:
        return Pointed(problem='a reference to a letter gives the words that bear it: (letter:ID "words")')
    for letter in letters:
        places = [find_quote(quote, letter.text) for quote in quotes]
        if all(place is not None for place in places):
            start, end = places[0] or (0, 0)
            words = " ".join(letter.text[start:end].split())
            return Pointed(f"letter:{letter.document}:{letter.page}:{start}:{end}", words)
    return Pointed(problem=f"no letter from {reference.target} has the words “{quotes[0]}”")


def stands(case: Case) -> bool:
    """Whether a case may be cited: neither rejected nor superseded."""
    return case.standing is not Standing.REJECTED and not case.superseded
