"""Ten values of a PDF, a spreadsheet and a mail with the keyboard alone; fields by plain forms; a document of 300 pages
on a slow line; the screens of double coding."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas
from tests.web.conftest import Newsroom, open_newsroom
from tests.web.test_coding import Seat, code_case, give_out
from tests.web.test_reader import MAIL, PDF, SHEET, at_hand, lines, press
from tests.web.test_reader import page as page
from tests.web.test_screens import RULES

from answerable.investigation import Investigation
from answerable.model.case import Basis, Case, Coded, Value
from answerable.model.document import Document
from answerable.model.span import make_span
from answerable.read.dispatch import read_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

N_VALUES = 10
N_PAGES = 300
PER_PAGE = 8
FAR = 287
MOST_WORK = 0.8
"""Seconds of the server's own work for the page, its style, script and picture, the first time."""


@pytest.mark.parametrize(("name", "number"), [(PDF, 1), (SHEET, 2), (MAIL, 1)])
def test_ten_values_with_the_keyboard_alone(newsroom: Newsroom, page: Page, name: str, number: int) -> None:
    page.goto(f"{newsroom.address}/document/{newsroom.document(name)}?page={number}")
    ruled = []
    while len(ruled) < N_VALUES:
        ruled.append(at_hand(page))
        press(page, "Enter")
    made = lines(newsroom)
    assert len(made) == N_VALUES
    assert {line["ruling"] for line in made} == {"accept"}
    assert len(set(ruled)) == N_VALUES, "every key went on to another place"
    for line in made:
        assert line["span"]["document"] == newsroom.document(name)


@pytest.mark.parametrize(("name", "number"), [(PDF, 1), (SHEET, 2), (MAIL, 1)])
def test_a_field_is_filled_with_words_of_the_page_by_plain_forms(
    newsroom: Newsroom, browser: Browser, name: str, number: int
) -> None:
    record = newsroom.investigation.record
    found = [one for one in record.all(Case, document=newsroom.document(name)) if one.span.page == number]
    case = next(one for one in found if one.get("outcome"))
    coded = next(one.effective for one in case.values if one.variable == "outcome")
    assert coded is not None
    assert coded.span is not None
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{newsroom.address}/document/{newsroom.document(name)}?page={number}&at={case.id}")
    words = coded.span.exact
    shown = tab.locator(".page").inner_text() + " ".join(tab.locator(".page svg text").all_text_contents())
    assert " ".join(words.split()) in " ".join(shown.split()), "the words can be read and picked on the page"
    form = tab.locator(f"[id='{case.id}-rank'] form.fields")
    tab.locator(f"[id='{case.id}-rank'] summary").click()
    form.locator("[name=words]").fill(words)
    form.locator("[name=value]").select_option("sergeant")
    form.locator("button").click()
    context.close()
    kept = record.get(Case, case.id)
    assert kept.get("rank") == "sergeant"
    value = next(one.ruled for one in kept.values if one.variable == "rank")
    assert value is not None
    assert value.span is not None
    assert value.span.exact == words


