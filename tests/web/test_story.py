"""The story screen: Markdown as Markdown, charts as labels, marks in words, nobody's HTML passed through."""

from __future__ import annotations

import re

import httpx
import pytest
from tests.web.conftest import Newsroom

from answerable.investigation import Investigation
from answerable.model.finding import Finding

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


def test_a_figure_that_moved_since_the_story_was_tried_says_both(newsroom: Newsroom) -> None:
    query = newsroom.folder / "findings" / "dismissed.sql"
    with httpx.Client(base_url=newsroom.address, timeout=60) as client:
        assert "moved in the record" not in client.get("/story").text
        # One authority's number becomes another: the record is measured again, the story is not tried.
        text = query.read_text(encoding="utf-8").replace(
            "authority_id, low, CASE", "authority_id, low + 1 AS low, CASE"
        )
        query.write_text(text.replace("THEN low ELSE high END", "THEN low + 1 ELSE high + 1 END"), encoding="utf-8")
        elsewhere = Investigation.open(newsroom.folder, n_workers=0)
        with elsewhere.record:
            (was,) = [one.value for one in elsewhere.record.all(Finding) if one.id == "dismissed"]
            list(elsewhere.run(("analyze",)))
            (now,) = [one.value for one in elsewhere.record.all(Finding) if one.id == "dismissed"]
        assert was is not None
        assert now is not None
        assert was != now
        both = f"tried against {was.low:.0f}, the record gives {now.low:.0f} now"
        assert both in client.get("/findings").text
        assert both in client.get("/findings/dismissed").text
        page = client.get("/story").text
        assert "moved in the record since the story was tried" in page
        assert f"tried against {was.low:.0f}; the record gives {now.low:.0f} now" in page
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found
        client.post("/recount", data={"token": found.group(1)})
        assert "moved in the record" not in client.get("/story").text
        assert "tried against" not in client.get("/findings").text
