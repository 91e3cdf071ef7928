"""`python3 -m purenn`: hands over to the command line. It has no `__name__` guard: one port names this module otherwise."""

import sys

from .cli import main

sys.exit(main())
