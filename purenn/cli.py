"""The command line: `python3 -m purenn` runs the chapter.

A command imports what it needs when it runs, so that the others start at once.
"""

import os
import sys

USAGE = """\
usage: python3 -m purenn [--help | --version]

purenn: neural networks in plain Python. Without an argument it runs the chapter: 300 points on a spiral
go through an untrained network, and each figure is printed beside the one in the book.

  -h, --help   print this text and stop
  --version    print the version and stop

example: python3 -m purenn
"""


def main(arguments=None) -> int:
    """Run one command and return its exit code: 0 for done, 2 for arguments that make no command."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        from .chapter import report

        print("\n".join(report(colour=colour_wanted())))
    elif arguments == ["--version"]:
        from . import __version__

        print("purenn", __version__)
    elif arguments in (["-h"], ["--help"]):
        print(USAGE, end="")
    else:
        print(f"purenn: unknown argument {unknown(arguments)!r}; see python3 -m purenn --help", file=sys.stderr)
        return 2
    return 0


def unknown(arguments):
    """The first argument that no command takes, or the second of two that exclude each other."""
    known = ("-h", "--help", "--version")
    return next((argument for argument in arguments if argument not in known), arguments[-1])


def colour_wanted() -> bool:
    """Whether to colour what is printed: on a terminal only, and not where NO_COLOR is set or TERM is dumb."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
