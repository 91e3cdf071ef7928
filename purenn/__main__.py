"""`python3 -m purenn`: hands over to the command line.

It has no `__name__` guard, because one port of Python names this module otherwise.
"""

import sys

from .cli.main import main

sys.exit(main())
