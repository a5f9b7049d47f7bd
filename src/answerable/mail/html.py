"""HTML bodies as text, for people and for the rules; the HTML itself is kept beside it.

What comes in: HTML. What goes out: text with one line per block, table rows as lines with tabs, quotations marked
with ``>``. Words that the sender's own program would not show (``display:none``, white on white) are no part of the
letter: they stay in the HTML that is kept, and `read` counts them as hidden. What must never be here: tables as data
(that is `read`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from answerable.mail.charsets import clean_text

_BLOCKS = {
    "p",
    "div",
    "br",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
    "article",
    "header",
    "footer",
    "form",
    "dl",
    "dt",
    "dd",
    "caption",
    "address",
}
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"}
_CLOSED_BY = {
    "p": _BLOCKS - {"br"}, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"}, "tr": {"tr"}, "option": {"option"},
}  # fmt: skip
"""Elements that end without an end tag, and what ends them."""
_GONE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|(?:left|text-indent|top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[,\s]+[01]",
    re.IGNORECASE,
)
_SIZE = re.compile(r"font-size\s*:\s*([^;!]+)", re.IGNORECASE)
_NO_SIZE = re.compile(r"0+(?:\.0+)?(?:px|pt|em|rem|%)?\s*$", re.IGNORECASE)
_COLOR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(r"(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Element:
    """An element that is open, and what it does to the words in it."""

    tag: str
    gone: bool = False
    no_size: bool = False
    """Letters of height nought; an element inside may give them a height again."""
    white: bool = False
    on_ground: bool = False
    """Something behind it may have a colour of its own."""
    shade: str = ""
    """The colour of its letters, as the mail names it; empty where it names none."""

    @property
    def unseen(self) -> bool:
        return self.gone or self.no_size or (self.white and not self.on_ground)


def _open(tag: str, values: dict[str, str], parent: _Element) -> _Element:
    style = values.get("style", "")
    size, color = _SIZE.search(style), _COLOR.search(style)
    shade = color[1].strip() if color else values.get("color", "") if tag == "font" else ""
    return _Element(
        tag,
        parent.gone or values.get("hidden", "until-found") != "until-found" or bool(_GONE.search(style)),
        bool(_NO_SIZE.match(size[1].strip())) if size else parent.no_size,
        bool(_WHITE.match(shade)) if shade else parent.white,
        parent.on_ground or bool(values.get("bgcolor") or values.get("class")) or "background" in style,
        shade.lower() or parent.shade,
    )


def render_html(html: str) -> str:
    """Render an HTML body as text.

    >>> render_html("<p>Dear A</p><table><tr><td>2018</td><td>3</td></tr></table>")
    'Dear A\\n\\n2018\\t3\\n'
    """
    renderer = _Renderer()
    try:
        if _is_endless(html):
            raise ValueError("tags that do not end")
        renderer.feed(html)
        renderer.close()
    except (AssertionError, ValueError):  # html.parser gives up on some malformed declarations
        renderer = _Renderer()
        renderer.handle_data(re.sub(r"<[^<>]*>?", " ", html))
    return renderer.text()


def list_shaded_lines(html: str) -> list[tuple[str, str]]:
    """Return the lines of an HTML body as `render_html` gives them, each with the colour of most of its letters."""
    if _is_endless(html):
        return []
    renderer = _Renderer()
    try:
        renderer.feed(html)
        renderer.close()
    except (AssertionError, ValueError):
        return []
    return renderer.shaded_lines()


def _is_endless(html: str) -> bool:
    """Whether so many tags stand open that html.parser, which looks for the end of each anew, would not be done."""
    n_searched, end = 0, -1
    for match in re.finditer("<", html):
        if end < match.start():
            end = html.find(">", match.start())
            end = end if end >= 0 else len(html)
        n_searched += end - match.start()
    return n_searched > 20_000_000 + 20 * len(html)


class _Renderer(HTMLParser):
    """Walks the tags once; keeps how deep it is in quotations and hidden elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._shades: list[str] = []
        self._letters = Counter[str]()
        self._hidden = 0
        self._pre = 0
        self._quotes: list[str] = []
        self._cell = False
        self._open = [_Element("")]
        self._n_open: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
            return
        if tag == "body":
            self._hidden = 0  # the end tag of the head may be left out
        values = {name: value or "" for name, value in attrs}
        while tag in _CLOSED_BY.get(self._open[-1].tag, ()):
            self._n_open[self._open.pop().tag] -= 1
        if tag not in _VOID:
            self._open.append(_open(tag, values, self._open[-1]))
            self._n_open[tag] += 1
        if self._open[-1].unseen:
            return
        if tag in _BLOCKS and not (self._cell and tag in ("p", "div", "br")):
            self._break(blank=tag in ("p", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote"))
        elif tag in _BLOCKS and self._line and self._line[-1].strip():
            self._line.append(" ")
        if tag == "li":
            self._line.append("- ")
        elif tag in ("td", "th"):
            if self._cell or any(part.strip() for part in self._line):
                self._line.append("\t")
            self._cell = True
        elif tag == "pre":
            self._pre += 1
        elif tag == "blockquote" and (values.get("type") == "cite" or "gmail_quote" in values.get("class", "")):
            self._quotes.append(tag)
        elif tag == "blockquote":
            self._quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
            return
        if self._close(tag).unseen:
            return
        if tag in ("td", "th"):
            self._cell = False
            self._line.append("\x1f")
        elif tag == "tr":
            self._cell = False
            self._break()
        elif tag in _BLOCKS and not self._cell and tag not in _VOID:
            self._break(blank=tag in ("p", "table", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol"))
        if tag == "blockquote" and self._quotes:
            self._quotes.pop()
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)

    def _close(self, tag: str) -> _Element:
        """Close the innermost element of this name and what was left open in it; return it, or what is open."""
        element = self._open[-1]
        if self._n_open[tag]:
            while True:
                element = self._open.pop()
                self._n_open[element.tag] -= 1
                if element.tag == tag:
                    break
        return element

    def handle_data(self, data: str) -> None:
        if self._hidden or self._open[-1].unseen:
            return
        if self._pre:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._break()
                self._line.append(line)
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._letters[self._open[-1].shade] += len(text.strip())
        if text != " " or (self._line and not self._line[-1].endswith((" ", "\t"))):
            self._line.append(text)

    def _break(self, *, blank: bool = False) -> None:
        raw = "".join(self._line)
        self._line = []
        # A cell that ended and one that began meet in one tab; blank cells keep theirs.
        text = re.sub(r" *\x1f *\t *", "\t", raw).replace("\x1f", "")
        text = text if self._pre else text.strip(" ")
        if text.strip():
            prefix = "> " if any(self._quotes) else ""
            self._lines.append(prefix + text.rstrip())
            self._shades.append(self._letters.most_common(1)[0][0] if self._letters else "")
            self._letters.clear()
        if blank and self._lines and self._lines[-1] != "":
            self._lines.append("")
            self._shades.append("")

    def shaded_lines(self) -> list[tuple[str, str]]:
        """Each line with the colour of most of its letters; blank lines are left out."""
        self._break()
        return [(line, shade) for line, shade in zip(self._lines, self._shades, strict=True) if line]

    def text(self) -> str:
        self._break()
        return clean_text("\n".join(self._lines).strip("\n") + "\n") if self._lines else ""
