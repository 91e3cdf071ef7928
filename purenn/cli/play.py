"""The command `play`: a page in the browser to train a network step by step, with the formula of each number.

    python3 -m purenn play
    python3 -m purenn play iris.csv --label species --hidden 16,16
    python3 -m purenn play iris.safetensors --data iris.csv
    python3 -m purenn play --epochs 100 --sample 7 --export page.html

The page is served to this machine alone, until Ctrl-C.
"""

from argparse import ArgumentParser, Namespace

from ..formats.atomic_write import write_file
from ..formats.file_kinds import HTML
from ..matrix import use_kernel
from ..play.sessions import Sessions
from ..play.settings import ACTIVATIONS, DEFAULTS, LEARNING_RATES, check_settings
from .options import UsageError, non_negative_int, positive_float, positive_int, seed, widths
from .outputs import add_force_option, check_outputs
from .play_data import given_data
from .streams import report
from .table_options import add_format_options

LARGEST_PORT = 65535
SETTINGS = ("hidden", "activation", "scale", "seed", "samples", "classes", "optimizer", "learning_rate")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "source",
        nargs="?",
        default="spiral",
        metavar="SOURCE",
        help="spiral, vertical, a CSV TABLE to train on, or a MODEL written by train --save (default spiral)",
    )
    parser.add_argument("--label", metavar="COLUMN", help="the TABLE's column of classes, by name or number")
    parser.add_argument("--ignore", metavar="COLUMN", action="append", help="a column to leave out; may be repeated")
    parser.add_argument("--data", metavar="TABLE", help="the CSV file for a MODEL, with its columns and its target")
    add_format_options(parser)
    network = parser.add_argument_group("the network at the start; the page can change it")
    network.add_argument("--hidden", type=widths, metavar="N[,N]", help="neurons of the hidden layers (default 3)")
    network.add_argument("--activation", choices=ACTIVATIONS, help="after each hidden layer (default relu)")
    network.add_argument("--scale", type=positive_float, help="factor of the initial weights (default 0.01)")
    network.add_argument("--seed", type=seed, help="seed of the data and the weights (default 0)")
    network.add_argument("--samples", type=positive_int, help="points per class of spiral or vertical (default 100)")
    network.add_argument("--classes", type=positive_int, help="classes of spiral or vertical (default 3)")
    network.add_argument("--optimizer", choices=LEARNING_RATES, help="default adam")
    network.add_argument("--learning-rate", type=positive_float, help="default 0.05 for adam")
    parser.add_argument("--port", type=positive_int, help="port to listen on (default: any that is free)")
    parser.add_argument("--open", action="store_true", help="open the page; other users may see its address")
    parser.add_argument("--export", metavar="FILE", help="write one sample as a page without server to this file")
    parser.add_argument("--epochs", type=non_negative_int, help="with --export: epochs of training (default 0)")
    parser.add_argument("--sample", type=non_negative_int, help="with --export: index of the sample (default 0)")
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Serve the page until an interrupt, or export it."""
    _check_combinations(options)
    if options.export is not None:
        check_outputs(
            {"--export": (options.export, HTML)}, {"SOURCE": options.source, "--data": options.data}, options.force
        )
    use_kernel("loops")  # the digits of the explanations, on every interpreter
    given = given_data(options)
    kind = None if given is None else given.kind
    wanted = {name: getattr(options, name) for name in SETTINGS if getattr(options, name) is not None}
    for name in wanted:
        if kind is not None and name not in DEFAULTS[kind]:
            what = "TABLE, which has its samples" if kind == "table" else "MODEL, which has its data and its layers"
            raise UsageError(f"--{name} is not for a {what}")
    try:
        settings = check_settings({"data": kind or options.source, **wanted}, kind)
    except ValueError as error:
        raise UsageError(str(error)) from None
    sessions = Sessions(settings, given)
    if options.export is None:
        _serve(sessions, options)
    else:
        _export(sessions, options)


def _check_combinations(options):
    """Raise UsageError for options that do not belong together."""
    if options.port is not None and options.port > LARGEST_PORT:
        raise UsageError(f"--port must be in 1..{LARGEST_PORT}, got {options.port}")
    given = [name for name in ("epochs", "sample") if getattr(options, name) is not None] + ["force"] * options.force
    if options.export is None and given:
        raise UsageError(f"--{given[0]} needs --export FILE")
    given = [name for name in ("port", "open") if getattr(options, name)]
    if options.export is not None and given:
        raise UsageError(f"--{given[0]} is for a page that is served, not for --export")


def _serve(sessions, options):
    """Serve the page until an interrupt."""
    from ..play.server import Server

    try:
        server = Server(options.port or 0, sessions)
    except OSError as error:
        raise ValueError(f"--port must be one that is free, got {options.port}: {error.strerror}") from None
    try:
        with server:
            print(f"purenn play: {server.address}\nOnly this machine can open it. Ctrl-C ends it.", flush=True)
            if options.open:
                import webbrowser

                webbrowser.open(server.address)
            server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("play has ended") from None


def _export(sessions, options):
    """Write the page of one sample to a file."""
    from ..play.export import LARGE, SESSION, exported_page, size_of

    epochs, sample, count = options.epochs or 0, options.sample or 0, len(sessions.get(SESSION).session.data.X)
    if sample >= count:
        raise UsageError(f"--sample must be in 0..{count - 1}, got {sample}")
    page = exported_page(sessions, epochs, sample)
    if len(page.encode()) > LARGE:
        report(f"{options.export} will have {size_of(page)}")
    write_file(options.export, page.encode())
