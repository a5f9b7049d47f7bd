"""What a person types is read as meant, and nothing typed is ever syntax of a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import ValueNotAllowed
from answerable.words.mutations import find_shapes, looks_welsh
from answerable.words.queries import Clause, Term, find_matches, fold, parse_query


def lit(query: str, text: str, *, is_welsh: bool = False) -> list[str]:
    return [text[start:end] for start, end in find_matches(parse_query(query), text, is_welsh=is_welsh)]


def test_the_grammar() -> None:
    query = parse_query('dismiss* "gross misconduct" whatsapp OR Signal -resigned in:notes authority:avonmoor')
    assert query.clauses == (
        Clause((Term(("dismiss",), is_prefix=True),)),
        Clause((Term(("gross", "misconduct")),)),
        Clause((Term(("whatsapp",)), Term(("signal",)))),
        Clause((Term(("resigned",)),), is_negated=True),
    )
    assert query.only == {"in": ("note",), "authority": ("avonmoor",)}


def test_a_word_with_a_colon_that_is_no_field_is_words() -> None:
    assert parse_query("ref:88123").clauses == (Clause((Term(("ref", "88123")),)),)


@pytest.mark.parametrize("text", ["", "   ", "-resigned", "in:notes", "()", '""', "*"])
def test_a_search_for_nothing_says_what_may_be_written(text: str) -> None:
    with pytest.raises(ValueNotAllowed, match="at least one word"):
        parse_query(text)


def test_an_unknown_place_is_named() -> None:
    with pytest.raises(ValueNotAllowed, match="letters"):
        parse_query("whatsapp in:letters")


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("ŵyr", "His WYR was there", ["WYR"]),
        ("Cafe", "the café was closed", ["café"]),
        ("dismiss*", "dismissal, dismissed; Dismissing", ["dismissal", "dismissed", "Dismissing"]),
        ('"final written warning"', "a final\n written  warning", ["final\n written  warning"]),
        ("war", "warning", []),
        ("don't", "They don’t say", ["don’t"]),
        ("-resigned officer", "an officer resigned", ["officer"]),
    ],
)
def test_words_are_lit_where_they_stand(query: str, text: str, found: list[str]) -> None:
    assert lit(query, text) == found


@pytest.mark.parametrize(
    ("written", "shapes"),
    [
        ("cwyn", {"gwyn", "nghwyn", "chwyn"}),
        ("pobl", {"bobl", "mhobl", "phobl"}),
        ("teulu", {"deulu", "nheulu", "theulu"}),
        ("gwybodaeth", {"wybodaeth", "ngwybodaeth"}),
        ("bwrdd", {"fwrdd", "mwrdd"}),
        ("deddf", {"ddeddf", "neddf"}),
        ("merch", {"ferch"}),
        ("llythyr", {"lythyr"}),
        ("rheol", {"reol"}),
        ("achos", {"hachos"}),
    ],
)
def test_welsh_words_are_found_in_their_mutated_shapes_and_from_them(written: str, shapes: set[str]) -> None:
    assert shapes <= set(find_shapes(written))
    for shape in shapes:
        assert written in find_shapes(shape), shape


def test_letters_that_do_not_mutate_are_left() -> None:
    assert find_shapes("heddlu") == ("eddlu",)  # as if the h had come before a vowel
    assert not {"dhwarae", "gharae"} & set(find_shapes("chwarae"))
    assert find_shapes("y") == ()


def test_mutated_shapes_are_looked_for_in_welsh_only() -> None:
    assert lit("gwybodaeth", "Mae'r wybodaeth", is_welsh=True) == ["wybodaeth"]
    assert lit("cat", "a chat was held") == []


def test_what_is_welsh_and_what_only_names_it() -> None:
    assert looks_welsh("Mae'r heddlu wedi cadarnhau bod y wybodaeth yn cael ei dal.")
    assert not looks_welsh("The chief constable of Heddlu Gogledd Cymru replied to the request for information.")
    assert not looks_welsh("Y coordinates and an X axis; a yr. of data")


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_is_a_query_or_is_refused_and_matches_are_ranges(typed: str, text: str) -> None:
    try:
        query = parse_query(typed)
    except ValueNotAllowed:
        return
    last = 0
    for start, end in find_matches(query, text):
        assert last <= start < end <= len(text)
        last = end
