"""How soon a coder sees a far page of a document of 300 pages, on a server that has just started.

    python bench/newsroom.py [--loads 5]

`answerable serve` is started anew for each load; the line has 1.6 Mbit/s and 150 ms, the browser's processor is slowed
four times and nothing is cached. Told is the largest paint of the first page that the server draws (asked for as soon
as it answers, and two seconds later, when a person could have come), and of a page opened after it; the middle and the
longest.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.web.test_reader_long import FAR, make_long_folder

from bench.coders import find_port

ROOT = Path(__file__).resolve().parent.parent
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
_LARGEST = """() => new Promise((done) => {
  let largest = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) largest = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(largest / 1000), 1500);
})"""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The newsroom as a process of its own; gives its address as soon as it answers."""
    port = find_port()
    command = [sys.executable, "-m", "answerable", "serve", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/static/icon.svg")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def time_page(browser: Browser, address: str) -> float:
    """Seconds to the largest paint."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    driver = context.new_cdp_session(page)
    driver.send("Network.enable")
    driver.send("Network.setCacheDisabled", {"cacheDisabled": True})
    driver.send("Network.emulateNetworkConditions", _NETWORK)
    driver.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load")
    seconds = float(page.evaluate(_LARGEST))
    context.close()
    return seconds


def find_document(folder: Path) -> str:
    """The document that `make_long_folder` archived."""
    return next((folder / "sources").rglob("????????????????????????????????????????????????????????????????")).name


def main() -> None:
    """Measure and say."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    words.add_argument("--loads", type=int, default=5)
    n = words.parse_args().loads
    times: dict[str, list[float]] = {"at once": [], "two seconds later": [], "then another page": []}
    with tempfile.TemporaryDirectory(prefix="answerable-newsroom-") as name, sync_playwright() as driver:
        folder = make_long_folder(Path(name) / "investigation", ROOT / "examples" / "police-social-media")
        document = find_document(folder)
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for kind, wait in (("at once", 0), ("two seconds later", 2)):
            for _ in range(n):
                with serve(folder) as home:
                    time.sleep(wait)
                    far, other = (f"{home}/document/{document}?page={page}" for page in (FAR, FAR - 100))
                    times[kind].append(time_page(browser, far))
                    if wait:
                        times["then another page"].append(time_page(browser, other))
        browser.close()
    for kind, some in times.items():
        print(f"{kind:18} largest paint {statistics.median(some):.2f} s, longest {max(some):.2f} s of {len(some)}")


if __name__ == "__main__":
    main()
