"""The page of `play` in Chromium: what a student does with it, with the numbers of the chapter."""

import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from random import Random

import pytest

import purenn
from webdriver import CHROMIUM, DRIVER, Browser

ROOT = Path(__file__).resolve().parent.parent
STATE = "return (async () => (await import('./page.js')).page.state)()"
TABLE = "length,width,<b>weight</b>,kind\n" + "".join(
    f"{s % 7},{s % 5 + 0.5},{(s * s + 3) % 11},{'<i>red</i>' if s % 7 > 3 else 'blue & green'}\n" for s in range(40)
)

# A page that tries to read from an address and to write to it.
ATTACK = """<!DOCTYPE html><body><script>
const results = [], address = "%s", body = '{"session":"attack","what":"epoch"}';
const headers = { "Content-Type": "application/json" };
const request = (options) =>
    fetch(address + "api/act", options).then((answer) => `${answer.type} ${answer.status}`, () => "refused");
const load = (tag, name) => new Promise((resolve) => {
    const element = document.createElement(tag);
    element.onload = () => resolve(`${tag} read`);
    element.onerror = () => resolve(`${tag} refused`);
    element[tag === "link" ? "href" : "src"] = address + name;
    element.rel = "stylesheet";
    document.body.append(element);
});
async function frameTitle() {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; });
    try { return frame.contentDocument && frame.contentDocument.title; } catch { return null; }
}
(async () => {
    results.push(await request({}), await request({ method: "POST", headers, body }));
    results.push(await request({ method: "POST", mode: "no-cors", body }));
    results.push(await load("script", "main.js"), await load("link", "play.css"), await frameTitle());
    window.results = results;
})();
</script>"""

pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium or chromedriver is not on this machine"),
    pytest.mark.skipif(
        sys.implementation.name == "pypy", reason="the page is the same with any Python: CPython tests it"
    ),
]


class Served:
    """The command `play` in a process of its own."""

    def __init__(self, *arguments):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "purenn", "play", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        first = self.process.stdout.readline()
        assert "http://" in first, first
        self.address = re.search(r"http://\S+", first)[0]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def served():
    with Served() as process:
        yield process


@pytest.fixture(scope="module")
def browser():
    with Browser(1440, 900) as started:
        yield started


@pytest.fixture
def page(browser, served):
    """The page in a new tab, which has a network of its own."""
    first = browser.tab()
    browser.new_tab()
    browser.errors()
    open_page(browser, served.address)
    yield browser
    refused = "the server responded with a status of 400"
    assert [error for error in browser.errors() if refused not in error] == []
    browser.close_other_tabs(first)


def open_page(browser, address):
    browser.open(address)
    browser.wait("document.body.dataset.ready")


def message(page, text):
    page.wait(f"document.getElementById('message').textContent.includes({text!r})")
    return page.text("#message")


def show(page, name):
    """Enter the name of a number, and wait for its formula."""
    page.type("#name", name)
    page.press("enter")
    page.wait(f"document.querySelector('#formula .head')?.textContent.startsWith({name + ' ='!r})")


def step_through(page, *steps):
    for step in steps:
        page.click(f"[data-step={step}]")
        page.wait(f"document.querySelector('[data-step={step}]').disabled")


def chapter_model():
    """The network of the chapter, and its data."""
    stream = purenn.RandomState(0)
    X, y = purenn.spiral_data(100, 3, stream)
    layers = [purenn.Dense(2, 3, stream), purenn.ReLU(), purenn.Dense(3, 3, stream), purenn.Softmax()]
    return purenn.Model(layers, purenn.CategoricalCrossentropy(), purenn.Adam(0.05)), X, y


