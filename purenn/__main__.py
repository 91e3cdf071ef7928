"""Run the command line: `python3 -m purenn`, see `purenn.cli.main`.

No `if __name__ == "__main__"`: MicroPython's WebAssembly port names this module `purenn.__main__`.
"""

import sys

try:
    from .cli.main import main

    code: int = main()
except KeyboardInterrupt:  # before or after main handles it
    code = 1
    if sys.stderr is not None:
        print("purenn: interrupted", file=sys.stderr)
sys.exit(code)
