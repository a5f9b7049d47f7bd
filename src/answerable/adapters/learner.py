"""A small classifier of texts on this machine: words and pairs of words weighed, logistic regression, calibrated.

What comes in: texts and labels. What goes out: how sure each label is of a text, and the phrases that speak for it.
Needs scikit-learn (`pip install 'answerable[learned]'`); without it `find_learner` gives None. Never here: what is
learned from, which values are suggested.

Texts and labels are sorted before anything is fitted and every seed is fixed, so the same reviewed cases give the same
weights. Confidence is calibrated by held-back parts (sigmoid; isotonic from 1,000 texts on, where the curve has enough
points); where a label is too rare for that, the plain probability is drawn a quarter of the way towards not knowing.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from answerable.errors import AdapterUnavailable

_FEWEST_TO_CALIBRATE = 3
"""Texts of the rarest label that calibration needs: one in each of three parts."""
_ENOUGH_FOR_ISOTONIC = 1000
_TOKEN = r"(?u)\b\w+\b"


class ScikitLearner:
    """Learns with scikit-learn."""

    @property
    def name(self) -> str:
        """The engine with its version."""
        return f"scikit-learn {version('scikit-learn')}, tf-idf + logistic regression, 1"

    def learn(self, texts: Sequence[str], labels: Sequence[str]) -> LearnedWords:
        """Learn from texts, each with its label."""
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold
        from threadpoolctl import threadpool_limits

        pairs = sorted(zip(texts, labels, strict=True))
        sorted_texts, sorted_labels = [text for text, _ in pairs], [label for _, label in pairs]
        words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=_TOKEN, sublinear_tf=True, strip_accents=None)
        rows = words.fit_transform(sorted_texts)
        plain = LogisticRegression(C=20.0, class_weight="balanced", max_iter=2000)
        calibrated: Any = None
        # One thread: many spend longer waiting for each other on so little, and sums keep their order.
        with threadpool_limits(limits=1):
            plain.fit(rows, sorted_labels)
            if min(Counter(sorted_labels).values()) >= _FEWEST_TO_CALIBRATE:
                method = "isotonic" if len(sorted_texts) >= _ENOUGH_FOR_ISOTONIC else "sigmoid"
                parts = StratifiedKFold(n_splits=3, shuffle=True, random_state=0)
                calibrated = CalibratedClassifierCV(plain, method=method, cv=parts)
                calibrated.fit(rows, sorted_labels)
        return LearnedWords(words, plain, calibrated)


class LearnedWords:
    """Weights of words and pairs of words, per label."""

    def __init__(self, words: Any, plain: Any, calibrated: Any) -> None:
        self._words, self._plain, self._calibrated = words, plain, calibrated
        self._names = list(words.get_feature_names_out())

    def weigh(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text how sure each label is."""
        if not texts:
            return []
        model = self._plain if self._calibrated is None else self._calibrated
        labels = [str(label) for label in model.classes_]
        weighed = model.predict_proba(self._words.transform(list(texts)))
        unsure = 1.0 / len(labels)
        draw = 0.25 if self._calibrated is None else 0.0
        return [
            {
                label: round(float(share) * (1 - draw) + unsure * draw, 6)
                for label, share in zip(labels, row, strict=True)
            }
            for row in weighed
        ]

    def find_phrases(self, text: str, label: str) -> list[str]:
        """Phrases that speak for a label: those whose weight in this text raises it above the mean of all labels."""
        row = self._words.transform([text])
        labels = [str(one) for one in self._plain.classes_]
        weights = self._plain.coef_
        if len(labels) == 2:  # one row of weights, which speaks for the second label
            own = weights[0] if label == labels[1] else -weights[0]
        else:
            own = weights[labels.index(label)] - weights.mean(axis=0)
        spoken = [
            (float(own[index] * value), self._names[index]) for index, value in zip(row.indices, row.data, strict=True)
        ]
        return [phrase for weight, phrase in sorted(spoken, key=lambda one: (-one[0], one[1])) if weight > 0]


def find_learner() -> ScikitLearner | None:
    """The learner of this machine, or None where scikit-learn is not installed."""
    return ScikitLearner() if importlib.util.find_spec("sklearn") is not None else None


def get_learner() -> ScikitLearner:
    """The learner of this machine.

    Raises:
        AdapterUnavailable: scikit-learn is not installed.
    """
    learner = find_learner()
    if learner is None:
        raise AdapterUnavailable(
            "learning from reviewers needs scikit-learn",
            found="not installed",
            remedy="pip install 'answerable[learned]', then run the command again; all else works without it",
        )
    return learner
