"""Read and write files: models, tensors, tables. A board reads and writes all but tables.

- `model_file`: a model as a safetensors file (`Model.save`, `Model.load`); `model_checks` checks its names,
  `components`, `encoder_file` and `training_file` are its parts.
- `python_source`: a model as a Python file for a board (`Model.to_python`), with the functions in `standalone`, in the
  `precision` of a dtype; `python_encoder` writes the encoder of its table.
- `safetensors`: the safetensors format itself (`purenn.load_tensors`); `safetensors_header` validates its header.
- `csv_examples`: a CSV file as rows to train on (`purenn.read_table`). On the way to them, `csv_text` opens the file,
  `csv_rows` separates the cells, `csv_headers` finds out about the header, `csv_tables` converts the cells as
  `csv_format` says, `csv_columns` checks the features, `csv_targets` and `csv_labels` what is to be predicted.
  `csv_line` writes CSV.
- `idx`: the format of MNIST; `idx_examples` makes rows to train on of it.
- `file_kinds`: what a file is, by its content.
- `strict_json`: JSON from untrusted files.
- `files`: write a file completely or not at all, by `atomic_write` on a PC and by `board_files` on a board.

Read `safetensors` first; `model_file` builds on it. Every file is treated as untrusted: invalid content is a ValueError
with one line that starts with the path.
"""
