"""Findings as tables that free text can be read against.

What comes in: findings by name, authorities. What goes out: `Frame`s: all values in one row; by authority; the rows
of each finding that is a table. Never here: the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from answerable.check.claims.data.frames import Frame, FrameColumn, Role
from answerable.check.claims.text.terms import find_terms, stem
from answerable.model.authority import Authority
from answerable.model.finding import Finding
from answerable.model.interval import Interval

_YEAR = re.compile(r"(?:19|20)\d\d")
_GROUPS = {
    "authorities": "authority force police council trust body",
    "officers": "officer",
    "cases": "case",
}
"""Words for what a unit counts: they tell no finding from another."""


def make_frames(findings: Mapping[str, Finding], authorities: Iterable[Authority]) -> list[Frame]:
    """The frames of all findings that have a value."""
    measured = [finding for _, finding in sorted(findings.items()) if finding.value is not None]
    names = {one.id: one.name for one in authorities}
    frames = []
    if measured:
        columns = [_column(at, one) for at, one in enumerate(measured)]
        frames.append(_make("findings", columns, [[_scale(one.value, one.unit) for one in measured]]))
    added = [finding for finding in measured if len(finding.parts) > 1]
    if added:
        frames.append(_by_authority(added, names))
    return [*frames, *(_of_rows(finding) for finding in measured if len(finding.rows) > 1)]


def _make(name: str, columns: Sequence[FrameColumn], rows: Sequence[Sequence[str | Interval | None]]) -> Frame:
    numbers, texts = [], []
    bounds = {}
    for at, row in enumerate(rows):
        numbers.append(tuple(cell.low if isinstance(cell, Interval) and cell.is_exact else None for cell in row))
        texts.append(tuple(cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row))
        bounds.update(
            {(at, place): cell for place, cell in enumerate(row) if isinstance(cell, Interval) and not cell.is_exact}
        )
    return Frame(name, tuple(columns), tuple(numbers), tuple(texts), find_terms(name), bounds=bounds)


def _column(at: int, finding: Finding) -> FrameColumn:
    """A finding as a column: named by its title, found by its words without those that all of its unit share."""
    shared = {stem(word) for word in _GROUPS.get(finding.unit, "").split()}
    terms = find_terms(finding.title) or find_terms(finding.id.replace("_", " "))
    own = tuple(term for term in terms if term not in shared) or terms
    is_share = finding.unit == "share"
    return FrameColumn(
        at, finding.title, Role.NUMBER, own, finding.title, None, "percent" if is_share else "", is_rate=is_share,
    )  # fmt: skip


def _by_authority(findings: Sequence[Finding], names: Mapping[str, str]) -> Frame:
    ids = sorted({part.label for finding in findings for part in finding.parts})
    columns = [FrameColumn(0, "Authority", Role.NAME, ("force",), "Authority")]
    columns += [_column(at + 1, finding) for at, finding in enumerate(findings)]
    values = [{part.label: part.value for part in finding.parts} for finding in findings]
    rows: list[list[str | Interval | None]] = []
    for one in ids:
        cells = [_scale(parts.get(one), finding.unit) for parts, finding in zip(values, findings, strict=True)]
        rows.append([names.get(one, one), *cells])
    return _make("by authority", columns, rows)


def _of_rows(finding: Finding) -> Frame:
    is_years = all(_YEAR.fullmatch(row.label) for row in finding.rows)
    labels = [row.label.replace("_", " ") for row in finding.rows]
    label = FrameColumn(0, "Year", Role.NAME, ("year",), "Year")
    if not is_years:
        label = FrameColumn(0, "Kind", Role.CATEGORY, ("kind",), "Kind", values=tuple(sorted(labels)))
    rows: list[list[str | Interval | None]] = [
        [name, _scale(row.value, finding.unit)] for name, row in zip(labels, finding.rows, strict=True)
    ]
    return _make(finding.id, [label, _column(1, finding)], rows)


def _scale(value: Interval | None, unit: str) -> Interval | None:
    """A share as a percentage."""
    if value is None or unit != "share":
        return value
    return Interval(100 * value.low, None if value.high is None else 100 * value.high)
