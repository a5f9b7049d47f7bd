"""The endpoint over real HTTP: what may pass is tried again, what cannot pass stops, nothing is lost or followed."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import httpx
import pytest
from scripted_model import Reply, scripted_model

from answerable.adapters.language_model import ChatEndpoint, Endpoint, is_local, read_retry_after
from answerable.errors import AdapterUnavailable
from answerable.ports import Completed

GOOD = Reply({"cases": []})


def ask(replies: list[Reply], **changes: object) -> tuple[Completed, list[float], int]:
    """Ask once; give the answer, the pauses, and how many requests were made."""
    pauses: list[float] = []
    with scripted_model(replies) as server:
        settings = {"timeout_seconds": 0.3, "n_tries": 4} | changes
        model = ChatEndpoint(Endpoint(server.address, "small", **settings), pauses.append)  # type: ignore[arg-type]
        try:
            done = model.complete("rules", "words", {"type": "object"})
        finally:
            model.close()
        return done, pauses, len(server.requests)


def test_a_good_answer_and_what_is_sent() -> None:
    with scripted_model([GOOD]) as server:
        model = ChatEndpoint(Endpoint(server.address, "small", "secret", max_tokens=700))
        done = model.complete("rules", "words", {"type": "object"})
        model.close()
    assert (done.text, done.problem, done.n_in, done.n_out, done.n_tries) == ('{"cases": []}', "", 100, 20, 1)
    sent = server.requests[0]
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("small", 0, 700)
    shape = {"name": "coding", "strict": True, "schema": {"type": "object"}}
    assert sent["response_format"] == {"type": "json_schema", "json_schema": shape}
    assert [one["content"] for one in sent["messages"]] == ["rules", "words"]
    assert server.headers[0]["authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("bad", "pause"),
    [
        (Reply(status=500), 1.0),
        (Reply(status=503), 1.0),
        (Reply(status=429, headers=(("Retry-After", "7"),)), 7.0),
        (Reply(GOOD.content, cut=True), 1.0),
        (Reply(GOOD.content, seconds=2.0), 1.0),
        (Reply(raw=b"<html>busy</html>"), 1.0),
        (Reply(raw=b'{"error": "busy"}'), 1.0),
    ],
)
def test_what_passes_is_tried_again(bad: Reply, pause: float) -> None:
    done, pauses, n_requests = ask([bad, GOOD])
    assert (done.text, done.problem, n_requests, done.n_tries) == ('{"cases": []}', "", 2, 2)
    assert pauses == [pause]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (Reply(status=500), "server-error"),
        (Reply(status=429), "rate-limited"),
        (Reply(GOOD.content, cut=True), "cut"),
        (Reply(GOOD.content, seconds=2.0), "timeout"),
    ],
)
def test_what_does_not_pass_is_told(bad: Reply, problem: str) -> None:
    done, pauses, n_requests = ask([bad], n_tries=3, timeout_seconds=0.2)
    assert (done.text, done.problem, n_requests) == ("", problem, 3)
    assert pauses == [1.0, 2.0]


@pytest.mark.slow
def test_a_refusal_and_silence_are_answers() -> None:
    done, _, n_requests = ask([Reply(refusal="I cannot help with that.")])
    assert (done.refusal, done.problem, n_requests) == ("I cannot help with that.", "", 1)
    assert ask([Reply("")])[0].refusal == "the model said nothing"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 301])
def test_what_cannot_pass_stops(status: int) -> None:
    with pytest.raises(AdapterUnavailable) as caught:
        ask([Reply(status=status, headers=(("Location", "http://127.0.0.1:9/v1"),))])
    assert str(status) in caught.value.found


def test_nobody_there() -> None:
    with scripted_model([GOOD]) as server:
        address = server.address
    model = ChatEndpoint(Endpoint(address, "small", n_tries=2), lambda _: None)
    with pytest.raises(AdapterUnavailable, match="does not answer"):
        model.complete("rules", "words", {})


def test_endless_output_is_cut() -> None:
    done, _, _ = ask([Reply(raw=b" " * 4_100_000)], n_tries=1, timeout_seconds=5.0)
    assert done.problem == "cut"


def test_a_date_to_wait_for() -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    assert 25 < read_retry_after(soon, 1.0) <= 30
    assert read_retry_after("nan", 3.0) == 3.0


@pytest.mark.parametrize("address", ["http://localhost.evil.example/v1", "http://10.0.0.2/v1", "http://0.0.0.0/v1"])
def test_only_this_machine_is_local(address: str) -> None:
    assert not is_local(address)
    assert is_local("http://[::1]:8000/v1")


@pytest.mark.slow
def test_a_proxy_of_the_environment_is_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert httpx.Client()._mounts  # the variable would be heard
    assert ask([GOOD])[0].text
