"""Signing in: one answer for every wrong try, each code once, sessions that end, forms from elsewhere refused."""

from __future__ import annotations

import datetime as dt
import threading

import httpx
import pytest
import sqlalchemy as sa
from tests.team.conftest import NAMES, PASSWORD, Team, cookie_of, token_of

from answerable.adapters.second_factor import SecondFactor
from answerable.model.account import Role, Stage
from answerable.model.case import Case
from answerable.store.record import Record
from answerable.store.team.tables import sessions
from answerable.store.team.tries import Limit, Tries
from answerable.web.team.membership import COOKIE, hash_secret
from answerable.web.team.people import make_invitation

EDITOR = NAMES[Role.EDITOR]


def test_tries_are_slowed_and_a_restart_forgives_nothing(record: Record) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    limit = Limit("account", "ada moor", 3, 60)
    assert [Tries(record).begin([limit], now) for _ in range(3)] == [0, 0, 0]
    assert Tries(record).begin([limit], now) > 0
    later = now + dt.timedelta(seconds=5)
    assert Tries(record).begin([limit], later) == 0
    assert Tries(record).begin([limit], later) > 1
    Tries(record).forgive(limit)
    assert Tries(record).begin([limit], later) == 0
    assert [Tries(record).begin([limit], later) for _ in range(2)] == [0, 0]
    Tries(record).take_back(limit)
    assert Tries(record).begin([limit], later) == 0
    assert Tries(record).begin([limit], later) > 0
    assert "ada" not in limit.key


