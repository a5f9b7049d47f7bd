"""Try every number of any text against any tables.

What comes in: a text and frames. What goes out: an `Audit`: a claim for each figure with its reading, query, value and
verdict, and every numeral that was not read as a claim. Never here: files, the record.

A claim is borne when a reading that its words speak for gives its number. It is contradicted only when its words leave
little doubt which query is meant, the column's head noun included, and the value is another; where the words are
weaker, a person is asked and shown the query. Money in a table without money, years that the tables do not cover and
other people's words are not checkable rather than wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answerable.check.claims.arithmetic import Sum, find_step, find_sum
from answerable.check.claims.candidates import Candidate, iter_levels
from answerable.check.claims.changes import find_form, iter_changes
from answerable.check.claims.counts import iter_counts
from answerable.check.claims.frames import Base, Frame
from answerable.check.claims.scenes import Maker, Scene, Told
from answerable.check.claims.statements import Statement, find_statements
from answerable.check.claims.unknown import find_unknown
from answerable.model.claim import Claim, Verdict
from answerable.model.ids import make_id
from answerable.words.figures import Figure

_BORNE = 0.34
"""Words that speak at least so well for a reading whose value is the number."""
_SURE = 0.66
"""Words that speak at least so well for a reading whose value is another."""
_FUTURE = re.compile(
    r"(?i)\b(?:will|would|could|might|may|should) (?:\w+ )?(?:be|rise|fall|cost|need|have|increase|reach"
    r"|save|get|grow|lose|go)\b"
    r"|\bexpected to\b|\bforecast|\bset to\b|\bplans? to\b|\bnext year\b|\btarget of\b|\bpromised?\b"
)
_LOSS = re.compile(r"(?i)\b(?:loss|losses|deficit|shortfall|overspen\w+)\b")
_ASK = 0.47
_MARGIN = 0.2
"""How much better the words may speak for another reading before one that gives the number is in doubt."""
_HEAD = 0.6
"""How near the head noun of a column must stand before a text is contradicted."""
_FAR = 3.0
"""How many times as large or small a value may be before the reading itself is in doubt."""
_NEAR = 0.08
"""How far a value may be from its number, as a share of it, to be shown as the nearest true statement."""


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


@dataclass(frozen=True, slots=True)
class _Answered:
    """A candidate with its value."""

    candidate: Candidate
    value: float | None

    def fits(self, figure: Figure) -> str:
        """`exact`, `rounded`, `bound`, or empty where the number is another."""
        return fit_value(figure, self.value)


def fit_value(figure: Figure, value: float | None) -> str:
    """Whether a value bears a figure as it is written: `exact`, `rounded`, `bound`, or empty."""
    if value is None:
        return ""
    number = figure.number * 100 if figure.kind.value == "fraction" else figure.number
    if figure.bound in (">", ">=") and number <= value <= number * 1.15 + 1:
        return "" if figure.bound == ">" and value == number else "bound"
    if figure.bound in ("<", "<=") and number * 0.85 - 1 <= value <= number:
        return "" if figure.bound == "<" and value == number else "bound"
    if figure.bound == "range":
        high = figure.interval.high if figure.interval.high is not None else number
        return "bound" if number <= value <= high else ""
    if figure.bound:
        return ""
    if math.isclose(value, number, rel_tol=1e-12):
        return "exact"
    if abs(value - number) <= 0.5 * find_step(figure) + 1e-9 * max(1.0, abs(value)):
        return "rounded"
    if figure.approximate and re.match(r"(?i)nearly|almost", figure.text):
        return "rounded" if 0.93 * number <= value <= number else ""
    tolerance = 10 ** max(0, len(f"{abs(number):.0f}") - 2)
    if (figure.approximate or figure.kind.value == "fraction") and abs(value - number) <= max(
        tolerance / 2, 0.04 * number
    ):
        return "rounded"
    return ""


def audit_text(text: str, frames: Sequence[Frame], *, origin: str = "") -> Audit:
    """Try a text against frames.

    Args:
        text: any prose.
        frames: the tables.
        origin: the text's name, for claim ids.
    """
    statements, apart = find_statements(text)
    base, maker = Base(frames), Maker(frames)
    try:
        claims = _try_all(statements, frames, base, maker, origin)
    finally:
        base.close()
    unrecognised = tuple(Unrecognised(start, end, text[start:end], reason) for start, end, reason in apart)
    return Audit(tuple(claims), unrecognised)


def _try_all(
    statements: Sequence[Statement], frames: Sequence[Frame], base: Base, maker: Maker, origin: str
) -> list[Claim]:
    claims: dict[int, Claim] = {}
    told = Told()
    sums = {position: found for position in range(len(statements)) if (found := find_sum(statements, position))}
    for position, statement in enumerate(statements):
        if statement.sentence.quoted:
            why = "somebody else's words: no table of yours can bear them"
            claims[position] = _make(origin, statement, Verdict.NOT_CHECKABLE, None, None, why)
            continue
        scenes = maker.make_scenes(statement, told)
        answered = _answer([one for scene in scenes for one in _iter_readings(scene)], frames, base)
        if _LOSS.search(statement.sentence.text):
            # "A loss of £500,000" stands in a table as -500,000.
            answered = [replace(one, value=abs(one.value)) if one.value is not None else one for one in answered]
        best = max(
            answered,
            key=lambda one: one.candidate.share_words + (0.4 if one.fits(statement.figure) else 0),
            default=None,
        )
        claim = _judge(origin, statement, answered, best, base, find_unknown(statement, scenes), told)
        claims[position] = claim
        is_borne = claim.verdict in (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)
        if is_borne and best is not None and best.candidate.base:
            told = Told(best.candidate.base, best.candidate.frame, statement.sentence.number)
    starts = {statement.figure.start: position for position, statement in enumerate(statements)}
    for position, found in sums.items():
        _lay_sum(claims, statements, position, found, starts, origin)
    return [claims[position] for position in range(len(statements))]


def _iter_readings(scene: Scene) -> Iterator[Candidate]:
    """All that a figure may mean in one frame: a change where the words say so, else values, counts and"
    " shares."""
    figure = scene.statement.figure
    if figure.unit in ("times", "rank_max", "rank_min"):
        yield from iter_changes(scene)
        return
    if figure.unit in ("all", "none"):
        yield from iter_counts(scene)
        return
    form, _, sure = find_form(scene)
    less = 1.0 - 0.75 * sure if form else 1.0
    for one in (*iter_levels(scene), *iter_counts(scene)):
        yield one if less == 1.0 else replace(one, share_words=one.share_words * less)
    yield from iter_changes(scene)


