"""The small parts of collect: walls, links, waits, differences, the key that signs."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.adapters.signing import FILE_NAME, load_signer
from answerable.collect.chain import VisitLog
from answerable.collect.difference import find_difference, render_difference
from answerable.collect.due import find_due, find_waits, parse_wait
from answerable.collect.links import find_links
from answerable.collect.verify import check_archive
from answerable.collect.visit import Closing, Visit
from answerable.collect.walk import Walk
from answerable.collect.walls import find_wall
from answerable.errors import StorageFailed
from answerable.model.log import LogSource
from answerable.ports import Fetched

NOW = dt.datetime(2021, 6, 1, 6, 15, tzinfo=dt.UTC)
SOURCE = LogSource("tarnshire", "tarnshire", "hearing_outcomes", "https://x.example/log", every_days=7)


def answer(body: str, status: int = 200, final: str = "") -> Fetched:
    return Fetched("https://x.example/log", NOW, status, (), body.encode(), final_address=final)


@pytest.mark.parametrize(
    ("fetched", "wall"),
    [
        (answer("<html><form><input name=p type=password></form>"), "the page asks to log in"),
        (answer("<html>" + "<p>PC A was dismissed.</p>" * 300 + "<input type='password'>"), ""),
        (answer("<html>" + "<p>Words</p>" * 900 + "<input type=password>", final="https://x.example/login?to=log"),
         "the page asks to log in"),
        (answer("", status=401), "the page asks to log in"),
        (answer("<html><title>Just a moment</title>Checking your browser before accessing"),
         "the site asks for proof that a person is visiting"),
        (answer("<html><p>An officer asked a colleague for a password.</p>"), ""),
    ],
)  # fmt: skip
def test_a_wall_is_told_from_a_log(fetched: Fetched, wall: str) -> None:
    assert find_wall(fetched) == wall


def test_links_stay_on_the_site() -> None:
    body = (
        b"<base href='/hearings/'><main><a href='a.pdf#page=2'>A</a><a href='https://www.x.example/b'>B</a>"
        b"<a href='https://files.x.example/c'>C</a><a href='https://elsewhere.example/d'>D</a>"
        b"<a href='mailto:desk@x.example'>E</a><a href='javascript:go()'>F</a><a href='http://[bad'>G</a></main>"
    )
    assert find_links(body, "https://x.example/log", "main a") == [
        "https://x.example/hearings/a.pdf", "https://www.x.example/b", "https://files.x.example/c",
    ]  # fmt: skip


def test_a_log_that_never_ends_is_left_and_its_rest_is_counted() -> None:
    source = LogSource("t", "t", "hearing_outcomes", "https://x.example/log", next_link="a", most_pages=3)
    walk, address = Walk(source, NOW.isoformat()), "https://x.example/log"
    for number in range(5):
        found = walk.take(address, f"<p>Officer {'x' * number}</p><a href='/log{number}'>next</a>".encode())
        if not found:
            break
        (address,) = found
    assert (walk.n_taken, walk.n_left_out) == (3, 1)


def test_a_timer_of_each_morning_does_not_slip_by_a_day() -> None:
    def visited(ago: dt.timedelta, problem: str = "") -> list[Visit | Closing]:
        at = (NOW - ago).isoformat()
        page = Visit("tarnshire", SOURCE.address, at, 200, "", "", "", problem=problem, visited_at=at)
        return [page, Closing("tarnshire", at, 1)]

    week = dt.timedelta(days=7)
    assert find_due([SOURCE], visited(week - dt.timedelta(seconds=40)), NOW) == [SOURCE]
    assert find_due([SOURCE], visited(week - dt.timedelta(days=1)), NOW) == []
    assert find_due([SOURCE], visited(dt.timedelta(days=1), "timed out"), NOW) == [SOURCE]
    assert find_due([SOURCE], visited(dt.timedelta(hours=2), "timed out"), NOW) == []
    assert find_due([SOURCE], visited(week)[:1], NOW) == [SOURCE], "a visit that was broken off is due"


def test_a_wait_is_kept_until_it_is_over() -> None:
    asked = Visit("t", SOURCE.address, NOW.isoformat(), 503, "", "", "", headers=(("Retry-After", "3600"),))
    assert list(find_waits([asked], NOW + dt.timedelta(minutes=59))) == ["x.example"]
    assert find_waits([asked], NOW + dt.timedelta(minutes=61)) == {}
    assert parse_wait("Tue, 01 Jun 2021 06:45:00 GMT", NOW) == dt.timedelta(minutes=30)
    assert parse_wait("soon", NOW) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_was_kept_and_added_is_what_stands_there_now(before: str, after: str) -> None:
    edits = find_difference(before, after)
    assert "".join(edit.words for edit in edits if edit.kind != "removed") == after


def test_a_difference_is_shown_word_by_word() -> None:
    edits = find_difference("The officer may be dismissed on 3 May.", "The officer was dismissed on 3 May 2021.")
    assert render_difference(edits) == "The officer [-may be-]{+was+} dismissed on 3 May{+ 2021+}."


def test_the_key_is_made_once_for_its_owner_and_one_in_the_folder_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANSWERABLE_SIGNING_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    folder = tmp_path / "investigation"
    folder.mkdir()
    first = load_signer(folder)
    assert first.path == tmp_path / "settings" / "answerable" / FILE_NAME
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert load_signer(folder).public_key == first.public_key
    assert not list(folder.iterdir())
    monkeypatch.setenv("ANSWERABLE_SIGNING_KEY", str(tmp_path / "other.key"))
    (folder / FILE_NAME).write_bytes(load_signer(folder).path.read_bytes())
    monkeypatch.delenv("ANSWERABLE_SIGNING_KEY")
    assert load_signer(folder).public_key != first.public_key
    (folder / FILE_NAME).write_text("no key")
    with pytest.raises(StorageFailed):
        load_signer(folder)


def test_another_key_lines_taken_away_and_a_head_laid_down_elsewhere(tmp_path: Path) -> None:
    def get_bytes(sha256: str) -> bytes:
        raise AssertionError(sha256)

    signer = load_signer(tmp_path)
    log = VisitLog(tmp_path / "warc", signer)
    for number in range(4):
        log.append(Closing("tarnshire", f"2021-06-0{number + 1}T00:00:00+00:00", 1))
    whole = check_archive(log.folder, tmp_path, get_bytes)
    assert (whole.problems, whole.n_lines, len(whole.signed_by)) == ((), 4, 1)
    (name,) = whole.signed_by
    assert check_archive(log.folder, tmp_path, get_bytes, trusted=[name], known_head=whole.head).problems == ()
    strangers = check_archive(log.folder, tmp_path, get_bytes, trusted=["0" * 32]).problems
    assert len(strangers) == 4
    log.path.write_bytes(b"".join(log.path.read_bytes().splitlines(keepends=True)[:3]))
    assert check_archive(log.folder, tmp_path, get_bytes).problems == ()  # a log that was cut verifies ...
    cut = check_archive(log.folder, tmp_path, get_bytes, known_head=whole.head).problems
    assert [problem.code for problem in cut] == ["visit-log-cut"]  # ... unless its head is known
