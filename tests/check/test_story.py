"""A story is tried whole: bindings, references, quotations, stray numbers, staleness."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.check.bindings import resolve
from answerable.check.figures import render_one_in, render_range
from answerable.check.references import Shelf
from answerable.check.story import accept_figures, check_story, run
from answerable.errors import ProjectFileInvalid
from answerable.model.claim import Claim, Verdict
from answerable.model.dates import Period
from answerable.model.document import Document, Page
from answerable.model.finding import Finding, FindingRow
from answerable.model.interval import Interval
from answerable.model.message import Message
from answerable.model.story import Binding, Filter, Story
from answerable.project.story import parse_story

FRONT = """+++
headline = "{{ disciplined | low }} officers"
standfirst = "What forces said"
[sources.panel]
title = "A statement"
words = "We were very sorry to read of it."
[sources.named]
title = "A source without words"
+++
"""
FINDINGS = {
    "disciplined": Finding("disciplined", "Officers disciplined", "officers", Interval(243, 261)),
    "dismissed": Finding("dismissed", "Officers dismissed", "officers", Interval(33, 33)),
    "open": Finding("open", "Open", "officers", Interval(5, None)),
    "nothing": Finding("nothing", "Nothing", "officers", None),
    "years": Finding(
        "years",
        "By year",
        "officers",
        Interval(7, 7),
        rows=(FindingRow("2019", Interval(5, 5)), FindingRow("2020", Interval(1, 2))),
        parts=(FindingRow("avon-fell", Interval(3, 3)),),
    ),
}


def words_of(expression: str) -> str:
    name, *steps = (part.strip() for part in expression.split("|"))
    filters = tuple(Filter(*(half.strip() for half in (*step.split(":", 1), "")[:2])) for step in steps)
    resolved = resolve(Binding(0, 1, expression, name, filters), FINDINGS, None)
    return resolved.words or f"!{'contradicted: ' if resolved.contradicted else ''}{resolved.problem}"


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("dismissed", "33"),
        ("disciplined", "between 243 and 261"),
        ("disciplined | low", "243"),
        ("disciplined | high", "261"),
        ("disciplined | at_least", "at least 243"),
        ("dismissed | at_least", "33"),
        ("disciplined | capital", "Between 243 and 261"),
        ("open", "at least 5"),
        ("open | words", "at least five"),
        ("dismissed | in_words", "thirty-three"),
        ("dismissed | share_of: disciplined", "between 13% and 14%"),
        ("dismissed | share_of: disciplined | low | percent", "13%"),
        ("dismissed | share_of: disciplined | low | one_in", "one in eight"),
        ("disciplined | less: dismissed", "between 210 and 228"),
        ("disciplined | less: dismissed | share_of: disciplined | says: most", "most"),
        ("disciplined | says: hundreds | capital", "Hundreds"),
        ("years | row: 2019 | words", "five"),
        ("years | of: avon-fell", "3"),
        ("years | largest", "2019"),
    ],
)
def test_bindings_print_what_house_style_says(expression: str, words: str) -> None:
    assert words_of(expression) == words


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("disciplind", "!no finding is called"),
        ("dismissed | persent", "!no filter is called"),
        ("dismissed | says: hundreds", "!contradicted:"),
        ("dismissed | says: oodles", "!no rule says"),
        ("dismissed | percent", "!`percent` needs a share"),
        ("disciplined | share_of: dismissed", "!contradicted:"),
        ("open | high", "!`open` has no upper end"),
        ("years | row: 1999", "!`years` has no row"),
        ("nothing", "!nothing has no value"),
        ("disciplined | share_of: open | one_in", "!`one_in` needs"),
    ],
)
def test_a_binding_that_cannot_be_borne_says_why(expression: str, problem: str) -> None:
    assert words_of(expression).startswith(problem)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 60), st.integers(0, 60))
def test_a_share_of_another_finding_holds_every_pair(low: int, more: int, whole: int, wider: int) -> None:
    findings = {
        "part": Finding("part", "P", "officers", Interval(low, low + more)),
        "whole": Finding("whole", "W", "officers", Interval(whole, whole + wider)),
    }
    resolved = resolve(Binding(0, 1, "", "part", (Filter("share_of", "whole"),)), findings, None)
    pairs = [(p, w) for p in range(low, low + more + 1) for w in range(whole, whole + wider + 1) if p <= w]
    if not pairs:
        assert resolved.contradicted
        return
    assert resolved.value is not None
    assert resolved.value.high is not None
    assert all(resolved.value.low - 1e-9 <= p / w <= resolved.value.high + 1e-9 for p, w in pairs)


def _of(name: str, value: Interval, silence: Interval | None = None, **parts: int) -> Finding:
    rows = tuple(FindingRow(label, Interval.exactly(number)) for label, number in parts.items())
    return Finding(name, name, "assaults", value, silence, parts=rows)


def _print(expression: str, *findings: Finding) -> str:
    name, *steps = (part.strip() for part in expression.split("|"))
    filters = tuple(Filter(*(half.strip() for half in (*step.split(":", 1), "")[:2])) for step in steps)
    resolved = resolve(Binding(0, 1, expression, name, filters), {one.id: one for one in findings}, None)
    return resolved.words or resolved.problem


def test_a_share_holds_what_an_authority_did_not_tell_of_the_part() -> None:
    whole = _of("recorded", Interval(100, 100), avon=60, bute=40)
    assert _print("part | share_of: recorded", _of("part", Interval(6, 6), avon=6), whole) == "6%"
    open_part = _of("part", Interval(6, 6), Interval(6, None), avon=6)
    assert _print("part | share_of: recorded", open_part, whole) == "between 6% and 46%"
    assert _print("recorded | less: part", open_part, whole) == "between 54 and 94"


def test_a_number_of_other_authorities_is_no_part_of_a_whole() -> None:
    whole = _of("recorded", Interval(60, 60), avon=60)
    said = _print("part | share_of: recorded", _of("part", Interval(9, 9), avon=6, bute=3), whole)
    assert said.startswith("`part` counts bute, which `recorded` does not")
    assert _print("part | share_of: recorded", _of("part", Interval(6, 6), avon=6, bute=0), whole) == "10%"
    assert "counts bute" in _print("recorded | less: part", _of("part", Interval(9, 9), avon=6, bute=3), whole)


def test_fractions_and_ranges_keep_their_doubt() -> None:
    assert render_one_in(Interval(0.12, 0.13)) == "one in eight"
    assert render_one_in(Interval(0.12, 0.2)) is None
    assert render_range(Interval(0.1, 0.104), "share") == "10%"


def try_story(invented: Any, tmp_path: Path, body: str) -> dict[str, Claim]:
    file = tmp_path / "story.md"
    file.write_text(FRONT + body, encoding="utf-8")
    run(invented.record, parse_story(file), list(FINDINGS.values()))
    return {claim.text: claim for claim in invented.record.all(Claim)}


def test_every_stray_number_and_quotation_is_found_and_every_borne_one_let_pass(invented: Any, tmp_path: Path) -> None:
    claims = try_story(
        invented,
        tmp_path,
        "Of these {{ disciplined }}, {{ dismissed }} went. A third stayed. In 2015 there were 12 more, "
        "and nine per cent left. "
        "They said “this was never said anywhere”. [In 2016](source:named) [12 "
        'officers](letter:avon-fell "12 officers") left. '
        'At [Avon Fell](authority:avon-fell) [“shared a racist meme”](case:avon-fell "racist meme") came up. '
        "Nobody counted the vast majority of it.\n",
    )
    found = {text: claim.verdict for text, claim in claims.items()}
    assert found == {
        "{{ disciplined | low }}": Verdict.SUPPORTED,
        "{{ disciplined }}": Verdict.SUPPORTED,
        "{{ dismissed }}": Verdict.SUPPORTED,
        "A third": Verdict.NEEDS_PERSON,
        "Nobody": Verdict.NEEDS_PERSON,
        "2015": Verdict.UNSUPPORTED,
        "12": Verdict.UNSUPPORTED,
        "nine per cent": Verdict.UNSUPPORTED,
        "“this was never said anywhere”": Verdict.UNSUPPORTED,
        "In 2016": Verdict.SUPPORTED,
        "12 officers": Verdict.SUPPORTED,
        "Avon Fell": Verdict.SUPPORTED,
        "“shared a racist meme”": Verdict.SUPPORTED,
        "the vast majority": Verdict.NEEDS_PERSON,
    }
    assert claims["{{ disciplined }}"].value == "between 243 and 261"


def test_the_years_asked_about_are_known_and_no_other_year_is(invented: Any, tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    body = "Between 2018 and 2021, 2018 to 2021, from 2018\u20132021 or since 2018. Between 2018 and 2020; in 2021.\n"
    file.write_text(FRONT + body, encoding="utf-8")
    period = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31), "other")
    run(invented.record, parse_story(file), list(FINDINGS.values()), period=period)
    stray = [claim.text for claim in sorted(invented.record.all(Claim), key=lambda one: one.start) if not claim.query]
    assert [text for text in stray if text.isdigit()] == ["2018", "2020", "2021"]


def test_a_year_beside_the_figure_of_that_year_needs_no_source(invented: Any, tmp_path: Path) -> None:
    body = "It fell from {{ years | row: 2019 }} in 2019 to {{ years | row: 2020 }}. In 2019 it rained.\n"
    claims = try_story(invented, tmp_path, body)
    stray = [claim.start for claim in invented.record.all(Claim) if claim.text == "2019"]
    assert stray == [(FRONT + body).rindex("2019")]
    assert claims["{{ years | row: 2019 }}"].verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("Most trusts refused.", "Most trusts"),
        ("No library was closed.", "No library"),
        ("All of the nurses were hurt.", "All of the nurses"),
        ("Every trust said so.", "Every trust"),
        ("Both hospitals had it.", "Both hospitals"),
        ("The most serious press of this sort was no longer heard every week.", ""),
    ],
)
def test_a_size_without_a_number_is_found_whatever_is_counted(
    invented: Any, tmp_path: Path, words: str, size: str
) -> None:
    claims = try_story(invented, tmp_path, words + "\n")
    assert [text for text in claims if not text.startswith("{{")] == ([size] if size else [])


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("[“we were sorry to read it”](source:panel)", "does not stand in the source"),
        ("[“We were very sorry to read”](source:named)", "are not saved"),
        ("[x](source:nobody)", "names no source"),
        ("[x](case:avon-fell)", "2 cases of avon-fell fit"),
        ('[x](case:avon-fell "a sexist meme")', "has the words"),
        ("[“a sexist meme”](case:case-avon-fell-94)", "does not stand in the words"),
        ("[x](case:nowhere)", "no case that stands"),
        ("[x](authority:nowhere)", "no authority is called"),
        ('[x](letter:fernhill "dismissed two constables")', "no letter from fernhill has the words"),
        ("[x](letter:eskmere)", "gives the words"),
        ("[x](finding:nowhere)", "no finding is called"),
    ],
)
def test_a_reference_that_does_not_bear_its_words_is_unsupported(
    invented: Any, tmp_path: Path, reference: str, why: str
) -> None:
    claims = try_story(invented, tmp_path, reference + "\n")
    (claim,) = [claim for claim in claims.values() if not claim.text.startswith("{{")]
    assert claim.verdict is Verdict.UNSUPPORTED
    assert why in claim.why


def test_words_of_a_file_inside_an_attached_archive_can_be_quoted(invented: Any, tmp_path: Path) -> None:
    record = invented.record
    (message,) = [one for one in record.all(Message) if one.request_id == "req-eskmere"]
    record.replace(
        "track", "zipped", "k", [replace(message, id="msg-2", document="d0", attachments=(("zip", "a.zip"),))]
    )
    letter = Document("txt", "letter.txt", "text/plain", 9, 1, 0)
    page = Page("txt:1", "txt", 1, "text", "Question 3 is refused.")
    record.replace(
        "read",
        "zipped",
        "k",
        [Document("zip", "a.zip", "application/zip", 9, 0, 0, parts=(("txt", "a"),)), letter, page],
    )
    claims = try_story(invented, tmp_path, '[It refused](letter:eskmere "Question 3 is refused").\n')
    assert claims["It refused"].verdict is Verdict.SUPPORTED


def test_an_accepted_figure_that_moved_is_stale_until_it_is_accepted_again(invented: Any, tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    file.write_text(FRONT + "{{ dismissed }} went.\n", encoding="utf-8")
    story, findings = parse_story(file), list(FINDINGS.values())
    run(invented.record, story, findings)
    assert accept_figures(invented.record, story, by="editor", made_at="2022-02-01T10:00:00+00:00") == 2
    moved = [Finding("dismissed", "D", "officers", Interval(34, 34)), FINDINGS["disciplined"]]
    invented.record.replace("analyze", "dismissed", "k", moved)
    run(invented.record, story, moved)
    (stale,) = [claim for claim in invented.record.all(Claim) if claim.verdict is Verdict.STALE]
    assert stale.why == "it was 33 when editor accepted it on 2022-02-01, and is 34 now"
    accept_figures(invented.record, story, by="editor", made_at="2022-02-02T10:00:00+00:00")
    report = run(invented.record, story, moved)
    assert report.needs_person == ()
    assert run(invented.record, story, moved).n_unchanged == 1


def test_a_story_file_names_the_line_of_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    file.write_text('+++\nheadline = "x"\nbyline = "y"\n+++\n', encoding="utf-8")
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_story(file)
    assert caught.value.where.endswith("story.md:3")
    file.write_text('+++\nheadline = "x"\n+++\n\n{{ Dis-missed }}\n', encoding="utf-8")
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_story(file)
    assert caught.value.where.endswith("story.md:5")
    file.write_text("no front matter", encoding="utf-8")
    with pytest.raises(ProjectFileInvalid, match="front matter"):
        parse_story(file)


TYPED = {
    "disciplined": "257",
    "dismissed": "thirty-three",
    "kept_officers": "Hundreds",
    "kept_jobs": "83%",
    "would_have_been_dismissed": "nine",
    "asked": "48",
    "answered": "36",
    "silent": "12",
    "listed": "154",
    "whatsapp": "a third",
    "no_figures": "five",
    "personal_data": "15",
    "late": "nine",
}


@pytest.mark.slow
def test_the_example_story_raises_no_false_alarm_and_every_figure_typed_by_hand_is_caught(
    example_folder: Path, tmp_path: Path
) -> None:
    path = example_folder / "story" / "story.md"
    story = parse_story(path)
    assert [claim.text for claim in check_free(story)] == []
    caught, typed = 0, 0
    for binding in story.bindings:
        if binding.name not in TYPED or binding.is_block:
            continue
        typed += 1
        planted = tmp_path / "story.md"
        text = story.text[: binding.start] + TYPED[binding.name] + story.text[binding.end :]
        planted.write_text(text.replace('file = "', f'file = "{path.parent}/'), encoding="utf-8")
        found = [claim for claim in check_free(parse_story(planted)) if claim.verdict in CAUGHT]
        caught += any(TYPED[binding.name].lower() in claim.text.lower() for claim in found)
    assert typed >= 18
    assert caught == typed


CAUGHT = (Verdict.UNSUPPORTED, Verdict.NEEDS_PERSON)


def check_free(story: Story) -> list[Claim]:
    """The claims of a story that nothing covers: those with no finding and no reference."""
    shelf = Shelf({}, (), {}, {}, {})
    covered = {binding.start for binding in story.bindings} | {reference.start for reference in story.references}
    return [claim for claim in check_story(story, shelf) if claim.start not in covered]


def test_a_story_in_welsh_is_never_guessed_at(invented: Any, tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    body = (
        "Cafodd {{ dismissed }} o swyddogion eu diswyddo yn y cyfnod. Yr oedd {{ disciplined }} wedi eu disgyblu."
        " Yr oedd 33 yn y llys, a chafodd traean eu diswyddo.\n"
    )
    front = FRONT.replace('headline = "{{ disciplined | low }} officers"', 'headline = "Swyddogion"\nlanguage = "cy"')
    file.write_text(front + body, encoding="utf-8")
    run(invented.record, parse_story(file), list(FINDINGS.values()))
    claims = {claim.text: claim for claim in invented.record.all(Claim)}
    assert claims["{{ dismissed }}"].verdict is Verdict.SUPPORTED
    english = claims["{{ disciplined }}"]
    assert english.verdict is Verdict.NEEDS_PERSON
    assert "the story is in `cy`" in english.why
    # A free number is unbound, whatever it may be of; a number word is seen, though not read.
    assert claims["33"].verdict is Verdict.UNSUPPORTED
    assert "heard as" not in claims["33"].why
    assert claims["traean"].verdict is Verdict.NEEDS_PERSON
