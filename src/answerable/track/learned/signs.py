"""What the rules found in a letter, as yes-or-no signs that the comparison weighs beside the words.

What comes in: what the rules say. What goes out: names of signs. What must never be here: weights, patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from answerable.model.message import MessageKind
from answerable.model.response import Decision

_SURE = 0.5
_MANY = 2


def list_signs(
    kind: MessageKind,
    decision: Decision | None,
    support: float,
    means: Iterable[str],
    answers: Sequence[Decision],
    grounds: Iterable[tuple[str, str]],
) -> tuple[str, ...]:
    """The signs of one letter, in order.

    Args:
        kind: by the rules.
        decision: by the rules.
        support: what they have for it, as they add it up.
        means: what the words that speak for a decision mean.
        answers: the decisions on numbered questions.
        grounds: mode and kind of each section cited.
    """
    named = decision.value if decision else "none"
    found = {f"k={kind.value}", f"d={named}", f"kd={kind.value}/{named}"}
    found |= {f"m={item}" for item in means}
    found |= {f"q={item.value}" for item in answers}
    found |= {f"g={mode}/{of}" for mode, of in grounds}
    found.add(f"n={min(len(answers), _MANY)}")
    if support < _SURE:
        found.add("unsure")
    return tuple(sorted(found))
