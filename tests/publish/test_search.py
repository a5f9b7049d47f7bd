"""Search in a real browser: it answers, its state stands in the address, and without script the lists lead on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from answerable.web.public import make_public_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(scope="module")
def address(published: Any) -> Iterator[str]:
    config = uvicorn.Config(make_public_app(Path(published.out)), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_question_is_answered_and_stands_in_the_address(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/search.html")
    page.fill("#q", "racist meme")
    page.wait_for_selector("#found li")
    assert "q=racist+meme" in page.url
    page.click("#found li a")
    assert "meme" in page.inner_text("main")
    page.goto(f"{address}/cy/search.html?q=whatsapp&outcome=dismissed")
    page.wait_for_selector("#found li")
    assert page.input_value("select[name=outcome]") == "dismissed"
    assert page.inner_text("#said").startswith("Canfuwyd")
    page.fill("#q", "nothingofthekind")
    page.wait_for_selector("#found li", state="detached")
    # A word of which no file is known is not asked for.
    assert said == []
    assert all(url.startswith(address) for url in asked)
    context.close()


def test_axe_finds_nothing_on_an_answer_and_on_pages_of_documents_and_packs(
    browser: Browser, address: str, published: Any
) -> None:
    document = min((Path(published.out) / "documents").glob("*.html")).name
    routes = ("search.html?q=whatsapp", "documents.html", f"documents/{document}", "packs/avon-fell/index.html")
    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": 320, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
        )
        page = context.new_page()
        for route in routes:
            page.goto(f"{address}/{route}")
            if route.startswith("search"):
                page.wait_for_selector("#found li")
            for violation in Axe().run(page, options=RULES).response["violations"]:
                found.append((scheme, route, violation["id"], violation["nodes"][0]["html"][:120]))
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append((scheme, route, "overflow", ""))
        context.close()
    assert found == []


def test_without_script_the_page_leads_to_the_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search.html")
    assert not page.locator("#search").is_visible()
    page.get_by_role("link", name="Cases").last.click()
    page.get_by_role("link", name="Dismissed").first.click()
    page.locator("table.cases tbody tr").first.wait_for()
    context.close()
