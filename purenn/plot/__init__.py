"""TODO."""

from .figures import curves, minus_log, regions, scatter, training_picture

__all__ = ["curves", "minus_log", "regions", "scatter", "training_picture"]
