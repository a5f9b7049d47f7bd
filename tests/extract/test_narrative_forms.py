# ruff: noqa: E501 - texts are set as they come
"""Forms of telling: what conduct, levels and days are said to be in words that name them in no one way."""

from __future__ import annotations

import narrative_scores as scores
import pytest

from answerable.extract.cues import find_codes
from answerable.extract.narrative.coding import read_several
from answerable.extract.narrative.levels import read_levels
from answerable.extract.narrative.timing import read_timing
from answerable.model.codebook import Category, Codebook, Variable, VariableKind


def _make_variable(cues: tuple[str, ...], not_cues: tuple[str, ...] = ()) -> Variable:
    category = Category("found", (("en", "Found"),), "", cues, not_cues)
    return Variable("subject", VariableKind.MULTI_CATEGORY, "case", (("en", "Subject"),), categories=(category,))


@pytest.mark.parametrize(
    ("cue", "text", "stands"),
    [
        ("roof* ~ leak*", "The roof of the hall leaked.", True),
        ("roof* ~ leak*", "A leak was found, in March, under the roof", True),
        ("roof* ~ leak*", "The roof was mended. A tap leaked.", False),
        ("roof* ~ leak*", "The roof; a leak", False),
        ("roof ~ leak", "roof " + "and " * 13 + "leak", False),
        ("roof ~ leak", "roof " + "and " * 12 + "leak", True),
        ("(roof|gutter|wall) ~ (leak*|damp)", "damp in the WALL", True),
        ("(roof|gutter|wall) ~ (leak*|damp)", "damp in the cellar", False),
        ("advice & assistance", "advice & assistance", True),
        ("advice & assistance", "advice was given without assistance", False),
        (
            "(tile|slate|brick|beam|rafter|joist|lintel|sill|plank|board|post|pipe|drain|gutter) ... broken",
            "a drain was broken",
            True,
        ),
        (
            "(tile|slate|brick|beam|rafter|joist|lintel|sill|plank|board|post|pipe|drain|gutter) ... broken",
            "a door was broken",
            False,
        ),
        ("(old|new|) pipe", "the pipe", True),
        ("(old|new|) pipe", "İ said: NEW PIPE", True),
    ],
)
def test_two_things_in_one_sentence_and_choices(cue: str, text: str, stands: bool) -> None:
    assert bool(find_codes(text, _make_variable((cue,)))) is stands


def test_the_place_of_a_pair_goes_from_its_first_word_to_its_last() -> None:
    text = "So a leak in the roof was found."
    (one,) = find_codes(text, _make_variable(("roof ~ leak",)))
    assert text[one.start : one.end] == "leak in the roof"


def test_a_pair_takes_back_what_lies_inside_it() -> None:
    variable = _make_variable(("leak",), ("leak ~ newspaper",))
    assert not find_codes("the leak of a paper to a newspaper", variable)
    assert find_codes("the leak of the roof", variable)


def _read(text: str, codebook: Codebook) -> set[str]:
    variable = codebook.find_variable("behaviours")
    assert variable is not None
    reading = read_several(text, variable)
    return set(reading.value) if reading is not None and isinstance(reading.value, tuple) else set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("wrote that there were too many of them coming over here", {"racist"}),
        ("likened a Congolese family to animals", {"racist"}),
        ("said that the women of the intake were not up to the work", {"sexist"}),
        ("used a slur for gay men", {"homophobic"}),
        ("posted that a man in a frock is still a man", {"transphobic"}),
        ("imitated a caller with a speech defect", {"discriminatory_other"}),
        ("sent a stranger a video of himself pleasuring himself", {"sexual_image"}),
        ("invited a colleague to join him in the shower", {"sexual_message"}),
        ("kept in touch with a burglary victim long after the case was closed", {"contact_with_vulnerable_person"}),
        ("sent messages to a pupil in Year 9", {"contact_with_child"}),
        ("kept on messaging a woman who had told him that she was not interested", {"harassment"}),
        ("posted a comment that caused offence", {"offensive_joke"}),
        ("filmed a motorcyclist killed on the bypass", {"photo_of_deceased"}),
        ("videoed colleagues restraining a woman", {"photo_of_scene"}),
        ("told a friend that a house was under surveillance", {"confidential_information"}),
        ("posted a clip of a dog being set upon", {"violent_content"}),
        ("told followers how to vote in a by-election", {"political"}),
        ("posted in a way that brought the force into disrepute", {"bringing_discredit"}),
        ("advertised his plastering business", {"other"}),
        # Not what the words alone might say.
        ("shared the name of a domestic abuse victim", {"confidential_information"}),
        ("posted a photograph of a man whom he had met on a dating app", {"other"}),
        ("called the mayor a liar", {"political"}),
        ("sent a message about a horse race", set()),
        ("told a friend about a live inquiry. There is no place for racism here", {"confidential_information"}),
        ("messaged a woman who had reported stalking", {"contact_with_vulnerable_person"}),
        ("was convicted of harassment", {"harassment"}),
        ("breached Orders and Instructions and Challenging and Reporting Improper Conduct", set()),
    ],
)
def test_conduct_in_freer_words(codebook: Codebook, text: str, wanted: set[str]) -> None:
    assert _read(f"A constable {text}.", codebook) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "It was proven that he told a friend about a live inquiry. A second allegation, of sending a "
            "sexual picture, was not proven.",
            {"confidential_information"},
        ),
        ("The allegation of sending a sexual picture was not proven.", {"sexual_image"}),
        (
            "He sent a racist meme. The panel was not satisfied that he had shared a sexual picture.",
            {"racist", "offensive_joke"},
        ),
    ],
)
def test_what_was_disproved_is_left_out_where_something_stands(codebook: Codebook, text: str, wanted: set[str]) -> None:
    assert _read(text, codebook) == wanted


