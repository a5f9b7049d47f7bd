"""Try every number of any text against any tables.

What comes in: a text and frames. What goes out: an `Audit`: a claim for each figure with its reading, query, value and
verdict, and every numeral that was not read as a claim. Never here: files, the record.

All figures are read before any is judged: sentences of one text share columns, filters and ways of counting, so what
the others rest on speaks for a reading (see `priors`). Numbers of the text are held against each other as well, with
or without tables (see `arithmetic`). Other people's words are not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answerable.check.claims.data.base import Base, at_least, at_most
from answerable.check.claims.data.frames import Frame, Role
from answerable.check.claims.data.turned import turn_tables
from answerable.check.claims.priors import MOST_ROUNDS, weigh_again
from answerable.check.claims.readings.across import iter_across, iter_each
from answerable.check.claims.readings.candidates import Candidate, iter_levels
from answerable.check.claims.readings.changes import iter_changes
from answerable.check.claims.readings.counts import iter_counts
from answerable.check.claims.readings.forms import find_form
from answerable.check.claims.readings.scenes import Maker, Scene, Told
from answerable.check.claims.text.arithmetic import Sum, iter_ratios
from answerable.check.claims.text.comparisons import is_never
from answerable.check.claims.text.languages import find_number_words, is_foreign
from answerable.check.claims.text.parts import iter_parts
from answerable.check.claims.text.repeats import iter_repeats
from answerable.check.claims.text.statements import Sentence, Statement, find_statements, split_sentences
from answerable.check.claims.unknown import find_unknown
from answerable.check.claims.values import Answered
from answerable.check.claims.verdicts import Tried, judge, make_claim
from answerable.model.claim import Claim, Verdict

_LOSS = re.compile(r"(?i)\b(?:loss|losses|deficit|shortfall|overspen\w+)\b")
_BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)
_QUOTED = "somebody else's words: no table of yours can bear them"
_FOREIGN = "this sentence is not in English, the only language that is read: no verdict is guessed"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A numeral that was not tried, and why: a date, a period, a reference, a year."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of a text.

    Args:
        claims: in order of place.
        unrecognised: numerals that are no claims.
    """

    claims: tuple[Claim, ...]
    unrecognised: tuple[Unrecognised, ...]


def audit_text(text: str, frames: Sequence[Frame], *, origin: str = "") -> Audit:
    """Try a text against frames.

    Args:
        text: any prose.
        frames: the tables; none to hold the text against itself alone.
        origin: the text's name, for claim ids.
    """
    frames = turn_tables(frames)
    statements, apart = find_statements(text)
    statements, named = _part_names(statements, frames)
    apart = sorted([*apart, *named, *_find_unread(text, statements)])
    base = Base(frames)
    try:
        claims = _try_all(statements, frames, base, origin)
    finally:
        base.close()
    read = [one for one in statements if not _is_foreign(one.sentence)]
    for found in (*iter_ratios(read), *iter_parts(read), *iter_repeats(read)):
        _lay_sum(claims, statements, found)
    unrecognised = tuple(Unrecognised(start, end, text[start:end], reason) for start, end, reason in apart)
    return Audit(tuple(claims), unrecognised)


def _part_names(
    statements: Sequence[Statement], frames: Sequence[Frame]
) -> tuple[list[Statement], list[tuple[int, int, str]]]:
    """Take out figures that are names of rows, such as the age group "18-49"."""
    names = {
        row[column.number]
        for frame in frames
        for column in frame.columns
        if column.role in (Role.NAME, Role.CATEGORY)
        for row in frame.texts
        if re.match(r"\d+\D", row[column.number])
    }
    kept = [one for one in statements if one.figure.text not in names]
    named = [(one.figure.start, one.figure.end, "a name") for one in statements if one.figure.text in names]
    if named:
        others = {start for start, _, _ in named}
        kept = [replace(one, others=tuple(f for f in one.others if f.start not in others)) for one in kept]
    return kept, named


def _is_foreign(sentence: Sentence) -> bool:
    return is_foreign(sentence.text, sentence.paragraph_lead)


def _find_unread(text: str, statements: Sequence[Statement]) -> list[tuple[int, int, str]]:
    """Number words of sentences in Welsh: counted, not read."""
    taken = {(one.figure.start, one.figure.end) for one in statements}
    found = [
        (sentence.start + start, sentence.start + end, "a number word in a language that is not read")
        for sentence in split_sentences(text)
        for start, end in find_number_words(sentence.text, sentence.paragraph_lead)
    ]
    return [one for one in found if not any(start < one[1] and one[0] < end for start, end in taken)]


