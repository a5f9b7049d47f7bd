"""Which sections a letter relies on: what is taken back, supposed, told of others or in passing is no ground."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.classify import classify_letter
from answerable.track.grounds import is_switch
from answerable.track.learned.cue_weights import load_cue_weights
from answerable.track.learned.sections import (
    FILE,
    choose_relied,
    list_candidates,
    weigh_sections,
)
from answerable.track.mentions import Mention, find_mentions
from answerable.track.quoted import divide_letter

LETTERS = Path(__file__).parent / "letters"
HEAD = "Dear Ms Orme\n\nThank you for your request under the Freedom of Information Act 2000.\n\n"


def list_modes(words: str, law: str = "foia-2000") -> dict[str, str]:
    """The mode of the last mention of each section, as the rules have it."""
    text = HEAD + words
    return {item.section: item.mode for item in find_mentions(text, divide_letter(text), law)}


def list_relied(words: str, head: str = HEAD) -> list[str]:
    """The sections that a letter is found to rely on."""
    return [item.section for item in classify_letter(head + words).grounds if item.mode == "engaged"]


@pytest.mark.parametrize(
    ("words", "section", "mode"),
    [
        # Taken back, and not.
        ("Our reliance upon section 37(1)(b) is dropped.", "37(1)(b)", "dropped"),
        ("Our reliance upon section 37(1)(b) is set out below. The file is withheld.", "37(1)(b)", "engaged"),
        ("Section 29(1)(a): prejudice was asserted, not shown. No longer relied on.", "29(1)(a)", "dropped"),
        ("Section 29(1)(a). No longer relied on.", "29(1)(a)", "dropped"),
        ("Section 41. I do not uphold this.", "41", "dropped"),
        ("Section 41. I do not uphold your complaint.", "41", "engaged"),
        ("Ground 2 (section 21): allowed.", "21", "dropped"),
        ("Ground 2 (section 21): refused, as before.", "21", "engaged"),
        ("I do not agree about sections 30(3) and 31(3).", "31(3)", "dropped"),
        # Told in passing.
        ("Having regard to section 40(2), this is our notice.", "40(2)", "considered"),
        ("It would prejudice the matters in section 31(1)(a).", "31(1)(a)", "considered"),
        ("Disclosure would prejudice the prevention of crime: section 31(1)(a).", "31(1)(a)", "engaged"),
        # Supposed, because it is not said whether anything is held; and supposed only.
        (
            "If they did exist and were held, they could be refused under section 38(1)(b).",
            "38(1)(b)",
            "engaged",
        ),
        ("Had you asked for them, they could be refused under section 38(1)(b).", "38(1)(b)", "considered"),
        # A condition in another half of the sentence, and in this one.
        ("I can't give them (section 40(2)), but if you send a letter it will be passed on.", "40(2)", "engaged"),
        ("Section 40(2) may apply if you want names.", "40(2)", "considered"),
        # The words of section 36(2)(c) themselves.
        (
            "Disclosure would otherwise prejudice the conduct of public affairs, section 36(2)(c).",
            "36(2)(c)",
            "engaged",
        ),
        ("They would otherwise have been sent, but section 36(2)(c) was thought about.", "36(2)(c)", "considered"),
    ],
)
def test_what_is_done_with_a_section(words: str, section: str, mode: str) -> None:
    assert list_modes(words)[section] == mode


def test_what_is_dropped_further_down_is_history_above() -> None:
    relied = list_relied(
        "Honours information is exempt by section 37(1)(b). The letter from the private secretary falls under section "
        "37(1)(a) and is withheld.\n\nCorrection: our reliance upon section 37(1)(b) is dropped. The refusal stands."
    )
    assert relied == ["37(1)(a)"]


def test_what_is_relied_on_again_after_it_was_dropped_stands() -> None:
    relied = list_relied(
        "I have carried out your internal review. For the table we no longer rely on section 40(2); it is attached."
        "\n\nThe names of the officers are still withheld: they are personal data and exempt under section 40(2)."
    )
    assert relied == ["40(2)"]


@pytest.mark.parametrize(
    ("law", "section", "expected"),
    [
        ("foisa-2002", "39(2)", True),
        ("foia-2000", "39", True),
        ("foisa-2002", "39(1)", False),
        ("foia-2000", "38(1)(a)", False),
    ],
)
def test_a_move_to_the_regulations_is_known(law: str, section: str, expected: bool) -> None:
    assert is_switch(law, section) is expected


def test_a_move_to_the_regulations_withholds_nothing() -> None:
    relied = list_relied(
        "As this is environmental information we apply the exemption in section 39(2) of the Freedom of Information "
        "(Scotland) Act 2002 and answer under the Environmental Information (Scotland) Regulations 2004. The draft is "
        "withheld under regulation 10(4)(d), as it is unfinished.",
        "Dear Ms Orme\n\n",
    )
    assert relied == ["10(4)(d)"]


def test_a_scots_letter_that_names_no_law_is_known_by_its_sections() -> None:
    letter = classify_letter(
        "Dear Ms Orme\n\nYour request for the settlement papers is refused. Disclosure would prejudice substantially "
        "the effective conduct of public affairs, section 30(c).\n\nLegal Services, Invercairn Council"
    )
    assert letter.law == "foisa-2002"


def test_a_catalogue_of_exemptions_is_no_ground() -> None:
    assert not list_relied(
        "We collected 44 trolleys in 2021 and 61 in 2022.\n\nWhen replying to requests the Council may withhold "
        "information. The exemptions most often used are section 21 (accessible by other means), section 40(2) "
        "(personal data) and section 43(2) (commercial interests)."
    )


def test_a_refusal_relies_on_its_likeliest_section() -> None:
    shares = {("foia-2000", "43(2)"): 0.3, ("foia-2000", "40(2)"): 0.25}
    assert choose_relied(shares, Decision.REFUSED, is_limited=False) == {("foia-2000", "43(2)")}
    assert not choose_relied(shares, Decision.REFUSED, is_limited=True)
    assert not choose_relied(shares, Decision.DISCLOSED, is_limited=False)
    assert not choose_relied({("foia-2000", "43(2)"): 0.1}, Decision.REFUSED, is_limited=False)


def test_a_difference_about_a_section_is_said() -> None:
    found = [
        letter.doubt
        for row in _load("measure").load_letters("study6")[:120]
        if "the comparison" in (letter := classify_letter(row["text"].strip())).doubt and "section" in letter.doubt
    ]
    assert all("the rules say" in doubt for doubt in found)


def _weigh(words: str, decision: Decision) -> float:
    text = HEAD + words
    passages = divide_letter(text)
    mentions = find_mentions(text, passages, "foia-2000")
    return next(
        iter(weigh_sections(list_candidates(mentions, passages, "foia-2000", MessageKind.RESPONSE, decision)).values())
    )


def test_the_same_words_weigh_less_in_a_letter_that_gives_everything() -> None:
    words = "Names would be exempt under section 40(2)."
    assert _weigh(words, Decision.DISCLOSED) < _weigh(words, Decision.REFUSED)


def test_words_that_take_back_weigh_less_than_words_that_rely() -> None:
    given_up = _weigh("Section 43(2) was thought about and is not relied on.", Decision.PARTLY_DISCLOSED)
    relied = _weigh("The prices are withheld under section 43(2).", Decision.PARTLY_DISCLOSED)
    assert given_up < 0.5 < relied


def test_the_file_of_sections_is_small_and_whole() -> None:
    weights = load_cue_weights(FILE)
    assert len(weights.cues) > 1000
    assert weights.n > 800
    assert all(np.isfinite(value) for value in weights.cues.values())


@cache
def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sections_{name}", LETTERS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_kept_letter_has_its_sections_learned() -> None:
    measuring = _load("measure")
    kept = {row["id"] for name in measuring.KEPT for row in measuring.load_letters(name)}
    sight = json.loads((LETTERS / "first_sight_sections.json").read_text(encoding="utf-8"))
    assert not kept & set(sight)


def test_training_and_reading_see_the_same_cues() -> None:
    pytest.importorskip("sklearn", reason="pip install 'answerable[learned]'")
    training = _load("train_sections")
    made = training.list_made()
    assert {relied for _, relied in made} == {True, False}
    text = "The names are withheld under section 40(2)."
    mention = Mention("foia-2000", "40(2)", "exemption", "engaged", "engaged", "authority", "default", 0, 29, 42)
    candidates = list_candidates([mention], divide_letter(text), "foia-2000", MessageKind.RESPONSE, Decision.REFUSED)
    assert (
        any(set(candidates[0].cues) == set(cues) for cues, relied in made if relied) or "b under" in candidates[0].cues
    )
