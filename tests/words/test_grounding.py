"""A quote is grounded or refused; a number that was changed is always refused."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.words.grounding import find_quote

PAGE = (
    "Dear Ms Example,\n\nYou asked how many officers were disciplined over their use of social media since\n"
    "1 January 2018. In total 128 officers were the subject of formal mis-\nconduct proceedings: 36 in 2018, 41 in "
    "2019, 29 in 2020 and 22 in 2021.\nOf these, 14 were dismissed without notice and 7 would have been dismissed "
    "had they still been serving. PC Marlow was not dismissed; Sergeant Ainsley resigned before the hearing.\n"
    "The cost of answering was £1,250.50, which is 12.5% of the budget. Fewer than 6 allegations were withdrawn.\n"
    "Constable, 2019, WhatsApp, shared an offensive joke with colleagues, final written warning."
)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("In total 128 officers", "In total 128 officers"),
        ("in TOTAL 128 Officers", "In total 128 officers"),
        ("use of social media since 1 January 2018", "use of social media since\n1 January 2018"),
        ("formal misconduct proceedings", "formal mis-\nconduct proceedings"),
        ("the subject of forrnal misconduct proceedings", "the subject of formal mis-\nconduct proceedings"),
        ("shared an offensive joke with col1eagues", "shared an offensive joke with colleagues"),
        ("14 were dismissed notice" + " and 7 would", None),
        ("shared offensive joke with colleagues", "shared an offensive joke with colleagues"),
        ("shared an offensve joke with colleagues", "shared an offensive joke with colleagues"),
        ("The cost of answering was £1,250.50", "The cost of answering was £1,250.50"),
        ("ofanswering was £1,250.50", "of answering was £1,250.50"),
        ("“Sergeant Ainsley resigned before the hearing.”", "Sergeant Ainsley resigned before the hearing."),
    ],
)
def test_finds_what_stands_there(quote: str, words: str | None) -> None:
    place = find_quote(quote, PAGE)
    assert (PAGE[slice(*place)] if place else None) == words


@pytest.mark.parametrize(
    "quote",
    [
        "In total 129 officers were the subject",
        "In total 12 officers",
        "12 officers",
        "28 officers were the subject",
        "In total 128 officers were not the subject",
        "PC Marlow was dismissed",
        "PC Marley was not dismissed",
        "Sergeant Ainslie resigned before the hearing",
        "7 have been dismissed had they still been serving",
        "7 were dismissed had they still been serving",
        "which is 12.5 of the budget",
        "which is 125% of the budget",
        "which is 12.5",
        "£1,250.5",
        "£1,250",
        "More than 6 allegations were withdrawn",
        "6 allegations were not withdrawn",
        "14 were dismissed and 7 would have been dismissed",
        "36 in 2018, 41 in 2020",
        "",
        "   ",
        "...",
        "nothing of the kind stands here at all",
    ],
)
def test_refuses_what_does_not(quote: str) -> None:
    assert find_quote(quote, PAGE) is None


def _quotes(n: int, seed: int) -> list[str]:
    """Stretches of the page that hold at least one number."""
    chance = random.Random(seed)
    words = PAGE.replace("mis-\nconduct", "misconduct").split()
    quotes = []
    while len(quotes) < n:
        start = chance.randrange(len(words) - 4)
        quote = " ".join(words[start : start + chance.randrange(4, 16)])
        if re.search(r"\d", quote):
            quotes.append(quote)
    return quotes


def test_refuses_a_thousand_altered_numbers() -> None:
    chance = random.Random(1)
    passed = []
    for quote in _quotes(1000, seed=2):
        places = [match.start() for match in re.finditer(r"\d", quote)]
        place = chance.choice(places)
        # Without its only digit a number is gone, and what is left of the quote may truly stand there.
        alone = len(re.findall(r"\d", re.split(r"\s", quote[:place])[-1] + re.split(r"\s", quote[place:])[0])) == 1
        kind = chance.randrange(2 if alone else 3)
        other = chance.choice([digit for digit in "0123456789" if digit != quote[place]])
        if kind == 0:
            altered = quote[:place] + other + quote[place + 1 :]
        elif kind == 1:
            altered = quote[:place] + other + quote[place:]
        else:
            altered = quote[:place] + quote[place + 1 :]
        if altered not in PAGE and find_quote(altered, PAGE) is not None:
            passed.append((quote, altered))
    assert passed == []


def test_finds_a_thousand_reflowed_quotes() -> None:
    chance = random.Random(3)
    missed = []
    for quote in _quotes(1000, seed=4):
        words = quote.split(" ")
        reflowed = words[0] + "".join(chance.choice([" ", "\n", "  ", "\r\n", "\t", "\u00a0"]) + w for w in words[1:])
        if chance.random() < 0.3:
            reflowed = reflowed.upper()
        place = find_quote(reflowed, PAGE)
        if place is None or _plain(PAGE[slice(*place)]) != _plain(quote):
            missed.append((reflowed, place))
    assert missed == []


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.replace("mis-\nconduct", "misconduct")).casefold()


@pytest.mark.slow
@given(st.text(), st.text())
def test_never_raises_and_stays_in_the_text(quote: str, text: str) -> None:
    place = find_quote(quote, text)
    assert place is None or 0 <= place[0] < place[1] <= len(text)


@given(st.text(alphabet="ab 12.,-£\n", min_size=1), st.data())
def test_a_stretch_between_blanks_is_found(text: str, data: st.DataObject) -> None:
    words = text.split()
    if words:
        start = data.draw(st.integers(0, len(words) - 1))
        quote = " ".join(words[start : start + 3])
        if re.search(r"[a-z\d]", quote):
            assert find_quote(quote, text) is not None


@pytest.mark.slow
def test_takes_long_texts_in_its_stride() -> None:
    text = "the officer was seen in the office of the force and " * 20_000 + "the constable got a final written warning"
    assert find_quote("the constable got final written warning", text) is not None
