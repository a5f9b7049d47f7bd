"""Rulings on cases and counts from the reader's forms, and counting again."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord, UngroundedValue, ValueNotAllowed
from answerable.extract import review
from answerable.extract.taking import take
from answerable.model.case import Basis, Case, Standing, Tally
from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement
from answerable.model.span import Span, make_span
from answerable.model.suggestion import Suggestion
from answerable.store.around import Around, Spot, look_around
from answerable.store.record import Record
from answerable.store.team.saving import Saved, Wish
from answerable.web.answering import Asked, Screen
from answerable.web.document import address_of, find_provenance
from answerable.web.page import Desk, go_to
from answerable.web.stops import (
    REST,
    Outline,
    find_following,
    find_next,
    list_stops,
    outline,
    parse_outlines,
    read_outlines,
)
from answerable.web.wanted import carry, clean_wanted, wants_noun
from answerable.words.grounding import find_quote

_MOST_DIGITS = 8
_RULINGS = "accept, amend, take, not_stated, reject, add"


@dataclass(frozen=True, slots=True)
class _Do:
    """What a form wants done: its field `do` names ruling, noun, subject and variable: ``accept case case-1 rank``; for
    a suggestion that is taken, its id in the place of the variable."""

    ruling: str
    noun: str
    subject: str
    variable: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> _Do:
        one = cls(*(*form.get("do", "").split(" "), "", "", "", "")[:4])
        if one.noun not in ("case", "tally", "page"):
            raise ValueNotAllowed("no such noun to rule on", found=one.noun, allowed="case, tally, page")
        return one

    def spot(self, form: Mapping[str, str]) -> Spot:
        """Where the row stands, and the page that was open."""
        return Spot(Case if self.noun == "case" else Tally, self.subject, _find_page(form))


@dataclass(frozen=True, slots=True)
class _Step:
    """One ruling before it is kept, and what the way on is found by."""

    judgement: Judgement
    row: Case | Tally
    number: int
    place: str
    waited: bool
    before: Sequence[Outline]
    blind: frozenset[str]
    wanted: str
    """What of the queue is gone through."""


def judge(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep one ruling and go on: to the next place of the page that waits, else to the first of the queue."""
    do = _Do.read(form)
    if do.noun == "page":
        return _add(desk, do.subject, form)
    (here,) = look_around(desk.investigation.record, [do.spot(form)], "assignment")
    step = _prepare(desk, form, do, here)
    return _go_on(desk, step, desk.keep([step.judgement]).get(do.subject))


def judge_many(asked: Sequence[Asked]) -> list[Response | Screen | Exception]:
    """The same for forms of several people that came at the same instant, in the steps to the database of one. Nobody
    waits for what another's needs beyond that."""
    outcomes: list[Response | Screen | Exception] = [judge for _ in asked]
    dos = {at: do for at, one in enumerate(asked) if (do := _find_do(one.form)) is not None}
    record = asked[0].desk.investigation.record
    spots = [do.spot(asked[at].form) for at, do in dos.items()]
    steps: dict[int, _Step] = {}
    for (at, do), here in zip(dos.items(), look_around(record, spots, "assignment") if spots else (), strict=True):
        try:
            steps[at] = _prepare(asked[at].desk, asked[at].form, do, here)
        except Exception as error:
            outcomes[at] = error
    wishes = [Wish((step.judgement,), asked[at].desk.seen) for at, step in steps.items()]
    for (at, step), saved in zip(steps.items(), asked[0].desk.keep_together(wishes) if wishes else (), strict=True):
        if isinstance(saved, Exception):
            outcomes[at] = saved
        elif saved.laid and step.judgement.subject in saved.rows:
            outcomes[at] = _go_on(asked[at].desk, step, saved.rows[step.judgement.subject])
        else:
            outcomes[at] = functools.partial(_catch_up, step, saved)
    return outcomes


def _find_do(form: Mapping[str, str]) -> _Do | None:
    """What a form wants done, where it can be done together with others."""
    try:
        do = _Do.read(form)
    except ValueNotAllowed:
        return None  # said by `judge`
    return do if do.noun != "page" else None


