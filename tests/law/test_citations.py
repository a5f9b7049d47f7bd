"""The citation grammar: every spelling met in letters, what is never a citation, and texts nobody would write."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.law import find_citations, find_ground_provision, find_law_names, get_law, list_laws, make_grounds
from answerable.model.law import CitationMode, ProvisionKind

LAWS = [law.id for law in list_laws()]


def sections(text: str, law: str = "foia-2000") -> list[str]:
    return [item.section for item in find_citations(text, law)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A scanned "i" or figure; and what only looks like one.
        ("sect1on 38(1)(a) is engaged", ["38(1)(a)"]),
        ("sectlon 40(2) refers", ["40(2)"]),
        ("section 4O(2)", ["40(2)"]),
        ("s.3l(1)(a)", ["31(1)(a)"]),
        ("section 38(l)(a) and (b)", ["38(1)(a)", "38(1)(b)"]),
        ("section 31(1)(l)", ["31(1)(l)"]),
        # Of a statute that is none of ours; and of ours.
        ("got under section 20 of the Health and Safety statute, whose section 28 bars it", []),
        ("the Act, whose section 28 bars it; sections 29 and 31 of the Freedom of Information Act 2000", ["29", "31"]),
        ("s.12", ["12"]),
        ("S12", ["12"]),
        ("s 12 applies", ["12"]),
        ("Sec. 12", ["12"]),
        ("Section 12(1)", ["12(1)"]),
        ("Section\n12(1)", ["12(1)"]),
        ("SECTION 40(2)", ["40(2)"]),
        ("Section 40 (2)", ["40(2)"]),
        ("S40(2)(a)(b) and (3A)(a)", ["40(2)(a)", "40(2)(b)", "40(3A)(a)"]),
        ("s40(2)(3A)(a)", ["40(2)", "40(3A)(a)"]),
        ("s.40(3)(A)(a)", ["40(3A)(a)"]),
        ("Section 31(1)(g) by virtue of (2)(b)", ["31(1)(g)", "31(2)(b)"]),
        ("Section 31(1)(g) subsection 2(b)", ["31(1)(g)", "31(2)(b)"]),
        ("Section 31(1)(g) by virtue of subsection (2)(b)", ["31(1)(g)", "31(2)(b)"]),
        ("S31(1)(g)(2)(b)", ["31(1)(g)", "31(2)(b)"]),
        ("S31(1)(a)(b)(2)(b)", ["31(1)(a)", "31(1)(b)", "31(2)(b)"]),
        ("Section 31 (2) (a)(b)", ["31(2)(a)", "31(2)(b)"]),
        ("Section 31(1)(a)&(b)", ["31(1)(a)", "31(1)(b)"]),
        ("S30(3)", ["30(3)"]),
        ("S23(5)/S24(2)/S31(3)", ["23(5)", "24(2)", "31(3)"]),
        ("Sections 23(5), 24(2), 30(3), 31(3) and 40(5)", ["23(5)", "24(2)", "30(3)", "31(3)", "40(5)"]),
        ("sections 30 and 31 apply", ["30", "31"]),
        ("Section 40(5B)(a)(i)", ["40(5B)(a)(i)"]),
        ("Section 40(5A)", ["40(5A)"]),
        ("exemption 12", ["12"]),
        ("the exemption at section 38(1)(a) or (b)", ["38(1)(a)", "38(1)(b)"]),
        ("Section 36(2)(b)(i) and (ii) and (c)", ["36(2)(b)(i)", "36(2)(b)(ii)", "36(2)(c)"]),
        ("Section 22A", ["22A"]),
        ("Exemptions applied: 40(2), 31(1)(a)(b) and 30(1)", ["40(2)", "31(1)(a)", "31(1)(b)", "30(1)"]),
        ("The exemptions are:\n40(2) Personal\n30(1)(a) Investigations", ["40(2)", "30(1)(a)"]),
        ("S40(2) applies", ["40(2)"]),
        ("adran 40(2) o Ddeddf Rhyddid Gwybodaeth 2000", ["40(2)"]),
        ("Adrannau 30(1) a 31(1)", ["30(1)", "31(1)"]),
        ("Adran 40(2) o Ddeddf Rhyddid Gwybodaeth 2000", ["40(2)"]),
        ("dan adran 12 o'r Ddeddf", ["12"]),
        ("yn esempt o dan adran 31(1)(a) a (b)", ["31(1)(a)", "31(1)(b)"]),
    ],
)
def test_spellings_under_foia(text: str, expected: list[str]) -> None:
    assert sections(text) == expected


@pytest.mark.parametrize(
    ("text", "law", "expected"),
    [
        ("section 30(b)(ii) and (c)", "foisa-2002", ["30(b)(ii)", "30(c)"]),
        ("section 38(1)(b), (2A), (5)", "foisa-2002", ["38(1)(b)", "38(2A)", "38(5)"]),
        ("Section 34(1)(a)(i) with section 18(1)", "foisa-2002", ["34(1)(a)(i)", "18(1)"]),
        ("S25(1); s.17(1) notice", "foisa-2002", ["25(1)", "17(1)"]),
        ("regulation 12(4)(b)", "eir-2004", ["12(4)(b)"]),
        ("exception 12(5)(b)", "eir-2004", ["12(5)(b)"]),
        ("Reg. 12(4)(a)-(c)", "eir-2004", ["12(4)(a)", "12(4)(b)", "12(4)(c)"]),
        ("regs 12(5)(e) and 13", "eir-2004", ["12(5)(e)", "13"]),
        ("Regulation 10(4)(a) and 11(2)", "eisr-2004", ["10(4)(a)", "11(2)"]),
        ("section 37(1) and section 15(1)(a)", "ie-foi-2014", ["37(1)", "15(1)(a)"]),
        ("Exemption 7(C) and exemption 6", "us-foia", ["552(b)(7)(C)", "552(b)(6)"]),
        ("withheld under (b)(6) and (b)(7)(C)", "us-foia", ["552(b)(6)", "552(b)(7)(C)"]),
        ("5 U.S.C. § 552(b)(5)", "us-foia", ["552(b)(5)"]),
        ("nach § 3 Nr. 1 Buchst. g IFG", "de-ifg", ["3 Nr. 1 lit. g"]),
        ("gemäß § 7 Abs. 5 Satz 2 IFG und § 5 Absatz 1", "de-ifg", ["7 Abs. 5 Satz 2", "5 Abs. 1"]),
        ("§§ 3, 4 und 6 IFG; § 29 VwVfG", "de-ifg", ["3", "4", "6"]),
    ],
)
def test_spellings_under_other_laws(text: str, law: str, expected: list[str]) -> None:
    found = find_citations(text, law)
    assert [item.section for item in found] == expected
    assert {item.law for item in found} == {law}


@pytest.mark.parametrize(
    "text",
    [
        "40 officers, 12 of them sergeants",
        "In 2019: 12 (5 of them dismissed); in 2020: 31",
        "2018 | 40(2) | 31(1)",
        "Answer: 12(5) officers and 30(1) staff",
        "Question 12(1) and paragraph 40(2)",
        "section 26 of the Police Act 1996",
        "adran 26 o Ddeddf yr Heddlu 1996",
        "adran 40(2) o Ddeddf Diogelu Data 2018",
        "Section 40(2)(a) of the Data Protection Act 2018",
        "Part 2, section 45 of the DPA 2018",
        "Article 6(1)(f) UK GDPR and Article 8 ECHR",
        "Regulation 30 of the Police (Conduct) Regulations 2020",
        "Regulation 15 notice; regulation 17 notice",
        "Section 60 stop and search; section 136 detentions",
        "Section 21 notices served by landlords",
        "sections 21 to 44 of the Freedom of Information Act",
        "Section 12.3 of the manual; section 40/2021",
        "the officer's 12 months; PS 40; £40(2)",
        "exemption 99; section 400",
        "see section 40 of this report",
        "40% of cases (2) and 30,000",
    ],
)
def test_what_is_never_a_citation(text: str) -> None:
    assert find_citations(text, "foia-2000") == ()


@pytest.mark.parametrize(
    ("text", "default", "law"),
    [
        ("section 38(1)(b) of the Freedom of Information (Scotland) Act 2002", "foia-2000", "foisa-2002"),
        ("section 38(1)(b) FOISA", "foia-2000", "foisa-2002"),
        ("FOISA s.38(1)(b)", "foia-2000", "foisa-2002"),
        ("section 40(2) of the Freedom of Information Act 2000", "foisa-2002", "foia-2000"),
        ("section 38 of the Freedom of Information Act", "foisa-2002", "foisa-2002"),
        ("regulation 12(4)(b) of the Environmental Information Regulations 2004", "foia-2000", "eir-2004"),
        ("regulation 10(4)(b) of the EIRs", "foisa-2002", "eisr-2004"),
        ("We considered the EIR. Regulation 12(4)(b) applies.", "foia-2000", "eir-2004"),
        ("exception 12(5)(b)", "foia-2000", "eir-2004"),
        ("section 40(2)", "eir-2004", "foia-2000"),
    ],
)
def test_the_law_is_the_one_named_or_the_one_in_hand(text: str, default: str, law: str) -> None:
    (citation,) = find_citations(text, default)
    assert citation.law == law


def test_a_number_means_what_its_law_says() -> None:
    (foia,) = find_citations("section 38 applies", "foia-2000")
    (foisa,) = find_citations("section 38 applies", "foisa-2002")
    titles = [get_law(item.law).find_provision(item.section) for item in (foia, foisa)]
    assert [title and title.title for title in titles] == ["Health and safety", "Personal information"]


def test_another_laws_section_beside_ours_does_not_take_ours_along() -> None:
    text = "Section 44(1)(a) applies by virtue of section 18 of the Commissioners Act 2005; section 17 of the Act."
    assert sections(text) == ["44(1)(a)", "17"]


@pytest.mark.parametrize("section", ["1", "10", "16", "17", "45", "50", "57"])
def test_duties_are_never_exemptions(section: str) -> None:
    (citation,) = find_citations(f"refused under section {section}", "foia-2000")
    assert citation.kind is ProvisionKind.DUTY
    assert citation.mode is CitationMode.DUTY


def test_cost_and_vexatious_are_limits_and_the_same_numbers_differ_in_scotland() -> None:
    kinds = [item.kind for item in find_citations("sections 12 and 14 apply", "foia-2000")]
    assert kinds == [ProvisionKind.LIMIT, ProvisionKind.LIMIT]
    scottish = {item.section: item.kind for item in find_citations("s.16, s.17, s.18 and s.25", "foisa-2002")}
    assert scottish == {
        "16": ProvisionKind.DUTY,
        "17": ProvisionKind.DUTY,
        "18": ProvisionKind.EXEMPTION,
        "25": ProvisionKind.EXEMPTION,
    }


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The names are withheld under section 40(2).", CitationMode.ENGAGED),
        ("S40(2) applies", CitationMode.ENGAGED),
        ("We are not obliged to comply by virtue of section 12.", CitationMode.ENGAGED),
        ("We may refuse your request under section 12.", CitationMode.CONSIDERED),
        ("If complying would exceed the limit, section 12 could apply.", CitationMode.CONSIDERED),
        ("We considered whether section 31 was engaged.", CitationMode.CONSIDERED),
        ("Section 40(2) does not apply here.", CitationMode.CONSIDERED),
        ("Section 40(2) Personal information", CitationMode.MENTIONED),
    ],
)
def test_the_words_around_hint_at_what_is_done(text: str, mode: CitationMode) -> None:
    (citation,) = find_citations(text, "foia-2000")
    assert citation.mode is mode


def test_one_sentence_does_not_colour_the_next() -> None:
    text = "We may charge a fee under section 9. The names are exempt under section 40(2)."
    assert [item.mode for item in find_citations(text, "foia-2000")] == [CitationMode.DUTY, CitationMode.ENGAGED]


def test_neither_confirm_nor_deny_is_told_by_the_subsection() -> None:
    law = get_law("foia-2000")
    telling = {"23(5)": True, "30(3)": True, "40(5B)(a)(i)": True, "30(1)": False, "40(2)": False}
    for section, expected in telling.items():
        provision = law.find_provision(section)
        assert provision is not None
        assert provision.neither_confirms_nor_denies is expected, section


def test_names_of_laws_are_found_with_their_places() -> None:
    text = "under the Freedom of Information (Scotland) Act 2002 and the Data Protection Act 2018"
    found = find_law_names(text, "foia-2000")
    assert [(item.law, item.exact) for item in found] == [
        ("foisa-2002", "Freedom of Information (Scotland) Act 2002"),
        ("", "Data Protection Act 2018"),
    ]
    assert all(text[item.start : item.end] == item.exact for item in found)


_WORDS = st.sampled_from(
    [
        "section ",
        "s.",
        "S",
        "§ ",
        "exemption ",
        "regulation ",
        "40",
        "31",
        "12",
        "(2)",
        "(3A)",
        "(a)",
        "(i)",
        " and ",
        ", ",
        " by virtue of ",
        "subsection ",
        "of the Act",
        " FOISA",
        "Police Act 1996",
        "\n",
        ". ",
        "(b)",
        "-",
        " to ",
        "IFG",
        "Nr. 1",
        "\u00a0",
        "(",
        ")",
    ]
)


@settings(max_examples=400)
@given(st.lists(_WORDS, max_size=25).map("".join) | st.text(max_size=80), st.sampled_from(LAWS))
@pytest.mark.slow
def test_every_citation_is_words_of_the_text_and_none_is_twice(text: str, law: str) -> None:
    found = find_citations(text, law)
    for item in found:
        assert text[item.start : item.end] == item.exact
        assert item.exact
        assert item.section.startswith(item.number)
        assert item.law in LAWS
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "piece",
    [
        "Aaa Bbb of the ",
        "section 40(2)",
        "s.40 ",
        "§ 3 Nr. 1 ",
        "A B (C) ",
        "(a)",
        "Freedom of Information ",
        "and, ",
        " " * 9,
    ],
)
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    seconds = []
    for n_characters in (4_000, 16_000):
        text = (piece * n_characters)[:n_characters]
        start = time.process_time()
        find_citations(text, "foia-2000")
        seconds.append(time.process_time() - start)
    # Four times the text: far below sixteen times the time, whatever else this machine is doing.
    assert seconds[1] < 10 * seconds[0] + 0.2


def test_grounds_are_rolled_up_to_what_the_law_calls_one_ground() -> None:
    text = (
        "Refusal notice under section 17(1). The names are exempt under section 40(2)(a)(b) and (3A)(a)."
        " S40(2) applies. Section 31(1)(g) by virtue of (2)(b) applies; section 31 is qualified."
        " Section 40(5B)(a)(i) applies to the rest."
        " We considered whether section 38 was engaged. Section 12(1) is relied on for question 4."
    )
    grounds = make_grounds(find_citations(text, "foia-2000"))
    assert [(ground.section, ground.kind.value, ground.mode.value) for ground in grounds] == [
        ("40(2)", "exemption", "engaged"),
        ("31(1)(g)", "exemption", "engaged"),
        ("40(5B)", "exemption", "engaged"),
        ("38", "exemption", "considered"),
        ("12(1)", "limit", "engaged"),
    ]
    assert [item.exact for item in grounds[0].citations] == ["section 40(2)(a)", "(b)", "S40(2)"]
    provision = find_ground_provision(grounds[2])
    assert provision is not None
    assert provision.neither_confirms_nor_denies


def test_sections_of_a_questionnaire_are_no_sections_of_an_act() -> None:
    text = "Section 1 - Service points\n1,081.0\nSection 2 - Books (see Section 12, Other comments)\nSection 13 Totals"
    assert find_citations(text, "foia-2000") == ()
    assert sections("We are not obliged to answer; section 12 sets the appropriate limit") == ["12"]


def test_neither_confirming_whether_it_is_held_is_no_weighing() -> None:
    text = "The force can neither confirm nor deny whether any other information is held by virtue of Section 23(5)."
    (citation,) = find_citations(text, "foia-2000")
    assert citation.mode is CitationMode.ENGAGED


_CHAIN = st.builds(
    lambda sub, paragraph, deeper: tuple(part for part in (sub, paragraph, deeper if paragraph else "") if part),
    st.sampled_from(["1", "2", "3", "5"]),
    st.sampled_from(["", "a", "b", "g"]),
    st.sampled_from(["", "ii", "iv"]),
)
_CITED = st.lists(st.tuples(st.sampled_from(["30", "31", "36", "38", "43"]), _CHAIN), min_size=1, max_size=4)
_LEADS = st.sampled_from(["section ", "Section ", "s.", "S", "s. ", "sec. ", "Sections "])
_GLUES = st.sampled_from([", ", " and ", "; ", " & ", "/", ", and "])


@given(_CITED, _LEADS, _GLUES, st.booleans())
def test_what_is_spelled_is_what_is_read(
    cited: list[tuple[str, tuple[str, ...]]], lead: str, glue: str, spaced: bool
) -> None:
    gap = " " if spaced else ""
    spelled = [number + "".join(f"{gap}({part})" for part in chain) for number, chain in cited]
    text = f"The rest is withheld under {lead}{glue.join(spelled)}."
    expected = [number + "".join(f"({part})" for part in chain) for number, chain in cited]
    assert sections(text) == list(expected)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # A section named again as "subsection" is the section, and no subsection of itself.
        ("exempt under Section 31(1)(g) by virtue of subsection 31(2)(b)", "31(1)(g) engaged, 31(2)(b) engaged"),
        ("section 31(1)(g) subsection 2(b) applies", "31(1)(g) engaged, 31(2)(b) engaged"),
        # Weighed and left: considered, never engaged.
        ("Section 40(2) applies. We thought about section 38 but haven't needed it.", "40(2) engaged, 38 considered"),
        ("Section 24 and section 40 have no bearing on this reply to you.", "24 considered, 40 considered"),
        # What one half of a sentence supposes, the other half relies on all the same.
        ("They could sue if we passed it on; section 41(1) therefore applies.", "41(1) engaged"),
        ("If it did exist it would be exempt under section 31(1)(a).", "31(1)(a) engaged"),
    ],
)
def test_what_is_relied_on_and_what_is_only_weighed(words: str, found: str) -> None:
    assert ", ".join(f"{item.section} {item.mode.value}" for item in find_citations(words, "foia-2000")) == found
