"""Signing in by OpenID Connect, over HTTP, against a provider that tells the truth and one that lies."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from sqlalchemy import text
from tests.team.conftest import token_of
from tests.team.doors import Door, open_door
from tests.team.provider import CLIENT, SECRET, Provider, serve_provider
from tests.team.test_screens import look

from answerable.adapters.openid import Provider as Client
from answerable.adapters.openid import open_provider
from answerable.errors import AdapterUnavailable, ProjectFileInvalid, SignInRefused, StorageFailed
from answerable.model.account import Role
from answerable.project.settings import parse_settings
from answerable.project.team import OpenIdSettings
from answerable.web.team.leaving import TOKEN
from answerable.web.team.membership import COOKIE
from answerable.web.team.openid import COOKIE as WAY

ADA = "ada@newsroom.example"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serve_provider() as one:
        yield one


@pytest.fixture(scope="module")
def door(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with _open(tmp_path_factory.mktemp("door"), provider, 'label = "the newsroom’s login"') as one:
        yield one


@pytest.fixture(autouse=True)
def honest(provider: Provider, request: pytest.FixtureRequest) -> None:
    """Each test begins with a provider that tells the truth, at an address that was never slowed."""
    if "door" in request.fixturenames:
        with request.getfixturevalue("door").members.record.engine.begin() as connection:
            connection.execute(text("DELETE FROM tries"))
    fresh = Provider(provider.issuer)
    for name in ("user", "claims", "signed", "tells_by_userinfo", "names_itself", "down", "ends_sessions", "left"):
        setattr(provider, name, getattr(fresh, name))


def _open(folder: Path, provider: Provider, more: str = "", **options: Any) -> Any:
    settings = f'[team.openid]\nissuer = "{provider.issuer}"\nclient = "{CLIENT}"\nsecret_file = "../secret"\n{more}'
    (folder / "secret").write_text(f"{SECRET}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_TEAM_KEY", str(folder / "team.key"))
        return open_door(folder / "investigation", settings, **options)


def test_whoever_is_invited_by_address_comes_in_and_is_known_again(door: Door, provider: Provider) -> None:
    door.invite("Ada Moor", Role.LAWYER, email="Ada@Newsroom.example")
    browser = door.browser()
    page = browser.get("/sign-in")
    assert "Sign in with the newsroom’s login" in page.text
    arrived = browser.sign_in("/openid?next=/story")
    assert arrived.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/second-factor/new?next=/story"' in arrived.text
    asked = provider.asked[-1]
    assert asked["scope"] == "openid email"
    assert asked["redirect_uri"] == f"{door.address}/openid/back"
    account = door.members.accounts.find_name("ada moor")
    assert account is not None
    assert (account.role, account.password, account.has_second) == (Role.LAWYER, "", False)
    assert browser.get("/").headers["location"] == "/second-factor/new"
    # The provider knows her by its own number from then on, whatever her address.
    provider.user = {"sub": "u-1", "email": "moor@elsewhere.example", "email_verified": True}
    again = door.browser()
    assert again.sign_in().status_code == 200
    assert COOKIE in again.cookies
    assert WAY not in again.cookies
    assert len(door.members.accounts.all()) == 1
    # No password is hers: the form does not let anyone in under her name.
    wrong = door.browser().post("/sign-in", token="", name="Ada Moor", password="")
    assert wrong.status_code == 401


def test_nobody_comes_in_without_an_invitation(door: Door, provider: Provider) -> None:
    door.invite("Bea Invited", email="bea@newsroom.example")
    people = len(door.members.accounts.all())
    for user in (
        {"sub": "u-2", "email": "stranger@newsroom.example", "email_verified": True},
        {"sub": "u-2", "email": "bea@newsroom.example", "email_verified": False},
        {"sub": "u-2", "email": "bea@newsroom.example"},
        {"sub": "u-2"},
        {"sub": "u-2", "email": "", "email_verified": True},
    ):
        provider.user = user
        browser = door.browser()
        answer = browser.sign_in()
        assert (answer.status_code, COOKIE in browser.cookies) == (403, False), user
        assert "not invited here" in answer.text
    assert len(door.members.accounts.all()) == people
    assert "stranger" not in str(door.trail())


def test_the_address_may_come_from_where_the_provider_tells_of_people(door: Door, provider: Provider) -> None:
    door.invite("Una Told", email="una@newsroom.example")
    provider.user = {"sub": "u-3", "email": "una@newsroom.example", "email_verified": True}
    provider.tells_by_userinfo = True
    assert door.browser().sign_in().status_code == 200
    assert door.members.accounts.find_name("Una Told") is not None


@pytest.mark.parametrize(
    ("lie", "found"),
    [
        ({"claims": {"nonce": "another"}}, "nonce"),
        ({"claims": {"nonce": None}}, "nonce"),
        ({"claims": {"iss": "https://elsewhere.example"}}, "iss"),
        ({"claims": {"exp": int(time.time()) - 3600}}, "expired"),
        ({"claims": {"exp": None}}, "exp"),
        ({"claims": {"iat": int(time.time()) + 3600}}, "iat"),
        ({"claims": {"aud": "another newsroom"}}, "aud"),
        ({"claims": {"aud": [CLIENT, "another"], "azp": "another"}}, "azp"),
        ({"claims": {"aud": [CLIENT, "another"]}}, "azp"),
        ({"claims": {"sub": None}}, "sub"),
        ({"claims": {"sub": ""}}, "sub"),
        ({"claims": {"sub": 7}}, "sub"),
        ({"claims": {"at_hash": "another"}}, "at_hash"),
        ({"signed": "none"}, "signature"),
        ({"signed": "by another"}, "signature"),
        ({"signed": "by its public key"}, "signature"),
        ({"names_itself": "https://elsewhere.example"}, "issuer"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(door: Door, provider: Provider, lie: Any, found: str) -> None:
    provider.user = {"sub": "u-1", "email": ADA, "email_verified": True}
    for name, value in lie.items():
        setattr(provider, name, value)
    browser = door.browser()
    answer = browser.sign_in()
    assert answer.status_code == 401
    assert f"does not hold ({found})" in answer.text
    assert COOKIE not in browser.cookies
    assert door.trail()[0] == ("sign-in failed", f'{{"why": "{found}"}}')


def test_a_way_is_gone_once_and_by_the_browser_that_set_out(door: Door, provider: Provider) -> None:
    door.invite("Wen Way", email="wen@newsroom.example")
    provider.user = {"sub": "u-4", "email": "wen@newsroom.example", "email_verified": True}
    browser, other = door.browser(), door.browser()
    back = browser.go_to_provider()
    assert "(state)" in other.get(back).text  # another browser, that never set out
    elsewhere = other.go_to_provider()
    assert "(state)" in browser.get(elsewhere).text  # with the state of another's way: forced upon it
    assert "(state)" in browser.get(back).text  # whose own way is used up by that
    first = door.browser()
    back = first.go_to_provider()
    kept = dict(first.cookies)
    assert first.get(back).status_code == 200
    first.cookies = kept
    assert "(state)" in first.get(back).text  # replayed
    assert "(denied)" in _denied(door).text


def _denied(door: Door) -> Any:
    browser = door.browser()
    state = re.search(r"state=([^&]+)", browser.get("/openid").headers["location"])
    assert state is not None
    return browser.get(f"/openid/back?state={state.group(1)}&error=access_denied")


def test_a_provider_that_is_down_says_so_and_passwords_still_serve(tmp_path: Path, provider: Provider) -> None:
    with _open(tmp_path, provider) as door:
        provider.down = True
        refused = door.browser().get("/openid")
        assert (refused.status_code, "does not answer" in refused.text) == (503, True)
        assert 'name="password"' in refused.text
        provider.down = False
        browser = door.browser()
        back = browser.go_to_provider()
        provider.down = True
        assert browser.get(back).status_code == 503
        assert COOKIE not in browser.cookies


def test_a_link_by_password_is_never_a_way_to_somebody_elses_account(door: Door, provider: Provider) -> None:
    """An account with a password does not change hands because an invitation names it or an address fits it."""
    door.invite("Pat Password")
    browser = door.browser()
    code = door.invite("Pat Password")
    words = "four plain words here"
    assert browser.post("/invitation", token="", code=code, password=words, again=words).status_code == 303
    before = door.members.accounts.find_name("Pat Password")
    assert before is not None
    # What an earlier link of the same name was made for; it is void, and another's address does not revive it.
    provider.user = {"sub": "u-5", "email": "pat@newsroom.example", "email_verified": True}
    assert door.browser().sign_in().status_code == 403
    assert door.members.accounts.find_name("Pat Password") == before
    # Set anew with an address, it is hers by the provider, and the password opens nothing more.
    door.invite("Pat Password", renew=True, email="pat@newsroom.example")
    assert door.browser().sign_in().status_code == 200
    after = door.members.accounts.find_name("Pat Password")
    assert after is not None
    assert (after.id, after.password, after.role) == (before.id, "", before.role)
    assert door.browser().post("/sign-in", token="", name="Pat Password", password=words).status_code == 401
    door.members.accounts.close(after.id)
    assert door.browser().sign_in().status_code == 403


def test_the_provider_may_be_trusted_with_the_second_factor_and_a_proxy_names_the_address(
    tmp_path: Path, provider: Provider
) -> None:
    with _open(tmp_path, provider, 'second_factor = "provider"', proxy_headers=True) as door:
        door.invite("Ada Moor", email=ADA)
        forwarded = {"host": "newsroom.example.org", "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.7"}
        browser = door.browser(**forwarded, origin="https://newsroom.example.org")
        there = browser.get("/openid").headers["location"]
        back = browser.get(there).headers["location"]
        assert back.startswith("https://newsroom.example.org/openid/back?")
        arrived = browser.get(back.removeprefix("https://newsroom.example.org"))
        assert 'content="0; url=/"' in arrived.text
        assert browser.get("/").status_code == 200
        assert "Ada Moor" in browser.get("/account").text
        assert "Your role here is <strong>reporter" in browser.get("/account").text


def test_the_secret_stands_in_no_record_and_in_no_settings(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = OpenIdSettings(provider.issuer, CLIENT, secret_file=tmp_path / "secret")
    with pytest.raises(StorageFailed, match="cannot be read"):
        open_provider(settings)
    (tmp_path / "secret").write_text(SECRET)
    assert SECRET not in repr(settings)
    assert open_provider(settings)._secret == SECRET
    monkeypatch.setenv("ANSWERABLE_OPENID_SECRET", "another")
    assert open_provider(settings)._secret == "another"


def test_settings_that_do_not_hold_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "answerable.toml"
    plain = 'format = 1\nname = "A"\nslug = "a"\nlaw = "foia-2000"\nperiod = { from = 2020-01-01, to = 2020-12-31 }\n'
    for wrong in (
        '[team.openid]\nissuer = "http://login.example"\nclient = "a"',
        '[team.openid]\nissuer = "https://login.example"\nclient = "a"\nsecret = "never here"',
        '[team]\naccounts = "people.db"',
    ):
        file.write_text(f"{plain}{wrong}\n")
        with pytest.raises(ProjectFileInvalid):
            parse_settings(file)


def test_a_provider_under_another_name_is_none(provider: Provider) -> None:
    with pytest.raises(AdapterUnavailable, match="does not answer as one"):
        Client(OpenIdSettings(f"{provider.issuer}/", CLIENT)).begin("http://127.0.0.1/openid/back")


def test_a_code_that_was_asked_for_by_another_is_refused_by_the_provider(provider: Provider) -> None:
    """The verifier goes along: without it the provider gives nothing (PKCE)."""
    client = Client(OpenIdSettings(provider.issuer, CLIENT), SECRET)
    going = client.begin("http://127.0.0.1/openid/back")
    back = httpx.get(going.address).headers["location"]
    query = dict(httpx.URL(back).params)
    common = {"back": "http://127.0.0.1/openid/back", "state": going.state, "nonce": going.nonce}
    with pytest.raises(SignInRefused) as refused:
        client.finish(query, **common, verifier="another")
    assert refused.value.found == "code"


def test_keys_that_change_are_asked_anew(provider: Provider) -> None:
    client = Client(OpenIdSettings(provider.issuer, CLIENT), SECRET)
    for kid in ("k1", "k2"):
        provider.key = type(provider.key).generate_key(2048, {"kid": kid})
        client._keys = (client._keys[0] - 60, client._keys[1])
        assert client._read_token(provider.make_token("n"), "n", "an access token")["sub"] == "u-1"


def test_what_is_kept_of_a_way_is_gone_when_it_ends(door: Door) -> None:
    browser = door.browser()
    browser.get("/openid")
    with door.members.record.engine.connect() as connection:
        kept = connection.execute(text("SELECT id FROM journeys")).all()
    assert browser.cookies[WAY] not in str(kept)
    assert token_of(browser.get("/sign-in").text) == ""


def test_whoever_came_by_the_provider_is_shown_the_way_to_sign_out_there(tmp_path: Path, provider: Provider) -> None:
    with _open(tmp_path, provider, 'second_factor = "provider"\nlabel = "Elsewhere"') as door:
        door.invite("Ada Moor", email=ADA)
        browser = door.browser()
        browser.sign_in()
        assert browser.cookies[TOKEN].count(".") == 2
        page = browser.get("/account")
        left = browser.post("/sign-out", token=token_of(page.text))
        assert {COOKIE, TOKEN}.isdisjoint(browser.cookies)
        assert browser.get("/").headers["location"] == "/sign-in"
        way = html.unescape(re.search(r'href="([^"]+/leave[^"]*)"', left.text)[1])  # type: ignore[index]
        assert provider.left == []
        assert browser.get(way).headers["location"] == f"{door.address}/sign-in"
        assert provider.left == ["u-1"]
        assert door.trail()[0][0] == "sign-out"


def test_a_provider_without_a_way_out_is_said_to_have_none(tmp_path: Path, provider: Provider) -> None:
    provider.ends_sessions = False
    with _open(tmp_path, provider, 'second_factor = "provider"\nlabel = "Elsewhere"') as door:
        door.invite("Ada Moor", email=ADA)
        browser = door.browser()
        browser.sign_in()
        left = browser.post("/sign-out", token=token_of(browser.get("/account").text))
        assert "It gives no way to sign out from here" in left.text
        assert "/leave" not in left.text


def test_where_to_sign_out_is_asked_with_what_is_known(provider: Provider) -> None:
    client = Client(OpenIdSettings(provider.issuer, CLIENT), SECRET)
    way = client.leave("", "https://newsroom.example/sign-in")
    assert dict(httpx.URL(way).params) == {
        "of": "all",
        "client_id": CLIENT,
        "post_logout_redirect_uri": "https://newsroom.example/sign-in",
    }
    provider.down = True
    with pytest.raises(AdapterUnavailable):
        Client(OpenIdSettings(provider.issuer, CLIENT), SECRET).leave("", "https://newsroom.example/sign-in")


@pytest.mark.browser
def test_a_browser_arrives_signed_in_from_another_site(tmp_path: Path, browser: Chromium) -> None:
    """The session's cookie is of this site alone; a browser that comes from another one must still have it."""
    with (
        serve_provider("localhost") as provider,
        _open(tmp_path, provider, 'second_factor = "provider"\nlabel = "Elsewhere"') as door,
    ):
        door.invite("Ada Moor", email=ADA)
        context = browser.new_context()
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{door.address}/problems")
        look(page, "openid-sign-in")
        page.get_by_role("link", name="Sign in with Elsewhere").click()
        page.wait_for_url(f"{door.address}/problems")
        assert "Ada Moor" in page.locator("footer").inner_text()
        page.get_by_role("button", name="Sign out").click()
        look(page, "openid-left")
        page.get_by_role("link", name="Sign out of Elsewhere too").click()
        page.wait_for_url(f"{door.address}/sign-in")
        assert provider.left == ["u-1"]
        assert faults == []
        context.close()
