"""How far authorities reach that did not answer, or answered only in part: best and worst case.

The bounds assume nothing of why an authority is silent (C. F. Manski, Partial Identification of Probability
Distributions, 2003): each may have anything from nothing to the limit that the question states.

What comes in: a question and the rows that are in. What goes out: the rows with those of the silent added and those of
partial answers opened. Never here: arithmetic, models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from answerable.analyze.query import WITH_WHOLE, QueryRow
from answerable.model.authority import Authority
from answerable.model.finding import FindingQuestion, Limit

_INSIDE = ("share", "rest_share", "difference")


def find_silent(
    question: FindingQuestion, rows: Sequence[QueryRow], authorities: Mapping[str, Authority]
) -> tuple[str, ...]:
    """Authorities asked that have no row; none where the question leaves silence aside."""
    heard = {row.authority_id for row in rows if row.authority_id}
    return tuple(sorted(set(authorities) - heard)) if question.silence and (heard or not rows) else ()


def fill_silence(
    question: FindingQuestion,
    rows: Sequence[QueryRow],
    silent: Sequence[str],
    authorities: Mapping[str, Authority],
) -> tuple[QueryRow, ...]:
    """The rows with everything that silence may hide.

    Args:
        question: its `silence` says how far; its `limits` say more of single authorities.
        rows: that are in.
        silent: authorities without a row.
        authorities: those asked, by id.
    """
    given = {limit.authority_id: limit for limit in question.limits}
    opened = [
        _open(row, given.get(row.authority_id) or _limit(row.authority_id, question, rows, authorities), question)
        for row in rows
    ]
    for name in silent:
        limit = given.get(name) or _limit(name, question, rows, authorities)
        opened += _make_guests(name, limit, question, rows, authorities)
    return tuple(opened)


def _open(row: QueryRow, limit: Limit, question: FindingQuestion) -> QueryRow:
    """A partial answer may hide more than it says; what is above the fraction bar is opened with what is below."""
    if not row.partial or not row.authority_id:
        return row
    if question.arithmetic in ("rate", "ratio", "growth"):
        # Below the bar stands another number, such as a headcount, which the silence is not about.
        return replace(row, low=_raise(row.low, limit), high=_reach(row.low, row.high, limit))
    if question.arithmetic in WITH_WHOLE:
        high = _reach(row.low, row.high, limit)
        whole_low, whole_high = _raise(row.whole_low, limit), _reach(row.whole_low, row.whole_high, limit)
        return replace(row, high=high, whole_low=whole_low, whole_high=whole_high)
    return replace(row, low=_raise(row.low, limit), high=_reach(row.low, row.high, limit))


def _raise(low: float, limit: Limit) -> float:
    """A lower end that a person knows counts where it is above what was said and below the upper one."""
    return max(low, limit.low)


def _reach(low: float, high: float | None, limit: Limit) -> float | None:
    return None if limit.high is None else max(low, high or 0.0, limit.high, limit.low)


def _make_guests(
    name: str,
    limit: Limit,
    question: FindingQuestion,
    rows: Sequence[QueryRow],
    authorities: Mapping[str, Authority],
) -> list[QueryRow]:
    """Rows that stand for what an authority did not say."""
    term = f"silent {name}"
    if question.arithmetic == "formula":
        return _make_formula_guests(name, limit, rows)
    if question.arithmetic == "trend":
        years = sorted({row.label for row in rows})
        return [QueryRow(f"{term} {year}", 0.0, limit.high, label=year, authority_id=name) for year in years]
    if question.arithmetic == "rate":
        newest = max(authorities[name].headcounts, key=lambda item: item.on, default=None)
        size = float(newest.n_officers) if newest else None
        return [QueryRow(term, limit.low, limit.high, size or 0.0, size, authority_id=name)]
    part_low = 0.0 if question.arithmetic in WITH_WHOLE else limit.low
    return [QueryRow(term, part_low, limit.high, limit.low, limit.high, authority_id=name)]


def _make_formula_guests(name: str, limit: Limit, rows: Sequence[QueryRow]) -> list[QueryRow]:
    """One number for each name of the formula; a part is inside its whole as it is for those who answered."""
    symbols = list(dict.fromkeys(row.symbol for row in rows if row.symbol))
    symbol_of = {row.term: row.symbol for row in rows}
    inside = {row.symbol: symbol_of[row.within] for row in rows if row.within in symbol_of}
    return [
        QueryRow(
            f"silent {name} {symbol}",
            0.0 if symbol in inside else limit.low,
            limit.high,
            authority_id=name,
            symbol=symbol,
            within=f"silent {name} {inside[symbol]}" if symbol in inside else "",
        )
        for symbol in symbols
    ]


def _limit(
    name: str, question: FindingQuestion, rows: Sequence[QueryRow], authorities: Mapping[str, Authority]
) -> Limit:
    """From nothing to the limit that the question states for all."""
    if question.silence == "headcount" and name in authorities:
        newest = max(authorities[name].headcounts, key=lambda item: item.on, default=None)
        return Limit(name, 0.0, float(newest.n_officers) if newest else None)
    if question.silence == "per_authority_max":
        highs = [row.whole_high if question.arithmetic in _INSIDE else row.high for row in rows]
        known = [high for high in highs if high is not None]
        return Limit(name, 0.0, max(known) if known and len(known) == len(highs) else None)
    return Limit(name)
