"""Every screen in a real browser: nothing for axe to find, nothing wider than the window, light, dark, scripts off."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from tests.web.conftest import Newsroom

from answerable.model.case import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
MOST_BYTES = 120 * 1024
"""Of the coding screen with its style and script, before the page's image."""


def screens(newsroom: Newsroom) -> list[str]:
    """One address of each kind of screen."""
    case = newsroom.investigation.record.all(Case, document=newsroom.document("FOI 2021-3306 Response.pdf"))[0]
    return [
        "/",
        "/?show=late",
        "/queue",
        "/queue?kind=cases",
        "/coding",
        "/reconcile",
        "/reconcile?show=machine",
        "/findings",
        "/findings/disciplined",
        "/findings/by_outcome",
        "/story",
        "/replies",
        "/search?q=whatsapp",
        f"/document/{newsroom.document('0093.eml')}?find=officer#found",
        "/problems",
        "/rulings",
        "/pen",
        "/authority/caldervale",
        "/authority/national-railway",
        f"/document/{case.document}?page=1&at={case.id}#{case.id}",
        f"/document/{newsroom.document('2021-4471 Data.xlsx')}?page=2",
        f"/document/{newsroom.document('0093.eml')}",
        f"/document/{newsroom.document('misconduct-outcomes.html')}",
        "/document/nothing",
    ]


def open_context(browser: Browser, newsroom: Newsroom, asked: list[str], **how: Any) -> BrowserContext:
    """A context whose requests to anyone but the app fail and are noted."""
    # The policy of the pages forbids foreign scripts, so the checker is let in past it.
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", **how)
    context.route(
        lambda url: not url.startswith(newsroom.address), lambda route: (asked.append(route.request.url), route.abort())
    )
    return context


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(newsroom: Newsroom, browser: Browser, scheme: Any, width: int) -> None:
    found, asked = [], list[str]()
    context = open_context(browser, newsroom, asked, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for address in screens(newsroom):
        page.goto(newsroom.address + address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append(f"{address} {violation['id']}: {nodes}")
    context.close()
    assert "\n".join(found) == ""
    assert asked == []


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_wider_than_the_window(newsroom: Newsroom, browser: Browser, scripts: bool) -> None:
    wide, asked = [], list[str]()
    context = open_context(browser, newsroom, asked, java_script_enabled=True)
    page = context.new_page()
    if not scripts:
        page.route("**/*.js", lambda route: route.abort())
    for width in (320, 390, 768, 1280, 1440) if scripts else (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in screens(newsroom):
            page.goto(newsroom.address + address)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            reach = page.evaluate("document.documentElement.scrollWidth")
            if reach > width:
                wide.append(f"{address} at {width}: {reach}")
    context.close()
    assert "\n".join(wide) == ""
    assert asked == []


def test_the_coding_screen_is_light(newsroom: Newsroom) -> None:
    with httpx.Client(base_url=newsroom.address, timeout=60) as client:
        style, script = (len(client.get(f"/static/{name}").content) for name in ("app.css", "reader.js"))
        for name in ("FOI 2021-3306 Response.pdf", "2021-4471 Data.xlsx", "0093.eml"):
            screen = len(client.get(f"/document/{newsroom.document(name)}").content)
            assert screen + style + script <= MOST_BYTES, name
