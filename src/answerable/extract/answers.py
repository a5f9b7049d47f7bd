"""One answer or one log item, all passes over it: tables, answer sheets, counts in prose, narratives, combined.

In: its documents' pages and tables, the codebook, the questions. Out: rows and problems, before anything is ruled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from answerable.extract.combine import combine_tallies
from answerable.extract.counting.counts import make_context, make_prose_tallies
from answerable.extract.counting.notes import Notes, read_notes
from answerable.extract.counting.sentence import Context
from answerable.extract.counting.tallies import find_in_part
from answerable.extract.counting.unread import Numbered, find_unread
from answerable.extract.narrative.cases import Origin, make_narrative_cases
from answerable.extract.narrative.passages import Passage, make_passages
from answerable.extract.narrative.plain import make_plain_cases
from answerable.extract.places import Stretch
from answerable.extract.questions import Asked, number_passages
from answerable.extract.tabular.answer_sheets import is_answer_sheet, read_answer_sheet
from answerable.extract.tabular.parties import Party
from answerable.extract.tabular.recipes import follow_recipes
from answerable.extract.tabular.tables import extract_tables
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Document, Page, Table
from answerable.model.log import PRESS, LogItem
from answerable.model.problem import Problem
from answerable.model.recipe import Recipe
from answerable.tables.recipe import NO_LONGER_FITS

_BYLINE = re.compile(
    r"\s*(?:(?:by|from|published|posted|updated|last updated|first published)\b[^\n.]{0,80}?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?\s+\d{4}\b[^\n.]{0,40}\s*",
    re.IGNORECASE,
)
"""Who wrote an article and when it came out: a line with a date and without a sentence, and no date of a decision."""


def extract_answer(
    documents: Sequence[str],
    pages: Mapping[str, Sequence[Page]],
    tables: Mapping[str, Sequence[Table]],
    codebook: Codebook,
    origin: Origin,
    asked: Sequence[Asked],
    recipes: Sequence[Recipe] = (),
    files: Sequence[Document] = (),
    parties: Sequence[Party] = (),
) -> tuple[list[Case | Tally], list[Problem]]:
    """Run every pass over an answer.

    Args:
        documents: sha256, attachments first, the letter last.
        pages: by document.
        tables: by document.
        codebook: what is asked.
        origin: whose answer it is; each row carries its own document.
        asked: the questions of the letter.
        recipes: written for files of these names; a table that a recipe takes from is not read again.
        files: the documents, for their names.
        parties: all who were asked, for answers that several give together.
    """
    cases: list[Case] = []
    tallies: list[Tally] = []
    problems: list[Problem] = []
    read: list[tuple[Numbered, Context]] = []
    texts = [one.text for one in asked]
    letter_notes = read_notes((page.text for page in pages.get(documents[-1], ()) if page.kind != "sheet"), texts)
    for document in documents:
        here = replace(origin, document=document)
        its_pages, its_tables = pages.get(document, ()), tables.get(document, ())
        notes = merge_notes(read_notes(_texts(its_pages, its_tables), texts), letter_notes)
        file = next((one for one in files if one.id == document), None)
        followed = (
            follow_recipes(recipes, file, its_pages, its_tables, codebook, here, notes) if file and recipes else None
        )
        if followed is not None:
            cases += followed.cases
            tallies += followed.tallies
            problems += followed.problems
            if followed.cases or followed.tallies or not any(one.code == NO_LONGER_FITS for one in followed.problems):
                continue  # a next version that the recipe no longer fits is read without it, and said to be
        if is_answer_sheet(its_pages):
            returned = read_answer_sheet(its_pages, its_tables, codebook, here, asked, notes)
            cases += returned.cases
            tallies += returned.tallies
            problems += returned.problems
            continue
        from_tables = extract_tables(its_tables, its_pages, codebook, here, notes, asked, parties)
        cases += from_tables.cases
        tallies += from_tables.tallies
        problems += from_tables.problems
        passages = drop_tables(make_passages(its_pages), its_tables)
        numbered = number_passages(passages, asked)
        context = make_context(numbered, codebook, here, notes, asked)
        tallies += make_prose_tallies(numbered, context)
        cases += _tell_cases(codebook)(numbered, codebook, here)
        problems += context.problems
        read.append((numbered, context))
    problems += [one for numbered, context in read for one in find_unread(numbered, tallies, cases, context)]
    problems += find_in_part(tallies)
    where = f"answer of {origin.authority_id}"
    combined, more = combine_tallies(tallies, documents, where)
    return [*cases, *combined], [*problems, *more]


def extract_log_item(
    item: LogItem,
    pages: Sequence[Page],
    codebook: Codebook,
    tables: Sequence[Table] = (),
    method: str = "published_log",
) -> list[Case | Tally]:
    """Code one item of a published log, or a press report: the matter of one subject, or of several officers in it.

    An item that is a row of a table of outcomes is read by its columns; one that is a table of keys and values, or
    words, is read as a report.
    """
    page = next((one for one in pages if one.number == item.span.page), None)
    if page is None:
        return []
    low, high = item.span.start, item.span.end
    if page.text[low:high] != item.span.exact:
        low = page.text.find(item.span.exact)
        if low < 0:
            return []
        high = low + len(item.span.exact)
    origin = Origin(item.document, item.authority_id, method, log_item_id=item.id)
    rows = [
        case
        for case in extract_tables(
            [one for one in tables if one.page == page.number], pages, codebook, origin, Notes(), ()
        ).cases
        if low <= case.span.start and case.span.end <= high
    ]
    if rows:
        return [without_future(case, item.last_seen_on) for case in rows]
    passages = [
        part for passage in make_passages([page], with_tables=True) if (part := _clip(passage, low, high)) is not None
    ]
    for span in item.rest:  # a report goes on over the pages of its document, and its outcome stands at the end
        further = [one for one in pages if one.number == span.page]
        clipped = (_clip(passage, span.start, span.end) for passage in make_passages(further, with_tables=True))
        passages += [part for part in clipped if part is not None]
    if method == PRESS:
        passages = [one for one in passages if not _BYLINE.fullmatch(one.stretch.text)]
    cases = _tell_cases(codebook)([(one, None, False) for one in passages], codebook, origin, one_item=True)
    return [without_future(case, item.last_seen_on) for case in cases]


def _tell_cases(codebook: Codebook) -> Callable[..., list[Case]]:
    """How matters told in words become cases: by rules for services with ranks, else by the codebook alone."""
    return make_narrative_cases if codebook.has_ranks else make_plain_cases


def without_future(case: Case, seen_on: str) -> Case:
    """Leave out a decision's date that lies after the day on which the words were last seen: a notice."""
    decided = case.get("decided_on")
    if not seen_on or not isinstance(decided, str) or decided <= seen_on[: len(decided)]:
        return case
    return replace(case, values=tuple(value for value in case.values if value.variable != "decided_on"))


