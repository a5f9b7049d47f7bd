"""A letter compared with the letters learned from: how likely each kind and decision is, and which sentences say so.

What comes in: lines, signs of the rules, weights. What goes out: an `Opinion`. What must never be here: training, what
is done where the rules say something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.learned.grams import Line, list_grams
from answerable.track.learned.weights import Floats, Places, Task, Weights, load_weights

_ROUND = 6
"""Digits kept before anything is compared: what differs beyond them may differ between machines."""
_FIRST_PER_KIND = {MessageKind.CLARIFICATION.value: Decision.CLARIFICATION_SOUGHT.value}
_DECIDING = (MessageKind.RESPONSE.value, MessageKind.REVIEW_OUTCOME.value)
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the comparison says of a letter, its signs weighed too.

    Args:
        kind: the likeliest together with the decision.
        decision: likewise; None where the kind carries none.
        share_kind: how likely the kind is, in [0, 1].
        share_decision: how likely the decision is.
        kind_place: of the sentence that weighs most for the kind; None where none does.
        decision_place: likewise for the decision.
        share_sure: the share of letters with so much certainty that were right in both, among those of hands that had
            not been learned from.
        n_letters: compared with.
    """

    kind: MessageKind
    decision: Decision | None
    share_kind: float
    share_decision: float
    kind_place: tuple[int, int] | None
    decision_place: tuple[int, int] | None
    share_sure: float
    n_letters: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The grams of a letter that are known.

    Args:
        grams: places among the weights, each once.
        values: how much each counts.
        by_line: for each line, the places in `grams` and how much of their value stands there.
    """

    grams: Places
    values: Floats
    by_line: tuple[tuple[Places, Floats], ...]


def compare_letter(lines: Sequence[Line], signs: Sequence[str], *, must_decide: bool = False) -> Opinion:
    """Compare a letter.

    Args:
        lines: of the letter.
        signs: of the rules.
        must_decide: what decides may stand in what came with it, so that the words alone cannot say "undecided".
    """
    weights = load_weights()
    counted = count_grams([line.words for line in lines], weights)
    kinds = _find_shares(weights.kind, counted, signs, weights)
    decisions = _find_shares(weights.decision, counted, signs, weights)
    if must_decide:
        decisions[weights.decision.names.index(Decision.UNDECIDED.value)] = 0.0
        decisions = np.round(decisions / decisions.sum(), _ROUND)
    kind, decision = find_pair(weights.kind.names, kinds, weights.decision.names, decisions)
    named, decided = weights.kind.names[kind], weights.decision.names[decision]
    least = round(float(kinds[kind] * decisions[decision]), _ROUND)
    return Opinion(
        MessageKind(named),
        None if decided == _NONE else Decision(decided),
        round(float(kinds[kind]), 3),
        round(float(decisions[decision]), 3),
        _find_weightiest(weights.kind, kind, counted, lines),
        _find_weightiest(weights.decision, decision, counted, lines),
        next((share for at, share in weights.shares if least >= at), 0.0),
        weights.n_letters,
    )


def count_grams(lines: Sequence[str], weights: Weights) -> Counted:
    """The known grams of a letter: how often, how rare, words and pieces of words each with the same length."""
    places = weights.places
    found = [[places[gram] for gram in list_grams(words) if gram in places] for words in lines]
    flat = np.array([place for line in found for place in line], dtype=np.int64)
    grams, back, counts = np.unique(flat, return_inverse=True, return_counts=True)
    back = np.asarray(back, dtype=np.int64)
    values = (1.0 + np.log(counts)) * weights.rarity[grams]
    for block in (grams < weights.n_words, grams >= weights.n_words):
        length = float(np.sqrt((values[block] ** 2).sum()))
        if length:
            values[block] /= length
    by_line, start = [], 0
    for line in found:
        mine = back[start : start + len(line)]
        by_line.append((mine, values[mine] / counts[mine]))
        start += len(line)
    return Counted(grams, values, tuple(by_line))


def find_pair(kinds: Sequence[str], of_kind: Floats, decisions: Sequence[str], of_decision: Floats) -> tuple[int, int]:
    """The likeliest kind and decision that go together: what acknowledges decides nothing."""
    best = (-1.0, 0, 0)
    for first, kind in enumerate(kinds):
        for second, decision in enumerate(decisions):
            wanted = _FIRST_PER_KIND.get(kind, _NONE)
            fits = decision not in (_NONE, "clarification_sought") if kind in _DECIDING else decision == wanted
            if fits:
                best = max(best, (round(float(of_kind[first] * of_decision[second]), 9), -first, -second))
    return -best[1], -best[2]


def score_grams(task: Task, counted: Counted) -> Floats:
    """How much the words speak for each class."""
    return np.asarray(task.base + counted.values @ task.grams[counted.grams], dtype=np.float64)


def _find_shares(task: Task, counted: Counted, signs: Sequence[str], weights: Weights) -> Floats:
    row = np.zeros(len(task.names) + len(weights.signs))
    row[: len(task.names)] = score_grams(task, counted)
    for sign in signs:
        if sign in weights.signs:
            row[len(task.names) + weights.signs[sign]] = 1.0
    scores = task.combine_base + row @ task.combine
    likely = np.exp(scores - scores.max())
    return np.asarray(np.round(likely / likely.sum(), _ROUND))


def _find_weightiest(task: Task, wanted: int, counted: Counted, lines: Sequence[Line]) -> tuple[int, int] | None:
    """The sentence that speaks most for a class against the rest."""
    against = task.grams[counted.grams]
    speaks = against[:, wanted] - against.mean(axis=1)
    best, place = 0.0, None
    for line, (mine, values) in zip(lines, counted.by_line, strict=True):
        weight = round(float(speaks[mine] @ values), _ROUND) if len(mine) else 0.0
        if line.end and weight > best:
            best, place = weight, (line.start, line.end)
    return place