def test_one_epoch_step_by_step_has_the_numbers_of_the_chapter(page):
    assert page.text("#loss") == "?"
    step_through(page, "forward")
    message(page, "Forward pass of all 300 samples. Sample 1, true class: class 0, predicted: class 2")
    step_through(page, "loss")
    assert page.text("#loss") == "1.09861" and page.text("#accuracy") == "0.34"
    step_through(page, "backward")
    message(page, "Backward pass")
    page.click("[data-step=update]")
    message(page, "All parameters updated. Loss before: 1.09861")
    assert page.text("#epoch") == "1" and "accuracy 0.34" in page.text("#curves-tip")
    page.click("#restart")
    message(page, "initial weights")
    page.choose("#digits", 17)
    for j, probability in enumerate((0.3333331733944575, 0.3333331832217659, 0.33333364338377647)):
        show(page, f"p[1][{j}]")
        assert page.text(".head") == f"p[1][{j}] = {probability:.17g}"


def test_a_formula_leads_on_to_its_numbers(page):
    step_through(page, "forward")
    page.click("#network [data-name='a1[1][0]']")
    page.wait("document.querySelector('.reason')")
    assert re.fullmatch(r"because z1\[1\]\[0\] = -0.000104752 <= 0", page.text(".reason"))
    page.click(".reason button")
    page.wait("document.querySelector('.head').textContent.startsWith('z1[1][0]')")
    names, values = page.texts(".chip .name"), page.texts(".chip .value")
    assert names == ["x[1][0]", "w1[0][0]", "x[1][1]", "w1[1][0]", "b1[0][0]"]
    assert values == ["0.00299556", "-0.0130653", "0.00964661", "-0.00680178", "0"]
    page.click(".chip[data-name='w1[1][0]']")
    page.wait("document.querySelector('.head').textContent.startsWith('w1[1][0]')")
    page.click("#back-to-number")
    page.wait("document.querySelector('.head').textContent.startsWith('z1[1][0]')")
    operands = "return [...document.querySelectorAll('#network g.operand[role]')].map((part) => part.dataset.name)"
    assert sorted(page.run(operands)) == sorted(names)
    page.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.run("[...document.querySelectorAll('#formula button')].at(-1).click()")
    message(page, "Copied")
    model, X, y = chapter_model()
    expected = next(step for step in purenn.explain(model, X, y, sample=1) if step.name == "z1[1][0]")
    assert page.run("return navigator.clipboard.readText()").split("\n    ") == expected.lines(6)


def test_the_matrices_show_gradients_and_the_next_update(page):
    step_through(page, "forward", "loss", "backward")
    page.click("#matrices-tab")
    assert len(page.texts(".of-gradients")) >= 6
    page.click("#matrices [data-name='dw1[0][2]']")
    page.wait("document.querySelector('.head')")
    model, X, y = chapter_model()
    outputs = model.forward(X)
    model.loss.calculate(outputs, y)
    model.backward(outputs, y)
    assert page.text(".head") == f"dw1[0][2] = {model.layers[0].dweights[0][2]:.6g}"
    page.click("#matrices [data-name='w1[0][2]']")
    page.wait("document.querySelector('details.panel')")
    model.optimizer.update(model.layers[0])
    assert page.text("summary b") == f"{model.layers[0].weights[0][2]:.6g}"


def test_a_number_can_be_changed_and_changed_back(page):
    step_through(page, "forward", "loss")
    before = page.run(STATE)
    show(page, "w1[0][2]")
    page.type(".editor input", "2.5")
    page.click(".editor button")
    message(page, "w1[0][2] = 2.5. Loss of the batch")
    after = page.run(STATE)
    assert after["parameters"]["w1"][0][2] == 2.5 and after["loss"] != before["loss"]
    page.type(".editor input", "a lot")
    page.click(".editor button")
    assert message(page, "must be") == "w1[0][2] must be a number, got a lot"
    page.click("#back")
    message(page, "Undone")
    assert page.run(STATE)["parameters"] == before["parameters"] and page.text("#loss") == "1.09861"


