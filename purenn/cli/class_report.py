"""The reports of a classifier as lines of text: its confusion matrix, and how well its probabilities are calibrated.

figures = class_figures(model.predict_classes(X), y, ["setosa", "versicolor", "virginica"])
print("\\n".join(class_report(figures)))
"""

from textwrap import wrap

from ..display import printable
from ..reports import classification_report, confusion_matrix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST_LABEL = 20  # characters of a label in the class report
LEAST_WIDTH, MOST_WIDTH = 24, 1_000_000  # characters of a line in the class report


def class_figures(predicted: list[int], true: list[int], labels: list[str]) -> "dict[str, Any]":
    """Return labels, confusion matrix, precision, recall and F1 under the keys of the JSON output.

    >>> class_figures([0, 1, 1, 1], [0, 0, 1, 1], ["a", "b"])["recall"]
    {'a': 0.5, 'b': 1.0}
    """
    report = classification_report(predicted, true, len(labels))
    figures: "dict[str, Any]" = {"labels": list(labels), "confusion": confusion_matrix(predicted, true, len(labels))}
    for name in ("precision", "recall", "f1"):
        figures[name] = {label: report[k][name] for k, label in enumerate(labels)}
    return figures


def class_report(figures: "dict[str, Any]", title: str = "", width: "int | None" = None) -> list[str]:
    """Return the confusion matrix with precision, recall and F1 as lines of text; `-` stands for None.

    Args:
        figures: What `class_figures` returns.
        title: What the samples are, for the heading.
        width: How long a line may be; the columns that do not fit go below the others. None for any length.

    >>> figures = class_figures([0, 1, 1, 1], [0, 0, 1, 1], ["cat", "dog"])
    >>> for line in class_report(figures, "4 rows"): print(line)
    4 rows, confusion matrix: true class (rows), predicted class (columns)
           cat  dog  precision  recall     F1
    cat      1    1      1.000   0.500  0.667
    dog      0    2      0.667   1.000  0.800
    """
    labels, counts = figures["labels"], figures["confusion"]
    width = MOST_WIDTH if width is None else max(width, LEAST_WIDTH)
    longest = min(LONGEST_LABEL, width // 2 - 1)
    shown = [printable(label) for label in labels]
    names = [label if len(label) <= longest else label[: longest - 1] + "~" for label in shown]
    margin = max(5, *map(len, names))
    digits = len(str(max(map(max, counts))))
    columns = [[name] + [f"{row[k]:{digits}}" for row in counts] for k, name in enumerate(names)]
    for heading, name in (("precision", "precision"), ("recall", "recall"), ("F1", "f1")):
        columns.append([heading] + [optional_ratio(figures[name][label]) for label in labels])
    blocks: "list[list[str]]" = []
    for column in columns:
        size = max(map(len, column))
        if not blocks or len(blocks[-1][0]) + 2 + size > width:
            blocks.append([f"{name:{margin}}" for name in ["", *names]])
        blocks[-1] = [f"{line}  {cell:>{size}}" for line, cell in zip(blocks[-1], column)]
    heading = (f"{title}, " if title else "") + "confusion matrix: true class (rows), predicted class (columns)"
    lines = wrap(heading, width)
    for n, block in enumerate(blocks):
        lines += ([""] if n else []) + block
    return lines


def calibration_report(bins: "list[dict[str, Any]]", title: str, width: "int | None" = None) -> list[str]:
    """Return how often predictions are right by the probability they claim, as lines of text.

    Args:
        bins: What `purenn.calibration` returns; empty bins are left out.
        title: What the samples are, for the heading.
        width: How long a line of the heading may be; None for any length.

    >>> bins = [{"lower": 0.5, "upper": 1.0, "count": 4, "predicted": 0.75, "observed": 0.5}]
    >>> for line in calibration_report(bins, "4 rows"): print(line)
    4 rows, calibration: predicted probability of a class, and how often it is the true one
    predicted    mean  observed   count
    0.5 to 1.0  0.750     0.500       4
    """
    heading = f"{title}, calibration: predicted probability of a class, and how often it is the true one"
    lines = wrap(heading, MOST_WIDTH if width is None else max(width, LEAST_WIDTH))
    lines.append("predicted    mean  observed   count")
    for b in bins:
        if b["count"]:
            bounds = f"{b['lower']:.1f} to {b['upper']:.1f}"
            lines.append(f"{bounds}  {b['predicted']:.3f}  {b['observed']:8.3f}  {b['count']:6}")
    return lines


def optional_ratio(value: "float | None") -> str:
    """Format a ratio to three digits, and None as `-`.

    >>> optional_ratio(0.5), optional_ratio(None)
    ('0.500', '-')
    """
    return "-" if value is None else f"{value:.3f}"
