"""How good a model is on rows whose truth is known: the figures, class by class where it tells classes apart.

Accuracy is one number for all classes; the confusion matrix shows what it hides.
"""

from ..matrix.loops import mean


def judge(model, X, y) -> dict:
    """The figures of a model, under the names that a script reads.

    A classifier, which has labels, gets accuracy, confusion matrix, precision and recall; a model of a quantity its
    mean absolute error and R squared, 1 - sum_s (p_s - y_s)**2 / sum_s (y_s - mean(y))**2.

    >>> from purenn import Dense, MeanSquaredError, Model
    >>> identity = Dense(1, 1)
    >>> identity.weights = [[1.0]]
    >>> figures = judge(Model([identity], MeanSquaredError()), [[1.0], [2.5], [3.0]], [1.0, 2.0, 3.0])
    >>> figures["rows"], figures["mean_absolute_error"], figures["r_squared"]
    (3, 0.16666666666666666, 0.875)
    """
    figures = {"rows": len(X), **model.evaluate(X, y)}
    if model.labels is not None:
        figures.update(class_figures(confusion_matrix(model.predict_classes(X), y, len(model.labels)), model.labels))
        return figures
    predictions = [p[0] for p in model.predict(X)]
    middle = mean(y)
    squares = mean([(value - middle) * (value - middle) for value in y])
    errors = [p - value for p, value in zip(predictions, y)]
    figures["mean_absolute_error"] = mean([abs(error) for error in errors])
    figures["r_squared"] = 1 - mean([error * error for error in errors]) / squares if squares else None
    return figures


def figure_line(name: str, figures: dict) -> str:
    """The figures of a model on one line of text."""
    if "accuracy" in figures:
        return f"{name:28}  accuracy {figures['accuracy']:.3f}  loss {figures['loss']:.3f}"
    error, squared = figures["mean_absolute_error"], _shown(figures["r_squared"])
    return f"{name:28}  mean absolute error {error:.4g}  R squared {squared}  loss {figures['loss']:.4g}"


def confusion_matrix(predicted, true, classes: int) -> list[list[int]]:
    """Count how often each true class (down) was taken for each class (across).

    Formula: c_kj = count of samples s with true_s = k and predicted_s = j

    >>> confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1], 2)
    [[1, 1], [0, 2]]
    """
    counts = [[0] * classes for k in range(classes)]
    for j, k in zip(predicted, true):
        counts[k][j] += 1
    return counts


def precision(counts, k: int):
    """Of the samples taken for class k, the share that are; None where none were.

    Formula: c_kk / sum_i c_ik

    >>> precision([[1, 1], [0, 2]], 0), precision([[0, 2], [0, 2]], 0)
    (1.0, None)
    """
    return _share(counts[k][k], [row[k] for row in counts])


def recall(counts, k: int):
    """Of the samples of class k, the share that were taken for it; None where there are none.

    Formula: c_kk / sum_j c_kj

    >>> recall([[1, 1], [0, 2]], 0), recall([[0, 0], [1, 1]], 0)
    (0.5, None)
    """
    return _share(counts[k][k], counts[k])


def _share(part, counts):
    whole = 0
    for count in counts:
        whole += count
    return part / whole if whole else None


def class_figures(counts, labels) -> dict:
    """All of it under the names that a script reads.

    >>> class_figures([[1, 1], [0, 2]], ["a", "b"])["precision"]
    {'a': 1.0, 'b': 0.6666666666666666}
    """
    return {
        "labels": list(labels),
        "confusion": counts,
        "precision": {label: precision(counts, k) for k, label in enumerate(labels)},
        "recall": {label: recall(counts, k) for k, label in enumerate(labels)},
    }


def class_report(counts, labels) -> list[str]:
    """All of it as lines of text.

    >>> for line in class_report([[1, 1], [0, 2]], ["cat", "dog"]): print(line)
    what it is (down) and what it was taken for (across)
           cat  dog  precision  recall
    cat      1    1      1.000   0.500
    dog      0    2      0.667   1.000
    """
    names = [label if len(label) <= 20 else label[:19] + "~" for label in labels]
    margin = max(5, *map(len, names))
    widths = [max(len(name), len(str(max(map(max, counts))))) for name in names]
    heading = "  ".join(f"{name:>{width}}" for name, width in zip(names, widths))
    lines = ["what it is (down) and what it was taken for (across)", f"{'':{margin}}  {heading}  precision  recall"]
    for k, name in enumerate(names):
        row = "  ".join(f"{count:>{width}}" for count, width in zip(counts[k], widths))
        lines.append(f"{name:{margin}}  {row}  {_shown(precision(counts, k)):>9}  {_shown(recall(counts, k)):>6}")
    return lines


def _shown(share):
    return "-" if share is None else f"{share:.3f}"
