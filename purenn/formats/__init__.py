"""Read and write files: models, tensors, tables. For desktop interpreters; inference on a board does not need it.

- `model_file`: a model as a safetensors file (`Model.save`, `Model.load`); `model_checks` checks its names,
  `components`, `encoder_file` and `training_file` are its parts.
- `python_source`: a model as a Python module for a board (`Model.to_python`).
- `safetensors`: the safetensors format itself (`purenn.load_tensors`); `safetensors_header` validates its header.
- `csv_examples`: a CSV file as rows to train on (`purenn.read_table`). On the way to them, `csv_text` opens the file,
  `csv_rows` separates the cells, `csv_headers` finds out about the header, `csv_tables` converts the cells as
  `csv_format` says, `csv_columns` checks the features, `csv_targets` and `csv_labels` what is to be predicted.
  `csv_line` writes CSV.
- `idx`: the format of MNIST; `idx_examples` makes rows to train on of it.
- `file_kinds`: what a file is, by its content.
- `strict_json`: JSON from untrusted files.
- `atomic_write`: write a file completely or not at all, wherever it can be written.

Read `safetensors` first; `model_file` builds on it. Every file is treated as untrusted: invalid content is a ValueError
with one line that starts with the path.
"""
