"""What a letter decides: per question, then rolled up.

What comes in: passages with speakers and question numbers, evidence, sections cited. What goes out: decisions with the
words and the rule that show each. What must never be here: patterns (``rules/decisions.toml``), the letter's kind.

The order in which one ground gives way to another, stated once:

* In one sentence the more special words win: NCND, cost and "accessible elsewhere" over "exempt" and "refused", a part
  over the whole, a refusal over "attached".
* A question's own words win over the letter's general words ("we are withholding some of that").
* Over several questions: all alike give that; something given and something not give `partly_disclosed`; of several
  ways of giving nothing, `refused` stands before `cost_limit_exceeded`, `neither_confirmed_nor_denied`,
  `already_public`, `not_held`. A bare "yes" on which the next question hangs gives nothing by itself.
* Data given as a favour beside a refusal on cost leave it `cost_limit_exceeded` (FOIA s.12, s.16).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answerable.model.response import Decision
from answerable.track.evidence import Evidence
from answerable.track.grounds import Ground
from answerable.track.passages import Passage, Speaker
from answerable.track.questions import find_rest, is_mentioned

_DECISIVE = {item.value for item in Decision} - {"undecided", "clarification_sought"}
_ORDER = (
    Decision.REFUSED,
    Decision.COST_LIMIT_EXCEEDED,
    Decision.NEITHER_CONFIRMED_NOR_DENIED,
    Decision.ALREADY_PUBLIC,
    Decision.NOT_HELD,
)
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_BARE = re.compile(
    r"^\W*(?:(?:yes|no|ydy|ydyn|nac ydy)\b(?!\W+\w+\W+\w+\W+\w+)|(?:i |we )?(?:can )?confirm that\b(?!.*\d))",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?:n\s?/\s?a\b|not applicable\b)?\W*(?:please )?(?:see|refer to|as(?: per| for| in)?|same as)\b[^.]{0,30}"
    r"\b(?:above|q(?:uestion)?s?\b|part|point)",
    re.IGNORECASE,
)
_GATE = re.compile(
    r"\bif (?:the answer(?: to [\w ]{1,30})? is |the above is |so\b|yes\b|you (?:do|did|have)\b|this "
    r"is the case|applicable)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its words in the joined text; `gate` marks a bare yes or no."""

    question: int | None
    decision: Decision
    start: int
    end: int
    rule: str
    weight: int = 3
    gate: bool = False


def decide_questions(
    passages: Sequence[Passage],
    questions: Sequence[tuple[int, ...]],
    evidence: Sequence[Evidence],
    grounds: Sequence[Ground] = (),
) -> tuple[Ruling, ...]:
    """One ruling for each question that the letter answers by its number.

    Args:
        passages: with speakers.
        questions: the numbers each passage is about.
        evidence: words of decisions.
        grounds: the exemptions relied on; slow work beside one is no refusal on cost.
    """
    numbers = sorted(
        {
            number
            for place, about in enumerate(questions)
            for number in about
            if passages[place].speaker is Speaker.AUTHORITY
        }
    )
    rulings: list[Ruling] = []
    for number in numbers:
        mine = [item for item in evidence if number in item.questions]
        ruling = _decide(number, mine) or _decide_bare(number, passages, questions)
        slow = next((item for item in mine if item.means == Decision.COST_LIMIT_EXCEEDED.value), None)
        cited = next((item for item in grounds if item.question == number), None)
        if ruling is not None and cited is not None and ruling.rule in ("answer-in-words", "bare-figure") and not mine:
            ruling = Ruling(number, Decision.REFUSED, cited.start, cited.end, "section relied on", 2)
        if ruling is not None and ruling.decision is Decision.REFUSED and slow is not None and cited is None:
            ruling = replace(ruling, decision=Decision.COST_LIMIT_EXCEEDED, rule=f"{ruling.rule}, {slow.rule}")
        if ruling is not None and ruling.rule == "points-back":
            ruling = replace(rulings[-1], question=number) if rulings else None
        if ruling is not None:
            rulings.append(_mark_gate(ruling, number, passages, questions))
    return tuple(rulings)


