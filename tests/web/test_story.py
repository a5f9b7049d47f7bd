"""The story screen: Markdown as Markdown, charts as labels, marks in words, nobody's HTML passed through."""

from __future__ import annotations

import re

import httpx
import pytest
from tests.web.conftest import Newsroom

pytestmark = pytest.mark.slow


def test_the_story_reads_as_a_story(newsroom: Newsroom) -> None:
    story = newsroom.folder / "story" / "story.md"
    story.write_text(
        story.read_text(encoding="utf-8")
        + "\n\n<script>alert(1)</script> and [a trap](javascript:alert(1)) \ue0009\ue001\n",
        encoding="utf-8",
    )
    with httpx.Client(base_url=newsroom.address, timeout=60) as client:
        found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
        assert found
        client.post("/recount", data={"token": found.group(1)})
        page = client.get("/story").text
    assert "<h2>A picture of a dead man</h2>" in page
    assert "## " not in page
    assert "[chart: by outcome]" in page
    assert "{{" not in page.partition('<article class="story">')[2].partition("</article>")[0]
    assert "(borne)" in page
    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page
    marked = re.findall(r'id="at-([^"]+)"', page)
    assert marked
    assert all(f'id="{claim}"' in page for claim in marked)
