"""Cross-validation of a training on a table: k trainings, each evaluated on a k-th of the rows that it has not seen.

folds = cross_validated(examples, options)
print(folds_line(folds))
"""

import sys
from argparse import Namespace

from ..display import printable
from ..formats.csv_examples import Examples
from ..matrix import mean
from ..random_state import RandomState
from ..splitting import k_folds
from .class_report import optional_ratio
from .figures import baseline, evaluate_model
from .progress import Progress
from .table_training import TableTraining
from .train_common import training_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def cross_validated(examples: Examples, options: Namespace) -> "list[dict[str, Any]]":
    """Return the figures of each fold, with those of its baseline.

    Args:
        examples: The table.
        options: The options of the command `train`; `folds` is how many.
    """
    progress = Progress(None if options.quiet else sys.stderr)
    figures = []
    random_state = RandomState(options.seed)
    try:
        folds = k_folds(examples.y, options.folds, random_state, stratify=examples.labels is not None)
    except ValueError as error:
        raise ValueError(f"{printable(options.file)}: {error}") from None
    for n, fold in enumerate(folds):
        progress.show(n / len(folds), [f"fold {n + 1}/{len(folds)}"])
        others = [s for m, other in enumerate(folds) if m != n for s in other]
        rows, y = [examples.rows[s] for s in others], [examples.y[s] for s in others]
        training = TableTraining(examples, rows, y, options, RandomState(options.seed))
        training.fit(None, False, training_kind(options))
        training.rescale(training.model.history)
        X, y = training.encoder.transform([examples.rows[s] for s in fold]), [examples.y[s] for s in fold]
        result = evaluate_model(training.model, X, y)
        result["baseline"] = baseline(training.y, y, examples.labels)
        figures.append(result)
    progress.close()
    return figures


def folds_line(folds: "list[dict[str, Any]]") -> str:
    """Format the mean and the standard deviation of the figures of all folds as one line.

    >>> folds_line([{"accuracy": 0.5, "log_loss": 0.5}, {"accuracy": 1.0, "log_loss": 0.25}])
    '2 folds                       accuracy 0.750 +- 0.250  log-loss 0.375 +- 0.125'
    """
    if "log_loss" in folds[0]:
        names = (("accuracy", "accuracy"), ("log-loss", "log_loss"))
    else:
        names = (("mean absolute error", "mean_absolute_error"), ("R squared", "r_squared"))
    parts = []
    for title, name in names:
        values = [fold[name] for fold in folds]
        if None in values:  # a fold of equal targets has no R squared
            parts.append(f"{title} {optional_ratio(None)}")
            continue
        middle = mean(values)
        deviation = mean([(value - middle) * (value - middle) for value in values]) ** 0.5
        form = ".4g" if name == "mean_absolute_error" else ".3f"
        parts.append(f"{title} {middle:{form}} +- {deviation:{form}}")
    return f"{f'{len(folds)} folds':28}  " + "  ".join(parts)
