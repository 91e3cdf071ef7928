"""The command `compare`: the errors of another implementation, in Python, C and JavaScript.

The exact results come from `decimal` with 60 digits, rounded once.
"""

import json
import math
import re
import shutil
import subprocess
from decimal import Decimal, localcontext

import pytest

from interpreters import ROOT
from purenn.cli.main import main
from purenn.formats.safetensors import join
from purenn.vectors import Vectors, compare, read, read_results, tensor, write
from purenn.vectors.results import Found
from purenn.vectors.ulps import from_hex, nearest, pack

LOGITS = [[1.0, 2.0, 0.5], [-3.25, 0.1, 700.0]]


def exact_softmax(logits):
    with localcontext() as context:
        context.prec = 60
        rows = [[Decimal(z).exp() for z in row] for row in logits]
        return [[float(e / sum(row)) for e in row] for row in rows]


def float_softmax(logits):
    rows = [[math.exp(z - max(row)) for z in row] for row in logits]
    return [[e / sum(row) for e in row] for row in rows]


def moved(value, steps):
    """The number so many doubles above a positive one."""
    for _ in range(steps):
        value = math.nextafter(value, math.inf)
    return value


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def softmax(folder):
    """A folder with vectors of two rows, as JSON and as safetensors."""
    exact = exact_softmax(LOGITS)
    tensors = {"logits": tensor(LOGITS), "probabilities": tensor(exact, "F64", ["saturated"])}
    vectors = Vectors(tensors, ["probabilities"], "softmax of two rows")
    write("softmax.json", vectors)
    write("softmax.safetensors", vectors)
    return folder


def run(capsys, *arguments):
    """The exit code and both outputs of the command."""
    code = main(["compare", *map(str, arguments)])
    return (code, *capsys.readouterr())


def as_json(capsys, *arguments):
    code, output, errors = run(capsys, *arguments, "--json")
    return code, json.loads(output), errors


def write_results(folder, name, **tensors):
    """Write results as the ending of the name says; return the path."""
    if name.endswith(".json"):
        content = json.dumps(tensors).encode()
    elif name.endswith(".csv"):
        rows = [f"{key},{x!r}" for key, nested in tensors.items() for x in tensor(nested).values]
        content = "\n".join(rows).encode()
    else:
        found = {key: tensor(nested) for key, nested in tensors.items()}
        content = join([(key, "F64", x.shape, pack(x.values, "F64")) for key, x in found.items()], {"format": "pt"})
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("reference", ["softmax.json", "softmax.safetensors"])
@pytest.mark.parametrize("name", ["theirs.json", "theirs.csv", "theirs.safetensors"])
def test_every_pair_of_files_gives_the_same_errors(softmax, capsys, reference, name):
    p = exact_softmax(LOGITS)
    p[0][2] = moved(p[0][2], 3)
    p[1][1] = moved(p[1][1], 2)
    path = write_results(softmax, name, probabilities=p, logits=LOGITS)
    code, report, errors = as_json(capsys, reference, path)
    (found,) = report["tensors"]
    assert (code, errors, report["passed"], report["look_first_at"]) == (0, "", True, None)
    assert (found["entries"], found["correct"], found["ulps"], found["at"]) == (6, 4, 3, [0, 2])
    assert from_hex(found["theirs"]["bits"], "F64") == found["theirs"]["decimal"] == p[0][2]
    assert found["exact"]["decimal"] == exact_softmax(LOGITS)[0][2]
    assert found["ulps_of_largest"] == 3 * 2.0**-55 / 2.0**-52  # an ulp of 0.14, in ulps of 1.0
    assert (found["format"], found["shape"], found["flags"]) == ("F64", [2, 3], ["saturated"])
    assert found["loops_ulps"] is None


def test_the_reference_itself_is_correct(softmax, capsys):
    for reference in ("softmax.json", "softmax.safetensors"):
        code, output, errors = run(capsys, reference, "softmax.json", "--at-most", 0)
        assert (code, errors) == (0, "")
        assert output.splitlines()[1].split() == ["probabilities", "6", "of", "6", "0", "-", "-", "-", "0", "saturated"]


def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8").split("## Check a faster implementation")[1]


