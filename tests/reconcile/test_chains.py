"""One matter through its sources, in order, with what altered it."""

from __future__ import annotations

from dataclasses import replace

from tests.reconcile.invented import make_case as case
from tests.reconcile.test_counts import make_item

from answerable.reconcile.chains import Step, make_chain


def test_a_matter_is_told_from_its_notice_to_the_press() -> None:
    items = {item.id: item for item in (
        make_item("n", "2020-01-01"), make_item("o", "2020-02-01"), make_item("p", "2020-06-01"),
    )}  # fmt: skip
    log = {"method": "published_log"}
    cases = [
        case("press", "paper", method="press", outcome="dismissed"),
        case("answer", outcome="final_written_warning"),
        case("appeal", item="item-p", outcome="final_written_warning", **log),
        case("notice", item="item-n", **log),
        case("outcome", item="item-o", outcome="dismissed", **log),
    ]
    assert make_chain(cases, items) == (
        Step("case-notice", "notice", "2020-01-01", ""),
        Step("case-outcome", "outcome", "2020-02-01", "dismissed"),
        Step("case-appeal", "altered outcome", "2020-06-01", "final_written_warning", "dismissed"),
        Step("case-answer", "answer", "", "final_written_warning"),
        Step("case-press", "press report", "", "dismissed", "final_written_warning"),
    )


def test_an_outcome_that_is_pending_is_a_notice_and_an_article_stands_under_its_own_date() -> None:
    article = replace(make_item("p", "2026-06-01"), source_id="press-gazette")
    items = {item.id: item for item in (make_item("n", "2020-01-01"), make_item("o", "2020-02-01"), article)}
    cases = [
        case("notice", item="item-n", method="published_log", outcome="pending"),
        case("outcome", item="item-o", method="published_log", outcome="dismissed"),
        case("press", "paper", method="press", item="item-p", outcome="dismissed"),
    ]
    assert make_chain(cases, items, {"press-gazette": "2020-02-03"}) == (
        Step("case-notice", "notice", "2020-01-01", ""),
        Step("case-outcome", "outcome", "2020-02-01", "dismissed"),
        Step("case-press", "press report", "2020-02-03", "dismissed"),
    )
