"""Figures as SVG and as text: their data, their axes, and what a terminal can display; the command `plot`."""

import math
import os
import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import CategoricalCrossentropy, Dense, Model, ShapeError, Softmax, plot, spiral_data
from purenn.cli.main import main
from purenn.cli.screen import has_braille, picture_size
from purenn.plot.svg import DARK, LIGHT, SHAPES
from purenn.plot.text_curves import chart, curves, minus_log
from purenn.plot.text_scatter import regions
from purenn.plot.ticks import axis_range, round_ticks, tick_text
from strategies import MODERATE, matrices

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    """Parse a figure, which must be well-formed XML with a title."""
    root = ElementTree.fromstring(text)
    assert root.tag == SVG + "svg" and root.find(SVG + "title").text
    return root


def points(root, k):
    """The position of each marker of class k; that of the legend is the last."""
    groups = [g for g in root.iter(SVG + "g") if g.get("class") == f"points fill{k % len(LIGHT)}"]
    marks = [path.get("d") for g in groups for path in g if path.get("d").endswith(SHAPES[k % len(SHAPES)])]
    return [tuple(map(float, re.match(r"M([-\d.]+) ([-\d.]+)m", d).groups())) for d in marks]


def texts(root):
    return [text.text for text in root.iter(SVG + "text")]


def lines(root):
    """The points of each curve, in pixels."""
    return [
        [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
        for line in root.iter(SVG + "polyline")
    ]


def by_sign(labels=None, columns=None):
    """A model that separates the points with x0 < 0 from the others."""
    layer = Dense(2, 2)
    layer.weights = [[-1.0, 1.0], [0.0, 0.0]]
    model = Model([layer, Softmax()], CategoricalCrossentropy())
    model.labels, model.columns = labels, columns
    return model


def test_scatter_draws_every_point_at_its_coordinates():
    X, y = [[0.0, 0.0], [10.0, 0.0], [10.0, 20.0], [5.0, 10.0]], [0, 1, 1, 2]
    root = parsed(plot.scatter(X, y, labels=["a<b", "&", "c"], columns=("width", "height")))
    found = [points(root, k) for k in range(3)]
    assert [len(marks) for marks in found] == [1 + 1, 2 + 1, 1 + 1]
    (left, bottom), (right, _) = found[0][0], found[1][0]
    top = found[1][1][1]
    # A margin of 5 % on each side of a square of 400 pixels.
    assert right - left == pytest.approx(400 / 1.1, abs=0.2) and bottom - top == pytest.approx(400 / 1.1, abs=0.2)
    assert found[2][0] == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=0.1)
    assert {"a<b", "&", "c", "width", "height", "0", "10", "20"} <= set(texts(root))


@given(matrices(MODERATE, columns=2), st.data())
@settings(max_examples=25)
def test_scatter_has_one_marker_per_point_within_the_page(X, data):
    y = [data.draw(st.integers(0, 20)) for _ in X]
    root = parsed(plot.scatter(X, y))
    legend = len(set(y)) if len(set(y)) > 1 else 0
    assert sum(len(g) for g in root.iter(SVG + "g") if "points" in g.get("class", "")) == len(X) + legend
    width, height = float(root.get("width")), float(root.get("height"))
    for k in set(y):
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points(root, k))


def test_56_classes_have_distinct_markers():
    assert len({(LIGHT[k % len(LIGHT)], SHAPES[k % len(SHAPES)]) for k in range(56)}) == 56
    assert len(set(LIGHT)) == len(LIGHT) == len(DARK) and len(set(SHAPES)) == len(SHAPES)