def _catch_up(step: _Step, saved: Saved, desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Go on after what needs more than its own row, or came while a run goes on."""
    desk.catch_up(saved)
    return _go_on(desk, step, None)


def _prepare(desk: Desk, form: Mapping[str, str], do: _Do, here: Around | NotInRecord) -> _Step:
    if isinstance(here, NotInRecord):
        raise here
    record, row, blind = desk.investigation.record, here.row, desk.blind(here.n_counted)
    if do.subject in blind:
        raise ValueNotAllowed(
            "you are coding this case blind",
            found=do.subject,
            remedy="code it under Double coding; rulings on it wait until both of you have handed in",
        )
    taken = record.get(Suggestion, do.variable) if do.ruling == "take" else None
    variable = taken.variable if taken else do.variable
    number, is_told = _page_of(form, row), bool(_find_page(form))
    return _Step(
        judgement=_take(desk, row, taken) if taken else _make_judgement(desk, row, do.ruling, variable, form),
        row=row,
        number=number,
        place=do.subject if do.noun == "tally" else f"{do.subject}-{variable or REST}",
        waited=row.standing is Standing.PROPOSED,
        before=parse_outlines(record, here.texts, number) if is_told else read_outlines(record, row.document, number),
        blind=blind,
        wanted=clean_wanted(form.get("queue", "")),
    )


def _go_on(desk: Desk, step: _Step, laid: Case | Tally | None) -> Response:
    """To the next place. Alone, extract was run over the whole document; with a team, mostly one row was laid."""
    row, number = step.row, step.number
    if laid is not None:
        after = [outline(laid) if one.id == row.id else one for one in step.before]
    else:
        after = read_outlines(desk.investigation.record, row.document, number)
    if step.waited:
        after = [one for one in after if wants_noun(step.wanted, one.is_tally)]
    codebook = desk.investigation.project.codebook
    stops, now = (list_stops(rows, codebook, step.place, step.blind) for rows in (step.before, after))
    to = find_next(stops, now, step.place) if step.waited else find_following(now, step.place)
    if step.judgement.variable in review.CASE_FIELDS:
        to = f"{row.id}-{REST}"  # the case itself still waits
    done = f"{step.judgement.subject}.{step.judgement.id}"
    if not to:
        first = f"/queue?go=first{'&' if step.wanted else ''}{step.wanted}"
        return go_to(carry(first, "", done), "That was the last of its page.")
    return go_to(carry(f"/document/{row.document}?page={number}&at={to}#{to}", step.wanted, done))


def recount(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Measure again, so that every figure and page are as the rulings say."""
    waiting = sum(len(report.needs_person) for report in desk.count_again())
    said = f"Counted again. {waiting} things need a person." if waiting else "Counted again."
    return go_to(form.get("back", "/"), said)


def ground(record: Record, pages: Iterable[tuple[str, int]], words: str, near: Span | None = None) -> tuple[Page, Span]:
    """Find words on pages, first inside a span where one is given.

    Args:
        record: to read pages.
        pages: document and number of each, in the order they are tried.
        words: as picked or typed.
        near: where to look first.

    Raises:
        UngroundedValue: they stand on none of them.
    """
    tried = []
    for document, number in pages:
        page = record.find(Page, f"{document}:{number}")
        if page is None or not words.strip():
            continue
        tried.append(number)
        inside = near is not None and near.document == document and near.page == number
        if near is not None and inside:
            found = find_quote(words, page.text[near.start : near.end])
            if found:
                start, end = near.start + found[0], near.start + found[1]
                return page, make_span(page.document, page.number, page.text, start, end)
        found = find_quote(words, page.text)
        if found:
            return page, make_span(page.document, page.number, page.text, *found)
    raise UngroundedValue(
        "these words do not stand on the page",
        where=f"page {', '.join(str(number) for number in tried)}" if tried else "",
        found=words.strip() or "no words",
        allowed="words as they stand on the page, letter for letter",
        remedy="go back and pick them on the page; or choose “inferred” or “not stated” and say why",
    )


def _make_judgement(desk: Desk, row: Case | Tally, ruling: str, variable: str, form: Mapping[str, str]) -> Judgement:
    by, made_at, reason = desk.by, desk.now(), form.get("reason", "")
    codebook = desk.investigation.project.codebook
    if ruling == "accept":
        return review.accept(row, by=by, made_at=made_at, variable=variable, reason=reason)
    if ruling == "reject":
        return review.reject(row, by=by, made_at=made_at, reason=reason)
    if ruling == "not_stated" or (ruling == "amend" and form.get("basis") == "not_stated"):
        return review.amend(row, variable, None, by=by, made_at=made_at, codebook=codebook, note=reason, reason=reason)
    if ruling != "amend":
        raise ValueNotAllowed("no such ruling", found=ruling, allowed=_RULINGS)
    record, words = desk.investigation.record, form.get("words", "")
    here = [(row.document, number) for number in dict.fromkeys((_page_of(form, row), row.span.page))]
    if isinstance(row, Tally):
        field = form.get("field", "value")
        page, span = ground(record, here, words, row.span)
        return review.amend(
            row, field, form.get("value", ""), by=by, made_at=made_at, codebook=codebook, page=page, span=span,
            reason=reason,
        )  # fmt: skip
    basis = Basis(form.get("basis", Basis.STATED.value))
    found = ground(record, here, words, row.span) if basis is Basis.STATED else None
    return review.amend(
        row,
        variable,
        form.get("value", ""),
        by=by,
        made_at=made_at,
        codebook=codebook,
        page=found[0] if found else None,
        span=found[1] if found else None,
        basis=basis,
        note=reason,
        reason=reason,
    )


def _take(desk: Desk, row: Case | Tally, suggestion: Suggestion) -> Judgement:
    """The ruling that a suggestion is right.

    Raises:
        ValueNotAllowed: it is about another case.
    """
    if not isinstance(row, Case) or suggestion.case_id != row.id:
        raise ValueNotAllowed("this suggestion is about another case", where=row.id, found=suggestion.case_id)
    span = suggestion.coded.span
    page = desk.investigation.record.find(Page, f"{span.document}:{span.page}") if span else None
    codebook = desk.investigation.project.codebook
    return take(suggestion, row, by=desk.by, made_at=desk.now(), codebook=codebook, page=page)


def _page_of(form: Mapping[str, str], row: Case | Tally) -> int:
    return _find_page(form) or row.span.page


def _find_page(form: Mapping[str, str]) -> int:
    """The page that was open; 0 where the form tells none."""
    page = form.get("page", "")
    return int(page) if page.isdecimal() and len(page) < _MOST_DIGITS else 0


def _add(desk: Desk, document: str, form: Mapping[str, str]) -> Response:
    """A case that the machine did not find, by its words; its values are then coded like any other's."""
    record = desk.investigation.record
    number = _find_page(form) or 1
    page, span = ground(record, [(document, number)], form.get("words", ""))
    owner = find_provenance(desk, document).authority
    if owner is None:
        raise ValueNotAllowed(
            "nothing tells whose document this is",
            found=page.document,
            remedy="say which request its letter answers, in the holding pen",
        )
    like: Case | Tally | None = next(record.iter(Case, document=document), None)
    like = like or next(record.iter(Tally, document=document), None)
    case = Case(
        id=make_id("case", document, span.page, span.start, span.end, "added"),
        authority_id=owner.id,
        method=like.method if like else "foi_response",
        document=document,
        span=span,
        values=(),
        standing=Standing.ADDED,
        request_id=like.request_id if like else "",
        rule="person",
    )
    desk.keep([review.add(case, by=desk.by, made_at=desk.now(), reason=form.get("reason", ""))])
    return go_to(carry(address_of(case), clean_wanted(form.get("queue", ""))), "Added. Now code its values.")
