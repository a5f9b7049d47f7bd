"""Counts in prose: numbered answers, lists by year and sentences that count people, to tallies.

In: passages with the question they stand under, and the document's notes. Out: `Tally` rows, and problems where a
number is of a period that its sentence leaves open. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.extract.counting.clauses import SentenceCounts
from answerable.extract.counting.notes import Notes
from answerable.extract.counting.nouns import list_nouns
from answerable.extract.counting.parts import is_dashed_list
from answerable.extract.counting.periods import find_reported
from answerable.extract.counting.sentence import Context, bare_figures
from answerable.extract.counting.unread import read_only_numbers
from answerable.extract.cues import find_codes, find_measures
from answerable.extract.narrative.cases import Origin
from answerable.extract.narrative.passages import Passage
from answerable.extract.narrative.sentences import find_sentences
from answerable.extract.questions import Asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook

_TITLE = 120
"""How long a title among the first lines of a document may be."""
_STRONG = re.compile(
    r"\b(?:number\s+of|total|in\s+total|officers|nobody|no\s+officer|none|nil|altogether|of\s+whom|of\s+these)\b",
    re.IGNORECASE,
)


def make_context(
    numbered: Sequence[tuple[Passage, Asked | None, bool]],
    codebook: Codebook,
    origin: Origin,
    notes: Notes,
    questions: Sequence[Asked] = (),
) -> Context:
    """What holds for all the sentences of a document.

    Args:
        numbered: passages, each with its question and whether it only repeats it.
        codebook: what is asked.
        origin: whose words they are.
        notes: what the document says of its figures.
        questions: those of the letter. A count without a period of its own covers the one that they ask about; a list
            by year without a word on it counts what the first of them asks.
    """
    return Context(
        codebook,
        origin,
        notes,
        whole=questions[0].period if questions else None,
        first=next((one.measures[0] for one in questions if one.measures), None),
        nouns=list_nouns(
            (one.text for one in questions), of_people=codebook.has_ranks, counted=_find_counted(codebook)
        ),
        dashes_part=any(is_dashed_list(one.text) for one, _, _ in numbered),
        reported=find_reported("\n".join(one.text for one, _, _ in numbered[:4] if _is_title(one.text))),
    )


def _find_counted(codebook: Codebook) -> str:
    """What a case is one of, where the codebook says it in a word of its own."""
    return "" if codebook.has_ranks or codebook.counted in ("cases", "matters") else codebook.counted


def make_prose_tallies(numbered: Sequence[tuple[Passage, Asked | None, bool]], context: Context) -> list[Tally]:
    """Read every count that a document states outside its tables; what is unclear is added to the context's problems.

    Args:
        numbered: passages, each with its question and whether it only repeats it.
        context: of the document.
    """
    out: list[Tally] = []
    above: str | None = None
    question: Asked | None = None
    for passage, asked, repeated in numbered:
        if repeated or asked is not question:
            above, question = None, asked
        if repeated:
            continue
        here = _read_passage(passage, asked, context, above)
        out += here
        if not here:
            above = _measure_named(passage.text, context.codebook) or above
    return [*out, *read_only_numbers(numbered, out, context)]


def _is_title(text: str) -> bool:
    return len(text) < _TITLE and not text.rstrip().endswith(".")


def _measure_named(text: str, codebook: Codebook) -> str | None:
    """ "Dismissed:" above a list by year names the measure of the lines beneath it."""
    if len(text) > 160 or not (text.rstrip().endswith(":") or (len(text) < 60 and not re.search(r"[,.;\d]", text))):
        return None
    names = list(dict.fromkeys(one.category for one in find_measures(text, codebook)))
    return names[0] if len(names) == 1 else None


def _read_passage(passage: Passage, asked: Asked | None, context: Context, above: str | None) -> list[Tally]:
    if asked is not None and asked.case_by_case:
        return []
    text = passage.text
    context.last, context.carried = None, ""
    is_aggregate = bool(_STRONG.search(text)) and not _tells_of_conduct(text, context.codebook)
    out: list[Tally] = []
    sentences = [(0, len(text))] if bare_figures(text, context, asked) else find_sentences(text)
    for low, high in sentences:
        reader = SentenceCounts(passage, low, high, asked, context, above, is_aggregate)
        here = reader.read()
        context.carried = here[0].measure if here and not context.carried else context.carried
        out += here
    return out


def _tells_of_conduct(text: str, codebook: Codebook) -> bool:
    """Whether a passage tells what somebody did, so that "one constable" in it is a case and no count."""
    names = ("behaviours", "platform")
    return all((variable := codebook.find_variable(name)) is not None and find_codes(text, variable) for name in names)
