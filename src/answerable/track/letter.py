"""The nouns of a classified letter, with places in its parts; `run` turns places into spans.

What lives here: frozen records. What comes in: what the pure functions of this room found. What must never be here:
documents, the record.
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.mentions import Mention


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one part of a letter.

    Args:
        part: 0 is the letter itself, 1 the first attached text, and so on.
        start: from 0 in that part.
        end: half open.
    """

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A reference or date that a letter states; `problem` says why it cannot be used, `value` is then its words."""

    value: str
    place: Place
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFound:
    """The decision on one question (None: the letter as a whole), with the words and the rule."""

    question: int | None
    decision: Decision
    place: Place | None
    rule: str


@dataclass(frozen=True, slots=True)
class GroundCited:
    """A section that a letter cites.

    Args:
        kind: `exemption`, `limit` (cost, vexatious), `duty` or `definition`; empty where the law's data lack it.
        mode: `engaged`, `considered` or `duty`.
    """

    law: str
    section: str
    kind: str
    mode: str
    place: Place
    question: int | None = None


@dataclass(frozen=True, slots=True)
class LetterClass:
    """What a letter is and decides.

    Args:
        kind: what it is.
        kind_place: the words that show it; None where its envelope does.
        decision: rolled up; None where the kind carries none.
        decisions: per question, and for the whole where the letter answers it so.
        grounds: every section cited, duties and weighed ones too, each with its mode.
        law: the law it is answered under; empty where nothing tells.
        authority: its name as a register or the letterhead gives it; empty where nothing tells.
        authority_id: its id in the register, when it is in one.
        share_sure: the share of letters with as much certainty that were right in kind and decision, measured on the
            letters of each hand by what was learned from the other hands.
        why: the rules that decided, with their words.
        decision_place: the words that show the decision rolled up; of a part answer, those by which a part is withheld.
        doubt: why a person should look: the rules and the comparison differ, or letters like it are often misread.
        signs: what the rules found, as it was weighed in the comparison.
        mentions: every citation of a section as the rules have it, in the letter and all that came with it.
    """

    kind: MessageKind
    kind_place: Place | None
    decision: Decision | None
    decisions: tuple[DecisionFound, ...] = ()
    grounds: tuple[GroundCited, ...] = ()
    law: str = ""
    law_place: Place | None = None
    authority: str = ""
    authority_id: str = ""
    authority_place: Place | None = None
    reference: Stated | None = None
    received_on: Stated | None = None
    answered_on: Stated | None = None
    share_sure: float = 0.0
    why: tuple[str, ...] = ()
    decision_place: Place | None = None
    doubt: str = ""
    signs: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
