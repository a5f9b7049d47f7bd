"""The site as files: what stands on it, what may not, that it comes to rest, that its data describe themselves."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from answerable.model.problem import Problem
from answerable.project.story import parse_story
from answerable.publish.run import run
from answerable.publish.style import hash_style

pytestmark = pytest.mark.slow

CSP = "default-src 'none'"


def pages(out: Path) -> list[Path]:
    return sorted(out.rglob("*.html"))


def in_english(out: Path) -> set[str]:
    """Pages of the first language; packs hold both in one folder."""
    names = {path.relative_to(out).as_posix() for path in pages(out)}
    return {name for name in names if not name.startswith(("cy/", "packs/"))}


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def test_every_page_is_valid_html_without_script_style_attribute_or_outside_request(published: Any) -> None:
    for path in pages(published.out):
        text = path.read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        page = soup(path)
        for script in page.find_all("script", type=False):
            if not script.has_attr("src"):
                policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
                assert path.name == "search.html"
                assert policy is not None
                assert hash_style(script.get_text()) in policy["content"], "no other words are run"
                continue
            assert script.get_text() == "", path
            assert not script["src"].startswith(("http:", "https:", "//")), path
        assert page.find(style=True) is None, path
        assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)], path
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None
        assert policy["content"].startswith(CSP)
        for tag, name in (("img", "src"), ("link", "href"), ("source", "src"), ("iframe", "src")):
            for found in page.find_all(tag):
                assert not found[name].startswith(("http:", "https:", "//")), (path, found)


def test_every_link_inside_the_site_leads_somewhere(published: Any) -> None:
    broken = []
    for path in pages(published.out):
        page = soup(path)
        ids = {tag["id"] for tag in page.find_all(id=True)}
        assert len(ids) == len(page.find_all(id=True)), f"{path}: an id stands twice"
        for tag in page.find_all(href=True):
            href = tag["href"]
            if href.startswith(("http:", "https:", "mailto:")):
                continue
            target, _, fragment = href.partition("#")
            if target and not (path.parent / target).is_file():
                broken.append((path.name, href))
            if not target and fragment and fragment not in ids:
                broken.append((path.name, href))
        for tag in page.find_all("img"):
            assert (path.parent / tag["src"]).is_file()
            assert tag["alt"]
    assert broken == []


def test_each_figure_opens_to_the_words_that_show_it(published: Any) -> None:
    page = soup(published.out / "index.html")
    assert page.h1.get_text() == "At least 28 officers disciplined"
    figure = next(tag for tag in page.select("a.fig") if tag.get_text() == "28")
    note = page.select_one(figure["href"])
    assert "Added up over the 4 of 6 authorities" in note.get_text()
    assert "Dunlin Police (counts allegations)" in note.get_text()
    source = next(tag for tag in page.select("a.src") if "photograph" in tag.get_text())
    note = page.select_one(source["href"])
    assert "sent a photograph of a dead person" in note.mark.get_text()
    strip = published.out / note.img["src"]
    with Image.open(strip) as picture:
        assert picture.format == "WEBP"
        colors = picture.convert("RGB").getcolors(1 << 20) or []
    assert any(red > 240 and blue < 140 for _, (red, _, blue) in colors), "the words are lit"
    assert "&lt;b&gt;No markup passes.&lt;/b&gt;" in (published.out / "index.html").read_text(encoding="utf-8")


def test_the_line_of_honesty_and_the_board_count_the_same(published: Any) -> None:
    page = soup(published.out / "index.html")
    assert (
        "5 of 6 authorities answered; 1 did not. 1 of the answers gave no figures."
        in page.select_one(".honest").get_text()
    )
    board = soup(published.out / "answers.html")
    rows = {row.th.get_text(): row.get_text(" ") for row in board.select("table.board tbody tr")}
    assert len(rows) == 6
    assert "finding it would cost too much (FOIA s.12(1))" in rows["Eskmere Police"]
    assert "21 days late" in rows["Birch Moor Constabulary"]
    assert "did not answer" in rows["Fernhill Constabulary"]
    assert "personal data (FOISA s.38(1)(b))" in rows["Coldwater Police"]
    assert len(page.select("svg.map a")) == 6


def test_the_same_pages_stand_in_welsh(published: Any) -> None:
    out = published.out
    english = in_english(out)
    welsh = {path.relative_to(out / "cy").as_posix() for path in pages(out / "cy")}
    assert english == welsh
    page = soup(out / "cy" / "answers.html")
    assert page.html["lang"] == "cy"
    assert "Pwy atebodd" in page.h1.get_text()
    assert "29 Tachwedd 2021" in soup(out / "cy" / "authorities" / "coldwater.html").get_text()
    assert soup(out / "cy" / "index.html").article["lang"] == "en"
    assert "28 o swyddogion" in soup(out / "cy" / "findings" / "disciplined.html").get_text()


def test_a_second_build_writes_nothing_and_a_foreign_file_goes(published_anew: Any) -> None:
    (published_anew.out / "left.html").write_text("old")
    again = run(published_anew.record, published_anew.edition, published_anew.render_page, published_anew.out)
    assert again.n_done == 0
    assert not (published_anew.out / "left.html").exists()


def test_the_data_package_describes_its_files(published: Any) -> None:
    data = published.out / "data"
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["path"] for resource in package["resources"]}
    assert {"cases.csv", "counts.csv", "answers.csv", "findings.json", "codebook.json", "invented.db"} <= names
    for resource in package["resources"]:
        content = (data / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["type"] == "table":
            rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
            assert rows[0] == [field["name"] for field in resource["schema"]["fields"]]
            assert all(len(row) == len(rows[0]) for row in rows)
    cases = list(csv.DictReader(io.StringIO((data / "cases.csv").read_text(encoding="utf-8"))))
    assert {case["outcome"] for case in cases} == {"dismissed", "written_warning"}
    findings = {one["name"]: one for one in json.loads((data / "findings.json").read_text(encoding="utf-8"))}
    assert findings["disciplined"]["value"] == {"low": 28.0, "high": 28.0}


def test_feeds_carry_the_story_and_its_correction(published: Any) -> None:
    feed = ElementTree.fromstring((published.out / "feed.xml").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles == ["At least 28 officers disciplined", "Correction: At least 28 officers disciplined"][::-1]
    items = json.loads((published.out / "feed.json").read_text(encoding="utf-8"))["items"]
    assert items[0]["url"] == "https://lanternpost.example/invented/corrections.html"
    assert "one officer was counted twice" in soup(published.out / "corrections.html").get_text()


def test_a_chart_tells_its_numbers_without_being_seen(published: Any) -> None:
    page = soup(published.out / "index.html")
    chart = page.select_one("svg.chart")
    assert chart["role"] == "img"
    assert chart.find("desc").get_text() == "2019: 1; 2020: 2; 2021: 1"
    table = chart.find_parent("figure").find("table")
    assert [row.get_text(" ", strip=True) for row in table.tbody.find_all("tr")] == ["2019 1", "2020 2", "2021 1"]
    assert not re.search(r"#0[1-4]0[1-4]0[1-4]", str(chart)), "colours are the style sheet's"


@pytest.mark.slow
def test_a_story_with_open_points_is_a_draft_on_every_page(invented: Any, tmp_path: Path, publish_story: Any) -> None:
    text = '+++\nheadline = "{{ disciplined }} of 99"\n+++\n\n{{ disciplined | says: dozens }} and {{ nothing }}.\n'
    built = publish_story(invented, tmp_path, text, settled=False)
    assert "a draft: 7 points block it" in built["report"].did[0], built["report"].needs_person
    for path in pages(built["out"]):
        assert soup(path).select_one(".draft") is not None, path
    problems = built["record"].all(Problem)
    blocking = sorted(p.code for p in problems if p.blocks)
    assert [code for code in blocking if code == "publish-unbound"] == ["publish-unbound", "publish-unbound"]
    assert set(blocking) == {"publish-unbound", "publish-unreviewed", "publish-identifying"}
    assert any(p.where.endswith("story.md:5") for p in problems)


def test_the_article_is_light(published: Any) -> None:
    assert (published.out / "index.html").stat().st_size < 60_000
    assert max(path.stat().st_size for path in (published.out / "cases").glob("case-*.html")) < 15_000


@pytest.mark.slow
def test_a_story_edited_since_its_check_prints_no_figure_of_the_old_text(published_anew: Any) -> None:
    story = published_anew.edition.story
    file = Path(story.origin)
    text = file.read_text(encoding="utf-8").replace("{{ disciplined | capital }}", "In all, {{ answered }}")
    file.write_text(text, encoding="utf-8")
    edited = dataclasses.replace(published_anew.edition, story=parse_story(file))
    report = run(published_anew.record, edited, published_anew.render_page, published_anew.out)
    assert "a draft" in report.did[0]
    page = soup(published_anew.out / "index.html")
    assert page.select_one(".prose .open").get_text() == "answered"
    assert "In all, 28" not in page.get_text()
    assert {p.code for p in published_anew.record.all(Problem) if p.blocks} == {"publish-unchecked"}, (
        "all else is settled"
    )


def test_an_answer_stands_in_full_on_its_authority_s_page(published: Any) -> None:
    page = soup(published.out / "authorities" / "eskmere.html")
    letter = page.select_one("details.letter")
    assert letter.summary.get_text() == "The answer of 9 December 2021 in full"
    assert letter.blockquote.get_text() == "To answer would exceed the appropriate limit under section 12(1)."
    assert soup(published.out / "authorities" / "fernhill.html").select_one("details.letter") is None


def test_every_feed_is_well_formed_and_each_authority_has_its_own(published: Any) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    ids = []
    for path in [
        published.out / "feed.xml",
        published.out / "corrections.xml",
        *published.out.glob("authorities/*.xml"),
    ]:
        feed = ElementTree.fromstring(path.read_bytes())
        plain = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        entries = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
        assert entries == [item["id"] for item in plain["items"]]
        ids.append(feed.findtext(f"{atom}id"))
        for item in plain["items"]:
            assert item["url"].startswith("https://lanternpost.example/invented/")
    assert len(set(ids)) == len(ids) == 2 + 6
    told = json.loads((published.out / "authorities" / "eskmere.json").read_text(encoding="utf-8"))["items"]
    assert [item["title"] for item in told] == ["Eskmere Police: refused on cost"]
