"""Judgements that may leave the newsroom's table: all but the codes of a double coding that is still sealed.

What comes in: judgements. What goes out: those that may travel. Never here: comparing codes (that is `extract`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from answerable.model.judgement import Judgement, Ruling


def drop_sealed(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Without codes that are blind: as long as one of the two coders has not handed in, neither's may be seen.

    Codes whose assignment is unknown are kept back too.
    """
    judgements = tuple(judgements)
    undone = {one.undoes for one in judgements if one.undoes}
    standing = [one for one in judgements if one.id not in undone and not one.undoes]
    handed_in: dict[str, set[str]] = {}
    for one in standing:
        if one.ruling is Ruling.HAND_IN:
            handed_in.setdefault(one.subject.partition("+")[0], set()).add(_name(one.by))
    opened = {
        one.subject
        for one in standing
        if one.ruling is Ruling.ASSIGN
        and 0 < len(_coders(one)) == len(_coders(one) & handed_in.get(one.subject, set()))
    }
    return [one for one in judgements if one.ruling is not Ruling.CODE or one.subject.partition("+")[0] in opened]


def count_sealed(judgements: Sequence[Judgement]) -> int:
    """How many judgements `drop_sealed` keeps back."""
    return len(judgements) - len(drop_sealed(judgements))


def _coders(assignment: Judgement) -> frozenset[str]:
    try:
        plain = json.loads(assignment.after)
        return frozenset(_name(str(one)) for one in plain["coders"])
    except (ValueError, KeyError, TypeError):
        return frozenset()


def _name(person: str) -> str:
    """A name but for case and spaces, as coders sign differently."""
    return " ".join(person.split()).casefold()
