"""A picture of a page, read by OCR: words, tables, and which numbers two engines agree on.

What comes in: grey pixels and one or more engines. What goes out: a page in the draft. A number is confirmed only
where a second engine read the same one at the same place. What must never be here: an engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answerable.ports import LineReader, OcrWord, PageReader
from answerable.read.compose import clean_text
from answerable.read.draft import Draft
from answerable.read.layout.doubt import count_aligned_numbers
from answerable.read.layout.flow import Layout, make_layout
from answerable.read.layout.words import PlacedWords
from answerable.read.pages import add_page
from answerable.read.rules import take_rules

_DIGIT = re.compile(r"\d")
_EDGES = ".,;:()[]{}'\"“”‘’|"
_SPECKS = "|_[]~`'‘’¦\\"
"""Words of nothing but these are what is left of rules and dirt."""
_LEAST_SURE = 0.2


def read_image_page(
    pixels: NDArray[np.uint8],
    width: float,
    height: float,
    draft: Draft,
    number: int,
    kind: str,
    page_readers: Sequence[PageReader],
) -> None:
    """Read one picture as a page of the draft.

    Args:
        pixels: rows of 8-bit grey.
        width: of the page in points.
        height: of the page in points.
        draft: the file.
        number: of the page, from 1.
        kind: `pdf` or `image`.
        page_readers: engines, the first one's words are taken.
    """
    place = f"page {number}"
    scale = width / pixels.shape[1]
    dpi = max(70, round(72 / scale))
    rules = take_rules(pixels, dpi)
    readings: list[list[OcrWord]] = []
    for reader in page_readers:
        try:
            if readings and isinstance(reader, LineReader):
                readings.append(_read_numbers(reader, readings[0], rules.pixels))
                continue
            readings.append(reader.read_image(rules.pixels.tobytes(), pixels.shape[1], pixels.shape[0], dpi))
        except Exception as error:
            draft.add_problem(
                "ocr-failed", place, found=f"{reader.name}: {type(error).__name__}", remedy="read the page by eye"
            )
    if not readings:
        add_page(draft, number, kind, make_layout(PlacedWords([], np.zeros((0, 4)))), width, height, by_ocr=True)
        return
    words, others = _make_words(readings[0], scale), [_make_words(reading, scale) for reading in readings[1:]]
    layout = make_layout(words)
    unconfirmed = find_unconfirmed(words, layout, others)
    add_page(draft, number, kind, layout, width, height, by_ocr=True, unconfirmed=unconfirmed)
    n_numbers = sum(_DIGIT.search(text) is not None for text in words.texts)
    if unconfirmed:
        draft.add_problem(
            "numbers-unconfirmed",
            place,
            found=f"{len(unconfirmed)} of {n_numbers} numbers were not read alike by two engines",
            expected="two engines that agree",
            remedy="compare them with the picture of the page",
        )
    n_lines = count_aligned_numbers(words, layout)
    if n_lines:
        draft.add_problem(
            "numbers-without-table",
            place,
            found=f"{n_lines} lines of aligned numbers outside any table",
            remedy="look at the page; the numbers may have to be typed in",
        )


def _read_numbers(reader: LineReader, first: list[OcrWord], pixels: NDArray[np.uint8]) -> list[OcrWord]:
    """What a second engine reads where the first one read a number.

    The strip is wider than the word, so that a digit which the first engine left out stands in it; what else the strip
    holds is read too and does no harm, since a number is confirmed by a whole word only.
    """
    height, width = pixels.shape
    found: list[OcrWord] = []
    for word in first:
        if _DIGIT.search(word.text) is None or word.x1 <= word.x0 or word.y1 <= word.y0:
            continue
        tall = word.y1 - word.y0
        left, right = max(0, int(word.x0 - 1.1 * tall)), min(width, int(word.x1 + 1.1 * tall) + 1)
        top, bottom = max(0, int(word.y0 - 0.3 * tall)), min(height, int(word.y1 + 0.3 * tall) + 1)
        strip = np.ascontiguousarray(pixels[top:bottom, left:right])
        if strip.size == 0:
            continue
        for text in reader.read_line(strip.tobytes(), strip.shape[1], strip.shape[0]).split():
            found.append(OcrWord(text, 1.0, word.x0, word.y0, word.x1, word.y1, word.line))
    return found


def _make_words(reading: list[OcrWord], scale: float) -> PlacedWords:
    texts, boxes = [], []
    for word in reading:
        text = re.sub(r"\s+", "", clean_text(word.text))
        if text.strip(_SPECKS) and word.share_sure >= _LEAST_SURE and word.x1 > word.x0 and word.y1 > word.y0:
            texts.append(text)
            boxes.append((word.x0 * scale, word.y0 * scale, word.x1 * scale, word.y1 * scale))
    return PlacedWords(texts, np.asarray(boxes, dtype=np.float64).reshape(-1, 4))


def find_unconfirmed(words: PlacedWords, layout: Layout, others: Sequence[PlacedWords]) -> tuple[tuple[int, int], ...]:
    """Ranges of the words with digits that no other engine read alike at the same place."""
    found = []
    for word, index in zip(layout.words, layout.order, strict=True):
        if _DIGIT.search(words.texts[index]) is None:
            continue
        wanted = _figures(words.texts[index])
        if not any(wanted in _near(other, words.boxes[index]) for other in others):
            found.append((word.start, word.end))
    return tuple(found)


def _figures(text: str) -> str:
    return text.strip(_EDGES).replace("—", "-").replace("–", "-").casefold()


def _near(other: PlacedWords, box: NDArray[np.float64]) -> set[str]:
    """What another engine read at a box, word by word."""
    if not len(other):
        return set()
    boxes: Any = other.boxes
    slack = 0.35 * (box[3] - box[1])
    across = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
    down = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
    near = (across > -slack) & (down > 0.4 * np.minimum(box[3] - box[1], boxes[:, 3] - boxes[:, 1]))
    return {_figures(other.texts[index]) for index in np.flatnonzero(near)}
