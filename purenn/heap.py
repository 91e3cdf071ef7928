"""The heap of a board, which frequent collection of garbage keeps small and unfragmented.

    with FrequentCollection():
        model.fit(X, y, epochs=10)

MicroPython collects garbage only once its heap is full. By then what lives is scattered over all of it, and leaves no
room for a long list. Imports and trainings make much that lives on, and need two to three times the heap without this;
a prediction makes next to none, and would only be slower.
"""

import gc

FRACTION = 16  # of the heap, which is allocated between two collections; each of them goes through the whole heap


class FrequentCollection:
    """A context in which garbage is collected often, on interpreters that have `gc.threshold`."""

    def __enter__(self) -> "FrequentCollection":
        if hasattr(gc, "threshold"):
            gc.collect()
            self._threshold: int = gc.threshold()
            gc.threshold((gc.mem_alloc() + gc.mem_free()) // FRACTION)  # type: ignore[attr-defined]
        return self

    def __exit__(self, *error: object) -> None:
        if hasattr(gc, "threshold"):
            gc.threshold(self._threshold)
