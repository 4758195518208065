"""How fast the pages are in a real Chromium: first paint and hover over 12.5 million stored points, a list of 10,000 runs.

    make pages           or  python3 Benchmarks/pages.py --bearing .build/release/bearing

Figures of one machine, medians of several loads, printed as Markdown. What is said to be painted has been: a frame has
passed since the page's canvases or rows were there.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from browser import Browser
from load import Server

# Notes, in each page from its beginning, the first frame in which a condition holds, in milliseconds since the navigation.
WATCH = """
(() => {
  window.seen = {};
  const conditions = {
    charts: () => { const all = [...document.querySelectorAll("figure.chart")].filter((one) => {
        const box = one.getBoundingClientRect(); return box.height > 0 && box.top < innerHeight; });
      return all.length > 0 && all.every((one) => Number(one.dataset.points) > 0); },
    rows: () => document.querySelectorAll(".rows .row[aria-rowindex]").length > 10,
  };
  const look = () => {
    for (const [name, holds] of Object.entries(conditions)) {
      if (!(name in window.seen) && document.body && holds()) {
        requestAnimationFrame(() => { window.seen[name] ??= performance.now(); });
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""

HOVER = """
const plot = document.querySelector("figure.chart .plot");
const box = plot.getBoundingClientRect();
const times = [];
const step = (i) => {
  if (i === 40) { done(times); return; }
  const begin = performance.now();
  plot.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse",
    clientX: box.x + box.width * (0.2 + 0.015 * i), clientY: box.y + box.height / 2 }));
  // To the frame that shows it, and its layout.
  requestAnimationFrame(() => { document.body.getBoundingClientRect(); times.push(performance.now() - begin); step(i + 1); });
};
step(0);
"""


def wait_for(browser: Browser, name: str) -> float:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = browser.run(f"return window.seen?.{name} ?? null")
        if found is not None:
            return found
        time.sleep(0.05)
    raise SystemExit(f"{name}: nothing was painted within two minutes: {browser.run('return document.body.innerText')[:300]}")


def loads(browser: Browser, url: str, name: str, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        browser.open("about:blank")
        browser.open(url)
        times.append(wait_for(browser, name))
    return times


def row(what: str, times: list[float]) -> None:
    print(f"| {what} | {statistics.median(times):.0f} ms | {min(times):.0f} to {max(times):.0f} ms |", flush=True)


# Seconds until a page is calm, and for which it is watched.
CALM, WATCHED = 6, 20
FORGET = """
performance.setResourceTimingBufferSize(5000);
performance.clearResourceTimings();
window.turns = [];
// By the event's own time: the page's listeners come before this one, and ask at once.
document.addEventListener("visibilitychange", (event) => window.turns.push(event.timeStamp));
"""
# What is asked for in a second after the page was hidden was under way.
WHILE_HIDDEN = """
const [hidden, shown] = window.turns;
return performance.getEntriesByType("resource").filter((one) => one.startTime > hidden + 1000 && one.startTime < shown).length;
"""


def idle(browser: Browser, url: str, path: str) -> None:
    """What a page asks for while nobody does anything, in view and behind another tab."""
    browser.open(url + path)
    time.sleep(CALM)
    browser.run(FORGET)
    time.sleep(WATCHED)
    # By the browser's count, which takes an answer's headers for 300 bytes.
    size = sum(browser.run("return performance.getEntriesByType('resource').map((one) => one.transferSize)"))
    window = f"/session/{browser.session}/window"
    page = browser.send("GET", window)
    other = browser.send("POST", window + "/new", {"type": "tab"})["handle"]
    browser.send("POST", window, {"handle": other})
    time.sleep(WATCHED)
    browser.send("DELETE", window)
    browser.send("POST", window, {"handle": page})
    late = browser.run(WHILE_HIDDEN)
    print(f"| idle, {path} | {size / WATCHED:.0f} bytes/s | behind another tab {late} requests in {WATCHED - 1} s |", flush=True)


class Existing(Server):
    """A server that trains nothing over a data directory that is there."""

    def __init__(self, bearing: str, data: str, arguments: list[str]):
        self.process = subprocess.Popen([bearing, "serve", "--port", "0", "--data", data, "--workers", "0", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        match = re.search(r"http://([^:]+):(\d+)", self.process.stdout.readline())
        if not match:
            raise SystemExit(f"{bearing} did not start; type: make build")
        self.host, self.port = match[1], int(match[2])

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


def curves(bearing: str, folder: str, arguments: list[str], rounds: int) -> None:
    subprocess.run([bearing, "bench", "reading", "--data", folder], check=True, stdout=subprocess.DEVNULL)
    server = Existing(bearing, folder, arguments)
    with Browser() as browser:
        browser.before_each_page(WATCH)
        row("12.5 million points, 50 runs: every chart in view is painted",
            loads(browser, f"http://{server.host}:{server.port}/compare?runs=1-50", "charts", rounds))
        row("hover over one of them, to the frame that shows it", browser.run_async(HOVER))
        for path in ["/", "/compare?runs=1-50", "/run?id=1", "/sql"]:
            idle(browser, f"http://{server.host}:{server.port}", path)
    server.close()


def overview(bearing: str, folder: str, arguments: list[str], rounds: int) -> None:
    server = Existing(bearing, folder, arguments)
    for part in range(10):
        rates = [round(1e-5 * (1 + i + 1000 * part), 10) for i in range(1000)]
        server.request("POST", "/api/v1/jobs", {
            "dataset": "fashion-mnist", "network": "fc5", "method": "dkp", "epochs": 1, "experiment": f"grid {part}",
            "sweep": {"optimizer.learning_rate": rates}})
    with Browser() as browser:
        browser.before_each_page(WATCH)
        row("overview of 10,000 runs: rows are painted", loads(browser, f"http://{server.host}:{server.port}/", "rows", rounds))
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", default=".build/release/bearing")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("serve", nargs="*", help="more options of `bearing serve`, behind --")
    options = parser.parse_args()
    bearing = str(pathlib.Path(options.bearing).resolve())
    print("| what | median | from, to |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="bearing-pages-") as folder:
        curves(bearing, folder, options.serve, options.rounds)
    with tempfile.TemporaryDirectory(prefix="bearing-pages-") as folder:
        overview(bearing, folder, options.serve, options.rounds)


if __name__ == "__main__":
    main()
