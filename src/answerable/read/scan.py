"""A picture of a page, read by OCR: words, tables, and which numbers two engines agree on.

What comes in: grey pixels and one or more engines. What goes out: a page in the draft. A number is confirmed only
where a second engine read the same one at the same place. What must never be here: an engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answerable.ports import LineReader, OcrWord, PageReader
from answerable.read.compose import clean_text
from answerable.read.draft import Draft
from answerable.read.layout.boxed import make_boxed_grid
from answerable.read.layout.doubt import count_aligned_numbers
from answerable.read.layout.flow import Layout, make_layout
from answerable.read.layout.grid import Grid
from answerable.read.layout.lattice import find_cells
from answerable.read.layout.words import PlacedWords
from answerable.read.pages import add_page
from answerable.read.rules import Rules, take_rules

_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"(?:(?<![\w.])-)?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?%?")
_GLUE = re.compile(r"(\d[.,]) (?=\d{3}\b)")
"""A second reader that sees a blank after the mark of thousands."""
_WIDE = 1.3
_EDGES = ".,;:()[]{}'\"“”‘’|"
_SPECKS = "|_[]~`'‘’¦\\"
"""Words of nothing but these are what is left of rules and dirt."""
_LEAST_SURE_MARK = 0.6
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
    layout = make_layout(words, _find_ruled(words, rules, scale))
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


def _find_ruled(words: PlacedWords, rules: Rules, scale: float) -> list[Grid]:
    """Tables whose rules stand on the page."""
    across = [(at * scale, start * scale, end * scale) for at, start, end in rules.across]
    down = [(at * scale, start * scale, end * scale) for at, start, end in rules.down]
    taken = np.zeros(len(words), dtype=bool)
    grids = []
    for boxes in find_cells(across, down) if len(across) + len(down) < 600 else []:
        grid = make_boxed_grid(list(boxes), words, taken)
        if grid is not None and grid.n_rows > 1 and grid.n_columns > 1:
            taken[grid.words] = True
            grids.append(grid)
    return grids


def _read_numbers(reader: LineReader, first: list[OcrWord], pixels: NDArray[np.uint8]) -> list[OcrWord]:
    """The words with digits that a second engine reads alike.

    It reads whole stretches of a line, cut where the white is wide, so that a digit which the first engine left out
    stands in what it sees; the numbers of both readings are then laid side by side.
    """
    height, width = pixels.shape
    found: list[OcrWord] = []
    for chunk in _make_chunks(first):
        tall = max(word.y1 - word.y0 for word in chunk)
        left, right = int(chunk[0].x0 - 0.6 * tall), int(chunk[-1].x1 + 0.6 * tall) + 1
        top, bottom = int(min(word.y0 for word in chunk) - 0.25 * tall), int(max(w.y1 for w in chunk) + 0.25 * tall) + 1
        strip = np.ascontiguousarray(pixels[max(0, top) : min(height, bottom), max(0, left) : min(width, right)])
        if not strip.size:
            continue
        numbers = _TOKEN.findall(_GLUE.sub(r"\1", reader.read_line(strip.tobytes(), strip.shape[1], strip.shape[0])))
        owners = [(word, number) for word in chunk for number in _TOKEN.findall(word.text)]
        matcher = SequenceMatcher(None, [number for _, number in owners], numbers, autojunk=False)
        agreed = {index for block in matcher.get_matching_blocks() for index in range(block.a, block.a + block.size)}
        for word in chunk:
            own = [index for index, (owner, _) in enumerate(owners) if owner is word]
            if own and agreed.issuperset(own):
                found.append(word)
    return found


def _make_chunks(words: list[OcrWord]) -> list[list[OcrWord]]:
    """Stretches of lines without wide white that hold a digit."""
    chunks: list[list[OcrWord]] = []
    for word in words:
        last = chunks[-1][-1] if chunks else None
        if (
            last is not None
            and last.line == word.line
            and -0.5 * (word.y1 - word.y0) < word.x0 - last.x1 < _WIDE * max(word.y1 - word.y0, 1.0)
        ):
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return [chunk for chunk in chunks if any(_DIGIT.search(word.text) for word in chunk)]


def _make_words(reading: list[OcrWord], scale: float) -> PlacedWords:
    texts, boxes = [], []
    for word in reading:
        text = re.sub(r"\s+", "", clean_text(word.text)).strip("|_")
        if word.share_sure < _LEAST_SURE_MARK and not any(letter.isalnum() for letter in text):
            continue
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
