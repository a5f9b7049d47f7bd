"""The scripts of the search page, to stand in the page itself: one journey less before a question is asked.

What comes in: ``page.js``. What goes out: the same without what only its readers need, a second one that tells it when
form and list stand, and their hashes for the content-security policy. Never here: what they do.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from answerable.publish.style import hash_style

STANDS = 'dispatchEvent(new Event("stands"))'
"""Stands behind form and list."""


@functools.cache
def make_script() -> str:
    """The script without comments and indentation."""
    text = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


def hash_scripts() -> str:
    """The hashes of both as sources of the policy."""
    return f"{hash_style(make_script())} {hash_style(STANDS)}"
