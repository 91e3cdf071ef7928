"""Rows of a table as features: what is learnt from which rows, and that it survives saving."""

import json
import math
import statistics
from array import array

import pytest
from hypothesis import given

from purenn import Dense, MeanSquaredError, Model, ShapeError, TableEncoder, load_tensors
from purenn.formats.safetensors import encode
from purenn.table_columns import CategoryColumn, NumberColumn
from strategies import table_rows

ROWS = [[22.0, "male", None], [None, "female", "C85"], [26.0, "male", None]]
NAMES = ["age", "sex", "cabin"]


def lists(rows):
    return [list(row) for row in rows]


def test_text_is_one_hot_and_a_missing_number_is_the_median():
    encoder = TableEncoder().fit(ROWS, NAMES)
    assert encoder.features == ["age", "sex=female", "sex=male", "cabin=C85", "cabin missing"]
    assert lists(encoder.transform(ROWS)) == [
        [22.0, 0.0, 1.0, 0.0, 1.0],
        [24.0, 1.0, 0.0, 1.0, 0.0],  # (22 + 26) / 2
        [26.0, 0.0, 1.0, 0.0, 1.0],
    ]


def test_an_indicator_says_where_a_number_is_missing_and_only_where_one_was():
    encoder = TableEncoder().fit([[1.0, 5.0], [None, 6.0], [3.0, 7.0]], ["a", "b"], indicators=True)
    assert encoder.features == ["a", "a missing", "b"]
    assert lists(encoder.transform([[None, 5.0], [4.0, None]])) == [[2.0, 1.0, 5.0], [4.0, 0.0, 6.0]]


def test_what_has_not_been_seen_is_zero_in_all_categories_and_counted():
    encoder = TableEncoder().fit([[1.0, "a"], [2.0, "b"]], ["n", "t"])
    rows = [[None, "c"], [3.0, None], [4.0, "a"]]
    assert lists(encoder.transform(rows)) == [[1.5, 0.0, 0.0], [3.0, 0.0, 0.0], [4.0, 1.0, 0.0]]
    assert encoder.replaced(rows) == {"n": 1, "t": 2}
    assert encoder.replaced([[1.0, "a"]]) == {}


def test_texts_can_stand_for_a_missing_value():
    encoder = TableEncoder(missing=["-"]).fit([[1.0, "a"], ["-", "-"], [4.0, "b"]], ["n", "t"])
    assert encoder.features == ["n", "t=a", "t=b", "t missing"]
    assert lists(encoder.transform([["-", "-"]])) == [[2.5, 0.0, 0.0, 1.0]]


@given(table_rows())
def test_the_encoding_follows_from_the_rows(table):
    rows, kinds = table
    names = [f"c{n}" for n in range(len(kinds))]
    encoder = TableEncoder().fit(rows, names)
    for n, (column, kind) in enumerate(zip(encoder.columns, kinds)):
        cells = [row[n] for row in rows]
        present = [cell for cell in cells if cell is not None]
        if kind == "number":
            assert column.median == pytest.approx(statistics.median(present), rel=1e-15, abs=1e-300)
        else:
            assert column.categories == sorted(set(present)) + ([None] if None in cells else [])
    X = encoder.transform(rows)
    assert all(len(row) == len(encoder.features) for row in X)
    assert encoder.replaced(rows) == {
        name: [row[n] for row in rows].count(None)
        for n, (name, kind) in enumerate(zip(names, kinds))
        if kind == "number" and None in [row[n] for row in rows]
    }
    position = 0
    for n, column in enumerate(encoder.columns):
        width = len(column.features())
        if kinds[n] == "text":  # every row that has been learnt from is of exactly one category
            assert all(sorted(row[position : position + width]) == [0.0] * (width - 1) + [1.0] for row in X)
        position += width


def test_an_array_that_needs_no_change_is_not_copied():
    # So that a table of numbers is in memory once, at 8 bytes a number.
    rows = [array("d", [1.0, 2.0]), array("d", [3.0, 4.0]), array("d", [math.nan, 4.0])]
    X = TableEncoder().fit(rows, ["a", "b"]).transform(rows)
    assert X[0] is rows[0] and X[1] is rows[1] and list(X[2]) == [2.0, 4.0]


