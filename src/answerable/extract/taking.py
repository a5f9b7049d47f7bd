"""Taking a suggestion: a person makes what a pass said their own, as a ruling like any other.

In: a suggestion, its case, the page. Out: a `Judgement` that says where the value came from. Never here: taking
anything that no person asked for.
"""

from __future__ import annotations

from answerable.extract.rulings import amend
from answerable.model.case import Basis, Case
from answerable.model.codebook import Codebook
from answerable.model.document import Page
from answerable.model.judgement import Judgement
from answerable.model.suggestion import Pass, Suggestion

_NAMES = {Pass.LANGUAGE_MODEL: "a language model", Pass.LEARNED: "what reviewers coded"}


def name_pass(by: Pass) -> str:
    """A pass in words."""
    return _NAMES[by]


def take(
    suggestion: Suggestion,
    case: Case,
    *,
    by: str,
    made_at: str,
    codebook: Codebook,
    page: Page | None,
    reason: str = "",
) -> Judgement:
    """Rule that a suggestion is right.

    Args:
        suggestion: what a pass said.
        case: of which it said so.
        by: who rules.
        made_at: UTC instant in ISO form.
        codebook: what is allowed.
        page: the page that its words stand on.
        reason: why, beside where it came from.

    Raises:
        ValueNotAllowed: the codebook has no such variable or category any more.
        UngroundedValue: its words stand there no longer.
    """
    coded = suggestion.coded
    value = list(coded.value) if isinstance(coded.value, tuple) else coded.value
    return amend(
        case,
        suggestion.variable,
        value,
        by=by,
        made_at=made_at,
        codebook=codebook,
        page=page,
        span=coded.span,
        # Who takes it has seen the words, so the value is stated by them, also where the pass only inferred it.
        basis=coded.basis if coded.span is None else Basis.STATED,
        note=suggestion.why,
        reason="; ".join(part for part in (reason, f"taken from {name_pass(suggestion.by)}") if part),
    )
