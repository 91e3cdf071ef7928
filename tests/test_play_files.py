"""The files of the page of `play`: what a browser need not be started for."""

import re

import pytest

from purenn.play.pages import CONTENT_TYPES, FOLDER, MODULES

FILES = {name or "play.html": None for name in CONTENT_TYPES}
MOST_BYTES = 100_000
MOST_LINES = 200


def content(name):
    with open(f"{FOLDER}/{name}", encoding="utf-8") as file:
        return file.read()


def colours():
    """The colours of the light and of the dark scheme, by name."""
    light, dark = (re.search(r":root \{(.*?)\}", part, re.S)[1] for part in content("play.css").split("@media", 2)[:2])
    both = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)) for block in (light, dark)]
    assert both[0].keys() == both[1].keys()
    return both


def luminance(colour):
    """The relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_is_that_of_wcag():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)  # the example that just fails


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(scheme):
    of = colours()[scheme]
    for text in ("ink", "soft", "positive", "negative", "gradient", "error"):
        for background in ("paper", "box"):
            assert contrast(of[text], of[background]) >= 4.5, (text, background)
    for text, background in (("on-action", "action"), ("ink", "chosen"), ("soft", "chosen"), ("gradient", "chosen")):
        assert contrast(of[text], of[background]) >= 4.5, (text, background)
    for border in ("border", "action", "chosen-line"):
        for background in ("paper", "box"):
            assert contrast(of[border], of[background]) >= 3, (border, background)


def test_every_colour_is_one_of_the_scheme():
    rules = content("play.css").split("\n* {")[1]
    assert not re.search(r"#[0-9a-f]{3,8}\b[^{]*;", rules)


def test_the_page_is_small():
    assert sum(len(content(name).encode()) for name in FILES) < MOST_BYTES


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_one_purpose_and_says_which(name):
    text = content(name)
    assert text.startswith("// ") and text.count("\n") <= MOST_LINES


@pytest.mark.parametrize("name", FILES)
def test_nothing_comes_from_elsewhere(name):
    text = content(name).replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xhtml", "")
    assert "//" not in re.sub(r"(?m)^ *// .*$|; // .*$|, // .*$|\{ // .*$", "", text)


@pytest.mark.parametrize("name", MODULES)
def test_text_is_never_parsed_as_html(name):
    """Labels and names of columns come from tables of others."""
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", content(name))


def test_the_security_policy_allows_what_the_page_has():
    """No inline script or style, which the policy of the server refuses."""
    page = content("play.html")
    assert not re.search(r'<style|style="|<script>|\son[a-z]+="', page)
    assert not any('style: "' in content(name) or '"style"' in content(name) for name in MODULES)


def test_the_modules_can_be_joined():
    """An exported page holds all modules in one: each imports only from those before it, and no name occurs twice."""
    seen, names = set(), []
    for name in MODULES:
        imported = re.findall(r'^import [^;]*"\./([a-z]+\.js)";', content(name), re.M)
        assert len(imported) == content(name).count("\nimport ") and set(imported) <= seen
        seen.add(name)
        names += re.findall(r"^(?:export )?(?:async )?(?:function|const|let) (\w+)", content(name), re.M)
    assert len(names) > 100 and sorted(set(names)) == sorted(names)