@pytest.mark.parametrize(
    "rows, kind, message",
    [
        ([], ShapeError, "rows must have at least one row, got none"),
        ([[1.0]], ShapeError, r"rows\[0\] must have 2 cells, one for each name, got 1"),
        ([[1.0, None]], ValueError, "column 'b' must have a value in the rows to learn from, got only missing ones"),
        ([[1.0, 2.0], ["x", 2.0]], ValueError, "column 'a' must be all numbers or all texts, got 'x' and 1.0"),
        (
            [[str(n), 1.0] for n in range(31)],
            ValueError,
            "column 'a' must have at most 30 different texts, got 31",
        ),
    ],
)
def test_columns_that_cannot_be_features(rows, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        TableEncoder().fit(rows, ["a", "b"])


@pytest.mark.parametrize(
    "rows, kind, message",
    [
        ([[1.0]], ShapeError, r"rows\[0\] must have 2 cells, one for each column, got 1"),
        ([[1.0, "a"], ["x", "a"]], TypeError, r"rows\[1\], column 'n': must be a number, got 'x'"),
        ([[math.inf, "a"]], ValueError, r"rows\[0\], column 'n': it must be a finite number, got inf"),
        ([[1.0, 2.0]], TypeError, r"rows\[0\], column 't': must be a text, got 2.0"),
    ],
)
def test_cells_that_do_not_fit_their_column(rows, kind, message):
    encoder = TableEncoder([NumberColumn("n", 0.0), CategoryColumn("t", ["a"])])
    with pytest.raises(kind, match=f"^{message}$"):
        encoder.transform(rows)


def test_it_must_be_fitted():
    with pytest.raises(RuntimeError, match="^TableEncoder.transform must come after fit, which has not run yet$"):
        TableEncoder().transform([[1.0]])


def model_with(encoder):
    model = Model([Dense(len(encoder.features), 1, 0)], MeanSquaredError())
    model.encoder, model.columns = encoder, encoder.features
    return model


def test_a_model_keeps_its_encoder_in_its_file(tmp_path):
    encoder = TableEncoder(missing=["-"]).fit(ROWS, NAMES, indicators=True)
    model_with(encoder).save(tmp_path / "m")
    loaded = Model.load(tmp_path / "m").encoder
    assert repr(loaded) == repr(encoder) and loaded.transform(ROWS) == encoder.transform(ROWS)


GOOD = {"kind": "NumberColumn", "name": "a", "median": 1.0, "indicator": False}


@pytest.mark.parametrize(
    "encoder",
    [
        [],
        {"columns": [GOOD]},
        {"columns": {}, "missing": []},
        {"columns": [GOOD], "missing": [1]},
        {"columns": [GOOD], "missing": "x"},
        {"columns": [GOOD, GOOD], "missing": []},  # two features for one input
        {"columns": [{**GOOD, "kind": "Model"}], "missing": []},
        {"columns": [{**GOOD, "more": 1}], "missing": []},
        {"columns": [{**GOOD, "name": 1}], "missing": []},
        {"columns": [{**GOOD, "median": "1"}], "missing": []},
        {"columns": [{**GOOD, "median": None}], "missing": []},
        {"columns": [{**GOOD, "indicator": 1}], "missing": []},
        {"columns": [{"kind": "CategoryColumn", "name": "a", "categories": []}], "missing": []},
        {"columns": [{"kind": "CategoryColumn", "name": "a", "categories": ["x", "x"]}], "missing": []},
        {"columns": [{"kind": "CategoryColumn", "name": "a", "categories": [{}]}], "missing": []},
        {"columns": [{"kind": "CategoryColumn", "name": "a", "categories": "x"}], "missing": []},
    ],
    ids=repr,
)
def test_an_encoder_in_a_file_is_refused_unless_it_is_valid(tmp_path, encoder):
    path = tmp_path / "m"
    model_with(TableEncoder([NumberColumn("a", 1.0)])).save(path)
    tensors = [(name, "F64", values) for name, values in load_tensors(path).items()]
    header = json.loads(path.read_bytes()[8:].split(b"}}", 1)[0] + b"}}")["__metadata__"]
    path.write_bytes(encode(tensors, {**header, "encoder": json.dumps(encoder)}))
    with pytest.raises(ValueError) as caught:
        Model.load(path)
    assert str(caught.value).startswith(f"{path}: ") and "\n" not in str(caught.value)
