"""Who answered: for each authority its decision, grounds and lateness in plain words.

What comes in: authorities and their answers. What goes out: `BoardRow` values in order of name. Never here: HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from answerable.law.laws import find_law
from answerable.model.answer import Answer
from answerable.model.interval import Interval
from answerable.model.response import Decision
from answerable.publish.edition import Material
from answerable.publish.language import Language

_ = str
"""Marks a sentence for the catalogue; it is said by the page's language."""

DECISIONS: Mapping[Decision | None, tuple[str, str]] = {
    Decision.DISCLOSED: ("gave", _("gave the figures")),
    Decision.PARTLY_DISCLOSED: ("part", _("gave a part")),
    Decision.REFUSED: ("refused", _("refused")),
    Decision.NOT_HELD: ("refused", _("says it holds nothing")),
    Decision.NEITHER_CONFIRMED_NOR_DENIED: ("refused", _("would neither confirm nor deny")),
    Decision.COST_LIMIT_EXCEEDED: ("refused", _("refused on cost")),
    Decision.ALREADY_PUBLIC: ("part", _("says it is already public")),
    Decision.CLARIFICATION_SOUGHT: ("silent", _("asked back and did not answer")),
    Decision.UNDECIDED: ("silent", _("wrote without deciding")),
    None: ("silent", _("did not answer")),
}
STATES = (
    ("gave", _("gave the figures")),
    ("part", _("gave a part")),
    ("refused", _("refused or holds nothing")),
    ("silent", _("did not answer")),
)

# What a section means to a reader, by law and number; the law's own title where none stands here.
_PLAIN: Mapping[tuple[str, str], str] = {
    ("foia-2000", "12"): _("finding it would cost too much"),
    ("foia-2000", "14"): _("it calls the request vexatious or repeated"),
    ("foia-2000", "21"): _("it can be read elsewhere"),
    ("foia-2000", "22"): _("it is to be published later"),
    ("foia-2000", "23"): _("security bodies"),
    ("foia-2000", "24"): _("national security"),
    ("foia-2000", "30"): _("investigations"),
    ("foia-2000", "31"): _("law enforcement"),
    ("foia-2000", "38"): _("health and safety"),
    ("foia-2000", "40"): _("personal data"),
    ("foisa-2002", "12"): _("finding it would cost too much"),
    ("foisa-2002", "17"): _("it holds nothing"),
    ("foisa-2002", "25"): _("it can be read elsewhere"),
    ("foisa-2002", "35"): _("law enforcement"),
    ("foisa-2002", "38"): _("personal data"),
}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One authority on the board.

    Args:
        id: of the authority.
        name: of the authority.
        nation: the one it works in; empty for several.
        state: `gave`, `part`, `refused` or `silent`.
        says: the decision in plain words.
        grounds: in plain words, each with section and law.
        lateness: in plain words.
        days_late: as a number, for sorting; None where not known.
        count: disciplined officers or whatever the main measure is; None where not known.
        from_log: its figures come from its published log.
    """

    id: str
    name: str
    nation: str
    state: str
    says: str
    grounds: tuple[str, ...]
    lateness: str
    days_late: int | None
    count: Interval | None
    from_log: bool


def make_board(material: Material, language: Language, as_of: dt.date, measure: str) -> tuple[BoardRow, ...]:
    """A row for each authority that was asked.

    Args:
        material: of the record.
        language: to say it in.
        as_of: the day on which lateness of the silent is counted.
        measure: the main measure, shown as a number.
    """
    counts = {count.authority_id: count for count in material.counts if count.measure == measure}
    rows = []
    for authority in material.authorities.values():
        answer = material.answers.get(authority.id)
        if answer is None:
            continue
        state, says = DECISIONS[answer.decision]
        count = counts.get(authority.id)
        rows.append(
            BoardRow(
                id=authority.id,
                name=authority.name,
                nation=authority.nations[0] if len(authority.nations) == 1 else "",
                state=state,
                says=language.say(says),
                grounds=list_grounds(answer, language),
                lateness=say_lateness(answer, language, as_of),
                days_late=_days_late(answer, as_of),
                count=count.value if count else None,
                from_log=bool(count and count.basis == "published_log"),
            )
        )
    return tuple(rows)


def list_grounds(answer: Answer, language: Language) -> tuple[str, ...]:
    """Each ground once, in plain words, with the section as the letter cites it."""
    grounds: dict[str, list[str]] = {}
    for law_id, section in answer.grounds:
        law = find_law(law_id)
        number = section.partition("(")[0]
        provision = law.find_provision(section) if law else None
        plain = _PLAIN.get((law_id, number))
        words = language.say(plain) if plain else (provision.title if provision else law_id)
        grounds.setdefault(words, []).append(f"{law.short if law else law_id} s.{section}")
    return tuple(f"{words} ({', '.join(dict.fromkeys(cited))})" for words, cited in grounds.items())


def say_lateness(answer: Answer, language: Language, as_of: dt.date) -> str:
    """In time, so many days late, or overdue on the day the story is told; nothing where an answer has no day."""
    if answer.due_on is None or (answer.answered and answer.days_late is None):
        return ""
    if answer.days_late is None or not answer.answered:
        overdue = (as_of - answer.due_on).days
        if overdue <= 0:
            return ""
        return language.count("%(n)s day overdue", "%(n)s days overdue", overdue)
    if answer.days_late == 0:
        return language.say("in time")
    return language.count("%(n)s day late", "%(n)s days late", answer.days_late)


def _days_late(answer: Answer, as_of: dt.date) -> int | None:
    if answer.due_on is None:
        return None
    return answer.days_late if answer.answered else (as_of - answer.due_on).days
