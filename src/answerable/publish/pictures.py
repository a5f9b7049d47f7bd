"""The pictures beside words: a strip of the page for each case and each tally behind a finding.

What comes in: the material, something that draws pages, something that reads the result again. What goes out: a file of
the site for each, and problems where a blacked-out word can still be read. Never here: what is blacked out (`privacy`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from answerable.model.case import Case, Tally
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.attached import find_legible
from answerable.publish.edition import Material, ReadFile, RenderPage
from answerable.publish.evidence import find_bars, make_strip
from answerable.publish.writer import SiteWriter


@dataclass
class Pictures:
    """What was made: where the picture of each noun stands, how large each is, and what went wrong."""

    paths: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def add_pictures(
    material: Material, render_page: RenderPage, read_file: ReadFile, writer: SiteWriter, out: Path
) -> Pictures:
    """Put every strip; those already made are taken as they are, for their names tell what they show and hide."""
    made = Pictures()
    drawn: dict[tuple[str, int, int], bytes | None] = {}

    def draw_once(sha256: str, page: int, dpi: int) -> bytes | None:
        if (sha256, page, dpi) not in drawn:
            drawn.clear()  # nouns come document by document: one page in memory is enough
            drawn[sha256, page, dpi] = render_page(sha256, page, dpi)
        return drawn[sha256, page, dpi]

    put: set[str] = set()
    for noun, page in _iter_nouns(material):
        path = _name(noun, page, material)
        if path in put:
            made.paths[noun.id] = path
            continue
        kept = out / path
        if kept.is_file():
            picture = kept.read_bytes()
        else:
            strip = make_strip(noun.span, page, draw_once, material.names)
            if strip is None:
                continue
            if strip.hidden and (legible := find_legible(set(strip.hidden), read_file(strip.data, "strip.webp").pages)):
                made.problems.append(_say_legible(noun, len(legible)))
                continue
            picture = strip.data
        writer.add(path, picture)
        put.add(path)
        made.sizes[path] = read_size(picture)
        made.paths[noun.id] = path
    return made


def read_size(webp: bytes) -> tuple[int, int]:
    """Width and height of a lossy WebP, from its head (RFC 9649, section 2.5)."""
    width, height = struct.unpack("<HH", webp[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _iter_nouns(material: Material) -> Iterator[tuple[Case | Tally, Page]]:
    """Document by document, so that each page is drawn once; only those on pages that can be drawn."""
    shown = {one for finding in material.findings.values() for one in finding.tallies}
    tallies = [tally for tally in material.tallies.values() if tally.id in shown]
    places: dict[tuple[str, int], list[Case | Tally]] = {}
    ids: dict[tuple[str, int], list[str]] = {}
    for tally in tallies:
        places.setdefault((tally.document, tally.span.page), []).append(tally)
    for brief in material.briefs.values():
        ids.setdefault((brief.document, brief.page), []).append(brief.id)
    for document, number in sorted({*places, *ids}):
        page = material.pages.get(f"{document}:{number}")
        if page is None or page.kind not in ("pdf", "image"):
            continue
        cases = [case for _, case in material.cases.pick(ids.get((document, number), ()))]
        for noun in sorted([*places.get((document, number), ()), *cases], key=_place):
            yield noun, page


def _place(noun: Case | Tally) -> tuple[str, int, int, str]:
    return noun.document, noun.span.page, noun.span.start, noun.id


def _name(noun: Case | Tally, page: Page, material: Material) -> str:
    """Of place and of what is hidden there: when a name is added to those hidden, the picture is made anew."""
    boxes = [[box.x0, box.y0, box.x1, box.y1] for box in noun.span.boxes]
    bars = [[box.x0, box.y0] for box, _ in find_bars(page, material.names_on(page)) or ()]
    return f"evidence/{make_id('p', noun.document, noun.span.page, noun.span.start, noun.span.end, boxes, bars)}.webp"


def _say_legible(noun: Case | Tally, n: int) -> Problem:
    code, where = "publish-redaction-failed", f"picture of {noun.id}"
    found = f"{n} blacked-out words can still be read in it; it is left out"
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy="report this", blocks=True)
