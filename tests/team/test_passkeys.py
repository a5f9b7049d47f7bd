"""Passkeys as a second factor: refused for another site, question, key or an old counter; and in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import CDPSession, Page
from tests.team.doors import Door, open_door, token_in
from tests.team.test_screens import look

from answerable.adapters.passkeys import PasskeyDesk, Site
from answerable.errors import SignInRefused, ValueNotAllowed
from answerable.model.account import Account, Passkey, Role

SITE = Site("https://newsroom.example.org")
WORDS = "four plain words here"


def pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass(slots=True)
class Authenticator:
    """A key in software that signs whatever it is told to."""

    site: Site = SITE
    uses: int = 1
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"sixteen bytes id"

    def make(self, challenge: str, wrong: dict[str, str] | None = None) -> str:
        """What it answers to a wish for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        data = self._data(0x41) + bytes(15) + b"\x01" + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(self._client("webauthn.create", challenge, wrong), attestationObject=pack(attested))

    def use(self, challenge: str, wrong: dict[str, str] | None = None) -> str:
        """What it answers to a question."""
        client, data = self._client("webauthn.get", challenge, wrong), self._data(0x01)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=pack(data), signature=pack(signed))

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.name.encode()).digest() + bytes([flags]) + struct.pack(">I", self.uses)

    def _client(self, kind: str, challenge: str, wrong: dict[str, str] | None) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.site.origin, "crossOrigin": False}
        return json.dumps(told | (wrong or {})).encode()

    def _answer(self, client: bytes, **response: str) -> str:
        response["clientDataJSON"] = pack(client)
        one = {"id": pack(self.id), "rawId": pack(self.id), "type": "public-key", "response": response}
        return json.dumps(one | {"clientExtensionResults": {}})


@pytest.fixture
def desk() -> PasskeyDesk:
    return PasskeyDesk()


def enroll(desk: PasskeyDesk, one: Authenticator) -> Passkey:
    challenge = desk.make_challenge()
    key, public, uses = desk.read_new(SITE, one.make(challenge), challenge)
    return Passkey(key, "acc-1", "telephone", public, uses, "2026-01-01")


def test_a_passkey_is_made_and_used(desk: PasskeyDesk) -> None:
    one = Authenticator()
    known = enroll(desk, one)
    assert (known.id, known.uses) == (pack(one.id), 1)
    challenge = desk.make_challenge()
    asked = json.loads(desk.ask(SITE, [known], challenge))
    assert (asked["rpId"], asked["challenge"]) == ("newsroom.example.org", challenge)
    assert [key["id"] for key in asked["allowCredentials"]] == [known.id]
    one.uses = 2
    assert desk.read(SITE, one.use(challenge), [known], challenge) == (known, 2)
    account = Account("acc-1", "Ada Moor", Role.CODER, "")
    again = json.loads(desk.ask_new(SITE, account, [known], challenge))
    assert [key["id"] for key in again["excludeCredentials"]] == [known.id]
    assert again["user"]["name"] == "Ada Moor"


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://newsroom.example.net"}, {"challenge": "YW5vdGhlcg"}, {"type": "webauthn.get"}]
)
def test_a_passkey_made_elsewhere_or_for_another_question_is_refused(desk: PasskeyDesk, wrong: dict[str, str]) -> None:
    challenge = desk.make_challenge()
    with pytest.raises(SignInRefused):
        desk.read_new(SITE, Authenticator().make(challenge, wrong), challenge)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://newsroom.example.org.elsewhere.example"},
        {"origin": "http://newsroom.example.org"},
        {"challenge": "YW5vdGhlcg"},
        {"type": "webauthn.create"},
    ],
)
def test_an_answer_for_elsewhere_or_another_question_is_refused(desk: PasskeyDesk, wrong: dict[str, str]) -> None:
    one, challenge = Authenticator(), desk.make_challenge()
    known = enroll(desk, one)
    one.uses = 2
    with pytest.raises(SignInRefused):
        desk.read(SITE, one.use(challenge, wrong), [known], challenge)