@pytest.fixture
def generated(folder, capsys):
    """A folder with the folder `vectors`, as the README writes it."""
    assert main(["vectors", "vectors"]) == 0
    assert capsys.readouterr().out.endswith("cases left out as undecided\n")
    return folder


def test_the_readme_shows_what_the_command_prints_for_plain_loops(generated, capsys):
    loops = {
        name.removeprefix("loops/"): [list(found.values[s : s + 3]) for s in range(0, len(found.values), 3)]
        for name, found in read("vectors/softmax.json").tensors.items()
        if name.startswith("loops/")
    }
    path = write_results(generated, "theirs.json", **loops)
    code, output, _ = run(capsys, "vectors/softmax.json", path)
    assert code == 0 and f"```\n{output}```\n" in readme()


def test_the_bytes_are_what_the_readme_says(generated, capsys):
    for format, kilobytes in (("F64", 481), ("F32", 379)):
        main(["vectors", format, "--format", format])
        size = sum(path.stat().st_size for path in (generated / format).iterdir())
        assert round(size / 1000) == kilobytes and f"{kilobytes} kB" in readme()


def test_plain_floats_lose_little_more_than_loops(softmax, capsys):
    path = write_results(softmax, "theirs.json", probabilities=float_softmax(LOGITS))
    assert run(capsys, "softmax.json", path, "--at-most", 200)[0] == 0


@pytest.mark.parametrize("language, name", [("c", "softmax.c"), ("js", "softmax.js")])
def test_the_programs_of_the_readme_read_vectors_without_a_library(generated, capsys, language, name):
    tool = (
        shutil.which("cc") or shutil.which("gcc") or shutil.which("clang") if language == "c" else shutil.which("node")
    )
    if tool is None:
        pytest.skip("no C compiler is installed" if language == "c" else "node is not installed")
    (block,) = re.findall(rf"```{language}\n(.*?)```", readme(), re.S)
    assert block.count("\n") <= 25
    (generated / name).write_text(block, encoding="utf-8")
    if language == "c":
        command = [tool, "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", name, "-lm", "-o", "softmax"]
        built = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert built.returncode == 0, built.stderr
        program, results = ["./softmax"], "theirs.csv"
    else:
        program, results = [tool, name], "theirs.json"
    with open("vectors/softmax.json", "rb") as vectors, open(results, "wb") as output:
        subprocess.run(program, stdin=vectors, stdout=output, check=True, timeout=60)
    for reference in ("vectors/softmax.json", "vectors/softmax.safetensors"):
        code, report, errors = as_json(capsys, reference, results, "--at-most", 200)
        found = {errors["name"]: errors for errors in report["tensors"]}
        assert (code, errors, len(found)) == (0, "", 6)
        assert found["saturated/outputs"]["ulps"] > 100 and found["saturated/outputs"]["at"] == [0, 1]
        assert all(errors["ulps"] <= 4 for name, errors in found.items() if name != "saturated/outputs")


def chain(folder, format="F64"):
    """Vectors of three results in the order z, p, loss, with loops for two and corners for one."""
    one = tensor([1.0] * 4, format)
    tensors = {
        "x": one,
        "loss": tensor(2.0, format),
        "p": one,
        "z": tensor([[1.0, -8.0]], format),
        "loops/p": tensor([1.0, 1 + 2.0**-22, 1.0, 1.0], format),
        "loops/z": tensor([[1.0, -8.0]], format),
        "corners/p": tensor([True, False, True, False], "BOOL"),
    }
    write(folder / "chain.json", Vectors(tensors, ["z", "p", "loss"]))
    return folder / "chain.json"


def test_ulps_are_those_of_the_references_format(folder, capsys):
    reference = chain(folder, "F32")
    path = write_results(folder, "t.json", z=[[1.0, -8.000001]], p=[1.0, 1.0000001, 1.0, 1.0], loss=2.00000001)
    _, report, _ = as_json(capsys, reference, path)
    z, p, loss = report["tensors"]
    assert (z["ulps"], z["at"], z["ulps_of_largest"], z["theirs"]["bits"]) == (1, [0, 1], 1.0, "c1000001")
    assert z["theirs"]["decimal"] == nearest(-8.000001, "F32")
    assert (p["ulps"], p["at"], p["loops_ulps"], z["loops_ulps"]) == (1, [1], 2, 0)
    assert (loss["ulps"], loss["at"], loss["theirs"], loss["exact"]) == (0, None, None, None)


