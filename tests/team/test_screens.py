"""The team's screens in a real browser: nothing wider than a telephone, no fault that axe finds, cookies that hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.team.conftest import NAMES, PASSWORD, Team

from answerable.model.account import Role
from answerable.model.case import Case
from answerable.web.team.people import make_invitation

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.postgres]
SHOTS = os.environ.get("ANSWERABLE_SHOTS", "")


def look(page: Page, name: str) -> None:
    """Hold a screen to its width at two sizes; keep a picture where somebody wants to look."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page)
            assert found.violations_count == 0, (name, width, scheme, found.generate_report())
    assert page.locator("h1").count() == 1, name


def sign_in(page: Page, team: Team, name: str, *, later: int = 0) -> None:
    page.goto(f"{team.address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("six digits").fill(team.code_of(name, later=later))
    page.get_by_role("button", name="Sign in").click()


def test_from_a_link_to_a_conflict(one_team: Team, browser: Browser) -> None:
    faults: list[str] = []
    first, second = browser.new_context(), browser.new_context()
    page, other = first.new_page(), second.new_page()
    for one in (page, other):
        one.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    code = make_invitation(one_team.members, "N. Newcomer", Role.REPORTER, NAMES[Role.EDITOR])
    page.goto(f"{one_team.address}/")
    look(page, "sign-in")
    page.goto(f"{one_team.address}/invitation/{code}")
    look(page, "invitation")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look(page, "second-factor-new")
    assert page.evaluate("document.querySelector('img.code').naturalWidth") > 100
    page.get_by_label("six digits").fill(one_team.code_of("N. Newcomer"))
    page.get_by_role("button", name="Go on").click()
    look(page, "recovery")
    page.get_by_role("link", name="I have kept them").click()
    assert "N. Newcomer" in page.locator("footer").inner_text()
    look(page, "board")

    sign_in(other, one_team, NAMES[Role.EDITOR])
    for path in ("people", "audit", "account"):
        other.goto(f"{one_team.address}/{path}")
        look(other, path)

    case = next(one for one in one_team.investigation.record.all(Case) if one.values)
    address = f"{one_team.address}/document/{case.document}?page={case.span.page}&at={case.id}"
    page.goto(address)
    other.goto(address)
    page.get_by_role("button", name="Accept the case").click()
    other.get_by_role("button", name="Accept the case").click()
    assert "Somebody was here before you" in other.locator("h1").inner_text()
    assert "N. Newcomer" in other.locator("main").inner_text()
    look(other, "conflict")
    other.get_by_role("button", name="Keep mine all the same").click()
    assert len(one_team.investigation.record.judgements("case")) == 2

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{one_team.address}/queue")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert faults == []
    first.close()
    second.close()


def test_a_viewer_sees_no_form_that_the_server_refuses(one_team: Team, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, one_team, NAMES[Role.VIEWER])
    case = next(one for one in one_team.investigation.record.all(Case) if one.values)
    page.goto(f"{one_team.address}/document/{case.document}?page={case.span.page}&at={case.id}")
    assert page.get_by_role("button", name="Accept", exact=False).count() == 0
    assert page.get_by_role("link", name="save the file as received").count() == 0
    context.close()
