"""Measure every finding of a package again, and compare.

What comes in: a site, and something that runs queries over tables (`answerable.analyze.recompute`). What goes out:
differences. Never here: SQL, the record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from answerable.model.finding import Finding, FindingRow
from answerable.publish.packages.facts import plain_interval
from answerable.publish.verify.report import Difference
from answerable.publish.verify.sites import Site

Recompute = Callable[[Mapping[str, bytes], Iterable[Mapping[str, Any]]], Iterable[tuple[str, Finding | str]]]
"""Measures findings on tables: Parquet files by name, questions as the package writes them. Gives, one after another,
the name of each with the finding, or with what was wrong with its query."""
VIEWS = (
    "authorities", "requests", "messages", "responses", "answers", "grounds", "subjects", "cases", "case_values",
    "tallies", "counts", "problems",
)  # fmt: skip
_FINDINGS = "data/findings.json"


def recompute_nothing(
    views: Mapping[str, bytes], findings: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[str, Finding | str]]:
    """Measure nothing: for a site whose findings are not tried."""
    return ()


def load_json(site: Site, name: str) -> Any:
    """A JSON file of a site; None where it is missing or broken."""
    try:
        return json.loads(site.read(name) or b"")
    except ValueError:
        return None


def check_findings(site: Site, recompute: Recompute) -> list[Difference]:
    """Every published value that the package does not give."""
    plain = load_json(site, _FINDINGS)
    if not isinstance(plain, list):
        return [Difference("unreadable", _FINDINGS, "no list of findings", "a list of findings")]
    views, differences = {}, []
    for name in VIEWS:
        data = site.read(f"data/{name}.parquet")
        if data is None:
            differences.append(Difference("missing", f"data/{name}.parquet", "nothing", "a table"))
        else:
            views[name] = data
    if differences or recompute is recompute_nothing:
        return differences
    try:
        for one, (_, measured) in zip(plain, recompute(views, plain), strict=True):
            differences += compare(one, measured)
    except (ValueError, KeyError, TypeError) as error:
        return [Difference("unreadable", "data/*.parquet", str(error)[:200], "tables as they were published")]
    return differences


def compare(published: Mapping[str, Any], measured: Finding | str) -> list[Difference]:
    """What a finding says, against what the package gives."""
    name = published["name"]
    if isinstance(measured, str):
        return [Difference("finding", f"{_FINDINGS}#{name}", "a value", measured)]
    return [
        Difference("finding", f"{_FINDINGS}#{name}/{what}", _show(said), _show(gives))
        for what, said, gives in _pairs(published, measured)
        if said != gives
    ]


def _pairs(published: Mapping[str, Any], measured: Finding) -> Iterator[tuple[str, Any, Any]]:
    for what in ("value", "value_with_silence", "value_with_others"):
        yield what, published[what], plain_interval(getattr(measured, what))
    for what in ("value_without_others", "value_without_limits"):
        yield what, published.get(what), plain_interval(getattr(measured, what))
    yield "n_denominator", published["n_denominator"], measured.n_denominator
    for what in ("rows", "parts"):
        said = {row["label"]: row["value"] for row in published[what]}
        rows: tuple[FindingRow, ...] = getattr(measured, what)
        gives = {row.label: plain_interval(row.value) for row in rows}
        for label in dict.fromkeys([*said, *gives]):
            yield f"{what}/{label}", said.get(label), gives.get(label)
    for what in ("cases", "tallies", "authorities"):
        yield what, published[what], list(getattr(measured, what))


def _show(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value["low"]) if value["low"] == value["high"] else f"{value['low']} to {value['high']}"
    if isinstance(value, list):
        return f"{len(value)} records"
    return "nothing" if value is None else str(value)
