"""Krippendorff's alpha, as nltk's annotation tasks give it.

nltk takes a second to load, so it is loaded where codes of two people are compared and nowhere else.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable


def measure_alpha(rows: Iterable[tuple[str, str, Hashable]], level: str) -> float:
    """Krippendorff's alpha over coders' labels (Krippendorff 1980; Artstein and Poesio 2008, section 2.6).

    Args:
        rows: coder, item, label; labels are hashable, sets of names at level `set`, numbers at level `interval`.
        level: `nominal`, `set` (distances by MASI, Passonneau 2006) or `interval` (squared differences).

    >>> measure_alpha([("a", "1", "x"), ("b", "1", "x"), ("a", "2", "y"), ("b", "2", "y")], "nominal")
    1.0
    """
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import binary_distance, interval_distance, masi_distance

    distance = {"nominal": binary_distance, "set": masi_distance, "interval": interval_distance}[level]
    return float(AnnotationTask(data=list(rows), distance=distance).alpha())
