"""Who may open what: one table of every route and every role. A route that stands not here is refused to all.

docs/reference/access.md is written from it (docs/generate.py), and tests/team/test_access.py walks every route as
every role. Never here: sessions, screens.
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.account import Role, Stage

NOBODY = "nobody"
ENROLLING = Stage.ENROLL.value
HALF_WAY = Stage.PASSWORD.value
OUTSIDER = "outsider"
"""Signed in, on a server of several investigations, without a role in the one that is asked for, or in none yet."""
WATCHER = "watcher"
"""A program on this machine, or one that shows the watcher's token."""

_EDITOR = frozenset({Role.EDITOR.value})
_REPORTER = _EDITOR | {Role.REPORTER}
_LAWYER = _REPORTER | {Role.LAWYER}
_CODER = _REPORTER | {Role.CODER}
_READER = _LAWYER | {Role.VIEWER}
_MEMBER = _READER | {Role.CODER}
_SELF = _MEMBER | {OUTSIDER}
_ANYONE = _SELF | {NOBODY, ENROLLING, HALF_WAY}
ROLES = (Role.VIEWER, Role.CODER, Role.LAWYER, Role.REPORTER, Role.EDITOR)


@dataclass(frozen=True, slots=True)
class Access:
    """A route and who may open it.

    Args:
        method: `GET` (and `HEAD`) or `POST`.
        path: as the route is written.
        who: roles, and the stages of those who are not signed in wholly.
        noted: what the audit trail says of it; empty where it is not noted.
    """

    method: str
    path: str
    who: frozenset[str]
    noted: str = ""


def _get(path: str, who: frozenset[str], noted: str = "") -> Access:
    return Access("GET", path, frozenset(str(one) for one in who), noted)


def _post(path: str, who: frozenset[str], noted: str = "") -> Access:
    return Access("POST", path, frozenset(str(one) for one in who), noted)


TABLE: tuple[Access, ...] = (
    # the door
    _get("/sign-in", _ANYONE),
    _post("/sign-in", _ANYONE),
    _get("/openid", _ANYONE),
    _get("/openid/back", _ANYONE),
    _get("/invitation/{code}", _ANYONE),
    _post("/invitation", _ANYONE),
    _get("/second-factor", frozenset({HALF_WAY})),
    _post("/second-factor", frozenset({HALF_WAY})),
    _post("/second-factor/passkey", frozenset({HALF_WAY})),
    _get("/second-factor/new", frozenset({ENROLLING})),
    _get("/second-factor/picture.svg", frozenset({ENROLLING})),
    _post("/second-factor/new", frozenset({ENROLLING})),
    _post("/second-factor/new/passkey", frozenset({ENROLLING})),
    _post("/sign-out", _SELF | {HALF_WAY, ENROLLING}),
    _get("/static/app.css", _ANYONE),
    _get("/static/icon.svg", _ANYONE),
    _get("/static/passkey.js", _ANYONE),
    # whoever watches the server
    _get("/health", _ANYONE | {WATCHER}),
    _get("/metrics", frozenset({WATCHER})),
    # reading
    _get("/", _MEMBER),
    _get("/static", _MEMBER),
    _get("/role.css", _MEMBER),
    _get("/authority/{id}", _MEMBER),
    _get("/document/{id}", _MEMBER),
    _get("/document/{id}/page/{number:int}/picture", _MEMBER),
    _get("/case/{id}", _MEMBER),
    _get("/problems", _MEMBER),
    _get("/rulings", _MEMBER),
    _get("/search", _MEMBER),
    _get("/findings", _READER),
    _get("/findings/{id}", _READER),
    _get("/story", _READER),
    # what leaves the server
    _get("/board.{kind}", _LAWYER, "export"),
    _get("/document/{id}/original", _LAWYER, "file saved"),
    _get("/replies/{id}/letter", _LAWYER, "export"),
    _post("/replies/bundle", _LAWYER, "export"),
    # right of reply
    _get("/replies", _LAWYER),
    _post("/replies", _LAWYER),
    # coding and ruling
    _get("/queue", _CODER),
    _post("/judgement", _CODER),
    _post("/undo", _CODER),
    _get("/coding", _CODER),
    _get("/coding/{id}/{number:int}", _CODER),
    _post("/coding/code", _CODER),
    _post("/coding/hand-in", _CODER),
    # the whole work
    _get("/coding/{id}", _REPORTER),
    _post("/coding/decide", _REPORTER),
    _post("/coding/take", _REPORTER),
    _get("/pen", _REPORTER),
    _post("/match", _REPORTER),
    _post("/classification", _REPORTER),
    _get("/reconcile", _REPORTER),
    _post("/pair", _REPORTER),
    _post("/press", _REPORTER),
    _post("/recount", _REPORTER),
    # the editor's
    _post("/coding/assign", _EDITOR),
    _get("/people", _EDITOR),
    _post("/people/invite", _EDITOR),
    _post("/people/role", _EDITOR),
    _post("/people/close", _EDITOR),
    _get("/audit", _EDITOR),
    # one's own
    _get("/account", _SELF),
    _post("/account/password", _SELF),
    _post("/account/passkeys/add", _SELF),
    _post("/account/passkeys/remove", _SELF),
    _post("/account/sign-out-everywhere", _SELF),
    # the house of several investigations
    _get("/investigations", frozenset({OUTSIDER})),
)
_BY_ROUTE = {(one.method, one.path): one for one in TABLE}


def find_access(method: str, path: str) -> Access | None:
    """The line of a route, or of an exact address; None where there is none."""
    return _BY_ROUTE.get(("GET" if method == "HEAD" else method, path))


def may(who: str, method: str, path: str) -> bool:
    """Whether a role may open a route."""
    found = find_access(method, path)
    return found is not None and who in found.who


def render_role_css(role: str) -> str:
    """A style that hides the forms that a role may not send; the server refuses them all the same."""
    closed = [one.path for one in TABLE if one.method == "POST" and one.who & _MEMBER and role not in one.who]
    places = [f'form[action="{path}"]' for path in closed]
    if "/judgement" in closed:
        places += ['button[form="ruling"]', "details.amend", "details.amend-what", "details.reject", "details.add"]
    if not may(role, "GET", "/document/{id}/original"):
        places.append('a[href$="/original"]')
    return f"{', '.join(places)} {{ display: none; }}\n" if places else "\n"


def render_page() -> str:
    """The table as docs/reference/access.md has it."""
    columns = (NOBODY, ENROLLING, HALF_WAY, OUTSIDER, *(role.value for role in ROLES), WATCHER)
    names = {
        ENROLLING: "second factor to be set up",
        HALF_WAY: "second factor still asked",
        OUTSIDER: "signed in, no role in it",
    }
    lines = [
        "# Who may open what",
        "",
        "Routes of `answerable serve --team`. A route that stands not here is refused to all; a test walks every route"
        " as everyone. *Noted* is what the audit trail says each time; rulings are always noted.",
        "",
        "Where one server holds several investigations, what a role opens stands under `/i/NAME/` of the investigation"
        " that it is a role in. Whoever has none there gets 404 for every address under it, as for an investigation"
        " that is not there; a test walks every route as every role of another one.",
        "",
        f"| route | {' | '.join(names.get(column, column) for column in columns)} | noted |",
        f"|---|{'---|' * (len(columns) + 1)}",
    ]
    for one in TABLE:
        cells = " | ".join("yes" if column in one.who else "" for column in columns)
        lines.append(f"| {one.method} `{one.path}` | {cells} | {one.noted} |")
    return "\n".join(lines) + "\n"
