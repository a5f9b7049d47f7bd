"""What pages say of themselves to machines: schema.org that parses, fits the page, and cannot break out of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from answerable.publish.structured import describe_article


def read(path: Path) -> dict[str, Any]:
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    (tag,) = page.find_all("script", type="application/ld+json")
    plain: dict[str, Any] = json.loads(tag.get_text())
    return plain


def test_the_story_is_a_news_article_with_its_correction(published: Any) -> None:
    out = Path(published.out)
    for name in ("index.html", "cy/index.html"):
        plain = read(out / name)
        assert plain["@context"] == "https://schema.org"
        assert plain["@type"] == "NewsArticle"
        page = BeautifulSoup((out / name).read_text(encoding="utf-8"), "lxml")
        assert plain["headline"] == page.h1.get_text()
        assert plain["author"] == [{"@type": "Person", "name": "Ada Quill"}]
        assert plain["correction"][0]["datePublished"] == "2022-02-12"
        assert plain["description"] == "What 5 invented forces said"


def test_the_data_page_is_a_dataset_of_the_very_files(published: Any) -> None:
    out = Path(published.out)
    plain = read(out / "data.html")
    assert plain["@type"] == "Dataset"
    sums = (out / "SHA256SUMS").read_text(encoding="utf-8")
    for one in plain["distribution"]:
        name = one["contentUrl"].removeprefix("https://lanternpost.example/invented/")
        assert f"{one['sha256']}  {name}" in sums
        assert one["contentSize"] == f"{(out / name).stat().st_size} B"


def test_no_words_can_end_the_element(published: Any) -> None:
    edition = dataclasses.replace(published.edition, name="</script><b>&")
    text = describe_article(edition, "</script><script>alert(1)</script>", "<!--")
    assert "<" not in text
    assert json.loads(text)["headline"] == "</script><script>alert(1)</script>"
