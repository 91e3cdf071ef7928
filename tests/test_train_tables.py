"""Training on real-looking tables: text, gaps, rows held back, and one honest report. Their answers are known."""

import csv
import io
import json
import math
import random
import re
from pathlib import Path

import pytest

from purenn import Model, read_table
from purenn.cli.cross_validation import folds_line
from purenn.cli.figures import baseline
from purenn.cli.main import main
from purenn.splitting import k_folds


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    return (main(list(arguments)), *capsys.readouterr())


FAST = ("--learning-rate", "0.03", "--epochs", "40")  # the tables below are easy


def train(capsys, *arguments):
    """Train, and return the figures."""
    code, out, err = call(capsys, "train", *arguments, "--json", "--quiet")
    assert code == 0, err
    return json.loads(out)


def predicted(capsys, table):
    """Predict with the model m: the rows, without the header; standard error."""
    Path("new.csv").write_text(table, encoding="utf-8")
    code, out, err = call(capsys, "predict", "m", "new.csv", "--quiet")
    assert code == 0, err
    return list(csv.reader(io.StringIO(out)))[1:], err


def titanic(rows=160):
    """Women survive, men do not; a tenth of the ages and most cabins are missing, names and tickets are unique."""
    draw = random.Random(1)
    lines = ["PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Cabin,Embarked"]
    for n in range(rows):
        sex = draw.choice(["female", "male"])
        age = "" if n % 10 == 3 else f"{draw.uniform(1, 70):.1f}"
        cabin = draw.choice(["", "", "C1", "B2"])
        cells = [n + 1, int(sex == "female"), draw.randrange(1, 4), f'"N{n}, {n}"', sex, age]
        lines.append(",".join(map(str, [*cells, f"{draw.uniform(5, 80):.2f}", cabin, draw.choice("SCQ")])))
    return "\n".join(lines) + "\n"


TITANIC = ["t.csv", "--label", "Survived", "--ignore", "Name", "--ignore", "PassengerId"]


def test_a_table_with_text_and_gaps_trains_and_says_what_was_decided(folder, capsys):
    Path("t.csv").write_text(titanic())
    code, out, err = call(capsys, "train", "t.csv", "--label", "Survived")
    assert (code, out) == (1, "") and 'got "Name" (160 different texts' in err and "--ignore Name leaves it out" in err
    code, out, err = call(capsys, "train", *TITANIC, "--category", "Pclass", "--save", "m", "--quiet", *FAST)
    assert (code, err) == (0, "")
    lines = out.split("\n")
    assert lines[:3] == [
        't.csv: 160 rows, 6 features, label "Survived" (2 classes)',
        "Features: 'Pclass', 'Sex', 'Age', 'Fare', 'Cabin', 'Embarked'",
        "Ignored: 'Name', 'PassengerId'",
    ]
    assert lines[3:5] == ["Categories of 'Pclass': '1', '2', '3'", "Categories of 'Sex': 'female', 'male'"]
    assert "Categories of 'Cabin': 'B2', 'C1' and missing" in lines
    assert "Rows: 109 to train, 19 to validate, 32 to test" in lines
    assert re.search(r"^32 test rows +accuracy 1\.000  log-loss 0\.0", out, re.M)
    model = Model.load("m")
    filled = next(re.match(r"Missing in 'Age': (\d+) filled with the median (\S+)$", line) for line in lines[5:6])
    assert model.notes["filled"] == {"Age": int(filled[1])} and f"{model.encoder.columns[2].median:g}" == filled[2]
    assert model.notes["rows"] == {"training": 109, "validation": 19, "test": 32}
    assert model.notes["ignored"] == ["Name", "PassengerId"]
    epochs = re.search(r"^Stopped after epoch (\d+), .*; the parameters of epoch (\d+) are kept$", out, re.M)
    assert (model.notes["epochs"], model.notes["best_epoch"]) == (int(epochs[1]), int(epochs[2]))


