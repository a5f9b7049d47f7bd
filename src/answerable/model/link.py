"""Who is the same person's matter, how sure, and how many people that makes."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.interval import Interval


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of cases and the evidence that they are one matter.

    Args:
        id: stable identifier of the unordered pair.
        left: `Case.id`.
        right: `Case.id`.
        share_same: probability that both are one matter, in [0, 1].
        ruling: `same`, `different`, `unsure` by a person; empty while only the machine has spoken.
        evidence: each comparison in words with its weight in bits, for and against.
        judgement_id: the ruling's judgement.
    """

    id: str
    left: str
    right: str
    share_same: float
    ruling: str
    evidence: tuple[tuple[str, float], ...]
    judgement_id: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One person's matter: all the cases that are it.

    Args:
        id: stable identifier.
        authority_id: whose officer.
        cases: `Case.id` of each, sorted.
        methods: where it is told: `foi_response`, `published_log` ...
        values: the combined values; a conflict keeps every value.
        conflicts: variables on which its sources disagree.
        counts: whether it is one of those counted; False where only the press tells of it and nobody ruled that it is.
    """

    id: str
    authority_id: str
    cases: tuple[str, ...]
    methods: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    conflicts: tuple[str, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many distinct subjects an authority has for a measure, from all its sources, with its doubt.

    Args:
        id: stable identifier: authority, measure.
        authority_id: whose.
        measure: of the codebook.
        value: the interval.
        basis: `tally`, `listed_cases`, `published_log`, `tally_and_log`.
        methods: sources pooled.
        comparable: whether it counts officers over the period asked; the note says why not.
        tallies: `Tally.id` behind it.
        cases: `Case.id` behind it.
        residue: listed minus tallied where both exist; None otherwise.
        note: how it was got, in words.
    """

    id: str
    authority_id: str
    measure: str
    value: Interval
    basis: str
    methods: tuple[str, ...]
    comparable: bool
    tallies: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    residue: float | None = None
    note: str = ""