def _clip(passage: Passage, low: int, high: int) -> Passage | None:
    """The part of a passage that lies in an item."""
    piece = passage.stretch.pieces[0]
    start, end = max(piece.start, low), min(piece.end, high)
    if start >= end:
        return None
    if (start, end) == (piece.start, piece.end):
        return passage
    stretch: Stretch = passage.stretch.part(start - piece.start, end - piece.start)
    return replace(passage, stretch=stretch) if stretch.text.strip() else None


def drop_tables(passages: Sequence[Passage], tables: Sequence[Table]) -> list[Passage]:
    """Leave out passages that are the text of a table, which the table pass reads."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for table in tables:
        filled = [cell for cell in table.cells if cell.text.strip()]
        if filled:
            ranges.setdefault(table.page, []).append(
                (min(cell.start for cell in filled), max(cell.end for cell in filled))
            )
    kept = []
    for passage in passages:
        piece = passage.stretch.pieces[0]
        inside = any(
            low <= piece.start < high and piece.end <= high + 2 for low, high in ranges.get(piece.page.number, ())
        )
        if not inside:
            kept.append(passage)
    return kept


def merge_notes(own: Notes, letter: Notes) -> Notes:
    """A document's own notes, with the letter's where it has none."""
    return Notes(
        own.unit or letter.unit,
        own.financial or letter.financial,
        own.star or letter.star,
        own.zero_included or letter.zero_included,
        own.dismissed_allegations or letter.dismissed_allegations,
        tuple(dict.fromkeys((*own.words, *letter.words))),
        tuple(one for one in (*own.in_part, *letter.in_part) if one[0] is not None or one in own.in_part),
    )


def _texts(pages: Sequence[Page], tables: Sequence[Table]) -> list[str]:
    return [page.text for page in pages] + [f"{table.title}. {table.notes}" for table in tables]
