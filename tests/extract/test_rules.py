"""Single rules, each with the sentences that it is about; everything that must never be merged is one."""

from __future__ import annotations

import pytest

from answerable.extract.cues import find_codes, find_measures, is_header_of, make_pattern
from answerable.extract.narrative.days import find_days
from answerable.extract.narrative.durations import read_duration
from answerable.extract.narrative.levels import read_levels
from answerable.extract.narrative.outcomes import read_outcome, read_procedure
from answerable.extract.narrative.sentences import find_sentences, is_denied, is_earlier, is_only_possible
from answerable.extract.narrative.subjects import read_former, read_n_subjects, read_rank
from answerable.extract.narrative.timing import read_timing
from answerable.model.codebook import Codebook


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("final written warning", "a final\nwritten-warning was given", True),
        ("dismiss*", "DISMISSALS", True),
        ("dismissed", "undismissed", False),
        ("would have ... dismissed", "would have been summarily dismissed", True),
        ("would have ... dismissed", "would have gone. He was dismissed", False),
        ("(photo*|picture*) of (a|) prisoner", "pictures of a prisoner", True),
        ("(photo*|picture*) of (a|) prisoner", "photos of prisoner", True),
        ("what's app", "What’s App", True),
        ("inspector +", "Inspector+", True),
    ],
)
def test_cue_language(phrase: str, text: str, stands: bool) -> None:
    pattern = make_pattern([phrase])
    assert pattern is not None
    assert bool(pattern.search(text)) is stands


def test_weak_cues_count_only_where_nothing_firm_is_found(codebook: Codebook) -> None:
    behaviours = codebook.find_variable("behaviours")
    platform = codebook.find_variable("platform")
    assert behaviours
    assert platform
    assert {one.category for one in find_codes("offensive comments about Travellers", behaviours)} == {"racist"}
    assert {one.category for one in find_codes("offensive comments", behaviours)} == {"offensive_joke"}
    assert {one.category for one in find_codes("on social media (Facebook)", platform)} == {"facebook"}
    assert {one.category for one in find_codes("on social media", platform)} == {"unspecified_social_media"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("He was dismissed without notice.", "dismissed"),
        ("She would have been dismissed had she still been serving.", "would_have_been_dismissed"),
        ("Had they not resigned they would have been summarily dismissed.", "would_have_been_dismissed"),
        ("The officer was retrospectively dismissed.", "would_have_been_dismissed"),
        ("Dismissed with notice.", "dismissed_with_notice"),
        ("He was not dismissed but received a final written warning.", "final_written_warning"),
        ("He could have been dismissed; a written warning was given.", "written_warning"),
        ("Dismissal was considered. Final written warning.", "final_written_warning"),
        ("The allegation was dismissed.", "not_proven"),
        ("The appeal was dismissed. Written warning.", "written_warning"),
        ("He was already subject to a final written warning. Dismissed.", "dismissed"),
        ("Extension of the final written warning.", "extended_final_written_warning"),
        ("Final written warning extended.", "extended_final_written_warning"),
        ("Management advice.", "management_advice"),
        ("Management action.", "management_action"),
        ("Words of advice.", "words_of_advice"),
        ("RPRP", "reflective_practice"),
        ("No further action.", "no_action"),
        ("Resigned before the hearing.", "resigned"),
        ("Resigned; would have been dismissed.", "would_have_been_dismissed"),
        ("Required to resign.", "required_to_resign"),
        ("Reduced in rank to constable.", "reduction_in_rank"),
        ("FWW", "final_written_warning"),
        ("WW", "written_warning"),
        ("The hearing will be held on 3 May.", "pending"),
        ("Sacked.", "dismissed"),
    ],
)
def test_outcomes(codebook: Codebook, text: str, outcome: str) -> None:
    variable = codebook.find_variable("outcome")
    assert variable is not None
    reading = read_outcome(text, variable)
    assert reading is not None
    assert reading.value == outcome
    assert text[reading.start : reading.end].strip()


