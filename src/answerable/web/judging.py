"""Rulings: the queue's next item, a ruling on a case or count, and counting again."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract import review
from answerable.model.case import Basis, Case, Tally
from answerable.model.document import Page
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement
from answerable.model.problem import Problem
from answerable.model.span import Span, make_span
from answerable.web.page import Desk
from answerable.words.grounding import find_quote

_SEE_OTHER = 303


def next_in_queue(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The queue, what matters most first; each item leads to its place in the reader."""
    record = desk.investigation.record
    queue = review.make_queue(
        record.all(Case), record.all(Tally), record.all(Problem), desk.investigation.project.codebook
    )
    rows = [
        {
            "address": f"/document/{item.row.document}?page={item.row.span.page}#{item.row.id}",
            "authority": desk.investigation.name_of(item.row.authority_id),
            "noun": "case" if item.noun == "case" else "reported count",
            "words": item.row.span.exact[:160],
            "reasons": item.reasons,
        }
        for item in queue
    ]
    if request.query_params.get("go") and rows:
        return RedirectResponse(str(rows[0]["address"]), _SEE_OTHER)
    n_ruled = len(record.judgements())
    return desk.render("queue.html", request, rows=rows[:300], n_waiting=len(rows), n_ruled=n_ruled)


def judge(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep one ruling and go back to the page it was made on."""
    record = desk.investigation.record
    noun, subject = form.get("noun", ""), form.get("subject", "")
    if noun not in ("case", "tally"):
        raise ValueNotAllowed("no such noun to rule on", found=noun, allowed="case, tally")
    row: Case | Tally = record.get(Case, subject) if noun == "case" else record.get(Tally, subject)
    desk.investigation.rule([_make_judgement(desk, row, form)])
    return RedirectResponse(_safe_back(form.get("back", "/")), _SEE_OTHER)


def recount(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Run what follows extraction, so that findings, story and page are as the rulings say."""
    desk.investigation.reload()
    reports = list(desk.investigation.run(("reconcile", "analyze", "check", "publish")))
    waiting = sum(len(report.needs_person) for report in reports)
    said = f"Counted again. {waiting} things need a person." if waiting else "Counted again."
    return RedirectResponse(f"/?said={quote(said)}", _SEE_OTHER)


def _make_judgement(desk: Desk, row: Case | Tally, form: Mapping[str, str]) -> Judgement:
    by, made_at = _person(), dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    ruling, variable, reason = form.get("ruling", ""), form.get("variable", ""), form.get("reason", "")
    codebook = desk.investigation.project.codebook
    if ruling == "accept":
        return review.accept(row, by=by, made_at=made_at, variable=variable, reason=reason)
    if ruling == "reject":
        return review.reject(row, by=by, made_at=made_at, reason=reason or "not what was asked")
    if ruling == "not_stated" or (ruling == "amend" and form.get("basis") == "not_stated"):
        return review.amend(row, variable, None, by=by, made_at=made_at, codebook=codebook, note=reason, reason=reason)
    if ruling != "amend":
        raise ValueNotAllowed("no such ruling", found=ruling, allowed="accept, amend, not_stated, reject")
    if isinstance(row, Tally):
        number = _read_interval(form)
        return review.amend(row, "value", number, by=by, made_at=made_at, codebook=codebook, reason=reason)
    basis = Basis(form.get("basis", Basis.STATED.value))
    page, span = _ground(desk, row, form.get("words", "")) if basis is Basis.STATED else (None, None)
    return review.amend(
        row,
        variable,
        form.get("value", ""),
        by=by,
        made_at=made_at,
        codebook=codebook,
        page=page,
        span=span,
        basis=basis,
        note=reason,
        reason=reason,
    )


def _read_interval(form: Mapping[str, str]) -> Interval:
    try:
        low, high = float(form.get("low", "")), form.get("high", "").strip()
        return Interval(low, float(high) if high else None)
    except ValueError as error:
        found = f"{form.get('low', '')} to {form.get('high', '')}"
        raise ValueNotAllowed(
            "not a number, or the ends are the wrong way round", found=found, remedy="write digits only"
        ) from error


def _ground(desk: Desk, case: Case, words: str) -> tuple[Page, Span]:
    """Find the words on the case's page; the hits nearest to the case are tried first."""
    page = desk.investigation.record.get(Page, f"{case.document}:{case.span.page}")
    inside = find_quote(words, page.text[case.span.start : case.span.end]) if words else None
    if inside:
        start, end = case.span.start + inside[0], case.span.start + inside[1]
        return page, make_span(page.document, page.number, page.text, start, end)
    found = find_quote(words, page.text) if words else None
    if found is None:
        raise UngroundedValue(
            "these words do not stand on the page",
            where=f"page {page.number}",
            found=words or "nothing",
            remedy="go back and select them on the page, or choose another basis and say why",
        )
    return page, make_span(page.document, page.number, page.text, *found)


def _safe_back(address: str) -> str:
    """Only a path of this app: never another site."""
    return address if address.startswith("/") and not address.startswith("//") else "/"


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "newsroom"
