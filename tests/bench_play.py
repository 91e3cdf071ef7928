"""How fast the page of `play` answers in Chromium: python3 tests/bench_play.py.

A click is measured from the request to the formula laid out on the page, in milliseconds of wall time, and by the
process time of the server (on Linux), which a busy machine changes less.
"""

import os
import sys
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from test_play_page import Served, open_page  # noqa: E402
from webdriver import Browser  # noqa: E402

CLICK = """return (async () => {
    const { showFormula } = await import("./formula.js");
    await new Promise((resolve) => setTimeout(resolve, 600));  // what the click before has begun, such as a curve
    const start = performance.now();
    await showFormula(arguments[0]);
    document.body.offsetHeight;  // laid out
    return performance.now() - start;
})()"""
RUN = """return (async () => {
    const { run } = await import("./actions.js"), { page } = await import("./page.js");
    const first = page.state.epoch, start = performance.now();
    const ended = run();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const seconds = (performance.now() - start) / 1000, epochs = page.state.epoch - first;
    await run();
    await ended;
    return [epochs / seconds, epochs];
})()"""


def process_time(process):
    """The milliseconds of process time that a process has taken."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def clicks(browser, served, what, names):
    before = process_time(served.process)
    times = [browser.run(CLICK, name) for name in names]
    server = (process_time(served.process) - before) / len(times)
    print(f"    {what:28} median {median(times):6.0f}  most {max(times):6.0f}  server {server:6.0f}")


def measure(browser, served, neurons):
    browser.new_tab()
    open_page(browser, f"{served.address}#data=spiral&hidden={neurons}&epochs=1")
    print(f"2-{neurons}-3, 300 samples")
    clicks(browser, served, "the first click on a sample", [f"z1[{s}][0]" for s in range(20, 32)])
    same = [f"{name}[31][{j}]" for name in ("z1", "a1", "z2", "p") for j in range(3)]
    clicks(browser, served, "clicks on the same sample", same)
    clicks(browser, served, "clicks on a gradient", [f"dw1[{i}][{j}]" for i in range(2) for j in range(3)])
    before = process_time(served.process)
    rate, epochs = browser.run(RUN)
    server = (process_time(served.process) - before) / epochs
    print(f"    epochs, each drawn           {rate:6.0f} a second              server {server:6.0f}")


if __name__ == "__main__":
    with Served() as served, Browser(1440, 900) as browser:
        for neurons in (3, 16, 64):
            measure(browser, served, neurons)
