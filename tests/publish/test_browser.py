"""In a real browser: nothing for axe to find, nothing asked of anyone else, nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


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
        "findings/disciplined.html",
        "authorities/avon-fell.html",
        "cases/by/platform/whatsapp.html",
        f"cases/{sorted(path.name for path in (out / 'cases').glob('case-*.html'))[0]}",
    ]
    return [*kinds, *(f"cy/{kind}" for kind in kinds)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_no_request_leaves(published: Any, browser: Browser, scheme: str) -> None:
    found, asked = [], []
    for width in (320, 1280):
        # The policy of the pages forbids scripts, so the checker is let in past it.
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
        )
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for route in routes(published.out):
            page.goto(f"file://{published.out}/{route}")
            for violation in Axe().run(page, options=RULES).response["violations"]:
                found.append((width, route, violation["id"], violation["nodes"][0]["html"][:120]))
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append((width, route, "overflow", wide))
        context.close()
    assert found == []
    assert [url for url in asked if not url.startswith("file://")] == []


def test_it_reads_with_scripts_off_and_in_print(published: Any, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{published.out}/index.html")
    page.get_by_role("link", name="28", exact=True).first.click()
    assert page.url.endswith("#n1") or "#n" in page.url
    number = page.url.rsplit("#", 1)[1]
    assert page.locator(f"#{number}").is_visible()
    page.locator(f"#{number} .back").click()
    assert "#f" in page.url
    page.emulate_media(media="print")
    assert page.locator("#how").is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    context.close()


def test_nothing_is_blocked_by_its_own_policy(published: Any, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for route in routes(published.out):
        page.goto(f"file://{published.out}/{route}")
    context.close()
    assert said == []
