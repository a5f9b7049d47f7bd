"""What changed between two wordings, word by word.

What comes in: the words before and after. What goes out: `Edit`s, in order. Never here: how they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of words.

    Args:
        kind: `kept`, `removed` or `added`.
        words: as they stand in the wording that has them.
    """

    kind: Literal["kept", "removed", "added"]
    words: str


def find_difference(before: str, after: str) -> tuple[Edit, ...]:
    """The stretches of words that stayed, went and came; spacing and capitals make no difference.

    Joined, what was kept and added is `after`.

    >>> [(one.kind, one.words) for one in find_difference("given a written warning", "given a final written warning")]
    [('kept', 'given a '), ('added', 'final '), ('kept', 'written warning')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    edits: list[Edit] = []
    matcher = SequenceMatcher(None, [_fold(word) for word in old], [_fold(word) for word in new], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            edits.append(Edit("kept", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            edits.append(Edit("removed", "".join(old[i1:i2])))
        if j2 > j1:
            edits.append(Edit("added", "".join(new[j1:j2])))
    return tuple(edits)


def render_difference(edits: Iterable[Edit], around: int = 40) -> str:
    """The difference on one line: ``[-went-]`` and ``{+came+}``, with some of what stayed around them.

    >>> render_difference(find_difference("given a written warning", "given a final written warning"))
    'given a {+final +}written warning'
    """
    parts = []
    edits = list(edits)
    for number, edit in enumerate(edits):
        words = " ".join(edit.words.split(" ")).replace("\n", " ")
        if edit.kind == "removed":
            parts.append(f"[-{words}-]")
        elif edit.kind == "added":
            parts.append(f"{{+{words}+}}")
        else:
            head, tail = (words[:around] if number else ""), (words[-around:] if number + 1 < len(edits) else "")
            parts.append(words if len(words) <= 2 * around else f"{head} … {tail}")
    return "".join(parts).strip()


def _fold(word: str) -> str:
    return " " if word.isspace() else word.casefold()
