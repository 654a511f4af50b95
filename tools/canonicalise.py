"""Rewrites the tables of a case in their canonical form, rows in the order in which they stand.

    python tools/canonicalise.py src/dayafter/cases/ukraine-2025

Canonical: all columns in the declared order, comma, LF, UTF-8, ISO dates, numbers without separators.
Prints each file that it changed. With --check nothing is written, and the exit code is 1 if a file would change.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dayafter.case.folder import canonical, write_file


def canonicalise(case: Path, *, check: bool = False) -> list[str]:
    """The files of the case that are not in canonical form; they are rewritten unless `check`."""
    texts = {name: text.encode() for name, text in canonical(case).items()}
    changed = [name for name, text in texts.items() if (case / name).read_bytes() != text]
    for name in [] if check else changed:
        write_file(texts[name], case / name)
    return changed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("case", type=Path, nargs="+", help="folder of a case")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    changed = [f"{case}/{name}" for case in given.case for name in canonicalise(case, check=given.check)]
    print("\n".join(changed) or "all tables are canonical")
    return int(given.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
