"""In a real browser: nothing for axe to find, nothing asked of anyone else, nothing too wide, nothing that moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import site_checks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHIFTS = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) total += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(total), 400);
})"""


@pytest.fixture(scope="module")
def served(published: Any) -> Iterator[str]:
    """The folder on a web server that knows nothing about it."""
    with site_checks.serve(Path(published.out)) as origin:
        yield origin


def routes(out: Path) -> list[str]:
    """One page of each kind, in both languages."""
    kinds = [
        "index.html",
        "index.html#n2",
        "answers.html",
        "cases.html",
        "findings.html",
        "method.html",
        "data.html",
        "privacy.html",
        "corrections.html",
        "error.html",
        "saved.html",
        "findings/disciplined.html",
        "authorities/avon-fell.html",
        "cases/by/platform/whatsapp.html",
        f"cases/{sorted(path.name for path in (out / 'cases').glob('case-*.html'))[0]}",
    ]
    kinds += [f"{name}.html" for name in ("search", "documents", "newsletter") if (out / f"{name}.html").is_file()]
    return [*kinds, *(f"cy/{kind}" for kind in kinds)]


def test_axe_finds_nothing_in_any_look_and_no_request_leaves(published: Any, browser: Browser, served: str) -> None:
    assert site_checks.check_axe(browser, served, routes(published.out), site_checks.LOOKS) == []


def test_as_it_is_read_the_console_says_nothing_and_nothing_is_too_wide(
    published: Any, browser: Browser, served: str
) -> None:
    assert site_checks.check_as_read(browser, served, routes(published.out)) == []
    assert site_checks.check_without_script(browser, served, routes(published.out)[:8]) == []


def test_nothing_moves_once_it_stands(published: Any, browser: Browser, served: str) -> None:
    moved = {}
    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        for route in routes(published.out):
            page.goto(f"{served}/{route}")
            shift = page.evaluate(SHIFTS)
            if shift > 0:
                moved[width, route] = shift
        context.close()
    assert moved == {}


def test_it_reads_with_scripts_off_and_in_print(published: Any, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{published.out}/index.html")
    page.get_by_role("link", name="28", exact=True).first.click()
    assert page.url.endswith("#n1") or "#n" in page.url
    number = page.url.rsplit("#", 1)[1]
    assert page.locator(f"#{number} .links").is_visible()
    page.locator(f"#{number} .back").click()
    assert "#f" in page.url
    page.emulate_media(media="print")
    assert page.locator("#how").is_visible()
    assert page.locator(f"#{number} .links").is_visible(), "what is known is printed"
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.locator("[data-save]").is_visible()
    for route in routes(published.out):
        page.goto(f"file://{published.out}/{route}")
        assert page.locator("h1").is_visible(), route
    context.close()


def test_a_search_page_opened_from_the_disk_says_what_it_lacks(published: Any, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    for route, words in (("search.html", "could not be loaded"), ("cy/search.html", "Ni ellid llwytho")):
        page.goto(f"file://{published.out}/{route}")
        page.get_by_text(words).wait_for()
        assert page.locator("#search").count() == 0, "no empty place is kept for a form that cannot work"
    context.close()


def test_a_page_is_saved_in_this_browser_and_nowhere_else(browser: Browser, served: str) -> None:
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/index.html")
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("button", name="Saved").get_attribute("aria-pressed") == "true"
    assert [one for one in asked if not one.endswith("icon.svg")] == [], "nothing was sent"
    assert context.cookies() == []
    page.goto(f"{served}/saved.html")
    assert page.get_by_role("link", name="At least 28 officers disciplined").is_visible()
    page.get_by_role("button", name="Remove").click()
    assert page.get_by_text("Nothing is saved here yet").is_visible()
    context.close()