def test_what_if_compares_four_ways_to_the_derivative(page):
    show(page, "w1[0][2]")
    page.wait("document.querySelector('#loss-curve .tangent')")
    rows = dict(zip(page.texts("#comparison th"), page.texts("#comparison td")))
    minus, plus = float(rows["loss at −h"]), float(rows["loss at +h"])
    assert float(rows["loss at 0"]) == 1.09861046155 and minus < plus
    derivative = float(rows["backward pass"])
    assert float(rows["dual number"]) == pytest.approx(derivative, rel=1e-10)
    # The losses are exact to some 1e-16, so their difference over 2e-6 is to some 1e-10, of a derivative near 5e-5.
    assert float(rows["difference quotient"]) == pytest.approx(derivative, rel=1e-4)
    page.choose(".panel [type=range]", 2)  # h = 0.01, as large as the weights
    page.wait("document.getElementById('comparison').textContent.includes('cross the corner of a ReLU')")
    assert page.text("#h") == "0.01"


def test_other_numbers_compute_the_same_formula(page):
    """Single precision has the digits of the book; a dual number carries the derivative of the backward pass."""
    step_through(page, "forward", "loss", "backward")
    show(page, "p[1][0]")
    page.run("document.querySelector('.arithmetic [value=float32]').click()")
    page.wait("document.querySelector('.head').textContent === 'p[1][0] = 0.33333316'")
    show(page, "w1[0][1]")
    page.run("document.querySelector('.arithmetic [value=dual]').click()")
    page.wait("document.querySelector('.arithmetic legend').textContent.includes('w1[0][1]')")
    show(page, "z1[1][1]")
    assert page.text(".result").endswith("d 0.00299556")  # z = x * w + ..., so the derivative is x[1][0]


def test_the_tour_shows_the_chapter(page):
    page.click("#show-tour")
    expected = [
        (1, "0.65900114"),  # softmax of 2, 1, 0.1
        (2, "0.35667494"),
        (3, "0.38506088"),
        (4, "16.118096"),
        (5, "0.6666666666666666"),
    ]
    for stop, result in expected:
        page.wait(f"document.querySelector('#tour h2').textContent.startsWith('{stop} of 9')")
        page.wait(f"document.getElementById('tour').lastChild.textContent.includes('= {result}')")
        if stop == 2:
            page.type("#tour .values input", "0.5")
            page.wait("document.getElementById('tour').textContent.includes('= 0.69314718')")  # log(2)
        page.click("#tour .primary")
    page.wait("document.querySelector('.head')?.textContent === 'p[1][0] = 0.333333'")
    page.click("#tour .primary")
    page.wait("document.querySelector('.head').textContent === 'L = 1.09861'")
    page.click("#tour .primary")
    page.wait("document.querySelector('.head').textContent.startsWith('w1[0][2]')")
    page.wait("document.querySelector('#comparison td')")
    page.click("#tour .primary")
    page.wait("Number(document.getElementById('epoch').textContent) > 5")
    page.click("#run")
    page.wait("document.getElementById('run').textContent === 'Run'")
    page.click("#tour .primary")
    assert page.run("return document.getElementById('tour').hidden")


def test_everything_can_be_done_with_the_keyboard(page):
    page.press("f", "l", "b")
    message(page, "Backward pass")
    page.run("document.querySelector('#network [tabindex=\"0\"]').focus()")
    path = []
    for key in ("right", "right", "down", "right"):
        page.press(key)
        path.append(page.run("return document.activeElement.dataset.name"))
    assert len(set(path)) == 4 and all(path)
    page.press("enter")
    page.wait(f"document.querySelector('.head')?.textContent.startsWith({path[-1]!r})")
    page.run("document.querySelector('.chip').focus()")
    page.press("enter")
    page.wait(f"!document.querySelector('.head').textContent.startsWith({path[-1]!r})")
    page.press("tab")
    assert page.run("return document.activeElement.id") == "back-to-number"
    page.press("u")
    message(page, "updated")
    page.press("]")
    page.wait("document.getElementById('sample').value === '2'")
    page.press("z")
    message(page, "Undone")
    page.press("g", *"L[2]", "enter")
    page.wait("document.querySelector('.head').textContent.startsWith('L[2]')")
    page.press("escape", " ")
    page.wait("Number(document.getElementById('epoch').textContent) > 3")
    page.press(" ")
    page.wait("document.getElementById('run').textContent === 'Run'")
    page.press("r")
    message(page, "initial weights")
    page.run("document.querySelector('.skip').focus()")
    reached = []
    for _ in range(40):  # every control is reached, in the order of the page
        page.press("tab")
        reached.append(page.run("const e = document.activeElement; return e.id || e.dataset.step || e.dataset.name"))
    controls = [
        "show-tour",
        "show-settings",
        "forward",
        "epoch-step",
        "run",
        "plane",
        "sample",
        "network-tab",
        "name",
        "digits",
    ]
    assert [name for name in reached if name in controls][: len(controls)] == controls


