"""The app of one investigation: routes, the guard around every page, and what templates are given."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answerable.adapters.openid import open_provider
from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.errors import NotInRecord
from answerable.investigation import Investigation
from answerable.project.team import TeamSettings
from answerable.store.record import Record
from answerable.web import (
    authority,
    board,
    coding,
    deciding,
    document,
    findings,
    judging,
    letters,
    picture,
    press,
    problems,
    queue,
    reconcile,
    replies,
    rulings,
    search,
    story,
    wording,
)
from answerable.web.answering import SCREENS, make_route
from answerable.web.page import Desk
from answerable.web.team import entering, joining, leaving, openid, own, people, second
from answerable.web.team.access import render_role_css
from answerable.web.team.gate import Gate
from answerable.web.team.membership import Membership
from answerable.web.team.watching import Figures, Watch, make_health, make_metrics

HOSTS = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_LEVEL = 5
"""Of packing: the ninth packs a page by a hundredth more and takes thrice as long."""
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class TeamOptions:
    """How the app serves several people.

    Args:
        metrics_token: lets a program elsewhere read /metrics; empty for programs on this machine alone.
    """

    metrics_token: str = ""


def make_app(
    folder: Path,
    *,
    by: str = "",
    n_workers: int | None = None,
    hosts: tuple[str, ...] = HOSTS,
    team: TeamOptions | None = None,
) -> Starlette:
    """Make the app for an investigation.

    Args:
        folder: the investigation's folder.
        by: who rules, as the newsroom names them; the login name where none is given.
        n_workers: processes for heavy work, as `Investigation.open` has it.
        hosts: names under which it may be asked for; any other is refused, so that a page elsewhere cannot have a
            browser read it through a name of its own (DNS rebinding).
        team: has people sign in, and each rule by their own name.
    """
    pages, investigation = load_pages(), Investigation.open(folder, n_workers=n_workers)
    members = open_members(investigation.record, investigation.project.settings.team) if team is not None else None
    token = secrets.token_urlsafe(24)
    desk = Desk(investigation, pages, token, SCREENS, by or _login_name(), members=members)
    routes = _list_routes(desk)
    if team is None or members is None:
        return Starlette(routes=routes, middleware=guard(hosts), exception_handlers={404: _not_found(desk)})
    figures = Figures()
    routes += list_doors(desk) + _list_people(desk)
    routes += list_watched(figures, team, investigation.record.is_reachable)
    middleware = [
        Middleware(Watch, figures=figures),
        *guard(hosts),
        Middleware(Gate, membership=members, routes=routes),
    ]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={404: _not_found(desk)})


def make_part(investigation: Investigation, pages: Environment, members: Membership) -> Starlette:
    """The app of one of several investigations, behind a house that asks who comes (`answerable.web.house`).

    Args:
        investigation: one of several.
        pages: the templates, shared by all.
        members: the people as looked at from this one.
    """
    desk = Desk(investigation, pages, "", SCREENS, "", members=members)
    routes = _list_routes(desk) + _list_people(desk)
    middleware = [Middleware(Gate, membership=members, routes=routes)]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={404: _not_found(desk)})


def load_pages() -> Environment:
    """The templates, read now, so that nobody waits for them at the first page."""
    pages = Environment(
        loader=PackageLoader("answerable.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(say=wording.say, say_law=wording.say_law, say_method=wording.say_method)
    for name in pages.list_templates():
        pages.get_template(name)
    return pages


def open_members(record: Record, settings: TeamSettings, investigation: str = "") -> Membership:
    """The people of a record, and the provider that they sign in by."""
    provider = open_provider(settings.openid) if settings.openid else None
    return Membership(record, Passwords(), SecondFactor.open(), investigation=investigation, provider=provider)


def guard(hosts: tuple[str, ...]) -> list[Middleware]:
    """What stands before every answer: whose names are known, the headers, packing."""
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        Middleware(_Guard),
        Middleware(_Pack, minimum_size=1000, compresslevel=_LEVEL),
    ]


def _list_routes(desk: Desk) -> list[BaseRoute]:
    route = partial(make_route, desk)
    return [
        route("/", board.show),
        route("/board.{kind}", board.download),
        route("/authority/{id}", authority.show),
        route("/document/{id}", document.show),
        route("/document/{id}/page/{number:int}/picture", picture.picture),
        route("/document/{id}/original", picture.original),
        route("/case/{id}", document.show_case),
        route("/queue", queue.show),
        route("/judgement", judging.judge, method="POST", of_many=judging.judge_many),
        route("/rulings", rulings.show),
        route("/undo", rulings.take_back, method="POST"),
        route("/pen", letters.show_pen),
        route("/match", letters.match, method="POST"),
        route("/classification", letters.classify, method="POST"),
        route("/reconcile", reconcile.show),
        route("/pair", reconcile.rule, method="POST"),
        route("/press", press.rule, method="POST"),
        route("/coding", coding.show),
        route("/coding/assign", coding.give_out, method="POST"),
        route("/coding/code", coding.keep, method="POST"),
        route("/coding/hand-in", coding.give_in, method="POST"),
        route("/coding/decide", deciding.decide, method="POST"),
        route("/coding/take", deciding.take, method="POST"),
        route("/coding/{id}", deciding.show),
        route("/coding/{id}/{number:int}", coding.show_sheet),
        route("/recount", judging.recount, method="POST"),
        route("/findings", findings.show_all),
        route("/findings/{id}", findings.show),
        route("/search", search.show),
        route("/story", story.show),
        route("/replies", replies.show),
        route("/replies", replies.step, method="POST"),
        route("/replies/bundle", replies.bundle, method="POST"),
        route("/replies/{id}/letter", replies.letter),
        route("/problems", problems.show),
        Mount("/static", StaticFiles(packages=[("answerable.web", "static")])),
    ]


def list_doors(desk: Desk) -> list[BaseRoute]:
    """Signing in, and one's own account."""

    route = partial(make_route, desk)
    return [
        route("/sign-in", entering.show_sign_in),
        route("/sign-in", entering.sign_in, method="POST"),
        route("/openid", openid.depart),
        route("/openid/back", openid.arrive),
        route("/invitation/{code}", joining.show),
        route("/invitation", joining.accept, method="POST"),
        route("/second-factor", second.show),
        route("/second-factor", second.give_code, method="POST"),
        route("/second-factor/passkey", second.give_passkey, method="POST"),
        route("/second-factor/new", second.show_new),
        route("/second-factor/new", second.set_code, method="POST"),
        route("/second-factor/new/passkey", second.set_passkey, method="POST"),
        route("/second-factor/picture.svg", second.show_picture),
        route("/sign-out", leaving.sign_out, method="POST"),
        route("/account", own.show),
        route("/account/password", own.set_password, method="POST"),
        route("/account/passkeys/add", own.add_passkey, method="POST"),
        route("/account/passkeys/remove", own.remove_passkey, method="POST"),
        route("/account/sign-out-everywhere", own.sign_out_everywhere, method="POST"),
    ]


