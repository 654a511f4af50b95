"""`python -m dayafter` is the same as `dayafter`."""

import sys

from dayafter.cli import main

if __name__ == "__main__":
    sys.exit(main())
