"""The app: routes, the guard around every page, and what templates are given."""

from __future__ import annotations

import getpass
import hmac
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answerable.errors import AnswerableError, NotInRecord
from answerable.investigation import Investigation
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
    problems,
    queue,
    reconcile,
    replies,
    rulings,
    search,
    story,
    wording,
)
from answerable.web.page import Desk

SCREENS = (
    ("/", "Board"),
    ("/queue", "Queue"),
    ("/coding", "Double coding"),
    ("/reconcile", "Reconcile"),
    ("/findings", "Findings"),
    ("/story", "Story"),
    ("/replies", "Replies"),
    ("/problems", "Problems"),
    ("/rulings", "Rulings"),
    ("/search", "Search"),
)
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)

Screen = Callable[[Desk, Request, Mapping[str, str]], Response]


def make_app(folder: Path, *, by: str = "", n_workers: int | None = None, hosts: tuple[str, ...] = HOSTS) -> Starlette:
    """Make the app for an investigation.

    Args:
        folder: the investigation's folder.
        by: who rules, as the newsroom names them; the login name where none is given.
        n_workers: processes for heavy work, as `Investigation.open` has it.
        hosts: names under which it may be asked for; any other is refused, so that a page elsewhere cannot have a
            browser read it through a name of its own (DNS rebinding).
    """
    token = secrets.token_urlsafe(24)
    pages = Environment(
        loader=PackageLoader("answerable.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(say=wording.say, say_law=wording.say_law, say_method=wording.say_method)
    for name in pages.list_templates():
        pages.get_template(name)  # read now, so that nobody waits for it at the first page
    desk = Desk(Investigation.open(folder, n_workers=n_workers), pages, token, SCREENS, by or _login_name())

    def route(path: str, screen: Screen, *, method: str = "GET") -> Route:
        async def answer(request: Request) -> Response:
            form: Mapping[str, str] = {}
            if method == "POST":
                form = await _read_form(request)
                if not hmac.compare_digest(form.get("token", ""), token) or not _same_origin(request):
                    return PlainTextResponse("This form came from elsewhere or is out of date. Reload the page.", 403)
            return await run_in_threadpool(_answer, desk, screen, request, form)

        return Route(path, answer, methods=[method])

    routes = [
        route("/", board.show),
        route("/board.{kind}", board.download),
        route("/authority/{id}", authority.show),
        route("/document/{id}", document.show),
        route("/document/{id}/page/{number:int}/picture", picture.picture),
        route("/document/{id}/original", picture.original),
        route("/case/{id}", document.show_case),
        route("/queue", queue.show),
        route("/judgement", judging.judge, method="POST"),
        route("/rulings", rulings.show),
        route("/undo", rulings.take_back, method="POST"),
        route("/pen", letters.show_pen),
        route("/match", letters.match, method="POST"),
        route("/classification", letters.classify, method="POST"),
        route("/reconcile", reconcile.show),
        route("/pair", reconcile.rule, method="POST"),
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
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
            Middleware(_Guard),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={404: _not_found(desk)},
    )


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "newsroom"


async def _read_form(request: Request) -> dict[str, str]:
    """The form's fields; several values of one name are joined by commas."""
    async with request.form(max_fields=200, max_files=0) as form:
        return {name: ",".join(str(value) for value in form.getlist(name)) for name in form}


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == request.headers.get("host")


def _answer(desk: Desk, screen: Screen, request: Request, form: Mapping[str, str]) -> Response:
    try:
        return screen(desk, request, form)
    except NotInRecord as error:
        return desk.render("message.html", request, status=404, title="Not in the record", error=error)
    except AnswerableError as error:
        return desk.render("message.html", request, status=422, title="This could not be done", error=error)


def _not_found(desk: Desk) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, _: Exception) -> Response:
        error = NotInRecord("there is no such page", found=request.url.path, remedy="go back to the board")
        return desk.render("message.html", request, status=404, title="Not here", error=error)

    return answer


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
