"""Scope: whether a matter is about what the letter asked for.

In: the text of one matter and the codebook's variable ``scope``. Out: a `Reading` where the words tell of something
else. Words of what was asked always come first, and silence says nothing: an authority that lists a case answers the
letter.
Never here: what is counted (``[counting]`` of the codebook says it).
"""

from __future__ import annotations

from collections.abc import Collection

from answerable.extract.cues import find_codes
from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import is_denied
from answerable.model.codebook import Codebook, Variable

SCOPE = "scope"
OUT_OF_SCOPE = "out_of_scope"
_SHOWN_BY = "platform"


def read_scope(text: str, variable: Variable, *, stated: Collection[str], codebook: Codebook) -> Reading | None:
    """Out of scope where the words tell of other conduct and of nothing that was asked for.

    Args:
        text: the matter.
        variable: the codebook's ``scope``.
        stated: variables that the matter states; one that the codebook needs, or a platform, puts it in scope.
        codebook: for what it needs.
    """
    if {_SHOWN_BY, *codebook.needed} & set(stated):
        return None
    found = find_codes(text, variable)
    if any(one.category != OUT_OF_SCOPE and not is_denied(text, one.start) for one in found):
        return None
    out = [one for one in found if one.category == OUT_OF_SCOPE and not is_denied(text, one.start)]
    return Reading(OUT_OF_SCOPE, out[0].start, out[0].end, 0.8) if out else None


def tells_of_other_conduct(text: str, codebook: Codebook) -> bool:
    """Whether a text tells of conduct that the codebook says nobody asked for."""
    variable = codebook.find_variable(SCOPE)
    return variable is not None and any(
        one.category == OUT_OF_SCOPE and not is_denied(text, one.start) for one in find_codes(text, variable)
    )