def test_settings_make_another_network(page):
    page.click("#show-settings")
    for name, value in {"hidden1": 5, "hidden2": 4, "scale": 1, "optimizer": "sgd"}.items():
        page.choose(f"#settings [name={name}]", value)
    page.click("#settings .primary")
    page.wait("document.querySelector(\"[data-name='a2[1][3]']\")")
    settings = page.run(STATE)["settings"]
    assert settings["hidden"] == [5, 4] and settings["learning_rate"] == 1  # the default of SGD
    assert page.run("return location.hash").endswith("&optimizer=sgd&learning_rate=1&epochs=0")
    page.press("e")
    message(page, "Epoch 1")
    page.choose("#settings [name=learning_rate]", 0.25)
    page.click("#set-rate")
    message(page, "Learning rate 0.25")
    assert page.run(STATE)["epoch"] == 1


def test_the_address_makes_the_same_network_in_another_tab(page, served):
    """To the last bit, although the first tab has gone on by single steps; neither disturbs the other."""
    page.run("document.activeElement.blur()")
    page.press("e")
    message(page, "Epoch 1")
    step_through(page, "forward", "loss", "backward")
    page.click("[data-step=update]")
    message(page, "updated")
    address, first, state = page.run("return location.href"), page.tab(), page.run(STATE)
    assert address.endswith("&epochs=2")
    page.new_tab()
    open_page(page, address)
    rebuilt = page.run(STATE)
    for name in ("parameters", "loss", "accuracy", "epoch", "settings"):
        assert rebuilt[name] == state[name]
    page.press("e")
    message(page, "Epoch 3")
    page.go_to_tab(first)
    page.reload()
    page.wait("document.body.dataset.ready")
    assert page.run(STATE)["epoch"] == 2  # it goes on where it was


def test_an_address_that_is_edited_is_followed_or_refused(page, served):
    page.press("e", "e")
    message(page, "Epoch 2")
    page.run("location.hash = location.hash.replace('epochs=2', 'epochs=1').replace('hidden=3', 'hidden=4,2')")
    page.wait("document.querySelector(\"[data-name='a2[1][1]']\")")
    page.wait("document.getElementById('epoch').textContent === '1'")
    page.run("location.hash = '#data=spiral&hidden=1000&epochs=1'")
    assert message(page, "hidden must be") == "hidden must be 1 or 2 integers in 1..64, got [1000]"
    page.press("e")  # the network before goes on
    message(page, "Epoch 2")


def test_numbers_are_written_as_python_writes_them(page):
    random = Random(0)
    values = [random.uniform(-1, 1) * 10.0 ** random.randint(-12, 20) for _ in range(500)]
    values += [0.0, 1.0, -1.0, 0.1, 1e-4, 9.9999e-5, 123456.0, 999999.5, 1e16, 1e300, 5e-324, 99999.96]
    pairs = [(value, digits) for value in values for digits in (3, 4, 6, 8, 12)]
    script = "const { format } = await import('./elements.js'); return pairs.map((pair) => format(...pair))"
    written = page.run(f"return (async (pairs) => {{ {script} }})(arguments[0])", pairs)
    assert written == [f"{value:.{digits}g}" for value, digits in pairs]