def decide_whole(evidence: Iterable[Evidence]) -> Ruling | None:
    """The ruling of the words that are about no one question."""
    return _decide(None, list(evidence))


def roll_up(rulings: Sequence[Ruling], whole: Ruling | None, engaged: frozenset[str]) -> Ruling | None:
    """One decision for the letter, from its questions and its general words.

    Args:
        rulings: per question.
        whole: of the general words.
        engaged: what the exemptions engaged are: `exemption`, `public`, `limit`, `not_held`; empty where none.
    """
    if not rulings:
        return whole
    if whole is not None and whole.rule.startswith("cost-whole"):
        return whole
    if whole is not None and whole.decision not in _GIVES and all(item.rule == "answer-in-words" for item in rulings):
        # Words beside numbers that no rule knows may be the request again; the refusal below them is the answer.
        return whole
    counted = [item for item in rulings if not item.gate] or list(rulings)
    gives = [item for item in counted if item.decision in _GIVES]
    withholds = [item for item in counted if item.decision not in _GIVES]
    if gives and withholds:
        first = withholds[0]
        return Ruling(None, Decision.PARTLY_DISCLOSED, first.start, first.end, f"given and not given: {first.rule}")
    if gives:
        partly = next((item for item in counted if item.decision is Decision.PARTLY_DISCLOSED), None)
        if partly is not None:
            return Ruling(None, Decision.PARTLY_DISCLOSED, partly.start, partly.end, partly.rule)
        if whole is not None and whole.decision is Decision.COST_LIMIT_EXCEEDED and whole.rule.endswith("goodwill"):
            return whole
        if whole is not None and whole.decision not in _GIVES and whole.weight >= 3 and len(counted) < len(rulings) + 1:
            if whole.decision is Decision.ALREADY_PUBLIC and "public" not in engaged:
                return Ruling(None, Decision.DISCLOSED, gives[0].start, gives[0].end, gives[0].rule)
            return Ruling(None, Decision.PARTLY_DISCLOSED, whole.start, whole.end, f"given and not given: {whole.rule}")
        if whole is not None and whole.decision is Decision.PARTLY_DISCLOSED:
            return whole
        return Ruling(None, Decision.DISCLOSED, gives[0].start, gives[0].end, gives[0].rule, gives[0].weight)
    return _roll_up_withheld(rulings, whole, counted)


def _roll_up_withheld(rulings: Sequence[Ruling], whole: Ruling | None, counted: Sequence[Ruling]) -> Ruling | None:
    """As `roll_up`, where no question by itself is given anything."""
    kinds = {item.decision for item in counted}
    if (
        whole is not None
        and whole.decision in _GIVES
        and whole.weight >= 2
        and min(item.question or 0 for item in rulings) > 1
    ):
        # "As for the second part": what stands before it answers the first.
        first = counted[0]
        return Ruling(None, Decision.PARTLY_DISCLOSED, first.start, first.end, f"given and not given: {first.rule}")
    for decision in _ORDER:
        if decision in kinds:
            first = next(item for item in counted if item.decision is decision)
            if (
                whole is not None
                and whole.decision is Decision.PARTLY_DISCLOSED
                and len(rulings) == 1
                and not any(i.gate for i in rulings)
            ):
                return whole
            return Ruling(None, decision, first.start, first.end, first.rule, first.weight)
    return whole


