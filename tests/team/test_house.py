"""Several investigations on one server: one sign-in, and whoever has no role in one finds nothing of it anywhere."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from playwright.sync_api import Browser
from starlette.types import Message
from tests.team.conftest import NAMES, PASSWORD, Team, fill, move_record, token_of
from tests.team.provider import serve
from tests.team.test_screens import look, sign_in

from answerable.adapters.openid import Identity
from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.cli import answerable
from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.account import Journey, Passkey, Role, Stage
from answerable.model.case import Case, Standing
from answerable.store.record import Record
from answerable.store.team.moving import move_accounts
from answerable.web.app import TeamOptions
from answerable.web.house import make_house
from answerable.web.prefix import Prefixed
from answerable.web.team.access import ENROLLING, HALF_WAY, NOBODY, OUTSIDER, TABLE, Access
from answerable.web.team.joining import find_invited
from answerable.web.team.membership import HOUSE, Membership, hash_secret
from answerable.web.team.people import make_invitation

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
HERE, THERE = "alpha", "bravo"
SECRET_NAME = "The Bravo inquiry"
_DOORS = ("/sign-in", "/invitation", "/openid", "/second-factor", "/sign-out", "/account", "/health", "/metrics")
INSIDE = [
    one
    for one in TABLE
    if not one.path.startswith(_DOORS) and one.path != "/investigations" and OUTSIDER not in one.who
]
"""What stands under /i/NAME/."""


@dataclass(slots=True)
class Two:
    """Two investigations in one house; people of the first bear the names of their roles, of the second with a B."""

    address: str
    here: Team
    there: Team
    members: Membership
    folders: tuple[Path, Path]


@contextmanager
def make_databases(server: str, n: int) -> Iterator[list[str]]:
    names = [f"t{uuid.uuid4().hex}" for _ in range(n)]
    engine = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield [f"{server}/{name}" for name in names]
    with engine.connect() as connection:
        for name in names:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def rename(folder: Path, slug: str, name: str, accounts: str) -> None:
    file = folder / "answerable.toml"
    text = re.sub(r"(?m)^slug = .*$", f'slug = "{slug}"', file.read_text())
    text = re.sub(r"(?m)^name = .*$", f'name = "{name}"', text, count=1)
    file.write_text(f'{text}\n[team]\naccounts = "{accounts}"\n')


@pytest.fixture(scope="module")
def two(run_folder: Path, tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[Two]:
    base = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch, make_databases(postgres_server, 3) as (first, second, accounts):
        patch.setenv("ANSWERABLE_TEAM_KEY", str(base / "team.key"))
        folders = (base / "one", base / "two")
        for folder, url, slug, name in zip(
            folders, (first, second), (HERE, THERE), ("The Alpha inquiry", SECRET_NAME), strict=True
        ):
            shutil.copytree(run_folder, folder)
            move_record(folder, url)
            rename(folder, slug, name, accounts)
        app = make_house(folders, n_workers=0, team=TeamOptions(metrics_token="watcher's token"))
        with serve(app) as address, Record.open(accounts, archive=base / "none") as record:
            house = Membership(record, Passwords(), SecondFactor.open(), investigation=HOUSE)
            hashed = house.passwords.make(PASSWORD)
            teams = []
            for folder, slug in zip(folders, (HERE, THERE), strict=True):
                investigation = Investigation.open(folder, n_workers=0)
                part = house.add_part(slug, investigation.record)
                teams.append(Team(folder, address, investigation, part, hashed, prefix=slug))
            for role, name in NAMES.items():
                teams[0].add(name, role)
                teams[1].add(f"{name} B", role)
            yield Two(address, teams[0], teams[1], house, folders)
            for team in teams:
                team.investigation.record.close()


def _seat(two: Two, name: str, stage: Stage = Stage.FULL) -> httpx.Client:
    account = two.members.accounts.find_name(name)
    assert account is not None
    return two.here.client(two.members.begin(account, stage))


def _token(client: httpx.Client) -> str:
    return token_of(client.get("/account").text)


def _send(client: httpx.Client, access: Access, path: str, token: str) -> httpx.Response:
    return client.get(path) if access.method == "GET" else client.post(path, data={"token": token})


@pytest.mark.parametrize("role", list(Role))
def test_every_route_as_every_role_of_it_and_of_the_other(two: Two, role: Role) -> None:
    case = two.here.investigation.record.all(Case)[0]
    wrong = []
    with _seat(two, NAMES[role]) as mine, _seat(two, f"{NAMES[role]} B") as theirs:
        tokens = _token(mine), _token(theirs)
        for access in INSIDE:
            path = f"/i/{HERE}{fill(access, case)}"
            # With no token where it would count everything again: the gate comes before the form.
            own = _send(mine, access, path, tokens[0] if access.path != "/recount" else "")
            unknown = own.text == "There is no such page." or own.status_code == 405
            if ("x-refused" not in own.headers) != (role.value in access.who) or unknown:
                wrong.append((access.method, path, own.status_code))
            other = _send(theirs, access, path, tokens[1])
            nowhere = _send(theirs, access, path.replace(HERE, "nowhere", 1), tokens[1])
            if (other.status_code, other.text, _plain(other)) != (404, nowhere.text, _plain(nowhere)):
                wrong.append(("other", path, other.status_code))
    assert wrong == []


def _plain(answer: httpx.Response) -> dict[str, str]:
    """Headers without what differs each time."""
    return {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}


@pytest.mark.parametrize("who", [NOBODY, HALF_WAY, ENROLLING, "forged"])
def test_every_route_as_nobody_and_half_way(two: Two, who: str) -> None:
    case = two.here.investigation.record.all(Case)[0]
    stages = {HALF_WAY: Stage.PASSWORD, ENROLLING: Stage.ENROLL}
    client = (
        _seat(two, NAMES[Role.EDITOR], stages[who]) if who in stages else two.here.client("guess" * (who == "forged"))
    )
    with client:
        for access in INSIDE:
            for name in (HERE, THERE, "nowhere"):
                answer = _send(client, access, f"/i/{name}{fill(access, case)}", "")
                assert "x-refused" in answer.headers
                assert answer.status_code in (303, 401), (access, answer.status_code)
                assert "inquiry" not in answer.text + str(answer.headers)


def test_the_other_is_nowhere(two: Two) -> None:
    """No list, search, trail, figure or page names what somebody has no role in, nor whoever works on it."""
    for role, name in NAMES.items():
        with _seat(two, name) as client:
            assert client.get("/").headers["location"] == "/investigations"
            listed = client.get("/investigations").text
            assert "The Alpha inquiry" in listed
            pages = [listed, client.get("/account").text]
            for path in ("/", "/people", "/audit", "/search?q=inquiry", "/rulings", "/problems", "/role.css"):
                pages.append(client.get(f"/i/{HERE}{path}").text)
            for path in ("/sign-in", "/health", "/metrics", "/no/such/page", "/queue", f"/i/{THERE}", f"/i/{THERE}/"):
                answer = client.get(path)
                pages.append(answer.text + str(answer.headers))
        for page in pages:
            assert "bravo" not in page.casefold(), role
            assert f"{NAMES[Role.EDITOR]} B" not in page
    for line in two.here.investigation.record.audit_trail():
        assert " B" not in line["by"]


def test_one_sign_in_and_a_role_in_each(two: Two) -> None:
    both = two.here.add("B. Both", Role.REPORTER)
    two.there.members.accounts.set_role(both.id, Role.VIEWER)
    with two.here.client() as client:
        form = {"token": "", "name": "b. both", "password": PASSWORD, "next": f"/i/{THERE}/"}
        half = client.post("/sign-in", data=form)
        assert half.headers["location"] == f"/second-factor?next=/i/{THERE}/"
    with two.here.client(_cookie(half)) as client:
        assert client.get(f"/i/{HERE}/").headers["location"] == "/second-factor"
        form = {"token": token_of(client.get("/second-factor").text), "code": two.here.code_of("B. Both")}
        full = client.post("/second-factor", data=form | {"next": f"/i/{THERE}/"})
        assert full.headers["location"] == f"/i/{THERE}/"
    with two.here.client(_cookie(full)) as client:
        assert [client.get(f"/i/{name}/queue").status_code for name in (HERE, THERE)] == [200, 403]
        listed = client.get("/investigations").text
        assert [one in listed for one in ("The Alpha inquiry", SECRET_NAME)] == [True, True]
        # An editor here ends the role here, and no other.
        with _seat(two, NAMES[Role.EDITOR]) as editor:
            editor.post(f"/i/{HERE}/people/close", data={"token": _token(editor), "account": both.id})
        assert [client.get(f"/i/{name}/").status_code for name in (HERE, THERE)] == [404, 200]
        assert "The Alpha inquiry" not in client.get("/investigations").text


def _cookie(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]


def test_every_link_and_form_of_an_investigation_stays_in_it(two: Two) -> None:
    """A walk over its pages: what they lead to is there, and under its own prefix."""
    case = two.here.investigation.record.all(Case)[0]
    start = [f"/i/{HERE}/", f"/i/{HERE}/document/{case.document}?page={case.span.page}&at={case.id}"]
    shared = ("/account", "/sign-out", "/investigations")
    seen: set[str] = set()
    waiting, kinds = start, dict[str, int]()
    with _seat(two, NAMES[Role.EDITOR]) as client:
        while waiting and len(seen) < 150:
            address = waiting.pop(0)
            seen.add(address)
            answer = client.get(address)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith(f"/i/{HERE}/"), address
                waiting.append(answer.headers["location"].partition("#")[0])
                continue
            assert answer.status_code == 200, address
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            for attribute, link in re.findall(r'\s(href|src|action)="([^"]*)"', answer.text):
                found = urljoin(address, link.replace("&amp;", "&")).partition("#")[0]
                if "://" in found or link.startswith("mailto:"):
                    continue
                assert found.startswith(f"/i/{HERE}/") or found in shared, (address, link)
                kind = "/".join(urlsplit(found).path.split("/")[3:4])
                is_page = found.startswith("/i/") and attribute != "action"
                is_page &= not re.search(r"/original$|/board\.|/letter$", urlsplit(found).path)
                if is_page and kinds.get(kind, 0) < 8 and found not in seen and found not in waiting:
                    kinds[kind] = kinds.get(kind, 0) + 1
                    waiting.append(found)
    assert len(seen) > 40
    assert {"people", "queue", "document", "authority", "findings", "static"} <= {
        urlsplit(one).path.split("/")[3] for one in seen
    }


def test_a_ruling_is_kept_in_its_own_record_and_trail(two: Two) -> None:
    case = two.here.investigation.record.all(Case)[0]
    with _seat(two, NAMES[Role.REPORTER]) as client:
        form = {"token": _token(client), "do": f"accept case {case.id}", "page": str(case.span.page)}
        answer = client.post(f"/i/{HERE}/judgement", data=form)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/i/{HERE}/")
    assert two.here.investigation.record.get(Case, case.id).standing is Standing.ACCEPTED
    assert two.there.investigation.record.get(Case, case.id).standing is Standing.PROPOSED
    assert two.there.investigation.record.count_judgements() == 0
    with _seat(two, NAMES[Role.LAWYER]) as client:
        assert client.get(f"/i/{HERE}/document/{case.document}/original").status_code == 200
    line = two.here.investigation.record.newest_audit(1, action="file saved")[0]
    assert (line["by"], line["subject"]) == (NAMES[Role.LAWYER], f"document/{case.document}/original")
    assert two.members.record.newest_audit(1, action="file saved") == []


def test_whoever_is_of_another_is_invited_without_a_hint_and_keeps_their_password(two: Two) -> None:
    theirs = f"{NAMES[Role.CODER]} B"
    before = two.members.accounts.find_name(theirs)
    with _seat(two, NAMES[Role.EDITOR]) as editor:
        token = _token(editor)
        told = []
        for name in (theirs, "Somebody New"):
            form = {"token": token, "name": name, "role": "viewer"}
            told.append(editor.post(f"/i/{HERE}/people/invite", data=form).text.replace(name, "NAME"))
        links = [re.search(r"/invitation/([^<]+)</code>", page) for page in told]
        assert all(links)
        plain = [re.sub(r"/invitation/[^<]+", "", page).partition("<h2>Invited")[0] for page in told]
        assert plain[0] == plain[1]
        renew = {"token": token, "name": NAMES[Role.CODER], "role": "coder", "renew": "yes"}
        assert "other investigations too" in editor.post(f"/i/{HERE}/people/invite", data=renew).text
        assert 'name="renew"' not in editor.get(f"/i/{HERE}/people").text
    code = links[0].group(1) if links[0] else ""
    with two.here.client() as nobody, _seat(two, NAMES[Role.VIEWER]) as other, _seat(two, theirs) as coder:
        assert "Sign in as" in nobody.get(f"/invitation/{code}").text
        words = {"code": code, "password": "other words entirely", "again": "other words entirely"}
        assert nobody.post("/invitation", data={"token": "", **words}).status_code == 403
        assert other.post("/invitation", data={"token": _token(other), "code": code}).status_code == 403
        assert two.members.accounts.find_name(theirs) == before
        assert coder.get(f"/i/{HERE}/").status_code == 404
        assert "Take it on" in coder.get(f"/invitation/{code}").text
        assert coder.post("/invitation", data={"token": _token(coder), "code": code}).status_code == 303
        assert coder.get(f"/i/{HERE}/").status_code == 200
        assert coder.get(f"/i/{HERE}/queue").status_code == 403
        assert coder.get(f"/i/{THERE}/queue").status_code == 200
        assert coder.post("/invitation", data={"token": _token(coder), "code": code}).status_code == 404
    trail = two.here.investigation.record.newest_audit(5, action="role taken")
    assert [line["by"] for line in trail] == [theirs]
    account = two.members.accounts.find_name(theirs)
    assert account is not None
    two.here.members.accounts.close(account.id)


@pytest.mark.browser
def test_a_browser_goes_from_one_to_the_other(two: Two, browser: Browser) -> None:
    both = two.here.add("T. Two", Role.EDITOR)
    two.there.members.accounts.set_role(both.id, Role.REPORTER)
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    sign_in(page, two.here, "T. Two")
    page.wait_for_url(f"{two.address}/investigations")
    look(page, "investigations")
    page.get_by_role("link", name=SECRET_NAME).click()
    assert SECRET_NAME in page.locator("header").inner_text()
    look(page, "one-of-two")
    page.get_by_role("link", name="All investigations").click()
    page.get_by_role("link", name="The Alpha inquiry").click()
    page.get_by_role("link", name="Queue").first.click()
    assert page.url.startswith(f"{two.address}/i/{HERE}/queue")
    case = two.here.investigation.record.all(Case)[1]
    page.goto(f"{two.address}/i/{HERE}/document/{case.document}?page={case.span.page}&at={case.id}")
    page.get_by_role("button", name="Accept the case").first.click()
    assert page.url.startswith(f"{two.address}/i/{HERE}/")
    page.goto(f"{two.address}/i/{HERE}/people")
    look(page, "people-of-one")
    page.get_by_role("link", name="T. Two").click()
    page.wait_for_url(f"{two.address}/account")
    page.get_by_role("link", name="To the newsroom").click()
    page.wait_for_url(f"{two.address}/investigations")
    code = make_invitation(two.there.members, NAMES[Role.VIEWER], Role.VIEWER, "tests")
    page.goto(f"{two.address}/invitation/{code}")
    look(page, "join")
    assert faults == []
    context.close()


def test_figures_and_health_name_no_investigation(two: Two) -> None:
    with _seat(two, NAMES[Role.EDITOR]) as client:
        client.get(f"/i/{HERE}/queue")
        client.get(f"/i/{THERE}/queue")
        client.get("/i/nowhere/queue")
        figures, health = client.get("/metrics").text, client.get("/health")
    assert 'route="/i/{investigation}/queue",status="200"' in figures
    assert (health.status_code, health.text) == (200, "ok\n")
    for name in (HERE, THERE, "nowhere"):
        assert name not in figures


def test_the_commands_are_of_one_investigation(two: Two) -> None:
    def call(*words: str) -> str:
        done = CliRunner().invoke(answerable, list(words), catch_exceptions=False, standalone_mode=False)
        assert done.exit_code == 0, done.output
        return done.output

    one, other = (str(folder) for folder in two.folders)
    assert f"{NAMES[Role.EDITOR]} B" not in call("team", "list", one)
    assert f"{NAMES[Role.EDITOR]} B" in call("team", "list", other)
    call("team", "invite", f"{NAMES[Role.VIEWER]} B", one, "--role", "viewer")  # as somebody who is not known
    for words in (("close", f"{NAMES[Role.LAWYER]} B", one), ("reset", f"{NAMES[Role.LAWYER]} B", one)):
        with pytest.raises(NotInRecord):
            call("team", *words)
    with two.here.client() as client:
        form = {"token": "", "name": NAMES[Role.LAWYER], "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
    assert "password right" in call("team", "trail", one)
    assert "Every line follows" in call("team", "trail", other)
    assert "opens this investigation no more" in call("team", "close", f"{NAMES[Role.LAWYER]} B", other)
    with two.here.client() as client:
        form = {"token": "", "name": f"{NAMES[Role.LAWYER]} B", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        call("team", "close", f"{NAMES[Role.LAWYER]} B", other, "--everywhere")
        assert client.post("/sign-in", data=form).status_code == 401


def test_a_house_that_would_mix_them_does_not_open(two: Two, tmp_path: Path) -> None:
    with pytest.raises(ValueNotAllowed, match="one slug"):
        make_house([two.folders[0], two.folders[0]], n_workers=0, team=TeamOptions())
    other = tmp_path / "other"
    shutil.copytree(two.folders[0], other)
    file = other / "answerable.toml"
    text = file.read_text()
    file.write_text(text.replace(f'slug = "{HERE}"', 'slug = "charlie"'))
    with pytest.raises(ValueNotAllowed, match="database of their own"):
        make_house([two.folders[0], other], n_workers=0, team=TeamOptions())
    file.write_text(re.sub(r"(?ms)^\[team\].*", "", text))
    with pytest.raises(ValueNotAllowed, match="share their accounts"):
        make_house([two.folders[0], other], n_workers=0, team=TeamOptions())


def test_accounts_move_from_one_record_into_a_house(two: Two, record: Record, tmp_path: Path) -> None:
    """With password, second factor, passkeys and role; whoever has the name there already stays who they are."""
    old = Team(tmp_path, "", two.here.investigation, Membership(record, Passwords(), SecondFactor.open()), "hash")
    old.prefix = "old"
    mover = old.add("M. Mover", Role.LAWYER)
    old.add(NAMES[Role.EDITOR], Role.EDITOR)
    closed = old.add("M. Closed", Role.VIEWER)
    old.members.accounts.close(closed.id)
    old.members.accounts.add_passkey(Passkey("key-of-mover", mover.id, "stick", "AAAA", 3, "2026-01-01"))
    before, theirs = old.members.accounts.find(mover.id), two.members.accounts.find_name(NAMES[Role.EDITOR])
    done = move_accounts(record, two.members.record, "charlie")
    assert (done.moved, done.known) == (("M. Closed", "M. Mover"), (NAMES[Role.EDITOR],))
    there = Membership(record, Passwords(), SecondFactor.open(), house=two.members.record, investigation="charlie")
    assert there.accounts.find(mover.id) == before
    assert [key.name for key in there.accounts.list_passkeys(mover.id)] == ["stick"]
    assert [(one.name, one.is_open) for one in there.accounts.all()] == [("M. Closed", False), ("M. Mover", True)]
    assert two.members.accounts.find_name(NAMES[Role.EDITOR]) == theirs
    assert two.members.accounts.roles_of(mover.id) == {"charlie": Role.LAWYER}
    assert old.members.accounts.all() == []
    assert move_accounts(record, two.members.record, "charlie").moved == ()


def test_what_signing_in_keeps_is_used_once_on_postgresql(two: Two) -> None:
    """Ways to a provider, questions to passkeys, identities: as on SQLite, where the other tests try them."""
    accounts, now = two.here.members.accounts, two.members.now()
    way = Journey(
        "way-1", "state", "nonce", "verifier", "https://newsroom.example.org/openid/back", "/", now.isoformat()
    )
    accounts.set_out(way, "2026")
    assert accounts.arrive("way-1", "2026") == way
    assert accounts.arrive("way-1", "2026") is None
    accounts.set_out(way, "2026")
    assert accounts.arrive("way-1", (now + dt.timedelta(minutes=1)).isoformat()) is None  # it is over
    person = two.here.add("I. Identity", Role.VIEWER)
    seat = hash_secret(two.members.begin(person, Stage.FULL))
    accounts.set_challenge(seat, "use one")
    accounts.set_challenge(seat, "use another")
    assert [accounts.take_challenge(seat) for _ in range(2)] == ["use another", ""]
    make_invitation(two.here.members, "I. Identity", Role.CODER, "tests", renew=True, email="I@newsroom.example")
    [invited] = accounts.find_invitations_of("i@Newsroom.example", now.isoformat())
    assert accounts.join(invited.id, person.id, now.isoformat(), ("https://login.example", "u-1"))
    assert not accounts.join(invited.id, person.id, now.isoformat(), ("https://login.example", "u-1"))
    assert accounts.find_identity("https://login.example", "u-1") == person.id
    assert accounts.find_identity("https://another.example", "u-1") == ""
    assert accounts.find_session(seat) is None


def test_whoever_a_provider_vouches_for_gets_the_roles_they_are_invited_to_and_no_account_of_another(two: Two) -> None:
    ada = Identity("https://login.example", "ada-1", "ada@newsroom.example")
    assert find_invited(two.members, ada) is None
    for part, role in ((two.here.members, Role.CODER), (two.there.members, Role.LAWYER)):
        make_invitation(part, "P. Provided", role, "tests", email=ada.email)
    account = find_invited(two.members, ada)
    assert account is not None
    assert two.members.accounts.roles_of(account.id) == {HERE: Role.CODER, THERE: Role.LAWYER}
    for part in (two.here, two.there):
        trail = [line["action"] for line in part.investigation.record.newest_audit(3) if line["by"] == "P. Provided"]
        assert trail in (["account made"], ["role taken"])
    # An editor of the other who names somebody of here, with an address of their own, becomes nobody else.
    named = two.members.accounts.find_name(NAMES[Role.EDITOR])
    make_invitation(two.there.members, NAMES[Role.EDITOR], Role.EDITOR, "tests", email="mallory@newsroom.example")
    assert find_invited(two.members, Identity("https://login.example", "m-1", "mallory@newsroom.example")) is None
    assert two.members.accounts.find_name(NAMES[Role.EDITOR]) == named
    # Closed wholly, they come in no more, whatever the provider says.
    two.members.accounts.close_wholly(account.id)
    assert find_invited(two.members, ada) is None


def test_an_invitation_into_one_does_not_touch_one_of_the_same_name_into_the_other(two: Two) -> None:
    now = two.members.now().isoformat()
    for part in (two.here.members, two.there.members):
        make_invitation(part, "D. Double", Role.VIEWER, "tests")
    for part in (two.here.members, two.there.members):
        assert [one.name for one in part.accounts.open_invitations(now) if one.name == "D. Double"] == ["D. Double"]


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (b"text/html; charset=utf-8", b'<a href="/queue?a=1">', b'<a href="/i/alpha/queue?a=1">'),
        (b"text/html", b'<a href="/">', b'<a href="/i/alpha/">'),
        (
            b"text/html",
            b'<form method="post" action="/people/role">',
            b'<form method="post" action="/i/alpha/people/role">',
        ),
        (b"text/html", b'<a href="/account"><a href="/accounts">', b'<a href="/account"><a href="/i/alpha/accounts">'),
        (b"text/html", b'<a href="//elsewhere.example/">', b'<a href="//elsewhere.example/">'),
        (b"text/html", b'<a href="#x"><a href="https://x.example/">', b'<a href="#x"><a href="https://x.example/">'),
        (b"text/html", b"he wrote href=&#34;/queue&#34;", b"he wrote href=&#34;/queue&#34;"),
        (b"text/html", b'<input value="/document/1">', b'<input value="/document/1">'),
        (b"text/css", b'form[action="/undo"] { }', b'form[action="/i/alpha/undo"] { }'),
        (b"text/csv", b'<a href="/queue">', b'<a href="/queue">'),
    ],
)
def test_what_is_put_before_links_and_what_is_left(kind: bytes, body: bytes, expected: bytes) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    one = Prefixed(send, b"/i/alpha")
    length = str(len(body)).encode()
    steps: list[Message] = [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", kind), (b"content-length", length)],
        },
        {"type": "http.response.body", "body": body[:9], "more_body": True},
        {"type": "http.response.body", "body": body[9:]},
    ]
    for step in steps:
        with pytest.raises(StopIteration):
            one(step).__await__().__next__()
    assert b"".join(step.get("body", b"") for step in sent) == expected
    assert dict(sent[0]["headers"])[b"content-length"] == str(len(expected)).encode()
