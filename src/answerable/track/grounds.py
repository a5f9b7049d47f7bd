"""The sections a letter cites, each once, with what the authority does with it.

What comes in: every place that cites one. What goes out: grounds in reading order, one per section. What must never be
here: the words about a citation (``mentions``), decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.model.law import ProvisionKind
from answerable.track.earlier import is_lifted
from answerable.track.mentions import DROPPED, REQUESTER, Mention
from answerable.track.passages import Passage, Speaker

_PUBLIC = {
    ("foia-2000", "21"),
    ("foisa-2002", "25"),
    ("eir-2004", "6(1)(b)"),
    ("eisr-2004", "6(1)(b)"),
    ("ie-foi-2014", "15(1)(d)"),
}
# Provisions that say nothing but that the authority need not say whether it holds the information.
_NCND = re.compile(
    r"(?:23\(5\)|24\(2\)|26\(3\)|27\(4\)|28\(3\)|29\(2\)|30\(3\)|31\(3\)|32\(3\)|33\(3\)|34\(2\)|35\(3\)|36\(3\)|"
    r"37\(2\)|38\(2\)|39\(2\)|40\(5[AB]?\)|41\(2\)|42\(2\)|43\(3\)|44\(2\))"
)
_NOT_HELD = {("ie-foi-2014", "15(1)(a)"), ("eir-2004", "12(4)(a)"), ("eisr-2004", "10(4)(a)")}
_SWITCH = {
    ("foia-2000", "39"),
    ("foia-2000", "39(1)"),
    ("foia-2000", "39(1)(a)"),
    ("foisa-2002", "39"),
    ("foisa-2002", "39(2)"),
}
_RANK = {"engaged": 3, "considered": 2, DROPPED: 2, "duty": 1}


@dataclass(frozen=True, slots=True)
class Ground:
    """A section cited, in the joined text."""

    law: str
    section: str
    kind: str
    mode: str
    start: int
    end: int
    question: int | None


def find_grounds(mentions: Sequence[Mention], questions: Sequence[tuple[int, ...]]) -> tuple[Ground, ...]:
    """The sections that the authority cites; where one is cited often, the place that says most.

    A section the requester names is no ground; one named in a standing notice is at most weighed.
    """
    best: dict[tuple[str, str], Ground] = {}
    for item in mentions:
        if item.mode == REQUESTER:
            continue
        key = (item.law, item.section)
        if key not in best or _RANK[item.mode] > _RANK[best[key].mode]:
            best[key] = make_ground(item, questions)
    return tuple(sorted(without_parents(list(best.values())), key=lambda item: item.start))


def make_ground(item: Mention, questions: Sequence[tuple[int, ...]], mode: str = "") -> Ground:
    """A ground as one place has it, in this mode or its own."""
    about = questions[item.place]
    return Ground(
        item.law,
        item.section,
        item.kind,
        mode or ("considered" if item.mode == DROPPED else item.mode),
        item.start,
        item.end,
        about[0] if len(about) == 1 else None,
    )


def promote_considered(grounds: Sequence[Ground], passages: Sequence[Passage]) -> tuple[Ground, ...]:
    """The grounds of a letter that refuses and says of no section outright that it relies on it.

    "I looked at whether section 43(2) had been properly used; I uphold the refusal": what was weighed is what stands.
    """
    if any(item.mode == "engaged" for item in grounds):
        return tuple(grounds)
    starts = [passage.start for passage in passages]
    said = [passages[max(0, bisect_right(starts, item.start) - 1)] for item in grounds]
    return tuple(
        replace(item, mode="engaged")
        if item.mode == "considered"
        and item.kind == ProvisionKind.EXEMPTION.value
        and passage.speaker is Speaker.AUTHORITY
        and not is_lifted(passage.text)
        else item
        for item, passage in zip(grounds, said, strict=True)
    )


def list_engaged(grounds: Sequence[Ground]) -> frozenset[str]:
    """What the engaged grounds are.

    One or more of `exemption`, `ncnd`, `public` (s.21), `cost` (s.12), `limit` (s.14), `not_held`, `switch` (s.39)."""
    found = set()
    for item in grounds:
        if item.mode != "engaged":
            continue
        stem = item.section.partition("(")[0]
        if (item.law, stem) in _PUBLIC or (item.law, item.section) in _PUBLIC:
            found.add("public")
        elif (item.law, item.section) in _NOT_HELD:
            found.add("not_held")
        elif is_switch(item.law, item.section):
            found.add("switch")
        elif item.law == "foia-2000" and _NCND.match(item.section):
            found.add("ncnd")
        elif item.kind == ProvisionKind.LIMIT.value:
            found.add("cost" if stem == "12" else "limit")
        else:
            found.add("exemption")
    return frozenset(found)


def is_switch(law: str, section: str) -> bool:
    """Whether a section only moves a request to the Regulations on the environment: it withholds nothing by itself.

    >>> is_switch("foisa-2002", "39(1)")  # health and safety
    False
    """
    return (law, section) in _SWITCH


def without_parents(grounds: list[Ground]) -> list[Ground]:
    """Leave out "section 40" where "section 40(2)" is cited with as much force: one ground, cited more exactly."""
    kept = []
    for item in grounds:
        finer = [
            other
            for other in grounds
            if other.law == item.law
            and other.section.startswith(f"{item.section}(")
            and _RANK[other.mode] >= _RANK[item.mode]
        ]
        if not finer:
            kept.append(item)
    return kept
