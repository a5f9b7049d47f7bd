"""Words of a clause that a reading leaves unexplained: with one of them, another value contradicts nothing.

What comes in: a statement and a candidate. What goes out: words. Never here: values, verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.check.claims.data.frames import Frame
from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import find_terms, is_same_term, stem
from answerable.check.claims.unknown import PLAIN

_CUT = re.compile(r"(?i)[;:—–()]|,(?!\d)|\b(?:and|but|while|whereas|after|before|although|though)\b")
_MONTHS = "january february march april may june july august september october november december"
_VERBS = (
    "record count report see saw seen make take took taken receive get got spend show reach stand stood register log"
    " handle attend carry happen occur place compare pay have hold held keep kept run run leave left become remain"
    " include contain list note state tell told find found go gone come bring brought send sent put set use need"
    " amount number figure level rate share proportion percentage part compared same similar around nearly almost"
    " roughly exactly least most fewer highest lowest quarter half third two three four five six seven eight nine ten"
    " hundred thousand million billion ago earlier previous later next period season annual annually average total"
    " combined together overall during since until whole entire england uk country national"
)
_WORDS = PLAIN | frozenset(stem(word) for word in (_VERBS + " " + _MONTHS).split())


def find_clause(statement: Statement) -> str:
    """The words around a figure, up to the next comma, bracket or "and", without other figures."""
    text, offset = statement.sentence.text, statement.sentence.start
    at, end = statement.figure.start - offset, statement.figure.end - offset
    before = [match.end() for match in _CUT.finditer(text, 0, at)]
    after = _CUT.search(text, end)
    start, stop = (before[-1] if before else 0), (after.start() if after else len(text))
    return f"{text[start:at]} | {text[end:stop]}"


def find_unexplained(statement: Statement, candidate: Candidate, frame: Frame) -> Sequence[str]:
    """The content words of a figure's clause that neither the reading nor the language of counting explains."""
    known = set(find_terms(candidate.reading)) | set(find_terms(candidate.base)) | set(frame.terms)
    known |= {stem(word) for word in re.findall(r"[A-Za-z]+", f"{candidate.reading} {candidate.query}")}
    for column in frame.columns:
        if column.terms and (column.values or any(str(column.number) == str(at) for at, _ in candidate.conditions)):
            known.add(column.terms[-1])
    if frame.name_column is not None:
        known |= set(frame.name_column.terms)
    found = []
    for word in re.findall(r"[A-Za-z][A-Za-z'’-]+", find_clause(statement)):
        term = stem(word)
        if not find_terms(word) or term in _WORDS or word.lower() in _WORDS or len(word) < 3:
            continue
        if any(is_same_term(term, other) for other in known):
            continue
        if word.islower() and word.endswith("ed") and not _knows(frame, term):
            # "awarded", "waited": what was done with a thing is seldom said in its column's name.
            continue
        found.append(word)
    return found


def _knows(frame: Frame, term: str) -> bool:
    """Whether a table has a word in the names of its columns or categories."""
    return any(
        any(is_same_term(term, other) for other in column.terms)
        or any(is_same_term(term, other) for value in column.values for other in find_terms(value))
        for column in frame.columns
    )