def test_weak_words_alone_make_less_sure(codebook: Codebook) -> None:
    variable = codebook.find_variable("behaviours")
    assert variable is not None
    weak, firm = read_several("unprofessional posts", variable), read_several("racist posts", variable)
    assert weak is not None
    assert firm is not None
    assert weak.share_sure < firm.share_sure


@pytest.mark.parametrize(
    ("text", "alleged", "found"),
    [
        ("The allegation, assessed as misconduct, was found proven.", "misconduct", None),
        (
            "It dismissed the allegation of gross misconduct but was satisfied that there had been misconduct.",
            "gross_misconduct",
            "misconduct",
        ),
        ("He was charged with gross misconduct. The panel upheld the charge.", "gross_misconduct", "gross_misconduct"),
        ("Determination: breaches proved; amounting, together, to gross misconduct.", None, "gross_misconduct"),
        ("Misconduct (admitted). Meeting.", None, "misconduct"),
        (
            "The force had brought the case as one of gross misconduct. It was proven as misconduct only.",
            "gross_misconduct",
            "misconduct",
        ),
        ("She was told that the matter was being treated as gross misconduct.", "gross_misconduct", None),
        ("His posts did not reach the threshold for misconduct.", None, "neither"),
        ("The breaches were so serious as to justify dismissal.", None, "gross_misconduct"),
        ("She denied misconduct of any kind.", None, None),
        ("Level - misconduct. Finding - breach found but not misconduct.", "misconduct", "neither"),
        ("Allegation 1 - proven, misconduct. Allegation 2 - proven, gross misconduct.", None, "gross_misconduct"),
        ("This was not gross misconduct but did amount to misconduct.", None, "misconduct"),
        (
            "What was alleged: that he did; that this amounted to gross misconduct.\nWhat was found: gross misconduct.",
            "gross_misconduct",
            "gross_misconduct",
        ),
    ],
)
def test_levels_in_more_forms(codebook: Codebook, text: str, alleged: str | None, found: str | None) -> None:
    got = read_levels(
        text, codebook.find_variable("level_alleged"), codebook.find_variable("level_found"), decided=True
    )
    values = {name: one.value for name, one in got.items()}
    assert (values.get("level_alleged"), values.get("level_found")) == (alleged, found)


@pytest.mark.parametrize(
    ("text", "occurred", "decided"),
    [
        ("Date recorded: 02/05/2019. He posted it on 28/04/2019. Meeting: 20/01/2020.", "2019-04-28", "2020-01-20"),
        (
            "At the first, on 11 April 2019, a constable admitted that she posted it in November 2018.",
            "2018-11",
            "2019-04-11",
        ),
        ("In a decision dated 3 August 2020 it was held that he posted it in May 2019.", "2019-05", "2020-08-03"),
        (
            "The posts were of summer 2021. On 11 July 2021 he sent one. The hearing was on 9 May 2022.",
            "2021-07-11",
            "2022-05-09",
        ),
        ("PC; WhatsApp; joke; dismissed without notice; March 2022", None, "2022-03"),
        ("21 July 2023. PC, Roads Policing. Misconduct meeting. Posted it in March 2023.", "2023-03", "2023-07-21"),
        (
            "He sent her a friend request on Facebook on 6 January 2022. Dismissed on 30 May 2022.",
            "2022-01-06",
            "2022-05-30",
        ),
        ("Of allegations recorded during 2022: a warning after a meeting on 3 March 2022.", None, "2022-03-03"),
    ],
)
def test_days_in_more_forms(text: str, occurred: str | None, decided: str | None) -> None:
    got = {name: one.value for name, one in read_timing(text).items()}
    assert (got.get("occurred_on"), got.get("decided_on")) == (occurred, decided)


