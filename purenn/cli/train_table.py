"""Train a network on a CSV table, and evaluate it on the rows that were held out for testing.

With `--label` the network is a classifier, with `--target` it predicts a number (regression).
"""

import sys
from argparse import Namespace
from functools import partial

from ..model import Model
from ..plot.text_curves import curves
from ..random_state import RandomState
from ..splitting import train_test_split
from .checkpoint import Checkpoint, training_options
from .class_report import calibration_report, class_report
from .cross_validation import cross_validated, folds_line
from .decisions import as_notes, epoch_notes, epochs_lines, table_lines
from .figures import as_json, as_lines, baseline, baseline_line, evaluate_data_sets, evaluate_model
from .interruption import Interruption
from .progress import EpochProgress, progress_of, watched
from .screen import chart_width, has_braille, text_width
from .streams import report
from .table_options import read_examples
from .table_training import TableTraining
from .train_common import announce, describe, interruption_of, training_kind, write_outputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEST_FRACTION = 0.2


def run(options: Namespace, checkpoint: "Model | None" = None) -> None:
    """Train, write the output files, and print the figures, the curves and the class report.

    Args:
        options: The options of the command.
        checkpoint: The model of the training to go on with; None to begin one.
    """
    examples = read_examples(options)
    for warning in examples.warnings:
        report(f"warning: {warning}")
    random_state = RandomState(options.seed)
    rows, y = examples.rows, examples.y
    test_rows: "list[Any]" = []
    y_test: "list[Any]" = []
    test_fraction = TEST_FRACTION if options.test_share is None else options.test_share
    if test_fraction and not options.folds:
        rows, y, test_rows, y_test = train_test_split(rows, y, test_fraction, random_state, examples.labels is not None)
    try:
        training = TableTraining(examples, rows, y, options, random_state)
        X_test = training.encoder.transform(test_rows)
        if checkpoint is not None:
            training.go_on_with(checkpoint)
    except ValueError as error:
        raise ValueError(f"{options.file}: {error}") from None
    model = training.model
    model.notes = {"options": training_options(options), **as_notes(examples, training, len(X_test))}
    lines = [*table_lines(options, examples, training, len(X_test)), describe(model, options)]
    failure = None if options.json else announce(options, lines)
    folds = cross_validated(examples, options) if options.folds else []
    with interruption_of(options) as interruption:
        history = _train(training, options, interruption, resume=checkpoint is not None)
        model.notes.update(epoch_notes(history), finished=True)
        saved = None if interruption.is_within_epoch else options.checkpoint
        write_outputs(options, model, training.X, training.y, history, training.epochs, interruption, failure, saved)

    data_sets = {
        "training": (training.X, training.y),
        "validation": (training.X_validation, training.y_validation) if training.X_validation else None,
        "test": (X_test, y_test) if X_test else None,
    }
    with progress_of("evaluated", options.quiet) as show:
        figures = evaluate_data_sets(partial(evaluate_model, progress=show), model, data_sets, options.float32)
    reported = "test" if X_test else "training"
    y_reported = y_test if X_test else training.y
    figures["baseline"] = baseline(training.y, y_reported, examples.labels)
    if options.folds:
        figures["folds"] = folds
    if options.json:
        figures["notes"] = model.notes
        print(as_json(figures))
        return
    titles = {name: f"{len(data[0])} {name} rows" for name, data in data_sets.items() if data}
    print("\n".join(epochs_lines(history, training.patience)))
    print("\n".join([*as_lines(figures, titles), baseline_line(figures["baseline"], titles[reported])]))
    if options.folds:
        print(folds_line(folds))
    print("\n" + "\n".join(curves(history, chart_width(), braille=has_braille(sys.stdout))))
    if examples.labels:
        print("\n" + "\n".join(class_report(figures[reported], titles[reported], text_width())))
        print("\n" + "\n".join(calibration_report(figures[reported]["calibration"], titles[reported], text_width())))


def _train(
    training: TableTraining, options: Namespace, interruption: Interruption, resume: bool
) -> "dict[str, list[float]]":
    """Train with progress and checkpoints, and return the history, with losses in the unit of the target."""
    model = training.model
    done = len(model.history.get("loss", ()))
    progress = EpochProgress(training.epochs, None if options.quiet else sys.stderr, done)
    checkpoint = None if options.checkpoint is None else Checkpoint(options.checkpoint, model, interruption)

    def callback(epoch: int, figures: "dict[str, float]") -> bool:
        progress(epoch, figures)
        return checkpoint is not None and checkpoint(epoch, figures)

    try:
        kind = watched(training_kind(options), progress)
        history = interruption.train(lambda: training.fit(callback, resume, kind), model, checkpoint is not None)
    finally:
        progress.close()
    if checkpoint is not None and not interruption.is_within_epoch:
        checkpoint.save()
    training.rescale(history)
    return history
