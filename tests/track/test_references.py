"""Which code on a letter is the authority's reference: by its label and place, and by letters with such codes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from answerable.model.message import MessageKind
from answerable.track.classify import classify_letter
from answerable.track.learned.cue_weights import load_cue_weights
from answerable.track.learned.references import (
    FILE,
    add_letters,
    choose_code,
    list_codes,
    list_cues,
    make_plain,
    settle_reference,
)
from answerable.track.particulars import Particular
from answerable.track.references import find_reference, stands_at_head

LETTERS = Path(__file__).parent / "letters"
BODY = "\n\nDear Ms Orme\n\nThank you for your request. We do not hold the information.\n\nYours sincerely\nA. Clerk"


@pytest.mark.parametrize(
    ("head", "value"),
    [
        # Behind a label, alone on its line or at the end of one.
        ("Ref FV-2291", "FV-2291"),
        ("20th May 2022                          Ref LEG/OO/9", "LEG/OO/9"),
        ("Ref IG 1606", "IG 1606"),
        ("Your Ref: none given      Our Ref: COR/25/116", "COR/25/116"),
        ("Your Ref: HK/12/3", None),
        ("9 August 2024 | REF-EIR-24-310", "REF-EIR-24-310"),
        ("OUR REF FOl-24-0881", "FOI-24-0881"),
        # A review bears its own.
        ("Internal Review IR 2024-3310-01", "IR 2024-3310-01"),
        # Codes of others are none of its own.
        ("Papers on the yacht Corisande (former reference ORO 371/13882)", None),
        ("IR 24/017 (original request FOI 24/0033)", "IR 24/017"),
        ("Northmere University\nRVW-00912", "RVW-00912"),
        ("SLA: FOIA 20 working days - breach date 2025-01-31", None),
        ("About your parking ticket (PCN HB0087331)", None),
    ],
)
def test_a_reference_at_the_head(head: str, value: str | None) -> None:
    found = find_reference(head + BODY)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("line", "value"), [("HSSR 24.0066", "HSSR 24.0066"), ("REVIEW 22/019", "22/019"), ("CASE 24/0066", "24/0066")]
)
def test_a_number_keeps_the_letters_of_its_body_and_no_label(line: str, value: str) -> None:
    text = f"Health Regulator\n{line}{BODY}"
    start = text.index(line) + line.index(" ") + 1
    found = add_letters(text, Particular(line.split()[1], start, start + len(line.split()[1])))
    assert found is not None
    assert found.value == value == text[found.start : found.end]


def test_a_letter_for_somebody_else_bears_a_reference_only_at_its_head() -> None:
    top = "FOI24/1110\n\nDear Ms Orme\n\nWe have had a request about you."
    below = "To whom it may concern,\n\nI note that you were given a report in 2022, FOI/22/0904, and ask for a copy."
    for text, expected in ((top, True), (below, False)):
        found = find_reference(text)
        assert found is not None
        assert stands_at_head(text, found) is expected


def test_what_the_requester_writes_bears_no_reference() -> None:
    letter = classify_letter(
        "To the Grants Commission\n\nI should like a review of your handling of my FOI request GSC-24-031. You say "
        "that no entry on AI is held, but I believe that entry 33 is one. Please look again.\n\nH. Orme"
    )
    assert letter.kind in (MessageKind.REQUEST, MessageKind.OTHER_REQUEST)
    assert letter.reference is None


def test_codes_are_runs_with_a_figure_and_their_parts() -> None:
    values = [item.value for item in list_codes("Our ref: ICB 24-0410, of 8 May 2024, in FOI 12")]
    assert "ICB 24-0410" in values
    assert "24-0410" in values
    assert "2024" not in values
    assert all(any(char.isdigit() for char in value) for value in values)


def test_a_code_that_no_rule_knows_is_found_at_the_head() -> None:
    text = "Department for Castings\nDfC/F/24/0801\n28 June 2024" + BODY
    found = settle_reference(text, None, MessageKind.RESPONSE)
    assert found is not None
    assert found.value == "DfC/F/24/0801"
    assert text[found.start : found.end] == found.value


def test_a_code_in_passing_is_none() -> None:
    text = "Dear Ms Orme\n\nThe A9977 was resurfaced and 22 claims were made. Regards"
    assert settle_reference(text, None, MessageKind.RESPONSE) is None


def test_the_rules_stand_unless_another_is_far_likelier() -> None:
    codes = list_codes("AB-12 and CD-34")
    by_rules = Particular("AB-12", 0, 5)
    assert choose_code(codes, [0.1, 0.6], by_rules) == by_rules
    other = choose_code(codes, [0.1, 0.9], by_rules)
    assert other is not None
    assert other.value == "CD-34"
    assert choose_code(codes, [0.1, 0.2], None) is None


def test_the_same_reference_in_another_dress() -> None:
    assert make_plain("FOI 12 / 2024") == make_plain("12/2024")
    assert make_plain("#FOI-63117") == "FOI-63117"
    assert make_plain("FOI-12") != make_plain("12")


def test_cues_tell_the_label_the_line_and_the_rule() -> None:
    text = "Our ref: ICB-24-0410" + BODY
    codes = list_codes(text)
    cues = list_cues(text, codes, find_reference(text), MessageKind.RESPONSE)[0]
    assert {"w1 ref", "ends", "head", "rule"} <= set(cues)


def test_the_file_of_references_is_small_and_whole() -> None:
    weights = load_cue_weights(FILE)
    assert len(weights.cues) > 1000
    assert weights.n > 1500
    assert all(np.isfinite(value) for value in weights.cues.values())


def test_no_kept_letter_has_its_reference_learned() -> None:
    kept = {row for name in ("blind3", "blind4", "blind5", "blind6") for row in _list_ids(name)}
    sight = json.loads((LETTERS / "first_sight_references.json").read_text(encoding="utf-8"))
    assert len(kept) > 200
    assert not kept & set(sight)


def _list_ids(name: str) -> list[str]:
    lines = (LETTERS / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    return [line.partition('"')[2].rstrip('"') for line in lines if line.startswith('id = "')]


def test_a_long_page_of_codes_takes_no_time() -> None:
    text = "AB-12/C 34 " * 20_000
    assert len(list_codes(text)) <= 80
