"""Items by CSS selector, found again in the page's text.

What comes in: a page as read, the bytes it was read from, a selector. What goes out: `Piece`s. Never here: the
network, scripts of the page.
"""

from __future__ import annotations

import lxml.html

from answerable.collect.split import Piece
from answerable.model.document import Page


def find_selected(page: Page, data: bytes, selector: str) -> list[Piece]:
    """Return the stretches of the page's text that the selected elements show.

    Words are compared without spaces, in the page's order; an element whose words the page does not show is left out.

    Raises:
        cssselect.SelectorError: the selector is not CSS.
    """
    squeezed, places = _squeeze(page.text)
    pieces: list[Piece] = []
    begin = 0
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
    for element in lxml.html.document_fromstring(data, parser=parser).cssselect(selector):
        words, _ = _squeeze(" ".join(str(text) for text in element.itertext()))
        if not words:
            continue
        at = squeezed.find(words, begin)
        if at < 0:
            continue
        begin = at + len(words)
        pieces.append(Piece(places[at], places[begin - 1] + 1))
    return pieces


def _squeeze(text: str) -> tuple[str, list[int]]:
    places = [index for index, character in enumerate(text) if not character.isspace()]
    return "".join(text[index] for index in places), places
