"""Words that authorities read in different ways, and words that make a request costly.

What lives here: data, each entry with what unsettles it and what to write instead. What must never be here: the
checking of a batch (``preflight``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is read in different ways unless the letter says how it is meant."""

    pattern: re.Pattern[str]
    settled_by: re.Pattern[str]
    why: str
    remedy: str

    def find(self, text: str) -> re.Match[str] | None:
        """Return the word as the letter writes it, or None where the letter settles it."""
        match = self.pattern.search(text)
        return match if match and not self.settled_by.search(text) else None


def _term(pattern: str, settled_by: str, why: str, remedy: str) -> Term:
    return Term(re.compile(pattern, re.IGNORECASE), re.compile(settled_by, re.IGNORECASE), why, remedy)


TERMS = (
    _term(
        r"\bofficers\b",
        r"\bspecial constables?\b|\bnot (?:police )?staff\b|\bby officers? I mean\b",
        "forces count special constables, community support officers and staff or leave them out",
        "say who counts: police officers and special constables, or staff too",
    ),
    _term(
        r"\bdisciplin(?:ed|ary)\b",
        r"\b(?:outcome|sanction|warning|dismiss|any formal|any disciplinary)",
        "some forces count any finding, others only formal outcomes",
        "name the outcomes that count, or ask for the outcome of each case",
    ),
    _term(
        r"\bdismissed\b",
        r"\bwould have been dismissed\b|\bformer officers?\b",
        "former officers who would have been dismissed are counted in or left out",
        "ask for both numbers, each by itself",
    ),
    _term(
        r"\bcomplaints?\b",
        r"\bcomplaints? (?:means|recorded under|allegations?)\b|\bschedule 3\b|\ballegations?\b",
        "a complaint, a complaint case and an allegation are three counts",
        "say which you mean: cases, allegations or people",
    ),
    _term(
        r"\bincidents?\b",
        r"\bincidents? (?:recorded|logged|means)\b|\bby incidents? I mean\b",
        "an incident is a call, a log or a crime, by force",
        "say which record you mean",
    ),
    _term(
        r"\bsocial media\b",
        r"\bwhats ?app\b|\bincluding\b|\bmessag",
        "some forces leave messaging services out",
        "say whether WhatsApp and other messaging services count",
    ),
    _term(
        r"\b(?:recent(?:ly)?|current(?:ly)?|at present|to date)\b",
        r"\bas of \d|\bon \d{1,2} \w+ \d{4}\b",
        "each authority reads it on another day",
        "write a day",
    ),
)

COSTLY = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"\b(?:all|any|copies of|every)\s+(?:and all\s+)?(?:e-?mails?|correspondence|communications?|messages)\b",
         "a search of mailboxes, which as a rule goes over the limit"),
        (r"\b(?:all|any) (?:and all )?(?:documents?|records?|information|files)\b", "a bounded kind of document"),
        (r"\bfull (?:details|account|circumstances)\b", "a short description"),
        (r"\bin as much detail as possible\b", "a short description"),
    )
)  # fmt: skip
