"""Visits with a real browser: what scripts make is seen, manners are kept, documents are had as they are."""

from __future__ import annotations

import http.server
import importlib.util
import itertools
import threading
import time
from collections.abc import Iterator

import pytest
from tests.collect.invented import StillClock

from answerable.adapters.fetch_browser import RENDERED, BrowserPages, find_browser
from answerable.adapters.fetch_live import Manners
from answerable.errors import AdapterUnavailable

SCRIPT = b"""<html><body><main id=m></main><script>
fetch('/data').then(r => r.text()).then(t => { document.getElementById('m').innerHTML = '<p>' + t + '</p>'; });
</script></body></html>"""
AGENT = "answerable/test (+mailto:desk@lanternpost.example)"


@pytest.fixture
def site() -> Iterator[tuple[str, list[tuple[float, str, str]]]]:
    seen: list[tuple[float, str, str]] = []
    pages = {
        "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.5"),
        "/log": (200, "text/html", SCRIPT),
        "/data": (200, "text/plain", b"PC A was dismissed."),
        "/a.pdf": (200, "application/pdf", b"%PDF-1.4 as it is"),
        "/busy": (429, "text/html", b"slow down"),
        "/private/log": (200, "text/html", b"never"),
        "/after": (200, "text/html", b"never either"),
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((time.monotonic(), self.path, self.headers["User-Agent"]))
            status, kind, body = pages.get(self.path, (404, "text/html", b"none"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_that_scripts_make_is_kept_as_it_stands(
    site: tuple[str, list[tuple[float, str, str]]], chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("needs the part `browser`")
    monkeypatch.setenv("ANSWERABLE_BROWSER", chromium)
    address, seen = site
    pages = BrowserPages(Manners(AGENT, delay_seconds=0.1, timeout_seconds=20), StillClock())
    wanted = [address + path for path in ("/log", "/private/log", "/a.pdf", "/none", "/busy", "/after")]
    found = {one.address.removeprefix(address): one for one in pages.fetch(wanted)}
    assert b"PC A was dismissed." in found["/log"].body
    assert dict(found["/log"].headers)[RENDERED].startswith("chromium ")
    assert found["/a.pdf"].body == b"%PDF-1.4 as it is"
    assert {path: one.problem for path, one in found.items() if one.problem} == {
        "/private/log": "robots.txt asks not to be visited here",
        "/none": "the server answered 404",
        "/busy": "the server asked to come back later",
        "/after": "the server asked to come back later",
    }
    asked = [(at, path) for at, path, _ in seen if path not in ("/data", "/favicon.ico")]
    assert not {"/private/log", "/after"} & {path for _, path in asked}
    assert all(later - earlier >= 0.4 for (earlier, _), (later, _) in itertools.pairwise(asked))
    assert {agent for _, path, agent in seen if path != "/favicon.ico"} == {AGENT}


def test_without_a_browser_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANSWERABLE_BROWSER", raising=False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("os.path.exists", lambda _: False)
    with pytest.raises(AdapterUnavailable) as error:
        find_browser()
    assert "Chromium" in str(error.value)
