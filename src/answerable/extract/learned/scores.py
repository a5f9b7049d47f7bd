"""Scores: how well a coder does on reviewed cases that it has not seen.

In: examples, a learner. Out: one `Score` per variable. The examples are parted into five; each part is coded by a
coder that learned from the four others. Cases of one document stay together, because a document repeats itself. Never
here: suggestions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from answerable.extract.learned.coder import Said, learn_coder
from answerable.extract.learned.examples import Example
from answerable.model.codebook import Variable
from answerable.model.ids import make_id
from answerable.model.suggestion import Score
from answerable.ports import Learner

_N_FOLDS = 5
_N_BINS = 10


def make_folds(examples: Sequence[Example], n_folds: int = _N_FOLDS) -> list[list[Example]]:
    """Part examples into folds of about one size, those of one document together where there are enough documents."""
    sizes = Counter(one.group for one in examples)
    together = len(sizes) >= 2 * n_folds
    folds: list[list[Example]] = [[] for _ in range(n_folds)]
    placed: dict[str, int] = {}
    for one in examples:
        group = one.group if together else one.id
        if group not in placed:
            placed[group] = min(range(n_folds), key=lambda number: (len(folds[number]), number))
        folds[placed[group]].append(one)
    return folds


def score_variable(
    examples: Sequence[Example], variable: Variable, learner: Learner, *, n_needed: int, from_each: int, least: float
) -> Score:
    """Code every example by a coder that has not seen its document.

    Args:
        examples: what people ruled, in their own order.
        variable: what is coded.
        learner: what learns.
        n_needed: reviewed cases from which on it is learned.
        from_each: examples that a category needs.
        least: how sure it must be to say a value.
    """
    score_id = make_id("score", variable.name, learner.name)
    n_wanted = sum(len(one.categories) for one in examples)
    if len(examples) < n_needed:
        why = f"{n_needed - len(examples)} more reviewed cases are needed"
        return Score(
            score_id, variable.name, len(examples), n_needed, n_wanted=n_wanted, engine=learner.name, why_not=why
        )
    said: list[tuple[Example, Said]] = []
    for fold in (folds := make_folds(examples)):
        rest = [one for other in folds if other is not fold for one in other]
        coder = learn_coder(rest, variable, learner, from_each)
        if coder is None:
            why = f"no two answers were given {from_each} times each"
            return Score(
                score_id, variable.name, len(examples), n_needed, n_wanted=n_wanted, engine=learner.name, why_not=why
            )
        said += zip(fold, coder.code([one.text for one in fold], [one.hint for one in fold]), strict=True)
    return _make_score(score_id, variable, said, n_needed, n_wanted, least, learner.name)


def _make_score(
    score_id: str,
    variable: Variable,
    said: Sequence[tuple[Example, Said]],
    n_needed: int,
    n_wanted: int,
    least: float,
    engine: str,
) -> Score:
    wanted = Counter(name for example, _ in said for name in example.categories)
    spoken: Counter[str] = Counter()
    right: Counter[str] = Counter()
    sure: list[tuple[float, bool]] = []
    for example, one in said:
        if not one.categories or one.share_sure < least:
            continue
        spoken.update(one.categories)
        right.update(name for name in one.categories if name in example.categories)
        sure.append((one.share_sure, set(one.categories) <= set(example.categories)))
    names = sorted(wanted.keys() | spoken.keys())
    return Score(
        score_id,
        variable.name,
        len(said),
        n_needed,
        n_folds=_N_FOLDS,
        n_said=sum(spoken.values()),
        n_right=sum(right.values()),
        n_wanted=n_wanted,
        share_sure=round(sum(share for share, _ in sure) / len(sure), 4) if sure else 0.0,
        calibration_error=find_calibration_error(sure),
        n_refused=sum(one.n_refused for _, one in said),
        categories=tuple((name, wanted[name], right[name], spoken[name]) for name in names),
        engine=engine,
    )


def find_calibration_error(sure: Sequence[tuple[float, bool]]) -> float:
    """Mean distance between how sure and how often right, over ten bins weighed by their size (Naeini et al. 2015).

    >>> find_calibration_error([(0.9, True)] * 9 + [(0.9, False)])
    0.0
    >>> find_calibration_error([(0.95, False), (0.95, False)])
    0.95
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for share, is_right in sure:
        bins.setdefault(min(int(share * _N_BINS), _N_BINS - 1), []).append((share, is_right))
    total = sum(
        abs(sum(share for share, _ in one) - sum(is_right for _, is_right in one)) for _, one in sorted(bins.items())
    )
    return round(total / len(sure), 4) if sure else 0.0
