"""The noun that a figure counts, and whether that noun is what the rows of a table are.

What comes in: a scene. What goes out: words, yes or no. Never here: queries.
"""

from __future__ import annotations

import re

from answerable.check.claims.data.frames import Frame, Role
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.text.terms import stem
from answerable.words.figures import FigureKind

_ROW_NOUN = re.compile(
    r"(?i)\s*(?:\w+[- ]){0,3}(?:councils?|authorit\w+|forces?|bodies|trusts?|schools?|compan\w+|rows?"
    r"|records?|entries"
    r"|departments?|countries|cities|agenc\w+|responded|answered|replied|provided|refused|gave|did not)\b"
)
MEASURED = re.compile(
    r"(?i)\s*(?:more |calendar |working |further )?"
    r"(?:days?|hours?|weeks?|months?|years?|minutes?|decades?|%|per cent)\b"
)


def counts_rows(scene: Scene) -> bool:
    """Whether the figure is followed by what rows are (councils, "responded" ...) and by no unit of measure."""
    figure = scene.statement.figure
    after = scene.statement.sentence.text[scene.end :]
    if figure.kind is not FigureKind.NUMBER or figure.unit or MEASURED.match(after):
        return False
    if figure.number > 1.5 * len(scene.frame.numbers):
        return False
    own = _ROW_NOUN.match(after[:60])
    out_of = re.match(r"(?i)\s*(?:\([^)]*\)\s*)?(?:out )?of (?:the )?[\d,]+", after)
    return bool(own or out_of) or find_noun(scene) in _row_nouns(scene.frame)


def find_noun(scene: Scene) -> str:
    """The stem of the word that a figure counts: the first one after it that is no adjective we know."""
    after = scene.statement.sentence.text[scene.end : scene.end + 60]
    match = re.match(r"(?i)\s*(?:of (?:the|its|their|these|those) )?(?:\w+ )?", after)
    words = re.findall(r"[A-Za-z][\w'’-]*", after[: (match.end() if match else 0) + 20])
    stems = [stem(word) for word in words[:3]]
    nouns = _row_nouns(scene.frame)
    return next((one for one in stems if one in nouns), stems[0] if stems else "")


def _row_nouns(frame: Frame) -> set[str]:
    """What the rows of a table are called: by its name, and by the header of the column that tells them"
    " apart."""
    nouns = {frame.terms[-1]} if frame.terms else set()
    for column in frame.columns:
        if column.role in (Role.NAME, Role.CATEGORY) and column.terms:
            nouns.add(column.terms[-1])
    return nouns


def may_count(scene: Scene) -> bool:
    """Whether a figure can be a number of rows at all: a whole number, no more than there are, of no unit."""
    figure = scene.statement.figure
    after = scene.statement.sentence.text[scene.end :]
    return (
        figure.kind is FigureKind.NUMBER
        and not figure.unit
        and figure.number <= len(scene.frame.numbers)
        and figure.number == int(figure.number)
        and not MEASURED.match(after)
    )
