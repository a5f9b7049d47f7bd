"""From the citations of a letter to the grounds that it relies on.

What lives here: the roll-up of citations: one ground for "section 40(2)(a)(b) and (3A)(a)", "section 40(2)" and
"S40(2)" on one page. What comes in: `Citation`; what goes out: `Ground`. What must never be here: the reading of text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.law.laws import get_law
from answerable.law.sections import format_section
from answerable.model.law import Citation, CitationMode, Provision, ProvisionKind

_STRENGTH = {
    CitationMode.ENGAGED: 3,
    CitationMode.MENTIONED: 2,
    CitationMode.CONSIDERED: 1,
    CitationMode.DUTY: 0,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """An exemption or limit that a letter cites, once, with every place that cites it."""

    law: str
    section: str
    kind: ProvisionKind
    mode: CitationMode
    """The strongest among its places: engaged, then mentioned, then considered."""
    citations: tuple[Citation, ...]


def make_grounds(citations: Iterable[Citation]) -> tuple[Ground, ...]:
    """Return the exemptions and limits cited, in the order of their first place; duties and conditions are left out.

    A citation deeper than the law's catalogue goes up to the catalogue's section (40(2)(a) is 40(2), 40(5B)(a)(i) is
    40(5B)); where the catalogue knows only the number, the words are kept (31(1)(g)). A bare number falls to the
    sections of the same number that the letter also cites ("section 31 is qualified" beside "section 31(1)(g)").
    """
    found: dict[tuple[str, str], list[Citation]] = {}
    bare: list[Citation] = []
    for citation in citations:
        if citation.kind not in (ProvisionKind.EXEMPTION, ProvisionKind.LIMIT):
            continue
        if not citation.chain:
            bare.append(citation)
            continue
        found.setdefault((citation.law, _roll_up(citation)), []).append(citation)
    for citation in bare:
        deeper = [
            key for key, places in found.items() if key[0] == citation.law and places[0].number == citation.number
        ]
        # Several subsections of one number: the bare number speaks of them all and adds none.
        for key in deeper or [(citation.law, citation.section)]:
            found.setdefault(key, []).append(citation)
    grounds = [_make_ground(law, section, places) for (law, section), places in found.items()]
    return tuple(sorted(grounds, key=lambda ground: ground.citations[0].start))


def find_ground_provision(ground: Ground) -> Provision | None:
    """Return what the law's catalogue says of a ground: title, test, advice, whether it neither confirms nor denies."""
    return get_law(ground.law).find_provision(ground.section)


def _roll_up(citation: Citation) -> str:
    provision = get_law(citation.law).find_provision(citation.section)
    if provision is None or provision.section == citation.number or citation.section == provision.section:
        # The catalogue knows only the number: keep number, subsection, paragraph; deeper parts change no ground.
        return format_section(citation.number, citation.chain[:2]) if "(" in citation.section else citation.section
    return provision.section


def _make_ground(law: str, section: str, places: list[Citation]) -> Ground:
    ordered = tuple(sorted(places, key=lambda item: item.start))
    strongest = max(ordered, key=lambda item: (_STRENGTH[item.mode], -item.start))
    exact = next((item for item in ordered if item.chain), ordered[0])
    return Ground(law, section, exact.kind or ProvisionKind.EXEMPTION, strongest.mode, ordered)