def _try_all(statements: Sequence[Statement], frames: Sequence[Frame], base: Base, origin: str) -> list[Claim]:
    """Read each figure in turn, then all of them again by what the others rest on, until nothing changes."""
    maker, told = Maker(frames), Told()
    tried: list[Tried] = []
    judged: list[tuple[Claim, Answered | None]] = []
    for statement in statements:
        why = _QUOTED if statement.sentence.quoted else _FOREIGN if _is_foreign(statement.sentence) else ""
        if why:
            tried.append(Tried(statement, ()))
            judged.append((make_claim(origin, statement, Verdict.NOT_CHECKABLE, why=why), None))
            continue
        scenes = maker.make_scenes(statement, told)
        answered = _answer([one for scene in scenes for one in _iter_readings(scene)], frames, base)
        if _LOSS.search(statement.sentence.text):
            # "A loss of £500,000" stands in a table as -500,000.
            answered = [replace(one, value=abs(one.value)) if one.value is not None else one for one in answered]
        tried.append(Tried(statement, tuple(answered), find_unknown(statement, scenes), told))
        judged.append(judge(origin, tried[-1], frames))
        claim, best = judged[-1]
        if claim.verdict in _BORNE and best is not None and best.candidate.base:
            told = Told(best.candidate.base, best.candidate.frame, statement.sentence.number)
    for _ in range(MOST_ROUNDS):
        before = [claim for claim, _ in judged]
        tried = weigh_again(tried, [(best, claim.verdict in _BORNE) for claim, best in judged])
        judged = [
            judge(origin, one, frames) if one.answered else found for one, found in zip(tried, judged, strict=True)
        ]
        if [claim for claim, _ in judged] == before:
            break
    return [_finish(claim, best, one, base) for (claim, best), one in zip(judged, tried, strict=True)]


def _iter_readings(scene: Scene) -> Iterator[Candidate]:
    """All that a figure may mean in one frame: a change where the words say so, else values, counts and shares."""
    figure = scene.statement.figure
    if figure.unit in ("times", "rank_max", "rank_min", "above", "below"):
        yield from iter_changes(scene)
        return
    if figure.unit in ("all", "none", "only"):
        yield from iter_counts(scene)
        return
    if figure.unit == "percentage_point":
        # Points are a difference of two shares, never a share.
        yield from (one for one in iter_changes(scene) if one.way == "difference")
        return
    if is_never(figure):
        # "Never below 14,000" is said of the lowest, not of any one that is above.
        yield from (one for one in iter_levels(scene) if one.way in ("min", "max"))
        return
    form, _, sure = find_form(scene)
    less = 1.0 - 0.75 * sure if form else 1.0
    for one in (*iter_levels(scene), *iter_counts(scene)):
        yield one if less == 1.0 else replace(one, share_words=one.share_words * less)
    if not form:
        yield from iter_across(scene)
        yield from iter_each(scene)
    yield from iter_changes(scene)


def _answer(candidates: Sequence[Candidate], frames: Sequence[Frame], base: Base) -> list[Answered]:
    answered: list[Answered] = []
    for index in range(len(frames)):
        here = [one for one in candidates if one.frame == index]
        if not here:
            continue
        pairs = [(one.low or at_least(one.expression), one.high or at_most(one.expression)) for one in here]
        asked = [one.expression for one in here]
        if frames[index].bounds:
            # All in one query: what is asked again is known by then.
            base.answer(index, [*asked, *(end for pair in pairs for end in pair)])
        values, ends = base.answer(index, asked), base.answer_ends(index, pairs)
        for one, value, end in zip(here, values, ends, strict=True):
            # Where a hidden number leaves a range, its least is the value to measure distances from.
            is_open = end is not None and end[0] < end[1]
            answered.append(Answered(one, end[0] if end is not None and is_open else value, end))
    return answered


def _finish(claim: Claim, best: Answered | None, tried: Tried, base: Base) -> Claim:
    """Say beside a verdict what else the reader must know: an extreme, and totals where pairs give another number."""
    if best is None:
        return claim
    notes = [claim.why] if claim.why else []
    if claim.verdict in _BORNE and best.candidate.extreme:
        column, direction = best.candidate.extreme.split()
        [limit] = base.answer(best.candidate.frame, [f"{direction}(n{column})"])
        if limit == best.value:
            notes.append(f"and it is the {'highest' if direction == 'max' else 'lowest'} of its column")
    if best.candidate.pairing:
        other = next(
            (
                one
                for one in tried.answered
                if one.candidate.pairing and one.candidate.pairing != best.candidate.pairing
                and one.candidate.sibling == best.candidate.sibling
            ),
            None,
        )  # fmt: skip
        if other is not None and other.value is not None and other.value != best.value:
            notes.append(f"compared are {best.candidate.pairing}; {other.candidate.pairing} give {other.show()}")
    return replace(claim, why="; ".join(notes))


def _lay_sum(claims: list[Claim], statements: Sequence[Statement], found: Sum) -> None:
    """What the text's own numbers say of one of them: this outranks a guess at the data, not what the data bear."""
    starts = {statement.figure.start: position for position, statement in enumerate(statements)}
    for start in found.parts:
        at = starts[start]
        claim, is_result = claims[at], start == found.of
        is_borne = claim.verdict in _BORNE
        if is_borne and (found.holds or not is_result):
            continue
        if not is_result and (not found.holds or claim.verdict in (Verdict.CONTRADICTED, Verdict.NEEDS_PERSON)):
            continue
        exact = not is_result or abs(found.value - statements[at].figure.number) < 1e-9
        verdict = Verdict.SUPPORTED if exact else Verdict.SUPPORTED_BY_ROUNDING
        if not found.holds:
            verdict = Verdict.NEEDS_PERSON if is_borne or not found.is_sure else Verdict.CONTRADICTED
        claims[at] = replace(
            claim,
            reading=found.reading,
            query=found.query,
            value=found.show(),
            verdict=verdict,
            why="" if found.holds else f"the text's own numbers give {found.show()}",
            runner_up=f"{claim.reading}: {claim.value}" if claim.reading else claim.runner_up,
        )
