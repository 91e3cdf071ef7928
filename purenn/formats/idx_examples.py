"""Images and labels in two IDX files, as examples to train on or as a table for a model.

    examples = read_idx("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")

The features are called 1, 2 and so on, and the target is called label. There are no missing values.
"""

from ..display import printable
from .csv_examples import Examples
from .csv_format import TableFormat
from .csv_tables import numbered
from .idx import IdxFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from os import PathLike
    from typing import Any

TARGET = "label"
ROWS_BETWEEN = 1000  # two calls of progress


class IdxTable:
    """IDX files with the interface of a `Table`: rows and, if there is a file of labels, their labels as text.

    Args:
        images: The file of the rows.
        labels: The file of the labels, one number for each row, or None.
        progress: Called repeatedly with the fraction of the rows that have been read.

    Raises:
        ValueError: If a file is no IDX file, or damaged, or there are not as many labels as rows.
        OSError: If a file cannot be read.
    """

    form: TableFormat = TableFormat()

    def __init__(
        self,
        images: "str | PathLike[str]",
        labels: "str | PathLike[str] | None",
        progress: "Callable[[float], object] | None" = None,
    ) -> None:
        self.path: "str | PathLike[str]" = images
        self._images = IdxFile(images)
        self._labels = None if labels is None else IdxFile(labels)
        self._progress = progress
        self.columns: list[str] = numbered(self._images.columns)
        rows = self._images.shape[0]
        if self._labels is not None and self._labels.shape != (rows,):
            expected = f"{rows} labels, one for each row of {printable(images)}"
            raise ValueError(f"{printable(labels)}: the file must have {expected}, got the shape {self._labels.shape}")

    def rows(
        self, features: "Sequence[str]", target: "str | None" = None, kinds: "Mapping[str, str] | None" = None
    ) -> "Iterator[tuple[int, Any, str]]":
        """Yield `(number, row, label)` of each row; see `Table.rows`.

        Raises:
            ValueError: If `features` are not the columns, or labels are asked for and there are none.
        """
        if list(features) != self.columns:
            raise ValueError(
                f"{printable(self.path)}: the file must have {len(features)} numbers in a row, got {len(self.columns)}"
            )
        if target is not None and self._labels is None:
            raise ValueError(f"{printable(self.path)}: the labels must be given too, by --idx-labels FILE")
        count = self._images.shape[0]
        labels = iter(self._labels) if target is not None and self._labels is not None else (None for _ in range(count))
        for n, (row, label) in enumerate(zip(self._images, labels)):
            if self._progress is not None and n % ROWS_BETWEEN == 0:
                self._progress(n / count)
            yield n + 1, row, "" if label is None else f"{label[0]:g}"

    def cell_error(self, line: int, name: str, expected: str, cell: str) -> ValueError:
        """Return the error of a label that must be something else."""
        return ValueError(f"{printable(self.path)} row {line}: the label must be {expected}, got {cell}")


def read_idx(
    images: "str | PathLike[str]",
    labels: "str | PathLike[str]",
    progress: "Callable[[float], object] | None" = None,
) -> Examples:
    """Read images and labels to train on.

    Args:
        images: The file of the rows.
        labels: The file of the labels, one number for each row.
        progress: Called repeatedly with the fraction of the rows that have been read.

    Raises:
        ValueError: If a file is no IDX file, or damaged, there are not as many labels as rows, or all labels are equal.
        OSError: If a file cannot be read.
    """
    table = IdxTable(images, labels, progress)
    examples = Examples()
    examples.columns, examples.target = table.columns, TARGET
    examples.ignored, examples.warnings, examples.comments = [], [], 0
    examples.rows, texts = [], []
    for _, row, text in table.rows(table.columns, TARGET):
        examples.rows.append(row)
        texts.append(text)
    examples.labels = sorted(set(texts), key=float)
    if len(examples.labels) < 2:
        raise ValueError(f"{printable(labels)}: the file must have at least 2 labels, got only {examples.labels[0]}")
    index = {label: k for k, label in enumerate(examples.labels)}
    examples.y = [index[text] for text in texts]
    return examples
