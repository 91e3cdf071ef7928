"""exp, log, sqrt and tanh of any kind of number, and zeros and constants of the same kind.

    from purenn.elementary import exp
    exp(1.0)  # math.exp
    exp(Dual(1.0, 1.0))  # Dual.exp

For a float or an int they call `math`, for any other number its method of the same name. So one formula computes
with floats, with numbers that record their derivation and with numbers of another precision.
"""

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .types import Number

# The functions below test `type(x) is float` first, because it is faster than isinstance and nearly always true.


def exp(x: "Number") -> float:
    """Raise e to the power x.

    Raises:
        TypeError: If `x` is neither a float nor an int and has no method `exp()`.

    >>> exp(0.0)
    1.0
    """
    return math.exp(x) if type(x) is float or isinstance(x, (float, int)) else _method(x, "exp")()


def log(x: "Number") -> float:
    """Return the natural logarithm of x.

    Raises:
        TypeError: If `x` is neither a float nor an int and has no method `log()`.
        ValueError: If x <= 0.

    >>> log(1.0)
    0.0
    """
    return math.log(x) if type(x) is float or isinstance(x, (float, int)) else _method(x, "log")()


def sqrt(x: "Number") -> float:
    """Return the square root of x.

    Raises:
        TypeError: If `x` is neither a float nor an int and has no method `sqrt()`.
        ValueError: If x < 0.

    >>> sqrt(2.25)
    1.5
    """
    return math.sqrt(x) if type(x) is float or isinstance(x, (float, int)) else _method(x, "sqrt")()


def tanh(x: "Any") -> float:
    """Return the hyperbolic tangent of x.

    A number that has a method `tanh()` computes it by that, another by exp: (1 - e) / (1 + e) with e = exp(-2 * |x|),
    which never overflows, and the sign of x.

    >>> tanh(0.0), tanh(1000.0)
    (0.0, 1.0)
    """
    if type(x) is float or isinstance(x, (float, int)):
        return math.tanh(x)
    if hasattr(x, "tanh"):
        return x.tanh()
    e = exp(-2 * abs(x))
    size = (1 - e) / (1 + e)
    return size if x > 0 else -size


def log1p(x: "Any") -> float:
    """Return the natural logarithm of 1 + x, accurate for small x too, where the rounding of 1 + x loses digits.

    log1p(x) = log(u) * (x / (u - 1)), with u = 1 + x rounded; x where u = 1

    A number that has a method `log1p()` computes it by that.

    Source: Kahan; Goldberg, "What every computer scientist should know about floating-point arithmetic" (1991).

    >>> log1p(1e-20), log1p(1.0) == log(2.0)
    (1e-20, True)
    """
    if not isinstance(x, (float, int)) and hasattr(x, "log1p"):
        return x.log1p()
    u = 1 + x
    return x if u == 1 else log(u) * (x / (u - 1))


def zero_like(x: "Number") -> float:
    """Return zero in the kind of number of x: 0.0 for a float, and 0 for a fraction, which keeps it exact.

    >>> zero_like(2.5), zero_like(2)
    (0.0, 0)
    """
    return 0.0 if isinstance(x, float) else like(x, 0)


def sign(x: "Any") -> int:
    """Return 1 for a positive number, -1 for a negative one, and 0 for zero and NaN.

    >>> sign(2.5), sign(-2), sign(0.0)
    (1, -1, 0)
    """
    return (x > 0) - (x < 0)


def sign_like(x: "Any") -> float:
    """Return the sign of x as the kind of number of x, so that it can be divided as that kind divides.

    >>> sign_like(2.5), sign_like(-2)
    (1, -1)
    """
    if isinstance(x, (float, int)):
        return sign(x)
    if hasattr(x, "constant"):
        return like(x, sign(x))
    return x / abs(x) if sign(x) else x


def like(x: "Any", value: float) -> float:
    """Return a plain value as the kind of number of x, if that kind has a method `constant()`, else unchanged.

    >>> like(2.5, 0.25)
    0.25
    """
    return x.constant(value) if hasattr(x, "constant") else value


def _method(x, name):
    """Return the method `name` of x, or raise an error that names it."""
    if not hasattr(x, name):
        raise TypeError(f"x must be a float, an int or a number with a method {name}(), got {x!r}")
    return getattr(x, name)
