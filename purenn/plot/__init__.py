"""Draw data, decision regions and training curves. For desktop interpreters.

The functions of this package return the text of an SVG file:

    from purenn import plot
    svg = plot.regions(model, X, y)

- `svg_figures`: the public functions, one for each figure. Read it first.
- `svg_panels`: the frames that a figure consists of; `svg`: their elements, such as axes, markers and colours.
- `text_scatter`: scatter plots and decision regions made of characters, for a terminal.
- `text_curves`: curves made of characters.
- `ticks`: round numbers for the axes of both.
"""

from .svg_figures import curves, minus_log, regions, scatter, training_picture

__all__ = ["curves", "minus_log", "regions", "scatter", "training_picture"]
