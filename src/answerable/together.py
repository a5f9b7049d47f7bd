"""Several people at one record: a ruling is kept and laid over its row at once, and the stages catch up later.

In: an investigation, rulings. Out: what was kept. `Investigation.rule` is for one person: it holds the record and
runs extract over all that the ruling may touch. Here each ruling takes one short transaction, whoever else rules;
what needs more than its own row waits for `catch_up`. Never here: what a ruling changes, screens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from answerable.errors import RecordBusy
from answerable.extract.recoding import note_codebook
from answerable.extract.review import apply_judgements
from answerable.investigation import Investigation
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Page
from answerable.model.judgement import Judgement, Ruling
from answerable.store.team.clerk import Clerk
from answerable.store.team.saving import Laying, Saved, Wish, save_wishes

_NOTED: WeakKeyDictionary[Investigation, tuple[int, Codebook]] = WeakKeyDictionary()
"""The codebook that the last line about codebooks names, and how many such lines there were."""
_AT_ONCE = (Ruling.ACCEPT, Ruling.AMEND, Ruling.REJECT)
"""Rulings that change the row that they name and no other."""
_STAGES = {
    "case": ("extract",),
    "tally": ("extract",),
    "assignment": ("extract",),
    "link": ("reconcile",),
    "message": ("track", "extract"),
    "press": ("reconcile",),
    "classification": ("track", "extract"),
}
"""The stages that lay a ruling over the record, where it is not laid as it is kept."""


def rule_together(one: Investigation, judgements: Sequence[Judgement], seen: Mapping[str, str], clerk: Clerk) -> Saved:
    """Keep rulings, in the record; the folder's decisions/ is written by `Investigation.export_decisions`.

    Args:
        one: the investigation.
        judgements: in the order of making.
        seen: by subject, the version that the person saw (`tell_version`).
        clerk: who saves for all who rule on this record at the same instant.

    Raises:
        RulingOvertaken: somebody ruled on the same since; nothing was kept.
    """

    (saved,) = keep_together(one, [Wish(tuple(judgements), seen)], clerk)
    if isinstance(saved, Exception):
        raise saved
    waits = [line.noun for line in saved.kept if line.noun not in ("case", "tally")]
    if saved.laid and not any(noun in _STAGES for noun in waits):
        return saved
    laid = catch_up(one, [line.noun for line in saved.kept])
    return Saved(saved.kept, laid)


def keep_together(one: Investigation, wishes: Sequence[Wish], clerk: Clerk) -> list[Saved | Exception]:
    """Keep what several people ask for and lay it over its own rows; `catch_up` does what needs more than that.

    Args:
        one: the investigation.
        wishes: of each person.
        clerk: who saves for all who rule on this record at the same instant.

    Returns:
        For each what was kept, or why nothing was.
    """

    def save(all_wishes: Sequence[Wish]) -> list[Saved | Exception]:
        _note_codebook(one, [line for wish in all_wishes for line in wish.judgements])
        return save_wishes(one.record, all_wishes, LAYING)

    return clerk.save(wishes, save)


def _note_codebook(one: Investigation, judgements: Sequence[Judgement]) -> None:
    """Keep a line that says which codebook these are made by, where the last such line says another."""
    codebook, n_lines = one.project.codebook, one.record.count_judgements("codebook")
    if _NOTED.get(one) == (n_lines, codebook):
        return
    noted = note_codebook(codebook, one.record.judgements("codebook"), judgements)
    if noted is not None:
        one.record.append_judgements([noted])
    elif n_lines:
        _NOTED[one] = (n_lines, codebook)


def catch_up(one: Investigation, nouns: Sequence[str]) -> bool:
    """Run the stages that lay rulings on these nouns; False where another run is going on, which is not waited for."""
    stages = {stage for noun in nouns for stage in _STAGES.get(noun, ())}
    try:
        for _ in one.run(sorted(stages)) if stages else ():
            pass
    except RecordBusy:
        return False
    return True


def find_places(row: Case | Tally, new: Sequence[Judgement]) -> set[tuple[str, int]]:
    """The pages, by document and number, whose words a ruling on a row is checked against."""
    places = {(line.span.document, line.span.page) for line in new if line.span is not None}
    values = row.values if isinstance(row, Case) else ()
    for coded in (coded for one in values for coded in (one.ruled, one.proposed)):
        if coded is not None and coded.span is not None:
            places.add((coded.span.document, coded.span.page))
    return {*places, (row.document, row.span.page)}


def lay_over(row: Case | Tally, new: Sequence[Judgement], pages: Mapping[tuple[str, int], Page]) -> Case | Tally | None:
    """A row with rulings laid over it, or None where they reach beyond it: an addition, something taken back."""
    if any(line.undoes or line.ruling not in _AT_ONCE for line in new):
        return None
    reviewed = apply_judgements([row], new, pages)
    if reviewed.problems or len(reviewed.rows) != 1:
        return None
    return reviewed.rows[0]


LAYING = Laying(find_places, lay_over)
