"""The part of the style sheet that a kind of page needs, to stand in the page itself: one journey over the line.

What comes in: ``static/site.css`` and the templates of a kind of page. What goes out: those rules that can match
anything in them, and their hash for the content-security policy. Never here: rules of style.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
LIGHT = ("base.html", "banner.html", "shell.html", "parts.html", "case.html")
"""Templates of a record's page, which carries its own style."""
SEARCH = ("base.html", "banner.html", "search.html")
"""Templates of the search page, which carries its own style too."""
_TAG = re.compile(r"<([a-z][a-z0-9]*)")
_CLASSES = re.compile(r'class="([^"]*)"')
_ID = re.compile(r'id="([\w-]+)"')
_SIMPLE = re.compile(r"([.#]?)([a-zA-Z][\w-]*)")
_LAID = frozenset([".unready", "html", "body"])
"""What no template holds: the mark of a draft is laid on finished pages."""


@functools.cache
def make_style(top: str, templates: tuple[str, ...] = LIGHT) -> str:
    """The rules that pages made from these templates need.

    Args:
        top: leads from the page to the site's folder, for pictures that the rules name.
        templates: of the pages.
    """
    css = re.sub(r"/\*.*?\*/", "", (_HERE / "static" / "site.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    kept = "".join(_pick(re.sub(r"\s*\n\s*", "", css), _list_words(templates)))
    used = set(re.findall(r"var\((--[\w-]+)\)", kept))
    kept = re.sub(r"(--[\w-]+):[^;}]*;?", lambda found: found.group() if found.group(1) in used else "", kept)
    return re.sub(r"url\((?!data:)", f"url({top}", kept)


def hash_style(style: str) -> str:
    """The hash of a style as a source of the content-security policy (CSP Level 3, section 2.3.1)."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"


def list_style_hashes() -> tuple[str, ...]:
    """Of every style that stands in a page: in those of the first language and in those of another's folder."""
    records = (make_style(top) for top in ("../", "../../"))
    search = (make_style(top, SEARCH) for top in ("", "../"))
    return tuple(hash_style(style) for style in (*records, *search))


def _list_words(templates: tuple[str, ...]) -> frozenset[str]:
    """Tags, classes and ids that stand in templates."""
    words = set(_LAID)
    for name in templates:
        text = (_HERE / "templates" / name).read_text(encoding="utf-8")
        words |= set(_TAG.findall(text)) | {f"#{one}" for one in _ID.findall(text)}
        plain = re.sub(r"\{[{%].*?[}%]\}", " ", text)
        words |= {f".{one}" for found in _CLASSES.findall(plain) for one in found.split()}
        words |= {".page"}
    return frozenset(words)


def _pick(css: str, words: frozenset[str]) -> Iterator[str]:
    """The rules of a style sheet, or of a block of it, that can match."""
    for head, body in _iter_rules(css):
        if head.startswith(("@media", "@supports")):
            inside = "".join(_pick(body, words))
            if inside:
                yield f"{head}{{{inside}}}"
        else:
            heads = [one for one in re.split(r",(?![^()]*\))", head) if _can_match(one, words)]
            if heads:
                yield f"{','.join(heads)}{{{body}}}"


def _iter_rules(css: str) -> Iterator[tuple[str, str]]:
    at = 0
    while (start := css.find("{", at)) >= 0:
        depth, end = 1, start + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:start].strip(), css[start + 1 : end - 1]
        at = end


def _can_match(selector: str, words: frozenset[str]) -> bool:
    plain = re.sub(r"::?[\w-]+(\([^()]*\))?|\[[^\]]*\]", "", selector)
    return all(mark + name in words for mark, name in _SIMPLE.findall(plain))
