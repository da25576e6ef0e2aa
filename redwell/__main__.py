"""The `redwell` command."""

import sys

from redwell.commands.program import main

if __name__ == "__main__":
    sys.exit(main())
