"""Argument checks: every public function of purenn validates its arguments with these functions.

    from purenn.validation.shapes import as_matrix
    inputs = as_matrix(inputs, "inputs", columns=2)  # ShapeError: inputs must be (samples, 2), got (1, 3)

`as_...` functions return the argument in the form that the formulas need, `check_...` functions return nothing, and
both raise an error of the form `<argument> must be <expected>, got <actual>`. A check makes one pass over the data
and never changes it.

Read `shapes` first (matrices, and the helpers that the others import), then `entries` (the numbers in a matrix),
`scalars` (single numbers: counts, rates) and `targets` (class indices, distributions, quantities).
"""
