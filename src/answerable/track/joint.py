"""One answer for two authorities: "the response of Saltmarsh and Sandwold".

What comes in: an answer matched to one authority, its words, the authorities that were asked the same. What goes out: a
problem that names the others. Pure. What must never be here: a match; a person says whom a letter answers for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from answerable.model.authority import Authority
from answerable.model.ids import make_id
from answerable.model.message import Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.response import Classification
from answerable.words.short_names import find_short_name

_ANSWERS = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME)
_HEAD = 1500
"""Characters at the head of each page in which a letter says whose it is."""
_LEAST = 5
"""Letters of a name that is no accident."""
_BETWEEN = r"(?:\s+[A-Z][\w'’&-]*){0,3}\s*(?:,|/|&|\band\b|\ba(?:c|g)?\b|\bon behalf of\b)\s*(?:the\s+)?"
"""What stands between two names: "Constabulary and the", "Police, ", "/"."""


def iter_joint(
    row: Classification, words: Sequence[str], message: Message, authorities: Sequence[Authority], asked: Set[str]
) -> Iterator[Problem]:
    """A problem where an answer names other authorities that were asked, side by side with the one it is matched to.

    Args:
        row: the letter's class, with its authority.
        words: the subject, the letter, the letters attached to it.
        message: with its matches; one that a person matched is left alone.
        authorities: of the investigation.
        asked: ids of those that got the same letter.
    """
    by_person = any(match.reason == "person" for match in message.matches)
    if message.direction != "in" or row.kind not in _ANSWERS or row.authority_id not in asked or by_person:
        return
    by_id = {one.id: one for one in authorities}
    whole = [name for one in authorities for name in one.names]
    found = {
        other: said
        for other in sorted(asked - {row.authority_id})
        if other in by_id and (said := find_side_by_side(words, by_id[row.authority_id], by_id[other], whole))
    }
    if found:
        yield Problem(
            make_id("prb", "joint-answer", message.id),
            "joint-answer",
            message.subject or message.document,
            "; ".join(f"“{said}”: {by_id[other].name} was asked too" for other, said in found.items())[:400],
            "an answer by one authority",
            "read whom it answers for; where it is both, choose the second request under “and also (a joint answer)”",
            message.document,
            row.authority_id,
        )


def find_side_by_side(words: Sequence[str], one: Authority, other: Authority, whole: Sequence[str] = ()) -> str:
    """The words in which two authorities stand side by side at the head of a letter; empty where they do not.

    Args:
        words: texts, of which the head of each is read.
        one: an authority.
        other: another.
        whole: full names; "Norwick and Vale" within the name of a third is no pair.

    >>> oak, elm = Authority("oak", "Oakham Police", ""), Authority("elm", "Elmworth Police", "")
    >>> find_side_by_side(["Joint response of Oakham and Elmworth Police"], oak, elm)
    'Oakham and Elmworth Police'
    """
    firsts, seconds = _list_names(one), _list_names(other)
    for text in words:
        head = text[:_HEAD]
        lower = head.lower()
        if not (_holds(lower, firsts) and _holds(lower, seconds)):
            continue
        for left, right in ((firsts, seconds), (seconds, firsts)):
            pattern = rf"(?<!\w)(?:{_any_of(left)}){_BETWEEN}(?:{_any_of(right)})(?!\w)"
            for match in re.finditer(pattern, head):
                if not any(_is_within(match, name, head) for name in whole):
                    return " ".join(match.group().split())
    return ""


def _list_names(one: Authority) -> list[str]:
    """Full names and their own words, longest first."""
    names = {name for full in one.names for name in (full, find_short_name(full)) if len(name) >= _LEAST}
    return sorted(names, key=lambda name: (-len(name), name))


def _holds(lower: str, names: Sequence[str]) -> bool:
    return any(name.lower() in lower for name in names)


def _any_of(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in names)


def _is_within(match: re.Match[str], name: str, text: str) -> bool:
    """Whether what was found is a part of a full name that stands there."""
    if match.group() not in name:
        return False
    at = text.find(name, max(0, match.start() - len(name)), match.end() + len(name))
    return at >= 0 and at <= match.start() and match.end() <= at + len(name)
