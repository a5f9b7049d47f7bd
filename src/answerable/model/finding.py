"""Findings: always ours; a measured statement with its query, denominator, doubt and lineage."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.interval import Interval


@dataclass(frozen=True, slots=True)
class Limit:
    """What a person knows of an authority that a query does not: stated in a finding's header, with the reason.

    Args:
        authority_id: whose.
        low: at least.
        high: at most; None where only the lower end is known.
        why: how it is known, for readers.
    """

    authority_id: str
    low: float = 0.0
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model says of the whole: never a measurement, and never printed as one.

    Args:
        kind: `ratio` or `imputation`.
        middle: the estimate.
        low: lower end of its interval of 95%.
        high: upper end.
        n_known: authorities it rests on.
        n_guessed: authorities it speaks for.
        how: method, library and seed, in words.
    """

    kind: str
    middle: float
    low: float
    high: float
    n_known: int
    n_guessed: int
    how: str


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
            `difference` (what is left, as a number); `ratio`, `rate` (times `per`) or `growth` of two numbers of which
            neither is a part of the other; `trend` (a label is a year; only authorities that cover all of them);
            `formula` over the names of the column `symbol`.
        silence: how far authorities without a row may reach: `headcount`, `per_authority_max`, `no_limit`; empty for
            findings that silence cannot change.
        empty: `zero` where no row means none; empty where no row means that nothing is known.
        others: `out` or `in`: what is done with authorities that counted something else.
        formula: for the arithmetic `formula`.
        per: for the arithmetic `rate`, such as 1,000.
        limits: what a person knows of silent authorities.
        model: `ratio` or `imputation`; empty for none.
        holds: what the story rests on, such as ``> 0.5``; tried against doubt and against each source left out.
        complement: the finding that, with this one, makes `whole`.
        whole: the finding that both make.
        merges: why categories that are never merged are put together here; empty where they are not.
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
    others: str = "out"
    formula: str = ""
    per: float = 1.0
    limits: tuple[Limit, ...] = ()
    model: str = ""
    holds: str = ""
    complement: str = ""
    whole: str = ""
    merges: str = ""


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
        value_without_others: without the authorities that counted something else, where they are in.
        value_without_limits: as `value_with_silence`, with nothing assumed of the silent; None where the same.
        estimate: what a model says; None where none was asked for or there is too little.
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
    value_without_others: Interval | None = None
    value_without_limits: Interval | None = None
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """The last time that a finding's value moved: what it was, what it is, and which rows did it.

    Args:
        id: the finding's name.
        was: the old value; None where nothing was measured.
        now: the new value.
        unit: of both.
        rows: authority or label, what it gave before and what it gives now; only those that moved.
        cases_came: behind the new value and not the old.
        cases_went: behind the old value and not the new.
        tallies_came: as the cases.
        tallies_went: as the cases.
        is_new_query: the finding's file changed too, so that not only the record moved it.
        snapshot_was: key of the data then.
        snapshot: key of the data now.
    """

    id: str
    was: Interval | None
    now: Interval | None
    unit: str
    rows: tuple[tuple[str, Interval | None, Interval | None], ...] = ()
    cases_came: tuple[str, ...] = ()
    cases_went: tuple[str, ...] = ()
    tallies_came: tuple[str, ...] = ()
    tallies_went: tuple[str, ...] = ()
    is_new_query: bool = False
    snapshot_was: str = ""
    snapshot: str = ""