def test_a_counter_that_stays_or_goes_back_is_refused(desk: PasskeyDesk) -> None:
    """A copied passkey counts on its own: whoever comes second with a number that was used is turned away."""
    one, challenge = Authenticator(uses=5), desk.make_challenge()
    known = enroll(desk, one)
    for uses in (5, 4, 0):
        one.uses = uses
        with pytest.raises(SignInRefused, match="does not hold"):
            desk.read(SITE, one.use(challenge), [known], challenge)
    never = replace(known, uses=0)
    one.uses = 0  # those that do not count stay at nought
    assert desk.read(SITE, one.use(challenge), [never], challenge) == (never, 0)


def test_another_key_another_site_and_broken_answers_are_refused(desk: PasskeyDesk) -> None:
    one, challenge = Authenticator(), desk.make_challenge()
    known = enroll(desk, one)
    one.uses = 2
    copy = Authenticator(uses=2)  # the same id, another key
    other_site = Authenticator(Site("https://newsroom.example.net"), 2, one.key)
    stranger = Authenticator(uses=2, id=b"another id")
    right = json.loads(one.use(challenge))
    broken = [
        "",
        "[]",
        "{}",
        "null",
        "x" * 30_000,
        json.dumps(right | {"response": {}}),
        json.dumps(right | {"rawId": "AAAA"}),
        json.dumps(right | {"response": right["response"] | {"signature": "AAAA"}}),
        json.dumps(right | {"response": right["response"] | {"authenticatorData": "AAAA"}}),
    ]
    for answer in (copy.use(challenge), other_site.use(challenge), stranger.use(challenge), *broken):
        with pytest.raises(SignInRefused):
            desk.read(SITE, answer, [known], challenge)
        with pytest.raises(SignInRefused):
            desk.read_new(SITE, answer, challenge)


@pytest.mark.parametrize(
    ("origin", "bears"),
    [
        ("https://newsroom.example.org", True),
        ("http://localhost:8400", True),
        ("http://newsroom.example.org", False),
        ("http://127.0.0.1:8400", False),
        ("https://192.0.2.7", False),
        ("https://[::1]:8400", False),
    ],
)
def test_where_browsers_make_passkeys(origin: str, bears: bool) -> None:
    assert Site(origin).bears_passkeys is bears


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_TEAM_KEY", str(folder / "team.key"))
        with open_door(folder / "investigation", host="localhost") as one:
            yield one


def _enter(door: Door, name: str) -> Any:
    """Somebody with an account whose second factor is still to be set up."""
    browser, code = door.browser(), door.invite(name)
    assert browser.post("/invitation", token="", code=code, password=WORDS, again=WORDS).status_code == 303
    return browser


def _asked(text: str) -> str:
    found = re.search(r"&#34;challenge&#34;: &#34;([^&]+)&#34;", text)
    assert found, text
    return found.group(1)


@pytest.mark.slow
def test_what_was_asked_is_answered_once_and_in_the_session_that_asked(door: Door) -> None:
    site = Site(door.address)
    one, browser = Authenticator(site), _enter(door, "Ada Asked")
    other = _enter(door, "Bea Beside")
    page = browser.get("/second-factor/new")
    challenge, token = _asked(page.text), token_in(page)
    made = one.make(challenge)
    others = token_in(other.get("/second-factor/new"))
    assert other.post("/second-factor/new/passkey", token=others, answer=made).status_code == 401
    done = browser.post("/second-factor/new/passkey", token=token, answer=made, name="  my   telephone ")
    assert done.text.count("<li><code>") == 8
    account = door.members.accounts.find_name("Ada Asked")
    assert account is not None
    assert (account.has_second, account.secret) == (True, "")
    assert [key.name for key in door.members.accounts.list_passkeys(account.id)] == ["my telephone"]

    again = door.browser()
    half = again.post("/sign-in", token="", name="Ada Asked", password=WORDS)
    assert half.headers["location"] == "/second-factor"
    page = again.get("/second-factor")
    assert "A recovery code" in page.text
    one.uses = 2
    answer, token = one.use(_asked(page.text)), token_in(page)
    old = again.post("/second-factor/passkey", token=token, answer=one.use("YW5vdGhlcg"))
    assert old.status_code == 401  # and what was asked holds no more
    assert again.post("/second-factor/passkey", token=token, answer=answer).status_code == 401
    page = again.get("/second-factor")
    answer = one.use(_asked(page.text))
    done = again.post("/second-factor/passkey", token=token, answer=answer)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert again.get("/").status_code == 200
    # The last passkey stays where there are no time codes; an answer that was used opens nothing more.
    token = token_in(again.get("/account"))
    kept = again.post("/account/passkeys/remove", token=token, passkey=pack(one.id))
    assert "your only second factor" in kept.text
    third = door.browser()
    third.post("/sign-in", token="", name="Ada Asked", password=WORDS)
    token = token_in(third.get("/second-factor"))
    assert third.post("/second-factor/passkey", token=token, answer=answer).status_code == 401
    assert third.post("/second-factor", token=token, code="123456").status_code in (401, 429)


