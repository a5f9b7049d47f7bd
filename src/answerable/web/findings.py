"""The ledger of findings: what was measured, from what, with which doubt, down to the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from answerable.analyze.changes import list_moved
from answerable.analyze.sentences import render_number, render_value
from answerable.model.case import Case, Tally
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.model.span import Span
from answerable.publish.charts import draw_bars
from answerable.publish.language import Language
from answerable.web.document import address_of
from answerable.web.page import Desk
from answerable.web.wording import say_case, say_tally


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One row behind a finding, with its words and a link to them on their page."""

    authority: str
    what: str
    span: Span
    address: str
    standing: str


def show_all(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Every finding as a card."""
    record = desk.investigation.record
    findings = record.all(Finding)
    moved = list_moved(record, _texts(desk), (), desk.investigation.find_now())
    return desk.render("findings.html", request, findings=findings, says=_say, moved=moved)


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """One finding with the chain beneath it."""
    record = desk.investigation.record
    finding = record.get(Finding, str(request.path_params["id"]))
    cases = [case for case_id in finding.cases if (case := record.find(Case, case_id))]
    tallies = [tally for tally_id in finding.tallies if (tally := record.find(Tally, tally_id))]
    evidence = [_of_case(desk, case) for case in cases] + [_of_tally(desk, tally) for tally in tallies]
    evidence.sort(key=lambda row: (row.authority, row.address))
    authorities = [desk.investigation.find_authority(one) for one in finding.authorities]
    return desk.render(
        "finding.html",
        request,
        finding=finding,
        evidence=evidence,
        sentences=_order_sentences(finding, desk.investigation.project.settings.languages),
        authorities=[authority for authority in authorities if authority],
        values=_list_values(finding),
        says=_say,
        moved=next(iter(list_moved(record, _texts(desk), [finding.id], desk.investigation.find_now())), None),
        chart=Markup(_draw(desk, finding)),
    )


def _texts(desk: Desk) -> dict[str, str]:
    story = desk.investigation.project.story
    return {story.origin: story.text} if story else {}


def _say(value: Interval | None, unit: str) -> str:
    return render_value(value, unit) if value is not None else "not measured"


def _list_values(finding: Finding) -> list[tuple[str, str]]:
    """Every value beside the first: what it is, and in words."""
    unit = finding.unit
    named = (
        ("With silent authorities", finding.value_with_silence),
        ("With silent authorities, and no limit assumed", finding.value_without_limits),
        ("With those that count something else", finding.value_with_others),
        ("Without those that count something else", finding.value_without_others),
    )
    listed = [(name, render_value(value, unit)) for name, value in named if value is not None]
    if (model := finding.estimate) is not None:
        ends = f"{render_number(model.low, unit)} to {render_number(model.high, unit)}"
        listed.append(("A model, not a measurement", f"{render_number(model.middle, unit)} ({ends}): {model.how}"))
    return listed


def _draw(desk: Desk, finding: Finding) -> str:
    """The rows as a chart, where the finding asks for one; the table beneath holds every row."""
    if not finding.chart or not finding.rows:
        return ""
    language = Language(desk.investigation.project.settings.languages[0])
    labels = [desk.investigation.name_of(row.label).replace("_", " ") for row in finding.rows]
    return draw_bars(finding, labels, language, number=1)


def _order_sentences(finding: Finding, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The finding's sentences, in the order of the investigation's languages, each begun with a capital."""
    order = {language: number for number, language in enumerate(languages)}
    ranked = sorted(finding.sentence, key=lambda pair: order.get(pair[0], len(order)))
    return [(language, sentence[:1].upper() + sentence[1:]) for language, sentence in ranked]


def _of_case(desk: Desk, case: Case) -> EvidenceView:
    project = desk.investigation.project
    is_blind = case.id in desk.blind()
    said = "you are coding it blind" if is_blind else say_case(case, project.codebook, project.settings.languages[0])
    return EvidenceView(
        desk.investigation.name_of(case.authority_id),
        f"case: {said}",
        case.span,
        address_of(case),
        case.standing.value,
    )


def _of_tally(desk: Desk, tally: Tally) -> EvidenceView:
    what = f"reported count {tally.effective or 'withheld'}: {say_tally(tally)}"
    whose = desk.investigation.name_of(tally.authority_id)
    return EvidenceView(whose, what, tally.span, address_of(tally), tally.standing.value)
