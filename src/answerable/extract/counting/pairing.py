"""Pairing: of which period each number of a sentence is.

In: a sentence, its figures and its periods. Out: each figure with its own period, as a total of the others, or as
unclear. A number whose period the words leave open is said to be so; it is never given the period of the question.
Never here: what the numbers count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answerable.extract.counting.parts import find_part_behind
from answerable.extract.counting.periods import PeriodFound, cut_period, find_compared, is_whole, make_period
from answerable.model.interval import add_all
from answerable.words.figures import Figure

_FILLER = (
    r"in|during|for|the|calendar|financial|year|years|fy|of|again|both|periods?|throughout|over|within|to\s+date|there|"
    r"were|was"
)
_PERIOD_JOINT = re.compile(rf"(?:\s|[,;/&]|\b(?:and|or|then|{_FILLER})\b)*", re.IGNORECASE)
_SUM_JOINT = re.compile(r"\s*(?:[,&/]\s*)?(?:\b(?:and|or|to)\b\s*)?(?:calendar\s+year\s+)?", re.IGNORECASE)
"""Between years that one number is of together; "in 2022, and in 2023" begins anew."""
_FIGURE_JOINT = re.compile(
    r"(?:\s|[,;/&]|\b(?:and|then|officers?|cases?|incidents?|people|were|recorded)\b)*", re.IGNORECASE
)
_RESPECTIVELY = re.compile(r"\b(?:respectively|in\s+that\s+order|in\s+turn|yn\s+y\s+drefn\s+honno)\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|every|apiece|per\s+year|annually|a\s+year)\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:totals?|totall?ing|in\s+all|altogether|overall|combined|sum)\b", re.IGNORECASE)
_SAYS_TOTAL = re.compile(
    r"(?:(?<!\bin )\btotal(?:l?ing)?(?:\s+(?:of|is|was|being))?\s*[:=,]?"
    r"|\b(?:in\s+total|in\s+all|altogether)\s*,?)\s*\Z",
    re.IGNORECASE,
)
"""Before a number that sums the others up: "a total of 47"; not "11 in total: 2 in 2020"."""
_PART_OF = re.compile(r"\s*(?:of|from)\s+(?:which|whom|these|those|them)\b|\s*who\b", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:of\s+(?:which|whom|these|those|them)|including|includes)\b", re.IGNORECASE)
_LEADS = re.compile(r"[\s\w'’/-]*(?:[:(\[\u2013\u2014]|\s-\s)[^\d]*\Z")
_OPENED = re.compile(r"[:(\[]|\s[-\u2013\u2014]\s")
_DENIED = re.compile(
    r"\bnot\s+(?:yet\s+|currently\s+|been\s+)*(?:available|known|held|recorded|collated|finalised|complete[d]?)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[;.](?=\s|\Z)|\n")
_SOFT = re.compile(r",|\b(?:and|but|while|whereas|then|with|plus)\b|\)", re.IGNORECASE)
_MOST_WORDS = 12
_NEAR = 1.6
"""Dearer than this a number rather goes on from the one before it."""
_NEVER = 99.0
_FAR = 3.0
"""A link as dear as this holds nothing together."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A figure and its period.

    Args:
        figure: the number.
        period: its own; None where the sentence names none for it.
        is_total: it is the sum of the others, over all that was asked.
        is_unclear: the sentence names several periods, and not which is its own.
        shares: another figure before it has the same words for its period.
    """

    figure: Figure
    period: PeriodFound | None = None
    is_total: bool = False
    is_unclear: bool = False
    shares: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    cost: float
    period: PeriodFound | None


def pair_periods(text: str, figures: Sequence[Figure], periods: Sequence[PeriodFound]) -> list[Paired]:
    """Give each figure its period.

    Args:
        text: a sentence or a line.
        figures: its counted figures, in order; none inside the words of a period.
        periods: that it names, in order.

    Returns:
        One for each figure, in order. Where the sentence names no period, none has one.
    """
    if not periods or not figures:
        return [Paired(one) for one in figures]
    paired = _pair_in_turn(text, figures, periods)
    if paired is None:
        runs = _join_runs(text, figures, periods)
        paired = _pair_by_links(text, figures, runs)
    paired = [_cut_part(text, one) for one in paired]
    return _settle_totals(text, paired, periods)


def _runs(
    text: str, places: Sequence[tuple[int, int]], joint: re.Pattern[str], others: Sequence[int]
) -> list[list[int]]:
    """Numbers of neighbours with nothing but joining words between them."""
    out: list[list[int]] = []
    for number, (start, _) in enumerate(places):
        end = places[number - 1][1] if number else 0
        parted = any(end <= other < start for other in others)
        if number and not parted and joint.fullmatch(text[end:start]):
            out[-1].append(number)
        else:
            out.append([number])
    return out


def _pair_in_turn(text: str, figures: Sequence[Figure], periods: Sequence[PeriodFound]) -> list[Paired] | None:
    """ "95, 101 and 4 in 2022, 2023 and 2024": as many numbers in a row as years in a row; None where it is no such."""
    f_places = [(one.start, one.end) for one in figures]
    p_places = [(one.start, one.end) for one in periods]
    f_runs = _runs(text, f_places, _FIGURE_JOINT, [one.start for one in periods])
    p_runs = _runs(text, p_places, _PERIOD_JOINT, [one.start for one in figures])
    out = {number: Paired(figure) for number, figure in enumerate(figures)}
    found = False
    for f_run in f_runs:
        if len(f_run) < 2:
            continue
        beside = [run for run in p_runs if len(run) > 1 and _are_neighbours(f_run, run, figures, periods)]
        same = next((run for run in beside if len(run) == len(f_run)), None)
        if same is not None:
            out.update({f: Paired(figures[f], periods[p]) for f, p in zip(f_run, same, strict=True)})
            found = True
        elif beside and _RESPECTIVELY.search(text):
            out.update({f: Paired(figures[f], is_unclear=True) for f in f_run})
            found = True
    return [out[number] for number in range(len(figures))] if found else None


def _are_neighbours(
    f_run: Sequence[int], p_run: Sequence[int], figures: Sequence[Figure], periods: Sequence[PeriodFound]
) -> bool:
    """Whether nothing counted and no other period stands between a run of numbers and a run of years."""
    f_low, f_high = figures[f_run[0]].start, figures[f_run[-1]].end
    p_low, p_high = periods[p_run[0]].start, periods[p_run[-1]].end
    low, high = (f_high, p_low) if f_high <= p_low else (p_high, f_low)
    starts = [one.start for one in figures] + [one.start for one in periods]
    between = [start for start in starts if low <= start < high]
    return low <= high and not between


def _join_runs(text: str, figures: Sequence[Figure], periods: Sequence[PeriodFound]) -> list[PeriodFound]:
    """Years in a row with one number ("95 in 2022 and 2023 combined") are one period where they follow each other."""
    places = [(one.start, one.end) for one in periods]
    out: list[PeriodFound] = []
    for run in _runs(text, places, _SUM_JOINT, [one.start for one in figures]):
        members = [periods[number] for number in run]
        follow = all(
            (after.period.start - before.period.end).days == 1 and not before.part
            for before, after in pairwise(members)
        )
        if len(members) == 1:
            out += members
        elif follow:
            whole = make_period(members[0].period.start, members[-1].period.end)
            out.append(PeriodFound(whole, members[0].start, members[-1].end, members[-1].part))
        else:
            out += members
    return out


def _pair_by_links(text: str, figures: Sequence[Figure], periods: Sequence[PeriodFound]) -> list[Paired]:
    """Tie each number to the period before or behind it, whichever the words between tie closer."""
    links = [
        (_link_before(text, figures, number, periods), _link_behind(text, figures, number, periods))
        for number in range(len(figures))
    ]
    links = [_without_lead(text, figures, links, number) for number in range(len(figures))]
    year_first = _is_year_first(links, figures, periods)
    several = [one for one in periods if one.period.kind == "other" and _is_joined(text, one)]
    out: list[Paired] = []
    for number, (before, behind) in enumerate(links):
        figure = figures[number]
        if _SAYS_TOTAL.search(text[: figure.start]):
            out.append(Paired(figure))
            continue
        if before.period is not None and behind.period is not None and abs(before.cost - behind.cost) < 0.6:
            chosen = before if year_first else behind
        else:
            chosen = min((behind, before), key=lambda one: one.cost)
        chosen = _Link(_NEVER, None) if chosen.cost >= _NEVER else chosen
        inherited = _inherit(text, figure, out, periods)
        if chosen.period is None and _DENIED.search(text):
            out.append(Paired(figure, is_unclear=True))  # "the figure for 2023 is not yet available as 60 remain open"
            continue
        if chosen.period is None or chosen.cost >= _FAR or (chosen.cost > _NEAR and inherited.period is not None):
            out.append(inherited)
            continue
        if chosen.period in several and _EACH.search(text) and figure.interval.high:
            out.append(Paired(figure, is_unclear=True))  # "12 in each of 2022 and 2023" is two numbers on one word
            continue
        shares = any(one.period is chosen.period for one in out)
        out.append(Paired(figure, chosen.period, shares=shares))
    return _pass_back(text, out)


def _is_joined(text: str, one: PeriodFound) -> bool:
    """Whether a period was put together from years in a row."""
    return bool(re.search(r"\b(?:and|or)\b|[,&]", text[one.start : one.end]))


def _without_lead(
    text: str, figures: Sequence[Figure], links: Sequence[tuple[_Link, _Link]], number: int
) -> tuple[_Link, _Link]:
    """ "9 officers (2018 - 2, ...": the year behind the bracket is that of the number after it, not of the first."""
    before, behind = links[number]
    after = links[number + 1][0] if number + 1 < len(links) else None
    if behind.period is None or after is None or after.period is not behind.period or after.cost >= 1:
        return links[number]
    opened = _OPENED.search(text[figures[number].end : behind.period.start])
    closed = re.match(r"\s*[)\]]", text[behind.period.end :])
    return (before, _Link(_NEVER, None)) if opened and not closed else links[number]


def _is_year_first(
    links: Sequence[tuple[_Link, _Link]], figures: Sequence[Figure], periods: Sequence[PeriodFound]
) -> bool:
    clear = [(before.cost, behind.cost) for before, behind in links if abs(before.cost - behind.cost) >= 0.6]
    n_first = sum(before < behind for before, behind in clear)
    if n_first * 2 != len(clear):
        return n_first * 2 > len(clear)
    return periods[0].start < figures[0].start


def _link_before(text: str, figures: Sequence[Figure], number: int, periods: Sequence[PeriodFound]) -> _Link:
    """The period before a number, with no other number between them."""
    figure, low = figures[number], figures[number - 1].end if number else 0
    near = [one for one in periods if low <= one.start and one.end <= figure.start]
    return _Link(_cost(text[near[-1].end : figure.start]), near[-1]) if near else _Link(_NEVER, None)


def _link_behind(text: str, figures: Sequence[Figure], number: int, periods: Sequence[PeriodFound]) -> _Link:
    figure = figures[number]
    high = figures[number + 1].start if number + 1 < len(figures) else len(text)
    near = [one for one in periods if figure.end <= one.start < high]
    return _Link(_cost(text[figure.end : near[0].start]), near[0]) if near else _Link(_NEVER, None)


def _cost(gap: str) -> float:
    """How far the words between a number and a period part them."""
    if find_compared(gap + " 1 in") < len(gap) or len(gap.split()) > _MOST_WORDS * 2 or _DENIED.search(gap):
        return _NEVER
    words = max(0, len(gap.split()) - _MOST_WORDS) * 0.3 + len(gap.split()) * 0.02
    return 2.0 * len(_STOP.findall(gap)) + 1.0 * len(_SOFT.findall(gap)) + words


def _inherit(text: str, figure: Figure, before: Sequence[Paired], periods: Sequence[PeriodFound]) -> Paired:
    """A number that goes on from the one before it has its period: "120 in 2022, of which 95 ..."."""
    last = next((one for one in reversed(before) if one.period is not None), None)
    if last is not None and last is before[-1]:
        gap = text[last.figure.end : figure.start]
        goes_on = _INSIDE.search(gap) or _PART_OF.match(text[figure.end :]) or "(" in gap
        if goes_on or not _STOP.search(gap):
            return Paired(figure, last.period, shares=True)
    return Paired(figure, is_unclear=len(periods) > 1 and last is not None)


def _pass_back(text: str, paired: list[Paired]) -> list[Paired]:
    """ "14 were disciplined and two dismissed in 2022": the period of the last holds for those before it."""
    out = list(paired)
    for at in range(len(out) - 2, -1, -1):
        here, after = out[at], out[at + 1]
        if here.period is not None or after.period is None or here.is_unclear or after.period.start < here.figure.start:
            continue
        gap = text[here.figure.end : after.figure.start]
        apart = _STOP.search(gap) or re.search(r"[:(\[=\u2013\u2014]", gap) or _INSIDE.search(gap)
        if apart or _PART_OF.match(text[after.figure.end :]) or _TOTAL.search(text[: after.figure.start]):
            continue
        out[at] = replace(here, period=after.period)
        out[at + 1] = replace(after, shares=True)
    return out


def _cut_part(text: str, one: Paired) -> Paired:
    """ "2024/25: 34 (to 31 January)": the words behind the number make its year a part of one."""
    if one.period is None or one.period.part or one.period.period.kind == "other":
        return one
    part = find_part_behind(text, max(one.figure.end, one.period.end))
    if part is None or is_whole(one.period.period, part):
        return one
    return replace(one, period=replace(one.period, period=cut_period(one.period.period, part), part=part.words))


def _settle_totals(text: str, paired: list[Paired], periods: Sequence[PeriodFound]) -> list[Paired]:
    """A number without a period beside numbers with theirs is their total, or unclear."""
    listed = [one for one in paired if one.period is not None]
    spans = {(one.period.start, one.period.end) for one in listed if one.period}
    if len(spans) < 2:
        return paired
    out = []
    for number, one in enumerate(paired):
        if one.period is not None:
            out.append(one)
            continue
        following = next((other for other in paired[number + 1 :] if other.period is not None), None)
        gap = text[one.figure.end : _first(following)] if following is not None else ""
        own = [other for other in listed if not other.shares]
        adds_up = add_all(other.figure.interval for other in own).meet(one.figure.interval) is not None
        said = _TOTAL.search(text[max(0, one.figure.start - 40) : one.figure.start]) or _TOTAL.search(
            text[one.figure.end : one.figure.end + 40]
        )
        led = following is not None and _LEADS.fullmatch(gap)
        is_total = bool(said or led or (adds_up and len(own) > 1))
        out.append(replace(one, is_total=is_total, is_unclear=not is_total))
    return out


def _first(one: Paired) -> int:
    assert one.period is not None
    return min(one.figure.start, one.period.start)
