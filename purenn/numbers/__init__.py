"""Numbers that flow through the same layers as floats, each a different view of the same computation.

`Dual` carries a derivative, `Float32` rounds as single precision does, `Traced` remembers how it was made.
"""

from .dual import Dual
from .float32 import Float32
from .traced import Traced

__all__ = ["Dual", "Float32", "Traced"]
