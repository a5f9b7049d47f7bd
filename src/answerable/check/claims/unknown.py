"""What a statement speaks of that no table knows: the thing it counts, or a name.

What comes in: a statement and its scenes. What goes out: a word, or nothing. Never here: verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.check.claims.data.frames import Role
from answerable.check.claims.readings.nouns import counts_rows
from answerable.check.claims.readings.scenes import Scene
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import find_terms, is_same_term, stem
from answerable.words.figures import FigureKind

_PLAIN_WORDS = (
    "people person times time occasions cases case residents members total extra fewer more less higher lower"
    " ahead behind others other out percent cent point percentage overall altogether half third quarter fifth rise"
    " increase fall drop cut reduction decrease decline growth jump year month day week hour minute average mean"
    " median increased decreased rose fell across nationally locally compared respectively wide first second last"
    " single different separate individual every each respondents responses answers many much rows records entries"
    " areas area were twice while worth went came going made spent still open new big biggest largest highest"
    " lowest smallest longest shortest long council authority force trust school body company department agency"
    " respond provide reply refuse give said earlier later previously before after ago since than during wider narrower"
    " bigger smaller longer shorter dearer cheaper older younger faster slower"
    " thousand million billion pounds pound euros dollars of whom which had"
    " have has and only just"
)
PLAIN = frozenset(stem(word) for word in _PLAIN_WORDS.split())
"""Words that say how something is counted rather than what."""
_GOES_ON = re.compile(r"(?i)\b(?:that|this|these|those|again|it|they|them|the same|there were|a total)\b")


def _is_about_data(statement: Statement, scenes: Sequence[Scene]) -> bool:
    """Whether the sentence has a word of its own for anything that a table counts or names."""
    if _GOES_ON.search(statement.sentence.text[:90]):
        return True
    for scene in scenes:
        if counts_rows(scene):
            return True
        if any(one.is_nameless for one in scene.all_measures) and any(one.start >= 0 for one in scene.periods):
            return True
        if scene.mentions or any(
            scene.weights.find_own(term) for measure, _, _ in scene.measures for term in measure.terms
        ):
            return True
        kinds = [one for one in scene.frame.columns if one.values or one.role is Role.NAME]
        named = [term for column in kinds for term in column.terms]
        if any(scene.weights.find_own(term) for term in (*scene.frame.terms, *named)):
            return True
        if any(
            find_terms(value) and all(scene.weights.find_own(term) for term in find_terms(value))
            for column in scene.frame.columns
            for value in column.values[:40]
        ):
            return True
    return False


def find_unknown(statement: Statement, scenes: Sequence[Scene]) -> str:
    """The noun that a number counts where no table has a word for it; empty where one has.

    >>> from answerable.check.claims.text.statements import find_statements
    >>> find_unknown(find_statements("They employ 14,200 nurses.")[0][0], [])
    'nurses'
    """
    figure, sentence = statement.figure, statement.sentence
    if scenes and not _is_about_data(statement, scenes):
        return str(next(iter(re.findall(r"[A-Za-z][\w'’-]{3,}", sentence.text)), ""))
    if figure.unit in ("rank_max", "rank_min", "times", "above", "below", "all", "none", "only", "percentage_point"):
        return ""
    after = sentence.text[figure.end - sentence.start :]
    if figure.kind is not FigureKind.NUMBER:
        return ""
    match = re.match(r"\s*((?:[a-z][\w'’-]*\s*){1,3})", after)
    if match is None:
        return ""
    words = [word for word in re.findall(r"[a-z][\w'’-]*", match.group(1)) if find_terms(word)]
    stopped = re.match(r"\s*(?:of|in|to|at|for|and|by|from|were|was|had|have|on|with|the|a|an|it|that|than)\b", after)
    if not words or stopped:
        return ""
    if any(len(scene.measures) == 1 and scene.measures[0][0].is_nameless and scene.mentions for scene in scenes):
        return ""
    known = set(PLAIN)
    for scene in scenes:
        known |= set(scene.frame.terms)
        for column in scene.frame.columns:
            known |= set(column.terms) | {stem(word) for word in re.findall(r"[A-Za-z]+", column.name)}
            if len(column.values) <= 40:
                known |= {term for value in column.values for term in find_terms(value)}
    for part in [part for word in words for part in (word, *word.split("-")[1:])]:
        term = stem(part)
        if term in known or any(is_same_term(term, other) for other in known):
            return ""
    return str(words[-1] if len(words) < 3 else words[0])