@pytest.mark.slow
def test_a_counter_that_moved_meanwhile_and_a_key_of_two_people_are_refused(door: Door) -> None:
    accounts = door.members.accounts
    one = Passkey("key-1", "acc-9", "stick", "AAAA", 3, "2026-01-01")
    accounts.add_passkey(one)
    with pytest.raises(ValueNotAllowed, match="set up already"):
        accounts.add_passkey(replace(one, account="acc-8"))
    assert accounts.use_passkey(one, 4, "2026-01-02")
    assert not accounts.use_passkey(one, 5, "2026-01-02")  # it was read before the other use
    assert not accounts.remove_passkey("acc-8", one.id)
    assert accounts.remove_passkey("acc-9", one.id)


@pytest.mark.slow
def test_a_new_link_takes_every_passkey_away(door: Door) -> None:
    browser = _enter(door, "Rae Reset")
    one = Authenticator(Site(door.address), id=b"of rae")
    page = browser.get("/second-factor/new")
    browser.post("/second-factor/new/passkey", token=token_in(page), answer=one.make(_asked(page.text)))
    account = door.members.accounts.find_name("Rae Reset")
    assert account is not None
    assert len(door.members.accounts.list_passkeys(account.id)) == 1
    code = door.invite("Rae Reset", renew=True)
    fresh = door.browser()
    assert fresh.post("/invitation", token="", code=code, password=WORDS, again=WORDS).status_code == 303
    assert door.members.accounts.list_passkeys(account.id) == []
    assert "type it: <code>" in fresh.get("/second-factor/new").text


@pytest.mark.slow
@pytest.mark.browser
def test_passkeys_in_a_browser(door: Door, browser: Chromium) -> None:
    """Set up in the place of time codes, sign in, add another, remove the first; and without script, a code."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    line = context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    first = _plug_in(line)
    page.goto(f"{door.address}/invitation/{door.invite('Pia Passkey')}")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_label("The same again").fill(WORDS)
    page.get_by_role("button", name="Go on").click()
    look(page, "passkey-new")
    page.get_by_label("what do you call this device").fill("my telephone")
    page.get_by_role("button", name="Set up a passkey instead").click()
    page.get_by_role("link", name="I have kept them").click()
    account = door.members.accounts.find_name("Pia Passkey")
    assert account is not None
    assert len(line.send("WebAuthn.getCredentials", {"authenticatorId": first})["credentials"]) == 1

    _sign_out_and_in(page, door)
    look(page, "passkey-use")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{door.address}/")
    assert [key.uses for key in door.members.accounts.list_passkeys(account.id)] == [2]

    page.goto(f"{door.address}/account")
    page.get_by_label("call this device").fill("the same again")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("This passkey is set up already.").wait_for()
    line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    _plug_in(line)
    page.get_by_label("call this device").fill("a stick")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("The passkey “a stick” is set up.").wait_for()
    look(page, "passkey-account")
    page.get_by_role("button", name="Remove the passkey my telephone").click()
    page.get_by_text("“my telephone” signs in no more").wait_for()
    assert [key.name for key in door.members.accounts.list_passkeys(account.id)] == ["a stick"]

    _sign_out_and_in(page, door)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{door.address}/")
    assert faults == []
    assert ("sign-in", '{"factor": "passkey"}') in door.trail()
    context.close()

    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    _type_password(page, door)
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    assert page.get_by_label("recovery code").is_visible()
    plain.close()


def _plug_in(line: CDPSession) -> str:
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return str(line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def _sign_out_and_in(page: Page, door: Door) -> None:
    page.get_by_role("button", name="Sign out").click()
    _type_password(page, door)


def _type_password(page: Page, door: Door) -> None:
    page.goto(f"{door.address}/sign-in")
    page.get_by_label("Name").fill("Pia Passkey")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Go on").click()
