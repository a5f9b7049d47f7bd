"""Every route as every role and as nobody, against the table; and the table against the page in the docs."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount, Route
from tests.team.conftest import NAMES, Team, fill, token_of

from answerable.model.account import Role, Stage
from answerable.model.case import Case
from answerable.web.app import TeamOptions, make_app
from answerable.web.team.access import ENROLLING, HALF_WAY, NOBODY, TABLE, WATCHER, render_page, render_role_css

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"
COLUMNS = (NOBODY, ENROLLING, HALF_WAY, *(role.value for role in Role))


def test_the_page_in_the_docs_is_the_table() -> None:
    assert REFERENCE.read_text(encoding="utf-8").endswith(render_page())


def test_what_a_role_may_not_send_is_hidden_from_it() -> None:
    assert 'form[action="/recount"]' in render_role_css("viewer")
    assert 'button[form="ruling"]' in render_role_css("viewer")
    assert 'form[action="/judgement"]' not in render_role_css("coder")
    assert render_role_css("editor").strip() == ""


@pytest.mark.slow
@pytest.mark.postgres
def test_every_route_stands_in_the_table_and_every_line_is_a_route(one_team: Team) -> None:
    app = make_app(one_team.folder, n_workers=0, team=TeamOptions())
    routes = set()
    for route in app.routes:
        if isinstance(route, Mount):
            routes.add(("GET", route.path))
        elif isinstance(route, Route):
            routes |= {(method, route.path) for method in (route.methods or {"GET"}) if method != "HEAD"}
    exact = {("GET", f"/static/{name}") for name in ("app.css", "icon.svg", "passkey.js")}
    house = {("GET", "/investigations")}
    assert {(one.method, one.path) for one in TABLE} == routes | exact | house


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("who", COLUMNS)
def test_every_route_as_everyone(one_team: Team, who: str) -> None:
    case = one_team.investigation.record.all(Case)[0]
    wrong = []
    for access in TABLE:
        if access.path in ("/metrics", "/investigations"):
            continue
        with one_team.client(_cookie(one_team, who)) as client:
            token = token_of(client.get("/account").text) if who in [role.value for role in Role] else ""
            if who in (ENROLLING, HALF_WAY):
                token = token_of(client.get("/second-factor" if who == HALF_WAY else "/second-factor/new").text)
            path = fill(access, case)
            answer = client.get(path) if access.method == "GET" else client.post(path, data={"token": token})
            if _is_open(answer, one_team.investigation.project.settings.name) != (who in access.who):
                wrong.append((who, access.method, access.path, answer.status_code, answer.text[:80]))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.postgres
def test_nobody_learns_what_is_there(one_team: Team) -> None:
    name = one_team.investigation.project.settings.name
    case = one_team.investigation.record.all(Case)[0]
    with one_team.client() as client:
        for path in (
            "/",
            f"/case/{case.id}",
            "/case/none",
            "/no/such/page",
            "/static/reader.js",
            "/sign-in",
            "/health",
        ):
            answer = client.get(path)
            assert name not in answer.text + str(answer.headers)
            if path not in ("/sign-in", "/health"):
                assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), path
        for path in ("/judgement", "/no/such/form"):
            assert client.post(path, data={"token": ""}).status_code == 401


@pytest.mark.slow
@pytest.mark.postgres
def test_figures_are_for_this_machine_or_the_token(one_team: Team) -> None:
    assert WATCHER in next(one for one in TABLE if one.path == "/metrics").who
    with one_team.client() as client:
        assert "answerable_answers_total" in client.get("/metrics").text
        through_proxy = {"x-forwarded-for": "127.0.0.1"}
        assert client.get("/metrics", headers=through_proxy).status_code == 403
        wrong = {**through_proxy, "authorization": "Bearer guess"}
        assert client.get("/metrics", headers=wrong).status_code == 403
        shown = {**through_proxy, "authorization": "Bearer watcher's token"}
        text = client.get("/metrics", headers=shown).text
    assert 'route="/metrics",status="403"' in text
    for name in NAMES.values():
        assert name not in text


def _cookie(team: Team, who: str) -> str:
    if who == NOBODY:
        return ""
    stages = {ENROLLING: Stage.ENROLL, HALF_WAY: Stage.PASSWORD}
    role = Role(who) if who not in stages else Role.EDITOR
    account = team.members.accounts.find_name(NAMES[role])
    assert account is not None
    return team.members.begin(account, stages.get(who, Stage.FULL))


def _is_open(answer: httpx.Response, name: str) -> bool:
    """Whether the gate let it through: what the screen then makes of an empty form is its own affair."""
    if "x-refused" not in answer.headers:
        return True
    assert answer.status_code in (303, 401, 403, 404)
    assert name not in answer.text + str(answer.headers)
    return False