def test_corners_are_excused_and_counted(folder, capsys):
    reference = chain(folder)
    path = write_results(folder, "t.json", z=[[1.0, -8.0]], p=[-7.0, 1.0, 1.0, 1.0], loss=2.0)
    code, report, _ = as_json(capsys, reference, path, "--at-most", 0)
    p = report["tensors"][1]
    assert (code, p["correct"], p["corners"], p["excused"], p["ulps"], p["at"]) == (0, 3, 2, 1, 0, None)
    table = run(capsys, reference, path)[1].splitlines()
    assert table[2].split() == ["p", "3", "of", "3", "0", "-", "-", "-", "0", str(2**30), "1", "of", "2"]


def test_nan_is_not_excused_at_a_corner(folder, capsys):
    path = write_results(folder, "t.json", z=[[1.0, -8.0]], p=["7ff8000000000000", 1.0, 1.0, 1.0], loss=2.0)
    code, _, errors = run(capsys, chain(folder), path)
    assert (code, errors) == (1, f"purenn: {path}: p[0] must be a finite number, got nan\n")


def test_zeros_are_equal_whatever_their_sign():
    vectors = Vectors({"x": tensor([0.0, -0.0])}, ["x"])
    (found,) = compare(vectors, {"x": Found(None, (2,), [-0.0, 0.0])}).tensors
    assert (found.correct, found.ulps, found.ulps_of_largest) == (2, 0, 0)


def test_an_error_in_a_tensor_of_zeros_is_counted_in_the_smallest_number():
    vectors = Vectors({"x": tensor([0.0])}, ["x"])
    (found,) = compare(vectors, {"x": Found(None, (1,), [1.0])}).tensors
    assert (found.ulps, found.ulps_of_largest) == (0x3FF0000000000000, 2**1074)


@pytest.mark.parametrize(
    "z, p, loss, at_most, first, message",
    [
        (1.0, 1.0, 2.0, 0, None, None),
        (1 + 2.0**-51, 1.0, 2.0, 2, None, None),
        (1 + 2.0**-51, 1.0, 2.0, 1, "z", "got 2 in z[0][0]; look there first"),
        (1.0, 1 + 2.0**-50, 2 + 2.0**-50, 1, "p", "got 4 in p[3], and more in 1 later tensor; look there first"),
        (0.0, 0.5, 3.0, 1, "z", f"got {1023 << 52} in z[0][0], and more in 2 later tensors; look there first"),
        (1.0, 1.0, 2.5, 1, "loss", f"got {2**50} in loss; look there first"),
    ],
)
def test_exit_code_1_above_the_limit(folder, capsys, z, p, loss, at_most, first, message):
    path = write_results(folder, "t.json", loss=loss, p=[1.0, 1.0, 1.0, p], z=[[z, -8.0]])
    arguments = (chain(folder), path, "--at-most", at_most)
    code, report, errors = as_json(capsys, *arguments)
    expected = f"purenn: {path}: the error must be at most {at_most} ulps, {message}\n" if message else ""
    assert (code, errors, report["look_first_at"]) == (int(message is not None), expected, first)
    assert report["passed"] == (message is None) and report["problems"] == []
    assert run(capsys, *arguments)[::2] == (code, expected)


def test_without_a_limit_plain_loops_are_the_yardstick(folder, capsys):
    tensors = {"a": tensor([1.0]), "loops/a": tensor([1 + 2.0**-51]), "b": tensor([1.0]), "loops/b": tensor([1.0])}
    write(folder / "r.json", Vectors(tensors, ["a", "b"]))
    for a, b, suspect in ((20, 10, None), (20, 11, ("b", 11, 0)), (21, 11, ("a", 21, 2))):
        path = write_results(folder, "t.json", a=[moved(1.0, a)], b=[moved(1.0, b)])
        code, output, errors = run(capsys, "r.json", path)
        assert (code, errors) == (0, "")
        line = "Look first at {}: {} ulps, where plain loops lose {}".format(*suspect) if suspect else None
        assert output.splitlines()[4:] == ([line] if line else [])
        assert as_json(capsys, "r.json", path)[1]["look_first_at"] == (suspect[0] if suspect else None)