def make_long_pdf() -> bytes:
    """A log of 300 pages."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=A4, invariant=1)
    for number in range(1, N_PAGES + 1):
        drawing.setFont("Helvetica", 11)
        drawing.drawString(60, 800, f"Avonmoor Police: outcomes, page {number} of {N_PAGES}")
        for row in range(1, 31):
            line = f"{number}.{row} A constable posted comments on Facebook in 2019: written warning."
            drawing.drawString(60, 790 - 24 * row, line)
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def make_long_folder(home: Path, example_folder: Path) -> Path:
    """An investigation that holds it, read for real, with eight cases coded on every page."""
    home.mkdir()
    for name in ("answerable.toml", "authorities.csv", "codebook.toml"):
        shutil.copy(example_folder / name, home / name)
    shutil.copytree(example_folder / "letters", home / "letters")
    data = make_long_pdf()
    with Investigation.open(home, n_workers=0).record as record:
        source = record.archive(data, name="outcomes.pdf", media_type="application/pdf", origin="inbox")
        pages = [replace(one, document=source.id) for one in read_bytes(data, "outcomes.pdf").pages]
        rows: list[Any] = [Document(source.id, "outcomes.pdf", "application/pdf", len(pages), len(pages), 0)]
        record.replace(
            "read", source.id, "k", [*rows, *(replace(one, id=f"{source.id}:{one.number}") for one in pages)]
        )
        cases = []
        for one in pages:
            for row in range(1, PER_PAGE + 1):
                start = one.text.index(f"{one.number}.{row} A")
                end = one.text.index("written warning", start) + 15
                span = make_span(source.id, one.number, one.text, start, end)
                shown = make_span(source.id, one.number, one.text, end - 15, end)
                value = Value("outcome", Coded("written_warning", Basis.STATED, shown, share_sure=0.9, by="rules"))
                name = f"case-{one.number:03}{row:02}"
                cases.append(Case(name, "avonmoor", "published_log", source.id, span, (value,)))
        record.replace("extract", "log", "k", cases)
    return home


@pytest.fixture(scope="module")
def long_folder(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_long_folder(tmp_path_factory.mktemp("long") / "investigation", example_folder)


@pytest.fixture
def slow_page(browser: Browser) -> Iterator[Page]:
    """A tab on a slow line and a slow machine: 1.6 Mbit/s, 150 ms, processor slowed four times, nothing cached."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    driver = context.new_cdp_session(tab)
    driver.send("Network.enable")
    driver.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
    driver.send("Network.emulateNetworkConditions", line)
    driver.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    yield tab
    context.close()


def test_three_hundred_pages_open_at_the_page_of_the_span(long_folder: Path, slow_page: Page) -> None:
    """The first request of a server that has just started: what travels and the server's own work, not the clock."""
    with open_newsroom(long_folder, "T. Reporter") as newsroom:
        case, document = f"case-{FAR}03", newsroom.document("outcomes.pdf")
        before = time.process_time()
        slow_page.goto(f"{newsroom.address}/document/{document}?page={FAR}&at={case}#{case}")
        slow_page.wait_for_load_state("load")
        work = time.process_time() - before
        assert f"{FAR}.3 A constable" in " ".join(slow_page.locator(".page svg text").all_text_contents())
        assert slow_page.locator(".page rect.now").count() == 1, "the words of the value at hand are lit"
        weighs = slow_page.evaluate(
            """() => performance.getEntries().filter((one) => one.decodedBodySize && !one.name.endsWith("picture"))
            .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
        )
        picture = len(httpx.get(f"{newsroom.address}/document/{document}/page/{FAR}/picture").content)
    assert weighs <= 120 * 1024
    assert picture <= 80 * 1024
    assert work < MOST_WORK, f"{work:.2f} s of work"


def test_the_screens_of_double_coding(folder: Path, browser: Browser) -> None:
    """Sealed and open, on a phone and a desk, light and dark: axe finds nothing, nothing is wider than the window."""
    with open_newsroom(folder, "Ada") as one, open_newsroom(folder, "Ben") as two:
        ada, ben = Seat(one), Seat(two)
        coding, cases = give_out(ada)
        found = list(look(browser, one.address, ["/coding", f"/coding/{coding}/1"]))
        for number, case in enumerate(cases, 1):
            code_case(ada, coding, number, case)
            code_case(ben, coding, number, case, **({"rank": "inspector"} if case.get("rank") else {}))
        for seat in (ada, ben):
            seat.post("/coding/hand-in", coding=coding)
        found += look(browser, one.address, ["/coding", f"/coding/{coding}"])
    assert "\n".join(found) == ""


def look(browser: Browser, home: str, addresses: list[str]) -> Iterator[str]:
    """What is wrong with some screens."""
    for width, scheme in ((390, "dark"), (1280, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        tab = context.new_page()
        for address in addresses:
            tab.goto(home + address)
            tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for violation in Axe().run(tab, options=RULES).response["violations"]:
                yield f"{address} {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
            for size in (320, width):
                tab.set_viewport_size({"width": size, "height": 900})
                reach = tab.evaluate("document.documentElement.scrollWidth")
                if reach > size:
                    yield f"{address} at {size}: {reach}"
            if (weighs := len(httpx.get(home + address).content)) > 120 * 1024:
                yield f"{address}: {weighs} bytes"
        context.close()
