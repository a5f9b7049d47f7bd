"""The comparison with the labelled letters: its file, its words, and what is said where it and the rules differ."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.classify import classify_letter
from answerable.track.learned import weights as weights_module
from answerable.track.learned.compare import count_grams, find_pair
from answerable.track.learned.grams import list_grams, normalize
from answerable.track.learned.weights import FILE, load_weights

LETTERS = Path(__file__).parent / "letters"
SHIPPED = Path(weights_module.__file__).parent / FILE
FLOORS = {
    # Kind, decision: of each hand's letters, by what was learned from the other hands.
    "second": (0.97, 0.93),
    "third": (0.96, 0.92),
    "fourth": (0.96, 0.96),
    "fifth": (0.95, 0.9),
    "sixth": (0.96, 0.94),
    "seventh": (0.94, 0.87),
    "eighth": (0.85, 0.78),
    "ninth": (0.95, 0.88),
    "tenth": (0.97, 0.95),
    "eleventh": (0.97, 0.95),
}


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"compared_{name}", LETTERS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def _learn() -> tuple[Any, Any, Any, Any]:
    pytest.importorskip("sklearn", reason="pip install 'answerable[learned]'")
    training = _load("train")
    letters = training.load()
    scores = training.score_left_out(letters, list(training.HANDS))
    return training, letters, scores, training.judge_left_out(letters, scores, list(FLOORS))


@pytest.mark.long
def test_the_file_is_what_the_letters_give() -> None:
    training, letters, scores, judged = _learn()
    made = np.load(io.BytesIO(training.make_file(letters, scores, training.find_shares(judged))))
    shipped = np.load(SHIPPED)
    assert sorted(made.files) == sorted(shipped.files)
    for name in made.files:
        # Another machine's arithmetic may differ in the last digit kept.
        assert made[name].shape == shipped[name].shape, name
        assert np.abs(made[name].astype(float) - shipped[name].astype(float)).max() <= (
            1 if name.endswith("_grams") else 0.02
        ), name


@pytest.mark.long
@pytest.mark.parametrize("name", ["train_sections", "train_references"])
def test_the_smaller_files_are_what_the_letters_give(name: str) -> None:
    training, letters, scores, _ = _learn()
    hands = [hand for hand in training.HANDS if hand != "first"]
    foretold = training.foretell(training.judge_left_out(letters, scores, hands))
    module = _load(name)
    made = np.load(io.BytesIO(module.make_file(module.load(foretold, training), training)))
    shipped = np.load(SHIPPED.parent / module.TARGET.name)
    assert bytes(made["names"]) == bytes(shipped["names"])
    assert np.abs(made["weights"] - shipped["weights"]).max() <= 0.02


@pytest.mark.long
@pytest.mark.parametrize("hand", FLOORS)
def test_a_hand_not_learned_from_is_read_as_well_as_is_said(hand: str) -> None:
    _, _, _, judged = _learn()
    mine = next(item for item in judged if item.hand == hand)
    kind, decision = FLOORS[hand]
    assert mine.right["kind"].mean() >= kind
    assert mine.right["decision"].mean() >= decision


@pytest.mark.slow
def test_one_hand_left_out_is_read_from_the_words_alone() -> None:
    pytest.importorskip("sklearn", reason="pip install 'answerable[learned]'")
    training = _load("train")
    letters = training.load({"sixth": ("study4",), "ninth": ("study7",), "fifth": ("study3",)})
    words = training.learn_words(letters, np.flatnonzero(letters.hands != "sixth"))
    tested = np.flatnonzero((letters.hands == "sixth") & ~letters.dressed)
    for task, least in (("kind", 0.8), ("decision", 0.7)):
        names = sorted(set(letters.labels[task]))
        scores = training.score(words, letters, tested, task, names)
        said = np.array(names)[scores.argmax(axis=1)]
        assert (said == letters.labels[task][tested]).mean() >= least, task


def test_no_kept_letter_is_learned_from() -> None:
    measuring = _load("measure")
    kept = {row["id"] for name in measuring.KEPT for row in measuring.load_letters(name)}
    assert len(kept) == 281
    sight = json.loads((LETTERS / "first_sight.json").read_text(encoding="utf-8"))
    assert not kept & set(sight)
    learned = [row for name in measuring.SETS if name not in measuring.KEPT for row in measuring.load_letters(name)]
    assert load_weights().n_letters == len(learned)


@pytest.mark.slow
def test_training_and_reading_count_a_letter_alike() -> None:
    pytest.importorskip("sklearn", reason="pip install 'answerable[learned]'")
    training = _load("train")
    weights = load_weights()
    lines = [normalize("We do not hold the list. We do not keep one."), normalize("Please write again by 3 June 2021.")]
    counted = count_grams(lines, weights)
    row = np.zeros((1, len(weights.places)))
    for line in lines:
        for gram in list_grams(line):
            if gram in weights.places:
                row[0, weights.places[gram]] += 1
    matrix = training.csr_matrix(row)
    dense = training.weigh_counts(matrix, weights.rarity, weights.n_words).toarray()[0]
    assert np.allclose(dense[counted.grams], counted.values)
    assert np.count_nonzero(dense) == len(counted.grams) > 20


def test_a_kind_that_decides_nothing_bears_no_decision() -> None:
    kinds, decisions = ("acknowledgement", "clarification", "response"), ("clarification_sought", "none", "refused")
    likely = find_pair(kinds, np.array([0.5, 0.1, 0.4]), decisions, np.array([0.1, 0.3, 0.6]))
    assert (kinds[likely[0]], decisions[likely[1]]) == ("response", "refused")


def test_the_weightiest_sentence_is_shown_where_no_rule_knows_the_words() -> None:
    text = (
        "Dear Mr Orme\n\nThank you for your e-mail of 3 June about the swimming pool.\n\n"
        "Nearly there: the figures are with the treasurer, and I shall write again next week. Sorry that it is late."
    )
    letter = classify_letter(text)
    assert letter.kind is MessageKind.HOLDING_REPLY
    assert letter.kind_place is not None
    shown = text[letter.kind_place.start : letter.kind_place.end]
    assert "Thank you" not in shown
    assert any("comparison with" in line for line in letter.why)


@pytest.mark.slow
def test_a_difference_is_said_with_both_readings() -> None:
    measuring = _load("measure")
    doubts = [
        letter.doubt
        for row in measuring.load_letters("study6")[:80]
        if (letter := classify_letter(row["text"].strip(), subject=row.get("subject", ""))).doubt
    ]
    assert doubts
    assert any("the rules say" in doubt and "the comparison with" in doubt for doubt in doubts)


def test_a_server_is_believed_before_any_comparison() -> None:
    letter = classify_letter(
        "Please find attached our response to your request.", headers={"auto": "delivery_report"}, subject="Undelivered"
    )
    assert letter.kind is MessageKind.BOUNCE
    assert not any("comparison" in line for line in letter.why)


def test_data_that_came_with_a_letter_decide_it() -> None:
    letter = classify_letter("Dear Mr Orme\n\nPlease see the attached response to your request.", data_attached=True)
    assert letter.decision is Decision.DISCLOSED


def test_the_same_letter_is_read_the_same_twice() -> None:
    text = "Dear Sir\n\nWe do not hold this. Section 40(2) applies to the names. 14 officers were dismissed."
    assert classify_letter(text) == classify_letter(text)


def test_the_file_stays_small() -> None:
    assert SHIPPED.stat().st_size < 2_000_000


def test_a_decision_in_words_stands_where_the_comparison_thinks_its_own_kind_unlikely() -> None:
    letter = (
        "Dear Ms Pell\n\nThank you for your email of 3 March asking how many library books were lost.\n\n"
        "We do not keep a count. To find out, someone would have to walk the shelves of nine branches, which we reckon "
        "at 40 hours, and the rules let us stop at 18. If you cut it down to one branch we will gladly look again.\n\n"
        "Yours\nFenwick Vale Council"
    )
    found = classify_letter(letter, default_law="foia-2000")
    assert found.kind is MessageKind.RESPONSE
    assert found.decision is Decision.COST_LIMIT_EXCEEDED
    assert found.doubt, "a person is asked all the same"
