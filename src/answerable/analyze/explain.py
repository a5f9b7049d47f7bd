"""The chain of one finding, down to the words in the letters.

What comes in: the record and a finding's name. What goes out: an `Explanation` and its text. Never here: new figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.analyze.changes import Moved, list_moved, render_moved
from answerable.analyze.sentences import render_number, render_value
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.document import Document
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.store.record import Record


@dataclass(frozen=True, slots=True)
class Witness:
    """The words behind a finding.

    Args:
        noun: `case` or `tally`.
        id: of it.
        authority: its name.
        document: file name.
        sha256: of the document.
        page: from 1.
        words: the words.
        says: what they were read as.
        standing: proposed, accepted, rejected or added.
    """

    noun: str
    id: str
    authority: str
    document: str
    sha256: str
    page: int
    words: str
    says: str
    standing: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding with the words behind it."""

    finding: Finding
    parts: tuple[tuple[str, Interval], ...]
    witnesses: tuple[Witness, ...]
    moved: Moved | None = None


def explain(
    record: Record, name: str, texts: Mapping[str, str] | None = None, now: Mapping[str, str] | None = None
) -> Explanation:
    """Follow a finding down to its words.

    Args:
        record: where it was measured.
        name: of the finding.
        texts: of the stories, by their file, so that the sentences a move touches can be shown.
        now: what the record gives now for each claim of them.

    Raises:
        NotInRecord: no such finding was measured.
    """
    finding = record.get(Finding, name)
    names = {authority.id: authority.name for authority in record.all(Authority)}
    files = {document.id: document.name for document in record.all(Document)}
    tallies = {tally.id: tally for tally in record.all(Tally)} if finding.tallies else {}
    cases = {case.id: case for case in record.all(Case)} if finding.cases else {}
    found: list[Case | Tally] = [tallies[one] for one in finding.tallies if one in tallies]
    found += [cases[one] for one in finding.cases if one in cases]
    found.sort(key=lambda noun: (noun.authority_id, noun.document, noun.span.page, noun.span.start))
    return Explanation(
        finding,
        tuple((names.get(part.label, part.label), part.value) for part in finding.parts),
        tuple(_make_witness(noun, names, files) for noun in found),
        next(iter(list_moved(record, dict(texts or {}), [name], now)), None),
    )


def _make_witness(noun: Case | Tally, names: dict[str, str], files: dict[str, str]) -> Witness:
    return Witness(
        noun="case" if isinstance(noun, Case) else "tally",
        id=noun.id,
        authority=names.get(noun.authority_id, noun.authority_id),
        document=files.get(noun.document, noun.document[:12]),
        sha256=noun.document,
        page=noun.span.page,
        words=" ".join(noun.span.exact.split()),
        says=_say_case(noun) if isinstance(noun, Case) else _say_tally(noun),
        standing=noun.standing.value,
    )


def _say_case(case: Case) -> str:
    said = []
    for value in case.values:
        coded = value.effective
        if coded is not None and coded.value not in (None, "", ()):
            shown = ", ".join(coded.value) if isinstance(coded.value, tuple) else str(coded.value)
            said.append(f"{value.variable}: {shown}" + (" (ruled)" if value.ruled is not None else ""))
    return "; ".join(said)


def _say_tally(tally: Tally) -> str:
    value = render_value(tally.effective, "") if tally.effective else "no number"
    narrowed = ", ".join(category for _, category in tally.categories)
    return f"{tally.measure}: {value} {tally.unit}" + (f" ({narrowed})" if narrowed else "")


def render_explanation(explanation: Explanation) -> str:
    """The chain as text, for a terminal."""
    finding = explanation.finding
    value = "nothing was measured"
    if finding.value is not None:
        unit = "" if finding.unit == "share" else f" {finding.unit}"
        value = f"{render_value(finding.value, finding.unit)}{unit}"
    lines = [f"{finding.id}: {value}", f"  {finding.title}"]
    if finding.value_with_silence is not None:
        lines.append(f"  with silence: {render_value(finding.value_with_silence, finding.unit)}")
    if finding.value_without_limits is not None:
        lines.append(f"  with silence and no limit: {render_value(finding.value_without_limits, finding.unit)}")
    if finding.value_without_others is not None:
        alone = render_value(finding.value_without_others, finding.unit)
        lines.append(f"  without those that count otherwise: {alone}")
    if finding.estimate is not None:
        model = finding.estimate
        span = f"{render_number(model.middle, finding.unit)}, {render_number(model.low, finding.unit)} to "
        lines.append(f"  by a model, not measured: {span}{render_number(model.high, finding.unit)} ({model.kind})")
    if finding.value_with_others is not None:
        lines.append(f"  with those that count otherwise: {render_value(finding.value_with_others, finding.unit)}")
    for heading, sentences in (("How", finding.working), ("Mind", finding.caveats)):
        lines += ["", heading, *(f"  {sentence}" for sentence in sentences)] if sentences else []
    said = (("Out of", finding.denominator), ("Counted", finding.inclusion))
    if finding.denominator or finding.inclusion:
        lines += ["", *(f"{head}\n  {words}" for head, words in said if words)]
    if finding.rows:
        lines += ["", "Rows", *(f"  {row.label}: {render_value(row.value, finding.unit)}" for row in finding.rows)]
    if explanation.parts:
        lines += ["", "From", *(f"  {name}: {render_value(part, finding.unit)}" for name, part in explanation.parts)]
    if explanation.witnesses:
        lines += ["", f"Words ({len(explanation.witnesses)})"]
        for witness in explanation.witnesses:
            place = f"{witness.document}, page {witness.page}"
            lines.append(f"  {witness.authority}, {place} [{witness.standing}] {witness.id}")
            lines.append(f"    “{witness.words[:300]}”")
            lines.append(f"    {witness.says}")
    if explanation.moved is not None:
        lines += ["", "Moved", *(f"  {line}" for line in render_moved(explanation.moved).splitlines())]
    lines += ["", "Query", *(f"  {line}" for line in finding.sql.splitlines()), "", f"Snapshot {finding.snapshot[:16]}"]
    return "\n".join(line for line in lines if line is not None)
