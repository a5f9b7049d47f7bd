"""What a letter decides: evidence sentence by sentence, then per question, then rolled up.

What comes in: passages with speakers and question numbers, sections cited. What goes out: decisions with the words
and the rule that show each. What must never be here: patterns (``rules/decisions.toml``), the letter's kind.

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
from answerable.track.earlier import is_lifted, is_recounted, lifts_refusal
from answerable.track.passages import Passage, Speaker
from answerable.track.questions import find_rest, is_mentioned
from answerable.track.rules import find_rules

_SILENCES = {
    "neither_confirmed_nor_denied": {"refused", "not_held", "disclosed", "figure", "partly_disclosed", "refusal_words"},
    "cost_limit_exceeded": {"refused", "not_held", "disclosed", "figure", "refusal_words", "partly_disclosed"},
    "already_public": {"refused", "disclosed", "refusal_words"},
    "partly_disclosed": {"refused", "disclosed", "refusal_words"},
    "refused": {"disclosed", "figure", "not_held"},
    "not_held": {"disclosed", "figure"},
}
_WITHHOLDS = {"refused", "cost_limit_exceeded", "neither_confirmed_nor_denied", "refusal_words", "already_public"}
_DECISIVE = {item.value for item in Decision} - {"undecided", "clarification_sought"}
_ORDER = (
    Decision.REFUSED,
    Decision.COST_LIMIT_EXCEEDED,
    Decision.NEITHER_CONFIRMED_NOR_DENIED,
    Decision.ALREADY_PUBLIC,
    Decision.NOT_HELD,
)
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_NAME_OF_LAW = re.compile(r"\b(?:freedom of|environmental)\s+information\b", re.IGNORECASE)
_ANY_OTHER = re.compile(r"\b(?:any|whether)(?: \w+){0,3} (?:other|further|additional)\b|\bany more\b", re.IGNORECASE)
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
class Evidence:
    """A rule that holds on a sentence: ``text[start:end]`` are its words."""

    rule: str
    means: str
    weight: int
    start: int
    end: int
    passage: int
    questions: tuple[int, ...]
    secondary: bool = False
    """It speaks of "any other information": beside an answer, not in its place."""


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


def find_evidence(passages: Sequence[Passage], questions: Sequence[tuple[int, ...]]) -> tuple[Evidence, ...]:
    """Every rule that holds on a sentence of the authority, after the more special have silenced the rest."""
    found: list[Evidence] = []
    lifts = lifts_refusal(passages)
    for number, passage in enumerate(passages):
        if passage.speaker is not Speaker.AUTHORITY:
            continue
        here: list[Evidence] = []
        # "Freedom of information request" is no information that anybody gives: its letters are masked, in place.
        sentence = _NAME_OF_LAW.sub(lambda match: match[0].replace("nformation", "nf_rmation"), passage.text)
        secondary = bool(_ANY_OTHER.search(passage.text))
        history = lifts and (is_recounted(passage.text) or is_lifted(passage.text))
        for rule, place in find_rules("decisions", sentence):
            if (history and rule.means in _WITHHOLDS) or (rule.means != "figure" and _crosses_cells(sentence, place)):
                continue
            aside = rule.whole or (secondary and rule.means == Decision.NEITHER_CONFIRMED_NOR_DENIED.value)
            here.append(
                Evidence(
                    rule.name,
                    rule.means,
                    rule.weight,
                    passage.start + place[0],
                    passage.start + place[1],
                    number,
                    () if aside else questions[number],
                    secondary,
                )
            )
        if _is_table_line(passage.text):
            # "S40(2) applies" in a cell: a part of the table is withheld, not the whole.
            here = [replace(item, means="partly_disclosed") if item.means == "refused" else item for item in here]
        if _VOLUME.search(passage.text):
            here = [replace(item, weight=1) if item.means == "figure" else item for item in here]
        strong = {item.means for item in here if item.weight >= 2}
        silenced = set().union(*(_SILENCES.get(means, set()) for means in strong)) if strong else set()
        if (
            "not_held" in strong
            and "figure" in strong
            and re.search(r"\b(?:but|however|although)\b", passage.text, re.IGNORECASE)
        ):
            silenced -= {"figure"}
        found += [item for item in here if item.means not in silenced]
    return tuple(found + _find_figure_lists(passages, questions, found))


_LISTED = re.compile(
    r"\W*(?!(?:q(?:uestion)?|part|point|item|annex|appendix|section|page|document|(?:our |your )?ref\w*|FOI\w*|date\w*|"
    r"tel\w*|phone|version|room|floor|unit)\b)[a-z][^.?!:;\d]{2,60}[\s:–-]+(?!(?:19|20)\d\d\W*$)£?\d[\d,.]*%?\W*$|"
    r"\W*A\W+(?:£\s?)?\d[\d,.]*%?\W*$",
    re.IGNORECASE,
)


def _find_figure_lists(
    passages: Sequence[Passage], questions: Sequence[tuple[int, ...]], found: Sequence[Evidence]
) -> list[Evidence]:
    """Lines one under another that each end in a figure: a table that lost its lines. One such line shows nothing."""
    taken = {item.passage for item in found}
    lists: list[Evidence] = []
    run: list[int] = []
    for number in range(len(passages) + 1):
        if (
            number < len(passages)
            and passages[number].speaker is Speaker.AUTHORITY
            and _LISTED.match(passages[number].text)
            and not (passages[number].text.endswith(".") and passages[number].text.count(" ") > 6)
        ):
            run.append(number)
            continue
        if len(run) >= 2 or (run and re.match(r"\W*A\b", passages[run[0]].text)):
            lists += [
                Evidence("figures-in-list", "figure", 2, passages[at].start, passages[at].end, at, questions[at])
                for at in run
                if at not in taken
            ]
        run = []
    return lists


def _crosses_cells(sentence: str, place: tuple[int, int]) -> bool:
    """Whether words run from one cell of a table into the next: no statement does, but for an item's number."""
    words = sentence[place[0] : place[1]]
    return "\t" in words.strip() and not re.match(r"\W*\w{0,9}\W*\t[^\t]*$", words)


