"""The search screen: hits, facets, what is no search; a hit opens the page with its words lit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from .conftest import Newsroom

pytestmark = pytest.mark.slow


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=newsroom.address, timeout=60) as client:
        yield client


def hits(text: str) -> list[str]:
    """The addresses of the pages that hits lead to."""
    return [unescape(one) for one in re.findall(r'href="(/document/[^"]+#found)"', text)]


def test_a_hit_opens_its_page_with_the_words_lit(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "whatsapp", "in": "document"})
    assert answer.status_code == 200
    addresses = hits(answer.text)
    assert addresses
    page = client.get(addresses[0]).text
    notice = re.search(r'<p class="notice" id="found"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert notice is not None
    said = re.search(r"(\d+) times? on this page", notice[1])
    assert said is not None
    lit = [one for one in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL) if "whatsapp" in one.lower()]
    assert int(said[1]) >= 1
    assert len(lit) >= 1
    assert 'href="/search?q=whatsapp"' in notice[1]


def test_words_that_are_not_on_the_page_light_nothing(client: httpx.Client) -> None:
    address = hits(client.get("/search", params={"q": "whatsapp", "in": "document"}).text)[0]
    document = address.partition("?")[0]
    for words in ("zeppelin", "-resigned", "in:nowhere (", ""):
        page = client.get(document, params={"find": words})
        assert page.status_code == 200
        assert 'id="found"' not in page.text


def test_a_facet_keeps_the_words_and_narrows_the_hits(client: httpx.Client) -> None:
    text = client.get("/search", params={"q": "whatsapp"}).text
    facets = [unescape(one) for one in re.findall(r'href="(/search\?q=whatsapp&amp;in=[^"]+)"', text)]
    assert facets
    narrowed = client.get(facets[0]).text
    assert 0 < len(hits(narrowed)) + narrowed.count('href="/case/') <= len(hits(text)) + text.count('href="/case/')


def test_what_is_no_search_is_said_with_what_to_do(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "-resigned"})
    assert answer.status_code == 200
    refused = re.search(r'role="alert">(.*?)</p>', answer.text)
    assert refused is not None
    assert "Write a word that should stand in the text." in refused[1]
    assert not hits(answer.text)
