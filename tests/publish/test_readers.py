"""What readers can do, as the site is set up; a preview under embargo; a leak found only in the finished files."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from answerable.model.names import NameLists
from answerable.model.problem import Problem
from answerable.publish.edition import Readers
from answerable.publish.run import run

pytestmark = pytest.mark.slow


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def test_without_a_server_no_form_is_shown_and_none_may_be_sent(published: Any) -> None:
    page = soup(published.out / "error.html")
    assert page.form is None
    assert page.select_one("main a[href^='mailto:desk@lanternpost.example?subject=Error']")
    assert "form-action 'none'" in page.find("meta", attrs={"http-equiv": True})["content"]
    assert not (published.out / "newsletter.html").exists()
    assert "newsletter" not in soup(published.out / "privacy.html").get_text()


def test_with_one_the_forms_stay_on_the_same_origin_and_the_privacy_page_says_so(published_anew: Any) -> None:
    readers = Readers("/reader/error", "/reader/list", "/isso/")
    out = published_anew.out
    run(published_anew.record, dataclasses.replace(published_anew.edition, readers=readers), out=out)
    for folder in ("", "cy/"):
        assert soup(out / folder / "error.html").form["action"] == "/reader/error"
        form = soup(out / folder / "newsletter.html").form
        assert (form["action"], form["method"]) == ("/reader/list", "post")
        assert {field["name"] for field in form.find_all("input")} == {"email", "site", "language"}
    page = soup(out / "index.html")
    assert "form-action 'self'" in page.find("meta", attrs={"http-equiv": True})["content"]
    assert {script["src"] for script in page.find_all("script", src=True)} == {"site.js", "/isso/js/embed.min.js"}
    assert page.select_one("#isso-thread noscript")
    told = soup(out / "privacy.html").get_text()
    for sentence in ("What you write in the form", "Your address for the newsletter", "Comments are kept"):
        assert sentence in told


def test_shares_are_plain_links_and_the_tools_need_no_script(published: Any) -> None:
    page = soup(published.out / "index.html")
    names = [link.get_text() for link in page.select(".after .tools a")]
    assert names == ["Facebook", "X", "WhatsApp", "Bluesky", "Mastodon", "E-mail"]
    for button in page.select(".tools button"):
        assert button.has_attr("hidden"), "shown by the script that makes it work"


def test_a_preview_under_embargo_says_so_on_every_page(published_anew: Any) -> None:
    out, edition = published_anew.out, published_anew.edition
    story = dataclasses.replace(edition.story, embargo_until="2022-02-14T00:01:00+00:00")
    report = run(published_anew.record, dataclasses.replace(edition, story=story), out=out)
    assert "a draft: 1 point blocks it" in report.did[0]
    for path in [one for one in out.rglob("*.html") if "packs" not in one.parts]:
        page = soup(path)
        assert "unready" in page.body["class"], path
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert (
        "Under embargo until 14 February 2022, 00:01 UTC." in soup(out / "index.html").select_one(".draft").get_text()
    )
    assert "Dan embargo tan 14 Chwefror 2022" in soup(out / "cy" / "index.html").select_one(".draft").get_text()
    assert (out / "draft.svg").read_text().count("DRAFT") == 1


def test_a_leak_found_only_in_the_finished_files_makes_it_a_draft_too(published_anew: Any) -> None:
    edition = dataclasses.replace(published_anew.edition, names=NameLists(hide=("Eskmere Police",)))
    run(published_anew.record, edition, out=published_anew.out)
    found = [one for one in published_anew.record.all(Problem) if one.blocks]
    assert {one.code for one in found} == {"publish-leak"}
    assert any(one.where.startswith("answers.html") for one in found)
    assert soup(published_anew.out / "index.html").select_one(".draft")
