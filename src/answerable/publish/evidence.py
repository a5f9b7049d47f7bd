"""The words behind a value, as readers see them: the stretch of the page with the words marked, and its picture.

What comes in: a span, its page, the document. What goes out: an `Excerpt`, and a cropped picture with the words lit.
Never here: whole documents; words that `privacy` takes out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from answerable.model.document import Page
from answerable.model.span import Box, Span
from answerable.publish.edition import RenderPage
from answerable.publish.privacy import BAR, NOBODY, Names, find_personal, mask_parts

DPI = 120
_SCALE = DPI / 72
AROUND_WORDS = 220
"""Characters shown before and after the marked words."""
_MARGIN = 46.0
"""Points of the page shown above and below them."""
_MARKER = (255, 223, 89)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a page with the words marked.

    Args:
        before: text before them.
        words: the marked words.
        after: text after them.
        cut_before: text was left out before.
        cut_after: text was left out after.
        n_masked: stretches taken out because they name or could reach a person.
        unconfirmed: read from a picture by one reader only.
        rest: more marked words of the same stretch, each with the text up to the next.
    """

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool
    n_masked: int
    unconfirmed: bool
    rest: tuple[tuple[str, str], ...] = ()


def make_excerpt(span: Span, page: Page | None, around: int = AROUND_WORDS, names: Names = NOBODY) -> Excerpt:
    """Cut the surroundings of a span at line or sentence ends, and take personal details out of all of it.

    Args:
        span: the words.
        page: they stand on; None where it is not known, and only the words and their nearest surroundings are shown.
        around: characters before and after them.
        names: known from elsewhere than the page.
    """
    if page is None or page.text[span.start : span.end] != span.exact:
        before, after, cut_before, cut_after = span.prefix, span.suffix, bool(span.prefix), bool(span.suffix)
    else:
        first, last = max(0, span.start - around), min(len(page.text), span.end + around)
        first = _next_start(page.text, first, span.start)
        last = _last_end(page.text, span.end, last)
        before, after = page.text[first : span.start], page.text[span.end : last]
        cut_before, cut_after = first > 0, last < len(page.text)
    hidden = mask_parts((before, span.exact, after), names.on(page.text) if page else names)
    n_masked = sum(len(part.found) for part in hidden)
    return Excerpt(hidden[0].text, hidden[1].text, hidden[2].text, cut_before, cut_after, n_masked, span.unconfirmed)


def join_excerpts(spans: Sequence[Span], page: Page, around: int, names: Names = NOBODY) -> Excerpt:
    """One stretch of a page with several words marked.

    Args:
        spans: on the page, in order and apart.
        page: they stand on.
        around: characters before the first and after the last.
        names: known from elsewhere than the page.
    """
    first, last = make_excerpt(spans[0], page, around, names), make_excerpt(spans[-1], page, around, names)
    if len(spans) == 1:
        return first
    starts = [span.start for span in spans[1:]]
    between = [page.text[span.end : start] for span, start in zip(spans, starts, strict=False)]
    pieces = [piece for span, after in zip(spans, [*between, ""], strict=True) for piece in (span.exact, after)]
    hidden = mask_parts(pieces, names.on(page.text))
    words = [part.text for part in hidden]
    rest = tuple(zip(words[2::2], [*words[3:-1:2], last.after], strict=True))
    n_masked = sum(part.count(BAR) for part in (first.before, *words[:-1], last.after))
    unconfirmed = any(span.unconfirmed for span in spans)
    return Excerpt(first.before, words[0], words[1], first.cut_before, last.cut_after, n_masked, unconfirmed, rest)


def _next_start(text: str, first: int, limit: int) -> int:
    """The beginning of the next line or sentence after a cut, so that no word is torn."""
    if first == 0:
        return 0
    for mark in ("\n", ". ", " "):
        at = text.find(mark, first, limit)
        if at >= 0:
            return at + len(mark)
    return first


def _last_end(text: str, limit: int, last: int) -> int:
    if last == len(text):
        return last
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, limit, last)
        if at >= 0:
            return at + (1 if mark == ". " else 0)
    return last


def find_boxes(span: Span, page: Page) -> tuple[Box, ...]:
    """Where the words stand on the page: the span's own boxes, else those of the page's words."""
    if span.boxes:
        return span.boxes
    return tuple(word.box for word in page.words if word.start < span.end and word.end > span.start)


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of a stretch of a page.

    Args:
        data: WebP.
        hidden: words that were blacked out in it, for whoever proves that they cannot be read.
    """

    data: bytes
    hidden: tuple[str, ...] = ()


def make_strip(span: Span, page: Page | None, render_page: RenderPage, names: Names = NOBODY) -> Strip | None:
    """A strip of the page around the words, with the words lit; None where it cannot be drawn.

    What `privacy` takes out of the text is painted over in the picture, word by word and with its edges. A page whose
    personal details have no place on it (no boxes) is not shown at all.
    """
    if page is None or page.kind not in ("pdf", "image") or not page.width:
        return None
    boxes = find_boxes(span, page)
    if not boxes:
        return None
    top = max(0.0, min(box.y0 for box in boxes) - _MARGIN)
    bottom = min(page.height, max(box.y1 for box in boxes) + _MARGIN)
    bars = find_bars(page, names)
    if bars is None:
        return None
    drawn = render_page(span.document, span.page, DPI)
    if drawn is None:
        return None
    with Image.open(io.BytesIO(drawn)) as opened:
        picture = opened.convert("RGB")
    inside = [(box, words) for box, words in bars if box.y1 > top and box.y0 < bottom]
    burn(picture, [box for box, _ in inside], _SCALE)
    strip = picture.crop((0, int(top * _SCALE), picture.width, max(int(bottom * _SCALE), int(top * _SCALE) + 1)))
    lit = Image.new("RGB", strip.size, (255, 255, 255))
    brush = ImageDraw.Draw(lit)
    for box in boxes:
        brush.rectangle(
            [(box.x0 - 1) * _SCALE, (box.y0 - top - 1) * _SCALE, (box.x1 + 1) * _SCALE, (box.y1 - top + 1) * _SCALE],
            fill=_MARKER,
        )
    # as a felt pen lies under the ink
    return Strip(_save(ImageChops.multiply(strip, lit)), tuple(words for _, words in inside))


def find_bars(page: Page, names: Names = NOBODY) -> list[tuple[Box, str]] | None:
    """The boxes to paint over on a page, with the words beneath; None where something personal has no place on it."""
    bars: list[tuple[Box, str]] = []
    for one in find_personal(page.text, names.on(page.text)):
        over = [word for word in page.words if word.start < one.end and word.end > one.start]
        covered = {at for word in over for at in range(word.start, word.end)}
        if any(at not in covered for at in range(one.start, one.end) if not page.text[at].isspace()):
            return None
        bars += [(word.box, page.text[word.start : word.end]) for word in over]
    return bars


def burn(picture: Image.Image, boxes: Iterable[Box], scale: float) -> None:
    """Paint boxes over in a picture, with a margin that covers the edges of letters."""
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        brush.rectangle(
            [(box.x0 - 1.5) * scale, (box.y0 - 1.5) * scale, (box.x1 + 1.5) * scale, (box.y1 + 1.5) * scale],
            fill=(0, 0, 0),
        )


def _save(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=60, method=4)
    return out.getvalue()
