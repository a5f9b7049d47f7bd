"""The ledger of findings: what was measured, from what, with which doubt, down to the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.model.case import Case, Tally
from answerable.model.finding import Finding
from answerable.model.span import Span
from answerable.web.page import Desk


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
    return desk.render("findings.html", request, findings=desk.investigation.record.all(Finding))


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
        authorities=[authority for authority in authorities if authority],
    )


def _of_case(desk: Desk, case: Case) -> EvidenceView:
    parts = [str(part).replace("_", " ") for name in ("rank", "year", "outcome") if (part := case.get(name))]
    address = f"/document/{case.document}?page={case.span.page}#{case.id}"
    return EvidenceView(
        desk.investigation.name_of(case.authority_id),
        "case: " + ", ".join(parts),
        case.span,
        address,
        case.standing.value,
    )


def _of_tally(desk: Desk, tally: Tally) -> EvidenceView:
    what = f"reported count: {tally.measure.replace('_', ' ')} {tally.effective}"
    address = f"/document/{tally.document}?page={tally.span.page}#{tally.id}"
    return EvidenceView(desk.investigation.name_of(tally.authority_id), what, tally.span, address, tally.standing.value)
