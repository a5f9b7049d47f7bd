"""WACZ in the engine of the public player (ReplayWeb.page), in a real browser: every answer comes back byte for byte.

The engine is not ours to ship (AGPL). To try it: `npm pack @webrecorder/wabac`, unpack it, and name its service worker
in the environment: ANSWERABLE_WABAC=package/dist/sw.js. Tried with wabac 2.27.3.
"""

from __future__ import annotations

import datetime as dt
import http.server
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from answerable.adapters.wacz import write_wacz
from answerable.adapters.warc import WarcArchive
from answerable.model.ids import hash_bytes
from answerable.ports import Fetched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADD = """async () => {
  const worker = navigator.serviceWorker;
  await worker.register("/sw.js", {scope: "/"});
  await worker.ready;
  if (!worker.controller) await new Promise((done) => worker.addEventListener("controllerchange", done));
  const answer = new Promise((done) => worker.addEventListener("message", (event) => {
    if (/^coll(Added|AddError)$/.test(event.data.msg_type)) done(event.data.msg_type);
  }));
  const file = {sourceUrl: location.origin + "/visits.wacz", name: "visits.wacz"};
  worker.controller.postMessage({msg_type: "addColl", name: "visits", type: "archive", skipExisting: false, file});
  return answer;
}"""
HASH = """async (address) => {
  const answer = await fetch(address);
  const digest = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return [answer.status, [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")];
}"""
SHOW = """async (address) => {
  const frame = document.createElement("iframe");
  frame.src = address;
  document.body.append(frame);
  await new Promise((done) => { frame.onload = done; });
  return frame.contentDocument.body.innerText;
}"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, dict[tuple[str, str], bytes]]]:
    """A package of visits beside the engine, on a server that knows ranges; and what was visited."""
    engine = os.environ.get("ANSWERABLE_WABAC", "")
    if not engine:
        pytest.skip("the player's engine is not here; npm pack @webrecorder/wabac, and set ANSWERABLE_WABAC")
    archive, kept, warcs = WarcArchive(tmp_path), {}, []
    for day in range(1, 8):
        address = f"https://www.tarnshire.police.example/misconduct?page={day % 3}"
        when = dt.datetime(2021, 1, day, 6, 30, tzinfo=dt.UTC)
        body = f"<!doctype html><meta charset=utf-8><title>Day {day}</title><p>Seen on day {day}.</p>é".encode()
        warcs.append(archive.keep("log", Fetched(address, when, 200, (("Content-Type", "text/html"),), body)).path)
        kept[address, when.strftime("%Y%m%d%H%M%S")] = body
    write_wacz(tmp_path / "a.wacz", [tmp_path / one for one in warcs], title="a", description="b", software="c")
    files = {
        "/": (b"<!doctype html><title>player</title><body></body>", "text/html"),
        "/sw.js": (Path(engine).read_bytes(), "text/javascript"),
        "/visits.wacz": ((tmp_path / "a.wacz").read_bytes(), "application/octet-stream"),
    }
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(files)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", kept
        server.shutdown()


def make_handler(files: dict[str, tuple[bytes, str]]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = files.get(self.path.partition("?")[0], (b"", ""))
            asked = re.match(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            self.send_response(206 if asked else 200 if kind else 404)
            if asked:
                first = int(asked[1]) if asked[1] else max(0, len(body) - int(asked[2]))
                last = min(int(asked[2]), len(body) - 1) if asked[1] and asked[2] else len(body) - 1
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
                body = body[first : last + 1]
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    return Handler


def test_the_engine_of_the_public_player_replays_every_visit(
    served: tuple[str, dict[tuple[str, str], bytes]], browser: Browser
) -> None:
    home, kept = served
    page = browser.new_page()
    page.goto(home)
    assert page.evaluate(ADD) == "collAdded"
    for (address, instant), body in kept.items():
        assert page.evaluate(HASH, f"/w/visits/{instant}id_/{address}") == [200, hash_bytes(body)]
    (address, instant), *_ = kept
    assert "Seen on day 1." in page.evaluate(SHOW, f"/w/visits/{instant}mp_/{address}")
    page.close()
