"""The script of the search page, to stand in the page itself: one journey less before a question is asked.

What comes in: ``page.js``. What goes out: the same without what only its readers need, and its hash for the
content-security policy. Never here: what it does.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from answerable.publish.style import hash_style


@functools.cache
def make_script() -> str:
    """The script without comments and indentation."""
    text = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


def hash_script() -> str:
    """Its hash as a source of the policy."""
    return hash_style(make_script())