def test_dark_and_on_a_phone(page):
    page.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    page.devtools("Emulation.setEmulatedMedia", features=[])
    page.resize(390, 800)
    fits = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    step_through(page, "forward", "loss", "backward")
    assert page.run(fits) == [390, 390]
    page.click("#network [data-name='x[1][0]']")
    page.wait("document.querySelector('#loss-curve .tangent')")
    assert page.run(fits) == [390, 390]
    page.click("#close")
    for section in ("show-settings", "show-keys", "show-tour", "matrices-tab"):
        page.run(f"document.getElementById('{section}').click()")
        page.run("return new Promise(requestAnimationFrame)")
        assert page.run(fits) == [390, 390], section


def test_a_table_of_ones_own(browser, tmp_path):
    """Its labels are text, whatever they contain; with three features two of them are chosen as axes."""
    (tmp_path / "own.csv").write_text(TABLE)
    with Served(str(tmp_path / "own.csv"), "--label", "kind") as served:
        first = browser.tab()
        browser.new_tab()
        open_page(browser, served.address)
        assert browser.text("#legend").split("\n")[:2] == ["<i>red</i>", "blue & green"]
        assert "<b>weight</b>" in browser.text("#axis-x")
        assert browser.texts("main b, main i") == []
        before = browser.run("return document.querySelector('.sample').getAttribute('d')")
        browser.choose("#axis-y", 2)
        browser.wait("document.getElementById('scale-y').textContent.startsWith('<b>weight</b>')")
        assert browser.run("return document.querySelector('.sample').getAttribute('d')") != before
        browser.press("e")
        message(browser, "Epoch 1")
    browser.press("e")  # the server has ended
    message(browser, "purenn does not answer. Run python3 -m purenn play again")
    browser.close_other_tabs(first)


def test_another_page_gets_nothing(browser, served):
    """Even one that knows the token, at another port of the same machine: it reads and changes nothing."""

    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((ATTACK % served.address).encode())

        def log_message(self, *arguments):
            pass

    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    first = browser.tab()
    browser.new_tab()
    for host in ("127.0.0.1", "localhost"):
        browser.open(f"http://{host}:{other.server_port}/")
        browser.wait("window.results")
        got = browser.run("return window.results")
        assert got == ["refused", "refused", "refused", "script refused", "link refused", None]
    with urllib.request.urlopen(served.address + "api/state?session=attack") as answer:
        assert json.load(answer)["epoch"] == 0
    other.shutdown()
    other.server_close()
    browser.close_other_tabs(first)


def test_an_exported_page_answers_without_python(browser, tmp_path):
    file = tmp_path / "page.html"
    command = [sys.executable, "-m", "purenn", "play", "--epochs", "3", "--sample", "7", "--export", str(file)]
    finished = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    first = browser.tab()
    browser.new_tab()
    browser.errors()
    open_page(browser, file.as_uri())
    assert "sample 7" in browser.text("#message") and "python3 -m purenn play" in browser.text("#message")
    assert browser.text("#epoch") == "3" and browser.run("return document.getElementById('run').disabled")
    browser.click("#network [data-name='z1[7][0]']")
    browser.wait("document.querySelector('.chip')")
    browser.click(".chip[data-name='w1[0][0]']")
    browser.wait("document.querySelector('.head').textContent.startsWith('w1[0][0]')")
    show(browser, "dw1[0][0]")  # a sum over samples of which the page has one, so that only its numbers are buttons
    assert browser.texts("span.chip .name")[:2] == ["x[0][0]", "dz1[0][0]"]
    assert browser.texts("button.chip .name") == ["x[7][0]", "dz1[7][0]"]
    browser.press("]")
    message(browser, "sample 7 only")
    assert browser.errors() == []
    browser.close_other_tabs(first)
