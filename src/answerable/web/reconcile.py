"""Pairs of cases that may be one person's matter: both in their own words, the evidence in words, a ruling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import ValueNotAllowed
from answerable.model.case import Case
from answerable.model.codebook import Codebook
from answerable.model.document import Document
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement, Ruling
from answerable.model.link import Link
from answerable.reconcile.foresee import Foresight
from answerable.reconcile.material import Material
from answerable.reconcile.review import RULINGS, find_open_pairs, name_pair, rule_pair
from answerable.reconcile.waterfall import make_waterfall
from answerable.web.conflict import tell_ruled
from answerable.web.document import address_of
from answerable.web.page import Desk, go_to
from answerable.web.press import list_alone
from answerable.web.wording import pick_label, say, say_method

_SHOWN = (("", "undecided"), ("machine", "held to be one by the machine"), ("ruled", "ruled by a person"))
_STRENGTHS = ((6.0, "strongly"), (3.0, "clearly"), (1.0, "somewhat"), (0.0, "a little"))
"""From how many bits on evidence speaks how: six bits are odds of 64 to 1."""
_MOST = 20
_NAMES = {Ruling.SAME: "The same", Ruling.DIFFERENT: "Different", Ruling.UNSURE: "Nobody can tell"}


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case of a pair."""

    address: str
    source: str
    words: str
    superseded: bool


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair on the screen."""

    pair: str
    seen: str
    authority: str
    share: str
    ruling: str
    left: CaseView
    right: CaseView
    values: tuple[tuple[str, str, str], ...]
    evidence: tuple[tuple[str, str, float], ...]
    changes: tuple[tuple[str, str], ...]


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The pairs: those that wait, nearest to even first; or those decided."""
    record, shown = desk.investigation.record, request.query_params.get("show", "")
    names = {document.id: document.name for document in record.iter(Document)}
    waiting = find_open_pairs(record)
    if shown in ("machine", "ruled"):
        cases = {case.id: case for case in record.iter(Case)}
        links = [link for link in record.all(Link) if link.left in cases and link.right in cases]
        links = [link for link in links if bool(link.ruling) == (shown == "ruled") and (link.ruling or _is_sure(link))]
        links.sort(key=lambda link: (cases[link.left].authority_id, -link.share_same, link.id))
        chosen = [(link, cases[link.left], cases[link.right]) for link in links]
    else:
        chosen = [(one.link, one.left, one.right) for one in waiting]
    # Who codes a case blind sees no pair of it: a pair shows values.
    blind = desk.blind()
    chosen = [one for one in chosen if one[1].id not in blind and one[2].id not in blind]
    ahead = _look_ahead(desk) if chosen and not shown else None
    seen = tell_ruled(desk, [name_pair(left.id, right.id) for _, left, right in chosen[:_MOST]])
    return desk.render(
        "reconcile.html",
        request,
        pairs=[_view(desk, *one, names, ahead, seen) for one in chosen[:_MOST]],
        last=_find_last(desk),
        alone=list_alone(desk),
        n_shown=len(chosen),
        n_waiting=len(waiting),
        shown=shown,
        choices=_SHOWN,
    )


def rule(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Keep a ruling on a pair; reconcile runs again with it."""
    try:
        ruling = Ruling(form.get("ruling", ""))
    except ValueError:
        allowed = ", ".join(one.value for one in RULINGS)
        raise ValueNotAllowed("no such ruling on a pair", found=form.get("ruling", ""), allowed=allowed) from None
    pair, reason = form.get("pair", ""), form.get("reason", "")
    record = desk.investigation.record
    desk.keep([rule_pair(record, pair, ruling, by=desk.by, made_at=desk.now(), reason=reason)])
    n_left = len(find_open_pairs(record))
    return go_to(form.get("back", "/reconcile"), f"Kept: {ruling.value}. {n_left} pairs wait.")


def _look_ahead(desk: Desk) -> Foresight:
    """From the rulings that stand now; what is compared is read anew only when cases or logs changed."""
    record, project = desk.investigation.record, desk.investigation.project
    state = make_key(record.keys("extract"), record.keys("collect"), project.codebook.version)
    make = partial(Material, record, project.codebook, project.settings.period)
    material: Material = desk.remember("linkage", make, state)
    return Foresight(material, material.read_rulings(record.judgements(noun="link")))


def _find_last(desk: Desk) -> Judgement | None:
    """The last ruling on a pair by whoever sits here, where it still stands."""
    judgements = desk.investigation.record.judgements(noun="link")
    undone = {one.undoes for one in judgements if one.undoes}
    own = [one for one in judgements if one.by == desk.by and not one.undoes and one.id not in undone]
    return own[-1] if own else None


def _is_sure(link: Link) -> bool:
    return link.share_same >= 0.5


def _view(
    desk: Desk,
    link: Link,
    left: Case,
    right: Case,
    names: Mapping[str, str],
    ahead: Foresight | None,
    seen: Mapping[str, str],
) -> PairView:
    project, pair = desk.investigation.project, name_pair(left.id, right.id)
    language = project.settings.languages[0]
    return PairView(
        pair=pair,
        seen=seen[pair],
        authority=desk.investigation.name_of(left.authority_id),
        share=f"{link.share_same:.0%}",
        ruling=link.ruling,
        left=_case_view(left, names),
        right=_case_view(right, names),
        values=_compare(left, right, project.codebook, language),
        evidence=tuple((one.words, say_bits(one.bits), one.share_then) for one in make_waterfall(link.evidence)),
        changes=_say_changes(link, left.authority_id, ahead) if ahead else (),
    )


def _say_changes(link: Link, authority_id: str, ahead: Foresight) -> tuple[tuple[str, str], ...]:
    """What each ruling would change, beside its name."""
    told = ((one, ahead.tell(authority_id, (link.left, link.right), one).say()) for one in RULINGS)
    return tuple((_NAMES[one], "; ".join(words)) for one, words in told)


def _case_view(case: Case, names: Mapping[str, str]) -> CaseView:
    source = f"{say_method(case.method)}: {names.get(case.document, '')}, page {case.span.page}"
    return CaseView(address_of(case), source, " ".join(case.span.exact.split())[:600], case.superseded)


def say_bits(bits: float) -> str:
    """How much a comparison speaks for or against, in words.

    >>> say_bits(4.2), say_bits(-0.3)
    ('clearly for', 'a little against')
    """
    strength = next(words for least, words in _STRENGTHS if abs(bits) >= least)
    return f"{strength} {'for' if bits > 0 else 'against'}"


def _compare(left: Case, right: Case, codebook: Codebook, language: str) -> tuple[tuple[str, str, str], ...]:
    """Variables that either states, side by side."""
    rows = []
    for variable in codebook.variables:
        values = []
        for case in (left, right):
            value = case.get(variable.name)
            parts = value if isinstance(value, tuple) else () if value is None else (value,)
            found = [(variable.find_category(str(part)), part) for part in parts]
            values.append(", ".join(pick_label(one.label, language) if one else say(part) for one, part in found))
        if any(values):
            rows.append((pick_label(variable.label, language), values[0] or "–", values[1] or "–"))
    return tuple(rows)
