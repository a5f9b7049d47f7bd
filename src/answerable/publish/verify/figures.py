"""The figures that pages print, against the findings of the package.

What comes in: a site, findings measured again. What goes out: differences. A page marks each figure with what it shows
(`data-figure`), the article links each to how we know it. Never here: measuring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lxml import html

from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.publish.language import Language
from answerable.publish.verify.findings import load_json
from answerable.publish.verify.report import Difference
from answerable.publish.verify.sites import Site

Resolve = Callable[[str, Sequence[Sequence[str]], Mapping[str, Finding], Period | None], str]
"""The words that a figure of the story stands for: finding, filters, findings, period asked about."""
_MARK = b"data-figure="


class Expected:
    """What each figure must print, by its mark.

    Args:
        findings: measured again.
        counts: rows of the package's table of counts.
    """

    def __init__(self, findings: Mapping[str, Finding], counts: Sequence[Mapping[str, Any]]) -> None:
        self._values: dict[str, tuple[Interval | None, str]] = {}
        self.required: dict[str, list[str]] = {}
        for name, finding in findings.items():
            page = f"findings/{name}.html"
            if finding.value is not None:
                self._expect(page, f"finding/{name}/value", finding.value, finding.unit)
                self._expect("findings.html", f"finding/{name}/listed", finding.value, finding.unit)
            for row in finding.rows:
                self._expect(page, f"finding/{name}/row/{row.label}", row.value, finding.unit)
            for part in finding.parts:
                self._expect(page, f"finding/{name}/part/{part.label}", part.value, finding.unit)
        for count in counts:
            page = f"authorities/{count['authority_id']}.html"
            key = f"count/{count['authority_id']}/{count['measure']}"
            self._expect(page, key, Interval(count["low"], count["high"]), "")

    def _expect(self, page: str, key: str, value: Interval, unit: str) -> None:
        self._values[key] = value, unit
        self.required.setdefault(page, []).append(key)

    def find(self, key: str, language: Language) -> str | None:
        """The words for a mark; None where nothing bears it."""
        known = self._values.get(key)
        return None if known is None else language.value(*known)


def check_pages(site: Site, names: Sequence[str], expected: Expected) -> Iterator[Difference | int]:
    """Marked figures that differ; for each page how many were compared."""
    languages: dict[str, Language] = {}
    for name in names:
        data = site.read(name) if name.endswith(".html") else None
        if data is None or (_MARK not in data and _without_language(name) not in expected.required):
            continue
        page = html.document_fromstring(data.decode("utf-8", "replace"))
        code = page.get("lang") or "en"
        language = languages.setdefault(code, Language(code))
        seen = set()
        for tag in page.iterfind(".//*[@data-figure]"):
            key = tag.get("data-figure") or ""
            seen.add(key)
            said, should = _text(tag), expected.find(key, language)
            if said != should:
                yield Difference("figure", f"{name}: {key}", said, should or "nothing that the package bears")
        for key in expected.required.get(_without_language(name), ()):
            if key not in seen:
                yield Difference("figure", f"{name}: {key}", "not shown", expected.find(key, language) or "")
        yield len(seen)


def check_story(site: Site, findings: Mapping[str, Finding], resolve: Resolve) -> Iterator[Difference | int]:
    """The figures of the article, in each language: as the package says they print, and as the findings give them."""
    story = load_json(site, "data/story.json")
    if not isinstance(story, dict):
        yield Difference("unreadable", "data/story.json", "no JSON object", "the figures of the story")
        return
    period = story["period"]
    asked = None
    if period:
        asked = Period(dt.date.fromisoformat(period[0]), dt.date.fromisoformat(period[1]), period[2])
    for number, one in enumerate(story["figures"], 1):
        gives = resolve(one["finding"], one["filters"], findings, asked)
        if gives != one["prints"]:
            yield Difference("figure", f"data/story.json: figure {number} ({one['finding']})", one["prints"], gives)
        if one["place"] == "headline" and one["prints"] not in story["headline"]:
            yield Difference("figure", "data/story.json: headline", story["headline"], one["prints"])
    yield len(story["figures"])
    # A figure that nothing bears is told of above; it prints nothing, and is no link.
    linked = [" ".join(one["prints"].split()) for one in story["figures"] if one["place"] == "link" and one["prints"]]
    for code in story["languages"]:
        name = "index.html" if code == story["languages"][0] else f"{code}/index.html"
        yield from _check_article(site, name, story["headline"], linked)


def _check_article(site: Site, name: str, headline: str, linked: Sequence[str]) -> Iterator[Difference | int]:
    data = site.read(name)
    if data is None:
        yield Difference("missing", name, "nothing", "the article")
        return
    page = html.document_fromstring(data.decode("utf-8", "replace"))
    title = page.find(".//h1")
    said = "" if title is None else _text(title)
    if said != headline:
        yield Difference("figure", f"{name}: headline", said, headline)
    printed = [_text(tag) for tag in page.iterfind(".//article//a[@class='fig']")]
    if len(printed) != len(linked):
        yield Difference("figure", name, f"{len(printed)} linked figures", f"{len(linked)} (data/story.json)")
    for number, (one, other) in enumerate(zip(printed, linked, strict=False), 1):
        if one != other:
            yield Difference("figure", f"{name}: linked figure {number}", one, other)
    yield len(printed)


def _without_language(name: str) -> str:
    """The page's path in its language's folder."""
    first, _, rest = name.partition("/")
    return rest if len(first) == 2 and rest else name


def _text(tag: Any) -> str:
    return " ".join(tag.text_content().split())