def test_what_is_only_possible_is_no_outcome(codebook: Codebook) -> None:
    variable = codebook.find_variable("outcome")
    assert variable is not None
    for text in (
        "He could have been dismissed.",
        "The force sought dismissal.",
        "He faces dismissal.",
        "He was not dismissed.",
    ):
        assert read_outcome(text, variable) is None, text


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("If proven, this would amount to gross misconduct.", {"level_alleged": "gross_misconduct"}),
        ("The panel found misconduct.", {"level_found": "misconduct"}),
        (
            "Alleged to be gross misconduct. The panel found misconduct.",
            {"level_alleged": "gross_misconduct", "level_found": "misconduct"},
        ),
        ("He attended a gross misconduct hearing.", {}),
        ("The allegation was proven.", {}),
        ("There was a case to answer.", {}),
        ("The conduct was found not proven.", {"level_found": "not_proven"}),
        (
            "One constable, alleged to have committed gross misconduct, was there.",
            {"level_alleged": "gross_misconduct"},
        ),
        (
            "Gross misconduct was alleged; misconduct was found.",
            {"level_alleged": "gross_misconduct", "level_found": "misconduct"},
        ),
        (
            "The panel did not find gross misconduct, as alleged, but found misconduct.",
            {"level_alleged": "gross_misconduct", "level_found": "misconduct"},
        ),
        ("Misconduct, not gross misconduct, was alleged. It was found proven.", {"level_alleged": "misconduct"}),
        (
            "It was alleged that this was misconduct. The chair agreed.",
            {"level_alleged": "misconduct", "level_found": "misconduct"},
        ),
        (
            "Alleged and found: gross misconduct.",
            {"level_alleged": "gross_misconduct", "level_found": "gross_misconduct"},
        ),
        ("A finding that gross misconduct was not proven.", {"level_found": "not_proven"}),
        ("The panel was to say whether it was gross misconduct.", {}),
        ("It was judged to be no more than misconduct.", {"level_found": "misconduct"}),
        (
            "The force put its case as gross misconduct or, in the alternative, misconduct.",
            {"level_alleged": "gross_misconduct"},
        ),
    ],
)
def test_level_alleged_is_not_level_found(codebook: Codebook, text: str, levels: dict[str, str]) -> None:
    found = read_levels(
        text, codebook.find_variable("level_alleged"), codebook.find_variable("level_found"), decided=False
    )
    assert {name: one.value for name, one in found.items()} == levels


def test_a_hearing_that_was_avoided_is_no_procedure(codebook: Codebook) -> None:
    variable = codebook.find_variable("procedure")
    assert variable is not None
    assert read_procedure("He resigned before the hearing.", variable, "resigned") is None
    reading = read_procedure("He resigned before the accelerated hearing.", variable, "would_have_been_dismissed")
    assert reading is not None
    assert reading.value == "accelerated_hearing"


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Chaired by Assistant Chief Constable Ada Moor. A constable was dismissed.", "constable"),
        ("Detective Inspector Ada Moor presented the case. PC Z admitted it.", "constable"),
        ("A constable sent messages to a female sergeant.", "constable"),
        ("The allegation against a sergeant was proven.", "sergeant"),
        ("A sergeant was reduced to the rank of constable.", "sergeant"),
        ("Special Constable, 2019", "special_constable"),
        ("Detective Chief Inspector", "chief_inspector"),
        ("T/Sgt", "sergeant"),
        ("Inspector +", "pooled"),
        ("A probationer commented on a photograph.", "constable"),
    ],
)
def test_the_subject_s_rank(codebook: Codebook, text: str, rank: str) -> None:
    variable = codebook.find_variable("rank")
    assert variable is not None
    reading = read_rank(text, variable)
    assert reading is not None
    assert reading.value == rank


def test_nobody_s_rank_is_taken_for_the_subject_s(codebook: Codebook) -> None:
    variable = codebook.find_variable("rank")
    assert variable is not None
    for text in (
        "Chair: Superintendent Ada Moor",
        "He insulted a sergeant.",
        "The Chief Constable found gross misconduct.",
    ):
        assert read_rank(text, variable) is None, text