def test_a_prediction_needs_the_same_columns_in_any_order_and_says_what_it_has_not_seen(folder, capsys):
    Path("t.csv").write_text(titanic())
    train(capsys, *TITANIC, "--save", "m", *FAST)
    rows, err = predicted(
        capsys,
        "Sex,Age,extra,Fare,Embarked,Cabin,Pclass\nmale,30,x,10,S,,1\nfemale,,y,20,C,C1,2\nfemale,30,,,X,Z9,3\n",
    )
    assert [row[0] for row in rows] == ["0", "1", "1"]
    age, fare = Model.load("m").encoder.columns[2].median, Model.load("m").encoder.columns[3].median
    assert err == (
        f'purenn: column "Age" has 1 missing value, filled with the median {age:g}\n'
        f'purenn: column "Fare" has 1 missing value, filled with the median {fare:g}\n'
        'purenn: column "Cabin" has 1 value that is not one of its categories; all of its features are 0 there\n'
        'purenn: column "Embarked" has 1 value that is not one of its categories; all of its features are 0 there\n'
    )
    same, _ = predicted(capsys, f"Pclass,Sex,Age,Fare,Cabin,Embarked\n2,female,{age!r},20,C1,C\n")
    assert same[0] == rows[1]  # a missing age is the median
    Path("new.csv").write_text("Pclass,Sex,Age\n1,male,30\n")
    message = "purenn: new.csv line 1: must have the columns 'Fare', 'Cabin', 'Embarked', got 'Pclass', 'Sex', 'Age'\n"
    assert call(capsys, "predict", "m", "new.csv") == (1, "", message)
    Path("new.csv").write_text("Pclass,Sex,Age,Fare,Cabin,Embarked\n1,male,old,10,,S\n")
    message = "purenn: new.csv line 2, column \"Age\": must be a number, got 'old'\n"
    assert call(capsys, "predict", "m", "new.csv") == (1, "", message)
    Path("new.csv").write_text('Pclass,Sex,Age,Fare,Cabin,Embarked\n1,male,"30,5",10,,S\n')
    message = message.replace("'old'", "'30,5'; give --decimal , for a decimal comma")
    assert call(capsys, "predict", "m", "new.csv") == (1, "", message)


def test_nothing_is_learnt_from_rows_that_are_held_back(folder, capsys):
    # The held-back rows are other in every way, and none of it is in the model: it is chosen by the seed alone.
    lines = titanic().splitlines()
    Path("t.csv").write_text("\n".join(lines))
    train(capsys, *TITANIC, "--save", "m", "--epochs", "2")
    examples = read_table("t.csv", "Survived", ignore=["Name", "PassengerId"])
    encoder = Model.load("m").encoder
    ages = {row[2] for row in examples.rows}
    trained = encoder.columns[2].median
    assert trained in ages or any(trained == (a + b) / 2 for a in ages if a for b in ages if b)
    # Change what is held back: move rows one by one to a class of text that occurs nowhere else.
    changed = 0
    for n in range(1, 60):
        cells = next(csv.reader([lines[n]]))
        cells[8] = "Nowhere"
        other = io.StringIO()
        csv.writer(other, lineterminator="").writerow(cells)
        Path("t.csv").write_text("\n".join([*lines[:n], other.getvalue(), *lines[n + 1 :]]))
        train(capsys, *TITANIC, "--save", "m2", "--epochs", "1")
        categories = Model.load("m2").encoder.columns[5].categories
        assert categories in (["C", "Q", "S"], ["C", "Nowhere", "Q", "S"])
        changed += categories == ["C", "Q", "S"]
        if changed == 3:
            break
    assert changed == 3  # rows for testing or validation, whose text is no category


def penguins(rows=150):
    """Three species that differ in bill and island; sex and mass are missing in some rows."""
    draw = random.Random(2)
    lines = ["species;island;bill;mass;sex"]
    for n in range(rows):
        k = n % 3
        island = ["Biscoe", "Dream", "Torgersen"][k if draw.random() < 0.8 else draw.randrange(3)]
        mass = "NA" if n % 17 == 0 else str(3000 + 700 * k + draw.randrange(200))
        species = ["Adelie", "Chinstrap", "Gentoo"][k]
        lines.append(
            f"{species};{island};{35 + 7 * k + draw.random():.2f};{mass};{draw.choice(['male', 'female', 'NA'])}"
        )
    return "\n".join(lines) + "\n"


def test_indicators_balanced_weights_and_folds(folder, capsys):
    Path("p.csv").write_text(penguins())
    options = ["--label", "species", "--missing-indicators", "--class-weights", "balanced", "--folds", "3"]
    figures = train(capsys, "p.csv", *options, "--save", "m", *FAST)
    assert len(figures["folds"]) == 3 and sum(fold["rows"] for fold in figures["folds"]) == 150
    assert all(fold["accuracy"] > 0.9 > fold["baseline"]["accuracy"] for fold in figures["folds"])
    assert figures["test"] is None and figures["training"]["rows"] + figures["validation"]["rows"] == 150
    model = Model.load("m")
    assert "mass missing" in model.columns and "sex missing" in model.columns and "bill missing" not in model.columns
    counts = [sum(row) for row in figures["training"]["confusion"]]
    weights = [sum(counts) / (3 * count) for count in counts]
    assert model.loss.class_weights == pytest.approx(weights, rel=1e-15)
    out = call(capsys, "train", "p.csv", *options, "--epochs", "5", "--quiet")[1]
    assert re.search(r"^3 folds +accuracy 0\.\d{3} \+- 0\.\d{3}  log-loss 0\.\d{3} \+- 0\.\d{3}$", out, re.M)


