"""Inspection of layers, losses and optimizers: their `repr`, and the matrices of the last pass."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from .engine.last_pass import LastPass

    Instance = TypeVar("Instance")


MATRICES = ("inputs", "output", "dinputs", "dweights", "dbiases", "mask")  # of a pass


class Inspectable:
    """An object that keeps the matrices of its last pass, and whose `repr` is the call that makes it."""

    # The last pass of a training by the engine. It is computed when one of its matrices is first read.
    _last_pass: "LastPass | None" = None

    def __repr__(self) -> str:
        return constructor_call(self)

    if not TYPE_CHECKING:  # for a type checker, an attribute that is not declared is a mistake

        def __getattr__(self, name):
            """Compute the last pass if it has not been computed yet, and return its matrix of this name."""
            last_pass = self._last_pass
            if last_pass is None or name not in MATRICES:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            last_pass.compute()
            return getattr(self, name)


def copy_of(instance: "Instance") -> "Instance":
    """Copy a layer, a loss or a model: an object of the same class, whose attributes are the same objects."""
    copy = object.__new__(type(instance))
    attributes = instance.__dict__.copy()  # another thread may add to them
    for name, value in attributes.items():  # MicroPython cannot update copy.__dict__
        setattr(copy, name, value)
    return copy


def forget_pass(instance: "Inspectable") -> None:
    """Delete the matrices of the last pass of a layer or a loss."""
    for name in MATRICES:
        if name in instance.__dict__:
            delattr(instance, name)


def constructor_call(instance: object, *arguments: object, **settings: "tuple[object, object]") -> str:
    """Write the call that makes an instance like this one.

    Args:
        instance: Whose class is called.
        arguments: The positional arguments.
        settings: The keyword arguments, each as (value, default); those that have their default are left out.

    >>> constructor_call(1.5, 2, digits=(3, 3), rate=(0.5, 0.25))
    'float(2, rate=0.5)'
    """
    texts = [repr(argument) for argument in arguments]
    texts += [f"{name}={value!r}" for name, (value, default) in settings.items() if value != default]
    return f"{type(instance).__name__}({', '.join(texts)})"