def test_a_time_code_is_of_one_step_and_a_damaged_seal_says_so(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ANSWERABLE_TEAM_KEY", str(tmp_path / "team.key"))
    second = SecondFactor.open()
    assert (tmp_path / "team.key").stat().st_mode & 0o077 == 0
    sealed, now = second.make_secret(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert second.open_secret(sealed) not in sealed
    import pyotp

    code = pyotp.TOTP(second.open_secret(sealed)).at(now)
    step = int(now.timestamp()) // 30
    assert second.find_step(sealed, f"{code[:3]} {code[3:]}", now) == step
    assert second.find_step(sealed, code, now + dt.timedelta(seconds=95)) is None
    assert second.find_step(sealed, "", now) is None
    assert b"<script" not in second.draw(sealed, "Ada Moor", "Newsroom")


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/sign-in", data={"token": "", "name": name, "password": password})


@pytest.mark.slow
@pytest.mark.postgres
def test_from_an_invitation_to_the_board(one_team: Team) -> None:
    code = make_invitation(one_team.members, "N. Newcomer", Role.REPORTER, EDITOR)
    with one_team.client() as client:
        page = client.get(f"/invitation/{code}")
        assert "N. Newcomer" in page.text
        form = {"token": "", "code": code, "password": "too short", "again": "too short"}
        assert "12 to 200" in client.post("/invitation", data=form).text
        form |= {"password": PASSWORD, "again": PASSWORD}
        begun = cookie_of(client.post("/invitation", data=form))
        assert client.post("/invitation", data=form).status_code == 404  # it holds once
        assert client.get(f"/invitation/{code}").status_code == 404
    with one_team.client(begun) as client:
        assert client.get("/").headers["location"] == "/second-factor/new"
        setting_up = client.get("/second-factor/new").text
        assert client.get("/second-factor/picture.svg").text.startswith("<?xml")
        form = {"token": token_of(setting_up), "code": "000000"}
        assert client.post("/second-factor/new", data=form).status_code == 401
        shown = client.post("/second-factor/new", data=form | {"code": one_team.code_of("N. Newcomer")})
        assert shown.text.count("<li><code>") == 8
        signed_in = cookie_of(shown)
        assert client.get("/").headers["location"] == "/sign-in"  # the session from before is gone
    with one_team.client(signed_in) as client:
        assert "N. Newcomer" in client.get("/").text
    account = one_team.members.accounts.find_name("n.  newcomer")
    assert account is not None
    assert account.role is Role.REPORTER
    assert account.password.startswith("$argon2id$")
    actions = [line["action"] for line in one_team.investigation.record.newest_audit(20)]
    assert {"invited", "account made", "second factor set up", "sign-in"} <= set(actions)


@pytest.mark.slow
@pytest.mark.postgres
def test_a_wrong_name_and_a_wrong_password_look_alike(one_team: Team) -> None:
    one_team.add("A. Alike", Role.VIEWER)
    closed = one_team.add("C. Closed", Role.VIEWER)
    one_team.members.accounts.close(closed.id)
    with one_team.client() as client:
        answers = [sign_in(client, name, "wrong words entirely") for name in ("A. Alike", "Nobody At All")]
        answers.append(sign_in(client, "C. Closed"))
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert all("set-cookie" not in one.headers for one in answers)


@pytest.mark.slow
@pytest.mark.postgres
def test_guessing_is_slowed_alike_for_names_that_are_and_are_not(one_team: Team) -> None:
    one_team.add("G. Guessed", Role.VIEWER)
    with one_team.client() as client:
        for name in ("G. Guessed", "G. Ghost"):
            statuses = [sign_in(client, name, "wrong words entirely").status_code for _ in range(7)]
            assert statuses[:5] == [401] * 5, name
            assert 429 in statuses[5:], name
            assert sign_in(client, name.upper()).status_code == 429  # the right words wait too


@pytest.mark.slow
@pytest.mark.postgres
def test_password_then_second_factor_and_each_code_once(one_team: Team) -> None:
    one_team.add("S. Second", Role.REPORTER)
    with one_team.client() as client:
        half = sign_in(client, "S. Second")
    assert half.headers["location"] == "/second-factor"
    flags = half.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("httponly", "secure", "samesite=strict", "path=/", "__host-"))
    with one_team.client(cookie_of(half)) as client:
        assert client.get("/").headers["location"] == "/second-factor"
        form = {"token": token_of(client.get("/second-factor").text), "code": one_team.code_of("S. Second")}
        full = client.post("/second-factor", data=form)
        assert full.status_code == 303
    with one_team.client(cookie_of(full)) as client:
        assert client.get("/").status_code == 200
    with one_team.client() as client:
        again = cookie_of(sign_in(client, "S. Second"))
    with one_team.client(again) as client:
        form["token"] = token_of(client.get("/second-factor").text)
        assert client.post("/second-factor", data=form).status_code == 401  # the code was used
        recovery = one_team.recovery["S. Second"][0]
        assert client.post("/second-factor", data=form | {"code": recovery.upper()}).status_code == 303
    with one_team.client() as client:
        again = cookie_of(sign_in(client, "S. Second"))
    with one_team.client(again) as client:
        form["token"] = token_of(client.get("/second-factor").text)
        assert client.post("/second-factor", data=form | {"code": recovery}).status_code == 401


@pytest.mark.slow
@pytest.mark.postgres
def test_sessions_end(one_team: Team) -> None:
    account = one_team.add("S. Sessions", Role.VIEWER)
    accounts = one_team.members.accounts
    secrets = [one_team.members.begin(account, Stage.FULL) for _ in range(4)]
    now = one_team.members.now()
    with one_team.investigation.record.engine.begin() as connection:
        assert secrets[0] not in str(connection.execute(sa.select(sessions)).all())
        _age(connection, secrets[0], seen_at=(now - dt.timedelta(hours=2)).isoformat())
        old = (now - dt.timedelta(hours=13)).isoformat()
        _age(connection, secrets[1], made_at=old, seen_at=now.isoformat())
    for secret, status in zip(secrets, (303, 303, 200, 200), strict=True):
        with one_team.client(secret) as client:
            assert client.get("/").status_code == status
    with one_team.client(secrets[2]) as client:
        token = token_of(client.get("/account").text)
        client.post("/account/sign-out-everywhere", data={"token": token})
    for secret in secrets:
        with one_team.client(secret) as client:
            assert client.get("/").status_code == 303
    last = one_team.members.begin(account, Stage.FULL)
    accounts.close(account.id)
    with one_team.client(last) as client:
        assert client.get("/").status_code == 303


def _age(connection: sa.Connection, secret: str, **values: str) -> None:
    connection.execute(sessions.update().where(sessions.c.id == hash_secret(secret)).values(**values))


@pytest.mark.slow
@pytest.mark.postgres
def test_a_form_from_elsewhere_is_refused(one_team: Team) -> None:
    case = one_team.investigation.record.all(Case)[0]
    with one_team.seat(NAMES[Role.REPORTER]) as client, one_team.seat(NAMES[Role.EDITOR]) as other:
        token, others = token_of(client.get("/account").text), token_of(other.get("/account").text)
        form = {"token": token, "do": f"accept case {case.id}"}
        assert client.post("/judgement", data=form | {"token": others}).status_code == 403
        assert client.post("/judgement", data=form | {"token": ""}).status_code == 403
        for origin in ("https://elsewhere.example", "null"):
            assert client.post("/judgement", data=form, headers={"origin": origin}).status_code == 403
        bare = httpx.post(
            f"{one_team.address}/judgement", data=form, headers={"cookie": client.headers["cookie"]}, timeout=60
        )
        assert bare.status_code == 403  # every browser says where a form comes from
    assert one_team.investigation.record.judgements() == []


@pytest.mark.slow
@pytest.mark.postgres
def test_roles_change_at_once_and_somebody_stays_editor(one_team: Team) -> None:
    account = one_team.add("P. Promoted", Role.VIEWER)
    with one_team.seat("P. Promoted") as client, one_team.seat(EDITOR) as editor:
        assert client.get("/queue").status_code == 403
        token = token_of(editor.get("/people").text)
        editor.post("/people/role", data={"token": token, "account": account.id, "role": "coder"})
        assert client.get("/queue").status_code == 200
        own = one_team.members.accounts.find_name(EDITOR)
        assert own is not None
        refused = editor.post("/people/role", data={"token": token, "account": own.id, "role": "viewer"})
        assert "nobody would be left" in refused.text
        invited = editor.post("/people/invite", data={"token": token, "name": "B. Invited", "role": "lawyer"})
        assert f"{one_team.address}/invitation/" in invited.text
        trail = editor.get("/audit?action=role+changed").text
        assert "P. Promoted" in trail
        assert "none was altered" in editor.get("/audit?check=yes").text


@pytest.mark.slow
@pytest.mark.postgres
def test_a_file_that_is_saved_is_noted(one_team: Team) -> None:
    case = one_team.investigation.record.all(Case)[0]
    with one_team.seat(NAMES[Role.LAWYER]) as client:
        answer = client.get(f"/document/{case.document}/original")
        assert answer.headers["content-disposition"].startswith("attachment;")
    line = one_team.investigation.record.newest_audit(1, action="file saved")[0]
    assert (line["by"], line["subject"]) == (NAMES[Role.LAWYER], f"document/{case.document}/original")


@pytest.mark.slow
@pytest.mark.postgres
def test_the_trail_stays_one_chain_when_many_write(one_team: Team) -> None:
    threads = [
        threading.Thread(
            target=lambda n=n: [one_team.members.write_trail(f"W {n}", "tested", str(i)) for i in range(10)]
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record = one_team.investigation.record
    assert sum(line["action"] == "tested" for line in record.audit_trail()) == 80
    assert record.find_audit_break() is None


def test_the_cookie_is_bound_to_its_host() -> None:
    assert COOKIE.startswith("__Host-")
