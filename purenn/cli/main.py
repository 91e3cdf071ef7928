"""The command line: `python3 -m purenn` runs the chapter, and a command after it does what the command's room does.

A command's room is imported when the command runs, so that the others start at once.
"""

import os
import sys

PROGRAM = "python3 -m purenn"
ABOUT = """\
purenn: neural networks in plain Python. Without a command it runs the chapter: 300 points on a spiral go
through an untrained network, and each figure is printed beside the one in the book."""
BROKEN_PIPE = 32  # the number of that error, which not every Python names
COMMANDS = (  # each with what it does and an example
    ("train", "train a network, on the spiral or on a table", "train iris.csv --label species --save iris.safetensors"),
    ("predict", "predict each row of a table with a saved model", "predict iris.safetensors new.csv"),
    ("evaluate", "measure a saved model on a table with answers", "evaluate iris.safetensors test.csv --json"),
    ("plot", "draw a data set or the loss", "plot spiral spiral.svg"),
    ("explain", "show the arithmetic of one sample, line by line", "explain --sample 7 --backward"),
    ("size", "tell what a network takes in memory", "size 2-64-3"),
)


def room_of(command: str):
    """The room of a command: `add_arguments(parser)` says its options, `run(options, colour)` runs it."""
    if command == "train":
        from . import train as room
    elif command == "predict":
        from . import predict as room
    elif command == "evaluate":
        from . import evaluate as room
    elif command == "plot":
        from . import plot as room
    elif command == "explain":
        from . import explain as room
    else:
        from . import size as room
    return room


def main(arguments=None) -> int:
    """Run one command and return its exit code: 0 for done, 1 for failed, 2 for arguments that make no command."""
    try:
        code = dispatch(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("purenn: interrupted", file=sys.stderr)
    except OSError as error:
        if error.filename is None:  # then it is standard output that takes no more
            _discard_output()
        place = "" if error.filename is None else f"{error.filename}: "
        if error.errno != BROKEN_PIPE:  # whoever read the output has seen enough, and needs no word about it
            print(f"purenn: {place}{error.strerror or error}", file=sys.stderr)
    except (ValueError, ArithmeticError) as error:
        print(f"purenn: {error}", file=sys.stderr)
    except ImportError as error:
        print(f"purenn: this Python must have what the command uses, but {error}", file=sys.stderr)
    except MemoryError:
        print("purenn: there must be more memory for this", file=sys.stderr)
    return 1


def dispatch(arguments) -> int:
    """Run the chapter, or print the version, for which nothing else needs loading; or read the command."""
    if not arguments:
        from .chapter import report

        print("\n".join(report(colour=colour_wanted())))
        return 0
    if arguments == ["--float32"]:
        from .chapter import report_in_single_precision

        print("\n".join(report_in_single_precision(colour=colour_wanted())))
        return 0
    if arguments == ["--version"]:
        from .. import __version__

        print("purenn", __version__)
        return 0
    return run_command(arguments)


def run_command(arguments) -> int:
    """Read arguments that name a command or ask for help, and do what they say."""
    import argparse

    from .options import UsageError

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a label that the terminal cannot show is no failure

    class Parser(argparse.ArgumentParser):
        def error(self, message):
            self.exit(2, f"purenn: {message}; see {self.prog} --help\n")

    parser = Parser(
        prog=PROGRAM, description=ABOUT, epilog=f"example: {PROGRAM}", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parser.add_argument(
        "--float32", dest="chapter_in_float32", action="store_true", help="run the chapter in single precision"
    )
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)
    for name, does, example in COMMANDS:
        command = commands.add_parser(
            name,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example: {PROGRAM} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == arguments[0]:
            room_of(name).add_arguments(command)
            chosen = command
    try:
        options = parser.parse_args(arguments)
        if options.version or options.chapter_in_float32:
            parser.error(f"{'--version' if options.version else '--float32'} takes no other arguments")
        if options.command is None:
            parser.error("a command is missing")
        try:
            room_of(options.command).run(options, colour=colour_wanted())
        except UsageError as error:
            chosen.error(str(error))
    except SystemExit as stop:
        return stop.code or 0
    return 0


def _discard_output():
    """Let what is left to print go nowhere, where standard output takes no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def colour_wanted() -> bool:
    """Whether to colour what is printed: on a terminal only, and not where NO_COLOR is set or TERM is dumb."""
    if not hasattr(sys.stdout, "isatty") or not sys.stdout.isatty():
        return False
    return not os.getenv("NO_COLOR") and os.getenv("TERM") != "dumb"