# "We hold 14 statements": how much there is to give, or not to give, is not yet an answer.
_VOLUME = re.compile(
    r"\b(?:we|force|council|trust|authority|department|it|file|bundle) (?:\w+ )?(?:holds?|held|located|found|"
    r"identified|runs? to|amounts? to|consists? of|contains?) (?:\w+ ){0,3}?(?:\d[\d,]*|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve) (?:\w+ ){0,2}?(?:page|document|e-?mail|statement|file|letter|paper|report)s\b",
    re.IGNORECASE,
)


def _is_table_line(text: str) -> bool:
    return "\t" in text or text.count("|") >= 1


def decide_questions(
    passages: Sequence[Passage], questions: Sequence[tuple[int, ...]], evidence: Sequence[Evidence]
) -> tuple[Ruling, ...]:
    """One ruling for each question that the letter answers by its number."""
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
    kinds = {item.decision for item in counted}
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
    if withheld is not None and given is not None:
        return weigh.rule(Decision.PARTLY_DISCLOSED, withheld, ", with data")
    return weigh.rule(Decision.REFUSED, refused) if refused is not None else None


def _decide_given(weigh: _Weigh) -> Ruling | None:
    """Given, not held, public already."""
    given, public = weigh.given, weigh.public
    not_held = weigh.best("not_held")
    if not_held is not None:
        if given is not None:
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
        if not rest or rest.endswith("?") or re.fullmatch(r"n\s?/\s?a|not applicable", rest, re.IGNORECASE):
            continue
        if _BACK.match(rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "points-back", 1)
        if _BARE.match(rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "bare-yes", 2)
        if re.search(r"\d", rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "bare-figure", 2)
        if re.search(r"\w", rest):
            return Ruling(number, Decision.DISCLOSED, passage.start, passage.end, "answer-in-words", 1)
    return None


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
