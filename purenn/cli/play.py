"""The command `play`: a page in the browser on which a network is trained step by step and every number answers.

    python3 -m purenn play
    python3 -m purenn play iris.csv --label species --hidden 16,16
    python3 -m purenn play iris.safetensors --data iris.csv
    python3 -m purenn play --epochs 100 --sample 7 --export page.html

The page is served to this machine alone, until Ctrl-C.
"""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from ..datasets import spiral_data
from .options import UsageError, add_header_options, non_negative_int, positive_float, positive_int, seed
from .outputs import add_force_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..play.problems import Problem

DATA_SETS = ("spiral", "vertical")
LARGEST_PORT = 65535
SETTINGS = ("hidden", "activation", "scale", "seed", "samples", "classes", "optimizer", "learning_rate")
OF_TABLES = ("label", "ignore", "header")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "source",
        nargs="?",
        default="spiral",
        metavar="DATA",
        help="spiral, vertical, a CSV TABLE to train on, or a MODEL written by train --save (default spiral)",
    )
    parser.add_argument("--label", metavar="COLUMN", help="the TABLE's column of classes, by name or number")
    parser.add_argument("--ignore", metavar="COLUMN", action="append", help="a column to leave out; may be repeated")
    parser.add_argument("--data", metavar="TABLE", help="the CSV file for a MODEL, with its columns and its target")
    add_header_options(parser)
    network = parser.add_argument_group("the network at the start; the page can change it")
    network.add_argument("--hidden", type=_widths, metavar="N[,N]", help="neurons of the hidden layers (default 3)")
    network.add_argument("--activation", choices=("relu", "sigmoid"), help="after each hidden layer (default relu)")
    network.add_argument("--scale", type=positive_float, help="factor of the initial weights (default 0.01)")
    network.add_argument("--seed", type=seed, help="seed of the data and the weights (default 0)")
    network.add_argument("--samples", type=positive_int, help="points per class of spiral or vertical (default 100)")
    network.add_argument("--classes", type=positive_int, help="classes of spiral or vertical (default 3)")
    network.add_argument("--optimizer", choices=("adam", "rmsprop", "adagrad", "sgd"), help="default adam")
    network.add_argument("--learning-rate", type=positive_float, help="default 0.05 for adam")
    parser.add_argument("--port", type=positive_int, help="port to listen on (default: any that is free)")
    parser.add_argument("--open", action="store_true", help="open the page; other users may see its address")
    parser.add_argument("--export", metavar="FILE", help="write one sample as a page without server to this file")
    parser.add_argument("--epochs", type=non_negative_int, help="with --export: epochs of training (default 0)")
    parser.add_argument("--sample", type=non_negative_int, help="with --export: index of the sample (default 0)")
    add_force_option(parser)


def run(options: Namespace, colour: bool = False) -> None:
    """Serve the page until an interrupt, or export it."""
    from ..matrix import use_kernel
    from ..play.sessions import Sessions

    use_kernel("loops")  # the digits of the explanations, on every interpreter
    _check_combinations(options)
    given = _given(options)
    wanted = {name: getattr(options, name) for name in SETTINGS if getattr(options, name) is not None}
    wanted["data"] = options.source if given is None else given.kind
    try:
        from ..play.settings import check_settings

        settings = check_settings(wanted, None if given is None else given.kind)
    except ValueError as error:
        raise UsageError(str(error)) from None
    _serve(Sessions(settings, given), options)


def _serve(sessions, options):
    from ..play.server import Server

    try:
        server = Server(options.port or 0, sessions)
    except OSError as error:
        raise ValueError(f"--port must be free to listen on, got {options.port}: {error.strerror}") from None
    with server:
        print(f"purenn play: {server.address}\nOnly this machine can open it. Ctrl-C ends it.", flush=True)
        if options.open:
            import webbrowser

            webbrowser.open(server.address)
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            raise KeyboardInterrupt("play ended") from None


def _check_combinations(options):
    if options.port is not None and options.port > LARGEST_PORT:
        raise UsageError(f"--port must be in 1..{LARGEST_PORT}, got {options.port}")


def _widths(text: str) -> "list[int]":
    """Parse the widths of the hidden layers."""
    return [positive_int(part) for part in text.split(",")]


def _given(options: Namespace) -> "Problem | None":
    return None
