"""What of a story's own markup is no prose: front matter, tables, code, comments, link targets, footnotes, menus.

What comes in: the story as written. What goes out: the same with blanks there, so that places stay right. Never here:
figures.
"""

from __future__ import annotations

import re

_MARKDOWN = (
    re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A\+\+\+[ \t]*\n.*?\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE),
    re.compile(r"^\[\^[^\]\n]+\]:.*(?:\n[ \t]+\S.*)*$", re.MULTILINE),
    re.compile(r"^\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE),
    re.compile(r"\[\^[^\]\n]+\]"),
    re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"),
    re.compile(r"(?<=\])\([^)\n]*\)"),
    re.compile(r"^[ \t]*\d{1,3}[.)](?=[ \t])", re.MULTILINE),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"</?[A-Za-z][^>\n]*>"),
)
_HTML = re.compile(rb"(?is)<(nav|footer|aside|script|style|template|noscript)\b.*?</\1\s*>")


def mask_markdown(text: str) -> str:
    """Markdown with its markup blanked, as long as it was.

    >>> mask_markdown("See [the 12](a/7.html).[^3]")
    'See [the 12]          .    '
    """
    for pattern in _MARKDOWN:
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return text


def drop_menus(data: bytes) -> bytes:
    """HTML without what is no story: scripts, styles, menus, what stands beside and beneath."""
    return _HTML.sub(b" ", data)
