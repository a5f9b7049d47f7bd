"""A site that is made again: only what a change reaches is made anew, and comes out as if made from nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from answerable.model.case import Case
from answerable.model.judgement import Ruling, make_judgement
from answerable.project.story import parse_story
from answerable.publish.banner import lay_banner, lift_banner
from answerable.publish.pages import case as case_pages
from answerable.publish.pages.frame import Frame
from answerable.publish.run import run

pytestmark = pytest.mark.slow


def read_all(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def make_cold(site: Any, edition: Any, folder: Path) -> dict[str, bytes]:
    """The same from nothing, with none of what is kept between runs."""
    run(site.record, edition, site.render_page, folder / "site")
    return read_all(folder / "site")


def test_after_any_change_the_site_is_the_one_that_would_be_made_from_nothing(
    published_anew: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, drawn = published_anew, []
    add = Frame.add

    def note(self: Frame, writer: Any, template: str, path: str, **fields: Any) -> None:
        drawn.append(path)
        add(self, writer, template, path, **fields)

    monkeypatch.setattr(Frame, "add", note)
    file = tmp_path / "story.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nThe inquiry goes on.\n", encoding="utf-8")
    edition = dataclasses.replace(site.edition, story=parse_story(file))
    run(site.record, edition, site.render_page, site.out)
    assert not [path for path in drawn if path.startswith(("cases", "authorities", "documents", "findings"))]
    assert "index.html" in drawn
    assert read_all(site.out) == make_cold(site, edition, tmp_path / "second")

    case = sorted(site.record.all(Case), key=lambda row: row.id)[0]
    when = "2022-02-11T09:00:00Z"
    ruled = make_judgement(made_at=when, by="Ada Quill", ruling=Ruling.REJECT, noun="case", subject=case.id)
    site.record.append_judgements([ruled])
    run(site.record, edition, site.render_page, site.out)
    assert read_all(site.out) == make_cold(site, edition, tmp_path / "third")


def test_a_case_whose_page_would_be_the_same_is_not_drawn_again(published_anew: Any) -> None:
    site, drawn = published_anew, []
    edition = dataclasses.replace(site.edition, questions=site.edition.questions[:2])
    before = read_all(site.out)
    say = case_pages._say_value

    def note(frame: Any, value: Any, names: Any) -> Any:
        drawn.append(value)
        return say(frame, value, names)

    case_pages._say_value = note
    try:
        run(site.record, edition, site.render_page, site.out)
    finally:
        case_pages._say_value = say
    after = read_all(site.out)
    assert drawn == []
    assert {path for path in before if path.startswith("cases/case-")} <= after.keys()


def test_a_page_that_somebody_changed_is_made_anew(published_anew: Any) -> None:
    site = published_anew
    before = read_all(site.out)
    page = next(path for path in sorted(site.out.glob("cases/case-*.html")))
    page.write_text("overwritten", encoding="utf-8")
    (site.out / "cases/by").rename(site.out / "cases/elsewhere")
    run(site.record, site.edition, site.render_page, site.out)
    assert read_all(site.out) == before


def test_becoming_a_draft_only_lays_a_line_on_every_page(published_anew: Any, tmp_path: Path) -> None:
    site = published_anew
    edition = dataclasses.replace(site.edition, story=dataclasses.replace(site.edition.story, embargo_until="2099-01-01T00:00:00+00:00"))  # fmt: skip  # noqa: E501
    run(site.record, edition, site.render_page, site.out)
    drafts = read_all(site.out)
    assert drafts == make_cold(site, edition, tmp_path / "second")
    pages = [path for path in drafts if path.endswith(".html")]
    assert all(b"Draft, not for publication" in drafts[path] or b"Drafft" in drafts[path] for path in pages)
    run(site.record, site.edition, site.render_page, site.out)
    assert read_all(site.out) == make_cold(site, site.edition, tmp_path / "third")


def test_a_line_that_is_laid_can_be_lifted() -> None:
    page = (
        '<head>\n<meta name="color-scheme" content="light dark">\n<title>A</title></head>\n<body class="page">\n'
        '<a class="skip" href="#main">Skip</a>\n<main id="main"></main>'
    )
    laid = lay_banner(page, '<div class="draft">Not yet</div>')
    assert 'content="noindex"' in laid
    assert '<body class="unready page">' in laid
    assert lift_banner(laid, '<div class="draft">Not yet</div>') == page
    assert lay_banner(page, "") == lift_banner(page, "") == page
