"""What is said of a number, from the readings of its words and their values.

What comes in: a statement with its answered readings. What goes out: a `Claim` with its verdict. Never here: how
readings are made, DuckDB.

A claim is borne when a reading that its words speak for gives its number. It is contradicted only when its words leave
little doubt which query is meant, the column's head noun included, no word of its clause is left unexplained, and the
value is another; where the words are weaker, a person is asked and shown the query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.check.claims.data.frames import Frame
from answerable.check.claims.doubts import find_doubt, find_other_column, find_strange, is_taken
from answerable.check.claims.readings.scenes import Told
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.values import Answered, scale_number
from answerable.model.claim import Claim, Verdict
from answerable.model.ids import make_id
from answerable.words.figures import Figure

_BORNE = 0.34
"""Words that speak at least so well for a reading whose value is the number."""
_PLAINLY = 0.66
"""Words that speak so well for a reading of a number that nothing else has: a noun that no table knows is no bar."""
_ASK = 0.47
_MARGIN = 0.2
"""How much better the words may speak for another reading before one that gives the number is in doubt."""
_HEAD = 0.6
"""How near the head noun of a column must stand before a text is contradicted."""
_TWO = 2
"""So many digits are seldom met by chance in a row that was named."""
_FAR = 3.0
"""How many times as large or small a value may be before the reading itself is in doubt."""
_NEAR = 0.08
"""How far a value may be from its number, as a share of it, to be shown as the nearest true statement."""
_FUTURE = re.compile(
    r"(?i)\b(?:will|would|could|might|may|should) (?:\w+ )?(?:be|rise|fall|cost|need|have|increase|reach"
    r"|save|get|grow|lose|go)\b"
    r"|\bexpected to\b|\bforecast|\bset to\b|\bplans? to\b|\bnext year\b|\btarget of\b|\bpromised?\b"
)


_NOTHING = Told()


@dataclass(frozen=True, slots=True)
class Tried:
    """A statement with all that its words may mean, answered.

    Args:
        statement: the figure in its sentence.
        answered: candidates with their values.
        priors: what the rest of the text adds to each of them, in the same order.
        unknown: what it counts that no table knows; empty where it is known.
        told: what the text before was about.
    """

    statement: Statement
    answered: tuple[Answered, ...]
    unknown: str = ""
    told: Told = _NOTHING
    priors: tuple[float, ...] = ()

    def weigh(self, position: int) -> float:
        """How well words and context speak for a reading."""
        own = self.answered[position].candidate.share_words
        return own + (self.priors[position] if self.priors and own >= _BORNE / 2 else 0.0)

    def find_best(self) -> int | None:
        """The reading to hold against the number: likely by its words, more so where it gives the number."""
        figure = self.statement.figure
        return max(
            range(len(self.answered)),
            key=lambda at: self.weigh(at) + (0.4 if self.answered[at].fits(figure) else 0.0),
            default=None,
        )


def judge(origin: str, tried: Tried, frames: Sequence[Frame]) -> tuple[Claim, Answered | None]:
    """The claim of a statement, and the reading that it rests on."""
    figure, answered = tried.statement.figure, tried.answered
    at = tried.find_best()
    if at is None or tried.weigh(at) < _BORNE:
        return make_claim(
            origin, tried.statement, Verdict.NOT_CHECKABLE, why="no column of the data is about this"
        ), None
    best, second = answered[at], _runner_up(tried, at)
    likely_at = _find_likely(tried, at)
    likely = answered[likely_at]
    margin = _find_margin(figure)
    if best.candidate.base and best.candidate.base == tried.told.base:
        margin = max(margin, _MARGIN + 0.1)
    fits = best.fits(figure)
    if not fits:
        return _judge_other(origin, tried, likely_at, second, frames)
    is_known = not tried.unknown or len(_significant(figure)) >= 4 or _is_plain(tried, at, likely_at)
    if fits == "open":
        why = f"small numbers are hidden: the data allow {best.show()}, so this is not contradicted"
        return make_claim(origin, tried.statement, Verdict.NEEDS_PERSON, best, second, why), best
    other = find_other_column(tried.statement, best.candidate, frames[best.candidate.frame])
    if other and (len(_significant(figure)) <= _TWO or best.candidate.share_words < _ASK):
        why = f"the sentence speaks of {other!r}"
        return make_claim(origin, tried.statement, Verdict.NEEDS_PERSON, best, second, why), best
    if is_known and tried.weigh(at) >= tried.weigh(likely_at) - margin:
        verdict = Verdict.SUPPORTED_BY_ROUNDING if fits == "rounded" else Verdict.SUPPORTED
        why = best.candidate.note or (_say_rounding(figure, best) if fits == "rounded" else "")
        return make_claim(origin, tried.statement, verdict, best, second, why), best
    why = "a weaker reading gives this number"
    return make_claim(origin, tried.statement, Verdict.NEEDS_PERSON, best, likely, why), best


def _is_plain(tried: Tried, at: int, likely_at: int) -> bool:
    """Whether the reading that gives a number is the one that the words speak for most, its row and column named."""
    one, likely = tried.answered[at], tried.answered[likely_at]
    return (
        one.candidate.query == likely.candidate.query
        and len(_significant(tried.statement.figure)) >= (_TWO if one.candidate.conditions else _TWO + 1)
        and (one.candidate.is_said or one.candidate.way == "across")
        and tried.weigh(at) >= _PLAINLY
        and one.candidate.head >= _HEAD
    )


def _find_likely(tried: Tried, best: int) -> int:
    """The reading that the words speak for most, whatever the number; those of quite another size least."""
    figure, answered = tried.statement.figure, tried.answered
    others = tried.statement.others

    def weigh(at: int) -> tuple[float, float]:
        one = answered[at]
        less = 0.25 if _is_far(figure, one.value) else 0.0
        less += 0.2 if one.candidate.head < _HEAD - 0.15 else 0.0
        less += 0.25 if is_taken(one, others) else 0.0
        return tried.weigh(at) - less, -_distance(figure, one.value)

    return max((at for at, one in enumerate(answered) if one.value is not None), key=weigh, default=best)


def _judge_other(
    origin: str, tried: Tried, at: int, second: Answered | None, frames: Sequence[Frame]
) -> tuple[Claim, Answered | None]:
    """A statement whose likeliest reading gives another number."""
    statement, figure, likely = tried.statement, tried.statement.figure, tried.answered[at]

    def say(
        verdict: Verdict, shown: Answered | None, other: Answered | None, why: str
    ) -> tuple[Claim, Answered | None]:
        return make_claim(origin, statement, verdict, shown, other, why), likely

    if _FUTURE.search(statement.sentence.text[: figure.start - statement.sentence.start]):
        return say(Verdict.NOT_CHECKABLE, None, likely, "it speaks of what is to come")
    if tried.unknown:
        return say(Verdict.NOT_CHECKABLE, None, likely, f"the data do not know {tried.unknown!r}")
    if tried.weigh(at) < _ASK or likely.candidate.head < _HEAD - 0.15:
        return say(Verdict.NOT_CHECKABLE, None, likely, "no column of the data is clearly about this")
    nearest_at = _find_nearest(tried, at)
    nearest = tried.answered[nearest_at]
    is_cut = nearest.value is not None and 0 < nearest.value - figure.number < 10**-figure.decimals
    if is_cut and tried.weigh(nearest_at) >= _ASK - 0.1:
        return say(Verdict.NEEDS_PERSON, nearest, second, f"the data give {nearest.show()}: cut, not rounded?")
    doubt = find_doubt(statement, tried.answered[at], frames)
    shown = nearest if doubt or tried.weigh(nearest_at) >= tried.weigh(at) - 0.15 else likely
    is_far = _is_far(figure, shown.value)
    if is_far and doubt:
        return say(Verdict.NOT_CHECKABLE, None, shown, "nothing in the data is near this number")
    strange = find_strange(statement, likely.candidate, frames[likely.candidate.frame]) if doubt else ""
    if strange and _distance(figure, shown.value) > _NEAR:
        return say(Verdict.NOT_CHECKABLE, None, shown, f"the data know nothing of {strange}")
    why = f"the data give {shown.show()}"
    if doubt or is_far:
        return say(Verdict.NEEDS_PERSON, shown, second, f"{why}; {doubt}" if doubt else why)
    return say(Verdict.CONTRADICTED, shown, second, why)


def _find_margin(figure: Figure) -> float:
    """Long numbers are seldom met by chance, small ones and places often."""
    if figure.unit in ("rank_max", "rank_min", "above", "below", "all", "none", "only", "most"):
        return 0.08
    return {0: 0.13, 1: 0.13, 2: 0.13, 3: _MARGIN + 0.06}.get(len(_significant(figure)), _MARGIN + 0.15)


def _significant(figure: Figure) -> str:
    """The digits of a number without the zeros before and after them."""
    return f"{abs(figure.number):.10g}".replace(".", "").strip("0")


def _runner_up(tried: Tried, best: int) -> Answered | None:
    shown = tried.answered[best].candidate.query
    others = [at for at, one in enumerate(tried.answered) if at != best and one.candidate.query != shown]
    found = max(others, key=tried.weigh, default=None)
    return None if found is None else tried.answered[found]


def _distance(figure: Figure, value: float | None) -> float:
    number = scale_number(figure)
    return abs((value or 0.0) - number) / max(1.0, abs(number))


def _is_far(figure: Figure, value: float | None) -> bool:
    """Whether a value is of quite another size than the number."""
    if value is None or figure.unit:
        return value is None
    small, large = sorted((abs(value), abs(scale_number(figure))))
    return large > 12 and large > _FAR * max(small, 1.0)


def _find_nearest(tried: Tried, likely: int) -> int:
    """Among readings nearly as likely, the one whose value is nearest to the number: the nearest true statement."""
    figure, limit = tried.statement.figure, tried.weigh(likely) - 0.25
    close = [
        at
        for at, one in enumerate(tried.answered)
        if one.value is not None and tried.weigh(at) >= limit and _distance(figure, one.value) <= _NEAR
    ]
    return min(close, key=lambda at: _distance(figure, tried.answered[at].value), default=likely)


def _say_rounding(figure: Figure, one: Answered) -> str:
    """How a value becomes the number written."""
    if figure.approximate or figure.unit == "times" or figure.kind.value == "fraction":
        return f"{one.show()} is near enough to {figure.text!r}"
    places = f"{figure.decimals} decimal places" if figure.decimals else "the places written"
    return f"{one.show()}, rounded to {places}"


def make_claim(
    origin: str,
    statement: Statement,
    verdict: Verdict,
    shown: Answered | None = None,
    second: Answered | None = None,
    why: str = "",
) -> Claim:
    """A claim that shows a reading, with the next best one beside it."""
    figure = statement.figure
    return Claim(
        id=make_id("clm", origin, figure.start, figure.text),
        origin=origin,
        text=figure.text,
        start=figure.start,
        end=figure.end,
        number=None if figure.unit in ("all", "none", "only", "most", "above", "below") else figure.number,
        reading=shown.candidate.reading if shown else "",
        bound_to="",
        query=shown.candidate.query if shown else "",
        value=shown.show() if shown else "",
        verdict=verdict,
        why=why,
        runner_up=f"{second.candidate.reading}: {second.show()}" if second else "",
    )
