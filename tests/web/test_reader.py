"""Coding in a real browser with the keyboard alone: a PDF, a spreadsheet, a mail; what is kept is what was ruled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.conftest import Newsroom

from answerable.extract.queue import load_queue
from answerable.model.case import Case, Standing, Tally

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PDF = "FOI 2021-3306 Response.pdf"
SHEET = "2021-4471 Data.xlsx"
MAIL = "0093.eml"


@pytest.fixture
def page(browser: Browser, newsroom: Newsroom) -> Iterator[Page]:
    """A tab that may ask nothing of anyone but the app; whatever else it asks for fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    asked_elsewhere: list[str] = []

    def refuse(route: Any) -> None:
        asked_elsewhere.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(newsroom.address), refuse)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert asked_elsewhere == []
    assert [one for one in complaints if "422" not in one and "403" not in one and "404" not in one] == []


def lines(newsroom: Newsroom) -> list[dict[str, Any]]:
    """The lines of decisions/, in the order of the file."""
    file = newsroom.folder / "decisions" / "t-reporter.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def cases(newsroom: Newsroom, name: str, number: int) -> list[Case]:
    found = newsroom.investigation.record.all(Case, document=newsroom.document(name))
    return sorted((case for case in found if case.span.page == number), key=lambda case: (case.span.start, case.id))


def at_hand(page: Page) -> str:
    """The id of the place that the keys act on."""
    return str(page.locator(".stop.now").get_attribute("id"))


