"""The words by which an answer sheet is known: `ask` writes it, `extract` reads it when it comes back.

What lives here: the format's name, its sheets, its list of decisions. What must never be here: reading or writing.
"""

from __future__ import annotations

FORMAT = "answerable answer sheet 1"
README, ANSWERS, CASES, COUNTS, LISTS = "Read me", "Answers", "Cases", "Counts", "Lists"
DECISIONS = (
    ("Answered in full", "disclosed"),
    ("Answered in part", "partly_disclosed"),
    ("Not held", "not_held"),
    ("Refused", "refused"),
    ("Neither confirmed nor denied", "neither_confirmed_nor_denied"),
    ("Over the cost limit", "cost_limit_exceeded"),
    ("Already published", "already_public"),
)
WHOLE_PERIOD = "Whole period"
