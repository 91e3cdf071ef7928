"""The command line: `python3 -m purenn` runs the chapter, `python3 -m purenn train` trains a network.

A command imports what it needs when it runs, so that the others start at once.
"""

import os
import sys

PROGRAM = "python3 -m purenn"
ABOUT = """\
purenn: neural networks in plain Python. Without a command it runs the chapter: 300 points on a spiral go
through an untrained network, and each figure is printed beside the one in the book."""


def main(arguments=None) -> int:
    """Run one command and return its exit code: 0 for done, 1 for failed, 2 for arguments that make no command."""
    try:
        code = dispatch(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is still to be written goes nowhere, without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def dispatch(arguments) -> int:
    """Run the chapter or print the version, for which nothing else needs loading; or read the command."""
    if not arguments:
        from .chapter import report

        print("\n".join(report(colour=colour_wanted())))
        return 0
    if arguments == ["--version"]:
        from . import __version__

        print("purenn", __version__)
        return 0
    return run_command(arguments)


def run_command(arguments) -> int:
    """Read arguments that name a command or ask for help, and do what they say."""
    import argparse

    from . import training

    class Parser(argparse.ArgumentParser):
        def error(self, message):
            self.exit(2, f"purenn: {message}; see {self.prog} --help\n")

    parser = Parser(
        prog=PROGRAM, description=ABOUT, epilog=f"example: {PROGRAM}", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)
    train = commands.add_parser(
        "train",
        help="train a network on the spiral",
        description="Train a network of one hidden layer on the spiral.",
        epilog=f"example: {PROGRAM} train --hidden 32 --epochs 500",
    )
    training.add_arguments(train)
    try:
        options = parser.parse_args(arguments)
        if options.version or options.command is None:
            parser.error("--version takes no other arguments" if options.version else "a command is missing")
    except SystemExit as stop:
        return stop.code or 0
    return run_training(options)


def run_training(options) -> int:
    """Train; a setting that cannot be is told as a usage error, a training that failed as a failure."""
    from . import training

    try:
        training.run(options, colour=colour_wanted())
    except (ValueError, TypeError) as error:
        print(f"purenn: {error}; see {PROGRAM} train --help", file=sys.stderr)
        return 2
    except ArithmeticError as error:
        print(f"purenn: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("purenn: interrupted", file=sys.stderr)
        return 1
    return 0


def colour_wanted() -> bool:
    """Whether to colour what is printed: on a terminal only, and not where NO_COLOR is set or TERM is dumb."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