def credit(rows=120):
    """A loan is granted if the income is above 3000; `dependents` is 0, 1, 2 or 3+."""
    draw = random.Random(3)
    lines = ["income,dependents,area,granted"]
    for n in range(rows):
        income = draw.randrange(1000, 5000)
        income += 400 if income > 3000 else -400
        cells = [income, draw.choice(["0", "1", "2", "3+", ""]), draw.choice(["Urban", "Rural"])]
        lines.append(",".join(map(str, [*cells, "YN"[income < 3000]])))
    return "\n".join(lines) + "\n"


def test_numbers_among_which_is_text_become_categories_when_asked(folder, capsys):
    Path("c.csv").write_text(credit())
    code, out, err = call(capsys, "train", "c.csv", "--label", "granted")
    assert (code, out) == (1, "") and "\"dependents\" (numbers, but '3+' in line " in err
    figures = train(capsys, "c.csv", "--label", "granted", "--category", "dependents", "--save", "m", *FAST)
    assert figures["test"]["accuracy"] > 0.9 and figures["baseline"]["accuracy"] < 0.8
    assert Model.load("m").columns[1:5] == [f"dependents={text}" for text in ("0", "1", "2", "3+")]
    rows, err = predicted(capsys, "income,dependents,area\n4900,3+,Urban\n1100,0,Rural\n")
    assert [row[0] for row in rows] == ["Y", "N"] and err == ""
    code, out, err = call(capsys, "evaluate", "m", "c.csv")
    assert code == 0 and re.match(r"120 rows +accuracy .*\nalways '.' +accuracy ", out) and "calibration" in out


def sensor(rows=100):
    """The target is y = 20 + 3 a - 2 b, in a German table where -999 is a sensor that has failed."""
    draw = random.Random(4)
    lines = ["sep=;", "a;b;ort;y"]
    for n in range(rows):
        a, b = draw.uniform(-1, 1), draw.uniform(-1, 1)
        y = 20 + 3 * a - 2 * b
        text = ";".join(f"{value:.4f}" for value in (a, b)).replace(".", ",")
        lines.append(
            f"{'-999;' + text.split(';')[1] if n % 20 == 7 else text};{'Süd Nord'.split()[n % 2]};{y:.4f}".replace(
                ".", ","
            )
        )
    return "\n".join(lines) + "\n"


def test_a_regression_with_decimal_commas_and_failed_sensors(folder, capsys):
    Path("s.csv").write_bytes(sensor().encode("cp1252"))
    options = ["--target", "y", "--decimal", ",", "--missing", "-999", "--encoding", "cp1252"]
    assert "--encoding names another encoding" in call(capsys, "train", "s.csv", "--target", "y")[2]
    figures = train(capsys, "s.csv", *options, "--save", "m", *FAST)
    assert figures["test"]["r_squared"] > 0.6 > 0.2 > figures["baseline"]["r_squared"]
    assert Model.load("m").encoder.missing == ["-999"]
    # The texts of missing values are the model's; how numbers are written is the file's.
    rows, err = predicted(capsys, "a,b,ort\n0.5,0.5,Nord\n-999,0,Nord\n-999.0,0,Nord\n")
    assert float(rows[0][0]) == pytest.approx(20.5, abs=1) and rows[1] == rows[2]
    assert 'column "a" has 2 missing values, filled with the median' in err


def test_the_network_is_as_the_options_say(folder, capsys):
    Path("c.csv").write_text(credit())
    options = ["--hidden", "8,4", "--activation", "tanh", "--l2", "0.25", "--dropout", "0.5", "--epochs", "2"]
    train(capsys, "c.csv", "--label", "granted", "--category", "dependents", *options, "--save", "m")
    layers = Model.load("m").layers
    names = "Standardizer Dense Tanh Dropout Dense Tanh Dropout Dense Softmax".split()
    assert [type(layer).__name__ for layer in layers] == names
    assert [layer.n_neurons for layer in layers if hasattr(layer, "weights")] == [8, 4, 2]
    assert all(layer.weights_l2 == 0.25 for layer in layers if hasattr(layer, "weights"))
    assert layers[3].rate == 0.5


