"""Models of what the silent would have said: ratio estimation and multiple imputation, by statsmodels.

What comes in: how large each authority is and what is known of its number. What goes out: an `Estimate`, or in words
why there is none. Needs statsmodels (`pip install 'answerable[statistics]'`); without it `find_estimator` gives None.
Never here: bounds, which assume nothing; the choice of findings that are modelled.

Both models assume that silence has nothing to do with the number, given the size. The seed is fixed, so the same
numbers give the same estimate.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from importlib.metadata import version

from answerable.model.finding import Estimate
from answerable.model.interval import Interval

FEWEST = 10
"""Authorities that a model needs to rest on; fewer say too little of how numbers scatter."""
_N_IMPUTED = 20
_SEED = 20211101
_SHARE_INSIDE = 0.95

Sized = tuple[float, Interval]
"""The size of an authority, and what is known of its number."""


class StatsmodelsEstimator:
    """Estimates with statsmodels."""

    @property
    def name(self) -> str:
        """The engine with its version: part of the key of what it estimates."""
        return f"statsmodels {version('statsmodels')}"

    def estimate(self, kind: str, known: Sequence[Sized], silent: Sequence[Sized]) -> Estimate | str:
        """Estimate the sum over all.

        Args:
            kind: `ratio` or `imputation`.
            known: those that answered; every interval has both ends.
            silent: those that did not, or only in part, with the least and most that they can have.

        Returns:
            The estimate, or why there is none, as the rest of a sentence.
        """
        if len(known) < FEWEST:
            return f"only {len(known)} authorities give a whole figure and a headcount; it takes {FEWEST}"
        if not silent:
            return "nobody is silent whose headcount is known"
        if all(interval.high == 0 for _, interval in known):
            return "every figure that is known is nought"
        floor = sum(interval.low for _, interval in (*known, *silent))
        if kind == "ratio":
            middle, low, high = _estimate_ratio(known, silent)
            how = "the ratio of numbers to headcount of those who answered, applied to the headcount of the others"
        else:
            middle, low, high = _impute(known, silent)
            how = f"{_N_IMPUTED} imputations by predictive mean matching on headcount, joined by Rubin's rules"
            how += f", seed {_SEED}"
        how += "; it assumes that silence has nothing to do with the number; the range holds 95% under the model"
        low, middle = max(low, floor), max(middle, floor)
        return Estimate(
            kind, round(middle), round(low), round(max(high, middle)), len(known), len(silent),
            f"{how} ({self.name})",
        )  # fmt: skip


def find_estimator() -> StatsmodelsEstimator | None:
    """What estimates on this machine, or None where its library is not installed."""
    return StatsmodelsEstimator() if importlib.util.find_spec("statsmodels") else None


def _estimate_ratio(known: Sequence[Sized], silent: Sequence[Sized]) -> tuple[float, float, float]:
    """The ratio estimator with its prediction variance under the ratio model (R. M. Royall, Biometrika 57, 1970).

    Numbers that are known between two ends are taken at their middle, and once at each end for the interval.
    """
    fits = [_fit_ratio(known, silent, place) for place in (0.5, 0.0, 1.0)]
    return fits[0][0], min(fit[1] for fit in fits), max(fit[2] for fit in fits)


def _fit_ratio(known: Sequence[Sized], silent: Sequence[Sized], place: float) -> tuple[float, float, float]:
    import numpy as np
    from scipy.stats import t
    from statsmodels.regression.linear_model import WLS

    sizes = np.array([size for size, _ in known])
    values = np.array([one.low + place * ((one.high or one.low) - one.low) for _, one in known])
    rest = float(sum(size for size, _ in silent))
    fit = WLS(values, sizes[:, None], weights=1 / sizes).fit()
    middle = float(values.sum() + fit.params[0] * rest)
    spread = float(np.sqrt(fit.scale * (rest + rest**2 / sizes.sum())))
    reach = float(t.ppf(0.5 + _SHARE_INSIDE / 2, len(known) - 1)) * spread
    return middle, middle - reach, middle + reach


def _impute(known: Sequence[Sized], silent: Sequence[Sized]) -> tuple[float, float, float]:
    """Multiple imputation of the missing numbers (D. B. Rubin, Multiple Imputation for Nonresponse, 1987)."""
    import numpy as np
    import pandas as pd
    from scipy.stats import t
    from statsmodels.imputation.mice import MICEData

    sizes = [size for size, _ in (*known, *silent)]
    lows = np.array([one.low for _, one in known])
    highs = np.array([one.low if one.high is None else one.high for _, one in known])
    floors = np.array([one.low for _, one in silent])
    tops = np.array([np.inf if one.high is None else max(one.high, one.low) for _, one in silent])
    random = np.random.default_rng(_SEED)
    totals = []
    for _ in range(_N_IMPUTED):
        values = random.integers(lows.astype(int), highs.astype(int) + 1).astype(float)
        numbers = [*values, *[float("nan")] * len(silent)]
        frame = pd.DataFrame({"number": numbers, "size": sizes})
        data = MICEData(frame, k_pmm=min(10, len(known) // 2), rng=random)
        data.set_imputer("number", formula="size")
        data.update_all(1)
        imputed = np.clip(data.data["number"].to_numpy()[len(known) :], floors, tops)
        totals.append(float(values.sum() + imputed.sum()))
    # The sum over all has no sampling error of its own: what is not known is only what the silent have.
    middle = float(np.mean(totals))
    spread = float(np.sqrt((1 + 1 / _N_IMPUTED) * np.var(totals, ddof=1)))
    reach = float(t.ppf(0.5 + _SHARE_INSIDE / 2, _N_IMPUTED - 1)) * spread
    return middle, middle - reach, middle + reach
