"""Test vectors: inputs and correctly rounded results in files, and the comparison of other implementations with them.

    from purenn.vectors import Vectors, compare, read, read_results, tensor, write
    write("softmax.json", Vectors({"logits": tensor(...), "probabilities": tensor(...)}, order=["probabilities"]))
    compare(read("softmax.json"), read_results("theirs.csv"))

- `tensors`: test vectors in memory. Read it first.
- `vector_file`: the files, safetensors and JSON; its docstring defines them.
- `results`: the results of another implementation, from safetensors, JSON or CSV.
- `comparison`: the errors of each tensor in ulps; `ulps` computes them.
"""

from .comparison import Comparison, TensorErrors, compare
from .results import read_results
from .tensors import Tensor, Vectors, tensor
from .vector_file import read, write

__all__ = ["Comparison", "Tensor", "TensorErrors", "Vectors", "compare", "read", "read_results", "tensor", "write"]