def test_years_and_dates() -> None:
    timing = read_timing("In June 2019 he sent messages. At a hearing on 4 March 2021 he was dismissed.")
    assert timing["year"].value == 2021
    assert timing["decided_on"].value == "2021-03-04"
    assert timing["occurred_on"].value == "2019-06"
    assert "decided_on" not in read_timing("A hearing will be held on 4 March 2022.")
    assert read_timing("The Police (Conduct) Regulations 2020 apply.") == {}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Between 3 and 9 May 2019", [("2019-05-03", "2019-05-09")]),
        ("29th, 30th September and 1st October 2020", [("2020-09-29", "2020-10-01")]),
        ("from Tuesday 2 to Thursday 4 November 2021", [("2021-11-02", "2021-11-04")]),
        ("between 22:00 on 6 June 2020 and 02:00 on 7 June 2020", [("2020-06-06", "2020-06-07")]),
        ("between December 2018 and February 2019", [("2018-12", "2019-02")]),
        ("between December and February 2019", [("2018-12", "2019-02")]),
        ("6-8 March 2019", [("2019-03-06", "2019-03-08")]),
        ("met on 6 August 2018 and, in June that year", [("2018-08-06", "2018-08-06"), ("2018-06", "2018-06")]),
        ("In 2020 he was served on 5 May", [("2020", "2020"), ("2020-05-05", "2020-05-05")]),
        ("Case 3 - 4 May 2019", [("2019-05-04", "2019-05-04")]),
        ("in 2018 or 2019, on 5 May", [("2018", "2018"), ("2019", "2019"), ("2019-05-05", "2019-05-05")]),
        ("2018 and 2019 were mild. It rained on 5 May.", [("2018", "2018"), ("2019", "2019")]),
    ],
)
def test_days_and_several_days_running(text: str, days: list[tuple[str, str]]) -> None:
    assert [(str(one.first), str(one.last)) for one in find_days(text)] == days


@pytest.mark.parametrize(
    ("text", "occurred", "decided"),
    [
        (
            "At a hearing ending on 3 February 2022 it was found that on 27 July 2020 he emailed all staff.",
            "2020-07-27",
            "2022-02-03",
        ),
        (
            "Date of conduct: 14 December 2019. Date of hearing: 27 May 2020. Date published: 1 June 2020.",
            "2019-12-14",
            "2020-05-27",
        ),
        (
            "Born on 9 June 1984. The hearing sat on 22 October 2020. On 11 July 2019 he sent it.",
            "2019-07-11",
            "2020-10-22",
        ),
        (
            "He was convicted on 6 May 2021 of an offence committed on 19 August 2020. Hearing: 24 June 2021.",
            "2020-08-19",
            "2021-06-24",
        ),
        ("He resigned on 2 May 2020. A hearing on 9 December 2020 found it proven.", None, "2020-12-09"),
        ("A hearing will be held on 4 July 2022. In April 2019 he sent it.", "2019-04", None),
        ("The panel decided on 10 November 2021. An appeal was heard on 3 May 2022.", None, "2021-11-10"),
        ("Dismissed on 1 March 2022. The notice was published on 30 March 2022.", None, "2022-03-01"),
    ],
)
def test_days_of_conduct_and_of_decision(text: str, occurred: str | None, decided: str | None) -> None:
    timing = read_timing(text)
    found = [timing[name].value if name in timing else None for name in ("occurred_on", "decided_on")]
    assert found == [occurred, decided]


def test_durations() -> None:
    assert (reading := read_duration("a final written warning for two years"))
    assert reading.value == 24
    assert (reading := read_duration("written warning (18 months)"))
    assert reading.value == 18
    assert read_duration("an officer of twelve years' service was given a written warning") is None
    assert read_duration("He sent messages over 12 months.") is None


def test_who_had_left() -> None:
    assert (one := read_former("A former constable", would_have_been=None))
    assert one.value == "yes"
    assert read_former("messages to his former partner", would_have_been=None) is None
    assert read_former("a group of serving and retired colleagues", would_have_been=None) is None


def test_several_alike() -> None:
    assert (found := read_n_subjects("Two constables each received a warning"))
    assert found[0] == 2
    assert (found := read_n_subjects("2 x PCs, 2021"))
    assert found[0] == 2
    assert read_n_subjects("A constable sent two messages") is None


def test_words_around_a_cue() -> None:
    text = "He was not dismissed."
    assert is_denied(text, text.index("dismissed"))
    text = "He was dismissed without notice at a hearing."
    assert not is_denied(text, text.index("hearing"))
    text = "The panel could have dismissed him."
    assert is_only_possible(text, text.index("dismissed"), text.index("dismissed") + 9)
    text = "He had previously received a written warning."
    assert is_earlier(text, text.index("written"))
    assert len(find_sentences("He was dismissed. Insp. Moor did not attend. No. 3 was.")) == 3


def test_measures_and_headers(codebook: Codebook) -> None:
    assert [one.category for one in find_measures("would have been dismissed", codebook)] == [
        "would_have_been_dismissed"
    ]
    assert [one.category for one in find_measures("Final written warnings", codebook)] == ["final_written_warning"]
    outcome, rank = codebook.find_variable("outcome"), codebook.find_variable("rank")
    assert outcome
    assert rank
    assert is_header_of("Outcome of case", outcome)
    assert is_header_of("Rank / Role", rank)
    assert not is_header_of("Number of days lost to sickness", outcome)