def test_a_year_that_had_nothing_is_no_year_of_a_case() -> None:
    text = "2015: none. 2016: none. 2017: a constable, Facebook, written warning."
    assert read_timing(text)["year"].value == 2017
    assert read_timing("A post in 2020: no further action.")["year"].value == 2020


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Three constables in one WhatsApp group came before a panel in 2022. PC Yarrow and PC Tindall, who posted "
            "racist messages, were dismissed. PC Holbeche, who posted a sexist remark, received a written warning.",
            [(2, "dismissed"), (1, "written_warning")],
        ),
        (
            "PC Yarrow posted a racist message on Facebook in 2020 and was dismissed. PC Yarrow had been warned.",
            [(1, "dismissed")],
        ),
        (
            "PC Yarrow posted a racist message on Facebook in 2020. Superintendent Alder, who chaired the meeting, "
            "gave him a written warning.",
            [(1, "written_warning")],
        ),
        (
            "A misconduct panel considered the cases of three officers who shared a house. PC Yarrow sent racist messages on WhatsApp in 2018 "
            "and was dismissed. PC Tindall, who had sent sexist ones, would have been dismissed had she not resigned. The case against "
            "Sergeant Holbeche, accused of the same, was not proven. The hearing ended on 25 March 2022.",
            [(1, "dismissed"), (1, "would_have_been_dismissed"), (1, "not_proven")],
        ),
        (
            "In a Signal group of six officers a constable sent racist jokes in 2020. He was dismissed.",
            [(1, "dismissed")],
        ),
    ],
)
def test_people_under_their_names_are_parted(text: str, people: list[tuple[int, str]]) -> None:
    made = scores.code_narrative({"text": text, "log": True})
    assert [(int(case.n_subjects.low), case.get("outcome")) for case in made] == people


def test_a_panel_is_a_hearing_where_nothing_else_is_named(codebook: Codebook) -> None:
    told = {
        "The panel dismissed the constable for racist posts on Facebook in 2020.": "hearing",
        "The panel of the meeting gave a constable a warning for racist posts on Facebook in 2020.": "meeting",
    }
    for text, wanted in told.items():
        (case,) = scores.code_narrative({"text": text, "log": True})
        assert case.get("procedure") == wanted, text


def test_a_day_that_holds_for_all_is_not_the_last_ones_alone() -> None:
    text = (
        "PC Yarrow sent racist messages on WhatsApp and was dismissed. PC Tindall, who liked a sexist one, received a written warning. "
        "The hearing ended on 25 March 2022."
    )
    made = scores.code_narrative({"text": text, "log": True})
    assert [case.get("decided_on") for case in made] == ["2022-03-25", "2022-03-25"]


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        (
            "Thank you for your request. Between 1 January and 31 December 2023 two officers were dealt with for conduct on social media:\n\n"
            "a) a PC for a racist post on Facebook. Written warning.\nb) a sergeant for a sexist post on X. Final written warning.",
            ["written_warning", "final_written_warning"],
        ),
        ("With regard to your third question, one sergeant was dismissed for a racist post on X.", ["dismissed"]),
        ("Thank you for your request. Officers who post racist messages may be dismissed.", []),
        (
            "PC - Facebook - racist joke - Management advice - 2017\nSC - Facebook - sexist joke - Resigned - 2018\nFWW means final written warning.",
            ["management_advice", "resigned"],
        ),
        (
            "One officer, a sergeant, is the subject of an investigation into racist posts on X. No decision has been reached.",
            ["pending"],
        ),
    ],
)
def test_thanks_questions_and_legends_are_no_part_of_a_matter(text: str, outcomes: list[str]) -> None:
    assert [case.get("outcome") for case in scores.code_narrative({"text": text})] == outcomes


def test_x_is_a_platform_and_not_every_x(codebook: Codebook) -> None:
    (case,) = scores.code_narrative({"text": "A constable was dismissed for a racist post on X.", "log": True})
    assert case.get("platform") == ("twitter",)
    (case,) = scores.code_narrative({"text": "A constable was dismissed for racist posts on X occasions.", "log": True})
    assert case.get("platform") in (None, ())


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Police Constable \u2013 16 August 2024 \u2013 Misconduct meeting \u2013 On 5 May 2024 the officer sent a racist mail. Not proven.", "2024-08-16"),
        ("Chief Inspector. 14 August 2018. Misconduct hearing. The officer sent a racist mail on 3 May 2018. Dismissed.", "2018-08-14"),
        ("Misconduct meeting - Inspector - 10 May 2022. He posted, on 31 October 2021, a racist joke. Written warning.", "2022-05-10"),
        ("Outcome of misconduct hearing for PC Pask: 7 and 8 May 2024. She posted a racist joke in January 2024. Dismissed.", "2024-05-08"),
        ("Misconduct hearing - PC Pask - 7 May 2024. The hearing will be held at the town hall; it is alleged that she sent a racist joke.", None),
    ],
)  # fmt: skip
def test_the_day_in_the_head_of_a_report_is_that_of_the_hearing(text: str, decided: str | None) -> None:
    assert (found.value if (found := read_timing(text).get("decided_on")) else None) == decided
