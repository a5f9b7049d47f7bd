"""The nouns of access law: a law, its clocks and provisions, a due date with its proof, a citation.

What lives here: frozen records that say what an access law *is*. What comes in: values read from the law
data files by ``answerable.law``. What must never be here: the files, the counting of days, the reading of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# The last part of a section: "(a)" of "40(3A)(a)", " lit. g" of "3 Nr. 1 lit. g".
_LAST_PART = re.compile(r"\s*(?:\([^()]*\)|\s(?:Nr\.|Abs\.|Satz|lit\.)\s*\S+)\Z")


class ClockName(StrEnum):
    """Which period a due date belongs to. Not every law has every clock."""

    RESPONSE = "response"
    """The first answer."""
    EXTENDED_RESPONSE = "extended_response"
    """The answer when the law lets the authority take longer (public interest, complexity)."""
    SCHOOL_RESPONSE = "school_response"
    """The first answer of a maintained school, whose days are school days."""
    REVIEW_REQUEST = "review_request"
    """The last day on which the requester can ask for a review."""
    REVIEW_ANSWER = "review_answer"
    """The answer to a review."""
    EXTENDED_REVIEW_ANSWER = "extended_review_answer"
    """The answer to a review that the guidance lets run longer."""
    REGULATOR_APPLICATION = "regulator_application"
    """The last day on which the requester can go to the regulator (or to court)."""


class DayUnit(StrEnum):
    """What a clock counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"


class ProvisionKind(StrEnum):
    """What a section of a law does. Only ``EXEMPTION`` is a ground for withholding."""

    EXEMPTION = "exemption"
    """A ground in law for withholding (the EIRs say *exception*)."""
    CONDITION = "condition"
    """Says when another part of an exemption applies (FOIA s.31(2), s.40(3A)); cited beside it, no ground alone."""
    LIMIT = "limit"
    """The duty does not bite: cost (FOIA s.12), vexatious or repeated (FOIA s.14). Not an exemption."""
    DUTY = "duty"
    """A duty, notice, right or procedure (FOIA s.1, 10, 16, 17, 45, 50, 57). Never an exemption."""
    DEFINITION = "definition"
    """What a word means (FOISA s.73). Never an exemption."""


class ExemptionTest(StrEnum):
    """Whether the public interest must be weighed before the exemption can be relied on."""

    ABSOLUTE = "absolute"
    QUALIFIED = "qualified"
    MIXED = "mixed"
    """Absolute in some subsections, qualified in others."""
    NONE = "none"
    """Not an exemption, so there is nothing to weigh."""


class CitationMode(StrEnum):
    """A hint, from the words around a citation, of what the authority does with the section."""

    ENGAGED = "engaged"
    """The words say that the section applies or is relied on."""
    CONSIDERED = "considered"
    """The words weigh, warn of, or rule out the section."""
    DUTY = "duty"
    """The section is a duty or notice, whatever the words say."""
    MENTIONED = "mentioned"
    """Nothing near the citation decides."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday in one division (``england-and-wales``, ``scotland``, ``northern-ireland``, ...)."""

    on: date
    title: str
    division: str


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that a clock did not count, and why."""

    date: date
    why: str


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a clock, with its proof: where it starts, each day not counted, the rule of law.

    ``day_zero`` is the day that is not counted; the first counted day comes after it. ``verify`` is true
    where the rule was written from memory or from guidance, so that a screen can say so.
    """

    received_on: date
    law: str
    due_on: date
    day_zero: date
    day_zero_why: str
    skipped: tuple[SkippedDay, ...]
    statute: str
    clock: ClockName
    limit: int
    unit: DayUnit
    calendar: str = ""
    notes: tuple[str, ...] = ()
    verify: bool = False
    paused: tuple[tuple[date, date], ...] = ()
    """Stretches, both ends included, that a fee notice took out of the clock."""
    awaited: tuple[tuple[date, date], ...] = ()
    """Stretches, both ends included, that waiting for a clarification took out of the clock."""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock of a law, as the data file states it."""

    name: ClockName
    limit: int
    unit: DayUnit
    statute: str
    starts: str
    """What happens on day zero, in words ("the authority receives the request")."""
    note: str = ""
    verify: bool = False
    ends_on_working_day: bool = False
    """True where a period that ends on a non-working day ends on the next working day instead."""
    ends_statute: str = ""
    waits_for_due: bool = False
    """True where the clock never starts before the time for answering is over (FOISA s.20(5))."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A section (or regulation, or article) of a law: what it is called and what it does."""

    law: str
    section: str
    """As cited without its word: ``40``, ``40(2)``, ``12(4)(b)``, ``3 Nr. 1``."""
    title: str
    kind: ProvisionKind
    test: ExemptionTest = ExemptionTest.NONE
    advice: str = ""
    neither_confirms_nor_denies: bool = False
    """True where the section frees the authority from saying whether it holds the information at all."""
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who decides when the authority and the requester do not agree."""

    name: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class AccessLaw:
    """The law a request is made under: limits, exemptions, review, regulator."""

    id: str
    name: str
    short: str
    jurisdiction: str
    language: str
    site: str
    provision_word: str
    """``section``, ``regulation``, ``article`` or ``§``."""
    exemption_word: str
    """``exemption`` or ``exception``."""
    divisions: tuple[str, ...]
    """Divisions whose holidays are not working days. Empty: the law counts no working days."""
    working_day_statute: str
    clarification: str
    """``restarts``, ``pauses`` or ``none``: what a clarification does to the response clock."""
    clarification_statute: str
    fee_notice: str
    """``pauses`` or ``none``."""
    fee_notice_statute: str
    regulator: Regulator
    clocks: tuple[ClockRule, ...]
    provisions: tuple[Provision, ...]
    names: tuple[str, ...] = ()
    """How letters write this law's name and no other's: ``Freedom of Information Act 2000``."""
    loose_names: tuple[str, ...] = ()
    """Names that several laws share (``FOI Act``); they mean this law only where it is the one in hand."""
    cited_as: tuple[str, ...] = ()
    """Words that stand before a section number: ``section``, ``s.``, ``regulation``, ``§``."""
    exemption_section: str = ""
    """Where the law numbers its exemptions apart ("exemption 6"), the section that they are paragraphs of."""
    last_section: int = 0
    """The law's last section, so that a higher number is never taken for one. 0: not known."""
    clarification_verify: bool = False
    working_day_verify: bool = False
    fee_notice_verify: bool = False

    def clock(self, name: ClockName) -> ClockRule | None:
        """Return the rule of a clock, or None where the law has no such clock."""
        return next((rule for rule in self.clocks if rule.name == name), None)

    def find_provision(self, section: str) -> Provision | None:
        """Return the provision for a cited section, or for the nearest part of the law around it.

        ``40(3A)(a)`` is found as ``40(3A)`` when the file names it, else as ``40``.
        """
        while section:
            for provision in self.provisions:
                if provision.section == section:
                    return provision
            section = _LAST_PART.sub("", section) if _LAST_PART.search(section) else ""
        return None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a text that cites a section of an access law.

    ``text[start:end] == exact``. ``section`` is normalised (``40(2)(a)``), ``number`` is its first part and
    ``chain`` the rest (``("2", "a")``). Two sections run together in one place ("40(2) and (5)") are two
    citations, each with its own characters.
    """

    law: str
    section: str
    number: str
    chain: tuple[str, ...]
    kind: ProvisionKind | None
    """None when the law's data file does not know the section."""
    mode: CitationMode
    start: int
    end: int
    exact: str
    law_from: str = "default"
    """``named`` when the text names the law beside the section, else ``default``."""
