"""The line on top of a page that is not to go out yet: laid on finished pages, and taken off again.

A page is made without it, so that a site that becomes a draft, or stops being one, need not be made anew. What comes
in: a page as HTML. What goes out: the same page with or without the line. Never here: what is in the way.
"""

from __future__ import annotations

_ROBOTS = '\n<meta name="robots" content="noindex">'
_BEFORE_ROBOTS = '<meta name="color-scheme" content="light dark">'
_BODY, _UNREADY = '<body class="', "unready "
_BEFORE_LINE = '<a class="skip" href="#main">'
_END = "</div>\n"


def lay_banner(page: str, banner: str) -> str:
    """A page with the line on top, hidden from search engines; as it is where there is no line.

    Args:
        page: as HTML, as it was made.
        banner: the line as HTML: one ``div``, with none inside.
    """
    if not banner:
        return page
    head, body = page.split(_BODY, 1)
    head = head.replace(_BEFORE_ROBOTS, _BEFORE_ROBOTS + _ROBOTS, 1)
    body = body.replace(_BEFORE_LINE, f"{banner}\n{_BEFORE_LINE}", 1)
    return f"{head}{_BODY}{_UNREADY}{body}"


def lift_banner(page: str, banner: str) -> str:
    """The page as it was before `lay_banner` laid this line on it."""
    if not banner:
        return page
    head, body = page.split(_BODY, 1)
    body = body.removeprefix(_UNREADY).replace(f"{banner}\n{_BEFORE_LINE}", _BEFORE_LINE, 1)
    return f"{head.replace(_ROBOTS, '', 1)}{_BODY}{body}"