def luminance(colour):
    """The relative luminance of a colour, as the Web Content Accessibility Guidelines define it."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_text_has_enough_contrast_on_light_and_dark():
    style = parsed(plot.minus_log()).find(SVG + "style").text
    light, dark = style.split("@media(prefers-color-scheme:dark)")
    for part in (light, dark):
        ink, paper = re.search(r"text{fill:(#\w+)}", part).group(1), re.search(r"paper{fill:(#\w+)}", part).group(1)
        ink, paper = (c if len(c) == 7 else "#" + "".join(2 * d for d in c[1:]) for c in (ink, paper))
        assert contrast(ink, paper) > 7
    assert "#fff" in light and "#fff}" not in dark


def test_regions_cover_the_frame_and_the_data_is_drawn_over_them():
    X, y = [[-1.0, 0.0], [1.0, 0.0], [0.5, 1.0]], [0, 1, 1]
    model = by_sign(["no", "yes"], ["east", "north"])
    model.target = "positive"
    text = plot.regions(model, X, y)
    root = parsed(text)
    assert [len(points(root, k)) for k in (0, 1)] == [1 + 1, 2 + 1]
    assert {"positive", "no", "yes", "east", "north"} <= set(texts(root))
    areas = []
    for path in root.iter(SVG + "path"):
        if "region" in path.get("class", ""):
            runs = re.findall(r"h([\d.]+)v([\d.]+)h-", path.get("d"))
            areas.append(sum(float(w) * float(h) for w, h in runs))
    assert areas == [pytest.approx(80000), pytest.approx(80000)]  # half of 400 times 400 each
    assert text.index("region fill0") < text.index("points fill0")


@pytest.mark.parametrize("history", [{}, {"loss": [], "accuracy": []}, {"penalty": [0.0]}])
def test_curves_need_an_epoch(history):
    message = (
        f"history must have the loss or the accuracy of at least one epoch, as Model.fit returns it, got {history}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        plot.curves(history)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_curves_need_losses_that_an_axis_can_show(loss):
    with pytest.raises(ValueError, match=f"^a figure must have numbers from -1e300 to 1e300, got {loss}$"):
        plot.curves({"loss": [1.0, loss, 0.5]})


def test_curves_have_a_point_for_each_epoch():
    history = {"loss": [2.0, 1.0, 0.5], "accuracy": [0.25, 0.5, 1.0], "learning_rate": [1, 1, 1]}
    loss, accuracy = lines(parsed(plot.curves(history)))
    assert len(loss) == len(accuracy) == 3
    assert loss[0][1] < loss[1][1] < loss[2][1] and accuracy[0][1] > accuracy[1][1] > accuracy[2][1]
    assert loss[0][1] - loss[1][1] == pytest.approx(2 * (loss[1][1] - loss[2][1]), abs=0.2)  # 1 and 1/2 apart
    validated = {**history, "validation_loss": [2.0, 1.5, 1.5], "validation_accuracy": [0.5, 0.5, 0.5]}
    root = parsed(plot.curves(validated))
    assert len(lines(root)) == 4 and {"loss", "accuracy", "training data", "validation data"} <= set(texts(root))
    assert len(lines(parsed(plot.curves({"loss": [1.0]})))) == 1


def test_minus_log_is_exact_up_to_the_clip():
    root = parsed(plot.minus_log())
    whole, clipped = lines(root)[0], lines(root)[-1]
    (x0, y5), (x1, y0) = whole[0], whole[-1]
    width = (x1 - x0) / (1 - math.exp(-5))
    for x, y in whole:
        p = math.exp(-5) + (x - x0) / width
        assert (y0 - y) / (y0 - y5) * 5 == pytest.approx(-math.log(p), abs=0.1 if p > 0.02 else 0.5)
    assert clipped[0][1] == clipped[1][1] < clipped[2][1]
    assert any("16.118" in text for text in texts(root)) and "10⁻⁷" in texts(root)


def test_a_training_picture_has_regions_if_the_model_classifies_points_in_the_plane():
    model = by_sign()
    history = {"loss": [1.0, 0.5], "accuracy": [0.5, 1.0]}
    classifier = parsed(plot.training_picture(model, [[-1.0, 0.0], [1.0, 0.0]], [0, 1], history))
    assert len(lines(classifier)) == 2 and len(points(classifier, 0)) == 2
    regression = parsed(plot.training_picture(model, [[-1.0, 0.0], [1.0, 0.0]], [0.5, 1.5], {"loss": [1.0, 0.5]}))
    assert len(lines(regression)) == 1 and points(regression, 0) == []


@pytest.mark.parametrize(
    "X, y, kind, message",
    [
        ([[1.0]], [0], ShapeError, "X must be (samples, 2), got (1, 1)"),
        ([[1.0, math.nan]], [0], ValueError, "X[0][1] must be a finite number, got nan"),
        ([[1.0, 1e308]], [0], ValueError, "a figure must have numbers from -1e300 to 1e300, got 1e+308"),
        ([[1.0, 2.0]], [0, 1], ShapeError, "y must have 1 targets, one for each sample, got 2"),
        ([[1.0, 2.0]], [0.0], TypeError, "y[0] must be an integer, got 0.0"),
        ([[1.0, 2.0]], [[0, 1]], TypeError, "y[0] must be an integer, got [0, 1]"),
        ([[1.0, 2.0]], [-1], ValueError, "y[0] must be at least 0, got -1"),
        ([[1.0, 2.0]], None, TypeError, "y must be a list of class indices, got None"),
    ],
)
def test_points_that_cannot_be_drawn_are_rejected(X, y, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        plot.scatter(X, y)
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        plot.regions(by_sign(), X, y)


class Array:
    """Like a NumPy array: neither a list nor a sequence of Python numbers, but convertible by `tolist()`."""

    def __init__(self, values):
        self.tolist = lambda: values


def test_arrays_are_drawn_like_lists():
    X, y = [[-1.0, 0.0], [1.0, 0.5]], [0, 1]
    history = {"loss": [1.0], "accuracy": [0.5]}
    assert plot.scatter(Array(X), Array(y)) == plot.scatter(X, y)
    assert plot.regions(by_sign(), Array(X), Array(y)) == plot.regions(by_sign(), X, y)
    drawn = plot.training_picture(by_sign(), Array(X), Array(y), history)
    assert drawn == plot.training_picture(by_sign(), X, y, history)


ORDINARY = st.floats(-1e12, 1e12)


@given(ORDINARY, ORDINARY, st.integers(2, 10))
def test_ticks_are_multiples_of_a_round_step_within_the_range(a, b, most):
    low, high = axis_range([a, b])
    ticks = round_ticks(low, high, most)
    assert 1 <= len(ticks) <= most
    slack = 1e-8 * (high - low)
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    if len(ticks) > 1:
        step = ticks[1] - ticks[0]
        power = 10.0 ** math.floor(math.log10(step) + 1e-6)
        assert min(abs(step / power - digit) for digit in (1, 2, 5)) < 1e-3
        assert ticks[-1] - ticks[0] == pytest.approx(step * (len(ticks) - 1), rel=1e-3)


@given(st.integers(1, 9), st.integers(-300, 290))
def test_ticks_and_labels_are_right_at_every_magnitude(digit, power):
    low, high = 0.0, float(Fraction(digit) * Fraction(10) ** power)
    low, high = axis_range([low, high])
    for tick in round_ticks(low, high):
        assert low <= tick <= high * (1 + 1e-9) and float(tick_text(tick)) == pytest.approx(tick, rel=1e-5)


def grid(rows):
    """The characters within the axes of a chart."""
    return [row.split("|")[1] for row in rows if "|" in row]


def test_a_chart_passes_through_its_points():
    rows = grid(chart([0.0, 1.0, 2.0], [[0.0, 4.0, 2.0]], (0.0, 2.0), (0.0, 4.0), 12, 5))
    assert rows[4][0] == "*" and "*" in rows[0][4] and rows[2].rstrip()[-1] == "*"


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30), st.booleans())
@settings(max_examples=50)
def test_a_chart_has_no_gaps_and_stays_within_its_frame(ys, braille):
    rows = chart([float(n) for n in range(len(ys))], [ys], (0.0, max(len(ys) - 1.0, 1.0)), (0.0, 10.0), 40, 8, braille)
    assert len(rows) == 10 and max(map(len, rows)) <= 41
    columns = list(zip(*[row.ljust(40) for row in grid(rows)]))
    drawn = [any(c not in " " for c in column) for column in columns]
    assert all(drawn[: 36 if len(ys) > 1 else 1])


def test_the_second_of_two_curves_is_dashed_or_has_another_mark():
    flat = [[0.0, 0.0], [10.0, 10.0]]
    rows = grid(chart([0.0, 1.0], flat, (0.0, 1.0), (0.0, 10.0), 24, 6, braille=True))
    assert " " not in rows[-1] and rows[0].rstrip() == " \u2809" * (len(rows[-1]) // 2)
    rows = grid(chart([0.0, 1.0], flat, (0.0, 1.0), (0.0, 10.0), 24, 6))
    assert set(rows[-1]) == {"*"} and set(rows[0]) == {"."}


@pytest.mark.parametrize("braille", [False, True])
def test_curves_and_minus_log_use_the_requested_characters(braille):
    history = {"loss": [2.0, 1.0, 0.5], "validation_loss": [2.0, 1.5, 1.0], "accuracy": [0.25, 0.5, 1.0]}
    for rows in (curves(history, 50, braille=braille), minus_log(50, braille=braille)):
        assert max(map(len, rows)) <= 55
        drawn = "".join(grid(rows)).replace(" ", "")
        assert drawn and all(("\u2801" <= c <= "\u28ff") if braille else c in "*." for c in drawn)
    assert "16.118" in minus_log()[-1]


def test_a_block_has_the_colours_of_two_points():
    rows = regions(lambda X: [int(x[1] > 0) for x in X], [-1, -1], [1, 1], 6, 5, colour=True, blocks=True)
    assert [re.sub(r"\x1b\[[\d;]*m", "", row) for row in rows[1:-1]] == ["|▀▀▀▀|"] * 3
    assert [re.findall(r"\x1b\[(\d+);(\d+)m", row)[0] for row in rows[1:-1]] == [
        ("33", "43"),
        ("33", "46"),
        ("36", "46"),
    ]


class Stream:
    """A text stream with an encoding."""

    def __init__(self, encoding):
        self.encoding = encoding


@pytest.mark.parametrize(
    "encoding, answer",
    [("utf-8", True), ("utf-16", True), ("ascii", False), ("latin-1", False), (None, False), ("?", False)],
)
def test_braille_needs_an_encoding_that_has_it(encoding, answer):
    assert has_braille(Stream(encoding)) is answer


@pytest.mark.parametrize("columns, lines, size", [(80, 24, (47, 24)), (40, 50, (40, 20)), (3, 3, (11, 6))])
def test_the_picture_size_fits_the_terminal(monkeypatch, columns, lines, size):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", str(lines))
    assert picture_size() == size


@pytest.fixture
def terminal_61_by_31(monkeypatch):
    """A terminal size that does not depend on where the tests run."""
    monkeypatch.setenv("COLUMNS", "61")
    monkeypatch.setenv("LINES", "31")


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


@pytest.mark.usefixtures("terminal_61_by_31")
@pytest.mark.parametrize("name, count", [("spiral", 303), ("vertical", 303), ("sine", 100)])
def test_plot_draws_a_data_set(tmp_path, capsys, name, count):
    path = tmp_path / "out.svg"
    assert call(capsys, "plot", name, str(path)) == (0, "", "")
    root = parsed(path.read_text(encoding="utf-8"))
    assert sum(len(g) for g in root.iter(SVG + "g") if "points" in g.get("class", "")) == count
    code, out, err = call(capsys, "plot", name)
    assert (code, err) == (0, "") and out.count("\n") == 31 and out.isascii()


def test_plot_draws_the_spiral_of_the_chapter(tmp_path, capsys):
    assert call(capsys, "plot", "spiral", str(tmp_path / "out.svg"))[0] == 0
    text = (tmp_path / "out.svg").read_text(encoding="utf-8")
    assert text == plot.scatter(*spiral_data(100, 3, 0))


@pytest.mark.usefixtures("terminal_61_by_31")
def test_plot_draws_the_loss(tmp_path, capsys):
    path = tmp_path / "out.svg"
    assert call(capsys, "plot", "loss", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == plot.minus_log()
    code, out, err = call(capsys, "plot", "loss")
    assert (code, err) == (0, "") and "16.118" in out


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["plot"], 2, "the following arguments are required: PICTURE; see python3 -m purenn plot --help"),
        (["plot", "moon"], 2, "PICTURE must be one of .*, or a MODEL with a TABLE, got moon; see .*plot --help"),
        (["plot", "loss", "--samples", "3"], 2, "--samples, --classes and --seed are for a data set, not for loss; .*"),
        (["plot", "sine", "--classes", "2"], 2, "--classes is for spiral, vertical, circles, not .*plot --help"),
        (["plot", "spiral", "missing/out.svg"], 1, r"\S*missing: No such folder"),
    ],
)
def test_invalid_arguments_of_plot_are_one_line_and_write_nothing(
    tmp_path, monkeypatch, capsys, arguments, code, message
):
    monkeypatch.chdir(tmp_path)
    found, out, err = call(capsys, *arguments)
    assert (found, out) == (code, "") and re.fullmatch(f"purenn: {message}\n", err)
    assert os.listdir() == []


def test_a_model_and_a_table_are_drawn(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = [(n % 7, n % 5, 3 * (n % 7) - n % 5, "ab"[n % 7 > 3]) for n in range(40)]
    (tmp_path / "t.csv").write_text("x,z,y,k\n" + "".join(f"{x},{z},{y},{k}\n" for x, z, y, k in rows))
    train = ["train", "t.csv", "--epochs", "2", "--quiet", "--json", "--save"]
    assert main([*train, "plane", "--label", "k", "--ignore", "y"]) == 0
    assert main([*train, "three", "--label", "k"]) == 0
    assert main([*train, "numbers", "--target", "y", "--ignore", "k"]) == 0
    capsys.readouterr()
    axes = {
        "plane": ("x", "z"),
        "three": ("predicted probability", "how often it is true"),
        "numbers": ("true y", "predicted"),
    }
    for name, titles in axes.items():
        assert main(["plot", name, "t.csv", f"{name}.svg"]) == 0
        picture = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert all(f">{title}<" in picture for title in titles)
        assert main(["plot", name, "t.csv"]) == 0
        assert len(capsys.readouterr().out.splitlines()) > 20
    assert main(["plot", "t.csv", "plane"]) == 2
    assert "MODEL comes before TABLE" in capsys.readouterr().err
    assert main(["plot", "plane", "t.csv", "t.csv"]) == 2
    assert "SVG must be another file than TABLE" in capsys.readouterr().err
    assert main(["plot", "plane", "t.csv", "a.svg", "b.svg"]) == 2