def _answer(candidates: Sequence[Candidate], frames: Sequence[Frame], base: Base) -> list[_Answered]:
    answered: list[_Answered] = []
    for index in range(len(frames)):
        here = [one for one in candidates if one.frame == index]
        values = base.answer(index, [one.expression for one in here]) if here else []
        answered += [_Answered(one, value) for one, value in zip(here, values, strict=True)]
    return answered


def _judge(
    origin: str,
    statement: Statement,
    answered: Sequence[_Answered],
    best: _Answered | None,
    base: Base,
    unknown: str,
    told: Told,
) -> Claim:
    figure = statement.figure
    if best is None or best.candidate.share_words < _BORNE:
        return _make(origin, statement, Verdict.NOT_CHECKABLE, None, None, "no column of the data is about this")
    second = _runner_up(answered, best)
    taken = {id(one) for one in answered if any(one.fits(other) in ("exact", "rounded") for other in statement.others)}
    fits = best.fits(figure)
    likely = max(
        (one for one in answered if one.value is not None),
        key=lambda one: (
            one.candidate.share_words
            - (0.25 if _is_far(figure, one.value) else 0.0)
            - (0.2 if one.candidate.head < _HEAD - 0.15 else 0.0)
            - (0.25 if id(one) in taken else 0.0),
            -_distance(figure, one.value),
        ),
        default=best,
    )
    margin = _MARGIN + 0.1 if best.candidate.base and best.candidate.base == told.base else _find_margin(figure)
    known = not unknown or len(_significant(figure)) >= 4
    if fits and known and best.candidate.share_words >= likely.candidate.share_words - margin:
        verdict = Verdict.SUPPORTED_BY_ROUNDING if fits == "rounded" else Verdict.SUPPORTED
        return _make(origin, statement, verdict, best, second, _say_extreme(best, base))
    if fits:
        return _make(origin, statement, Verdict.NEEDS_PERSON, best, likely, "a weaker reading gives this number")
    is_sure = likely.candidate.share_words >= _SURE and likely.candidate.head >= _HEAD and likely.candidate.is_said
    is_sure = is_sure and id(likely) not in taken
    if _FUTURE.search(statement.sentence.text[: figure.start - statement.sentence.start]):
        return _make(origin, statement, Verdict.NOT_CHECKABLE, None, likely, "it speaks of what is to come")
    if unknown:
        return _make(origin, statement, Verdict.NOT_CHECKABLE, None, likely, f"the data do not know {unknown!r}")
    if likely.candidate.share_words < _ASK or likely.candidate.head < _HEAD - 0.15:
        why = "no column of the data is clearly about this"
        return _make(origin, statement, Verdict.NOT_CHECKABLE, None, likely, why)
    nearest = _nearest(answered, figure, likely)
    cut = nearest.value is not None and 0 < nearest.value - figure.number < 10**-figure.decimals
    if cut and nearest.candidate.share_words >= _ASK - 0.1:
        says = f"the data give {_show_value(nearest)}: cut, not rounded?"
        return _make(origin, statement, Verdict.NEEDS_PERSON, nearest, second, says)
    shown = nearest if not is_sure or nearest.candidate.share_words >= likely.candidate.share_words - 0.15 else likely
    says = f"the data give {_show_value(shown)}"
    is_far = _is_far(figure, shown.value)
    if is_far and not is_sure:
        return _make(origin, statement, Verdict.NOT_CHECKABLE, None, shown, "nothing in the data is near this number")
    verdict = Verdict.CONTRADICTED if is_sure and not is_far else Verdict.NEEDS_PERSON
    return _make(origin, statement, verdict, shown, second, says)


