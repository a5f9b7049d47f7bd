"""The words of a letter that speak for a decision, sentence by sentence, after the more special have silenced the rest.

What comes in: passages with speakers and question numbers. What goes out: evidence, each with its rule and place. What
must never be here: patterns of decisions (``rules/decisions.toml``), what a question or a letter is decided as.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.model.response import Decision
from answerable.track.earlier import is_argued, is_lifted, is_recounted, lifts_refusal, told_by_others, was_told
from answerable.track.passages import Passage, Speaker, find_recited
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
# Rules by which a sentence gives a figure, which may be the reason of a refusal.
IN_PASSING = ("gives-figures", "tells-a-number", "the-number-was", "says-nought")
_PROSE = 7
_OF_PART = re.compile(
    r"\b(?:as (?:to|for|regards)|with regards? to|in (?:respect|relation) (?:of|to)|regarding|(?:that|this|one|the "
    r"(?:first|second|third|last|latter|"
    r"remaining|other)) (?:element|part|question|point|aspect|column)|remainder|the rest|(?:any )?further|more "
    r"detailed|break ?downs?|names?|outcomes?|each|"
    r"identit\w+|these too|(?:give|tell|send) you that|details? of|(?:supply|provide|give|disclose|release|send|"
    r"share|withh\w+)(?:ing)? (?:you )?"
    r"(?:with )?(?:the|that|a|any) (?!information|data|requested|material|request|record|rest)\w+|locations?|ranks?|"
    r"copies|also|however|but|some)\b",
    re.IGNORECASE,
)
_NAME_OF_LAW = re.compile(r"\b(?:freedom of|environmental)\s+information\b", re.IGNORECASE)
_ANY_OTHER = re.compile(r"\b(?:any|whether)(?: \w+){0,3} (?:other|further|additional)\b|\bany more\b", re.IGNORECASE)


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
    in_passing: bool = False
    """A figure in a running sentence, which may be the reason of a refusal."""
    of_part: bool = False
    """It speaks of a part: "as to the outcomes", "that element", "any further breakdown"."""


def find_evidence(passages: Sequence[Passage], questions: Sequence[tuple[int, ...]]) -> tuple[Evidence, ...]:
    """Every rule that holds on a sentence of the authority, after the more special have silenced the rest."""
    found: list[Evidence] = []
    lifts = lifts_refusal(passages)
    n_head = next((number for number, item in enumerate(passages) if _GREETING.match(item.text)), 1)
    for number, passage in enumerate(passages):
        if passage.speaker is not Speaker.AUTHORITY:
            continue
        here: list[Evidence] = []
        # "Freedom of information request" is no information that anybody gives: its letters are masked, in place.
        sentence = _NAME_OF_LAW.sub(lambda match: match[0].replace("nformation", "nf_rmation"), passage.text)
        secondary = bool(_ANY_OTHER.search(passage.text))
        of_part = bool(_OF_PART.search(passage.text))
        is_prose = len(passage.text.split()) >= _PROSE and not _is_table_line(passage.text)
        history = was_told(passage.text) or (lifts and (is_recounted(passage.text) or is_lifted(passage.text)))
        argued = is_argued(passage.text)
        if told_by_others(passage.text):
            continue
        recited = find_recited(sentence) if '"' in sentence or "“" in sentence else ()
        for rule, place in find_rules("decisions", sentence):
            if (history and rule.means in _WITHHOLDS) or (rule.means != "figure" and _crosses_cells(sentence, place)):
                continue
            if any(first <= place[0] and place[1] <= last for first, last in recited):
                continue
            if argued and rule.means in ("partly_disclosed", "disclosed", "figure"):
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
                    rule.name in IN_PASSING and is_prose,
                    of_part,
                )
            )
        if _is_table_line(passage.text):
            # "S40(2) applies" in a cell: a part of the table is withheld, not the whole.
            here = [replace(item, means="partly_disclosed") if item.means == "refused" else item for item in here]
        if number < n_head and re.fullmatch(r"[\W\d]+", passage.text):
            here = []  # a number alone above "Dear" is a reference
        if _VOLUME.search(passage.text) or _IN_REASONS.search(passage.text):
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


_GREETING = re.compile(r"\W*(?:Dear|Annwyl|Hi|Hello|Good (?:morning|afternoon|evening))\b", re.IGNORECASE)
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


# What a reason counts: "of which there are four", "there are eleven persons awaiting trial", "9 minutes to read one".
_IN_REASONS = re.compile(
    r"\bof (?:which|whom) there (?:are|were)\b|\bawaiting (?:trial|sentence)\b|\bsome [\d,]+ (?:messages|e-?mails|"
    r"documents|records|files)\b|"
    r"\bthere (?:are|were),? (?:\w+ ){0,6}?[\d,.]+(?: million)? (?:of (?:them|these|those)\b|(?:\w+ )?(?:documents|"
    r"records|files|e-?mails|messages|pages|"
    r"forms|recordings|gigabytes|papers|items of correspondence|entries|results)\b)|\brecordings, of which\b|"
    r"\b(?:evidence of )?harm: |\bfactors? (?:for|against|favour\w*)\b",
    re.IGNORECASE,
)


def _is_table_line(text: str) -> bool:
    return "\t" in text or text.count("|") >= 1
