"""The access laws: statutes as data, and pure functions over them.

What lives here: which laws there are, their clocks with proofs, their sections, and how letters cite them. What
comes in: dates and text; what goes out: the nouns of ``answerable.model.law``. What must never be here: files of
an investigation, the record, the network, what an authority decided (that is ``track``).

Public: the names in ``__all__``; first of all `get_law`, `list_laws`, `due` and `find_citations`.
"""

from answerable.law.citations import find_citations
from answerable.law.clocks import FeeNotice, MovedDueDate, due, find_moved, is_working_day, recompute, review_starts_on
from answerable.law.deadlines import Deadline, render_deadlines
from answerable.law.grounds import Ground, find_ground_provision, make_grounds
from answerable.law.holidays import (
    HolidayCalendar,
    HolidayTable,
    get_calendar,
    load_calendar,
    load_holidays,
    parse_holidays,
)
from answerable.law.laws import find_law, get_law, list_laws, parse_law
from answerable.law.names import LawMention, find_law_names
from answerable.law.proofs import render_proof

__all__ = [
    "Deadline",
    "FeeNotice",
    "Ground",
    "HolidayCalendar",
    "HolidayTable",
    "LawMention",
    "MovedDueDate",
    "due",
    "find_citations",
    "find_ground_provision",
    "find_law",
    "find_law_names",
    "find_moved",
    "get_calendar",
    "get_law",
    "is_working_day",
    "list_laws",
    "load_calendar",
    "load_holidays",
    "make_grounds",
    "parse_holidays",
    "parse_law",
    "recompute",
    "render_deadlines",
    "render_proof",
    "review_starts_on",
]
