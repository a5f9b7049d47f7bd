"""What only the press tells, on the screen of pairs: each in its own words, and a ruling that it counts.

What comes in: the record at a desk, a form. What goes out: views for the template, an answer to the form. Never here:
linkage, what a ruling does to counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.model.case import Case
from answerable.model.link import Subject
from answerable.model.log import PRESS, LogItem, LogSource
from answerable.reconcile.review import rule_press
from answerable.reconcile.rulings import Anchors, read_rulings
from answerable.web.conflict import tell_ruled
from answerable.web.document import address_of
from answerable.web.page import Desk, go_to


@dataclass(frozen=True, slots=True)
class AloneView:
    """A case that no answer and no log tells.

    Args:
        case: its id.
        seen: how often it was ruled on when the page was made; with a team only.
        authority: its name.
        address: of its words in the reader.
        article: who published it, and when.
        words: of it.
        judgement: the ruling by which it counts; empty where it does not.
    """

    case: str
    seen: str
    authority: str
    address: str
    article: str
    words: str
    judgement: str


def list_alone(desk: Desk) -> list[AloneView]:
    """The cases that only the press tells, those that do not count first."""
    record = desk.investigation.record
    cases = {case.id: case for case in record.iter(Case, method=PRESS)}
    if not cases:
        return []
    blind = desk.blind()
    ids = [one for subject in record.iter(Subject) if set(subject.methods) == {PRESS} for one in subject.cases]
    alone = [cases[one] for one in ids if one in cases and one not in blind]
    found = read_rulings(record.judgements(noun=PRESS), Anchors(cases.values())).press
    items = {item.id: item.source_id for item in record.iter(LogItem)}
    articles = {source.id: source for source in record.iter(LogSource)}
    seen = tell_ruled(desk, [case.id for case in alone])
    return sorted(
        (
            AloneView(
                case.id,
                seen[case.id],
                desk.investigation.name_of(case.authority_id),
                address_of(case),
                _say_article(articles.get(items.get(case.log_item_id, ""))),
                " ".join(case.span.exact.split())[:600],
                found.get(case.id, ""),
            )
            for case in alone
        ),
        key=lambda one: (bool(one.judgement), one.authority, one.case),
    )


def rule(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep a ruling that a press report counts; reconcile runs again with it."""
    case_id, reason = form.get("case", ""), form.get("reason", "")
    desk.keep([rule_press(desk.investigation.record, case_id, by=desk.by, made_at=desk.now(), reason=reason)])
    return go_to("/reconcile", "Kept: this press report counts.")


def _say_article(article: LogSource | None) -> str:
    if article is None:
        return "press report"
    return ", ".join(filter(None, (article.publication, article.published_on)))