class _Weigh:
    """The evidence about one question or about the whole, sorted by what it means."""

    def __init__(self, question: int | None, evidence: Sequence[Evidence]) -> None:
        self.question = question
        self.by: dict[str, list[Evidence]] = {}
        for item in evidence:
            self.by.setdefault(item.means, []).append(item)
        self.figures = [item for item in self.by.get("figure", ()) if item.weight >= 2]
        self.given = self.best("disclosed") or next(iter(self.figures), None)
        self.ncnd = self.by.get(Decision.NEITHER_CONFIRMED_NOR_DENIED.value, [])
        self.main_ncnd = next((item for item in self.ncnd if not item.secondary), None)
        self.refused, self.public = self.best("refused"), self.best("already_public")

    @property
    def only_nought(self) -> bool:
        """Whether one "there are none" is all that is given: beside "not held" it is the reason, not an answer."""
        return not self.by.get("disclosed") and [item.rule for item in self.figures] == ["says-nought"]

    @property
    def only_passing(self) -> bool:
        """Whether one figure in a running sentence is all that is given."""
        alone = not self.by.get("disclosed") and len(self.figures) == 1 and self.question is None
        return alone and self.figures[0].in_passing

    def best(self, means: str) -> Evidence | None:
        """The weightiest evidence of a meaning, the first of equals."""
        return max(self.by.get(means, ()), key=lambda item: item.weight, default=None)

    def rule(self, decision: Decision, item: Evidence, note: str = "") -> Ruling:
        """A ruling with the words of its evidence."""
        return Ruling(self.question, decision, item.start, item.end, f"{item.rule}{note}", item.weight)


def _decide(question: int | None, evidence: Sequence[Evidence]) -> Ruling | None:
    """Weigh the evidence about one question or about the whole."""
    weigh = _Weigh(question, evidence)
    return _decide_special(weigh) or _decide_withheld(weigh) or _decide_given(weigh) or _decide_by_words_alone(weigh)


def _decide_special(weigh: _Weigh) -> Ruling | None:
    """Cost, a part, neither confirmed nor denied."""
    cost = max(
        (item for item in weigh.by.get("cost_limit_exceeded", ()) if item.weight >= 3),
        key=lambda item: item.weight,
        default=None,
    )
    if cost is not None:
        if weigh.given is not None and "goodwill" not in weigh.by and weigh.question is None and _gives_data(weigh.by):
            return weigh.rule(Decision.PARTLY_DISCLOSED, cost, ", with data")
        return weigh.rule(Decision.COST_LIMIT_EXCEEDED, cost, " goodwill" if "goodwill" in weigh.by else "")
    partly = weigh.best("partly_disclosed")
    if partly is not None:
        return weigh.rule(Decision.PARTLY_DISCLOSED, partly)
    if weigh.main_ncnd is None or weigh.given is not None:
        return None
    explicit = next((item for item in weigh.by.get("refused", ()) if item.rule in ("withheld", "refuses-all")), None)
    if explicit is not None and weigh.ncnd[0].secondary:
        return weigh.rule(Decision.REFUSED, explicit)
    return weigh.rule(Decision.NEITHER_CONFIRMED_NOR_DENIED, weigh.main_ncnd)


def _decide_withheld(weigh: _Weigh) -> Ruling | None:
    """Held and not given, or given only in part."""
    refused, given = weigh.refused, weigh.given
    if refused is not None and weigh.public is not None and weigh.public.weight >= 3 and given is None:
        return weigh.rule(Decision.ALREADY_PUBLIC, weigh.public)
    if refused is not None and refused.weight >= 4 and not weigh.figures:
        return weigh.rule(Decision.REFUSED, refused)
    # "Neither confirm nor deny whether any other information is held" stands beside an answer, not in its place.
    withheld = refused or weigh.main_ncnd
    if refused is not None and weigh.only_passing and not any(item.of_part for item in weigh.by["refused"]):
        # "There are 61 risks on the register ... it is not being provided": the figure is of the reasons.
        return weigh.rule(Decision.REFUSED, refused)
    if withheld is not None and given is not None:
        return weigh.rule(Decision.PARTLY_DISCLOSED, withheld, ", with data")
    return weigh.rule(Decision.REFUSED, refused) if refused is not None else None


