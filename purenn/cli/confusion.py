"""Confusion matrix, precision and recall of a classifier, and the class report that prints them.

counts = confusion_matrix(model.predict_classes(X), y, classes=3)
print("\\n".join(class_report(counts, ["setosa", "versicolor", "virginica"])))
"""

from textwrap import wrap

from ..display import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST_LABEL = 20  # characters of a label in the class report
LEAST_WIDTH, MOST_WIDTH = 24, 1_000_000  # characters of a line in the class report


def confusion_matrix(predicted: list[int], true: list[int], classes: int) -> list[list[int]]:
    """Count the samples of each true class (rows) by predicted class (columns).

    c_kj = count of samples s with true_s = k and predicted_s = j

    >>> confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1], 2)
    [[1, 1], [0, 2]]
    """
    counts = [[0] * classes for k in range(classes)]
    for j, k in zip(predicted, true):
        counts[k][j] += 1
    return counts


def precision(counts: list[list[int]], k: int) -> "float | None":
    """Return the fraction of the samples predicted as class k that belong to it; None if there are none.

    c_kk / sum_i c_ik

    >>> precision([[1, 1], [0, 2]], 0), precision([[0, 2], [0, 2]], 0)
    (1.0, None)
    """
    return _ratio(counts[k][k], [row[k] for row in counts])


def recall(counts: list[list[int]], k: int) -> "float | None":
    """Return the fraction of the samples of class k that are predicted as such; None if there are none.

    c_kk / sum_j c_kj

    >>> recall([[1, 1], [0, 2]], 0), recall([[0, 0], [1, 1]], 0)
    (0.5, None)
    """
    return _ratio(counts[k][k], counts[k])


def _ratio(part, counts):
    whole = sum(counts)
    return part / whole if whole else None


def class_figures(counts: list[list[int]], labels: list[str]) -> "dict[str, Any]":
    """Return labels, confusion matrix, precision and recall under the keys of the JSON output.

    >>> class_figures([[1, 1], [0, 2]], ["a", "b"])["precision"]
    {'a': 1.0, 'b': 0.6666666666666666}
    """
    return {
        "labels": list(labels),
        "confusion": counts,
        "precision": {label: precision(counts, k) for k, label in enumerate(labels)},
        "recall": {label: recall(counts, k) for k, label in enumerate(labels)},
    }


def class_report(counts: list[list[int]], labels: list[str], title: str = "", width: "int | None" = None) -> list[str]:
    """Return the confusion matrix with precision and recall as lines of text; `-` stands for None.

    Args:
        counts: The confusion matrix.
        labels: The label of each class.
        title: What the samples are, for the heading.
        width: How long a line may be; the columns that do not fit go below the others. None for any length.

    >>> for line in class_report([[1, 1], [0, 2]], ["cat", "dog"], "4 rows"): print(line)
    4 rows, confusion matrix: true class (rows), predicted class (columns)
           cat  dog  precision  recall
    cat      1    1      1.000   0.500
    dog      0    2      0.667   1.000
    """
    width = MOST_WIDTH if width is None else max(width, LEAST_WIDTH)
    longest = min(LONGEST_LABEL, width // 2 - 1)
    shown = [printable(label) for label in labels]
    names = [label if len(label) <= longest else label[: longest - 1] + "~" for label in shown]
    margin = max(5, *map(len, names))
    digits = len(str(max(map(max, counts))))
    columns = [[name] + [f"{row[k]:{digits}}" for row in counts] for k, name in enumerate(names)]
    columns.append(["precision"] + [optional_ratio(precision(counts, k)) for k in range(len(names))])
    columns.append(["recall"] + [optional_ratio(recall(counts, k)) for k in range(len(names))])
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


def optional_ratio(value: "float | None") -> str:
    """Format a ratio to three digits, and None as `-`.

    >>> optional_ratio(0.5), optional_ratio(None)
    ('0.500', '-')
    """
    return "-" if value is None else f"{value:.3f}"
