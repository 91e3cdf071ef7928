"""A browser driven by the W3C WebDriver protocol with urllib: what tests of a page need, and no more.

with Browser() as browser:
    browser.open(address)
    browser.click("#run")
"""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-extensions --hide-scrollbars
""".split()
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name of an element's identifier in the protocol
KEYS = {
    "tab": "\ue004",
    "enter": "\ue007",
    "escape": "\ue00c",
    "left": "\ue012",
    "up": "\ue013",
    "right": "\ue014",
    "down": "\ue015",
}
WAIT = """
const [text, milliseconds, done] = arguments;
const condition = new Function("return " + text), end = Date.now() + milliseconds;
(function look() {
    let value = false;
    try { value = condition(); } catch {}
    if (value || Date.now() > end) done(Boolean(value)); else setTimeout(look, 10);
})();
"""

CHOOSE = """
const element = document.querySelector(arguments[0]);
element.value = arguments[1];
for (const event of ["input", "change"]) element.dispatchEvent(new Event(event, { bubbles: true }));
"""


class Browser:
    """Chromium without a window, with a profile of its own."""

    def __init__(self, width=1400, height=900):
        self.folder = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            for line in self.process.stdout:
                found = re.search(r"started successfully on port (\d+)", line)
                if found:
                    break
            self.root = f"http://127.0.0.1:{found[1]}"
            arguments = FLAGS + [f"--user-data-dir={self.folder}", f"--window-size={width},{height}"]
            options = {"args": arguments, "binary": CHROMIUM}
            capabilities = {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
            self.path = f"/session/{session['sessionId']}"
            self._post("/timeouts", script=60000)
        except BaseException:
            self._stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        try:
            self._call("DELETE", self.path)
        finally:
            self._stop()

    def _stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            with error:
                value = json.load(error)["value"]
            raise RuntimeError(f"{value['error']}: {value['message'][:300]}") from None

    def _post(self, path, **body):
        return self._call("POST", self.path + path, body)

    def _get(self, path):
        return self._call("GET", self.path + path)

    def _find(self, css):
        return self._post("/element", using="css selector", value=css)[ELEMENT]

    def open(self, address):
        self._post("/url", url=address)

    def reload(self):
        self._post("/refresh")

    def new_tab(self):
        """Open another tab, and go to it; returns its handle."""
        handle = self._post("/window/new", type="tab")["handle"]
        self.go_to_tab(handle)
        return handle

    def tab(self):
        return self._get("/window")

    def go_to_tab(self, handle):
        self._post("/window", handle=handle)

    def close_other_tabs(self, handle):
        for other in self._get("/window/handles"):
            if other != handle:
                self.go_to_tab(other)
                self._call("DELETE", self.path + "/window")
        self.go_to_tab(handle)

    def click(self, css):
        self._post(f"/element/{self._find(css)}/click")

    def text(self, css):
        return self._get(f"/element/{self._find(css)}/text")

    def type(self, css, text):
        """Replace what a field contains."""
        element = self._find(css)
        self._post(f"/element/{element}/clear")
        self._post(f"/element/{element}/value", text=text)

    def texts(self, css):
        """The text of every element, shown or not."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)", css)

    def choose(self, css, value):
        """Give a field another value at once, as of a list or a slider."""
        self.run(CHOOSE, css, value)

    def press(self, *keys):
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._post("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def run(self, script, *arguments):
        """Run JavaScript in the page, and return what it returns, or what its promise comes to."""
        return self._post("/execute/sync", script=script, args=list(arguments))

    def wait(self, condition, seconds=15):
        """Wait until a condition, written in JavaScript, holds."""
        is_met = self._post("/execute/async", script=WAIT, args=[condition, int(seconds * 1000)])
        assert is_met, f"waited in vain for {condition}"

    def resize(self, width, height):
        """Show the page of this tab as a screen of this size does; a narrow one as a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800}
        self.devtools("Emulation.setDeviceMetricsOverride", **size)

    def devtools(self, command, **parameters):
        """A command of Chromium's own protocol, for what WebDriver has none."""
        return self._post("/goog/cdp/execute", cmd=command, params=parameters)

    def errors(self):
        """What the page has written to the console as errors, since the last call."""
        return [entry["message"] for entry in self._post("/se/log", type="browser") if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._get("/screenshot")))
