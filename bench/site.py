"""How soon the published page stands on a slow line: LCP and layout shift through the browser's own protocol.

    python -m bench site [FOLDER]

A site served on loopback, cold cache, 1.6 Mbit/s, 150 ms, processor slowed four times; the middle of five loads, in
each language of the site; layout shift is the most of the five. Beside it what pages of the kind weigh and take
elsewhere (measured the same way in 2026): BBC force page 638 KB and 3.8 s, Datasette list 374 KB and 2.4 s, Datasette
record 26 KB and 0.74 s.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import statistics
import sys
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

_LOADS = 5
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
_PEERS = {"article": (3.8, 1.0), "list": (2.4, 1.2), "record": (0.74, 0.6)}
_WATCH = """() => new Promise((done) => {
  let largest = 0, moved = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) largest = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const one of list.getEntries()) moved += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([largest / 1000, moved]), 600);
})"""


class _Packed(http.server.SimpleHTTPRequestHandler):
    """Serves files, packed as any web server packs text."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in (".html", ".css", ".js", ".svg", ".xml", ".json"):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(folder: Path) -> None:
    """Measure the site in a folder and print a line for each kind of page."""
    handler = functools.partial(_Packed, directory=str(folder))
    record = sorted(path.name for path in (folder / "cases").glob("case-*.html"))[0]
    kinds = {"article": "index.html", "list": "cases.html", "record": f"cases/{record}"}
    languages = ["", *sorted(f"{path.parent.name}/" for path in folder.glob("??/index.html"))]
    routes = [(kind, f"{language}{route}") for language in languages for kind, route in kinds.items()]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as driver:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for kind, route in routes:
            address = f"http://127.0.0.1:{server.server_address[1]}/{route}"
            loads = [_load(browser, address) for _ in range(_LOADS)]
            seconds, moved = statistics.median(one for one, _ in loads), max(other for _, other in loads)
            size = (folder / route).stat().st_size
            peer, goal = _PEERS[kind]
            print(
                f"{kind:8} {route[:12]:12} {size / 1000:5.1f} KB  LCP {seconds:.2f} s (goal {goal} s, peer {peer} s,"
                f" ratio {seconds / peer:.2f})  layout shift {moved:.3f}"
            )
        browser.close()
        server.shutdown()


def _load(browser: Browser, address: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    seconds, moved = page.evaluate(_WATCH)
    context.close()
    return float(seconds), float(moved)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/demo/build/site"))
