"""People who ruled, by a number instead of their names.

What comes in: judgements. What goes out: a pseudonym for each person, and the judgements as rows without names,
identifiers or times of day. The numbers follow the order in which people first ruled; nothing in them can be reckoned
back to a name, not even by whoever guesses it. Never here: names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from answerable.model.judgement import Judgement
from answerable.publish.privacy import Names, mask

COLUMNS = ("number", "on", "by", "ruling", "noun", "subject", "variable", "before", "after", "reason", "undoes")
NOUNS = ("case", "tally", "classification", "link")
"""What judgements are published of. Those about quarantined content, names and replies are the newsroom's own."""


def name_coders(judgements: Iterable[Judgement]) -> Mapping[str, str]:
    """A pseudonym for each who ruled: ``coder 1`` ruled first."""
    ordered = sorted(judgements, key=lambda judgement: (judgement.made_at, judgement.id))
    people = dict.fromkeys(judgement.by for judgement in ordered)
    return {person: f"coder {number}" for number, person in enumerate(people, 1)}


def list_decisions(judgements: Iterable[Judgement], shown: frozenset[str], names: Names) -> Iterator[tuple[str, ...]]:
    """Judgements on published records, in the order of making.

    Args:
        judgements: all of them.
        shown: ids of the published cases, tallies and classifications.
        names: taken out of reasons and values.
    """
    ordered = sorted(judgements, key=lambda judgement: (judgement.made_at, judgement.id))
    coders = name_coders(ordered)
    numbers: dict[str, str] = {}
    for judgement in ordered:
        subjects = judgement.subject.split("+")
        if judgement.noun not in NOUNS or not all(subject in shown for subject in subjects):
            continue
        numbers[judgement.id] = str(len(numbers) + 1)
        # A row that a person added holds spans with words around them: only that it was added is told.
        whole = judgement.ruling.value == "add"
        yield (
            numbers[judgement.id],
            judgement.made_at[:10],
            coders[judgement.by],
            judgement.ruling.value,
            judgement.noun,
            judgement.subject,
            judgement.variable,
            "" if whole else _plain(judgement.before, names, coders),
            "" if whole else _plain(judgement.after, names, coders),
            mask(judgement.reason, names).text,
            numbers.get(judgement.undoes, ""),
        )


def _plain(text: str, names: Names, coders: Mapping[str, str]) -> str:
    """A value before or after; one that carries spans is left out, because spans hold words of pages."""
    if '"span"' in text or '"prefix"' in text:
        return ""
    try:
        value = json.loads(text)
    except ValueError:
        return mask(text, names).text
    if isinstance(value, dict) and value.get("by"):
        value["by"] = coders.get(value["by"], "coder")
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return mask(text, names).text
