"""Search: words in messages, documents, cases and notes; each hit opens the page on which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import ValueNotAllowed
from answerable.model.passage import Found, Hit
from answerable.web.page import Desk
from answerable.words.queries import parse_query

_N_SHOWN = 20
_N_FACETS = 8


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit as the screen shows it."""

    address: str
    title: str
    place: str
    authority: str
    by: str
    page: int
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A limit that can be set: where it leads, how many hits remain, whether it is set."""

    address: str
    label: str
    n: int
    is_set: bool


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The search screen; the whole search stands in the address, so that it can be kept and sent."""
    asked = {name: request.query_params.get(name, "") for name in ("q", "in", "authority", "by")}
    first = int(raw) if (raw := request.query_params.get("from", "")).isdecimal() else 0
    found, refused = None, ""
    if asked["q"].strip():
        limits = {"in": asked["in"], "authority": asked["authority"], "by": asked["by"]}
        try:
            query = parse_query(asked["q"], **limits)
            found = desk.investigation.find(query, first=first, n_hits=_N_SHOWN)
        except ValueNotAllowed as error:
            refused = f"{error.message}. {error.remedy[:1].upper()}{error.remedy[1:]}."
    return desk.render(
        "search.html",
        request,
        asked=asked,
        found=found,
        refused=refused,
        rows=[_make_row(desk, hit, asked["q"]) for hit in found.hits] if found else [],
        facets=_make_facets(desk, found, asked) if found else {},
        first=first,
        later=_address(asked, first + _N_SHOWN) if found and first + _N_SHOWN < found.n_passages else "",
        earlier=_address(asked, max(0, first - _N_SHOWN)) if first else "",
    )


def _make_row(desk: Desk, hit: Hit, words: str) -> HitRow:
    passage = hit.passage
    if passage.place == "case":
        address = f"/case/{passage.subject}"
    elif passage.document:
        place = {"page": passage.page, "find": words}
        address = f"/document/{passage.document}?{urlencode(place)}#found"
    else:
        address = "/rulings"
    authority = desk.investigation.name_of(passage.authority_id) if passage.authority_id else ""
    return HitRow(address, passage.title, passage.place, authority, passage.by, passage.page, hit.snippet)


def _make_facets(desk: Desk, found: Found, asked: Mapping[str, str]) -> dict[str, list[Facet]]:
    labels = {"in": "Where", "authority": "Authority", "by": "Whose notes"}
    facets: dict[str, list[Facet]] = {}
    for name, values in found.facets.items():
        rows = []
        for value, n in values[:_N_FACETS]:
            is_set = asked[name] == value
            label = desk.investigation.name_of(value) if name == "authority" else value
            rows.append(Facet(_address({**asked, name: "" if is_set else value}), label, n, is_set))
        if len(rows) > 1 or any(row.is_set for row in rows):
            facets[labels[name]] = rows
    return facets


def _address(asked: Mapping[str, str], first: int = 0) -> str:
    given = {name: value for name, value in asked.items() if value}
    return "/search?" + urlencode({**given, **({"from": first} if first else {})})
