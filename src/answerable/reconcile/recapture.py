"""How many people neither an answer nor a log shows: capture and recapture, where what it assumes holds.

What comes in: people's matters of one authority, the pairs still open, why a person holds the two sources to be
independent. What goes out: a `Recapture` with each assumption, met or not; an estimate only where all are met. Never
here: a guess where one is not.

The estimator is Chapman's (1951), the interval the logit one of Sadinle (2009), which stays honest for few people.
Chapman's estimator is nearly unbiased from seven people in both sources on (Robson and Regier 1964).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.model.case import Case
from answerable.model.dates import PartialDate, Period
from answerable.model.link import Link, Subject
from answerable.reconcile.coverage import find_sources
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE

LEAST_IN_BOTH = 7
SHARE_BY_CHANCE = 0.05
"""A difference between outcomes that chance alone gives more rarely than this counts as a difference."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Recapture:
    """What answers and logs together say of those whom neither shows.

    Args:
        authority_id: whose.
        n_in_answers: people of the period in answers.
        n_in_logs: in logs.
        n_in_both: in both.
        assumptions: each in a sentence, and whether it is met.
        estimate: of all people, those seen included; None where an assumption is not met.
        interval: of 95 %; None with it.
    """

    authority_id: str
    n_in_answers: int
    n_in_logs: int
    n_in_both: int
    assumptions: tuple[tuple[str, bool], ...]
    estimate: float | None = None
    interval: tuple[float, float] | None = None


def estimate_all(n_one: int, n_other: int, n_both: int) -> tuple[float, tuple[float, float]]:
    """Chapman's estimate of how many there are, and its interval of 95 %.

    >>> estimate, (low, high) = estimate_all(60, 40, 24)
    >>> round(estimate), round(low), round(high)
    (99, 86, 131)
    """
    estimate = (n_one + 1) * (n_other + 1) / (n_both + 1) - 1
    both, one, other = n_both + 0.5, n_one - n_both + 0.5, n_other - n_both + 0.5
    spread = _Z * math.sqrt(1 / both + 1 / one + 1 / other + both / (one * other))
    unseen = one * other / both
    seen = n_one + n_other - n_both - 0.5
    low, high = seen + unseen * math.exp(-spread), seen + unseen * math.exp(spread)
    return estimate, (min(low, estimate), max(high, estimate))


def recapture(
    authority_id: str,
    subjects: Iterable[Subject],
    cases: Mapping[str, Case],
    links: Iterable[Link],
    needed: Sequence[str],
    asked: Period,
    because: str,
) -> Recapture:
    """Estimate all people of one authority from its answers and its logs, where that is allowed.

    Args:
        authority_id: whose.
        subjects: people's matters, of any authority.
        cases: by id.
        links: pairs of cases.
        needed: variables that a published case must state to be of the kind asked about.
        asked: the period; a matter of another time is not counted, one without a date stands in the way.
        because: a person's reason to hold that standing in the answer and in the log do not depend on each other.
    """
    own = [(one, find_sources(one, cases, needed)) for one in subjects if one.authority_id == authority_id]
    placed = [(one, sources, _is_inside(one, asked)) for one, sources in own if any(sources)]
    seen = [(one, sources) for one, sources, inside in placed if inside]
    n_undated = sum(inside is None for _, _, inside in placed)
    n_answers, n_logs = (sum(sources[side] for _, sources in seen) for side in (0, 1))
    n_both = sum(all(sources) for _, sources in seen)
    mine = {one for subject, _ in own for one in subject.cases}
    n_open = sum(
        one.left in mine and (one.ruling == "unsure" or SHARE_POSSIBLE <= one.share_same < SHARE_CERTAIN)
        for one in links
    )
    reason = f": {because}" if because else "; nobody has said why"
    assumptions = (
        (f"who stands in the answer is no likelier or less likely to stand in the log{reason}", bool(because)),
        (f"everybody's matter lies in the period asked ({n_undated} without a date)", n_undated == 0),
        (f"who is who is settled ({n_open} pairs are open)", n_open == 0),
        (f"at least {LEAST_IN_BOTH} people stand in both ({n_both} do)", n_both >= LEAST_IN_BOTH),
        _check_alike(seen),
    )
    told = Recapture(authority_id, n_answers, n_logs, n_both, assumptions)
    if not all(is_met for _, is_met in assumptions):
        return told
    return Recapture(authority_id, n_answers, n_logs, n_both, assumptions, *estimate_all(n_answers, n_logs, n_both))


def _is_inside(subject: Subject, asked: Period) -> bool | None:
    """Whether a matter lies in the period; None where its sources give no date or one that leaves it open."""
    dates = [text for name in ("decided_on", "year") for variable, text in subject.values if variable == name]
    for text in dates:
        try:
            date = PartialDate.parse_iso(text)
        except ValueError:
            continue
        if asked.start <= date.earliest and date.latest <= asked.end:
            return True
        return False if date.latest < asked.start or date.earliest > asked.end else None
    return None


def _check_alike(seen: Sequence[tuple[Subject, tuple[bool, bool]]]) -> tuple[str, bool]:
    """Whether the log shows people of every outcome alike: of those answered for, each outcome against the rest."""
    answered = [(dict(one.values).get("outcome", ""), sources[1]) for one, sources in seen if sources[0]]
    outcomes = sorted({outcome for outcome, _ in answered if outcome})
    for outcome in outcomes:
        here = [in_log for other, in_log in answered if other == outcome]
        rest = [in_log for other, in_log in answered if other != outcome]
        by_chance = _fisher(sum(here), len(here), sum(rest), len(rest)) * len(outcomes)
        if by_chance < SHARE_BY_CHANCE:
            return f"the log shows every outcome alike (not so of {outcome}: {sum(here)} of {len(here)})", False
    return "the log shows every outcome alike, as far as can be seen", True


def _fisher(n_yes: int, n: int, n_yes_rest: int, n_rest: int) -> float:
    """How often chance alone parts two groups as much as this or more (Fisher's exact test, two-sided)."""
    n_all_yes = n_yes + n_yes_rest
    total = math.comb(n + n_rest, n_all_yes)
    least, most = max(0, n_all_yes - n_rest), min(n, n_all_yes)
    shares = {k: math.comb(n, k) * math.comb(n_rest, n_all_yes - k) / total for k in range(least, most + 1)}
    return min(sum(share for share in shares.values() if share <= shares[n_yes] * (1 + 1e-9)), 1.0)
