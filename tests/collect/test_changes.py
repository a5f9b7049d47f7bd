"""The history of a log: whatever happens between visits is told, once, and nothing else is."""

from __future__ import annotations

from collections import Counter

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from answerable.collect.changes import Look, Shown, follow_items
from answerable.model.log import ChangeKind
from answerable.model.span import make_span

MONTHS = ("January", "March", "May", "July", "September", "November")
DEEDS = (
    "sent racist messages to a group on WhatsApp",
    "posted a photograph of a scene on Facebook",
    "searched records of a neighbour without cause",
    "exchanged sexual messages with a witness",
    "shared details of an operation on Snapchat",
    "made false entries in a pocket book",
)


def words(number: int, *, with_outcome: bool) -> str:
    """A notice, or what it became."""
    day = f"{number + 2} {MONTHS[number]} 2021"
    text = f"Hearing on {day}: it is alleged that a constable {DEEDS[number]}."
    return text + (" Outcome: proven, final written warning." if with_outcome else "")


def look(day: int, texts: list[str], addresses: tuple[str, ...] = ("https://x.example/log",), style: str = "") -> Look:
    """A visit that shows these texts."""
    page = "\n".join(texts)
    shown, start = [], 0
    for text in texts:
        shown.append(Shown(addresses[0], "d" * 64, make_span("d" * 64, 1, page, start, start + len(text))))
        start += len(text) + 1
    return Look(f"2021-{day:02d}-01", tuple(shown), tuple((one, style) for one in addresses))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.integers(0, 5), st.booleans(), max_size=6).flatmap(
            lambda state: st.tuples(st.just(state), st.permutations(sorted(state)))
        ),
        min_size=1,
        max_size=5,
    )
)
@pytest.mark.slow
def test_every_event_is_told_and_none_is_invented(history: list[tuple[dict[int, bool], list[int]]]) -> None:
    """Items appear, gain their outcome (or lose it), vanish and come back, in any order on the page."""
    looks, expected = [], Counter[tuple[str, str]]()
    before: dict[int, bool] = {}
    for number, (state, order) in enumerate(history, 1):
        looks.append(look(number, [words(one, with_outcome=state[one]) for one in order]))
        day = f"2021-{number:02d}-01"
        expected[day, "appeared"] += len(set(state) - set(before))
        expected[day, "vanished"] += len(set(before) - set(state))
        expected[day, "changed"] += sum(before[one] != state[one] for one in set(before) & set(state))
        before = state
    items, changes = follow_items("log", "tarnshire", looks)
    found = Counter(
        (change.seen_on, change.kind.value) for change in changes if change.kind is not ChangeKind.ADDRESS_REUSED
    )
    assert found == +expected
    assert sum(not item.vanished and not item.replaced_by for item in items) == len(before)


def test_a_hearing_put_off_is_the_same_hearing() -> None:
    first = (
        words(0, with_outcome=False) + " The hearing is held in the Town Hall before a chair with legal qualifications."
    )
    later = first.replace("2 January", "19 February")
    _, changes = follow_items("log", "tarnshire", [look(1, [first]), look(2, [later])])
    assert [change.kind for change in changes] == [ChangeKind.APPEARED, ChangeKind.CHANGED]


def test_rows_that_differ_only_in_their_day_are_two_cases() -> None:
    first, later = (f"{day} May 2021\tDiscreditable conduct\tDismissed" for day in (3, 17))
    _, changes = follow_items("log", "tarnshire", [look(1, [first, "x" * 30]), look(2, [later, "x" * 30])])
    kinds = [change.kind for change in changes if change.seen_on == "2021-02-01"]
    assert sorted(kinds) == [ChangeKind.APPEARED, ChangeKind.VANISHED]


def test_the_same_words_twice_are_two_items() -> None:
    text = words(1, with_outcome=True)
    items, changes = follow_items("log", "tarnshire", [look(1, [text, text]), look(2, [text])])
    assert len(items) == 2
    assert [change.kind for change in changes].count(ChangeKind.VANISHED) == 1


def test_what_stood_at_an_address_that_could_not_be_read_has_not_vanished() -> None:
    text = words(1, with_outcome=True)
    gone = Look("2021-02-01", (), is_whole=False)
    items, changes = follow_items("log", "tarnshire", [look(1, [text]), gone])
    assert [change.kind for change in changes] == [ChangeKind.APPEARED]
    assert not items[0].vanished


def test_an_item_that_comes_back_is_the_same_item() -> None:
    text = words(2, with_outcome=False)
    items, changes = follow_items("log", "tarnshire", [look(1, [text]), look(2, []), look(3, [text.upper()])])
    assert [change.kind for change in changes] == [ChangeKind.APPEARED, ChangeKind.VANISHED, ChangeKind.APPEARED]
    (item,) = items
    assert (item.first_seen_on, item.last_seen_on, item.vanished) == ("2021-01-01", "2021-03-01", False)