@pytest.mark.parametrize("share, validated", [("0", 0), ("0.5", 48)])
def test_the_rows_for_validation_can_be_chosen(folder, capsys, share, validated):
    Path("c.csv").write_text(credit())
    options = ["c.csv", "--label", "granted", "--category", "dependents", "--epochs", "3"]
    figures = train(capsys, *options, "--validation-share", share)
    found = (figures["validation"] or {"rows": 0})["rows"]
    assert abs(found - validated) <= bool(validated)  # each of the two classes is rounded
    assert figures["training"]["rows"] + found + figures["test"]["rows"] == 120


def test_training_stops_by_patience(folder, capsys):
    Path("c.csv").write_text(credit())
    options = ["c.csv", "--label", "granted", "--category", "dependents", "--save", "m", "--learning-rate", "0.5"]
    for patience in (1, 7):
        train(capsys, *options, "--patience", str(patience))
        notes = Model.load("m").notes
        assert notes["epochs"] - notes["best_epoch"] == patience
    code, out, _ = call(capsys, "train", *options, "--patience", "7", "--quiet")
    why = "no lower validation loss for 7 epochs; the parameters of epoch"
    assert f"Stopped after epoch {notes['epochs']}, {why} {notes['best_epoch']} are kept\n" in out
    assert "all epochs made" in call(capsys, "train", *options, "--epochs", "2", "--quiet")[1]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--target", "income", "--class-weights", "balanced"], "--class-weights needs --label"),
        (["--label", "granted", "--folds", "1"], "--folds must be at least 2, got 1"),
        (["--label", "granted", "--folds", "3", "--test-share", "0.5"], "--folds takes the place of --test-share"),
        (["--label", "granted", "--hidden", "8,x"], "argument --hidden: it must be an integer, got 'x'"),
        (["--label", "granted", "--hidden", "8,0"], "argument --hidden: it must be at least 1, got 0"),
        (["--label", "granted", "--dropout", "1"], "argument --dropout: it must be in [0, 1), got 1.0"),
        (["--label", "granted", "--l2", "-1"], "argument --l2: it must be at least 0, got -1.0"),
    ],
)
def test_options_are_checked_before_any_work(folder, capsys, arguments, message):
    Path("c.csv").write_text(credit())
    code, out, err = call(capsys, "train", "c.csv", *arguments)
    assert (code, out) == (2, "") and err.startswith(f"purenn: {message}")


def test_more_folds_than_rows_are_refused(folder, capsys):
    Path("c.csv").write_text(credit(8))
    arguments = ["--label", "granted", "--category", "dependents", "--folds", "9"]
    message = "purenn: c.csv: folds must be at most 8, the number of samples, got 9\n"
    assert call(capsys, "train", "c.csv", *arguments, "--json")[::2] == (1, message)


def test_the_baseline_by_hand():
    figures = baseline([0, 0, 0, 1], [0, 1, 1], ["no", "yes"])
    assert (figures["label"], figures["accuracy"]) == ("no", 1 / 3)
    assert figures["log_loss"] == pytest.approx((-math.log(3 / 4) - 2 * math.log(1 / 4)) / 3, rel=1e-15)
    figures = baseline([1.0, 3.0], [2.0, 4.0], None)  # predicts 2; the mean of what is to be predicted is 3
    assert (figures["mean_absolute_error"], figures["loss"], figures["r_squared"]) == (1.0, 2.0, -1.0)


def test_every_sample_is_in_one_fold_and_classes_are_dealt_out_evenly():
    y = [0] * 10 + [1] * 5
    folds = k_folds(y, 5, random_state=0, stratify=True)
    assert sorted(s for fold in folds for s in fold) == list(range(15))
    assert [[y[s] for s in fold].count(1) for fold in folds] == [1] * 5
    assert k_folds(y, 5, random_state=0) != k_folds(y, 5, random_state=1)
    with pytest.raises(ValueError, match="^folds must be at least 2, got 1$"):
        k_folds(y, 1)


def test_folds_of_equal_targets_have_no_r_squared():
    line = folds_line([{"mean_absolute_error": 1.0, "r_squared": None}, {"mean_absolute_error": 3.0, "r_squared": 0.5}])
    assert line.endswith("mean absolute error 2 +- 1  R squared -")
