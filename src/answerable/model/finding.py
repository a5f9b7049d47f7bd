"""Findings: always ours; a measured statement with its query, denominator, doubt and lineage."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.interval import Interval


@dataclass(frozen=True, slots=True)
class FindingQuestion:
    """A finding as its file asks it: SQL over the documented views, with a header.

    Args:
        name: the file's name without its ending.
        title: what is measured.
        unit: `officers`, `authorities`, `share` ...
        sql: must give columns `low` and `high` (or `value`), and may give `authority_id`, `case_id`, `tally_id`,
            `label`.
        denominator: what it is out of, in words; empty where none.
        inclusion: which rows are in and why, in words.
        methods: methods pooled.
        templates: language code and sentence with ``{value}``.
        chart: `bar` or empty.
        origin: file, for messages about it.
        text: the whole file, part of the key.
        arithmetic: `sum` of the rows, `rows` that overlap and have no sum, `share` of `low`..`high` in
            `whole_low`..`whole_high`, `rest_share` (what is left of the whole, as a share), or
            `difference` (what is left, as a number).
        silence: how far authorities without a row may reach: `headcount`, `per_authority_max`, `no_limit`; empty for
            findings that silence cannot change.
        empty: `zero` where no row means none; empty where no row means that nothing is known.
    """

    name: str
    title: str
    unit: str
    sql: str
    denominator: str = ""
    inclusion: str = ""
    methods: tuple[str, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    caveats: tuple[str, ...] = ()
    chart: str = ""
    origin: str = ""
    text: str = ""
    arithmetic: str = "sum"
    silence: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row of a finding that has several (a table or chart), such as one year."""

    label: str
    value: Interval
    cases: tuple[str, ...] = ()
    tallies: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as measured on one snapshot.

    Args:
        id: the file's name.
        title: what is measured.
        unit: of the value.
        value: with suppression and unresolved pairs carried through; None where nothing was measured.
        value_with_silence: best and worst case over authorities that did not answer; None where not asked for.
        rows: for a finding that is a table.
        denominator: in words.
        n_denominator: the number, when there is one.
        methods: methods pooled.
        caveats: sentences that must travel with it, the computed ones included.
        sentence: language code and filled template.
        cases: `Case.id` behind it, sorted.
        tallies: `Tally.id` behind it, sorted.
        authorities: `Authority.id` behind it, sorted.
        sql: the query.
        snapshot: key of the data it was measured on.
        chart: `bar` or empty.
        value_with_others: with the authorities that counted something else; None where there are none.
        working: how the value was got, in words, step by step.
        parts: what each authority contributes, for findings that add authorities up.
    """

    id: str
    title: str
    unit: str
    value: Interval | None
    value_with_silence: Interval | None = None
    rows: tuple[FindingRow, ...] = ()
    denominator: str = ""
    n_denominator: float | None = None
    inclusion: str = ""
    methods: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    sentence: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()
    tallies: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    sql: str = ""
    snapshot: str = ""
    chart: str = ""
    value_with_others: Interval | None = None
    working: tuple[str, ...] = ()
    parts: tuple[FindingRow, ...] = ()
