"""Entry point of the command line: choose a command, run it, turn errors into one line and an exit code.

    python3 -m purenn                   the chapter's example
    python3 -m purenn train --help      the options of a command

The module of a command is imported only when that command runs: the others start faster without it, and interpreters
that lack what it imports can still run the rest.
"""

import os
import sys

from .streams import discard, finish_output, report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import NoReturn

PROGRAM = "python3 -m purenn"
DESCRIPTION = """\
purenn: neural networks in plain Python. Without a command it runs the example of chapter 5 of the book "Neural
Networks from Scratch in Python" and prints each result next to the one in the book."""
COMMANDS = (  # (name, which is also the name of its module; help; example)
    (
        "train",
        "train a network on a CSV table or on the spiral data",
        "train iris.csv --label species --save iris.safetensors",
    ),
    ("predict", "predict each row of a table with a saved model", "predict iris.safetensors new.csv"),
    ("evaluate", "evaluate a saved model on a table with known targets", "evaluate iris.safetensors test.csv --json"),
    ("data", "write one of the library's data sets, or the iris table, as CSV", "data iris iris.csv"),
    ("plot", "draw a data set, the loss function, or a model on a table", "plot spiral spiral.svg"),
    ("explain", "print the computation of one sample, step by step", "explain --sample 7 --backward"),
    ("play", "train a network step by step on a page in the browser", "play --hidden 16"),
    ("size", "compute the memory that a network needs", "size 2-64-3"),
    (
        "board",
        "write a saved model as a Python file for a board",
        "board iris.safetensors network.py --dtype I8 --data iris.csv",
    ),
    ("vectors", "write test vectors, to check another implementation", "vectors vectors --format F32"),
    (
        "compare",
        "measure the errors of another implementation against test vectors",
        "compare softmax.json theirs.csv --at-most 4",
    ),
)
BROKEN_PIPE = 32  # errno.EPIPE; MicroPython's errno does not have the name


def main(arguments: "list[str] | None" = None) -> int:
    """Run the command line.

    Args:
        arguments: The command and its options; those of the process if None.

    Returns:
        The exit code: 0 for success, 1 for an error or an interrupt, 2 for wrong arguments.
    """
    if sys.stdout is None:
        report("standard output must be open, but is closed")
        return 1
    code = 1
    try:
        code = dispatch(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt as interrupt:
        report(str(interrupt) or "interrupted")
    except OSError as error:
        if error.filename is None:  # the error is one of standard output
            discard(sys.stdout)
        _report_os_error(error)
    except (ValueError, ArithmeticError) as error:
        report(str(error))
    except ImportError as error:
        report(f"this command needs a module that this Python does not have: {error}")
    except MemoryError:
        report("out of memory")
    failure = finish_output()
    if failure is not None:
        _report_os_error(failure)
        return 1
    return code


def _report_os_error(error):
    """Report an error of the operating system; a closed pipe (`| head`) is no error to report."""
    if error.errno != BROKEN_PIPE:
        report(("" if error.filename is None else f"{error.filename}: ") + (error.strerror or str(error)))


def dispatch(arguments: list[str]) -> int:
    """Run the chapter's example, print the version, or run a command; return the exit code.

    All but the commands works without argparse, which MicroPython does not have.
    """
    if arguments == []:
        from .chapter import report

        print("\n".join(report(colour_wanted())))
        return 0
    if arguments == ["--float32"]:
        from .chapter import report_in_single_precision

        print("\n".join(report_in_single_precision(colour_wanted())))
        return 0
    if arguments == ["--version"]:
        from .. import __version__

        print("purenn", __version__)
        return 0
    return run_command(arguments)


def run_command(arguments: list[str]) -> int:
    """Parse arguments that name a command or ask for help, and run the command; return the exit code."""
    import argparse

    from .options import UsageError

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a label that the terminal cannot encode is no error

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> "NoReturn":
            report(f"{message}; see {self.prog} --help")
            raise SystemExit(2)

    parser = Parser(
        prog=PROGRAM,
        description=DESCRIPTION,
        epilog=f"example: {PROGRAM} train --help",
        formatter_class=argparse.RawTextHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument(
        "--float32", dest="example_in_float32", action="store_true", help="run the example in single precision"
    )
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)
    wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
    command, command_parser = None, parser
    for name, summary, example in COMMANDS:
        subparser = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example: {PROGRAM} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == wanted:
            command, command_parser = import_command(name), subparser
            command.add_arguments(command_parser)
    try:
        options = parser.parse_args(arguments)
        if options.version or options.example_in_float32:
            parser.error(f"{'--version' if options.version else '--float32'} takes no other arguments")
        if command is None:
            parser.error("a command is missing")
        try:
            command.run(options, colour_wanted())
        except UsageError as error:
            command_parser.error(str(error))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def import_command(name: str) -> "ModuleType":
    """Import the module of a command."""
    return __import__("purenn.cli." + name, None, None, (name,))  # MicroPython has no importlib


def colour_wanted() -> bool:
    """Return whether to print in colour: on a terminal, unless NO_COLOR is set or TERM is `dumb`."""
    if not hasattr(sys.stdout, "isatty") or not sys.stdout.isatty():
        return False
    return not os.getenv("NO_COLOR") and os.getenv("TERM") != "dumb"
