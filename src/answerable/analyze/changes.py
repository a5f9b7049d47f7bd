"""What moved: the old value and the new, the rows that did it, and every sentence of the story that it touches.

What comes in: a finding before and after, claims and the story's text. What goes out: a `FindingChange`, its words.
Never here: what a sentence should now say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from answerable.analyze.sentences import render_list, render_value
from answerable.model.authority import Authority
from answerable.model.claim import Claim
from answerable.model.finding import Finding, FindingChange
from answerable.model.interval import Interval
from answerable.store.record import Record

_BREAK = re.compile(r"\n\s*\n|(?<=[.!?])[”\"’')]*\s+(?=[A-Z“\"‘{*_>#-])")
_MARK = re.compile(r"^[\s>#*_-]+")


@dataclass(frozen=True, slots=True)
class Touched:
    """A sentence of the story that a moved finding bears.

    Args:
        origin: the story's file.
        line: from 1.
        words: the sentence as it is written, its figures in braces.
        says: the figure as the story was last tried against it.
        verdict: what the check said of it then.
        now: the figure as the record gives it now.
    """

    origin: str
    line: int
    words: str
    says: str
    verdict: str
    now: str = ""

    @property
    def is_behind(self) -> bool:
        """Whether the record has moved since the story was tried."""
        return bool(self.now) and self.now != self.says


@dataclass(frozen=True, slots=True)
class Moved:
    """A change with what it touches, ready to be shown.

    Args:
        change: as kept in the record.
        title: of the finding.
        rows: name, before, after, in words.
        sentences: of the story.
    """

    change: FindingChange
    title: str
    rows: tuple[tuple[str, str, str], ...]
    sentences: tuple[Touched, ...]

    @property
    def was(self) -> str:
        """The old value in words."""
        return _say(self.change.was, self.change.unit)

    @property
    def now(self) -> str:
        """The new value in words."""
        return _say(self.change.now, self.change.unit)


def compare(old: Finding, new: Finding) -> FindingChange | None:
    """What moved between two measurements of one finding; None where neither value nor any row did."""
    rows = tuple(_list_moved_rows(old, new))
    if old.value == new.value and not rows:
        return None
    return FindingChange(
        id=new.id,
        was=old.value,
        now=new.value,
        unit=new.unit,
        rows=rows,
        cases_came=_less(new.cases, old.cases),
        cases_went=_less(old.cases, new.cases),
        tallies_came=_less(new.tallies, old.tallies),
        tallies_went=_less(old.tallies, new.tallies),
        is_new_query=old.sql != new.sql,
        snapshot_was=old.snapshot,
        snapshot=new.snapshot,
    )


def list_moved(
    record: Record, texts: dict[str, str], names: Iterable[str] = (), now: Mapping[str, str] | None = None
) -> list[Moved]:
    """Every finding that moved, or those named, with the sentences it touches.

    Args:
        record: with the changes, findings and claims.
        texts: of the stories, by their file.
        names: of findings; none means all.
        now: what the record gives now for each claim, where that is known.
    """
    wanted = set(names)
    authorities = {authority.id: authority.name for authority in record.all(Authority)}
    titles = {finding.id: finding.title for finding in record.all(Finding)}
    claims = record.all(Claim)
    return [
        Moved(
            change,
            titles.get(change.id, change.id),
            tuple(
                (authorities.get(label, label), _say(was, change.unit), _say(now, change.unit))
                for label, was, now in change.rows
            ),
            tuple(find_touched(claims, texts, change.id, now)),
        )
        for change in sorted(record.all(FindingChange), key=lambda change: change.id)
        if change.id in titles and (not wanted or change.id in wanted)
    ]


def find_touched(
    claims: Iterable[Claim], texts: dict[str, str], name: str, now: Mapping[str, str] | None = None
) -> Iterator[Touched]:
    """Every sentence with a figure that rests on a finding, each once, in the order of the text."""
    seen = set()
    for claim in sorted(claims, key=lambda claim: (claim.origin, claim.start)):
        text = texts.get(claim.origin)
        if name not in claim.bound_to.split(", ") or text is None:
            continue
        start, end = _find_sentence(text, claim.start, claim.end)
        if (claim.origin, start) in seen:
            continue
        seen.add((claim.origin, start))
        words = _MARK.sub("", " ".join(text[start:end].split()))
        line = text.count("\n", 0, claim.start) + 1
        gives = (now or {}).get(claim.id, claim.value)
        yield Touched(claim.origin, line, words, claim.value, claim.verdict.value, gives)


def render_moved(moved: Moved) -> str:
    """A change as text, for a terminal."""
    change = moved.change
    lines = [f"{change.id}: was {moved.was}, is {moved.now}", f"  {moved.title}"]
    if change.is_new_query:
        lines.append("  Its query changed too: not only the record moved it.")
    lines += [f"  {name}: {was} -> {now}" for name, was, now in moved.rows]
    for said, ids in (
        ("cases came", change.cases_came),
        ("cases went", change.cases_went),
        ("tallies came", change.tallies_came),
        ("tallies went", change.tallies_went),
    ):
        if ids:
            lines.append(f"  {len(ids)} {said}: {render_list(list(ids), 5)}")
    if not moved.sentences:
        lines.append("  No sentence of the story rests on it.")
    for one in moved.sentences:
        lines.append(f"  {one.origin}:{one.line} [{one.verdict}] {one.words}")
        lines.append(
            f"    tried against: {one.says}; the record gives now: {one.now}"
            if one.is_behind
            else f"    now: {one.says}"
        )
    return "\n".join(lines)


def _list_moved_rows(old: Finding, new: Finding) -> Iterator[tuple[str, Interval | None, Interval | None]]:
    """By authority where the finding adds authorities up, else by label."""
    before = {row.label: row.value for row in (old.parts or old.rows)}
    after = {row.label: row.value for row in (new.parts or new.rows)}
    for label in dict.fromkeys([*before, *after]):
        if before.get(label) != after.get(label):
            yield label, before.get(label), after.get(label)


def _less(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(some) - set(others)))


def _say(value: Interval | None, unit: str) -> str:
    return render_value(value, unit) if value is not None else "nothing"


def _find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    head = text.find("\n+++", 3) if text.startswith("+++") else -1
    if start < head:
        # Between the fences stand keys with their values, a line each.
        return text.rfind("\n", 0, start) + 1, text.find("\n", end)
    breaks = [found.span() for found in _BREAK.finditer(text)]
    first = max((stop for _, stop in breaks if stop <= start), default=0)
    last = min((begin for begin, _ in breaks if begin >= end), default=len(text))
    return first, last
