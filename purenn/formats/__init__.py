"""Read and write files: models, tensors, tables. For desktop interpreters; inference on a board does not need it.

- `model_file`: a model as a safetensors file (`Model.save`, `Model.load`); `model_checks` checks its names.
- `python_source`: a model as a Python module for a board (`Model.to_python`).
- `safetensors`: the safetensors format itself (`purenn.load_tensors`); `safetensors_header` validates its header.
- `csv_headers`: CSV files as tables, with or without a header. `csv_rows` reads the rows, `csv_tables` converts the
  columns to numbers and labels, `csv_labels` checks the labels. `csv_line` writes CSV.
- `file_kinds`: what a file is, by its content.
- `strict_json`: JSON from untrusted files.
- `atomic_write`: write a file completely or not at all, wherever it can be written.

Read `safetensors` first; `model_file` builds on it. Every file is treated as untrusted: invalid content is a ValueError
with one line that starts with the path.
"""