def list_watched(figures: Figures, team: TeamOptions, is_reachable: Callable[[], bool]) -> list[BaseRoute]:
    """What whoever watches the server asks."""
    return [
        Route("/health", make_health(is_reachable)),
        Route("/metrics", make_metrics(figures, team.metrics_token)),
    ]


def _list_people(desk: Desk) -> list[BaseRoute]:
    route = partial(make_route, desk)
    return [
        route("/people", people.show),
        route("/people/invite", people.invite, method="POST"),
        route("/people/role", people.set_role, method="POST"),
        route("/people/close", people.close, method="POST"),
        route("/audit", people.show_trail),
        route("/role.css", _show_role_css),
    ]


def _show_role_css(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    return Response(render_role_css(desk.role), media_type="text/css")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "newsroom"


def _not_found(desk: Desk) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, _: Exception) -> Response:
        if desk.members is not None:
            return PlainTextResponse("There is no such page.", 404)
        error = NotInRecord("there is no such page", found=request.url.path, remedy="go back to the board")
        return desk.render("message.html", request, status=404, title="Not here", error=error)

    return answer


class _Pack(GZipMiddleware):
    """Packs pages. A form is answered by an address alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_form = scope["type"] == "http" and scope["method"] == "POST"
        await (self.app(scope, receive, send) if is_form else super().__call__(scope, receive, send))


class _Guard:
    """Puts the same strict headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _HEADERS if pair[0] not in have)]
            await send(message)

        await self.app(scope, receive, send_guarded)
