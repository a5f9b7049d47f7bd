"""What a pack says of one authority: the top line, its figures, a quote, its documents.

What comes in: a frame, the board's row, the authority's cases. What goes out: a `Pack`. Never here: files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answerable.model.finding import Finding, FindingRow
from answerable.model.interval import Interval
from answerable.publish.board import BoardRow
from answerable.publish.explorer import CaseRow
from answerable.publish.notes import Witness
from answerable.publish.pages.documents import DocumentLink
from answerable.publish.pages.frame import Frame
from answerable.publish.preflight import embargo_of

MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Pack:
    """One authority's part.

    Args:
        row: of the board.
        top: the first sentences, ready to print.
        figures: measure, value, where it comes from, note.
        counts: of the measures, for the file of figures.
        by_year: its described cases by year; empty where none are.
        cases: rows of its cases.
        quotes: words of its letters or log.
        documents: what it sent or publishes.
        embargo: in words; empty where there is none.
        embargo_at: as an instant in ISO form; empty where there is none.
    """

    row: BoardRow
    top: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str], ...]
    counts: tuple[tuple[str, Interval, str, str], ...]
    by_year: Finding | None
    cases: Sequence[CaseRow]
    quotes: tuple[Witness, ...]
    documents: Sequence[DocumentLink]
    embargo: str
    embargo_at: str


def make_pack(
    frame: Frame, row: BoardRow, cases: Sequence[CaseRow], documents: Sequence[DocumentLink], totals: Mapping[str, str]
) -> Pack:
    """Put one authority's part together.

    Args:
        frame: of the language.
        row: of the board.
        cases: its own, in order.
        documents: its own.
        totals: the value over all authorities by measure, in words.
    """
    until = embargo_of(frame.edition)
    counts = [count for count in frame.material.counts if count.authority_id == row.id]
    language = frame.language
    return Pack(
        row=row,
        top=tuple(_say_top(frame, row, totals)),
        figures=tuple(
            (
                frame.labels.measure(count.measure),
                language.value(count.value),
                language.say(count.basis.replace("_", " ")),
                count.note,
            )
            for count in counts
        ),
        counts=tuple((count.measure, count.value, count.basis, count.note) for count in counts),
        by_year=_count_years(frame, row, cases),
        cases=cases,
        quotes=_pick_quotes(frame, row, cases),
        documents=documents,
        embargo=language.moment(until) if until else "",
        embargo_at=_instant(until),
    )


def _instant(until: dt.datetime | None) -> str:
    return until.isoformat() if until else ""


def _say_top(frame: Frame, row: BoardRow, totals: Mapping[str, str]) -> list[str]:
    say, language = frame.language.say, frame.language
    said = [say("%(name)s %(did)s.", name=row.name, did=row.says)]
    if row.grounds:
        said.append(say("Its grounds: %(grounds)s.", grounds="; ".join(row.grounds)))
    if row.lateness:
        said.append(say("It was asked by letter; its answer: %(when)s.", when=row.lateness))
    if row.count is not None:
        value, measure = language.value(row.count), frame.labels.measure(frame.measure)
        said.append(say("%(measure)s: %(value)s.", measure=measure, value=value))
        if row.from_log:
            said.append(
                say("That comes from the log it publishes, which is incomplete: the true number can be higher.")
            )
        if frame.measure in totals:
            said.append(say("Over all authorities that gave figures: %(value)s.", value=totals[frame.measure]))
    return said


def _count_years(frame: Frame, row: BoardRow, cases: Sequence[CaseRow]) -> Finding | None:
    years: dict[str, list[str]] = {}
    for case in cases:
        if case.year:
            years.setdefault(case.year, []).append(case.id)
    if not years:
        return None
    rows = tuple(FindingRow(year, Interval.exactly(len(ids)), cases=tuple(ids)) for year, ids in sorted(years.items()))
    title = frame.language.say("%(name)s: described cases by year", name=row.name)
    return Finding(f"pack-{row.id}", title, "", None, rows=rows)


def _pick_quotes(frame: Frame, row: BoardRow, cases: Sequence[CaseRow]) -> tuple[Witness, ...]:
    material = frame.material
    tallies = [one for one in material.tallies.values() if one.authority_id == row.id and not one.superseded]
    quotes = [frame.notes.witness(material.cases[case.id]) for case in cases[:MOST_QUOTES]]
    quotes += [frame.notes.witness(tally) for tally in tallies[: MOST_QUOTES - len(quotes)]]
    return tuple(quotes)
