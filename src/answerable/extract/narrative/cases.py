"""Cases: matters of a document coded and made into `Case` rows.

In: a document's pages (or one item of a log), the codebook, and whose it is. Out: cases with every value grounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.extract.cues import find_codes
from answerable.extract.narrative.coding import code_text, make_values
from answerable.extract.narrative.days import find_years
from answerable.extract.narrative.matters import Matter, find_matters
from answerable.extract.narrative.passages import Passage
from answerable.extract.places import Stretch, join
from answerable.extract.questions import Asked
from answerable.model.case import ONE, Case, Coded
from answerable.model.codebook import Codebook
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.span import Span

_FROM_ABOVE = frozenset(
    {"year", "occurred_on", "decided_on", "platform", "behaviours", "standards", "procedure", "level_alleged", "rank"}
)
"""Variables that a shared first sentence can give each of several officers; an outcome is always somebody's own."""
_FROM_BESIDE = frozenset({"platform"})
"""Variables that what is told of the first of several can give another of whom it is said that it was the same."""
_FROM_HEADING = frozenset({"outcome", "rank", "former_officer", "platform", "procedure", "decided_on"})
"""Variables that a heading ("Dismissals in 2018:", "WhatsApp") can give the entries beneath it."""
_UNNAMED = ("unspecified_social_media",)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose words they are.

    Args:
        document: sha256.
        authority_id: whose officer.
        method: ``foi_response``, ``published_log`` or ``press``.
        request_id: the request it answers; empty for logs.
        log_item_id: the log's item, or the article; empty for answers.
        superseded: a later answer replaces the document.
    """

    document: str
    authority_id: str
    method: str
    request_id: str = ""
    log_item_id: str = ""
    superseded: bool = False


def make_narrative_cases(
    numbered: Sequence[tuple[Passage, Asked | None, bool]],
    codebook: Codebook,
    origin: Origin,
    *,
    one_item: bool = False,
) -> list[Case]:
    """Code the matters that a document tells in lists, paragraphs and reports."""
    matters = find_matters(numbered, codebook, one_item=one_item)
    return [case for matter in matters if (case := _make_case(matter, codebook, origin)) is not None]


def _make_case(matter: Matter, codebook: Codebook, origin: Origin) -> Case | None:
    above = matter.above.text if matter.above is not None else ""
    years = {year for year, _, _ in find_years(above)}
    near = years.pop() if len(years) == 1 else None
    coded = code_text(matter.stretch, codebook, heading_year=matter.heading_year, near_year=near)
    if matter.above is not None:
        coded = _add_from_above(coded, matter.above, codebook, _FROM_ABOVE, "told of all of them")
    if matter.beside is not None:
        coded = _add_from_above(coded, matter.beside, codebook, _FROM_BESIDE, "told of another in the same matter")
    if matter.heading is not None:
        names = _FROM_HEADING - ({"platform"} if not _names_platform(matter.heading, codebook) else set())
        coded = _add_from_above(coded, matter.heading, codebook, names, "the heading above")
    if not coded or not {"outcome", "behaviours", "rank", "level_found", "platform"} & coded.keys():
        return None
    number = Interval.exactly(matter.n_subjects) if matter.n_subjects > 1 else ONE
    return make_case(coded, matter.stretch.whole, codebook, origin, f"narrative-{matter.rule}", n_subjects=number)


def _names_platform(heading: Stretch, codebook: Codebook) -> bool:
    """Whether a heading names a service; "Social media cases in 2021" says of no entry which one it was."""
    coded = code_text(heading, codebook).get("platform")
    return coded is not None and coded.value != _UNNAMED


def _add_from_above(
    coded: dict[str, Coded], above: Stretch, codebook: Codebook, names: frozenset[str], note: str
) -> dict[str, Coded]:
    """Fill what an officer's own words lack from the words that hold for all of them, a little less surely."""
    shared = code_text(above, codebook)
    out = dict(coded)
    # The day of the decision is told of all of them: then so is its year, and theirs is only that of the conduct.
    later = {"year"} if {"decided_on", "year"} <= names & shared.keys() and "decided_on" not in coded else set()
    for name, value in shared.items():
        if name in names and (name not in out or name in later):
            out[name] = replace(value, share_sure=round(value.share_sure * 0.95, 3), note=value.note or note)
    return out


def make_case(
    coded: dict[str, Coded],
    span: Span,
    codebook: Codebook,
    origin: Origin,
    rule: str,
    *,
    n_subjects: Interval = ONE,
) -> Case:
    """Make a case whose identifier its place gives it."""
    return Case(
        id=make_id("case", origin.authority_id, origin.document, span.page, span.start, span.end),
        authority_id=origin.authority_id,
        method=origin.method,
        document=origin.document,
        span=span,
        values=make_values(coded, codebook),
        request_id=origin.request_id,
        log_item_id=origin.log_item_id,
        n_subjects=n_subjects,
        superseded=origin.superseded,
        rule=rule,
    )


def names_several(text: str, codebook: Codebook, variable: str) -> bool:
    """Whether a text has cues for more than one category of a variable."""
    found = codebook.find_variable(variable)
    return found is not None and len({one.category for one in find_codes(text, found)}) > 1


def whole_of(passages: Sequence[Passage]) -> Stretch:
    """The passages as one stretch."""
    return join(*(passage.stretch for passage in passages))
