"""The invented record, filled, for this room's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import invented_record

STORY = """+++
headline = "At least {{ disciplined | low }} officers disciplined"
standfirst = "What {{ answered }} invented forces said"
kicker = "Policing"
bylines = ["Ada Quill"]
published_at = "2022-02-11T13:35:00Z"
checked_at = "2022-02-12"
licence = "CC BY 4.0"
[[corrections]]
on = "2022-02-12"
was = "29"
now = "28"
why = "one officer was counted twice"
[sources.panel]
title = "A statement"
words = "It was a cause for concern."
+++

{{ disciplined | capital }} officers were disciplined. At Avon Fell
[a constable “shared a racist meme”](case:avon-fell "shared a racist meme"), and Birch Moor told of
[“a photograph of a dead person”](case:birch-moor).

{{ by_year | chart }}

## Who would not say

Answering [would “exceed the appropriate limit”](letter:eskmere "exceed the appropriate limit"), said Eskmere.
The panel called it [“a cause for concern”](source:panel). <b>No markup passes.</b>

{{ answers | map }}

{{ answers | grid }}
"""


@pytest.fixture
def publish_story() -> Any:
    """Something that publishes a story on the invented record."""
    return build


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A site of the invented record, built through every stage that comes before it; for looking at only."""
    folder = tmp_path_factory.mktemp("published")
    with invented_record.open_record(folder) as record:
        yield SimpleNamespace(**build(invented_record.fill(record), folder, STORY))


@pytest.fixture
def published_anew(invented: Any, tmp_path: Path) -> Any:
    """The same site, for tests that change it."""
    return SimpleNamespace(**build(invented, tmp_path, STORY))


def settle(record: Any, edition: Any) -> None:
    """What an editor does before publishing: waive each reply and accept what may be accepted, by name and reason."""
    from answerable.publish.edition import gather
    from answerable.publish.preflight import WAIVABLE, check_edition, waive_problem
    from answerable.publish.replies import make_replies, rule_waive

    material = gather(record, edition)
    when = {"by": "Ada Quill", "made_at": "2022-02-10T09:00:00+00:00"}
    judgements = [rule_waive(one, "quoted, not criticised", **when) for one in make_replies(edition, material)]
    found = [one for one in check_edition(edition, material, {}) if one.blocks and one.code in WAIVABLE]
    record.append_judgements([*judgements, *(waive_problem(one, "looked at with the desk", **when) for one in found)])


def build(invented: Any, tmp_path: Path, text: str, *, settled: bool = True) -> dict[str, Any]:
    """Measure, check and publish a story on the invented record."""
    import datetime as dt
    import io

    import pypdfium2

    from answerable.analyze.run import run as analyze
    from answerable.check.story import run as check
    from answerable.model.finding import Finding, FindingQuestion
    from answerable.project.story import parse_story
    from answerable.publish.edition import Edition
    from answerable.publish.run import run as publish

    record = invented.record
    questions = [
        FindingQuestion(
            "disciplined",
            "Officers disciplined",
            "officers",
            "SELECT authority_id, low, high, comparable, basis, note, cases, tallies FROM counts"
            " WHERE measure = 'disciplined'",
            silence="headcount",
            templates=(("cy", "{value} o swyddogion"), ("en", "{value} officers")),
        ),
        FindingQuestion(
            "answered", "Answered", "authorities", "SELECT authority_id, 1 AS value FROM answers WHERE answered"
        ),
        FindingQuestion(
            "by_year",
            "By year",
            "officers",
            "SELECT year::BIGINT::VARCHAR AS label, count(*) AS value, flatten(list(cases)) AS cases FROM subjects"
            " GROUP BY label ORDER BY label",
            chart="bar",
        ),
    ]
    file = tmp_path / "story.md"
    file.write_text(text, encoding="utf-8")
    story = parse_story(file)

    def measure() -> None:
        analyze(record, questions, invented.codebook)
        check(record, story, record.all(Finding), period=invented_record.PERIOD)

    measure()

    def render_page(sha256: str, page: int, dpi: int) -> bytes | None:
        data = record.get_bytes(sha256)
        if not data.startswith(b"%PDF"):
            return None
        out = io.BytesIO()
        pypdfium2.PdfDocument(data)[page - 1].render(scale=dpi / 72).to_pil().save(out, "PNG")
        return out.getvalue()

    edition = Edition(
        name="Invented",
        slug="invented",
        publisher="The Lantern Post",
        contact="desk@lanternpost.example",
        languages=("en", "cy"),
        as_of=dt.date(2022, 2, 11),
        period=invented_record.PERIOD,
        story=story,
        codebook=invented.codebook,
        batches=(invented.batch,),
        questions=tuple(questions),
        address="https://lanternpost.example/invented/",
    )
    out = tmp_path / "site"
    if settled:
        settle(record, edition)
    report = publish(record, edition, render_page, out)
    return {"out": out, "report": report, "record": record, "edition": edition, "render_page": render_page,
            "measure": measure}  # fmt: skip