RIGHT = {"z": [[1.0, -8.0]], "p": [1.0] * 4, "loss": 2.0}
PROBLEMS = [
    ({"p": None}, "p must be among the results, got no tensor of that name"),
    ({"q": 1.0}, "the reference must have every tensor, got another one, 'q'"),
    ({"\x1b[2J": 1.0}, r"the reference must have every tensor, got another one, '\x1b[2J'"),
    ({"z": [1.0, -8.0]}, "z must have the shape [1, 2], got [2]"),
    ({"loss": [2.0]}, "loss must have the shape [], got [1]"),
    ({"z": [[1.0, "7ff8000000000000"]]}, "z[0][1] must be a finite number, got nan"),
    ({"p": ["fff0000000000000"] * 4}, "p[0] must be a finite number, got -inf, and 3 more such entries"),
    ({"p": [1.0, 1.0, 1.0, "1"]}, "p[3] must be a number or 16 hexadecimal digits of F64, got '1'"),
]


@pytest.mark.parametrize("change, message", PROBLEMS, ids=[message for _, message in PROBLEMS])
def test_a_tensor_that_cannot_be_compared_is_one_line(folder, capsys, change, message):
    tensors = {name: nested for name, nested in {**RIGHT, **change}.items() if nested is not None}
    path = write_results(folder, "t.json", **tensors)
    code, report, errors = as_json(capsys, chain(folder), path)
    assert (code, errors, report["problems"]) == (1, f"purenn: {path}: {message}\n", [message])
    compared = [found for found in report["tensors"] if "problem" not in found]
    assert report["passed"] is False and all(found["ulps"] == 0 for found in compared)
    code, output, errors = run(capsys, chain(folder), path)
    assert (code, errors) == (1, f"purenn: {path}: {message}\n")
    assert len(output.splitlines()) == 4 and output.count("not compared") == 3 - len(compared)


def test_several_problems_are_listed(folder, capsys):
    path = write_results(folder, "t.json", z=[1.0], p=[1.0] * 4, q=1.0)
    code, output, errors = run(capsys, chain(folder), path)
    assert output.split("\n\n")[1].splitlines() == [
        "z must have the shape [1, 2], got [1]",
        "loss must be among the results, got no tensor of that name",
        "the reference must have every tensor, got another one, 'q'",
    ]
    assert (code, errors) == (
        1,
        f"purenn: {path}: every tensor must be comparable, got 3 that are not; look first at z\n",
    )


def test_a_problem_after_a_large_error_leaves_the_error_first(folder, capsys):
    path = write_results(folder, "t.json", z=[[1.5, -8.0]], p=[1.0])
    assert run(capsys, chain(folder), path, "--at-most", 1)[2].endswith("got 2 that are not; look first at z\n")
    path = write_results(folder, "t.json", z=[[1.5, -8.0]], p=[1.0] * 4)
    errors = run(capsys, chain(folder), path)[2]
    assert errors.endswith("loss must be among the results, got no tensor of that name; look first at z\n")


def test_results_of_another_dtype_are_not_converted(folder, capsys):
    theirs = [
        ("z", "F32", [1, 2], pack([1.0, -8.0], "F32")),
        ("p", "F64", [4], bytes(32)),
        ("loss", "F64", [], bytes(8)),
    ]
    (folder / "t.safetensors").write_bytes(join(theirs, {}))
    code, _, errors = run(capsys, chain(folder), "t.safetensors")
    assert code == 1 and errors == "purenn: t.safetensors: z must be F64, got F32\n"


@pytest.mark.parametrize("arguments", [["chain.json", "none.json"], ["none.json", "chain.json"]])
def test_a_missing_file_is_one_line(folder, capsys, arguments):
    chain(folder)
    assert run(capsys, *arguments) == (1, "", "purenn: none.json: No such file or directory\n")


@pytest.mark.parametrize("limit", ["-1", "1.5", "nan", "many"])
def test_the_limit_is_a_whole_number(folder, capsys, limit):
    code, _, errors = run(capsys, chain(folder), "chain.json", f"--at-most={limit}")
    assert code == 2 and errors.startswith("purenn: argument --at-most: it must be ")


def test_a_file_of_vectors_is_a_file_of_results(folder):
    found = read_results(chain(folder))
    assert found["z"] == Found("F64", (1, 2), [1.0, -8.0])
