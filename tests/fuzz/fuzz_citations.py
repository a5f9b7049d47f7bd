"""The citation grammar under any text: no crash, no hang, no citation that its words do not carry.

    python tests/fuzz/fuzz_citations.py CORPUS... -max_total_time=600

The first byte picks the law in hand, the rest is the text.
"""

from __future__ import annotations

import re
import sys

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["answerable.law"]):
        import answerable.law  # noqa: F401 - imported to be watched

from answerable.law import find_citations, list_laws
from answerable.model.law import CitationMode


def check(data: bytes) -> None:
    """Find the citations; raise where one contradicts the text."""
    if not data:
        return
    laws = [law.id for law in list_laws()]
    text = data[1:].decode("utf-8", "replace")
    found = find_citations(text, laws[data[0] % len(laws)])
    assert list(found) == sorted(found, key=lambda item: (item.start, item.end, item.section)), "out of order"
    assert len(set(found)) == len(found), "twice the same"
    for item in found:
        assert 0 <= item.start < item.end <= len(text), "outside the text"
        assert item.exact == text[item.start : item.end], "not its words"
        assert item.law in laws, "no such law"
        assert isinstance(item.mode, CitationMode), "no such mode"
        assert re.search(r"\d", item.section), "a section without a number"
        assert item.section.count("(") == item.section.count(")"), "a bracket left open"
        assert all(step and not re.search(r"[()\s]", step) for step in item.chain), f"a broken chain: {item.chain}"


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
