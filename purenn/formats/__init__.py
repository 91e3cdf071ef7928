"""Read and write files: models, tensors, tables. A board reads and writes all but tables.

- `model_file`: a model as a safetensors file (`Model.save`, `Model.load`); `model_checks` checks its names.
- `python_source`: a model as a Python file for a board (`Model.to_python`), with the functions in `standalone`, in the
  `precision` of a dtype.
- `safetensors`: the safetensors format itself (`purenn.load_tensors`); `safetensors_header` validates its header.
- `csv_headers`: CSV files as tables, with or without a header. `csv_rows` reads the rows, `csv_tables` converts the
  columns to numbers and labels, `csv_labels` checks the labels. `csv_line` writes CSV.
- `file_kinds`: what a file is, by its content.
- `strict_json`: JSON from untrusted files.
- `files`: write a file completely or not at all, by `atomic_write` on a PC and by `board_files` on a board.

Read `safetensors` first; `model_file` builds on it. Every file is treated as untrusted: invalid content is a ValueError
with one line that starts with the path.
"""
