"""The explorer: search finds what stands on the pages, lists are light, every record has its page and its source."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from answerable.publish.pages.cases import list_turns
from answerable.publish.search.index import split_words
from answerable.publish.search.postings import pack, unpack


@given(st.sets(st.integers(min_value=0, max_value=999)))
def test_packed_numbers_come_back(numbers: set[int]) -> None:
    assert unpack(pack(sorted(numbers), 1000)) == sorted(numbers)


def test_a_list_of_most_records_takes_one_bit_each() -> None:
    random = Random(3)
    many = [n for n in range(50_000) if random.random() < 0.6]
    assert len(pack(many, 50_000)) < 50_000 / 8 * 4 / 3 + 10
    assert len(pack(many[:50], 50_000)) < 200


def look_up(out: Path, language: str, question: str, keys: tuple[str, ...] = ()) -> list[str]:
    """What the page's script finds, reckoned here from the same files."""
    folder = out / "search" / language
    page = BeautifulSoup((out / ("search.html" if language == "en" else "cy/search.html")).read_text("utf-8"), "lxml")
    script = page.select_one("script[data-index]")
    keys_file = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
    found = set(range(int(script["data-n"])))
    for word in split_words(question):
        shard = folder / "w" / f"{word[:3]}.json"
        words = json.loads(shard.read_text(encoding="utf-8")) if shard.is_file() else {}
        found &= {n for one, packed in words.items() if one.startswith(word) for n in unpack(packed)}
    for key in keys:
        found &= set(unpack(keys_file[key]))
    chunk = int(script["data-chunk"])
    records = [json.loads((folder / "r" / f"{n // chunk}.json").read_text(encoding="utf-8"))[n % chunk] for n in found]
    return sorted(record[0] for record in records)


def test_search_finds_cases_documents_authorities_and_findings_by_their_words(published: Any) -> None:
    out = Path(published.out)
    told = look_up(out, "en", "racist meme")
    assert any(href.startswith("cases/case-") for href in told)
    for href in told:
        if href.startswith("cases/"):
            assert "meme" in (out / href).read_text(encoding="utf-8")
    assert "authorities/eskmere.html" in look_up(out, "en", "Eskmere")
    assert "findings/disciplined.html" in look_up(out, "en", "disciplined")
    assert any(href.startswith("documents/") for href in look_up(out, "en", "letter"))
    assert look_up(out, "en", "whatsapp") == look_up(out, "en", "whatsa")
    assert look_up(out, "en", "nothingofthekind") == []
    both = look_up(out, "en", "", ("outcome/dismissed", "platform/whatsapp"))
    assert set(both) <= set(look_up(out, "en", "", ("outcome/dismissed",)))


def test_what_is_blacked_out_cannot_be_searched(published: Any) -> None:
    out = Path(published.out)
    for language in ("en", "cy"):
        for secret in ("Marlpit", "Gideon", "Corvane", "Henrietta"):
            assert look_up(out, language, secret) == []


def test_every_address_of_the_index_is_a_page(published: Any) -> None:
    out = Path(published.out)
    for language, folder in (("en", out), ("cy", out / "cy")):
        for chunk in (out / "search" / language / "r").iterdir():
            for href, title, line in json.loads(chunk.read_text(encoding="utf-8")):
                assert (folder / href).is_file(), href
                assert title
                assert line


def test_lists_by_authority_and_nation_count_what_they_hold(published: Any) -> None:
    out = Path(published.out)
    page = BeautifulSoup((out / "cases.html").read_text(encoding="utf-8"), "lxml")
    links = {tag["href"]: int(tag.find_next("span").get_text()) for tag in page.select(".facets a")}
    assert any("/by/authority/" in href for href in links)
    assert any("/by/nation/" in href for href in links)
    for href, n in links.items():
        listed = BeautifulSoup((out / href).read_text(encoding="utf-8"), "lxml")
        assert len(listed.select("table.cases tbody tr")) == n, href


def test_a_case_leads_to_its_document_and_back(published: Any) -> None:
    out = Path(published.out)
    for path in (out / "cases").glob("case-*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        link = page.select_one('a[href*="documents/"]')
        document = (path.parent / link["href"]).resolve()
        assert link.get_text().startswith(document.stem)
        assert f"cases/{path.name}" in document.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("n", "here", "shown"), [(1, 0, [1]), (3, 1, [1, 2, 3]), (500, 250, [1, 250, 251, 252, 500]), (500, 0, [1, 2, 500])]
)
def test_a_list_of_hundreds_of_pages_links_to_few(n: int, here: int, shown: list[int]) -> None:
    assert [number for number, _ in list_turns([f"{one}.html" for one in range(n)], here)] == shown
