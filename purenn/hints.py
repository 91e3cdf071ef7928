"""Hints in the errors of calls that use the words of other libraries.

    class Adam(Optimizer):
        @hinted
        def __init__(self, learning_rate: float = 0.001) -> None: ...

    Adam(lr=0.1)  # TypeError: Adam() got an unexpected keyword argument 'lr'; it is called learning_rate here

The signature stays as it is, for readers, editors and type checkers. The words are in `foreign_words`, which is
imported only after an error.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Function = TypeVar("Function", bound=Callable[..., Any])


def hinted(function: "Function") -> "Function":
    """Decorate a method so that its TypeError for a word of another library names the word of this one."""

    def call(*arguments: "Any", **settings: "Any") -> "Any":
        try:
            return function(*arguments, **settings)
        except TypeError:
            from .foreign_words import hint

            text = hint(function.__name__, arguments, settings)
            if text:
                raise TypeError(text) from None
            raise

    try:  # as functools.wraps does, so that help() shows the method
        for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
            setattr(call, name, getattr(function, name))
        setattr(call, "__wrapped__", function)  # noqa: B010 (a type checker knows no such attribute)
    except AttributeError:
        pass  # a function of MicroPython has no attributes
    return call  # type: ignore[return-value]
