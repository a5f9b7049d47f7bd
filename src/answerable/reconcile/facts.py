"""A case as linkage sees it: one flat row of what its source states.

What comes in: `Case` and the log items behind published ones. What goes out: `Facts`. Never here: comparison,
probabilities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.model.case import Case, Scalar
from answerable.model.dates import PartialDate
from answerable.model.log import LogItem

UNSPECIFIC = {"unspecified_social_media", "other", "not_stated_procedure", "pending", "pooled"}
"""Categories that say nothing which another source could contradict."""
_COMMON = (
    "a an and are as at be been being but by did do does for from had has have he her hers him his in "
    "into is it its of on or our she so than that the their them then there these they this those to "
    "under was we were what when where which while who whom will with would not no officer officers "
    "police constable pc sergeant inspector force misconduct gross hearing meeting outcome case "
    "allegation alleged breach breached standard standards professional behaviour respect found proven "
    "dismissed without notice final written warning warnings given received been dc ps former serving "
    "still social media conduct following matter panel member public also more than one sent posted "
)
_STOP = frozenset(_COMMON.split())
_PSEUDONYM = re.compile(
    r"\b(?:[Oo]fficer|PC|DC|PS|[Ss]gt|[Cc]onstable|[Ss]ergeant|[Ii]nspector) ([A-Z]\b(?!\.)|\d{2,5}\b)"
)
_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one case states, in forms that compare.

    Args:
        id: `Case.id`.
        authority_id: whose.
        listing: the list that it stands in: a document, or a published log. One list names each matter once.
        request_id: for responses.
        method: `foi_response` ...
        rank, level, procedure, outcome: category or None.
        former: yes or no, or None.
        year: of the decision.
        decided, occurred: ISO date with its precision, or None.
        platforms, behaviours, standards: sorted; empty where not stated.
        words: telling words of the source, sorted.
        seen: ISO dates between which a log showed it; empty for responses.
        is_asked_for: it is of the kind that the letter asked about.
        pseudonym: the letter or number that stands for the officer, such as ``Officer J``; tells within one log only.
    """

    id: str
    authority_id: str
    listing: str
    request_id: str
    method: str
    rank: str | None
    level: str | None
    procedure: str | None
    outcome: str | None
    former: str | None
    year: int | None
    decided: PartialDate | None
    occurred: PartialDate | None
    platforms: tuple[str, ...]
    behaviours: tuple[str, ...]
    standards: tuple[str, ...]
    words: tuple[str, ...]
    seen: tuple[str, str] = ("", "")
    is_asked_for: bool = True
    pseudonym: str = ""


def make_facts(case: Case, items: Mapping[str, LogItem], needed: Sequence[str] = ()) -> Facts:
    """Flatten a case.

    Args:
        case: with what counts of its values.
        items: log items by id, for published cases.
        needed: variables that a published case must state to be of the kind asked about (`Codebook.needed`).
    """
    item = items.get(case.log_item_id)
    decided = _date(case.get("decided_on"))
    year = case.get("year")
    return Facts(
        id=case.id,
        authority_id=case.authority_id,
        listing=item.source_id if item else case.document,
        request_id=case.request_id,
        method=case.method,
        rank=_category(case.get("rank")),
        level=_category(case.get("level_found")),
        procedure=_category(case.get("procedure")),
        outcome=_category(case.get("outcome")),
        former=_yes_no(case.get("former_officer")),
        year=int(year) if isinstance(year, int | float) else decided.year if decided else None,
        decided=decided,
        occurred=_date(case.get("occurred_on")),
        platforms=_several(case.get("platform")),
        behaviours=_several(case.get("behaviours")),
        standards=_several(case.get("standards")),
        words=tuple(sorted({word for word in _WORD.findall(case.span.exact.casefold()) if word not in _STOP})),
        seen=(item.first_seen_on, item.last_seen_on) if item else ("", ""),
        pseudonym=_find_pseudonym(case.span.exact) if item else "",
        is_asked_for=item is None or all(case.get(name) for name in needed),
    )


def drop_common_words(facts: Sequence[Facts]) -> list[Facts]:
    """Leave out words that many cases of one list share: its boilerplate tells nobody apart."""
    by_list: dict[str, list[Facts]] = {}
    for one in facts:
        by_list.setdefault(one.listing, []).append(one)
    common: dict[str, set[str]] = {}
    for listing, many in by_list.items():
        counts = Counter(word for one in many for word in one.words)
        common[listing] = {word for word, n in counts.items() if n >= 3 and n > 0.3 * len(many)}
    everywhere = Counter(word for one in facts for word in one.words)
    frequent = {word for word, n in everywhere.items() if n >= 5 and n > 0.1 * len(facts)}
    return [
        replace(one, words=tuple(word for word in one.words if word not in common[one.listing] | frequent))
        for one in facts
    ]


def _find_pseudonym(text: str) -> str:
    found = _PSEUDONYM.search(text)
    return found.group(1) if found else ""


def _category(value: Scalar | None) -> str | None:
    return value if isinstance(value, str) and value and value not in UNSPECIFIC else None


def _several(value: Scalar | None) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    return tuple(sorted({one for one in values if one and one not in UNSPECIFIC}))


def _yes_no(value: Scalar | None) -> str | None:
    return None if value is None else "yes" if value in (True, "yes", "true", 1) else "no"


def _date(value: Scalar | None) -> PartialDate | None:
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse_iso(value)
    except ValueError:
        return None