def _decide_given(weigh: _Weigh) -> Ruling | None:
    """Given, not held, public already."""
    given, public = weigh.given, weigh.public
    not_held = weigh.best("not_held")
    if not_held is not None:
        if given is not None and given.weight >= 4:
            return weigh.rule(Decision.DISCLOSED, given)
        if given is not None and not (weigh.question is None and weigh.only_nought and not_held.weight >= 3):
            return weigh.rule(Decision.PARTLY_DISCLOSED, not_held, ", with data")
        return weigh.rule(Decision.NOT_HELD, not_held)
    if weigh.ncnd and given is None:
        first = weigh.ncnd[0]
        return Ruling(weigh.question, Decision.NEITHER_CONFIRMED_NOR_DENIED, first.start, first.end, first.rule, 1)
    if public is not None and (given is None or (public.weight >= 3 and not weigh.figures and given.weight < 3)):
        return weigh.rule(Decision.ALREADY_PUBLIC, public)
    return weigh.rule(Decision.DISCLOSED, given) if given is not None else None


def _decide_by_words_alone(weigh: _Weigh) -> Ruling | None:
    """ "Refusal notice" and nothing else: on cost where the letter tells of slow work, else plainly refused."""
    words, slow = weigh.best("refusal_words"), weigh.best("cost_limit_exceeded")
    if words is None:
        return None
    return weigh.rule(Decision.COST_LIMIT_EXCEEDED, slow) if slow else weigh.rule(Decision.REFUSED, words)


def _gives_data(by: dict[str, list[Evidence]]) -> bool:
    """Whether data are really given beside a refusal on cost: figures, or plain words of disclosure."""
    return len(by.get("figure", ())) >= 2 or any(item.weight >= 3 for item in by.get("disclosed", ()))


def _decide_bare(number: int, passages: Sequence[Passage], questions: Sequence[tuple[int, ...]]) -> Ruling | None:
    """An answer without a word of decision: a figure, a name, a yes. What stands there is what is given."""
    for place, passage in enumerate(passages):
        if number not in questions[place] or passage.speaker is not Speaker.AUTHORITY:
            continue
        rest = find_rest(passage)
        if rest == passage.text.strip(" \t\n.:;-–—)") and is_mentioned(passage):
            continue  # "I looked at question 1 alone": speaks of it, does not answer it
        if (
            not rest
            or rest.endswith(("?", '?"', "?”"))
            or re.match(r"would (?:not )?(?:be|have)?\b", rest)
            or re.fullmatch(r"n\s?/\s?a|not applicable", rest, re.IGNORECASE)
        ):
            continue
        if _BACK.match(rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "points-back", 1)
        if _BARE.match(rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "bare-yes", 2)
        if re.search(r"\d", _YEAR.sub("", rest)) or _YEAR.fullmatch(rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "bare-figure", 2)
        if re.search(r"\w", rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "answer-in-words", 1)
    return None


_YEAR = re.compile(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?"
    r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\b"
)


def _mark_gate(
    ruling: Ruling, number: int, passages: Sequence[Passage], questions: Sequence[tuple[int, ...]]
) -> Ruling:
    """Mark a bare yes or no on which the next question hangs ("If the answer to the above is yes ...")."""
    if ruling.decision is not Decision.DISCLOSED:
        return ruling
    words = [
        find_rest(passage)
        for place, passage in enumerate(passages)
        if number in questions[place] and passage.speaker is Speaker.AUTHORITY
    ]
    bare = all(_BARE.match(text) or not text for text in words)
    hangs = any(_GATE.search(passage.text) for passage in passages if passage.speaker is Speaker.REQUESTER)
    if bare and hangs:
        return Ruling(number, ruling.decision, ruling.start, ruling.end, ruling.rule, ruling.weight, gate=True)
    return ruling
