"""Which cases two people code: a sample by a rule that can be stated and repeated, and the line that gives it to them.

In: cases, two names. Out: the cases picked, the rule in words, a judgement. Never here: codes (`coding`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence

from answerable.errors import ValueNotAllowed
from answerable.extract.coding import is_same_person
from answerable.model.case import Case, Standing
from answerable.model.codebook import Codebook
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement, Ruling, make_judgement


def pick_cases(
    cases: Iterable[Case],
    *,
    seed: str,
    every: int = 1,
    authorities: Collection[str] = (),
    taken: Collection[str] = (),
) -> tuple[list[Case], str]:
    """Pick the cases that two people are to code, by a rule that can be stated and repeated.

    Args:
        cases: of the record.
        seed: the investigation's name: it decides with which of the first `every` cases the picking begins.
        every: 1 for all, 5 for every fifth in the order of authority, document, page and place.
        authorities: only theirs; empty for all.
        taken: cases that are being coded blind already.

    Returns:
        The cases, in that order, and the rule in words.

    Raises:
        ValueNotAllowed: the rule picks none.
    """
    if every < 1:
        raise ValueNotAllowed("not a sampling step", found=str(every), allowed="1 (all cases) or more")
    known = [one for one in cases if not one.superseded and one.standing is not Standing.REJECTED]
    frame = [one for one in known if not authorities or one.authority_id in authorities]
    frame.sort(key=lambda one: (one.authority_id, one.document, one.span.page, one.span.start, one.id))
    start = int(hashlib.sha256(f"{seed}\0{every}".encode()).hexdigest(), 16) % every
    picked = [one for one in frame[start::every] if one.id not in taken]
    of = f" of {', '.join(sorted(authorities))}" if authorities else ""
    rule = f"all {len(frame)} cases{of}"
    if every > 1:
        rule = f"one case in {every} of {len(frame)}{of}, from number {start + 1} on (drawn by the name {seed})"
    if not picked:
        raise ValueNotAllowed(
            "this rule picks no case",
            found=rule,
            remedy="extract cases first, or take a smaller step or other authorities",
        )
    return picked, rule


def assign(
    cases: Sequence[Case],
    coders: Sequence[str],
    *,
    rule: str,
    codebook: Codebook,
    by: str,
    made_at: str,
    reason: str = "",
    drawn_at: str | None = None,
) -> Judgement:
    """Give cases to two people, to be coded blind.

    Args:
        cases: in the order of coding.
        coders: two names.
        rule: how the cases were picked, in words.
        codebook: by which they code.
        by: who gives them out.
        made_at: UTC instant in ISO form.
        reason: why these.
        drawn_at: what tells this assignment from another of the same cases to the same people; the instant, unless it
            was made elsewhere and may be taken in twice.

    Raises:
        ValueNotAllowed: not two different people.
    """
    names = [" ".join(one.split()) for one in coders if one.strip()]
    if len(names) != 2 or is_same_person(*names):
        raise ValueNotAllowed(
            "blind double coding needs two people", found=", ".join(names) or "nobody", allowed="two different names"
        )
    if not by.strip():
        raise ValueNotAllowed("a judgement needs a name", remedy="say who rules, with --by NAME")
    after = {"coders": names, "rule": rule, "codebook": codebook.version, "cases": [one.id for one in cases]}
    subject = make_id("asg", made_at if drawn_at is None else drawn_at, *names, [one.id for one in cases])
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=Ruling.ASSIGN,
        noun="assignment",
        subject=subject,
        after=json.dumps(after, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        reason=reason,
    )