def _find_margin(figure: Figure) -> float:
    """Long numbers are seldom met by chance, small ones and places often."""
    if figure.unit in ("rank_max", "rank_min", "all", "none"):
        return 0.08
    return _MARGIN if len(_significant(figure)) >= 3 else 0.13


def _significant(figure: Figure) -> str:
    """The digits of a number without the zeros before and after them."""
    return f"{abs(figure.number):.10g}".replace(".", "").strip("0")


def _runner_up(answered: Sequence[_Answered], best: _Answered) -> _Answered | None:
    others = [one for one in answered if one is not best and one.candidate.query != best.candidate.query]
    return max(others, key=lambda one: one.candidate.share_words, default=None)


def _distance(figure: Figure, value: float | None) -> float:
    number = figure.number * 100 if figure.kind.value == "fraction" else figure.number
    return abs((value or 0.0) - number) / max(1.0, abs(number))


def _is_far(figure: Figure, value: float | None) -> bool:
    """Whether a value is of quite another size than the number."""
    number = abs(figure.number * 100 if figure.kind.value == "fraction" else figure.number)
    if value is None or figure.unit:
        return value is None
    small, large = sorted((abs(value), number))
    return large > 12 and large > _FAR * max(small, 1.0)


def _nearest(answered: Sequence[_Answered], figure: Figure, likely: _Answered) -> _Answered:
    """Among readings nearly as likely, the one whose value is nearest to the number: the nearest true"
    " statement."""
    close = [
        one
        for one in answered
        if one.value is not None
        and one.candidate.share_words >= likely.candidate.share_words - 0.25
        and _distance(figure, one.value) <= _NEAR
    ]
    return min(close, key=lambda one: _distance(figure, one.value), default=likely)


def _say_extreme(best: _Answered, base: Base) -> str:
    """For "the most", "the longest": whether the named one is that."""
    if not best.candidate.extreme:
        return ""
    column, direction = best.candidate.extreme.split()
    [limit] = base.answer(best.candidate.frame, [f"{direction}(n{column})"])
    if limit == best.value:
        return "and it is the highest of its column" if direction == "max" else "and it is the lowest of its column"
    return ""


def _show_value(one: _Answered) -> str:
    return "nothing" if one.value is None else f"{one.value:,.10g}" + ("%" if one.candidate.is_percent else "")


def _lay_sum(
    claims: dict[int, Claim],
    statements: Sequence[Statement],
    position: int,
    found: Sum,
    starts: dict[int, int],
    origin: str,
) -> None:
    """A percentage that the text's own counts give, or do not: this outranks a guess at the data."""
    for start in found.parts:
        at = starts[start]
        claim = claims[at]
        if claim.verdict in (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING) and found.holds:
            continue
        if at != position and claim.verdict is Verdict.CONTRADICTED:
            continue
        exact = abs(found.value - statements[position].figure.number) < 1e-9
        borne = Verdict.SUPPORTED if exact or at != position else Verdict.SUPPORTED_BY_ROUNDING
        verdict = borne if found.holds else Verdict.CONTRADICTED
        if at != position and not found.holds:
            continue
        if at != position and claim.verdict is Verdict.NEEDS_PERSON:
            continue
        why = "" if found.holds else f"its own numbers give {found.value:.4g}%"
        claims[at] = Claim(
            id=claim.id,
            origin=origin,
            text=claim.text,
            start=claim.start,
            end=claim.end,
            number=claim.number,
            reading=found.reading,
            bound_to="",
            query=found.query,
            value=f"{found.value:.4g}%",
            verdict=verdict,
            why=why,
            runner_up=claim.reading,
        )


def _make(
    origin: str,
    statement: Statement,
    verdict: Verdict,
    shown: _Answered | None,
    second: _Answered | None,
    why: str = "",
) -> Claim:
    figure = statement.figure
    return Claim(
        id=make_id("clm", origin, figure.start, figure.text),
        origin=origin,
        text=figure.text,
        start=figure.start,
        end=figure.end,
        number=figure.number,
        reading=shown.candidate.reading if shown else "",
        bound_to="",
        query=shown.candidate.query if shown else "",
        value=_show_value(shown) if shown else "",
        verdict=verdict,
        why=why,
        runner_up=f"{second.candidate.reading}: {_show_value(second)}" if second else "",
    )