def press(page: Page, key: str) -> None:
    """Press a key that leaves the page, and wait until the next one is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.parametrize(("name", "number"), [(PDF, 1), (SHEET, 2), (MAIL, 1)])
def test_a_case_is_coded_with_one_key_a_value(newsroom: Newsroom, page: Page, name: str, number: int) -> None:
    first, second, *_ = cases(newsroom, name, number)
    coded = {value.variable: value.effective for value in first.values}
    stated = [variable for variable, one in coded.items() if one and one.value is not None]
    page.goto(f"{newsroom.address}/document/{newsroom.document(name)}?page={number}")
    assert len(stated) >= 4
    for variable in stated:
        assert at_hand(page) == f"{first.id}-{variable}"
        one = coded[variable]
        assert bool(page.locator(".page .now").count()) == bool(one and one.span), "the words of the value are lit"
        press(page, "Enter")
    assert at_hand(page) == f"{first.id}-rest"
    press(page, "Enter")
    assert page.locator(f"article#{second.id}").count() == 1, "the next case is open"
    kept = newsroom.investigation.record.get(Case, first.id)
    assert kept.standing is Standing.ACCEPTED
    assert all(value.ruled is not None and value.ruled.by == "T. Reporter" for value in kept.values)
    made = lines(newsroom)
    assert [line["ruling"] for line in made] == ["accept"] * (len(stated) + 1)
    assert [line.get("variable", "") for line in made] == [*stated, ""]
    assert {line["by"] for line in made} == {"T. Reporter"}


def test_a_value_is_amended_with_words_from_the_page(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, PDF, 1)[1]
    page.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={case.id}#{case.id}-rank")
    page.keyboard.press("e")
    page.keyboard.type("Serg")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("PC")
    press(page, "Enter")
    line = lines(newsroom)[-1]
    assert (line["ruling"], line["variable"], line["span"]["exact"]) == ("amend", "rank", "PC")
    assert case.span.start <= line["span"]["start"] < case.span.end, "the words nearest to the case are meant"
    assert newsroom.investigation.record.get(Case, case.id).get("rank") == "sergeant"
    expect(page.locator(f"[id='{case.id}-rank'] .coded")).to_have_text("Sergeant")
    expect(page.locator(f"[id='{case.id}-rank'] .tag")).to_have_text("T. Reporter")


@pytest.mark.parametrize(("name", "number", "where"), [(SHEET, 2, ".page td mark a"), (MAIL, 1, ".page .text")])
def test_words_picked_on_the_page_fill_the_open_field(
    newsroom: Newsroom, page: Page, name: str, number: int, where: str
) -> None:
    case = cases(newsroom, name, number)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(name)}?page={number}&at={case.id}#{case.id}-rank")
    page.keyboard.press("e")
    picked = page.locator(where).first.evaluate(
        """(place) => {
            const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
            const text = walker.nextNode();
            const range = document.createRange();
            range.setStart(text, 0); range.setEnd(text, Math.min(12, text.length));
            getSelection().removeAllRanges(); getSelection().addRange(range);
            return String(getSelection()).trim();
        }"""
    )
    expect(page.locator(f"[id='{case.id}-rank'] [name=words]")).to_have_value(picked)


def test_words_can_be_picked_on_the_picture_of_a_page(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, PDF, 1)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={case.id}#{case.id}-outcome")
    page.keyboard.press("e")
    line = page.locator(".sheet .words text", has_text="Final Written Warning").first
    line.dblclick(position={"x": 3, "y": 3})
    words = page.locator(f"[id='{case.id}-outcome'] [name=words]").input_value()
    assert words in str(line.text_content())
    assert words


def test_not_stated_reject_and_unclear(newsroom: Newsroom, page: Page) -> None:
    first, second, *_ = cases(newsroom, MAIL, 1)
    page.goto(f"{newsroom.address}/document/{newsroom.document(MAIL)}?page=1&at={first.id}#{first.id}-platform")
    press(page, "x")
    record = newsroom.investigation.record
    assert record.get(Case, first.id).get("platform") is None
    assert (lines(newsroom)[-1]["ruling"], lines(newsroom)[-1]["variable"]) == ("amend", "platform")
    page.goto(f"{newsroom.address}/document/{newsroom.document(MAIL)}?page=1&at={second.id}#{second.id}-rank")
    page.keyboard.press("u")
    page.keyboard.type("the scan is blurred here")
    press(page, "Enter")
    assert lines(newsroom)[-1]["reason"] == "the scan is blurred here"
    assert record.get(Case, second.id).get("rank") is None
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    assert record.get(Case, second.id).standing is Standing.PROPOSED, "no rejection without a reason"
    page.keyboard.type("another person's matter")
    press(page, "Enter")
    assert record.get(Case, second.id).standing is Standing.REJECTED
    assert lines(newsroom)[-1]["reason"] == "another person's matter"


def test_a_count_is_accepted_changed_and_rejected_by_key(newsroom: Newsroom, page: Page) -> None:
    document = newsroom.document(SHEET)
    tallies = sorted(
        newsroom.investigation.record.all(Tally, document=document), key=lambda tally: (tally.span.start, tally.id)
    )
    page.goto(f"{newsroom.address}/document/{document}?page=1")
    assert at_hand(page) == tallies[0].id
    press(page, "Enter")
    assert at_hand(page) == tallies[1].id
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("1-4")
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("these words do not say this value")
    with page.expect_navigation():
        page.get_by_role("link", name="Back to where you were").click()
    assert at_hand(page) == tallies[1].id
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("1-4")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("the note says fewer than five")
    press(page, "Enter")
    assert at_hand(page) == tallies[2].id
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("r")
    page.keyboard.type("counts staff")
    press(page, "Enter")
    now = [newsroom.investigation.record.get(Tally, tally.id) for tally in tallies[:3]]
    assert [tally.standing for tally in now] == [Standing.ACCEPTED, Standing.ACCEPTED, Standing.REJECTED]
    assert str(now[1].effective) == "1 to 4"


def test_words_that_do_not_stand_on_the_page_are_refused_and_nothing_is_kept(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, SHEET, 2)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(SHEET)}?page=2&at={case.id}#{case.id}-rank")
    page.keyboard.press("e")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Chief Superintendent of Nowhere")
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("these words do not stand on the page")
    expect(page.locator("main")).to_contain_text("Chief Superintendent of Nowhere")
    expect(page.locator("main")).to_contain_text("pick them on the page")
    expect(page.locator("main")).to_contain_text("Nothing was changed")
    assert lines(newsroom) == []
    assert newsroom.investigation.record.judgements() == []


def test_a_ruling_is_taken_back_and_both_lines_stay(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, PDF, 1)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={case.id}#{case.id}-rest")
    press(page, "Enter")
    assert newsroom.investigation.record.get(Case, case.id).standing is Standing.ACCEPTED
    page.goto(f"{newsroom.address}/rulings")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Caldervale Police: whole case")
    with page.expect_navigation():
        page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    kept = newsroom.investigation.record.get(Case, case.id)
    assert kept.standing is Standing.PROPOSED
    assert all(value.ruled is None for value in kept.values)
    made = lines(newsroom)
    assert len(made) == 2
    assert made[1]["undoes"] == made[0]["id"]


def test_one_key_takes_the_last_ruling_back_and_returns_to_its_place(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, PDF, 1)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={case.id}#{case.id}-rank")
    press(page, "Enter")
    assert at_hand(page) != f"{case.id}-rank"
    expect(page.get_by_role("status")).to_contain_text("Accepted: rank")
    press(page, "z")
    assert at_hand(page) == f"{case.id}-rank"
    assert [line["ruling"] for line in lines(newsroom)] == ["accept", "accept"]
    assert lines(newsroom)[1]["undoes"] == lines(newsroom)[0]["id"]
    expect(page.locator("#undo")).to_have_count(0)
    kept = newsroom.investigation.record.get(Case, case.id)
    assert all(value.ruled is None for value in kept.values)


def test_one_key_accepts_the_whole_case(newsroom: Newsroom, page: Page) -> None:
    first, second, *_ = cases(newsroom, MAIL, 1)
    page.goto(f"{newsroom.address}/document/{newsroom.document(MAIL)}?page=1&at={first.id}#{first.id}-rank")
    press(page, "a")
    assert newsroom.investigation.record.get(Case, first.id).standing is Standing.ACCEPTED
    assert page.locator(f"article#{second.id}").count() == 1, "the next case is open"


def test_several_categories_are_ticked_by_keyboard_beside_what_the_codebook_says(
    newsroom: Newsroom, page: Page
) -> None:
    case = next(one for one in cases(newsroom, PDF, 1) if one.get("behaviours") == ("racist",))
    place = f"{case.id}-behaviours"
    page.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={place}#{place}")
    page.keyboard.press("d")
    says = page.locator(f"[id='{place}'] .says")
    expect(says).to_contain_text("Every kind of conduct that the source tells of")
    expect(says).to_contain_text("Racist: Racist, xenophobic")
    page.keyboard.press("e")
    page.keyboard.press("h")
    page.keyboard.press("Space")
    press(page, "Enter")
    assert newsroom.investigation.record.get(Case, case.id).get("behaviours") == ("racist", "homophobic")


def test_why_it_waits_stands_beside_the_page(newsroom: Newsroom, page: Page) -> None:
    waiting = load_queue(newsroom.investigation.record, newsroom.investigation.project.codebook)
    told = {item.noun: item for item in reversed(waiting) if item.reasons}
    for item in told.values():
        page.goto(f"{newsroom.address}/document/{item.row.document}?page={item.row.span.page}&at={item.row.id}")
        for reason in item.reasons:
            expect(page.locator(f"#{item.row.id} .why")).to_contain_text(reason)


def test_the_part_of_the_queue_that_was_chosen_is_kept_to(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.address}/queue?authority=chalkdown&kind=cases")
    with page.expect_navigation():
        page.get_by_role("link", name="Start with the first").click()
    seen = set()
    while "/document/" in page.url:
        expect(page.locator(".bar strong")).to_have_text("Chalkdown Constabulary")
        seen.add(page.url.partition("?")[0])
        press(page, "a")
    assert len(seen) > 1, "it led from one file to the next"
    assert "authority=chalkdown" in page.url
    expect(page.locator("main")).to_contain_text("Nothing of this kind waits")


def test_how_many_people_a_case_is_about_and_what_a_count_is_of(newsroom: Newsroom, page: Page) -> None:
    case = cases(newsroom, MAIL, 1)[0]
    page.goto(f"{newsroom.address}/document/{newsroom.document(MAIL)}?page=1&at={case.id}#{case.id}-rest")
    page.get_by_text("How many people it is about").click()
    page.locator("details.people [name=value]").fill("2-4")
    with page.expect_navigation():
        page.get_by_role("button", name="Save people").click()
    assert str(newsroom.investigation.record.get(Case, case.id).n_subjects) == "2 to 4"
    assert at_hand(page) == f"{case.id}-rest", "the case itself still waits"
    tally = next(newsroom.investigation.record.iter(Tally, document=newsroom.document(SHEET)))
    page.goto(f"{newsroom.address}/document/{tally.document}?page={tally.span.page}&at={tally.id}#{tally.id}")
    page.get_by_text("Amend what it counts").click()
    page.get_by_label("Only of").fill("rank=constable")
    with page.expect_navigation():
        page.get_by_role("button", name="Save what it is of").click()
    assert newsroom.investigation.record.get(Tally, tally.id).categories == (("rank", "constable"),)


def test_a_missed_case_is_added_by_its_words(newsroom: Newsroom, page: Page) -> None:
    document = newsroom.document(MAIL)
    before = {case.id for case in newsroom.investigation.record.all(Case, document=document)}
    page.goto(f"{newsroom.address}/document/{document}?page=1")
    words = page.locator(".page .text").first.inner_text().strip().splitlines()[0]
    page.keyboard.press("n")
    page.keyboard.type(words)
    with page.expect_navigation():
        page.locator("details.add button").click()
    (added,) = [case for case in newsroom.investigation.record.all(Case, document=document) if case.id not in before]
    assert added.standing is Standing.ADDED
    assert (added.span.exact, added.authority_id) == (words, "avonmoor")
    expect(page.locator(f"article#{added.id}")).to_contain_text("added by a person")


def test_the_last_ruling_of_a_page_leads_to_the_queue(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.address}/document/{newsroom.document('0094.eml')}?page=1")
    press(page, "Enter")
    expect(page.locator(".stop.now")).to_have_count(1)
    assert newsroom.document("0094.eml") not in page.url
    expect(page.get_by_role("status")).to_contain_text("the last of its page")


def test_without_scripts_the_same_is_done_with_forms(newsroom: Newsroom, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    first, second, *_ = cases(newsroom, PDF, 1)
    tab.goto(f"{newsroom.address}/queue?authority=caldervale&kind=cases")
    tab.goto(f"{newsroom.address}/document/{newsroom.document(PDF)}?page=1&at={second.id}#{second.id}")
    tab.get_by_role("button", name="Accept Rank").click()
    tab.locator(f"[id='{second.id}-outcome'] summary", has_text="Amend").click()
    tab.locator(f"[id='{second.id}-outcome'] [name=value]").select_option("final_written_warning")
    tab.locator(f"[id='{second.id}-outcome'] button", has_text="Save").click()
    tab.get_by_role("link", name="Case 1", exact=True).click()
    tab.get_by_role("button", name="Accept the case").click()
    context.close()
    record = newsroom.investigation.record
    assert record.get(Case, second.id).get("outcome") == "final_written_warning"
    assert record.get(Case, first.id).standing is Standing.ACCEPTED
    assert [line["ruling"] for line in lines(newsroom)] == ["accept", "amend", "accept"]
