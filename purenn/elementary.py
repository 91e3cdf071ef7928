"""exp, log and sqrt of any kind of number: math's for a float or an int, the number's own method otherwise.

So one formula serves floats, numbers that record their derivation, and numbers of another precision.
"""

import math


def exp(x) -> float:
    """Raise e to the power x.

    Raises: TypeError for a number that is neither float nor int and has no `exp()`.

    >>> exp(0.0)
    1.0
    """
    return math.exp(x) if type(x) is float or isinstance(x, (float, int)) else _own(x, "exp")()


def log(x) -> float:
    """Take the natural logarithm of x > 0.

    Raises: TypeError for a number that is neither float nor int and has no `log()`; ValueError for x <= 0.

    >>> log(1.0)
    0.0
    """
    return math.log(x) if type(x) is float or isinstance(x, (float, int)) else _own(x, "log")()


def sqrt(x) -> float:
    """Take the square root of x >= 0.

    Raises: TypeError for a number that is neither float nor int and has no `sqrt()`; ValueError for x < 0.

    >>> sqrt(2.25)
    1.5
    """
    return math.sqrt(x) if type(x) is float or isinstance(x, (float, int)) else _own(x, "sqrt")()


def log1p(x) -> float:
    """Take the natural logarithm of 1 + x, without losing what the sum rounds away where x is small.

    Formula: log(u) * x / (u - 1) with u = 1 + x rounded, and x itself where u = 1
    Source: Kahan; Goldberg, "What every computer scientist should know about floating-point arithmetic" (1991).

    >>> log1p(1e-20), log1p(1.0) == log(2.0)
    (1e-20, True)
    """
    u = 1 + x
    return x if u == 1 else log(u) * x / (u - 1)


def zero_like(x) -> float:
    """Zero, as the kind of number that x is: 0.0 beside a float, else 0, which keeps exact numbers exact.

    >>> zero_like(2.5), zero_like(2)
    (0.0, 0)
    """
    return 0.0 if isinstance(x, float) else 0


def like(x, value) -> float:
    """A plain value as the kind of number that x is, where that kind makes numbers of plain ones by `constant`.

    >>> like(2.5, 0.25)
    0.25
    """
    return x.constant(value) if hasattr(x, "constant") else value


def _own(x, name):
    if not hasattr(x, name):
        raise TypeError(f"{name} needs a float, an int or a number that has its own {name}(), got {x!r}")
    return getattr(x, name)
