"""The command line: `python3 -m purenn [command] [options]`.

Start at `main`, which holds the table of commands. Each command is a module of its own with two functions:
`add_arguments(parser)` declares its options, `run(options, colour)` executes it.

    main            choose and run a command; errors become one line and an exit code
    chapter         without a command: the book's example, each result next to the one in the book
    train           train a network: `train_table` on a CSV file, `train_spiral` on the spiral data
    predict         predictions of a saved model, as CSV
    evaluate        figures of a saved model on a table with known targets
    data            a data set of the library, or the iris table, as CSV
    plot            a data set, the loss function, or a model on a table as a picture
    explain         the computation of one sample, step by step
    play            the page in the browser: its server, or one sample as a file
    size            the memory that a network needs
    board           a saved model as a Python file for a board
    compare         the errors of another implementation, against test vectors

The other modules are used by several commands:

    options         the types of option values
    streams         standard output and standard error, which may be closed
    screen          picture size, width and character set of the terminal
    progress        how far a training, reading or evaluating has got
    interruption    signals that stop a training
    outputs         the files that a command writes, checked before it starts
    data_sets       the library's data sets and their options
    figures         figures of a model: computed, as one line of text, as JSON
    class_report    confusion matrix, precision, recall, F1 and calibration as text
    train_common    network, optimizer and output files of a training
    table_options   how a TABLE is written
    saved_model     a saved model and a table that matches it
    board_memory    the memory that a network takes on a board

and these by `train_table`:

    table_training  one training on rows of a table: encoder, network, when it stops
    decisions       what is decided about a table, printed and noted in the model
    cross_validation    trainings on all rows but a k-th, evaluated on that
    checkpoint      a file from which a training goes on

This package imports nothing here, so that `python3 -m purenn --version` starts fast.
"""
